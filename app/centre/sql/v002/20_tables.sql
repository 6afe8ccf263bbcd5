-- Only columns and tables are added: a program of version 1 goes on working with the centre meanwhile.
set local role inspection_owner;

alter table centre.about
    add column restored_at timestamptz,
    add column backup_at timestamptz,
    add column backup_bytes bigint,
    add column backup_sha256 text;

-- the epoch in which the device last delivered all it had; after a restore numbers wait for every device
alter table centre.device add column epoch_seen text;
alter table centre.number_start add column set_at timestamptz;
create function centre.note_start() returns trigger language plpgsql as $$
begin
    if current_user = 'inspection_owner' then -- the administrator, not a device that takes a block
        new.set_at := clock_timestamp();
    end if;
    return new;
end
$$;
create trigger noted before insert or update on centre.number_start
    for each row execute function centre.note_start();

-- The Merkle tree over the feed, kept up to `srv_seq`: see app/centre/tree.py, which computes the same. A day is a run
-- of neighbouring rows received on one day of UTC+8; `peaks` are the roots of its perfect subtrees, the largest first.
create table centre.mark (
    bureau text primary key references centre.bureau,
    srv_seq bigint not null default 0,
    day text not null default '',
    count int not null default 0,
    peaks bytea[] not null default '{}',
    head bytea not null default ''
);

-- That the centre was brought back from a backup, and up to which row each feed is the one from before.
create table centre.restoration (
    bureau text not null references centre.bureau,
    feed_epoch text not null,
    earlier_epoch text not null,
    srv_seq bigint not null,
    backup_at timestamptz not null,
    restored_at timestamptz not null default clock_timestamp(),
    primary key (bureau, feed_epoch)
);
create trigger append_only before update or delete on centre.restoration
    for each row execute function centre.refuse_rewriting();
create trigger not_truncated before truncate on centre.restoration execute function centre.refuse_rewriting();

-- The logins that may read a bureau's reports, and those of the bureaus below it.
create table centre.reader (
    bureau text not null references centre.bureau,
    role name not null,
    created_at timestamptz not null default clock_timestamp(),
    primary key (bureau, role)
);

alter table centre.mark enable row level security;
alter table centre.restoration enable row level security;
alter table centre.reader enable row level security;
create policy own on centre.mark for select to inspection_api using (bureau = (select centre.my_bureau()));
create policy own on centre.restoration for select to inspection_api using (bureau = (select centre.my_bureau()));
create policy nobody on centre.reader for select to inspection_api using (false);

grant select on centre.mark to inspection_api;
grant select on centre.restoration to inspection_api;
grant update (epoch_seen) on centre.device to inspection_api;
grant create on schema api1 to inspection_api;
