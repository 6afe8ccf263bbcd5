-- Roles are shared by all databases of a server; making them again changes nothing.
-- inspection_owner      owns the tables; nobody logs in as it
-- inspection_api        owns the functions of api1; neither table owner nor exempt from row-level security
-- inspection_device     group of all devices: EXECUTE on api1, nothing else
-- inspection_enrolment  group of the one-time enrolment logins: EXECUTE on api1.enrol, nothing else
do $$
declare
    name text;
    is_superuser bool := (select rolsuper from pg_roles where rolname = current_user);
begin
    foreach name in array array['inspection_owner', 'inspection_api', 'inspection_device', 'inspection_enrolment'] loop
        if not exists (select from pg_roles where rolname = name) then
            begin
                execute format('create role %I nologin nosuperuser nocreatedb nocreaterole nobypassrls', name);
            exception when duplicate_object or unique_violation then null; -- another centre of this server was quicker
            end;
        end if;
        if not is_superuser and name in ('inspection_owner', 'inspection_api') then
            begin
                -- from PostgreSQL 16 on who makes a role may administer it, but not yet act as it
                execute format('grant %I to current_user', name);
            exception when insufficient_privilege then
                if not pg_has_role(current_user, name, 'member') then
                    raise;
                end if;
            end;
        end if;
    end loop;
    execute format('revoke all on database %I from public', current_database());
    execute format('grant create on database %I to inspection_owner', current_database());
end
$$;

revoke all on schema public from public;
set local role inspection_owner;
create schema centre;
create schema api1;
grant usage on schema centre to inspection_api;
grant create, usage on schema api1 to inspection_api;
grant usage on schema api1 to inspection_device, inspection_enrolment;
-- PUBLIC may execute every new function unless this is taken away before the first is made
alter default privileges for role inspection_owner revoke execute on functions from public;
