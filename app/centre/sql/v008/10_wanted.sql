-- Attachments that are at the centre in part only, above all those that `centre storage --repair` took something away
-- from: every device that has one sends what is missing.
set local role inspection_owner;
create index blob_unfinished on centre.blob (bureau) where finished_at is null;
grant create on schema api1 to inspection_api;
set local role inspection_api;

-- {} -> {"wanted": [digest]}: up to a thousand of the own bureau's; who sent one whole sends it again.
create function api1.blob_wanted(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
begin
    perform welcome();
    return jsonb_build_object('wanted', coalesce((select jsonb_agg(sha256 order by sha256) from (
        select b.sha256 from blob b where b.bureau = my_bureau() and b.finished_at is null
        order by b.sha256 limit 1000) lacking), '[]'));
end
$$;
grant execute on function api1.blob_wanted(jsonb) to inspection_device;

-- As in version 5, and 'blob_wanted' is offered where there is something to answer: nobody asks in vain.
create or replace function api1.hello(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    mine centre.device;
    known jsonb;
    offered jsonb := '["receipt"]';
    spoken int := case when request ->> 'api' ~ '^\d{1,4}$' then (request ->> 'api')::int end;
    stored int := case when request ->> 'schema' ~ '^\d{1,4}$' then (request ->> 'schema')::int end;
begin
    select jsonb_build_object('centre_id', centre_id, 'feed_epoch', feed_epoch, 'training', training,
        'api_min', api_min, 'api_max', api_max, 'server_time', clock_timestamp(), 'revoked', false)
    into known from about;
    if my_fault() = 'device-revoked' then
        return known || '{"revoked": true}';
    end if;
    perform welcome();
    update device set last_seen = clock_timestamp(), program = left(request ->> 'program', 100),
        api = spoken, store_schema = stored
    where role = session_user returning * into mine;
    if spoken is not null then
        if exists (select from blob b where b.bureau = mine.bureau and b.finished_at is null) then
            offered := offered || '["blob_wanted"]';
        end if;
        known := known || jsonb_build_object('schema', (select max(version) from version), 'offers', offered);
    end if;
    return known || jsonb_build_object('device', mine.device, 'bureau', mine.bureau,
        'next_lseq', mine.next_lseq, 'chain_at', mine.chain,
        'certificate', mine.certificate,
        'last_seq', (select feed_seq from bureau where bureau.bureau = mine.bureau),
        'readable', (select jsonb_object_agg(b.bureau, b.feed_seq) from bureau b));
end
$$;

set local role inspection_owner;
revoke create on schema api1 from inspection_api;
