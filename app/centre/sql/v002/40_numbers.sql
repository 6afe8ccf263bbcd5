-- Numbers after a restore. The ledger may lack blocks that were given out after the backup; a number is never given
-- twice, so a bureau's blocks wait until each of its devices delivered what it knows, or the start value was set anew.
set local role inspection_api;

alter function api1.lease(jsonb) rename to lease_block;
revoke execute on function api1.lease_block(jsonb) from public, inspection_device;

create function api1.lease(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
begin
    perform welcome();
    if exists (select from about a join device d on d.bureau = my_bureau() and d.enrolled_at < a.restored_at
            and d.revoked_at is null and d.epoch_seen is distinct from a.feed_epoch)
        and not exists (select from about a join number_start s on (s.bureau, s.kind, s.year)
            = (my_bureau(), request ->> 'kind', (request ->> 'year')::int) and s.set_at > a.restored_at) then
        perform refuse('numbers-waiting');
    end if;
    return api1.lease_block(request);
end
$$;
grant execute on function api1.lease(jsonb) to inspection_device;

-- As in version 1; a device not heard since the restore also enters the numbers that the ledger lost.
create or replace function api1.account_numbers(of_bureau text, from_lseq bigint, of_device text) returns void
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    one record;
begin
    for one in
        select distinct on (r.entity_id) r.entity_id, r.value as state, o.op_id,
            substring(r.entity_id from ':([^:]*):\d{4}:\d+$') as kind,
            substring(r.entity_id from ':(\d{4}):\d+$')::int as year,
            substring(r.entity_id from ':(\d+)$')::int as number
        from operation o, json_to_record(replace(o.raw, '\u0000', '\u0001')::json)
            as r(entity text, entity_id text, field text, kind text, value text)
        where (o.bureau, o.device) = (of_bureau, of_device) and o.lseq >= from_lseq
            and r.entity = 'number' and r.field = 'state' and r.kind = 'set'
            and r.value in ('leased', 'reserved', 'consumed', 'void')
            and starts_with(r.entity_id, of_bureau || ':')
            and substr(r.entity_id, length(of_bureau) + 2) ~ '^[^:[:space:]]{1,40}:2\d{3}:[1-9]\d{0,7}$'
        order by r.entity_id, o.lseq desc
    loop
        update number n set state = one.state, changed_by = one.op_id, changed_at = clock_timestamp()
        where (n.bureau, n.kind, n.year, n.number) = (of_bureau, one.kind, one.year, one.number);
        if not found then
            perform api1.recover_number(of_bureau, of_device, one.kind, one.year, one.number, one.state, one.op_id);
        end if;
    end loop;
end
$$;

create function api1.recover_number(of_bureau text, of_device text, of_kind text, of_year int, of_number int,
    of_state text, by_op text) returns void
language plpgsql security definer set search_path = centre, pg_temp as $$
begin
    if not exists (select from about a join device d on d.device = of_device and d.enrolled_at < a.restored_at
            and d.epoch_seen is distinct from a.feed_epoch) then
        return;
    end if;
    insert into number_start (bureau, kind, year, next_number) values (of_bureau, of_kind, of_year, 1)
    on conflict do nothing;
    -- nobody leases hundreds of blocks between two backups: what lies further ahead is no number of ours
    update number_start s set next_number = greatest(s.next_number, of_number + 1)
    where (s.bureau, s.kind, s.year) = (of_bureau, of_kind, of_year) and of_number < s.next_number + 10000;
    if found then
        insert into number (bureau, kind, year, number, device, state, changed_by)
        values (of_bureau, of_kind, of_year, of_number, of_device, of_state, by_op) on conflict do nothing;
    end if;
end
$$;

set local role inspection_owner;
revoke create on schema api1 from inspection_api;
