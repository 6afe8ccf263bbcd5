-- Operations that no laptop can take in, kept before the centre refused such: they stand where they stood, and a feed
-- goes on over them. In their place everybody gets the operation of the centre that says so (`told_seq` of the feed).
set local role inspection_owner;

create table centre.set_aside (
    bureau text not null references centre.bureau,
    srv_seq bigint not null,
    device text not null,
    lseq bigint not null,
    told_seq bigint not null,
    fault text not null,
    reason text not null,
    by_login name not null default session_user,
    set_aside_at timestamptz not null default clock_timestamp(),
    primary key (bureau, srv_seq),
    foreign key (bureau, srv_seq) references centre.operation,
    foreign key (bureau, told_seq) references centre.operation (bureau, srv_seq)
);
create trigger append_only before update or delete on centre.set_aside
    for each row execute function centre.refuse_rewriting();
create trigger not_truncated before truncate on centre.set_aside execute function centre.refuse_rewriting();
alter table centre.set_aside enable row level security;
create policy readable on centre.set_aside for select to inspection_api
    using (bureau = any((select centre.my_readable())::text[]));
grant select on centre.set_aside to inspection_api;

grant create on schema api1 to inspection_api;
set local role inspection_api;

-- As before; what was set aside comes as the centre's own word on it, and of a revoked device no key that is none.
create or replace function api1.pull_rows(request jsonb)
returns table (srv_seq bigint, device text, raw text, chain text, signature text, key text)
language plpgsql security definer set search_path = centre, pg_temp as $$
#variable_conflict use_column
declare
    feed text;
    after_seq bigint := coalesce((request ->> 'cursor')::bigint, 0);
    rows_wanted int := least(greatest(coalesce((request ->> 'limit')::int, 500), 1), 2000);
    last_seq bigint;
    bytes bigint;
    firsts bigint[];
    keys text[];
    aside bigint[];
begin
    perform welcome();
    feed := coalesce(request ->> 'bureau', my_bureau());
    if not exists (select from bureau b where b.bureau = feed) then
        perform refuse('bureau-not-yours', feed);
    end if;
    select max(n.srv_seq), sum(n.bytes) into last_seq, bytes from (
        select o.srv_seq, octet_length(o.raw) as bytes from operation o
        where o.bureau = feed and o.srv_seq > after_seq order by o.srv_seq limit rows_wanted) n;
    if bytes > 4194304 then
        select max(m.srv_seq) into last_seq from (
            select n.srv_seq, sum(n.bytes) over (order by n.srv_seq) - n.bytes as bytes_before from (
                select o.srv_seq, octet_length(o.raw) as bytes from operation o
                where o.bureau = feed and o.srv_seq > after_seq order by o.srv_seq limit rows_wanted) n
        ) m where m.bytes_before < 4194304;
    end if;
    aside := array(select s.srv_seq from set_aside s
        where s.bureau = feed and s.srv_seq > after_seq and s.srv_seq <= last_seq);
    select array_agg(f.first_seq), array_agg((
        select jsonb_build_object('public_key', case
            when d.public_key ~ '^[0-9a-f]{64}$' or d.revoked_at is null then d.public_key end,
            'certificate', d.certificate, 'name', d.name)::text
        from device d where d.bureau = feed and d.device = f.device)) into firsts, keys
    from (select p.device, min(p.srv_seq) as first_seq from operation p
        where p.bureau = feed and p.srv_seq > after_seq and p.srv_seq <= last_seq and p.srv_seq <> all(aside)
        group by p.device) f;
    if cardinality(aside) = 0 then
        return query
            select o.srv_seq, o.device, o.raw, o.chain, o.signature, keys[array_position(firsts, o.srv_seq)]
            from operation o
            where o.bureau = feed and o.srv_seq > after_seq and o.srv_seq <= last_seq order by o.srv_seq;
        return;
    end if;
    return query
        select o.srv_seq, o.device, o.raw, o.chain, o.signature, keys[array_position(firsts, o.srv_seq)]
        from operation o
        where o.bureau = feed and o.srv_seq > after_seq and o.srv_seq <= last_seq and o.srv_seq <> all(aside)
        union all
        select s.srv_seq, t.device, t.raw, t.chain, null, null
        from set_aside s join operation t on (t.bureau, t.srv_seq) = (s.bureau, s.told_seq)
        where s.bureau = feed and s.srv_seq = any(aside)
        order by 1;
