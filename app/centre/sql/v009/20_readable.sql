-- What no laptop could read is not taken in: kept, it would stop every laptop of the bureau at the same place of the feed.
set local role inspection_owner;

-- Whether values lie in one another deeper than laptops read, or a number has more digits. Each turn takes the innermost
-- ones away; what stands in texts does not count.
create function centre.beyond_reading(raw text) returns bool
language plpgsql immutable set search_path = centre, pg_temp as $$
declare
    plain text;
    bones text;
begin
    if length(raw) - length(replace(replace(raw, '[', ''), '{', '')) <= 200 and raw !~ '[0-9]{250}' then
        return false;
    end if;
    plain := regexp_replace(raw, '"(\\.|[^"\\])*"', '', 'g');
    bones := regexp_replace(plain, '[^][{}]+', '', 'g');
    for turn in 1 .. 200 loop
        exit when bones = '';
        bones := replace(replace(bones, '[]', ''), '{}', '');
    end loop;
    return bones <> '' or plain ~ '[0-9]{250}';
end
$$;

create function centre.insist_readable() returns trigger
language plpgsql set search_path = centre, pg_temp as $$
declare
    bad bigint;
begin
    select min(f.lseq) into bad from fresh f
    cross join lateral json_to_record(replace(f.raw, '\u0000', '\u0001')::json) as r(base json, v json, value json)
    where f.device <> 'centre' and (json_typeof(r.base) is distinct from 'array'
        or json_typeof(r.v) is distinct from 'number'
        or (r.value is null and replace(f.raw, '\u0000', '\u0001')::json -> 'value' is null)
        or (length(f.raw) > 1000 and beyond_reading(f.raw)));
    if bad is not null then
        perform refuse('operation-unreadable', bad::text);
    end if;
    return null;
end
$$;
revoke execute on function centre.beyond_reading(text), centre.insist_readable() from public;
grant execute on function centre.beyond_reading(text), centre.insist_readable() to inspection_api;
create trigger readable after insert on centre.operation referencing new table as fresh for each statement
    execute function centre.insist_readable();
