-- Only columns and tables are added: programs of the versions before go on working with the centre meanwhile.
set local role inspection_owner;

alter table centre.device
    -- when a synchronisation last came to its end; last_seen moves with every hello, also with those that fail
    add column synced_at timestamptz,
    -- what the device's program last said that it speaks, and the version of its store
    add column api int,
    add column store_schema int,
    -- let in again after the centre lost it: enrolled between the backup and the restore
    add column readmitted bool not null default false;

-- A secret of the centre for each device, made at its first receipt. It never leaves the centre: who holds a receipt
-- cannot make another. It comes back with a backup, so receipts from after the backup are still known as genuine.
create table centre.receipt_key (
    bureau text not null,
    device text not null,
    key bytea not null check (length(key) = 32),
    made_at timestamptz not null default clock_timestamp(),
    primary key (bureau, device),
    foreign key (bureau, device) references centre.device
);

-- The receipts that were given, word for word. `code` is the beginning of the mac, short enough to be typed.
create table centre.receipt (
    bureau text not null,
    code text not null,
    device text not null,
    issued_at text not null,
    content text not null,
    mac text not null,
    primary key (bureau, code),
    foreign key (bureau, device) references centre.device
);
create index on centre.receipt (bureau, device, issued_at);

do $$
declare
    name text;
begin
    foreach name in array array['receipt_key', 'receipt'] loop
        execute format('create trigger append_only before update or delete on centre.%I
            for each row execute function centre.refuse_rewriting()', name);
        execute format('create trigger not_truncated before truncate on centre.%I
            execute function centre.refuse_rewriting()', name);
        execute format('alter table centre.%I enable row level security', name);
        -- the functions of the owner alone read and write them
        execute format('create policy nobody on centre.%I for select to inspection_api using (false)', name);
    end loop;
end
$$;

create policy everybody on centre.version for select to inspection_api using (true);
grant update (synced_at, api, store_schema) on centre.device to inspection_api;
