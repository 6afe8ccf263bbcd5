-- What was accepted is never rewritten: these triggers stop the owner and the superuser too. Somebody who switches
-- triggers off is found out by the chains of the devices, which every other device and the verifier check.
set local role inspection_owner;

create function centre.refuse_rewriting() returns trigger language plpgsql as $$
begin
    raise exception using errcode = 'IC099', message = 'append-only',
        detail = format('%s on %s', tg_op, tg_table_name);
end
$$;

do $$
declare
    name text;
begin
    foreach name in array array['operation', 'enrolment_attempt', 'number_lease', 'release', 'version'] loop
        execute format('create trigger append_only before update or delete on centre.%I
            for each row execute function centre.refuse_rewriting()', name);
    end loop;
    foreach name in array array['about', 'bureau', 'officer', 'device', 'enrolment', 'number'] loop
        execute format('create trigger never_deleted before delete on centre.%I
            for each row execute function centre.refuse_rewriting()', name);
    end loop;
    foreach name in array array['operation', 'enrolment_attempt', 'number_lease', 'release', 'version', 'about', 'bureau',
            'officer', 'device', 'enrolment', 'number', 'blob', 'leaf', 'number_start'] loop
        execute format('create trigger not_truncated before truncate on centre.%I
            execute function centre.refuse_rewriting()', name);
    end loop;
end
$$;

create function centre.keep_finished_blobs() returns trigger language plpgsql as $$
begin
    if old.finished_at is not null then
        raise exception using errcode = 'IC099', message = 'append-only', detail = 'a finished attachment';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end
$$;
create trigger keep_finished before update or delete on centre.blob
    for each row execute function centre.keep_finished_blobs();

create function centre.keep_finished_leaves() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' or exists (select from centre.blob b
            where (b.bureau, b.sha256) = (old.bureau, old.sha256) and b.finished_at is not null) then
        raise exception using errcode = 'IC099', message = 'append-only', detail = 'a leaf of an attachment';
    end if;
    return old;
end
$$;
create trigger keep_finished before update or delete on centre.leaf
    for each row execute function centre.keep_finished_leaves();

-- A device's log only grows, and its key is set once.
create function centre.device_only_forward() returns trigger language plpgsql as $$
begin
    if new.next_lseq < old.next_lseq
        or (old.public_key is not null and new.public_key is distinct from old.public_key)
        or (old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at) then
        raise exception using errcode = 'IC099', message = 'append-only', detail = 'device ' || old.device;
    end if;
    return new;
end
$$;
create trigger only_forward before update on centre.device
    for each row execute function centre.device_only_forward();

create function centre.bureau_only_forward() returns trigger language plpgsql as $$
begin
    if new.feed_seq < old.feed_seq or new.centre_lseq < old.centre_lseq then
        raise exception using errcode = 'IC099', message = 'append-only', detail = 'bureau ' || old.bureau;
    end if;
    return new;
end
$$;
create trigger only_forward before update on centre.bureau
    for each row execute function centre.bureau_only_forward();
