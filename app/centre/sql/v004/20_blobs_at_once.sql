set local role inspection_owner;
grant create on schema api1 to inspection_api;
set local role inspection_api;

-- {"sha256": [digest]} -> {"unknown": [those of which the bureau has not even a leaf announced]}
create function api1.blob_unknown(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
begin
    perform welcome();
    return jsonb_build_object('unknown', coalesce((
        select jsonb_agg(asked.sha256) from jsonb_array_elements_text(request -> 'sha256') as asked(sha256)
        where not exists (select from blob b where (b.bureau, b.sha256) = (my_bureau(), asked.sha256))), '[]'));
end
$$;

-- A file of up to 16 leaves in one call, checked as by blob_begin, blob_put and blob_finish: each leaf against its
-- digest, the whole against its own. What somebody only began is replaced; all of it arrives, or nothing.
create function api1.blob_store(asked text, digests text[], content bytea) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    home text := my_bureau();
    whole bigint := length(content);
    known centre.blob;
    damaged int;
begin
    perform welcome();
    if whole > 16 * 262144 or cardinality(digests) is distinct from ceil(whole / 262144.0)::int then
        perform refuse('attachment-malformed');
    end if;
    select min(i) into damaged from generate_series(0, cardinality(digests) - 1) as g(i)
    where encode(sha256(substring(content from i * 262144 + 1 for 262144)), 'hex') is distinct from digests[i + 1];
    if damaged is not null then
        perform refuse('leaf-damaged', damaged::text);
    elsif asked is distinct from encode(sha256(content), 'hex') then
        return '{"finished": false}';
    end if;
    select * into known from blob b where (b.bureau, b.sha256) = (home, asked) for update;
    if known.finished_at is not null then
        return '{"finished": true}';
    end if;
    delete from blob b where (b.bureau, b.sha256) = (home, asked);
    insert into blob (bureau, sha256, size, leaves, device, finished_at)
    values (home, asked, whole, digests, my_device(), clock_timestamp()) on conflict do nothing;
    if not found then
        -- another device began or finished it this moment: what is there goes on its own way
        return jsonb_build_object('finished', exists (
            select from blob b where (b.bureau, b.sha256) = (home, asked) and b.finished_at is not null));
    end if;
    insert into leaf (bureau, sha256, n, content)
    select home, asked, i, substring(content from i * 262144 + 1 for 262144)
    from generate_series(0, cardinality(digests) - 1) as g(i);
    return '{"finished": true}';
end
$$;
grant execute on function api1.blob_unknown(jsonb), api1.blob_store(text, text[], bytea) to inspection_device;

set local role inspection_owner;
revoke create on schema api1 from inspection_api;
