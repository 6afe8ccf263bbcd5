"""A refusal shown by a registered body-camera file: one of this inspection whose time covers it.

Basis: litigation-evidence-rules-2002:15-p1, coercion-law-2011:18 (the refusal is noted), penalty-law-2021:47 (the whole
course is recorded in sound and picture).
"""

from __future__ import annotations

from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import chinese_moment, day_of
from app.domain.procedure.outcomes import Document, Signature
from app.domain.procedure.records import Recording
from app.errors import Blocker

BASIS = ("litigation-evidence-rules-2002:15-p1", "penalty-law-2021:47")
PLACE = "arrival/recordings"


def recording_of(case: Case, refusal: Signature) -> Recording | None:
    """Return the file that shows a refusal, None where it names none, or one that is not registered here."""
    return next((one for one in case.recordings if one.id == refusal.recording), None)


def recording_blockers(case: Case, refusal: Signature) -> list[Blocker]:
    """Return why the file that a refusal names does not show it: not of this inspection, or of another time."""
    if not refusal.recording:
        return []
    found = recording_of(case, refusal)
    if found is None:
        text = "所选的执法记录仪文件没有在本次检查登记，请先登记编号和起止时间。"
        return [Blocker("recording-unknown", text, BASIS, PLACE)]
    at = refusal.happened_at
    if found.started_at.replace(second=0) <= at <= found.ended_at.replace(second=59):
        return []
    text = (
        f"执法记录仪文件“{found.number}”（{chinese_moment(found.started_at)}至{chinese_moment(found.ended_at)}）"
        f"没有覆盖拒绝签名的时间{chinese_moment(at)}，不能证明这次拒绝；请选择覆盖该时间的文件，或者核对拒绝的时间。"
    )
    return [Blocker("recording-of-another-time", text, BASIS, "signing")]


def listed_recordings(case: Case, record: Document) -> tuple[Recording, ...]:
    """Return the files that the words of a record list: those that had ended when it was first read back that day.

    What ran on while people signed is named with what it shows, and registered; it changes no words that are signed.
    Nor do they lose a file that they list already: its end is told by the minute, and may be the minute of the reading.
    """
    told = [one.at for one in case.read_backs if one.document == record.id]
    words = case.contents.get(record.id)
    listed = {str(one["no"]) for one in words.data.get("recordings", ())} if words is not None else set()
    return tuple(one for one in case.recordings if one.number in listed or not any(
        day_of(at) == day_of(one.ended_at) and at < one.ended_at for at in told
    ))  # fmt: skip
