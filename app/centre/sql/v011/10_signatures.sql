-- Ed25519 (RFC 8032) with what every PostgreSQL has: whether a device signed a transaction can be judged here. It takes
-- some 10 ms, so a push is not held up by it: a laptop that meets a signature that is none asks for it once
-- (api1.doubt), and only a device that was found out is checked at each push from then on.
-- What is judged must be judged as laptops do it (libsodium), or one side would keep what the other sets aside.
set local role inspection_owner;

create function centre.little_endian(bytes bytea) returns numeric
language plpgsql immutable strict set search_path = pg_catalog, pg_temp as $$
declare
    total numeric := 0;
begin
    for i in reverse length(bytes) - 1 .. 0 loop
        total := total * 256 + get_byte(bytes, i);
    end loop;
    return total;
end
$$;

-- z to the power 2^252 - 3 modulo 2^255 - 19: of it come the inverse and the square root.
create function centre.ed25519_power(z numeric) returns numeric
language plpgsql immutable strict set search_path = pg_catalog, pg_temp as $$
declare
    p constant numeric := 57896044618658097711785492504343953926634992332820282019728792003956564819949;
    ones numeric := z;  -- z to the power 2^reached - 1
    reached int := 1;
    squared numeric;
    longer int;
begin
    -- 250 in binary is 1 1111010: doubled each time, and one longer where a 1 stands
    foreach longer in array array[1, 1, 1, 1, 0, 1, 0] loop
        squared := ones;
        for i in 1 .. reached loop
            squared := squared * squared % p;
        end loop;
        ones := squared * ones % p;
        reached := 2 * reached;
        if longer = 1 then
            ones := (ones * ones % p) * z % p;
            reached := reached + 1;
        end if;
    end loop;
    squared := ones * ones % p;
    return (squared * squared % p) * z % p;
end
$$;

-- The x of the point of the curve that 32 bytes stand for, null where they stand for none.
create function centre.ed25519_x(y numeric, odd int) returns numeric
language plpgsql immutable strict set search_path = pg_catalog, pg_temp as $$
declare
    p constant numeric := 57896044618658097711785492504343953926634992332820282019728792003956564819949;
    d constant numeric := 37095705934669439343138083508754565189542113879843219016388785533085940283555;
    root_of_minus_one constant numeric := 19681161376707505956807079304988542015446066515923890162744021073123829784752;
    u numeric := (y * y - 1 + p) % p;
    v numeric := (d * (y * y % p) + 1) % p;
    x numeric;
    square numeric;
begin
    x := (u * (v * v % p * v % p) % p) * centre.ed25519_power(u * ((v * v % p * v % p) * (v * v % p * v % p) % p * v % p) % p) % p;
    square := v * (x * x % p) % p;
    if square <> u then
        if square <> (p - u) % p then
            return null;
        end if;
        x := x * root_of_minus_one % p;
    end if;
    return case when x % 2 = odd then x else (p - x) % p end;
end
$$;

-- Whether 32 bytes stand for one of the eight points under which a signature may fit many messages: their y, whatever
-- the sign of their x.
create function centre.ed25519_small(y numeric) returns bool
language sql immutable strict set search_path = pg_catalog, pg_temp as $$
    select y in (0, 1, 57896044618658097711785492504343953926634992332820282019728792003956564819948,
        55188659117513257062467267217118295137698188065244968500265048394206261417927,
        2707385501144840649318225287225658788936804267575313519463743609750303402022)
$$;

-- Whether `signature` (64 bytes) over a message was made with the key of which `key` (32 bytes) is the public half.
create function centre.ed25519_signed(key bytea, message bytea, signature bytea) returns bool
language plpgsql immutable strict set search_path = pg_catalog, pg_temp as $$
declare
    p constant numeric := 57896044618658097711785492504343953926634992332820282019728792003956564819949;
    d2 constant numeric := 16295367250680780974490674513165176452449235426866156013048779062215315747161;
    l constant numeric := 7237005577332262213973186563042994240857116359379907606001950938285454250989;
    base_x constant numeric := 15112221349535400772501151409588531511454012693041857206046113283949847762202;
    base_y constant numeric := 46316835694926478169428394003475163141307993866256225615783033603165251855960;
    s numeric := centre.little_endian(substr(signature, 33));
    k numeric := centre.little_endian(sha512(substr(signature, 1, 32) || key || message)) % l;
    key_y numeric := centre.little_endian(set_byte(key, 31, get_byte(key, 31) & 127));
    point_y numeric := centre.little_endian(set_byte(substr(signature, 1, 32), 31, get_byte(signature, 31) & 127));
    key_x numeric := centre.ed25519_x(key_y, get_byte(key, 31) >> 7);
    pairs int[];  -- two bits of s and two of k at a time, the lowest first
    -- i times the base point and j times the negated key, at 4 i + j + 1: y - x, y + x, 2 d t, 2 z
    minus numeric[];
    plus numeric[];
    wide numeric[];
    deep numeric[];
    px numeric[] := '{}';
    py numeric[] := '{}';
    pz numeric[] := '{}';
    pt numeric[] := '{}';
    at int;
    from_at int;
    by_at int;
    x numeric := 0;
    y numeric := 1;
    z numeric := 1;
    t numeric := 0;
    a numeric; b numeric; c numeric; e numeric; f numeric; g numeric; h numeric;
