-- api1: all that a device may do. jsonb in and out; bytea only for attachments.
set local role inspection_api;
alter default privileges for role inspection_api revoke execute on functions from public;

-- {"public_key", "certificate"?} -> {"outcome": "enrolled" | "refused", "reason", "device", "bureau", "centre_id"}
-- Called with the one-time login. It answers instead of raising, so that a second use stays recorded.
create function api1.enrol(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    given text := request ->> 'public_key';
    mine centre.device;
    slip centre.enrolment;
    reason text;
begin
    select * into mine from device where enrolment_role = session_user for update;
    select * into slip from enrolment e where e.device = mine.device;
    reason := case
        when mine.device is null or mine.revoked_at is not null then 'device-unknown'
        when coalesce(given, '') = '' then 'public-key-missing'
        when mine.public_key = given then null
        when slip.used_at is not null then 'enrolment-used'
        when slip.expires_at < clock_timestamp() then 'enrolment-expired'
    end;
    if slip.device is not null then
        insert into enrolment_attempt (bureau, device, public_key, outcome)
        values (slip.bureau, slip.device, coalesce(given, ''), coalesce(reason, 'enrolled'));
    end if;
    if reason is not null then
        return jsonb_build_object('outcome', 'refused', 'reason', reason);
    end if;
    if mine.public_key is null then
        update device set public_key = given, certificate = nullif(request -> 'certificate', 'null'),
            enrolled_at = clock_timestamp()
        where device = mine.device;
        update enrolment set used_at = clock_timestamp() where device = mine.device;
    end if;
    return jsonb_build_object('outcome', 'enrolled', 'device', mine.device, 'bureau', mine.bureau,
        'centre_id', (select centre_id from about), 'training', (select training from about));
end
$$;

create function api1.note_secret() returns void
language plpgsql security definer set search_path = centre, pg_temp as $$
begin
    if coalesce(my_fault(), '') not in ('', 'secret-not-set') then
        perform welcome();
    end if;
    update device set secret_set_at = clock_timestamp() where role = session_user;
end
$$;

-- {"verifier": "SCRAM-SHA-256$..."} -> {}
-- Not SECURITY DEFINER: a role may change its own password, nobody else here may. The secret itself never travels.
create function api1.rotate_secret(request jsonb) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if coalesce(request ->> 'verifier', '') !~ '^SCRAM-SHA-256\$[0-9]+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$' then
        raise exception using errcode = 'IC001', message = 'verifier-malformed';
    end if;
    perform api1.note_secret();
    execute format('alter role %I password %L', session_user, request ->> 'verifier');
    return '{}';
end
$$;

-- {"program"} -> who the centre is and where this device stands; see app/centre/transport.py Greeting
create function api1.hello(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    mine centre.device;
    known jsonb;
begin
    select jsonb_build_object('centre_id', centre_id, 'feed_epoch', feed_epoch, 'training', training,
        'api_min', api_min, 'api_max', api_max, 'server_time', clock_timestamp(), 'revoked', false)
    into known from about;
    if my_fault() = 'device-revoked' then
        return known || '{"revoked": true}';
    end if;
    perform welcome();
    update device set last_seen = clock_timestamp(), program = left(request ->> 'program', 100)
    where role = session_user returning * into mine;
    return known || jsonb_build_object('device', mine.device, 'bureau', mine.bureau,
        'next_lseq', mine.next_lseq, 'chain_at', mine.chain,
        'certificate', mine.certificate,
        'last_seq', (select feed_seq from bureau where bureau.bureau = mine.bureau),
        'readable', (select jsonb_object_agg(b.bureau, b.feed_seq) from bureau b));
end
$$;
