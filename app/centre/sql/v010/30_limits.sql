-- What one device's login may take of a centre that all share. A laptop at work is far below all of it; whoever got hold
-- of a login fills no disk and holds nobody up for long. The centre's administrator can raise what a day holds.
set local role inspection_owner;

alter table centre.device add column day_gigabytes int check (day_gigabytes > 0);
create table centre.day_use (
    bureau text not null,
    device text not null,
    day date not null,
    bytes bigint not null default 0,
    primary key (bureau, device, day),
    foreign key (bureau, device) references centre.device
);
alter table centre.day_use enable row level security;
-- the functions of the owner alone read and write it
create policy nobody on centre.day_use for select to inspection_api using (false);

create policy counted on centre.enrolment_attempt for select to inspection_api
    using (device = (select centre.my_enrolment_device()));

-- Counts what the calling device sends, operations and attachments, by the day of UTC+8; 100 GB unless said otherwise.
create function centre.spend(more bigint) returns void
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    mine centre.device;
    spent bigint;
begin
    select * into mine from device where role = session_user;
    insert into day_use as u (bureau, device, day, bytes)
    values (mine.bureau, mine.device, (clock_timestamp() at time zone interval '08:00')::date, more)
    on conflict (bureau, device, day) do update set bytes = u.bytes + excluded.bytes returning bytes into spent;
    if spent > coalesce(mine.day_gigabytes, 100)::bigint << 30 then
        perform centre.refuse('day-limit');
    end if;
end
$$;
grant execute on function centre.spend(bigint) to inspection_api;

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
    update device set synced_at = clock_timestamp() where (bureau, device.device) = (mine.bureau, mine.device);
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


set local role inspection_watch;
-- Ends what other devices' sessions hold longer than any call of ours may take (120 s): an open transaction with a lock
-- keeps a whole bureau waiting. Without the rights that only a superuser gives (90_no_side_doors.sql) it ends nothing.
create function centre.end_stale() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform pg_terminate_backend(a.pid) from pg_stat_activity a
    where a.xact_start < clock_timestamp() - interval '150 seconds' and a.pid <> pg_backend_pid()
        and exists (select from pg_auth_members m where m.member = a.usesysid
            and m.roleid in (select r.oid from pg_roles r where r.rolname in ('inspection_device', 'inspection_enrolment')));
exception when insufficient_privilege then null;
end
$$;
revoke execute on function centre.end_stale() from public;
grant execute on function centre.end_stale() to inspection_api;

set local role inspection_owner;
revoke create on schema centre from inspection_watch;
grant create on schema api1 to inspection_api;
set local role inspection_api;

