set local role inspection_owner;

-- Gives the calling device a receipt on where it stands and keeps it; {"content", "mac"}. The content is RFC 8785 as it
-- stands. What the device says of itself (`cursor`, `compared`) is part of it as the device's word.
-- A device that stands where it stood earlier that day gets the earlier receipt again. `signed`: the program asks for
-- the roots over the signatures too; programs before that get the receipt that they know.
create function centre.issue_receipt(claimed_cursor bigint, claimed_digest text, signed bool) returns jsonb
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
        '"feed_root":%s,"issued_at":%s,"training":%s,"v":%s}',
        mine.next_lseq - 1, to_json(mine.bureau), to_json(known.centre_id), to_json(mine.chain),
        to_json(case when claimed_digest ~ '^[0-9a-f]{64}$' then claimed_digest else '' end),
        greatest(coalesce(claimed_cursor, 0), 0), to_json(mine.device), to_json(known.feed_epoch),
        case when root is null then 'null' else format('{"count":%s,"day":%s,"head":%s,"last":%s,"root":%s%s}',
            root -> 'count', root -> 'day', root -> 'head', root -> 'last', root -> 'root', case when signed then
                format(',"signed_head":%s,"signed_root":%s', root -> 'signed_head', root -> 'signed_root') end) end,
        to_json(moment), to_json(known.training), case when signed then 2 else 1 end);
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

grant execute on function centre.issue_receipt(bigint, text, bool) to inspection_api;
grant create on schema api1 to inspection_api;
set local role inspection_api;

-- {"cursor", "compared", "signed"?} -> {"content", "mac"}: asked at the end of a synchronisation; see
-- centre.issue_receipt.
create or replace function api1.receipt(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
begin
    perform welcome();
    return centre.issue_receipt((request ->> 'cursor')::bigint, request ->> 'compared',
        coalesce(request -> 'signed' = 'true', false));
end
$$;

-- As in version 11; the roots over the signatures are told to those who ask for them (`signed`).
-- What tens of thousands of operations have in common is no inspection: nobody has it summed up.
create or replace function api1.verify(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    upto bigint := (request ->> 'cursor')::bigint;
    wanted int := least(greatest(coalesce((request ->> 'count')::int, 50), 1), 500);
    home text := my_bureau();
    aside bigint[];
    before bigint;
    feed jsonb;
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
    feed := centre.feed_root(home);
    return answer || jsonb_build_object('feed_root', case when coalesce(request -> 'signed' = 'true', false) then feed
        else feed - array['signed_root', 'signed_head'] end);
end
$$;

set local role inspection_owner;
revoke create on schema api1 from inspection_api;
drop function centre.issue_receipt(bigint, text);
