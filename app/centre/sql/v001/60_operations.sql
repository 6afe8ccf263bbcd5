set local role inspection_api;

-- An operation of the device `centre`: it says that another operation does not count, and why. The text is RFC 8785
-- as it stands: keys sorted, no spaces; to_json escapes strings as RFC 8785 does.
create function api1.append_refusal(of_bureau text, refused_op text, reason text) returns void
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    at_ms bigint := floor(extract(epoch from clock_timestamp()) * 1000);
    random text := replace(gen_random_uuid()::text, '-', '');
    new_id text;
    home centre.bureau;
    raw text;
    link text;
begin
    new_id := overlay(lpad(to_hex(at_ms), 12, '0') || '7' || substr(random, 14, 19)
        placing '-' from 9 for 0);
    new_id := overlay(overlay(overlay(new_id placing '-' from 14 for 0) placing '-' from 19 for 0) placing '-' from 24 for 0);
    update bureau set feed_seq = feed_seq + 1, centre_lseq = centre_lseq + 1
    where bureau = of_bureau returning * into home;
    raw := format(
        '{"base":[],"device":"centre","entity":"operation","entity_id":%s,"field":"refused","hlc":"%s-%s-centre",'
        '"kind":"refuse","lseq":%s,"officer":"","op_id":"%s","training":%s,"txn":"%s","v":1,"value":{"reason":%s}}',
        to_json(refused_op), lpad(to_hex(at_ms), 12, '0'), lpad(to_hex(home.centre_lseq & 16777215), 6, '0'),
        home.centre_lseq, new_id, to_json((select training from about)), new_id, to_json(reason));
    link := encode(sha256(convert_to(home.centre_chain || raw, 'UTF8')), 'hex');
    update bureau set centre_chain = link where bureau = of_bureau;
    insert into operation (bureau, srv_seq, device, lseq, op_id, root, raw, chain)
    values (of_bureau, home.feed_seq, 'centre', home.centre_lseq, new_id, refused_op, raw, link);
end
$$;

-- {"operations": [{"raw", "chain", "signature"}]} -> {"next_lseq", "accepted", "refused": [{"op_id", "reason"}]}
-- Whole local transactions: the last operation of each carries its signature, the others null.
-- What was received before is skipped; a gap, a broken chain or a foreign device's operation refuses the whole batch.
create function api1.push(request jsonb) returns jsonb
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

-- What was sent before must be what was kept: otherwise the device's data was copied or set back and went two ways.
create function api1.require_same_history(of_device text, next_lseq bigint, lseqs bigint[], chains text[]) returns void
language plpgsql security definer set search_path = centre, pg_temp as $$
begin
    if exists (
        select from unnest(lseqs, chains) as s(lseq, chain)
        left join operation o on (o.bureau, o.device, o.lseq) = (my_bureau(), of_device, s.lseq)
        where s.lseq < next_lseq and o.chain is distinct from s.chain
    ) then
        perform refuse('device-forked');
    end if;
end
$$;

-- Why an operation of this officer does not count, or null. What an officer did before being disabled counts.
-- Only the device's own entry may be written by nobody.
create function api1.officer_fault(of_officer text, at_hlc text, of_entity text) returns text
language sql stable security definer set search_path = centre, pg_temp as $$
    select case
        when of_officer = '' and of_entity = 'device' then null
        when f.officer is null then 'officer-unknown'
        when at_hlc !~ '^[0-9a-f]{12}-' then 'clock-unreadable'
        when f.disabled_at is null then null
        when ('x0000' || left(at_hlc, 12))::bit(64)::bigint > extract(epoch from f.disabled_at) * 1000 then 'officer-disabled'
    end
    from (select of_officer as officer) asked left join officer f using (officer)
$$;

-- The ledger follows what the devices say became of their numbers (entity `number`, field `state`).
create function api1.account_numbers(of_bureau text, from_lseq bigint, of_device text) returns void
language sql security definer set search_path = centre, pg_temp as $$
    update number n set state = c.state, changed_by = c.op_id, changed_at = clock_timestamp()
    from (
        select distinct on (r.entity_id) r.entity_id, r.value as state, o.op_id
        from operation o, json_to_record(replace(o.raw, '\u0000', '\u0001')::json)
            as r(entity text, entity_id text, field text, kind text, value text)
        where (o.bureau, o.device) = (of_bureau, of_device) and o.lseq >= from_lseq
            and r.entity = 'number' and r.field = 'state' and r.kind = 'set'
            and r.value in ('leased', 'reserved', 'consumed', 'void')
        order by r.entity_id, o.lseq desc
    ) c
    where n.bureau = of_bureau and c.entity_id = concat_ws(':', n.bureau, n.kind, n.year, n.number)
$$;

-- {"cursor", "limit", "bureau"?} -> {"operations": [{"srv_seq", "device", "raw", "chain", "signature"}],
--  "devices": {device: {"public_key", "certificate", "name"}}, "last_seq"}
create function api1.pull(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    feed text;
    after_seq bigint := coalesce((request ->> 'cursor')::bigint, 0);
    rows_wanted int := least(greatest(coalesce((request ->> 'limit')::int, 500), 1), 2000);
    answer jsonb;
begin
    perform welcome();
    feed := coalesce(request ->> 'bureau', my_bureau());
    if not exists (select from bureau b where b.bureau = feed) then
        perform refuse('bureau-not-yours', feed);
    end if;
    with next_rows as materialized (
        select srv_seq, device, raw, chain, signature
        from operation o where o.bureau = feed and srv_seq > after_seq order by srv_seq limit rows_wanted
    ), measured as materialized (
        select *, sum(length(raw)) over (order by srv_seq) - length(raw) as length_before from next_rows
    ), kept as (select * from measured where length_before < 4194304)
    select jsonb_build_object('last_seq', (select feed_seq from bureau b where b.bureau = feed),
        'operations', coalesce((select jsonb_agg(jsonb_build_object('srv_seq', srv_seq, 'device', device,
            'raw', raw, 'chain', chain, 'signature', signature) order by srv_seq) from kept), '[]'),
        'devices', coalesce((select jsonb_object_agg(d.device, jsonb_build_object('public_key', d.public_key,
            'certificate', d.certificate, 'name', d.name)) from device d
            where d.bureau = feed and d.device in (select k.device from kept k)), '{}'))
    into answer;
    return answer;
end
$$;

-- {"cursor", "count"} -> {"roots": [{"root", "count", "digest"}]}: what stands up to the cursor in the inspections
-- touched last. digest = SHA-256 over "op_id chain\n" of each operation, sorted by op_id.
create function api1.verify(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    upto bigint := (request ->> 'cursor')::bigint;
    wanted int := least(greatest(coalesce((request ->> 'count')::int, 50), 1), 500);
    answer jsonb;
begin
    perform welcome();
    with latest as materialized (
        select root, srv_seq from operation o
        where o.bureau = (select my_bureau()) and srv_seq <= upto order by srv_seq desc limit wanted * 200
    ), touched as (
        select root from latest group by root order by max(srv_seq) desc limit wanted
    ), summed as (
        select o.root, count(*) as operations, encode(sha256(convert_to(
            string_agg(o.op_id || ' ' || o.chain || E'\n', '' order by o.op_id collate "C"), 'UTF8')), 'hex') as digest
        from operation o join touched using (root)
        where o.bureau = (select my_bureau()) and o.srv_seq <= upto group by o.root
    )
    select jsonb_build_object('roots', coalesce(jsonb_agg(jsonb_build_object(
        'root', root, 'count', operations, 'digest', digest) order by root), '[]')) into answer from summed;
    return answer;
end
$$;
