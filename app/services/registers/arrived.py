"""Reports of lower bureaus whose case came here by sync: proposed, registered in one act, told where taken back.

Basis: responsibility-list:3-2-5-p2 (row S150), responsibility-list:3-2-3 (row S132).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.domain.fold import EntityState
from app.domain.operations import VOID_FIELD, Change, root_of
from app.domain.procedure.case import Case
from app.domain.procedure.issuing import Sending
from app.domain.procedure.mapping import changes_of, record_from
from app.domain.procedure.outcomes import Document
from app.domain.procedure.records import Inspection
from app.domain.received_reports import WAYS, ReceivedReport
from app.errors import Blocker, InspectorError
from app.services.attaching import AttachedFile
from app.services.desk import Desk, insist, missing
from app.services.numbers.ledger import number_text

REPORT_PAPER = "D13"
KINDS = {"superior": "stop", "upward": "upward"}
"""The direction of a report (field ``audience`` of its form) and the kind of received report that it is."""

NO_COPY = "随下级机关的案件同步收到，没有另附副本；文书的内容见该案件。"


@dataclass(frozen=True)
class Arrived:
    """A report that waits to be registered: the entry as it would be made, of which case it is, when it was sent."""

    report: ReceivedReport
    inspection: str
    sent_at: datetime


def arrived(desk: Desk) -> tuple[Arrived, ...]:
    """Return the reports to this bureau that nobody registered yet, the earliest first."""
    known = {state.entity_id for state in desk.store.read_all(ReceivedReport.ENTITY)}
    found = [
        one
        for state in desk.store.read_all(Sending.ENTITY)
        if not state.voided and report_id(state.entity_id) not in known
        for one in _of(desk, state)
    ]
    return tuple(sorted(found, key=lambda one: (one.sent_at, one.report.id)))


def register_arrived(desk: Desk, report: str, received_at: datetime | None = None) -> ReceivedReport:
    """Return a report that came with its sender's case, now in the register; its term runs from its receipt.

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
    desk.commit([*changes_of(registered), *_copied(desk, found)])
    return registered


def taken_back(desk: Desk, report: ReceivedReport) -> str:
    """Return why the sender took back a report that came with its case, "" where it stands or was entered by hand."""
    if not report.source:
        return ""
    sending = desk.store.read(Sending.ENTITY, report.source)
    above = (
        (Document.ENTITY, str(sending.value("document", "")) if sending is not None else ""),
        (Inspection.ENTITY, root_of(report.source)),
    )
    states = (sending, *(desk.store.read(entity, entity_id) for entity, entity_id in above))
    return next((_why(one) for one in states if one is not None and one.voided), "")


def report_id(sending: str) -> str:
    """Return the id under which a sending is registered: the same on every laptop, so that it is never there twice."""
    return f"report-{sending.replace('/', '-')}"


def _of(desk: Desk, state: EntityState) -> Iterator[Arrived]:
    """Yield a sending as a report to this bureau, nothing where it is none."""
    inspection = desk.store.read(Inspection.ENTITY, root_of(state.entity_id))
    sender = "" if inspection is None or inspection.voided else str(inspection.value("bureau", ""))
    if not sender or sender == desk.bureau:
        return
    try:
        case = desk.case(root_of(state.entity_id))
        sending = record_from(Sending, state)
        paper = next((one for one in case.documents if one.id == sending.document), None)
        kind = "" if paper is None else _kind(desk, sender, sending, case.entries.get(paper.id, {}))
        if paper is not None and kind:
            yield _proposed(desk, case, sending, paper, kind)
    except (InspectorError, ValueError):  # it arrived in part only; its next operations complete it
        return


def _kind(desk: Desk, sender: str, sending: Sending, values: Mapping[str, Any]) -> str:
    """Return as what a sending is received here: its sender is one level below, and it is meant for this bureau."""
    names = {desk.shelf.bureau(desk.bureau).name, desk.issuing(desk.bureau).name}
    audience = str(values.get("audience") or "")
    if desk.shelf.bureau(sender).superior not in names:
        return ""
    meant = audience == "superior" or any(name in f"{sending.to} {values.get('to') or ''}" for name in names)
    return KINDS.get(audience, "") if meant else ""


def _proposed(desk: Desk, case: Case, sending: Sending, paper: Document, kind: str) -> Arrived:
    values = case.entries.get(paper.id, {})
    said = [
        f"{words}{str(values.get(name) or '').strip().rstrip('。')}。"
        for name, words in (("what", ""), ("taken", "已采取的措施："), ("help", "请求支持："))
        if str(values.get(name) or "").strip()
    ]
    copied = desk.store.read(AttachedFile.ENTITY, f"{case.inspection.id}/{paper.pdf}") if paper.pdf else None
    number = _number(desk, paper)
    report = ReceivedReport(
        report_id(sending.id), kind, desk.shelf.bureau(case.inspection.bureau).name, case.unit.name,
        "".join(said) or "（报告没有写明内容）", sending.at, sending.way if sending.way in WAYS else "system",
        desk.officer, number, case.unit.id, paper.pdf if copied is not None else "",
        f"重大事项报告{number}.pdf" if copied is not None else "", "" if copied is not None else NO_COPY,
        source=sending.id,
    )  # fmt: skip
    return Arrived(report, case.inspection.id, sending.at)


def _number(desk: Desk, paper: Document) -> str:
    try:
        return number_text(desk, paper.number) if paper.number else ""
    except InspectorError:  # the ledger of the sender's laptop has not arrived yet
        return ""


def _copied(desk: Desk, one: Arrived) -> list[Change]:
    """Return the changes that let the sender's file belong to the report too."""
    state = desk.store.read(AttachedFile.ENTITY, f"{one.inspection}/{one.report.copy}") if one.report.copy else None
    if state is None:
        return []
    file = record_from(AttachedFile, state)
    return changes_of(replace(file, id=f"{one.report.id}/{one.report.copy}", name=one.report.copy_name))


def _why(state: EntityState) -> str:
    """Return the reason an entity was voided for."""
    said = state.fields[VOID_FIELD].current
    reason = str(said.value.get("reason") or "") if said is not None and isinstance(said.value, Mapping) else ""
    return reason or "没有写明原因"
