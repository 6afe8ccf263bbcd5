-- What PostgreSQL itself lets everybody do, and a device must not: large objects would fill the disk past all policies,
-- as messages in the log of changes would. Only a superuser can take this away; see restore.sql for the same.
do $$
declare
    one regprocedure;
begin
    if (select rolsuper from pg_roles where rolname = current_user) then
        for one in select oid::regprocedure from pg_proc where pronamespace = 'pg_catalog'::regnamespace
                and (proname ~ '^lo_' or proname in ('loread', 'lowrite', 'pg_logical_emit_message')) loop
            execute format('revoke execute on function %s from public', one);
        end loop;
    end if;
end
$$;
