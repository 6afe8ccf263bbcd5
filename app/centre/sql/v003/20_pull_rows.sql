set local role inspection_owner;
grant create on schema api1 to inspection_api;
set local role inspection_api;

-- As api1.pull, row by row and in one pass: nothing is written into JSON that is text already. `key` stands where a
-- device's rows begin: {"public_key", "certificate", "name"}.
create function api1.pull_rows(request jsonb)
returns table (srv_seq bigint, device text, raw text, chain text, signature text, key text)
language plpgsql security definer set search_path = centre, pg_temp as $$
#variable_conflict use_column
declare
    feed text;
    after_seq bigint := coalesce((request ->> 'cursor')::bigint, 0);
    rows_wanted int := least(greatest(coalesce((request ->> 'limit')::int, 500), 1), 2000);
begin
    perform welcome();
    feed := coalesce(request ->> 'bureau', my_bureau());
    if not exists (select from bureau b where b.bureau = feed) then
        perform refuse('bureau-not-yours', feed);
    end if;
    return query
        select p.srv_seq, p.device, p.raw, p.chain, p.signature, case when p.begins then (
            select jsonb_build_object('public_key', d.public_key, 'certificate', d.certificate, 'name', d.name)::text
            from device d where d.bureau = feed and d.device = p.device) end
        from (
            select n.*, sum(length(n.raw)) over w - length(n.raw) as length_before,
                lag(n.device) over w is distinct from n.device as begins
            from (
                select o.srv_seq, o.device, o.raw, o.chain, o.signature from operation o
                where o.bureau = feed and o.srv_seq > after_seq order by o.srv_seq limit rows_wanted
            ) n window w as (order by n.srv_seq)
        ) p
        where p.length_before < 4194304 order by p.srv_seq;
end
$$;
grant execute on function api1.pull_rows(jsonb) to inspection_device;

set local role inspection_owner;
revoke create on schema api1 from inspection_api;
