-- The bureau leads every key, so that the tables can be distributed by it. `about` is the centre itself: one row.
set local role inspection_owner;

create table centre.about (
    only_row bool primary key default true check (only_row),
    centre_id text not null,
    feed_epoch text not null,
    training bool not null,
    api_min int not null default 1,
    api_max int not null default 1,
    created_at timestamptz not null default clock_timestamp()
);

create table centre.version (
    version int primary key,
    digest text not null,
    applied_at timestamptz not null default clock_timestamp()
);

create table centre.bureau (
    bureau text primary key,
    name text not null,
    parent text references centre.bureau,
    -- the last number of the feed; taken under this row's lock inside the push, so numbers have no holes
    feed_seq bigint not null default 0,
    -- the chain of the operations that the device `centre` writes for this bureau
    centre_lseq bigint not null default 0,
    centre_chain text not null default ''
);

create table centre.officer (
    bureau text not null references centre.bureau,
    officer text not null,
    disabled_at timestamptz,
    primary key (bureau, officer)
);

create table centre.device (
    bureau text not null references centre.bureau,
    device text not null,
    name text not null,
    role name not null,
    enrolment_role name not null,
    public_key text,
    certificate jsonb,
    next_lseq bigint not null default 1,
    chain text not null default '',
    created_at timestamptz not null default clock_timestamp(),
    enrolled_at timestamptz,
    secret_set_at timestamptz,
    revoked_at timestamptz,
    revoked_reason text,
    last_seen timestamptz,
    program text,
    primary key (bureau, device),
    unique (role),
    unique (enrolment_role),
    unique (device)
);

create table centre.enrolment (
    bureau text not null,
    device text not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    primary key (bureau, device),
    foreign key (bureau, device) references centre.device
);

create table centre.enrolment_attempt (
    bureau text not null,
    device text not null,
    at timestamptz not null default clock_timestamp(),
    public_key text not null,
    outcome text not null,
    address inet default inet_client_addr()
);
create index on centre.enrolment_attempt (bureau, device, at);

create table centre.operation (
    bureau text not null references centre.bureau,
    srv_seq bigint not null,
    device text not null,
    lseq bigint not null,
    op_id text not null,
    root text not null,
    raw text not null,
    chain text not null,
    signature text,
    received_at timestamptz not null default clock_timestamp(),
    primary key (bureau, srv_seq),
    unique (bureau, device, lseq),
    unique (bureau, op_id)
);
create index on centre.operation (bureau, root, srv_seq);

create table centre.number_start (
    bureau text not null references centre.bureau,
    kind text not null,
    year int not null,
    next_number int not null check (next_number > 0),
    primary key (bureau, kind, year)
);

create table centre.number_lease (
    bureau text not null references centre.bureau,
    request text not null,
    device text not null,
    kind text not null,
    year int not null,
    low int not null,
    high int not null check (high >= low),
    leased_at timestamptz not null default clock_timestamp(),
    primary key (bureau, request)
);

-- The ledger: every number ever leased with what became of it (leased, reserved, consumed, void).
create table centre.number (
    bureau text not null references centre.bureau,
    kind text not null,
    year int not null,
    number int not null,
    device text not null,
    state text not null default 'leased',
    changed_by text,
    changed_at timestamptz not null default clock_timestamp(),
    primary key (bureau, kind, year, number)
);

create table centre.blob (
    bureau text not null references centre.bureau,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    size bigint not null check (size >= 0),
    leaves text[] not null,
    device text not null,
    begun_at timestamptz not null default clock_timestamp(),
    finished_at timestamptz,
    primary key (bureau, sha256)
);

create table centre.leaf (
    bureau text not null,
    sha256 text not null,
    n int not null,
    content bytea not null,
    primary key (bureau, sha256, n),
    foreign key (bureau, sha256) references centre.blob on delete cascade
);
alter table centre.leaf alter column content set storage external;

create table centre.release (
    bureau text not null references centre.bureau,
    kind text not null,
    name text not null,
    version text not null,
    sha256 text not null,
    signature text not null,
    published_at timestamptz not null default clock_timestamp(),
    primary key (bureau, kind, name, version)
);
