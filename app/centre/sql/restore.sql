-- What a dump of the schemas does not carry: the groups, and the rights on the database itself. As 10_roles.sql of the
-- versions make them; the schemas themselves come with the dump.
do $$
declare
    name text;
begin
    foreach name in array array['inspection_owner', 'inspection_api', 'inspection_device', 'inspection_enrolment',
            'inspection_report', 'inspection_reader', 'inspection_watch'] loop
        if not exists (select from pg_roles where rolname = name) then
            execute format('create role %I nologin nosuperuser nocreatedb nocreaterole nobypassrls', name);
        end if;
    end loop;
    execute format('revoke all on database %I from public', current_database());
    execute format('grant create on database %I to inspection_owner', current_database());
end
$$;
revoke all on schema public from public;
alter default privileges for role inspection_owner revoke execute on functions from public;
alter default privileges for role inspection_api revoke execute on functions from public;
alter default privileges for role inspection_report revoke execute on functions from public;
do $$
declare
    one regprocedure;
begin
    for one in select oid::regprocedure from pg_proc where pronamespace = 'pg_catalog'::regnamespace
            and (proname ~ '^lo_' or proname in ('loread', 'lowrite', 'pg_logical_emit_message')) loop
        execute format('revoke execute on function %s from public', one);
    end loop;
end
$$;
