-- Blocks after a restore. As in version 5 they wait for every device known to the backup. They also wait for the
-- administrator's word on those that the backup does not know, and on each that was given up as lost since: what such a
-- laptop used offline is left out by a gap. A start value set anew after the restore goes before all of it, as before.
set local role inspection_owner;
grant create on schema api1 to inspection_api;
set local role inspection_api;

create or replace function api1.lease(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    of_kind text := request ->> 'kind';
    of_year int := (request ->> 'year')::int;
    epoch text;
    restored timestamptz;
    word centre.numbers_resumed;
begin
    perform welcome();
    select a.feed_epoch, a.restored_at into epoch, restored from about a;
    if restored is null or exists (select from number_start s
            where (s.bureau, s.kind, s.year) = (my_bureau(), of_kind, of_year) and s.set_at > restored) then
        return api1.lease_block(request);
    end if;
    select * into word from numbers_resumed r where (r.bureau, r.feed_epoch) = (my_bureau(), epoch)
    order by r.resumed_at desc limit 1;
    if word.bureau is null or exists (select from device d where d.bureau = my_bureau()
            and (d.readmitted or d.enrolled_at < restored) and d.epoch_seen is distinct from epoch
            and (d.revoked_at is null or d.revoked_at > restored
                and not (word.inherited or word.beyond > 0 and word.resumed_at > d.revoked_at))) then
        perform refuse('numbers-waiting');
    end if;
    -- the next year's blocks are given out in December
    if word.beyond > 0 and of_kind ~ '^[^:[:space:]]{1,40}$'
            and of_year between 2000 and extract(year from restored)::int + 1 then
        insert into number_start (bureau, kind, year, next_number) values (my_bureau(), of_kind, of_year, 1)
        on conflict do nothing;
        insert into numbers_skipped (bureau, feed_epoch, resumed_at, kind, year)
        values (word.bureau, word.feed_epoch, word.resumed_at, of_kind, of_year) on conflict do nothing;
        if found then
            update number_start set next_number = next_number + word.beyond
            where (bureau, kind, year) = (my_bureau(), of_kind, of_year);
        end if;
    end if;
    return api1.lease_block(request);
end
$$;

set local role inspection_owner;
revoke create on schema api1 from inspection_api;