end
$$;

-- As in version 1, and with what was set aside as above.
create or replace function api1.pull(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    feed text;
    after_seq bigint := coalesce((request ->> 'cursor')::bigint, 0);
    rows_wanted int := least(greatest(coalesce((request ->> 'limit')::int, 500), 1), 2000);
    answer jsonb;
begin
    perform welcome();
    feed := coalesce(request ->> 'bureau', my_bureau());
    if not exists (select from bureau b where b.bureau = feed) then
        perform refuse('bureau-not-yours', feed);
    end if;
    with stored as materialized (
        select srv_seq, device, raw, chain, signature
        from operation o where o.bureau = feed and srv_seq > after_seq order by srv_seq limit rows_wanted
    ), next_rows as materialized (
        select o.srv_seq, coalesce(t.device, o.device) as device, coalesce(t.raw, o.raw) as raw,
            coalesce(t.chain, o.chain) as chain, case when t.device is null then o.signature end as signature
        from stored o left join set_aside s on (s.bureau, s.srv_seq) = (feed, o.srv_seq)
        left join operation t on (t.bureau, t.srv_seq) = (s.bureau, s.told_seq)
    ), measured as materialized (
        select *, sum(length(raw)) over (order by srv_seq) - length(raw) as length_before from next_rows
    ), kept as (select * from measured where length_before < 4194304)
    select jsonb_build_object('last_seq', (select feed_seq from bureau b where b.bureau = feed),
        'operations', coalesce((select jsonb_agg(jsonb_build_object('srv_seq', srv_seq, 'device', device,
            'raw', raw, 'chain', chain, 'signature', signature) order by srv_seq) from kept), '[]'),
        'devices', coalesce((select jsonb_object_agg(d.device, jsonb_build_object(
            'public_key', case
            when d.public_key ~ '^[0-9a-f]{64}$' or d.revoked_at is null then d.public_key end, 'certificate', d.certificate, 'name', d.name)) from device d
            where d.bureau = feed and d.device in (select k.device from kept k)), '{}'))
    into answer;
    return answer;
end
$$;

-- As in version 8, and what was set aside is not compared: the one device that may have it is the one that wrote it, and
-- a program that says `passed_over` leaves it out as well.
create or replace function api1.verify(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    upto bigint := (request ->> 'cursor')::bigint;
    wanted int := least(greatest(coalesce((request ->> 'count')::int, 50), 1), 500);
    home text := my_bureau();
    aside bigint[];
    before bigint;
    answer jsonb;
begin
    perform welcome();
    aside := array(select s.srv_seq from set_aside s where s.bureau = home
        and (coalesce(request -> 'passed_over' = 'true', false) or s.device <> my_device()));
    select least(upto, b.feed_seq) - wanted * 200 into before from bureau b where b.bureau = home;
    with latest as materialized (
        select root, srv_seq from operation o
        where o.bureau = home and srv_seq > before and srv_seq <= upto and srv_seq <> all(aside)
    ), touched as materialized (
        select root from latest group by root order by max(srv_seq) desc limit wanted
    ), summed as (
        select t.root, s.operations, s.digest from touched t cross join lateral (
            select count(*) as operations, encode(sha256(convert_to(
                string_agg(o.op_id || ' ' || o.chain || E'\n', '' order by o.op_id collate "C"), 'UTF8')), 'hex') as digest
            from operation o
            -- the policy names the bureau too: said twice it would make the feed's own index look as good as that of root
            where o.bureau || '' = home and o.root = t.root and o.srv_seq + 0 <= upto and o.srv_seq <> all(aside)) s
    )
    select jsonb_build_object('roots', coalesce(jsonb_agg(jsonb_build_object(
        'root', root, 'count', operations, 'digest', digest) order by root), '[]')) into answer from summed;
    update device set epoch_seen = (select feed_epoch from about)
    where role = session_user and epoch_seen is distinct from (select feed_epoch from about);
    return answer || jsonb_build_object('feed_root', centre.feed_root(home));
end
$$;

set local role inspection_owner;
revoke create on schema api1 from inspection_api;