create or replace function api1.hello(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    mine centre.device;
    known jsonb;
    offered jsonb := '["receipt"]';
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
    where role = session_user returning * into mine;
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


-- {"public_key", "certificate"?} -> {"outcome": "enrolled" | "refused", "reason", "device", "bureau", "centre_id"}
-- Called with the one-time login. It answers instead of raising, so that a second use stays recorded.
create or replace function api1.enrol(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    given text := request ->> 'public_key';
    vouched jsonb := nullif(request -> 'certificate', 'null');
    mine centre.device;
    slip centre.enrolment;
    reason text;
begin
    select * into mine from device where enrolment_role = session_user for update;
    select * into slip from enrolment e where e.device = mine.device;
    reason := case
        when mine.device is null or mine.revoked_at is not null then 'device-unknown'
        -- what is no key, or another's certificate, would stop every laptop that is shown it
        when coalesce(given, '') !~ '^[0-9a-f]{64}$' then 'public-key-missing'
        when mine.public_key = given then null
        when slip.used_at is not null then 'enrolment-used'
        when slip.expires_at < clock_timestamp() then 'enrolment-expired'
    end;
    if slip.device is not null and (reason is null or (select count(*) from enrolment_attempt a
            where (a.bureau, a.device) = (slip.bureau, slip.device)) < 200) then
        insert into enrolment_attempt (bureau, device, public_key, outcome)
        values (slip.bureau, slip.device, left(coalesce(given, ''), 64), coalesce(reason, 'enrolled'));
    end if;
    if reason is not null then
        return jsonb_build_object('outcome', 'refused', 'reason', reason);
    end if;
    if mine.public_key is null then
        update device set public_key = given, certificate = case when vouched ->> 'device' = mine.device
                and vouched ->> 'public_key' = given and length(vouched::text) < 8192 then vouched end,
            enrolled_at = clock_timestamp()
        where device = mine.device;
        update enrolment set used_at = clock_timestamp() where device = mine.device;
    end if;
    return jsonb_build_object('outcome', 'enrolled', 'device', mine.device, 'bureau', mine.bureau,
        'centre_id', (select centre_id from about), 'training', (select training from about));
end
$$;


-- As in version 1, within the limits of a day.
-- {"operations": [{"raw", "chain", "signature"}]} -> {"next_lseq", "accepted", "refused": [{"op_id", "reason"}]}
-- Whole local transactions: the last operation of each carries its signature, the others null.
-- What was received before is skipped; a gap, a broken chain or a foreign device's operation refuses the whole batch.
create or replace function api1.push(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    mine centre.device;
    here_training bool := (select training from about);
    sent record;
    first_seq bigint;
    refused jsonb := '[]';
    one record;
begin
    perform welcome();
    -- a zombie connection and its retry queue up here
    select * into mine from device where role = session_user for update;
    with arrived as materialized (
        select n, o ->> 'raw' as raw, o ->> 'chain' as chain, o ->> 'signature' as signature
        from jsonb_array_elements(request -> 'operations') with ordinality as t(o, n)
    ), read as materialized (
        -- PostgreSQL cannot read a NUL in JSON; it is looked past here and kept in raw
        select a.n, a.raw, a.chain, a.signature, r.*
        from arrived a, json_to_record(replace(a.raw, '\u0000', '\u0001')::json) as r(device text, lseq bigint, op_id text, txn text, kind text,
            entity text, entity_id text, field text, officer text, hlc text, training bool)
    ), linked as (
        select *, lag(lseq) over w as lseq_before, coalesce(lag(chain) over w, '') as chain_before,
            lead(txn) over w is distinct from txn as ends
        from read window w as (order by n)
    ), judged as (
        select *, case
            when num_nulls(raw, chain, device, lseq, op_id, txn, kind, entity, entity_id, field, officer, hlc, training) > 0
                then 'operation-unreadable'
            when octet_length(raw) > 16777216 then 'operation-too-large'
            when device <> mine.device then 'foreign-device'
            when training <> here_training then 'training-mismatch'
            when lseq <> lseq_before + 1 then 'gap'
            when (signature is not null) <> ends or signature !~ '^[0-9a-f]{128}$' then 'half-transaction'
            when lseq < mine.next_lseq then null
            when lseq > mine.next_lseq and lseq_before is null then 'gap'
            when chain <> encode(sha256(convert_to(
                    case when lseq = mine.next_lseq then mine.chain else chain_before end || raw, 'UTF8')), 'hex')
                then 'chain-broken'
        end as fault
        from linked
    )
    select count(*) filter (where lseq >= mine.next_lseq) as fresh,
        coalesce(sum(octet_length(raw)) filter (where lseq >= mine.next_lseq), 0) as bytes,
        (array_agg(fault order by n) filter (where fault is not null))[1] as fault,
        (array_agg(lseq order by n) filter (where fault is not null))[1] as fault_at,
        (array_agg(chain order by n desc))[1] as chain, (array_agg(lseq order by n desc))[1] as lseq,
        array_agg(lseq order by n) as lseqs, array_agg(op_id order by n) as op_ids, array_agg(entity order by n) as entities,
        array_agg(entity_id order by n) as entity_ids, array_agg(field order by n) as fields, array_agg(raw order by n) as raws,
        array_agg(chain order by n) as chains, array_agg(signature order by n) as signatures,
        array_agg(officer order by n) as officers, array_agg(hlc order by n) as hlcs
    into sent from judged;

    if sent.fault is not null then
        perform refuse(sent.fault, coalesce(sent.fault_at::text, ''));
    end if;
    perform api1.require_same_history(mine.device, mine.next_lseq, sent.lseqs, sent.chains);
    if sent.fresh = 0 then
        return jsonb_build_object('next_lseq', mine.next_lseq, 'accepted', 0, 'refused', refused);
    end if;

    perform centre.spend(sent.bytes);
    -- from here to the commit the bureau's counter is held: the order of numbers is the order of commits
    update bureau set feed_seq = feed_seq + sent.fresh where bureau = mine.bureau
    returning feed_seq - sent.fresh into first_seq;
    insert into operation (bureau, srv_seq, device, lseq, op_id, root, raw, chain, signature)
    select mine.bureau, first_seq + o.lseq - mine.next_lseq + 1, mine.device, o.lseq, o.op_id,
        split_part(o.entity_id, '/', 1), o.raw, o.chain, o.signature
    from unnest(sent.lseqs, sent.op_ids, sent.entity_ids, sent.raws, sent.chains, sent.signatures)
        as o(lseq, op_id, entity_id, raw, chain, signature)
    where o.lseq >= mine.next_lseq;
    update device set next_lseq = sent.lseq + 1, chain = sent.chain, last_seen = clock_timestamp()
    where role = session_user;

    for one in
        select o.op_id, api1.officer_fault(o.officer, o.hlc, o.entity) as reason
        from unnest(sent.lseqs, sent.op_ids, sent.officers, sent.hlcs, sent.entities) as o(lseq, op_id, officer, hlc, entity)
        where o.lseq >= mine.next_lseq and not exists (
            select from officer f where (f.bureau, f.officer) = (mine.bureau, o.officer) and f.disabled_at is null)
        order by o.lseq
    loop
        if one.reason is not null then
            perform api1.append_refusal(mine.bureau, one.op_id, one.reason);
            refused := refused || jsonb_build_object('op_id', one.op_id, 'reason', one.reason);
        end if;
    end loop;
    if 'number' = any(sent.entities) then
        perform api1.account_numbers(mine.bureau, mine.next_lseq, mine.device);
    end if;
    return jsonb_build_object('next_lseq', sent.lseq + 1, 'accepted', sent.fresh, 'refused', refused);
end
$$;


-- {"kind", "year", "count", "request"} -> {"kind", "year", "low", "high", "request"}
-- The same request gives the same block again, so a lost answer loses no number.
create or replace function api1.lease_block(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    asked text := request ->> 'request';
    of_kind text := request ->> 'kind';
    of_year int := (request ->> 'year')::int;
    wanted int := (request ->> 'count')::int;
    given centre.number_lease;
    after_block int;
begin
    perform welcome();
    if coalesce(asked, '') = '' or coalesce(of_kind, '') !~ '^[^:[:space:]]{1,40}$' or of_year not between 2000 and 2999
        or wanted is null or wanted not between 1 and 200 then
        perform refuse('lease-malformed');
    end if;
    insert into number_start (bureau, kind, year, next_number) values (my_bureau(), of_kind, of_year, 1)
    on conflict do nothing;
    -- the counter's row is locked before the request is looked up: two equal requests meet here
    select next_number into after_block from number_start
    where (bureau, kind, year) = (my_bureau(), of_kind, of_year) for update;
    select * into given from number_lease l where (l.bureau, l.request) = (my_bureau(), asked);
    if given.request is null then
        if (select count(*) filter (where (n.kind, n.year) = (of_kind, of_year)) > 1000 or count(*) > 20000
                from number n where n.bureau = my_bureau() and n.device = my_device() and n.state = 'leased') then
            perform refuse('numbers-unused');
        end if;
        insert into number_lease (bureau, request, device, kind, year, low, high)
        values (my_bureau(), asked, my_device(), of_kind, of_year, after_block, after_block + wanted - 1)
        returning * into given;
        insert into number (bureau, kind, year, number, device)
        select given.bureau, given.kind, given.year, n, given.device from generate_series(given.low, given.high) as n;
        update number_start set next_number = given.high + 1
        where (bureau, kind, year) = (given.bureau, of_kind, of_year);
    elsif (given.device, given.kind, given.year, given.high - given.low + 1)
            is distinct from (my_device(), of_kind, of_year, wanted) then
        perform refuse('lease-request-reused');
    end if;
    return jsonb_build_object('kind', given.kind, 'year', given.year, 'low', given.low, 'high', given.high,
        'request', given.request);
end
$$;


-- {"sha256", "size", "leaves": [sha256 of each 256 KiB]} -> {"missing": [n], "finished": bool}
create or replace function api1.blob_begin(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    asked text := request ->> 'sha256';
    whole bigint := (request ->> 'size')::bigint;
    digests text[] := array(select jsonb_array_elements_text(request -> 'leaves'));
    known centre.blob;
begin
    perform welcome();
    if cardinality(digests) <> ceil(whole / 262144.0) or whole > 2147483648
        or exists (select from unnest(digests) d where d !~ '^[0-9a-f]{64}$') then
        perform refuse('attachment-malformed');
    end if;
    insert into blob (bureau, sha256, size, leaves, device) values (my_bureau(), asked, whole, digests, my_device())
    on conflict do nothing;
    if found then
        perform centre.spend(greatest(whole, 65536));
    end if;
    select * into known from blob b where (b.bureau, b.sha256) = (my_bureau(), asked) for update;
    if known.finished_at is null and (known.size, known.leaves) is distinct from (whole, digests) then
        -- somebody began it with other leaves: only the right ones can ever be finished, so the last word counts
        delete from blob b where (b.bureau, b.sha256) = (my_bureau(), asked);
        insert into blob (bureau, sha256, size, leaves, device) values (my_bureau(), asked, whole, digests, my_device())
        returning * into known;
        perform centre.spend(greatest(whole, 65536));
    end if;
    return jsonb_build_object('finished', known.finished_at is not null, 'missing', case
        when known.finished_at is not null then '[]'::jsonb
        else coalesce((select jsonb_agg(i order by i) from generate_series(0, cardinality(known.leaves) - 1) as g(i)
            where not exists (select from leaf l where (l.bureau, l.sha256, l.n) = (known.bureau, asked, g.i))), '[]') end);
end
$$;


-- A file of up to 16 leaves in one call, checked as by blob_begin, blob_put and blob_finish: each leaf against its
-- digest, the whole against its own. What somebody only began is replaced; all of it arrives, or nothing.
create or replace function api1.blob_store(asked text, digests text[], content bytea) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    home text := my_bureau();
    whole bigint := length(content);
    known centre.blob;
    damaged int;
begin
    perform welcome();
    if whole > 16 * 262144 or cardinality(digests) is distinct from ceil(whole / 262144.0)::int then
        perform refuse('attachment-malformed');
    end if;
    select min(i) into damaged from generate_series(0, cardinality(digests) - 1) as g(i)
    where encode(sha256(substring(content from i * 262144 + 1 for 262144)), 'hex') is distinct from digests[i + 1];
    if damaged is not null then
        perform refuse('leaf-damaged', damaged::text);
    elsif asked is distinct from encode(sha256(content), 'hex') then
        return '{"finished": false}';
    end if;
    select * into known from blob b where (b.bureau, b.sha256) = (home, asked) for update;
    if known.finished_at is not null then
        return '{"finished": true}';
    end if;
    delete from blob b where (b.bureau, b.sha256) = (home, asked);
    insert into blob (bureau, sha256, size, leaves, device, finished_at)
    values (home, asked, whole, digests, my_device(), clock_timestamp()) on conflict do nothing;
    if not found then
        -- another device began or finished it this moment: what is there goes on its own way
        return jsonb_build_object('finished', exists (
            select from blob b where (b.bureau, b.sha256) = (home, asked) and b.finished_at is not null));
    end if;
    perform centre.spend(greatest(whole, 65536));
    insert into leaf (bureau, sha256, n, content)
    select home, asked, i, substring(content from i * 262144 + 1 for 262144)
    from generate_series(0, cardinality(digests) - 1) as g(i);
    return '{"finished": true}';
end
$$;

set local role inspection_owner;
revoke create on schema api1 from inspection_api;
