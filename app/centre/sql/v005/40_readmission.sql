-- Numbers of a device that the centre lost and that was let in again: it counts as enrolled before the restore, so
-- blocks wait for it and the ledger takes its numbers up. Otherwise as in version 2.
set local role inspection_api;

create or replace function api1.lease(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
begin
    perform welcome();
    if exists (select from about a join device d on d.bureau = my_bureau()
            and (d.readmitted or d.enrolled_at < a.restored_at)
            and d.revoked_at is null and d.epoch_seen is distinct from a.feed_epoch)
        and not exists (select from about a join number_start s on (s.bureau, s.kind, s.year)
            = (my_bureau(), request ->> 'kind', (request ->> 'year')::int) and s.set_at > a.restored_at) then
        perform refuse('numbers-waiting');
    end if;
    return api1.lease_block(request);
end
$$;

create or replace function api1.recover_number(of_bureau text, of_device text, of_kind text, of_year int, of_number int,
    of_state text, by_op text) returns void
language plpgsql security definer set search_path = centre, pg_temp as $$
begin
    if not exists (select from about a join device d on d.device = of_device
            and (d.readmitted or d.enrolled_at < a.restored_at)
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
