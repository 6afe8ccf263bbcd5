"""Body-camera files: registered by number, start, end and digest, never copied."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from app.domain.problems import Problem
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import day_of
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.moments import moment_problems
from app.domain.procedure.records import Recording, Visit
from app.services.circumstances import circumstances
from app.services.desk import Desk, insist

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class RecordingEntry:
    """What is typed of a file: its number in the camera station, start and end; ``sha256`` in hex or ""."""

    number: str
    started_at: datetime
    ended_at: datetime
    camera: str = ""
    sha256: str = ""
    content: str = ""


def register_recording(desk: Desk, inspection: str, entry: RecordingEntry) -> tuple[Recording | None, list[Problem]]:
    """Return the registered file, or None with what is wrong with the entry.

    It belongs to the visit of the day on which it began. A camera that ran on while papers were signed and served is
    registered after the seal: the record names what was known when it was drafted.

    Raises:
        Refused: the inspection has ended.
    """
    case = desk.case(inspection)
    insist("不能登记执法记录仪文件。", GUARDS["not_ended"](case, circumstances(desk, case)))
    visit = _visit_of(case, entry)
    problems = _recording_problems(case, entry, visit, desk.now())
    if problems or visit is None:
        return None, problems
    recording = Recording(
        id=desk.part_id(inspection),
        visit=visit.id,
        number=entry.number.strip(),
        started_at=entry.started_at,
        ended_at=entry.ended_at,
        camera=entry.camera.strip(),
        sha256=entry.sha256.strip().lower(),
        content=entry.content.strip(),
    )
    desk.commit(changes_of(recording))
    return recording, []


def _visit_of(case: Case, entry: RecordingEntry) -> Visit | None:
    """Return the latest visit of the day that was under way when the file ended."""
    same_day = [one for one in case.visits if day_of(one.arrived_at) == day_of(entry.started_at)]
    begun = [one for one in same_day if one.arrived_at <= entry.ended_at]
    return max(begun, key=lambda one: one.arrived_at, default=None)


def _recording_problems(case: Case, entry: RecordingEntry, visit: Visit | None, now: datetime) -> list[Problem]:
    found = []
    number = entry.number.strip()
    if not number:
        found.append(Problem("number", "请填写执法记录仪文件编号。"))
    elif any(one.number == number for one in case.recordings):
        found.append(Problem("number", f"文件编号“{number}”已经登记过。"))
    if entry.ended_at <= entry.started_at:
        found.append(Problem("ended_at", "结束时间须晚于开始时间。"))
    else:
        found += moment_problems("ended_at", "结束时间", entry.ended_at, now)
    if visit is None:
        found.append(Problem("started_at", "这段录像不在任何一次到场的时间内，请核对起止时间。"))
    if entry.sha256.strip() and not _SHA256.fullmatch(entry.sha256.strip().lower()):
        found.append(Problem("sha256", "文件指纹应为64位十六进制数字，请选择文件由程序填写，或重新复制。"))
    return found
