set local role inspection_owner;

create function centre.root_of(peaks bytea[]) returns bytea
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
    node bytea := peaks[cardinality(peaks)];
begin
    for i in reverse cardinality(peaks) - 1 .. 1 loop
        node := sha256('\x01'::bytea || peaks[i] || node);
    end loop;
    return node;
end
$$;

create function centre.head_of(at centre.mark) returns bytea
language sql stable set search_path = pg_catalog, pg_temp as $$
    select sha256('\x02'::bytea || at.head || convert_to(concat(at.bureau, ' ', at.day, ' ', at.count, ' '), 'UTF8')
        || centre.root_of(at.peaks))
$$;

-- Brings the mark of a bureau up to its feed and returns {"day", "count", "last", "root", "head"}, or null for an empty
-- feed. Leaf = SHA-256(0x00, "op_id chain"), node = SHA-256(0x01, left, right), an odd node goes up as it is (RFC 6962);
-- head = SHA-256(0x02, head before, "bureau day count ", root of the day).
create function centre.feed_root(of_bureau text) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    at centre.mark;
    one record;
    node bytea;
    left_of int;
begin
    insert into mark (bureau) values (of_bureau) on conflict do nothing;
    select * into at from mark m where m.bureau = of_bureau for update;
    for one in
        select o.srv_seq, o.op_id, o.chain, ((o.received_at at time zone interval '08:00')::date)::text as day
        from operation o where o.bureau = of_bureau and o.srv_seq > at.srv_seq order by o.srv_seq
    loop
        if one.day <> at.day then
            if at.count > 0 then
                at.head := centre.head_of(at);
            end if;
            at.day := one.day;
            at.count := 0;
            at.peaks := '{}';
        end if;
        node := sha256('\x00'::bytea || convert_to(one.op_id || ' ' || one.chain, 'UTF8'));
        left_of := at.count;
        while left_of & 1 = 1 loop
            node := sha256('\x01'::bytea || at.peaks[cardinality(at.peaks)] || node);
            at.peaks := at.peaks[1:cardinality(at.peaks) - 1];
            left_of := left_of >> 1;
        end loop;
        at.peaks := at.peaks || node;
        at.count := at.count + 1;
        at.srv_seq := one.srv_seq;
    end loop;
    update mark set srv_seq = at.srv_seq, day = at.day, count = at.count, peaks = at.peaks, head = at.head
    where mark.bureau = of_bureau and mark.srv_seq <> at.srv_seq;
    return case when at.count > 0 then jsonb_build_object('day', at.day, 'count', at.count, 'last', at.srv_seq,
        'root', encode(centre.root_of(at.peaks), 'hex'), 'head', encode(centre.head_of(at), 'hex')) end;
end
$$;

grant execute on function centre.feed_root(text) to inspection_api;
-- from now on each synchronisation keeps the mark; what the feeds held before is taken up once
select centre.feed_root(bureau) from centre.bureau;

set local role inspection_api;

-- As in version 1, and with the root of the own bureau's feed, which the device keeps as a witness. Who asks this has
-- delivered all it had: after a restore the centre then knows of the device's numbers again.
create or replace function api1.verify(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    upto bigint := (request ->> 'cursor')::bigint;
    wanted int := least(greatest(coalesce((request ->> 'count')::int, 50), 1), 500);
    answer jsonb;
begin
    perform welcome();
    with latest as materialized (
        select root, srv_seq from operation o
        where o.bureau = (select my_bureau()) and srv_seq <= upto order by srv_seq desc limit wanted * 200
    ), touched as (
        select root from latest group by root order by max(srv_seq) desc limit wanted
    ), summed as (
        select o.root, count(*) as operations, encode(sha256(convert_to(
            string_agg(o.op_id || ' ' || o.chain || E'\n', '' order by o.op_id collate "C"), 'UTF8')), 'hex') as digest
        from operation o join touched using (root)
        where o.bureau = (select my_bureau()) and o.srv_seq <= upto group by o.root
    )
    select jsonb_build_object('roots', coalesce(jsonb_agg(jsonb_build_object(
        'root', root, 'count', operations, 'digest', digest) order by root), '[]')) into answer from summed;
    update device set epoch_seen = (select feed_epoch from about)
    where role = session_user and epoch_seen is distinct from (select feed_epoch from about);
    return answer || jsonb_build_object('feed_root', centre.feed_root(my_bureau()));
end
$$;
