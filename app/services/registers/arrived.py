"""Reports of lower bureaus that came by sync: proposed, registered in one act, told where they were taken back.

Basis: responsibility-list:3-2-5-p2 (row S150), responsibility-list:3-2-3 (row S132).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from app.domain.bureaus import Bureau
from app.domain.procedure.mapping import changes_of
from app.domain.received_reports import WAYS, ReceivedReport
from app.domain.reports_below import SentReport, sent_reports
from app.errors import Blocker, InspectorError
from app.services.desk import Desk, insist, missing

BELOW = "reports_below"
"""The setting with what the feeds of the bureaus below told of their reports, by bureau."""

BROKEN = "broken"
"""Set in it where a bureau's feed did not fit its signatures, so that it was not read on."""

KINDS = {"superior": "stop", "upward": "upward"}
"""The direction of a report (field ``audience`` of its form) and the kind of received report that it is."""

NO_COPY = "随中心库同步收到，没有另附副本。"


@dataclass(frozen=True)
class Arrived:
    """A report that waits to be registered: the entry as it would be made, and when it was sent."""

    report: ReceivedReport
    sent_at: datetime


def arrived(desk: Desk) -> tuple[Arrived, ...]:
    """Return the reports to this bureau that stand and that nobody registered yet, the earliest first."""
    known = {state.entity_id for state in desk.store.read_all(ReceivedReport.ENTITY)}
    found = (
        Arrived(_proposed(desk, sender, one, kind), one.at)
        for sender, one in _from_below(desk)
        if not one.back and report_id(one.sending) not in known and (kind := _kind(desk, sender, one))
    )
    return tuple(sorted(found, key=lambda one: (one.sent_at, one.report.id)))


def register_arrived(desk: Desk, report: str, received_at: datetime | None = None) -> ReceivedReport:
    """Return a report that came by sync, now in the register; its term runs from its receipt.

    ``received_at``: when it really came, where that was later than it was sent.

    Raises:
        Refused: nothing of this id waits (registered meanwhile, or taken back), or the moment does not fit.
    """
    found = next((one for one in arrived(desk) if one.report.id == report), None)
    if found is None:
        raise missing("report", "这份报告已经登记，或者报送机关已经撤回。", "请刷新后重试。")
    typed = received_at or found.sent_at
    # Moments are typed to the minute.
    moment = found.sent_at if typed == found.sent_at.replace(second=0, microsecond=0) else typed
    if not found.sent_at <= moment <= desk.now():
        insist("没有登记。", [Blocker("report-moment", "收到的时间须在报送之后、现在之前。", (), "reports")])
    registered = replace(found.report, received_at=moment, registrar=desk.officer)
    desk.commit(changes_of(registered))
    return registered


def taken_back(desk: Desk, report: ReceivedReport) -> str:
    """Return why the sender took back a report that came by sync, "" where it stands or was entered by hand."""
    if not report.source:
        return ""
    return next((one.back for _, one in _from_below(desk) if one.sending == report.source), "")


def unreadable(desk: Desk) -> tuple[str, ...]:
    """Return the names of the bureaus below whose records did not fit their signatures and were not read on."""
    kept = cast("Mapping[str, Mapping[str, Any]]", desk.store.settings.get(BELOW) or {})
    known = desk.shelf.bureaus
    return tuple(known[code].name for code, held in kept.items() if held.get(BROKEN) and code in known)


def report_id(sending: str) -> str:
    """Return the id under which a sending is registered: the same on every laptop, so that it is never there twice."""
    return f"report-{sending.replace('/', '-')}"


def _from_below(desk: Desk) -> Iterator[tuple[Bureau, SentReport]]:
    kept = cast("Mapping[str, Mapping[str, Any]]", desk.store.settings.get(BELOW) or {})
    for code, held in kept.items():
        try:
            sender = desk.shelf.bureau(code)
        except InspectorError:  # a bureau that the forms of this laptop do not know yet
            continue
        yield from ((sender, one) for one in sent_reports(held.get("told", {})))


def _kind(desk: Desk, sender: Bureau, one: SentReport) -> str:
    """Return as what a report is received here, "" where it is not meant for this bureau."""
    names = {desk.shelf.bureau(desk.bureau).name, desk.issuing(desk.bureau).name}
    named = any(name in one.to for name in names)
    meant = named if one.audience == "upward" else sender.superior in names
    return KINDS.get(one.audience, "") if meant else ""


def _proposed(desk: Desk, sender: Bureau, one: SentReport, kind: str) -> ReceivedReport:
    said = (("", one.what), ("已采取的措施：", one.taken), ("请求支持：", one.help))
    content = "".join(f"{words}{text.rstrip('。')}。" for words, text in said if text)
    return ReceivedReport(
        report_id(one.sending), kind, sender.name, one.unit_name or "（报告没有写明单位）",
        content or "（没有写明内容）", one.at, one.way if one.way in WAYS else "system", desk.officer, one.number,
        no_copy=NO_COPY, source=one.sending,
    )  # fmt: skip
