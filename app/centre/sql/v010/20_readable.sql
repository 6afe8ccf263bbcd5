-- What no laptop could take in is not kept (version 9 knew of texts that cannot be read; these read, and stop it later).
set local role inspection_owner;

-- Whether a number is greater than any that a laptop computes a digest over, in what is left of a JSON without its texts.
create function centre.beyond_numbers(plain text) returns bool
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select plain ~ '[0-9.][eE][+]?0*([4-9][0-9]{2}|3[1-9][0-9]|30[89]|[1-9][0-9]{3,})'
        or exists (select from regexp_matches(plain, '[0-9.]{16,}', 'g') as m
            where trim(m[1], '.') !~ '\..*\.' and ('0' || trim(m[1], '.'))::numeric > 9007199254740991)
$$;

create or replace function centre.insist_readable() returns trigger
language plpgsql set search_path = centre, pg_temp as $$
declare
    bad bigint;
begin
    select min(f.lseq) into bad from fresh f
    cross join lateral json_to_record(replace(f.raw, '\u0000', '\u0001')::json) as r(base json, v json, value json,
        device json, lseq json, op_id json, txn json, kind json, entity json, entity_id json, field json, officer json,
        hlc json, training json)
    where f.device <> 'centre' and (json_typeof(r.base) is distinct from 'array'
        or json_typeof(r.v) is distinct from 'number' or r.v::text !~ '^[0-9]{1,15}$'
        or json_typeof(r.lseq) <> 'number' or r.lseq::text !~ '^[0-9]+$' or json_typeof(r.training) <> 'boolean'
        or json_typeof(r.device) <> 'string' or json_typeof(r.op_id) <> 'string' or json_typeof(r.txn) <> 'string'
        or json_typeof(r.kind) <> 'string' or json_typeof(r.entity) <> 'string' or json_typeof(r.entity_id) <> 'string'
        or json_typeof(r.field) <> 'string' or json_typeof(r.officer) <> 'string' or json_typeof(r.hlc) <> 'string'
        -- PostgreSQL has no NUL: kept under other letters, it would be another operation here than there
        or strpos(r.op_id::text, '\u0001') > 0 or strpos(r.entity_id::text, '\u0001') > 0
        or (json_typeof(r.base) = 'array' and r.base::text <> '[]'
            and exists (select from json_array_elements(r.base) as b where json_typeof(b) <> 'string'))
        or (r.value is null and replace(f.raw, '\u0000', '\u0001')::json -> 'value' is null)
        or (json_typeof(r.value) in ('number', 'array', 'object') and r.value::text ~ '[0-9.]{16}|[0-9.][eE]'
            and beyond_numbers(regexp_replace(r.value::text, '"(\\.|[^"\\])*"', '', 'g')))
        or (length(f.raw) > 1000 and beyond_reading(f.raw)));
    if bad is not null then
        perform refuse('operation-unreadable', bad::text);
    end if;
    return null;
end
$$;
revoke execute on function centre.beyond_numbers(text) from public;
grant execute on function centre.beyond_numbers(text) to inspection_api;
