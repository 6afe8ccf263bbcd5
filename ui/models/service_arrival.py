"""What came back of a service by post or electronic means: the day it reached the party, and what proves it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app.domain.clock import CHINA
from app.domain.entries import moment_of
from app.domain.problems import Problem
from app.domain.procedure.outcomes import Service
from app.errors import InspectorError
from app.services.desk import Desk
from app.services.evidence import linking
from app.services.evidence.intake import Particulars, add_scan
from app.services.papers.delivery import insist_arrival, record_arrival, withdraw_service
from ui.models.making import day_typed


def tr(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("service_arrival", text)


def arrive(
    desk: Desk, inspection: str, receipt: str, typed: str, scan: Path | None
) -> tuple[Service | None, Sequence[Problem]]:
    """Return a service by post or electronic means with its day of arrival as typed, or what is wrong with the day.

    ``scan`` is the photo or scan of the receipt; it is taken in only where the day may be registered.

    Raises:
        Refused: the day does not fit, somebody signed already, or the receipt of the post is not attached.
        StorageFailed: the scan cannot be read.
    """
    day = _day(desk, typed)
    if day is None:
        return None, day_problems(desk, typed)
    insist_arrival(desk, inspection, receipt, day, (), coming=scan is not None)
    if scan is None:
        return record_arrival(desk, inspection, receipt, day), ()
    said = Particulars(tr("回执"), tr("拍照或者扫描"), tr("送达日期"), set_aside=tr("送达的回执"))
    kept = add_scan(desk, inspection, scan, said)
    if kept.evidence is None:
        return None, [Problem("scan", one.text) for one in kept.problems]
    try:
        return record_arrival(desk, inspection, receipt, day, (kept.evidence.id,)), ()
    except InspectorError:
        linking.void(desk, kept.evidence.id, tr("收件日期未登记，不再使用"))
        raise


def give_up(
    desk: Desk, inspection: str, receipt: str, reason: str, scan: Path | None
) -> tuple[None, Sequence[Problem]]:
    """Give up a service that came to nothing, with a picture of the letter that came back; or tell what is wrong.

    Raises:
        Refused: it was completed meanwhile.
        StorageFailed: the scan cannot be read; nothing was given up.
    """
    if scan is None:
        withdraw_service(desk, inspection, receipt, reason)
        return None, ()
    said = Particulars(tr("退回的邮件"), tr("拍照或者扫描"), tr("没有送到的情形"), set_aside=tr("退回的邮件"))
    kept = add_scan(desk, inspection, scan, said)
    if kept.evidence is None:
        return None, [Problem("scan", one.text) for one in kept.problems]
    try:
        withdraw_service(desk, inspection, receipt, reason)
    except InspectorError:
        linking.void(desk, kept.evidence.id, tr("这次送达没有作废，不再使用"))
        raise
    return None, ()


def day_problems(desk: Desk, typed: str) -> list[Problem]:
    """Return that no day is typed, nothing where one is."""
    if _day(desk, typed) is not None:
        return []
    return [Problem("arrived", tr("请填写收件日期，如 2026年3月10日或 2026-3-10。"))]


def _day(desk: Desk, typed: str) -> date | None:
    day = moment_of(day_typed(typed, desk.now().astimezone(CHINA).date()))
    return day if isinstance(day, date) else None
