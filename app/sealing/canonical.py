"""Canonical bytes and digests: RFC 8785 JSON, SHA-256, SM3 and the chain of operations."""

from __future__ import annotations

import hashlib
import json
import json.encoder
import math
from collections.abc import Iterable, Mapping
from typing import Any, cast

import rfc8785

from app.domain.fold import FieldState, state_line
from app.domain.operations import LARGEST_INTEGER, Operation, content_of, operation_from
from app.errors import IntegrityBroken

# so many digits has the largest integer
_LONG_INTEGER = len(str(LARGEST_INTEGER))


def _integer(text: str) -> int:
    number = int(text)
    if len(text) >= _LONG_INTEGER and abs(number) > LARGEST_INTEGER:
        raise ValueError("beyond 2^53 - 1")
    return number


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("not finite")
    return number


_DECODER = json.JSONDecoder()
_STRICT = json.JSONDecoder(parse_int=_integer, parse_float=_finite, parse_constant=_finite)
_TEXTS = frozenset({str})
_PLAIN = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)
# The same, made once: ``encode`` would make it anew for each of thousands of operations.
_TEXT: Any = getattr(json.encoder, "encode_basestring", None)
_MAKE: Any = getattr(json.encoder, "c_make_encoder", None)
_QUICK: Any = _MAKE and _MAKE(None, _PLAIN.default, _TEXT, None, ":", ",", True, False, True)


def canonical(value: object) -> bytes:
    """Return the RFC 8785 bytes of a JSON value.

    Raises:
        ValueError: the value holds something JSON cannot carry exactly.
    """
    try:
        if _is_plain(value):
            return value_text(value).encode()
        return rfc8785.dumps(cast(Any, value))
    except rfc8785.CanonicalizationError as error:
        raise ValueError(str(error)) from error


def value_text(value: object) -> str:
    """Return the one JSON text of a value by the standard encoder: equal values have equal texts.

    Of most values these are the RFC 8785 bytes too, but not of all (``_is_plain``).
    """
    return _PLAIN.encode(value) if _QUICK is None else "".join(_QUICK(value, 0))


def _is_plain(value: object) -> bool:
    """Return whether the standard encoder gives the same bytes: it does for all but floats, large integers and keys.

    (Keys are sorted by UTF-16 units, which differ from characters where one is beyond the first 65,536.)
    """
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is int:
        return -LARGEST_INTEGER <= cast(int, value) <= LARGEST_INTEGER
    if kind is dict:
        named = cast("dict[object, object]", value)
        return set(map(type, named)) <= _TEXTS and "".join(cast(Any, named)).isascii() and _are_plain(named.values())
    return kind in (list, tuple) and _are_plain(cast("list[object]", value))


def _are_plain(values: Iterable[object]) -> bool:
    for one in values:  # noqa: SIM110 - each of thousands of operations is looked at: twice as fast as a generator
        if type(one) is not str and not _is_plain(one):
            return False
    return True


def sha256(content: bytes) -> str:
    """Return the SHA-256 of bytes as lower-case hex."""
    return hashlib.sha256(content).hexdigest()


def sm3(content: bytes) -> str:
    """Return the SM3 digest of bytes (GB/T 32905-2016) as lower-case hex."""
    # the prompt for the passphrase needs canonical bytes and SHA-256 only, and does not wait for this
    from cryptography.hazmat.primitives import hashes

    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    return digest.finalize().hex()


def digest_of(value: object) -> str:
    """Return the SHA-256 of a JSON value's canonical bytes."""
    return sha256(canonical(value))


def next_chain(previous: str, raw: str) -> str:
    """Return the chain value after ``raw``: SHA-256 of the previous chain's hex text followed by raw."""
    return sha256((previous + raw).encode())


def finish(operation: Operation, previous_chain: str) -> Operation:
    """Return the operation with its canonical ``raw`` and ``chain`` filled in."""
    raw = canonical(content_of(operation)).decode()
    return operation._replace(raw=raw, chain=next_chain(previous_chain, raw))


def parse(raw: str, chain: str) -> Operation:
    """Return the operation of a stored or received ``raw``.

    Raises:
        IntegrityBroken: it is not the JSON of an operation.
    """
    return _parsed(raw, chain, _DECODER)


def parse_strictly(raw: str, chain: str) -> Operation:
    """Return the operation of a received ``raw``, as ``parse``.

    Raises:
        IntegrityBroken: it is not the JSON of an operation, or no digest could be computed over it: a number is not
            finite or beyond 2^53 - 1, half of a surrogate pair stands in a text.
    """
    one = _parsed(raw, chain, _STRICT)
    try:
        raw.encode()
    except UnicodeEncodeError as error:
        raise _unreadable() from error
    if "\\u" in raw and not _has_bytes(one):  # canonical JSON escapes control characters only, so this is rare
        raise _unreadable()
    return one


def read_strictly(raw: str) -> Any:
    """Return what a received JSON text says; whether a digest could be computed over its texts is not looked at.

    Raises:
        ValueError: it is none, or a number is not finite or beyond 2^53 - 1.
        RecursionError: it is nested deeper than any of ours.
    """
    return _json(raw, _STRICT)


def _parsed(raw: str, chain: str, decoder: Any) -> Operation:
    try:
        return operation_from(cast(Mapping[str, object], _json(raw, decoder)), raw, chain)
    except (ValueError, KeyError, TypeError, AssertionError, RecursionError) as error:
        raise _unreadable() from error


def _unreadable() -> IntegrityBroken:
    return IntegrityBroken("operation-unreadable", "一条操作记录无法读取。", "请从备份或中心库恢复后重试。")


def _has_bytes(one: Operation) -> bool:
    try:
        canonical(content_of(one))
    except ValueError:
        return False
    return True


def read_json(text: str | bytes) -> Any:
    """Return what a JSON text from elsewhere says.

    Raises:
        ValueError: it is none, or nested deeper than any of ours.
    """
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def read_own(text: str) -> Any:
    """Return what a JSON text says that this program wrote: without spaces around it, in half of the usual time.

    Raises:
        ValueError: it is none.
    """
    return _json(text, _DECODER)


def _json(raw: str, decoder: Any) -> object:
    # The scanner itself, where the text begins and ends as canonical JSON does; whatever else takes the usual way.
    try:
        content, end = decoder.scan_once(raw, 0)
    except StopIteration:
        return decoder.decode(raw)
    return content if end == len(raw) else decoder.decode(raw)


def fold_digest(states: Iterable[FieldState]) -> str:
    """Return the digest of a state: SHA-256 over the sorted canonical JSON lines of its fields, each with a newline."""
    lines = sorted(canonical(line) for line in map(state_line, states) if line is not None)
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line + b"\n")
    return digest.hexdigest()
