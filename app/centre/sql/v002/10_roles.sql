-- inspection_report  owns the views for reporting; neither table owner nor exempt from row-level security
-- inspection_reader  group of the logins of statisticians: SELECT on the views of `report`, nothing else
do $$
declare
    name text;
begin
    foreach name in array array['inspection_report', 'inspection_reader'] loop
        if not exists (select from pg_roles where rolname = name) then
            begin
                execute format('create role %I nologin nosuperuser nocreatedb nocreaterole nobypassrls', name);
            exception when duplicate_object or unique_violation then null; -- another centre of this server was quicker
            end;
        end if;
    end loop;
    if not (select rolsuper from pg_roles where rolname = current_user) then
        begin
            execute format('grant inspection_report to current_user');
        exception when insufficient_privilege then
            if not pg_has_role(current_user, 'inspection_report', 'member') then
                raise;
            end if;
        end;
    end if;
end
$$;

set local role inspection_owner;
create schema report;
grant create, usage on schema report to inspection_report;
grant usage on schema report to inspection_reader;
grant usage on schema centre to inspection_report;