begin
    if length(key) <> 32 or length(signature) <> 64 or s >= l or key_x is null then
        return false;
    end if;
    if key_y >= p or centre.ed25519_small(key_y) or centre.ed25519_small(point_y) then
        return false;
    end if;
    for i in 0 .. 126 loop
        pairs[i + 1] := (s % 4)::int * 4 + (k % 4)::int;
        s := div(s, 4);
        k := div(k, 4);
    end loop;
    for i in 0 .. 15 loop
        at := i + 1;
        if i = 0 then
            x := 0; y := 1; z := 1; t := 0;
        elsif i = 1 then
            x := (p - key_x) % p; y := key_y; z := 1; t := x * y % p;
        elsif i = 4 then
            x := base_x; y := base_y; z := 1; t := x * y % p;
        else
            -- one more of the key, or of the base point where none of the key is in it
            by_at := case when i % 4 = 0 then 5 else 2 end;
            from_at := at - by_at + 1;
            a := (py[from_at] - px[from_at]) * minus[by_at] % p;
            b := (py[from_at] + px[from_at]) * plus[by_at] % p;
            c := pt[from_at] * wide[by_at] % p;
            e := pz[from_at] * deep[by_at] % p;
            f := e - c; g := e + c; h := b + a; e := b - a;
            x := e * f % p; y := g * h % p; t := e * h % p; z := f * g % p;
        end if;
        px[at] := x; py[at] := y; pz[at] := z; pt[at] := t;
        minus[at] := y - x; plus[at] := y + x; wide[at] := t * d2 % p; deep[at] := 2 * z;
    end loop;
    x := 0; y := 1; z := 1; t := 0;
    for i in reverse 127 .. 1 loop
        for twice in 1 .. 2 loop
            a := x * x % p; b := y * y % p; c := 2 * (z * z % p);
            e := (x + y) * (x + y) % p - a - b;
            g := b - a; f := g - c; h := - a - b;
            x := e * f % p; y := g * h % p; z := f * g % p;
        end loop;
        t := e * h % p;
        if pairs[i] > 0 then
            at := pairs[i] + 1;
            a := (y - x) * minus[at] % p; b := (y + x) * plus[at] % p;
            c := t * wide[at] % p; e := z * deep[at] % p;
            f := e - c; g := e + c; h := b + a; e := b - a;
            x := e * f % p; y := g * h % p; z := f * g % p; t := e * h % p;
        end if;
    end loop;
    -- z to the power p - 2 is its inverse
    z := (z % p + p) % p;
    a := centre.ed25519_power(z);
    for i in 1 .. 3 loop
        a := a * a % p;
    end loop;
    a := a * (z * z % p * z % p) % p;
    x := ((x * a) % p + p) % p;
    y := ((y * a) % p + p) % p;
    return centre.little_endian(substr(signature, 1, 32)) = y + (x % 2) * 57896044618658097711785492504343953926634992332820282019728792003956564819968;
end
$$;

-- Whether a device's key signed a transaction whose last operation has this chain (app/sealing/signing.py). A name of a
-- transaction that needs escapes is no name of ours, and nobody can say here how it would be written: null.
create function centre.transaction_signed(key text, device text, txn text, chain text, signature text) returns bool
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select case
        when coalesce(key, '') !~ '^[0-9a-f]{64}$' then false
        when txn ~ '[\\"\x01-\x1f]' or device ~ '[\\"\x01-\x1f]' then null
        else centre.ed25519_signed(decode(key, 'hex'), convert_to(format(
            E'archives-inspection transaction\n{"chain":"%s","device":"%s","txn":"%s"}', chain, device, txn), 'UTF8'),
            decode(signature, 'hex')) end
$$;
revoke execute on function centre.little_endian(bytea), centre.ed25519_power(numeric), centre.ed25519_x(numeric, int),
    centre.ed25519_small(numeric), centre.ed25519_signed(bytea, bytea, bytea), centre.transaction_signed(text, text, text, text, text) from public;
grant execute on function centre.transaction_signed(text, text, text, text, text), centre.ed25519_signed(bytea, bytea, bytea),
    centre.little_endian(bytea), centre.ed25519_power(numeric), centre.ed25519_x(numeric, int),
    centre.ed25519_small(numeric) to inspection_api;
