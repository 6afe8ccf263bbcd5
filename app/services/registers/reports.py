"""The register of received reports: entered with its copy, measures and replies recorded, closed once dealt with.

Basis: responsibility-list:3-2-5-p2 (row S150): the bureau that receives a report takes the necessary measures, in time.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from app.domain.operations import Change, root_of
from app.domain.problems import LONGEST_PASSAGE, Problem, typing_faults
from app.domain.procedure.clocks import OVERDUE, Clock
from app.domain.procedure.mapping import changes_of, records_from
from app.domain.received_reports import (
    MEASURE,
    REPLY,
    ReceivedReport,
    ReportAct,
    ReportEntry,
    ReportFile,
    clock_of,
    entry_problems,
    same_entry,
)
from app.domain.terms import extension_words
from app.errors import Blocker
from app.services.attaching import attached
from app.services.desk import Desk, insist, missing
from app.services.registers.arrived import arrived, file_of
from app.services.saving import save_file
from app.services.voiding import voiding

PLACE = "reports"


def reports(desk: Desk) -> tuple[ReportFile, ...]:
    """Return the register without voided entries: what is not dealt with first, the newest first."""
    acts: dict[str, list[ReportAct]] = {}
    recorded = (state for state in desk.store.read_all(ReportAct.ENTITY) if not state.voided)
    for act in records_from(ReportAct, recorded):
        acts.setdefault(root_of(act.id), []).append(act)
    states = desk.store.read_all(ReceivedReport.ENTITY)
    found = list(records_from(ReceivedReport, (state for state in states if not state.voided)))
    found.sort(key=lambda one: (one.received_at, one.id), reverse=True)
    # Two laptops that register the same arrived report differ in who did it, and in nothing that matters.
    apart = {root_of(one.key.entity_id) for one in desk.store.conflicts() if one.key.field != "registrar"}
    files = [_file(one, acts.get(one.id, []), one.id in apart) for one in found]
    return tuple(sorted(files, key=lambda one: not one.open))


def report_file(desk: Desk, report_id: str) -> ReportFile:
    """Return one report with what was done about it.

    Raises:
        Refused: there is no such report.
    """
    found = next((one for one in reports(desk) if one.report.id == report_id), None)
    if found is None:
        raise missing("report", "登记簿中没有这份报告，或者它已经作废。", "请刷新后重试。")
    return found


def receive(
    desk: Desk, entry: ReportEntry, copy: Path | BinaryIO | None = None, copy_name: str = ""
) -> tuple[ReceivedReport | None, list[Problem]]:
    """Return the report as registered with its copy in the vault, or None with what is wrong; nothing is kept then.

    Raises:
        StorageFailed: the copy vanished, changed while it was read, or is too large.
    """
    entry = replace(entry, copied=copy is not None)
    problems = entry_problems(entry, [one.code for one in desk.shelf.registers.reports], desk.now())
    problems = problems or same_entry(entry, (one.report for one in reports(desk)))
    if problems:
        return None, problems
    assert entry.received_at is not None
    report_id = f"report-{desk.identify()}"
    sha256, more = _kept(desk, report_id, copy, copy_name)
    report = ReceivedReport(
        report_id, entry.kind, entry.sender.strip(), entry.unit_name.strip(), entry.content.strip(), entry.received_at,
        entry.way, desk.officer, entry.number.strip(), _unit_id(desk, entry), sha256, copy_name if sha256 else "",
        "" if sha256 else entry.no_copy.strip(),
    )  # fmt: skip
    desk.commit([*changes_of(report), *more])
    return report, []


def attach_copy(desk: Desk, report_id: str, copy: Path | BinaryIO, copy_name: str) -> ReceivedReport:
    """Return a report with the copy that came later.

    Raises:
        Refused: there is no such report, it has a copy, or it is dealt with.
        StorageFailed: the copy vanished, changed while it was read, or is too large.
    """
    report = _open_report(desk, report_id).report
    if report.copy:
        insist("副本没有附上。", [Blocker("report-copy", "这份报告已经附有副本，不能替换。", (), PLACE)])
    sha256, more = _kept(desk, report_id, copy, copy_name)
    changed = replace(report, copy=sha256, copy_name=copy_name, no_copy="")
    desk.commit([*changes_of(changed, "copy", "copy_name", "no_copy"), *more])
    return changed


def save_copy(desk: Desk, report_id: str, path: Path) -> None:
    """Write the copy of a report to a file, as it was received; also of one that came by sync and waits.

    Raises:
        Refused: there is no such report, or it has no copy on this device.
        StorageFailed: the file cannot be written.
        IntegrityBroken: the copy in the vault is damaged.
    """
    waiting_one = next((one.report for one in arrived(desk) if one.report.id == report_id), None)
    report = waiting_one or report_file(desk, report_id).report
    copy = copy_here(desk, report)
    if not copy:
        raise missing("report-copy", "本机没有这份报告的副本。", "请先同步，再重试。")
    content: bytes = desk.vault.read(copy)
    save_file(path, content, "副本")


def copy_here(desk: Desk, report: ReceivedReport) -> str:
    """Return the digest of the copy that can be opened here: the attached one, else the sender's own file; "" = none.

    The sender's file lies at the centre and comes with the synchronisation.
    """
    return report.copy if report.copy and desk.vault.has(report.copy) else file_of(desk, report)


def record_act(
    desk: Desk, report_id: str, sort: str, text: str, *, at: datetime | None = None, to: str = "", number: str = ""
) -> ReportAct:
    """Return a measure taken (MEASURE) or a reply sent (REPLY, ``to`` a body); the first measure ends the term.

    Raises:
        Refused: there is no such open report, no words or addressee were given, or the moment does not fit.
    """
    file = _open_report(desk, report_id)
    report, acts = file.report, file.acts
    moment = at or desk.now()
    blockers = [Blocker("report-act", one.text, (), PLACE) for one in typing_faults({"text": text}, LONGEST_PASSAGE)]
    if sort not in (MEASURE, REPLY):
        blockers.append(Blocker("report-act", "请选择采取措施，或者答复。", (), PLACE))
    if not text.strip():
        told = "请写明答复的内容。" if sort == REPLY else "请写明采取了什么措施。"
        blockers.append(Blocker("report-act", told, _basis(desk, report), PLACE))
    if sort == REPLY and not to.strip():
        blockers.append(Blocker("report-to", "请填写答复哪个机关。", (), PLACE))
    if not report.received_at <= moment <= desk.now():
        blockers.append(Blocker("report-moment", "时间须在收到报告之后、现在之前。", (), PLACE))
    said = (sort, text.strip(), to.strip(), number.strip())
    if any((one.sort, one.text, one.to, one.number) == said for one in acts):
        told = "同样的内容已经记录过，不重复记录；再次采取措施或者再次答复的，请写明不同之处。"
        blockers.append(Blocker("report-act-twice", told, (), PLACE))
    insist("没有记录。", blockers)
    own = desk.part_id(report_id)
    act = ReportAct(own, sort, moment, text.strip(), desk.officer, to.strip(), number.strip())
    desk.commit(changes_of(act))
    return act


def finish(desk: Desk, report_id: str, result: str) -> ReceivedReport:
    """Return a report as dealt with.

    Raises:
        Refused: there is no such open report, no measure was recorded, or no result was written.
    """
    file = _open_report(desk, report_id)
    blockers = []
    if not file.measures:
        told = "还没有记录采取的措施：接到报告的档案部门应当采取必要措施，及时予以处理。"
        blockers.append(Blocker("report-no-measure", told, _basis(desk, file.report), PLACE))
    if not result.strip():
        blockers.append(Blocker("report-result", "请写明处理结果。", (), PLACE))
    insist("不能办结。", blockers)
    done = replace(file.report, finished_at=desk.now(), result=result.strip())
    apart = [one.key.field for one in desk.store.conflicts(report_id) if one.key.entity == ReceivedReport.ENTITY]
    # What is shown of a disagreement was seen by who closes it: said again, so that nothing competes any more.
    desk.commit(changes_of(done, *dict.fromkeys(("finished_at", "result", *apart))))
    return done


def void_report(desk: Desk, report_id: str, reason: str) -> None:
    """Void an entry made by mistake, with its reason.

    Raises:
        Refused: there is no such open report, or no reason was given.
    """
    _open_report(desk, report_id)
    desk.commit([voiding(desk, ReceivedReport.ENTITY, report_id, reason)])


def report_clock(desk: Desk, file: ReportFile) -> Clock | None:
    """Return the clock of a report with how it was counted in words, None where its kind has no term."""
    kind = desk.shelf.registers.report(file.report.kind)
    clock = clock_of(file, kind, desk.shelf.calendar, desk.unstated)
    if clock is None or clock.extend is None:
        return clock
    words = extension_words(clock.extend, 0, desk.legal.cite_all)
    note = (kind.note,) if kind is not None and kind.note else ()
    return replace(clock, explanation=(*clock.explanation, words, *note))


def waiting(desk: Desk) -> tuple[int, int]:
    """Return how many reports are not dealt with or not even registered, and of how many the term has run out."""
    found = [one for one in reports(desk) if one.open] + [ReportFile(one.report) for one in arrived(desk)]
    clocks = [report_clock(desk, one) for one in found]
    return len(found), sum(one is not None and one.state(desk.now()) == OVERDUE for one in clocks)


def _file(report: ReceivedReport, acts: list[ReportAct], disagreeing: bool) -> ReportFile:
    return ReportFile(report, tuple(sorted(acts, key=lambda one: (one.at, one.id))), disagreeing)


def _open_report(desk: Desk, report_id: str) -> ReportFile:
    found = report_file(desk, report_id)
    if not found.open:
        insist("这份报告不能再改。", [Blocker("report-finished", "这份报告已经办结。", (), PLACE)])
    return found


def _kept(desk: Desk, report_id: str, copy: Path | BinaryIO | None, name: str) -> tuple[str, list[Change]]:
    """Return the digest of a copy now in the vault, and the changes that make it known to every device."""
    if copy is None:
        return "", []
    blob = desk.vault.take_in(copy)
    desk.store.attachments.note(blob.sha256, blob.sm3, blob.size)
    return str(blob.sha256), attached(desk, report_id, blob.sha256, name)


def _unit_id(desk: Desk, entry: ReportEntry) -> str:
    """Return the id of a registered unit where it is the one named."""
    if not entry.unit:
        return ""
    return entry.unit if desk.unit(entry.unit).name == entry.unit_name.strip() else ""


def _basis(desk: Desk, report: ReceivedReport) -> tuple[str, ...]:
    kind = desk.shelf.registers.report(report.kind)
    return kind.basis if kind is not None else ()
