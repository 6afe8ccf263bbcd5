-- The root of a feed is brought up to date level by level of its tree, not row by row, and a second tree covers the
-- signatures of the transactions. Only columns and functions are added: what earlier programs ask is answered as before.
set local role inspection_owner;

-- `signed_peaks` are those of the tree over the signatures (leaf = SHA-256(0x00, "op_id signature"), the signature empty
-- where an operation carries none); `signed_head` chains its days as `head` does those of the first.
alter table centre.mark
    add column signed_peaks bytea[] not null default '{}',
    add column signed_head bytea not null default '';

-- The peaks of a tree of `count` leaves after more of them were appended; `leaves` are their hashes, one after another.
create function centre.grown(peaks bytea[], count int, leaves bytea) returns bytea[]
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
    level bytea := leaves;
    left_of int := count;
    nodes int;
    behind bytea[] := '{}';
begin
    while length(level) > 0 loop
        if left_of & 1 = 1 then
            level := peaks[cardinality(peaks)] || level;
            peaks := peaks[1:cardinality(peaks) - 1];
        end if;
        nodes := length(level) / 32;
        if nodes & 1 = 1 then
            behind := array_prepend(substring(level from (nodes - 1) * 32 + 1), behind);
        end if;
        select coalesce(string_agg(sha256('\x01'::bytea || substring(level from pair * 64 + 1 for 64)), ''::bytea
            order by pair), '') into level from generate_series(0, nodes / 2 - 1) as g(pair);
        left_of := left_of >> 1;
    end loop;
    return peaks || behind;
end
$$;

create function centre.head_after(before bytea, bureau text, day text, count int, root bytea) returns bytea
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select sha256('\x02'::bytea || before || convert_to(concat(bureau, ' ', day, ' ', count, ' '), 'UTF8') || root)
$$;

-- Brings the mark of a bureau up to its feed and returns {"day", "count", "last", "root", "head", "signed_root",
-- "signed_head"}, or null for an empty feed; see app/centre/office/tree.py, which computes the same. How the caller's session
-- writes dates must not matter: to_char is asked, not the cast.
create or replace function centre.feed_root(of_bureau text) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    at centre.mark;
    fresh record;
    upto bigint;
begin
    insert into mark (bureau) values (of_bureau) on conflict do nothing;
    select * into at from mark m where m.bureau = of_bureau for update;
    loop
        upto := at.srv_seq;
        for fresh in
            with line as (
                select o.srv_seq, (o.received_at at time zone interval '08:00')::date as day, o.op_id, o.chain, o.signature
                from operation o where o.bureau = of_bureau and o.srv_seq > upto order by o.srv_seq limit 32768
            ), begun as (
                select *, (day is distinct from lag(day) over (order by srv_seq))::int as begins from line
            ), run as (
                select *, sum(begins) over (order by srv_seq) as run from begun
            )
            select run, to_char(day, 'YYYY-MM-DD') as day, count(*)::int as count, max(srv_seq) as last,
                string_agg(sha256('\x00'::bytea || convert_to(op_id || ' ' || chain, 'UTF8')), ''::bytea order by srv_seq) as leaves,
                string_agg(sha256('\x00'::bytea || convert_to(op_id || ' ' || coalesce(signature, ''), 'UTF8')), ''::bytea
                    order by srv_seq) as signed
            from run group by run, day order by run
        loop
            if fresh.day <> at.day then
                if at.count > 0 then
                    at.head := centre.head_after(at.head, at.bureau, at.day, at.count, centre.root_of(at.peaks));
                    at.signed_head := centre.head_after(at.signed_head, at.bureau, at.day, at.count,
                        centre.root_of(at.signed_peaks));
                end if;
                at.day := fresh.day;
                at.count := 0;
                at.peaks := '{}';
                at.signed_peaks := '{}';
            end if;
            at.peaks := centre.grown(at.peaks, at.count, fresh.leaves);
            at.signed_peaks := centre.grown(at.signed_peaks, at.count, fresh.signed);
            at.count := at.count + fresh.count;
            at.srv_seq := fresh.last;
        end loop;
        exit when at.srv_seq = upto;
    end loop;
    update mark set srv_seq = at.srv_seq, day = at.day, count = at.count, peaks = at.peaks, head = at.head,
        signed_peaks = at.signed_peaks, signed_head = at.signed_head
    where mark.bureau = of_bureau and mark.srv_seq <> at.srv_seq;
    return case when at.count > 0 then jsonb_build_object('day', at.day, 'count', at.count, 'last', at.srv_seq,
        'root', encode(centre.root_of(at.peaks), 'hex'),
        'head', encode(centre.head_after(at.head, at.bureau, at.day, at.count, centre.root_of(at.peaks)), 'hex'),
        'signed_root', encode(centre.root_of(at.signed_peaks), 'hex'),
        'signed_head', encode(centre.head_after(at.signed_head, at.bureau, at.day, at.count,
            centre.root_of(at.signed_peaks)), 'hex')) end;
end
$$;

-- the marks are made anew: how the sessions before wrote dates went into them, and they had no second tree
update centre.mark set srv_seq = 0, day = '', count = 0, peaks = '{}', head = '';
select centre.feed_root(bureau) from centre.bureau;
