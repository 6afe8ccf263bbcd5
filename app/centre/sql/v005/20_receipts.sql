set local role inspection_owner;

-- HMAC-SHA-256 (RFC 2104) from what every PostgreSQL has; the key is at most 64 bytes long.
create function centre.hmac_sha256(key bytea, message bytea) returns bytea
language plpgsql immutable strict set search_path = pg_catalog, pg_temp as $$
declare
    inner_pad bytea := decode(repeat('36', 64), 'hex');
    outer_pad bytea := decode(repeat('5c', 64), 'hex');
begin
    if length(key) > 64 then
        raise exception 'key too long';
    end if;
    for i in 0 .. length(key) - 1 loop
        inner_pad := set_byte(inner_pad, i, get_byte(key, i) # 54);
        outer_pad := set_byte(outer_pad, i, get_byte(key, i) # 92);
    end loop;
    return sha256(outer_pad || sha256(inner_pad || message));
end
$$;

create function centre.receipt_mac(of_bureau text, of_device text, content text) returns text
language sql stable security definer set search_path = centre, pg_temp as $$
    select encode(centre.hmac_sha256(k.key, convert_to(content, 'UTF8')), 'hex')
    from receipt_key k where (k.bureau, k.device) = (of_bureau, of_device)
$$;

-- Gives the calling device a receipt on where it stands and keeps it; {"content", "mac"}. The content is RFC 8785 as it
-- stands. What the device says of itself (`cursor`, `compared`) is part of it as the device's word.
-- A device that stands where it stood earlier that day gets the earlier receipt again.
create function centre.issue_receipt(claimed_cursor bigint, claimed_digest text) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    mine centre.device;
    known centre.about;
    root jsonb;
    moment text := to_char(clock_timestamp() at time zone interval '08:00', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+08:00"');
    content text;
    earlier centre.receipt;
    given text;
begin
    select * into mine from device where role = session_user for update;
    select * into known from about;
    root := centre.feed_root(mine.bureau);
    content := format(
        '{"acknowledged":%s,"bureau":%s,"centre_id":%s,"chain":%s,"compared":%s,"cursor":%s,"device":%s,"feed_epoch":%s,'
        '"feed_root":%s,"issued_at":%s,"training":%s,"v":1}',
        mine.next_lseq - 1, to_json(mine.bureau), to_json(known.centre_id), to_json(mine.chain),
        to_json(case when claimed_digest ~ '^[0-9a-f]{64}$' then claimed_digest else '' end),
        greatest(coalesce(claimed_cursor, 0), 0), to_json(mine.device), to_json(known.feed_epoch),
        coalesce(format('{"count":%s,"day":%s,"head":%s,"last":%s,"root":%s}', root -> 'count', root -> 'day',
            root -> 'head', root -> 'last', root -> 'root'), 'null'),
        to_json(moment), to_json(known.training));
    update device set synced_at = clock_timestamp() where (bureau, device.device) = (mine.bureau, mine.device);
    select * into earlier from receipt r where (r.bureau, r.device) = (mine.bureau, mine.device)
    order by r.issued_at desc limit 1;
    if left(earlier.issued_at, 10) = left(moment, 10)
        and replace(earlier.content, earlier.issued_at, moment) = content then
        return jsonb_build_object('content', earlier.content, 'mac', earlier.mac);
    end if;
    -- two random UUIDs carry 244 bits of PostgreSQL's strong randomness
    insert into receipt_key (bureau, device, key) values (mine.bureau, mine.device,
        sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))) on conflict do nothing;
    given := centre.receipt_mac(mine.bureau, mine.device, content);
    insert into receipt (bureau, code, device, issued_at, content, mac)
    values (mine.bureau, left(given, 16), mine.device, moment, content, given) on conflict do nothing;
    return jsonb_build_object('content', content, 'mac', given);
end
$$;

grant execute on function centre.issue_receipt(bigint, text) to inspection_api;
grant create on schema api1 to inspection_api;
set local role inspection_api;

-- {"cursor", "compared"} -> {"content", "mac"}: asked at the end of a synchronisation; see centre.issue_receipt.
create function api1.receipt(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
begin
    perform welcome();
    return centre.issue_receipt((request ->> 'cursor')::bigint, request ->> 'compared');
end
$$;
grant execute on function api1.receipt(jsonb) to inspection_device;
