-- What a login could do again and again at little cost to itself and much to all: leave a dead copy of its row with each
-- call, have a root of millions of operations summed up, compute without end.
set local role inspection_owner;

-- Who was seen computing for half a minute or was ended as holding up others, once a minute at most.
create table centre.watched (
    role name not null,
    at timestamptz not null default clock_timestamp(),
    ended bool not null
);
create index on centre.watched (role, at);
create trigger append_only before update or delete on centre.watched
    for each row execute function centre.refuse_rewriting();
create trigger not_truncated before truncate on centre.watched execute function centre.refuse_rewriting();
alter table centre.watched enable row level security;
create policy watch on centre.watched to inspection_watch using (true) with check (true);
create policy nobody on centre.watched for select to inspection_api using (false);
grant select, insert on centre.watched to inspection_watch;
grant create on schema centre to inspection_watch;

set local role inspection_watch;
-- As in version 10, and counts: who was seen computing for half a minute in twenty minutes of a day is ended after ten
-- seconds from then on. A call of ours takes that long on no centre that is in order; a slow line does not count as
-- computing. Nobody waits for the counting: no row is written twice.
create or replace function centre.end_stale() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    one record;
    often bool;
    ended bool;
begin
    for one in
        select * from (
            select s.pid, s.usesysid, s.usename as role, s.xact_start < clock_timestamp() - interval '150 seconds' as stale,
                s.state = 'active' and s.wait_event_type is null
                    and s.query_start < clock_timestamp() - interval '10 seconds' as computing,
                s.query_start < clock_timestamp() - interval '30 seconds' as long
            from pg_stat_activity s where s.pid <> pg_backend_pid()) a
        where (a.stale or a.computing)
            and exists (select from pg_auth_members m where m.member = a.usesysid
                and m.roleid in (select r.oid from pg_roles r where r.rolname in ('inspection_device', 'inspection_enrolment')))
    loop
        often := one.computing and (select count(distinct date_trunc('minute', w.at)) >= 20 from centre.watched w
            where w.role = one.role and w.at > clock_timestamp() - interval '1 day');
        ended := often or one.stale;
        if ended then
            perform pg_terminate_backend(one.pid);
        end if;
        if (ended or one.computing and one.long) and not exists (select from centre.watched w
                where w.role = one.role and w.at > clock_timestamp() - interval '1 minute') then
            insert into centre.watched (role, ended) values (one.role, ended);
        end if;
    end loop;
exception when insufficient_privilege then null;
end
$$;

set local role inspection_owner;
revoke create on schema centre from inspection_watch;

-- Gives the calling device a receipt on where it stands and keeps it; {"content", "mac"}. The content is RFC 8785 as it
-- stands. What the device says of itself (`cursor`, `compared`) is part of it as the device's word.
-- A device that stands where it stood earlier that day gets the earlier receipt again.
create or replace function centre.issue_receipt(claimed_cursor bigint, claimed_digest text) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    mine centre.device;
    known centre.about;
    root jsonb;
    moment text := to_char(clock_timestamp() at time zone interval '08:00', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+08:00"');
    content text;
    earlier centre.receipt;
    given text;
begin
    select * into mine from device where role = session_user for update;
    select * into known from about;
    root := centre.feed_root(mine.bureau);
    content := format(
        '{"acknowledged":%s,"bureau":%s,"centre_id":%s,"chain":%s,"compared":%s,"cursor":%s,"device":%s,"feed_epoch":%s,'
        '"feed_root":%s,"issued_at":%s,"training":%s,"v":1}',
        mine.next_lseq - 1, to_json(mine.bureau), to_json(known.centre_id), to_json(mine.chain),
        to_json(case when claimed_digest ~ '^[0-9a-f]{64}$' then claimed_digest else '' end),
        greatest(coalesce(claimed_cursor, 0), 0), to_json(mine.device), to_json(known.feed_epoch),
        coalesce(format('{"count":%s,"day":%s,"head":%s,"last":%s,"root":%s}', root -> 'count', root -> 'day',
            root -> 'head', root -> 'last', root -> 'root'), 'null'),
        to_json(moment), to_json(known.training));
    update device set synced_at = clock_timestamp() where (bureau, device.device) = (mine.bureau, mine.device)
        and (synced_at is null or synced_at < clock_timestamp() - interval '50 ms');
    select * into earlier from receipt r where (r.bureau, r.device) = (mine.bureau, mine.device)
    order by r.issued_at desc limit 1;
    if left(earlier.issued_at, 10) = left(moment, 10)
        and replace(earlier.content, earlier.issued_at, moment) = content then
        return jsonb_build_object('content', earlier.content, 'mac', earlier.mac);
    end if;
    if (select count(*) from receipt r where (r.bureau, r.device) = (mine.bureau, mine.device)
            and r.issued_at >= left(moment, 10)) >= 2000 then
        perform centre.refuse('day-limit');
    end if;
    -- two random UUIDs carry 244 bits of PostgreSQL's strong randomness
    insert into receipt_key (bureau, device, key) values (mine.bureau, mine.device,
        sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))) on conflict do nothing;
    given := centre.receipt_mac(mine.bureau, mine.device, content);
    insert into receipt (bureau, code, device, issued_at, content, mac)
    values (mine.bureau, left(given, 16), mine.device, moment, content, given) on conflict do nothing;
    return jsonb_build_object('content', content, 'mac', given);
