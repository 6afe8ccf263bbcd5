set local role inspection_owner;

alter table centre.day_use add column operations int not null default 0, add column secrets int not null default 0;

-- As centre.spend(bigint), and counts operations: what they cost everybody is their number more than their length.
create function centre.spend(more bigint, more_operations int) returns void
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    mine centre.device;
    spent int;
begin
    perform centre.spend(more);
    select * into mine from device where role = session_user;
    update day_use u set operations = u.operations + more_operations
    where (u.bureau, u.device, u.day) = (mine.bureau, mine.device, (clock_timestamp() at time zone interval '08:00')::date)
    returning operations into spent;
    if spent > coalesce(mine.day_gigabytes, 100)::bigint * 20000 then
        perform centre.refuse('day-limit');
    end if;
end
$$;

-- A new secret is written where all databases of the server read who may log in.
create function centre.spend_secret() returns void
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    mine centre.device;
    spent int;
begin
    select * into mine from device where role = session_user;
    insert into day_use as u (bureau, device, day, secrets)
    values (mine.bureau, mine.device, (clock_timestamp() at time zone interval '08:00')::date, 1)
    on conflict (bureau, device, day) do update set secrets = u.secrets + 1 returning secrets into spent;
    if spent > 2000 then
        perform centre.refuse('day-limit');
    end if;
end
$$;
revoke execute on function centre.spend(bigint, int), centre.spend_secret() from public;
grant execute on function centre.spend(bigint, int), centre.spend_secret() to inspection_api;

-- As in version 10, and the name of a transaction is one whose signature can be judged here (centre.transaction_signed).
create or replace function centre.insist_readable() returns trigger
language plpgsql set search_path = centre, pg_temp as $$
declare
    bad bigint;
begin
    select min(f.lseq) into bad from fresh f
    cross join lateral json_to_record(replace(f.raw, '\u0000', '\u0001')::json) as r(base json, v json, value json,
        device json, lseq json, op_id json, txn json, kind json, entity json, entity_id json, field json, officer json,
        hlc json, training json)
    where f.device <> 'centre' and (json_typeof(r.base) is distinct from 'array'
        or json_typeof(r.v) is distinct from 'number' or r.v::text !~ '^[0-9]{1,15}$'
        or json_typeof(r.lseq) <> 'number' or r.lseq::text !~ '^[0-9]+$' or json_typeof(r.training) <> 'boolean'
        or json_typeof(r.device) <> 'string' or json_typeof(r.op_id) <> 'string' or json_typeof(r.txn) <> 'string'
        or json_typeof(r.kind) <> 'string' or json_typeof(r.entity) <> 'string' or json_typeof(r.entity_id) <> 'string'
        or json_typeof(r.field) <> 'string' or json_typeof(r.officer) <> 'string' or json_typeof(r.hlc) <> 'string'
        or strpos(r.txn::text, '\') > 0
        -- PostgreSQL has no NUL: kept under other letters, it would be another operation here than there
        or strpos(r.op_id::text, '\u0001') > 0 or strpos(r.entity_id::text, '\u0001') > 0
        or (json_typeof(r.base) = 'array' and r.base::text <> '[]'
            and exists (select from json_array_elements(r.base) as b where json_typeof(b) <> 'string'))
        or (r.value is null and replace(f.raw, '\u0000', '\u0001')::json -> 'value' is null)
        or (json_typeof(r.value) in ('number', 'array', 'object') and r.value::text ~ '[0-9.]{16}|[0-9.][eE]'
            and beyond_numbers(regexp_replace(r.value::text, '"(\\.|[^"\\])*"', '', 'g')))
        or (length(f.raw) > 1000 and beyond_reading(f.raw)));
    if bad is not null then
        perform refuse('operation-unreadable', bad::text);
    end if;
    return null;
end
$$;

grant create on schema api1 to inspection_api;
set local role inspection_api;

-- As in version 10. What does not count is told at once, so that the bureau's counter is not held longer for much of it; a
-- device that sent what it did not sign has each signature checked; a call takes no more operations than it can keep in
-- the time that a laptop waits.
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
    false_at text;
    told_ops text[];
    told_words text[];
begin
    perform welcome();
    -- a zombie connection and its retry queue up here
    select * into mine from device where role = session_user for update;
    if jsonb_array_length(request -> 'operations') > 100000 then
        perform refuse('push-too-large');
    end if;
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
        array_agg(officer order by n) as officers, array_agg(hlc order by n) as hlcs, array_agg(txn order by n) as txns
    into sent from judged;

    if sent.fault is not null then
        perform refuse(sent.fault, coalesce(sent.fault_at::text, ''));
    end if;
    perform api1.require_same_history(mine.device, mine.next_lseq, sent.lseqs, sent.chains);
    if sent.fresh = 0 then
        return jsonb_build_object('next_lseq', mine.next_lseq, 'accepted', 0, 'refused', refused);
    end if;

    if mine.distrusted_at is not null then
        select min(o.lseq)::text into false_at from unnest(sent.lseqs, sent.txns, sent.chains, sent.signatures) as o(lseq, txn, chain, signature)
        where o.lseq >= mine.next_lseq and o.signature is not null
            and transaction_signed(mine.public_key, mine.device, o.txn, o.chain, o.signature) is not true;
        if false_at is not null then
            perform refuse('signature-false', false_at);
        end if;
    end if;
    perform centre.spend(sent.bytes, sent.fresh::int);
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

    with told as (
        select o.lseq, o.op_id, api1.officer_fault(o.officer, o.hlc, o.entity) as reason
        from unnest(sent.lseqs, sent.op_ids, sent.officers, sent.hlcs, sent.entities) as o(lseq, op_id, officer, hlc, entity)
        where o.lseq >= mine.next_lseq and not exists (
            select from officer f where (f.bureau, f.officer) = (mine.bureau, o.officer) and f.disabled_at is null)
    )
    select array_agg(op_id order by lseq), array_agg(format('{"reason":%s}', to_json(reason)) order by lseq),
        jsonb_agg(jsonb_build_object('op_id', op_id, 'reason', reason) order by lseq)
    into told_ops, told_words, refused from told where reason is not null;
    if told_ops is not null then
        perform centre.append_words(mine.bureau, told_ops, told_words);
    end if;
    if 'number' = any(sent.entities) then
        perform api1.account_numbers(mine.bureau, mine.next_lseq, mine.device);
    end if;
    return jsonb_build_object('next_lseq', sent.lseq + 1, 'accepted', sent.fresh, 'refused', coalesce(refused, '[]'));
end
$$;

set local role inspection_owner;
revoke create on schema api1 from inspection_api;
