-- An operation that its device did not sign stopped every laptop of the bureau at its place until an administrator set
-- it aside. Now the first laptop that meets one asks, the centre judges, and sets it aside by itself.
set local role inspection_owner;

alter table centre.device add column distrusted_at timestamptz;

-- Operations of the device `centre` that say of others that they do not count: `words` are the JSON of their values, in
-- RFC 8785 as to_json escapes texts. The bureau's row is written once, whatever their number: written for each, one push
-- of 8,000 operations held the bureau up for two minutes. Returns the number in the feed before the first.
create function centre.append_words(of_bureau text, refused_ops text[], words text[]) returns bigint
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    at_ms text := lpad(to_hex(floor(extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0');
    here_training json := (select to_json(training) from about);
    home centre.bureau;
    random text;
    new_id text;
    link text;
    text_of text;
    ids text[] := '{}';
    raws text[] := '{}';
    chains text[] := '{}';
begin
    update bureau set feed_seq = feed_seq + cardinality(words), centre_lseq = centre_lseq + cardinality(words)
    where bureau = of_bureau returning * into home;
    link := home.centre_chain;
    for i in 1 .. cardinality(words) loop
        random := replace(gen_random_uuid()::text, '-', '');
        new_id := format('%s-%s-7%s-%s-%s', left(at_ms, 8), substr(at_ms, 9), substr(random, 14, 3), substr(random, 17, 4),
            substr(random, 21));
        text_of := format(
            '{"base":[],"device":"centre","entity":"operation","entity_id":%s,"field":"refused","hlc":"%s-%s-centre",'
            '"kind":"refuse","lseq":%s,"officer":"","op_id":"%s","training":%s,"txn":"%s","v":1,"value":%s}',
            to_json(refused_ops[i]), at_ms, lpad(to_hex((home.centre_lseq - cardinality(words) + i) & 16777215), 6, '0'),
            home.centre_lseq - cardinality(words) + i, new_id, here_training, new_id, words[i]);
        link := encode(sha256(convert_to(link || text_of, 'UTF8')), 'hex');
        ids := ids || new_id;
        raws := raws || text_of;
        chains := chains || link;
    end loop;
    update bureau set centre_chain = link where bureau = of_bureau;
    insert into operation (bureau, srv_seq, device, lseq, op_id, root, raw, chain)
    select of_bureau, home.feed_seq - cardinality(words) + w.n, 'centre', home.centre_lseq - cardinality(words) + w.n, w.op_id,
        split_part(w.refused, '/', 1), w.raw, w.chain
    from unnest(ids, refused_ops, raws, chains) with ordinality as w(op_id, refused, raw, chain, n);
    return home.feed_seq - cardinality(words);
end
$$;

-- Judges the transaction that ends at a place of a feed. Where its device did not sign it, it is set aside, with those
-- behind it that are no better, fifty at most, and the device is checked at each push from now on. Returns how many
-- operations were set aside.
create function centre.judge(of_bureau text, at_seq bigint) returns int
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    asked centre.operation;
    writer centre.device;
    one record;
    reached bigint;
    seqs bigint[] := '{}';
    before_first bigint;
begin
    select * into asked from operation o where (o.bureau, o.srv_seq) = (of_bureau, at_seq) and o.device <> 'centre'
        and o.signature is not null;
    select * into writer from device d where (d.bureau, d.device) = (of_bureau, asked.device);
    if writer.device is null or coalesce(transaction_signed(writer.public_key, asked.device, json_to_txn(asked.raw), asked.chain,
            asked.signature), true) then
        return 0;
    end if;
    perform from bureau b where b.bureau = of_bureau for update;  -- two that ask at once meet here
    select coalesce(max(o.lseq), 0) into reached from operation o
    where (o.bureau, o.device) = (of_bureau, asked.device) and o.lseq < asked.lseq and o.signature is not null;
    for one in
        select o.lseq, o.raw, o.chain, o.signature from operation o where (o.bureau, o.device) = (of_bureau, asked.device)
            and o.lseq >= asked.lseq and o.signature is not null order by o.lseq limit 50
    loop
        if not coalesce(transaction_signed(writer.public_key, asked.device, json_to_txn(one.raw), one.chain, one.signature), true) then
            seqs := seqs || array(select o.srv_seq from operation o where (o.bureau, o.device) = (of_bureau, asked.device)
                and o.lseq > reached and o.lseq <= one.lseq and not exists (
                    select from set_aside s where (s.bureau, s.srv_seq) = (of_bureau, o.srv_seq)) order by o.lseq);
        end if;
        reached := one.lseq;
    end loop;
    if cardinality(seqs) = 0 then
        return 0;
    end if;
    select append_words(of_bureau, array_agg(o.op_id order by o.srv_seq), array_agg(format(
            '{"chain":"%s","device":%s,"fault":"unsigned","lseq":%s,"name":%s,"raw_sha256":"%s","reason":"set-aside","seq":%s,'
            '"why":"中心库核对：不是这台终端的签名"}', o.chain, to_json(o.device), o.lseq, to_json(writer.name),
            encode(sha256(convert_to(o.raw, 'UTF8')), 'hex'), o.srv_seq) order by o.srv_seq))
    into before_first from operation o where o.bureau = of_bureau and o.srv_seq = any(seqs);
    insert into set_aside (bureau, srv_seq, device, lseq, told_seq, fault, reason)
    select of_bureau, o.srv_seq, o.device, o.lseq, before_first + row_number() over (order by o.srv_seq), 'unsigned',
        '中心库核对：不是这台终端的签名'
    from operation o where o.bureau = of_bureau and o.srv_seq = any(seqs);
    update device d set distrusted_at = coalesce(d.distrusted_at, clock_timestamp())
    where (d.bureau, d.device) = (of_bureau, asked.device);
    return cardinality(seqs);
end
$$;

create function centre.json_to_txn(raw text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select replace(raw, '\u0000', '\u0001')::json ->> 'txn'
$$;
revoke execute on function centre.append_words(text, text[], text[]), centre.judge(text, bigint), centre.json_to_txn(text)
    from public;
grant execute on function centre.append_words(text, text[], text[]), centre.judge(text, bigint) to inspection_api;

grant create on schema api1 to inspection_api;
set local role inspection_api;

-- {"seq", "bureau"?} -> {"set_aside": count}: a laptop could not take in the transaction that ends there, since it found
-- no signature of its device.
create function api1.doubt(request jsonb) returns jsonb
language plpgsql security definer set search_path = centre, pg_temp as $$
declare
    feed text;
begin
    perform welcome();
    feed := coalesce(request ->> 'bureau', my_bureau());
    if not exists (select from bureau b where b.bureau = feed) then
        perform refuse('bureau-not-yours', feed);
    end if;
    return jsonb_build_object('set_aside', centre.judge(feed, (request ->> 'seq')::bigint));
end
$$;
grant execute on function api1.doubt(jsonb) to inspection_device;

-- nobody calls it any more: a push tells all that does not count at once
drop function api1.append_refusal(text, text, text);

set local role inspection_owner;
revoke create on schema api1 from inspection_api;
