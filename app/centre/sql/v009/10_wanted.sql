-- Attachments that are at the centre in part only, all of them: page by page, each found by its place in the index.
set local role inspection_owner;
drop index centre.blob_unfinished;
create index blob_unfinished on centre.blob (bureau, sha256) where finished_at is null;
grant create on schema api1 to inspection_api;
set local role inspection_api;

-- {"after"?} -> {"wanted": [digest], "more"}: up to a thousand of the own bureau's behind ``after``, in order, and
-- whether others follow. A program that names no ``after`` hears the first thousand, as from version 8.
create or replace function api1.blob_wanted(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    page constant int := 1000;
    behind text := coalesce(request ->> 'after', '');
    home text := my_bureau();
    found text[];
begin
    perform welcome();
    found := array(select b.sha256 from blob b
        where b.bureau = home and b.finished_at is null and b.sha256 > behind order by b.sha256 limit page + 1);
    return jsonb_build_object('wanted', to_jsonb(found[:page]), 'more', cardinality(found) > page);
end
$$;

set local role inspection_owner;
revoke create on schema api1 from inspection_api;
