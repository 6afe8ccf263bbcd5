-- What PostgreSQL itself lets everybody do, and a device must not (as in version 3, and more): locks outside of any table,
-- which fill the memory that all sessions share; messages into the server's log (RAISE in a DO block); temporary files
-- without end. Only a superuser can take this away, and give the watch its rights; `init` and `upgrade` run it each time.
do $$
declare
    one record;
begin
    if not (select rolsuper from pg_roles where rolname = current_user) then
        return;
    end if;
    for one in select oid::regprocedure as name from pg_proc where pronamespace = 'pg_catalog'::regnamespace
            and proname ~ '^pg_(try_)?advisory_' loop
        execute format('revoke execute on function %s from public', one.name);
    end loop;
    for one in select rolname as name from pg_roles where rolname in ('inspection_owner', 'inspection_api', 'inspection_report',
            'inspection_watch') or ((rolcreaterole or oid = (select datdba from pg_database where datname = current_database()))
            and not rolsuper and rolname !~ '^pg_') loop
        execute format('grant usage on language plpgsql to %I', one.name);
    end loop;
    revoke usage on language plpgsql from public;
    for one in select m.rolname as name, g.rolname as of from pg_auth_members a join pg_roles m on m.oid = a.member
            join pg_roles g on g.oid = a.roleid
            where g.rolname in ('inspection_device', 'inspection_enrolment', 'inspection_reader') and m.rolcanlogin
            and not exists (select from pg_db_role_setting s, unnest(s.setconfig) c
                where s.setrole = m.oid and starts_with(c, 'temp_file_limit=')) loop
        execute format('alter role %I set temp_file_limit = %L', one.name,
            case when one.of = 'inspection_reader' then '8GB' else '256MB' end);
    end loop;
    if exists (select from pg_roles where rolname = 'inspection_watch') then
        grant pg_signal_backend, pg_read_all_stats to inspection_watch;
    end if;
end
$$;
