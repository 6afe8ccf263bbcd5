set local role inspection_api;

-- {"kind", "year", "count", "request"} -> {"kind", "year", "low", "high", "request"}
-- The same request gives the same block again, so a lost answer loses no number.
create function api1.lease(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    asked text := request ->> 'request';
    of_kind text := request ->> 'kind';
    of_year int := (request ->> 'year')::int;
    wanted int := (request ->> 'count')::int;
    given centre.number_lease;
    after_block int;
begin
    perform welcome();
    if coalesce(asked, '') = '' or coalesce(of_kind, '') !~ '^[^:[:space:]]{1,40}$' or of_year not between 2000 and 2999
        or wanted is null or wanted not between 1 and 200 then
        perform refuse('lease-malformed');
    end if;
    insert into number_start (bureau, kind, year, next_number) values (my_bureau(), of_kind, of_year, 1)
    on conflict do nothing;
    -- the counter's row is locked before the request is looked up: two equal requests meet here
    select next_number into after_block from number_start
    where (bureau, kind, year) = (my_bureau(), of_kind, of_year) for update;
    select * into given from number_lease l where (l.bureau, l.request) = (my_bureau(), asked);
    if given.request is null then
        insert into number_lease (bureau, request, device, kind, year, low, high)
        values (my_bureau(), asked, my_device(), of_kind, of_year, after_block, after_block + wanted - 1)
        returning * into given;
        insert into number (bureau, kind, year, number, device)
        select given.bureau, given.kind, given.year, n, given.device from generate_series(given.low, given.high) as n;
        update number_start set next_number = given.high + 1
        where (bureau, kind, year) = (given.bureau, of_kind, of_year);
    elsif (given.device, given.kind, given.year, given.high - given.low + 1)
            is distinct from (my_device(), of_kind, of_year, wanted) then
        perform refuse('lease-request-reused');
    end if;
    return jsonb_build_object('kind', given.kind, 'year', given.year, 'low', given.low, 'high', given.high,
        'request', given.request);
end
$$;

-- {"sha256", "size", "leaves": [sha256 of each 256 KiB]} -> {"missing": [n], "finished": bool}
create function api1.blob_begin(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    asked text := request ->> 'sha256';
    whole bigint := (request ->> 'size')::bigint;
    digests text[] := array(select jsonb_array_elements_text(request -> 'leaves'));
    known centre.blob;
begin
    perform welcome();
    if cardinality(digests) <> ceil(whole / 262144.0) or whole > 2147483648
        or exists (select from unnest(digests) d where d !~ '^[0-9a-f]{64}$') then
        perform refuse('attachment-malformed');
    end if;
    insert into blob (bureau, sha256, size, leaves, device) values (my_bureau(), asked, whole, digests, my_device())
    on conflict do nothing;
    select * into known from blob b where (b.bureau, b.sha256) = (my_bureau(), asked) for update;
    if known.finished_at is null and (known.size, known.leaves) is distinct from (whole, digests) then
        -- somebody began it with other leaves: only the right ones can ever be finished, so the last word counts
        delete from blob b where (b.bureau, b.sha256) = (my_bureau(), asked);
        insert into blob (bureau, sha256, size, leaves, device) values (my_bureau(), asked, whole, digests, my_device())
        returning * into known;
    end if;
    return jsonb_build_object('finished', known.finished_at is not null, 'missing', case
        when known.finished_at is not null then '[]'::jsonb
        else coalesce((select jsonb_agg(i order by i) from generate_series(0, cardinality(known.leaves) - 1) as g(i)
            where not exists (select from leaf l where (l.bureau, l.sha256, l.n) = (known.bureau, asked, g.i))), '[]') end);
end
$$;

-- Up to 16 neighbouring leaves as one piece; each is checked against the digests given at the beginning.
create function api1.blob_put(asked text, first int, content bytea) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    known centre.blob;
    piece bytea;
    at_leaf int;
begin
    perform welcome();
    select * into known from blob b where (b.bureau, b.sha256) = (my_bureau(), asked) for share;
    if known.sha256 is null then
        perform refuse('attachment-unknown', asked);
    elsif length(content) > 16 * 262144 or first < 0 then
        perform refuse('attachment-malformed');
    elsif known.finished_at is not null then
        return '{"stored": 0}';
    end if;
    for i in 0 .. ceil(length(content) / 262144.0)::int - 1 loop
        piece := substring(content from i * 262144 + 1 for 262144);
        at_leaf := first + i;
        if encode(sha256(piece), 'hex') is distinct from known.leaves[at_leaf + 1]
            or (length(piece) < 262144 and at_leaf + 1 < cardinality(known.leaves)) then
            perform refuse('leaf-damaged', at_leaf::text);
        end if;
        insert into leaf (bureau, sha256, n, content) values (known.bureau, asked, at_leaf, piece) on conflict do nothing;
    end loop;
    return jsonb_build_object('stored', ceil(length(content) / 262144.0)::int);
end
$$;

-- {"sha256"} -> {"finished": bool, "missing": count}. Up to 64 MiB the whole is hashed here too; who fetches a larger
-- one hashes it.
create function api1.blob_finish(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    asked text := request ->> 'sha256';
    known centre.blob;
    there int;
    total bigint;
begin
    perform welcome();
    select * into known from blob b where (b.bureau, b.sha256) = (my_bureau(), asked) for update;
    if known.sha256 is null then
        perform refuse('attachment-unknown', asked);
    elsif known.finished_at is not null then
        return '{"finished": true, "missing": 0}';
    end if;
    select count(*), coalesce(sum(length(content)), 0) into there, total
    from leaf l where (l.bureau, l.sha256) = (known.bureau, asked);
    if there < cardinality(known.leaves) then
        return jsonb_build_object('finished', false, 'missing', cardinality(known.leaves) - there);
    end if;
    if total <> known.size or (total <= 67108864 and asked <> encode(sha256((
            select coalesce(string_agg(content, ''::bytea order by n), '') from leaf l
            where (l.bureau, l.sha256) = (known.bureau, asked))), 'hex')) then
        delete from blob b where (b.bureau, b.sha256) = (known.bureau, asked);
        return jsonb_build_object('finished', false, 'missing', cardinality(known.leaves));
    end if;
    update blob set finished_at = clock_timestamp() where (bureau, sha256) = (known.bureau, asked);
    return '{"finished": true, "missing": 0}';
end
$$;

-- Leaves `first` to `first + count - 1` in one piece; fewer bytes at the end; null where nobody finished sending it.
create function api1.blob_get(asked text, first int, count int) returns bytea
language plpgsql stable security definer set search_path = centre, pg_temp as $$
declare
    home text;
begin
    perform welcome();
    select b.bureau into home from blob b where b.sha256 = asked and b.finished_at is not null
    order by b.bureau = my_bureau() desc limit 1;
    if home is null then
        return null;
    end if;
    return (select coalesce(string_agg(l.content, ''::bytea order by l.n), ''::bytea) from leaf l
        where (l.bureau, l.sha256) = (home, asked) and l.n >= first and l.n < first + least(greatest(count, 1), 16));
end
$$;

-- {"kind"} -> {"releases": [{"bureau", "kind", "name", "version", "sha256", "signature", "published_at"}]}: the newest
-- of each name, from this bureau or one above it. The content is an attachment, fetched by its digest.
create function api1.release_get(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
begin
    perform welcome();
    return jsonb_build_object('releases', coalesce((
        select jsonb_agg(to_jsonb(newest) order by newest.kind, newest.name, newest.bureau)
        from (select distinct on (r.bureau, r.kind, r.name) r.* from release r
            where request ->> 'kind' is null or r.kind = request ->> 'kind'
            order by r.bureau, r.kind, r.name, r.published_at desc) newest), '[]'));
end
$$;

-- Devices may execute these, and nothing else anywhere.
grant execute on function api1.enrol(jsonb) to inspection_enrolment;
grant execute on function api1.hello(jsonb), api1.push(jsonb), api1.pull(jsonb), api1.verify(jsonb), api1.lease(jsonb),
    api1.blob_begin(jsonb), api1.blob_put(text, int, bytea), api1.blob_finish(jsonb), api1.blob_get(text, int, int),
    api1.release_get(jsonb), api1.rotate_secret(jsonb), api1.note_secret() to inspection_device;

set local role inspection_owner;
revoke create on schema api1 from inspection_api;
