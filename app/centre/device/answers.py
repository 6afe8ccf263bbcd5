"""What a centre answers, read strictly: what makes no sense is a refusal with a next step, never a crash."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from app.centre.device.transport import (
    Comparison,
    DeviceKey,
    FeedPage,
    FeedRow,
    Greeting,
    Missing,
    NumberBlock,
    PushAnswer,
    Release,
    SignedOperation,
    Tally,
    Wanted,
)
from app.centre.failures import refused
from app.collector import without_collector
from app.domain.kept_records import record_of

_KEY = re.compile(r"[0-9a-f]{64}")
_COUNTS = ("api_min", "api_max", "next_lseq", "last_seq")
_TEXTS = ("centre_id", "feed_epoch", "device", "bureau", "chain_at")
_YES_OR_NO = ("training", "revoked")


@contextmanager
def understood() -> Iterator[None]:
    """Refuse an answer that lacks what was asked for, or says it in another form (also as a decorator of a call).

    Raises:
        CentreRefused: ``answer-nonsense``.
    """
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise refused("answer-nonsense") from error


def greeting_of(answer: Mapping[str, Any]) -> Greeting:
    """Return a greeting; what a newer centre says besides is left out, here as everywhere below."""
    moment = datetime.fromisoformat(answer["server_time"])
    told = {**answer, "server_time": moment, "offers": tuple(answer.get("offers", ()))}
    made = record_of(Greeting, told)
    _insist(moment.tzinfo is not None and all(_is_count(getattr(made, name)) for name in _COUNTS))
    _insist(all(type(getattr(made, name)) is str for name in _TEXTS))
    _insist(all(type(getattr(made, name)) is bool for name in _YES_OR_NO))
    _insist(made.next_lseq > 0 and all(_is_count(last) for last in made.readable.values()))
    _insist(made.certificate is None or isinstance(made.certificate, Mapping))
    return made


def push_answer_of(answer: Mapping[str, Any]) -> PushAnswer:
    """Return what became of a push."""
    turned_away = tuple((str(one["op_id"]), str(one["reason"])) for one in answer["refused"])
    made = PushAnswer(answer["next_lseq"], answer["accepted"], turned_away)
    _insist(_is_count(made.next_lseq) and _is_count(made.accepted))
    return made


def page_of(found: Sequence[tuple[Any, ...]]) -> FeedPage:
    """Return a page from the rows of ``pull_rows``."""
    unhex, made = bytes.fromhex, tuple.__new__  # what the classes' own calls do, at half their time
    with without_collector():
        rows = [
            made(FeedRow, (srv_seq, device, made(SignedOperation, (raw, chain, sign if sign is None else unhex(sign)))))
            for srv_seq, device, raw, chain, sign, _ in found
        ]
    _insist({type(one[2]) for one in found} | {type(one[3]) for one in found} <= {str})
    return FeedPage(tuple(rows), {one[1]: key_of(json.loads(one[5])) for one in found if one[5] is not None})


def key_of(told: Mapping[str, Any]) -> DeviceKey:
    """Return what verifies a device's signatures; it is kept for ever, so it must be a key."""
    made = record_of(DeviceKey, told)
    _insist(made.public_key is None or _KEY.fullmatch(made.public_key) is not None)
    _insist(type(made.name) is str and (made.certificate is None or isinstance(made.certificate, Mapping)))
    return made


def comparison_of(answer: Mapping[str, Any]) -> Comparison:
    """Return what both sides compare."""
    tallies = tuple(Tally(str(one["root"]), one["count"], one["digest"]) for one in answer["roots"])
    made = Comparison(tallies, answer.get("feed_root"))
    _insist(made.feed_root is None or isinstance(made.feed_root, Mapping))
    return made


def releases_of(answer: Mapping[str, Any]) -> tuple[Release, ...]:
    """Return what was published."""
    dated = ({**one, "published_at": datetime.fromisoformat(one["published_at"])} for one in answer["releases"])
    made = tuple(record_of(Release, one) for one in dated)
    _insist(all(one.published_at.tzinfo is not None for one in made))
    texts = (text for one in made for text in (one.bureau, one.kind, one.name, one.version, one.sha256, one.signature))
    _insist(all(type(text) is str for text in texts))
    return made


def block_of(answer: Mapping[str, Any], wanted: Mapping[str, Any]) -> NumberBlock:
    """Return a block of numbers, which is of the kind, year and request that were asked for."""
    made = record_of(NumberBlock, answer)
    _insist(all(getattr(made, name) == wanted[name] for name in ("kind", "year", "request")))
    _insist(_is_count(made.low) and _is_count(made.high) and 0 < made.low <= made.high)
    return made


def wanted_of(answer: Mapping[str, Any]) -> Wanted:
    """Return the attachments that the centre names; one of version 8 names the first thousand and says no more."""
    named = answer["wanted"]
    _insist(isinstance(named, list) and all(_KEY.fullmatch(one) for one in named))
    return Wanted(tuple(named), answer.get("more") is True and bool(named))


def missing_of(answer: Mapping[str, Any], leaves: int) -> Missing:
    """Return which of so many leaves the centre wants."""
    made = Missing(tuple(answer["missing"]), bool(answer["finished"]))
    _insist(all(_is_count(one) and one < leaves for one in made.leaves))
    return made


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _insist(sensible: bool) -> None:
    if not sensible:
        raise ValueError
