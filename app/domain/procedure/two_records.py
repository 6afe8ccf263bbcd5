"""Two laptops that each sealed a record of one inspection: both are kept until who decides chooses one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.procedure import grounds
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import Circumstances
from app.errors import Blocker

RECORD = "D4"
CHOICE = "record_choice"
"""The field of the inspection's course: {seal, document, voided, not, reason, by, at} of the choice, where ``voided``
are seals and ``not`` records that do not stand."""
CHOOSE_PLACE = "closing/conflicts"


@dataclass(frozen=True, slots=True)
class RecordSeal:
    """A seal on a record: its id, the record, the digest, who sealed, and the entities that it covers."""

    id: str
    document: str
    digest: str
    officer: str
    covers: frozenset[tuple[str, str]]


def record_seals(case: Case) -> tuple[RecordSeal, ...]:
    """Return the seals that stand on records of the inspection, the first made first; usually one."""
    frozen = {one.id: str(one.frozen_at) for one in case.documents if one.kind == RECORD}
    found = [
        seal_of_record(seal, value)
        for seal, value in case.seals.items()
        if isinstance(value, Mapping) and value.get("purpose") == RECORD
    ]
    return tuple(sorted(found, key=lambda one: (frozen.get(one.document, ""), one.id)))


def seal_of_record(seal: str, value: Mapping[str, object]) -> RecordSeal:
    """Return a seal of its id and its value."""
    document, digest, officer = (str(value.get(name, "")) for name in ("document", "digest", "officer"))
    return RecordSeal(seal, document, digest, officer, _covers(value))


def one_record_stands(case: Case, about: Circumstances) -> list[Blocker]:
    """Refuse what rests on the record while two of them are sealed."""
    found = record_seals(case)
    if is_unfinished(case):
        text = "选定的笔录还没有办完，请再办一次，把没有采用的那份作废。"
        return [Blocker("choice-unfinished", text, grounds.UNCHANGED_RECORD, CHOOSE_PLACE)]
    if len(found) < 2:
        return []
    text = f"有{len(found)}份已经封存的现场检查笔录，请处室负责人或者机关负责人选定一份，其余的作废。"
    return [Blocker("two-records", text, grounds.UNCHANGED_RECORD, CHOOSE_PLACE)]


def is_unfinished(case: Case) -> bool:
    """Return whether a record was chosen and the other still lies there: the laptop stopped in between."""
    gone = set(case.inspection.record_choice.get("not", ()))
    return any(one.id in gone for one in case.documents)


def _covers(value: Mapping[str, object]) -> frozenset[tuple[str, str]]:
    covers = value.get("covers")
    return frozenset((str(one[0]), str(one[1])) for one in covers) if isinstance(covers, list) else frozenset()
