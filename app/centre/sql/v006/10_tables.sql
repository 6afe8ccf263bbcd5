-- Only tables are added: programs of the versions before go on working with the centre meanwhile.
set local role inspection_owner;

-- The administrator's word, after a restore, that every device enrolled between backup and restore was let in again or
-- is lost: until then a bureau gets no blocks. `beyond` numbers of each series are left out for what a lost one used.
create table centre.numbers_resumed (
    bureau text not null references centre.bureau,
    feed_epoch text not null,
    resumed_at timestamptz not null default clock_timestamp(),
    beyond int not null check (beyond between 0 and 10000),
    -- given out again by the rules before version 6
    inherited bool not null default false,
    primary key (bureau, feed_epoch, resumed_at)
);
-- The series in which they were left out.
create table centre.numbers_skipped (
    bureau text not null,
    feed_epoch text not null,
    resumed_at timestamptz not null,
    kind text not null,
    year int not null,
    primary key (bureau, feed_epoch, resumed_at, kind, year),
    foreign key (bureau, feed_epoch, resumed_at) references centre.numbers_resumed
);

do $$
declare
    name text;
begin
    foreach name in array array['numbers_resumed', 'numbers_skipped'] loop
        execute format('create trigger append_only before update or delete on centre.%I
            for each row execute function centre.refuse_rewriting()', name);
        execute format('create trigger not_truncated before truncate on centre.%I
            execute function centre.refuse_rewriting()', name);
        execute format('alter table centre.%I enable row level security', name);
        execute format('create policy own on centre.%I for select to inspection_api
            using (bureau = (select centre.my_bureau()))', name);
        execute format('grant select on centre.%I to inspection_api', name);
    end loop;
end
$$;
create policy skipped on centre.numbers_skipped for insert to inspection_api
    with check (bureau = (select centre.my_bureau()));
grant insert on centre.numbers_skipped to inspection_api;

insert into centre.numbers_resumed (bureau, feed_epoch, beyond, inherited)
select b.bureau, a.feed_epoch, 0, true from centre.bureau b, centre.about a where a.restored_at is not null;
