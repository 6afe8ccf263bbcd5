"""What the unit sent about an order: registered once, with its scans; it ends the term in which it had to report."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.operations import root_of
from app.domain.problems import Problem
from app.domain.procedure.clocks import moment_served
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.rechecks import orders_to_check, running_terms
from app.domain.procedure.rectification import UnitReport, UnitReportEntry, entry_problems
from app.errors import Blocker
from app.services.circumstances import circumstances
from app.services.desk import Desk, insist, missing
from app.services.voiding import voiding

PLACE = "closing/recheck"


def record_report(
    desk: Desk, inspection: str, entry: UnitReportEntry, evidence: Sequence[str] = ()
) -> tuple[UnitReport | None, list[Problem]]:
    """Return the report or application as registered, or None with what is wrong with the entry.

    Raises:
        Refused: the case has ended, the order was not served, a scan is not in the case, or the same one is registered.
    """
    problems = report_problems(desk, inspection, entry)
    if problems or entry.received_at is None:
        return None, problems
    files = {one.id for one in desk.case(inspection).evidence}
    if any(one not in files for one in evidence):
        raise missing("evidence", "没有找到报告的扫描件。", "请先存入本次检查，再登记。")
    report = UnitReport(
        desk.part_id(inspection), entry.order, entry.sort, entry.received_at, entry.way, entry.text.strip(),
        desk.officer, tuple(evidence), entry.until,
    )  # fmt: skip
    desk.commit(changes_of(report))
    return report, []


def report_problems(desk: Desk, inspection: str, entry: UnitReportEntry) -> list[Problem]:
    """Return what is wrong with an entry; asked before its scans are taken in, so that none is left without it.

    Raises:
        Refused: as for ``record_report``, but for the scans.
    """
    case = desk.case(inspection)
    insist("现在不能登记。", GUARDS["not_ended"](case, circumstances(desk, case)))
    if not any(one.id == entry.order for one in orders_to_check(case)):
        text = "所选的通知书还没有送达，没有可以报告的责令事项。"
        insist("没有登记。", [Blocker("order-not-served", text, ("archives-law-2020:45",), PLACE)])
    told = (entry.order, entry.sort, entry.received_at, entry.text.strip())
    if any((one.order, one.sort, one.received_at, one.text) == told for one in case.unit_reports):
        insist("没有再登记一次。", [Blocker("report-twice", "同样的内容已经登记过。", (), PLACE)])
    terms = running_terms(case, [entry.order])
    return entry_problems(entry, moment_served(case, entry.order), desk.now(), terms[-1] if terms else None)


def void_report(desk: Desk, report: str, reason: str) -> None:
    """Void what was registered by mistake; the term in which the unit has to report runs again.

    Raises:
        Refused: there is no such report, the case has ended, or no reason was given.
    """
    case = desk.case(root_of(report))
    insist("不能作废。", GUARDS["not_ended"](case, circumstances(desk, case)))
    if not any(one.id == report for one in case.unit_reports):
        raise missing("unit-report", "没有这份报告，或者它已经作废。", "请刷新后重试。")
    desk.commit([voiding(desk, UnitReport.ENTITY, report, reason)])
