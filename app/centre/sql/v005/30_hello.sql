set local role inspection_api;

-- As in version 1. A program that names the version of the calls which it speaks ("api") is told more: the version of
-- the centre's schema, and which calls were added since version 1. Older programs take no key that they do not know.
create or replace function api1.hello(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    mine centre.device;
    known jsonb;
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
        known := known || jsonb_build_object('schema', (select max(version) from version),
            'offers', jsonb_build_array('receipt'));
    end if;
    return known || jsonb_build_object('device', mine.device, 'bureau', mine.bureau,
        'next_lseq', mine.next_lseq, 'chain_at', mine.chain,
        'certificate', mine.certificate,
        'last_seq', (select feed_seq from bureau where bureau.bureau = mine.bureau),
        'readable', (select jsonb_object_agg(b.bureau, b.feed_seq) from bureau b));
end
$$;
