"""Gather the facts of the departure check at this desk."""

from __future__ import annotations

import shutil
from datetime import date, datetime

from app.domain.procedure.circumstances import day_of
from app.domain.procedure.departure import DepartureFacts, DepartureLine, departure_lines
from app.domain.procedure.guards_preparation import assigned
from app.domain.procedure.rechecks import is_recheck
from app.errors import DocumentFailed
from app.services.desk import Desk
from app.services.numbers.ledger import numbers_left_of
from app.services.papers.sheets import left_here
from app.services.registers.bureau import unlisted
from app.services.wrong_clock import centre_time

NUMBERED = ("D2", "D11")


def departure_check(
    desk: Desk,
    inspection: str,
    visit_day: date | None = None,
    known_time: datetime | None = None,
    printers: tuple[str, ...] | None = None,
) -> tuple[DepartureLine, ...]:
    """Return the lines of the departure check for a visit on that day (today where none is named).

    ``known_time`` is a trusted time read just now (the centre's, as far as it is known, where none is given),
    ``printers`` are the printers known; None where nobody looked.
    """
    case = desk.case(inspection)
    day = visit_day or day_of(desk.now())
    # a re-inspection makes no numbered paper on the spot: its opinion is made at the office
    numbered = () if is_recheck(case.inspection) else NUMBERED
    left = numbers_left_of(desk, [(kind, day.year) for kind in numbered])
    recorded = [one.at for one in case.approvals] + [one.arrived_at for one in case.visits]
    return departure_lines(
        DepartureFacts(
            now=desk.now(),
            form_problems=_form_problems(desk),
            calendar_known=desk.shelf.calendar.knows(day),
            numbers_left={kind: left[kind, day.year] for kind in numbered},
            officers=tuple(assigned(case)),
            visit_day=day,
            disk_free=shutil.disk_usage(desk.store.folder).free,
            training=desk.store.training,
            known_time=known_time or centre_time(desk),
            latest_recorded=max(recorded, default=None),
            stamped=sum(one.state == "stamped" for one in case.documents),
            sheets=tuple(one.number for one in left_here(desk)),
            printers=printers,
            unlisted=_unlisted(desk),
        )
    )


def _unlisted(desk: Desk) -> str:
    lacking = unlisted(desk)
    return f"{lacking}请管理员在“设置·本机关”登记。" if lacking else ""


def _form_problems(desk: Desk) -> tuple[str, ...]:
    found = []
    for name in ("legal", "bureaus", "registers"):
        try:
            getattr(desk.shelf, name)
        except DocumentFailed as failure:
            found.append(f"{failure.title}{failure.advice}")
    return tuple(found)
