"""What a photo says of its own time, held against the visit: an amber question, never a refusal.

A camera's clock may be wrong, and a picture of another day may be the wrong file: only who took it can tell.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from app.domain.procedure import grounds
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import Circumstances, chinese_moment, day_of
from app.domain.procedure.outcomes import Evidence
from app.errors import Blocker

CLOCK_DRIFT = timedelta(minutes=10)
PICTURES = frozenset({"image", "video"})


def photo_time_question(case: Case, one: Evidence) -> str:
    """Return what is to be looked at about the time that a photo tells of itself, "" for nothing.

    What the unit provided, or what was copied there, may well be older than the visit.
    """
    taken = _moment(one.exif.get("taken_at"))
    if taken is None or one.voided:
        return ""
    kept = min((at for at in (_moment(act.get("at")) for act in one.custody) if at is not None), default=None)
    if kept is not None and taken > kept + CLOCK_DRIFT:
        return (
            f"照片自带的拍摄时间（{chinese_moment(taken)}）晚于存入时间，请核对相机的时钟；"
            f"证据清单写明的制作时间是{chinese_moment(one.captured_at)}。"
        )
    begun = min((visit.arrived_at for visit in case.visits), default=None)
    early = (day_of(begun) - day_of(taken)).days if begun is not None else 0
    if early < 1 or one.copied or one.provider:
        return ""
    return f"拍摄时间（{chinese_moment(taken)}）早于到场 {early} 天，请核对是否本次现场拍摄。"


def pictures_of_another_day(case: Case) -> list[Evidence]:
    """Return the pictures taken as of the visit, by the time that the record tells of them, on none of its days.

    What the unit provided, what was copied there and what came after the seal may be of any time; the photo of a sheet
    that was signed by hand is of the day of that signature.
    """
    signed = {(one.paper, day_of(one.at)) for one in case.signatures if one.paper}
    days = {day for one in case.visits for day in (day_of(one.arrived_at), day_of(one.left_at or one.arrived_at))}
    taken = [one for one in case.evidence if one.media_type.partition("/")[0] in PICTURES]
    own = [one for one in taken if not (one.voided or one.copied or one.provider or one.supplement)]
    strange = [one for one in own if days and day_of(one.captured_at) not in days]
    return [one for one in strange if (one.id, day_of(one.captured_at)) not in signed]


def photos_fit_the_visit(case: Case, about: Circumstances) -> list[Blocker]:
    """Ask about every photo whose own time does not fit the visit."""
    asked = ((one, photo_time_question(case, one)) for one in case.evidence)
    return [
        Blocker("photo-time", f"证据“{one.name}”：{question}", grounds.EVIDENCE_VERIFIED, f"evidence/{one.id}")
        for one, question in asked
        if question
    ]


def _moment(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
