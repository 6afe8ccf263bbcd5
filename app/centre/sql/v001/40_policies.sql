-- Who is asking is known from the login role alone. These four functions belong to the table owner, so that the
-- policies that use them do not call themselves; only inspection_api may call them.
set local role inspection_owner;

create function centre.my_device() returns text
language sql stable security definer set search_path = centre, pg_temp as $$
    select device from centre.device
    where role = session_user and revoked_at is null and enrolled_at is not null
$$;

create function centre.my_bureau() returns text
language sql stable security definer set search_path = centre, pg_temp as $$
    select bureau from centre.device
    where role = session_user and revoked_at is null and enrolled_at is not null
$$;

-- The bureaus that this device may read: its own and, for a city, all counties below it.
create function centre.my_readable() returns text[]
language sql stable security definer set search_path = centre, pg_temp as $$
    with recursive below(bureau) as (
        select centre.my_bureau()
        union
        select b.bureau from centre.bureau b join below on b.parent = below.bureau
    )
    select array_agg(bureau) from below where bureau is not null
$$;

-- The bureaus whose releases this device takes: its own and all above it.
create function centre.my_publishers() returns text[]
language sql stable security definer set search_path = centre, pg_temp as $$
    with recursive above(bureau, parent) as (
        select b.bureau, b.parent from centre.bureau b where b.bureau = centre.my_bureau()
        union
        select b.bureau, b.parent from centre.bureau b join above on b.bureau = above.parent
    )
    select array_agg(bureau) from above
$$;

-- Why a login is turned away, in words that the client knows; null where it is welcome.
create function centre.my_fault() returns text
language sql stable security definer set search_path = centre, pg_temp as $$
    select case when d.device is null then 'device-unknown'
                when d.revoked_at is not null then 'device-revoked'
                when d.enrolled_at is null then 'device-not-enrolled'
                when d.secret_set_at is null then 'secret-not-set' end
    from (select session_user as role) me left join centre.device d using (role)
$$;

create function centre.my_enrolment_device() returns text
language sql stable security definer set search_path = centre, pg_temp as $$
    select device from centre.device where enrolment_role = session_user and revoked_at is null
$$;

-- Refusals that a client knows by their message; SQLSTATE class IC is ours.
create function centre.refuse(code text, detail text default '') returns void
language plpgsql as $$
begin
    raise exception using errcode = 'IC001', message = code, detail = detail;
end
$$;

create function centre.welcome() returns void
language plpgsql as $$
declare
    fault text := centre.my_fault();
begin
    if fault is not null then
        perform centre.refuse(fault);
    end if;
end
$$;

grant execute on all functions in schema centre to inspection_api;
revoke execute on function centre.refuse_rewriting(), centre.keep_finished_blobs(), centre.keep_finished_leaves(),
    centre.device_only_forward(), centre.bureau_only_forward() from inspection_api;

do $$
declare
    name text;
begin
    for name in select relname from pg_class where relnamespace = 'centre'::regnamespace and relkind = 'r' loop
        execute format('alter table centre.%I enable row level security', name);
    end loop;
end
$$;

create policy everybody on centre.about for select to inspection_api using (true);

create policy readable on centre.bureau for select to inspection_api using (bureau = any((select centre.my_readable())::text[]));
create policy own on centre.bureau for update to inspection_api using (bureau = (select centre.my_bureau()));

create policy own on centre.officer for select to inspection_api using (bureau = (select centre.my_bureau()));

create policy readable on centre.device for select to inspection_api
    using (bureau = any((select centre.my_readable())::text[]) or enrolment_role = session_user);
create policy own on centre.device for update to inspection_api
    using (role = session_user or enrolment_role = session_user);

create policy own on centre.enrolment for all to inspection_api
    using (device = (select centre.my_enrolment_device()));
create policy own on centre.enrolment_attempt for insert to inspection_api
    with check (device = (select centre.my_enrolment_device()));

create policy readable on centre.operation for select to inspection_api
    using (bureau = any((select centre.my_readable())::text[]));
create policy own on centre.operation for insert to inspection_api
    with check (bureau = (select centre.my_bureau()) and device in ((select centre.my_device()), 'centre'));

create policy own on centre.number_start for all to inspection_api using (bureau = (select centre.my_bureau()));
create policy readable on centre.number_lease for select to inspection_api using (bureau = (select centre.my_bureau()));
create policy own on centre.number_lease for insert to inspection_api
    with check (bureau = (select centre.my_bureau()) and device = (select centre.my_device()));
create policy own on centre.number for all to inspection_api
    using (bureau = (select centre.my_bureau()) and device = (select centre.my_device()));

create policy readable on centre.blob for select to inspection_api
    using (bureau = any((select centre.my_readable())::text[]));
create policy own on centre.blob for all to inspection_api using (bureau = (select centre.my_bureau()));
create policy readable on centre.leaf for select to inspection_api
    using (bureau = any((select centre.my_readable())::text[]));
create policy own on centre.leaf for all to inspection_api using (bureau = (select centre.my_bureau()));

create policy published on centre.release for select to inspection_api
    using (bureau = any((select centre.my_publishers())::text[]));
create policy published on centre.blob for select to inspection_api
    using (bureau = any((select centre.my_publishers())::text[])
        and exists (select from centre.release r where (r.bureau, r.sha256) = (blob.bureau, blob.sha256)));
create policy published on centre.leaf for select to inspection_api
    using (bureau = any((select centre.my_publishers())::text[])
        and exists (select from centre.release r where (r.bureau, r.sha256) = (leaf.bureau, leaf.sha256)));

grant select on all tables in schema centre to inspection_api;
grant update (feed_seq, centre_lseq, centre_chain) on centre.bureau to inspection_api;
grant update (public_key, certificate, enrolled_at, secret_set_at, next_lseq, chain, last_seen, program) on centre.device to inspection_api;
grant update (used_at) on centre.enrolment to inspection_api;
grant insert on centre.enrolment_attempt, centre.operation, centre.number_lease to inspection_api;
grant insert on centre.number_start, centre.number, centre.blob, centre.leaf to inspection_api;
grant update (next_number) on centre.number_start to inspection_api;
grant update (state, changed_by, changed_at) on centre.number to inspection_api;
grant update (finished_at) on centre.blob to inspection_api;
grant delete on centre.blob, centre.leaf to inspection_api;
