-- inspection_watch  owns the one function that ends the sessions of devices which hold others up; nobody logs in as it
do $$
begin
    if not exists (select from pg_roles where rolname = 'inspection_watch') then
        begin
            create role inspection_watch nologin nosuperuser nocreatedb nocreaterole nobypassrls;
        exception when duplicate_object or unique_violation then null; -- another centre of this server was quicker
        end;
    end if;
    if (select rolsuper from pg_roles where rolname = current_user) then
        grant usage on language plpgsql to inspection_watch; -- it may have been taken from everybody else before
    else
        begin
            execute 'grant inspection_watch to current_user';
        exception when insufficient_privilege then
            if not pg_has_role(current_user, 'inspection_watch', 'member') then
                raise;
            end if;
        end;
    end if;
end
$$;
set local role inspection_owner;
grant usage, create on schema centre to inspection_watch;