end
$$;

grant create on schema api1 to inspection_api;
set local role inspection_api;

-- As in version 10; a row written again and again within the same moment would be left behind as often.
create or replace function api1.hello(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    mine centre.device;
    known jsonb;
    offered jsonb := '["receipt", "doubt"]';
    spoken int := case when request ->> 'api' ~ '^\d{1,4}$' then (request ->> 'api')::int end;
    stored int := case when request ->> 'schema' ~ '^\d{1,4}$' then (request ->> 'schema')::int end;
begin
    perform centre.end_stale();
    select jsonb_build_object('centre_id', centre_id, 'feed_epoch', feed_epoch, 'training', training,
        'api_min', api_min, 'api_max', api_max, 'server_time', clock_timestamp(), 'revoked', false)
    into known from about;
    if my_fault() = 'device-revoked' then
        return known || '{"revoked": true}';
    end if;
    perform welcome();
    update device set last_seen = clock_timestamp(), program = left(request ->> 'program', 100),
        api = spoken, store_schema = stored
    where role = session_user and (last_seen is null or last_seen < clock_timestamp() - interval '50 ms');
    select * into mine from device where role = session_user;
    if spoken is not null then
        if exists (select from blob b where b.bureau = mine.bureau and b.finished_at is null) then
            offered := offered || '["blob_wanted"]';
        end if;
        known := known || jsonb_build_object('schema', (select max(version) from version), 'offers', offered);
    end if;
    return known || jsonb_build_object('device', mine.device, 'bureau', mine.bureau,
        'next_lseq', mine.next_lseq, 'chain_at', mine.chain,
        'certificate', mine.certificate,
        'last_seq', (select feed_seq from bureau where bureau.bureau = mine.bureau),
        'readable', (select jsonb_object_agg(b.bureau, b.feed_seq) from bureau b));
end
$$;

-- As in version 10. What tens of thousands of operations have in common is no inspection: nobody has it summed up.
create or replace function api1.verify(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    upto bigint := (request ->> 'cursor')::bigint;
    wanted int := least(greatest(coalesce((request ->> 'count')::int, 50), 1), 500);
    home text := my_bureau();
    aside bigint[];
    before bigint;
    answer jsonb;
begin
    perform welcome();
    aside := array(select s.srv_seq from set_aside s where s.bureau = home
        and (coalesce(request -> 'passed_over' = 'true', false) or s.device <> my_device()));
    select least(upto, b.feed_seq) - wanted * 200 into before from bureau b where b.bureau = home;
    with latest as materialized (
        select root, srv_seq from operation o
        where o.bureau = home and srv_seq > before and srv_seq <= upto and srv_seq <> all(aside)
    ), touched as materialized (
        select root from latest group by root order by max(srv_seq) desc limit wanted
    ), summed as (
        select t.root, s.operations, s.digest from touched t cross join lateral (
            select count(*) as operations, encode(sha256(convert_to(
                string_agg(o.op_id || ' ' || o.chain || E'\n', '' order by o.op_id collate "C"), 'UTF8')), 'hex') as digest
            from (
                select o.op_id, o.chain from operation o
                -- the policy names the bureau too: said twice it would make the feed's own index look as good as that of root
                where o.bureau || '' = home and o.root = t.root and o.srv_seq + 0 <= upto and o.srv_seq <> all(aside)
                limit 50001) o) s
        where s.operations <= 50000
    )
    select jsonb_build_object('roots', coalesce(jsonb_agg(jsonb_build_object(
        'root', root, 'count', operations, 'digest', digest) order by root), '[]')) into answer from summed;
    update device set epoch_seen = (select feed_epoch from about)
    where role = session_user and epoch_seen is distinct from (select feed_epoch from about);
    return answer || jsonb_build_object('feed_root', centre.feed_root(home));
end
$$;

create or replace function api1.note_secret() returns void
language plpgsql security definer set search_path = centre, pg_temp as $$
begin
    if coalesce(my_fault(), '') not in ('', 'secret-not-set') then
        perform welcome();
    end if;
    perform centre.spend_secret();
    update device set secret_set_at = clock_timestamp() where role = session_user;
end
$$;

set local role inspection_owner;
revoke create on schema api1 from inspection_api;
