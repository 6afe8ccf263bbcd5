"""Which evidence the record lists, and under which number papers cite it.

What is taken while signing and serving (the sheet signed by hand, the refusal filmed) comes after the words it belongs
to; it is kept with the signature or the service and not listed, else no paper could be signed by hand. An orphan is
not listed either; it blocks sealing until it is linked or set aside.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.procedure.case import Case
from app.domain.procedure.outcomes import Evidence

UNLISTED = "随卷保存"
_PICTURES = {"image": "照片", "video": "录像"}


def listed_evidence(case: Case) -> tuple[Evidence, ...]:
    """Return the evidence of the record's list, in order; what came after the seal (补充材料) is not in it."""
    proofs = {one.authorization for one in case.persons}
    proofs |= {str(item) for one in case.visits for item in one.refused.get("media") or ()}
    kept = (one for one in case.evidence if not one.supplement)
    return tuple(one for one in kept if one.links or one.set_aside.strip() or one.id in proofs)


def cited_as(case: Case, ids: Iterable[str]) -> list[str]:
    """Return 证据1、证据3 for the ids that are listed, and at the end that the others are kept with the case."""
    wanted = set(ids)
    listed = listed_evidence(case)
    shown = [f"证据{i}" for i, one in enumerate(listed, 1) if one.id in wanted]
    others = wanted - {one.id for one in listed}
    return shown + ([UNLISTED] if others else [])


def recorded_by(case: Case, ids: Iterable[str]) -> tuple[str, ...]:
    """Return what the pictures of an act are: 照片, 录像 or both, as they are; both where none tells its kind."""
    wanted = set(ids)
    types = {one.media_type.partition("/")[0] for one in case.evidence if one.id in wanted}
    return tuple(words for sort, words in _PICTURES.items() if sort in types) or tuple(_PICTURES.values())


def sheet_note(case: Case, evidence: str) -> str:
    """Return where the photograph of a sheet signed by hand is kept, "" where there is none."""
    if not evidence:
        return ""
    shown = cited_as(case, [evidence])[0]
    return f"（已在纸质文书上签名，影像{shown if shown == UNLISTED else f'见{shown}'}）"
