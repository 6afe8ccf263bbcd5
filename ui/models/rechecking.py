"""复查 as the page of a case shows it: what was ordered, what came of it, who goes when, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app.domain.problems import Problem
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import chinese_day, day_of
from app.domain.procedure.more_time import unanswered
from app.domain.procedure.rechecks import (
    AGAIN,
    EXTEND,
    RESULT_WORDS,
    OrderedItem,
    follows,
    is_recheck,
    open_recheck,
    ordered_items,
    orders_to_check,
    parent_of,
    rechecks,
)
from app.domain.procedure.records import Inspection
from app.domain.procedure.rectification import SORTS, UnitReport, UnitReportEntry
from app.domain.procedure.tasks import ORDER
from app.domain.sending_ways import EVERY_WAY
from app.errors import InspectorError
from app.services.desk import Desk
from app.services.evidence import linking
from app.services.evidence.intake import Particulars, add_scan
from app.services.rechecking.answering import begin_answer
from app.services.rechecking.opinions import begin_opinion, opinions_due
from app.services.rechecking.planning import (
    RecheckPlan,
    paper_name,
    plan_recheck,
    proposed_plan,
    recheck_blockers,
)
from app.services.rechecking.reported import record_report, report_problems
from ui.models.hindrances import Hindrance, hindrances
from ui.models.moments import moment_words
from ui.models.pinyin import by_pinyin
from ui.models.scans import ScanLine


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One ordered item: its words, what is known of it, and whether it was put right last time (None: not checked)."""

    text: str
    about: str
    corrected: bool | None


@dataclass(frozen=True, slots=True)
class RecheckLine:
    """One re-inspection: its id, its words, and whether it is still open."""

    inspection: str
    words: str
    open: bool


@dataclass(frozen=True, slots=True)
class UnitReportLine:
    """One report or application of the unit: its id, its words, its scans, and whether it waits for an answer."""

    id: str
    words: str
    scans: tuple[ScanLine, ...] = ()
    waits: bool = False


@dataclass(frozen=True)
class RecheckView:
    """``parent`` is "" but for a re-inspection; ``told`` says whether an opinion waits to be made.

    ``officers`` are (id, words) of who may go; ``plan`` is what is proposed; ``blockers`` forbid to plan one now.
    ``opinion_lacks``: of a re-inspection, its case has no opinion on it yet.
    ``extended``: the last opinion gave more time, so that it is checked once more.
    ``unserved``: an order was decided on, and no paper of it is served yet.
    ``orders`` are (id, words) of the papers served; ``reports`` what the unit sent about them.
    """

    items: tuple[ItemLine, ...] = ()
    past: tuple[RecheckLine, ...] = ()
    blockers: tuple[Hindrance, ...] = ()
    officers: tuple[tuple[str, str], ...] = ()
    plan: RecheckPlan | None = None
    today: date | None = None
    opinion_due: bool = False
    extended: bool = False
    parent: str = ""
    opinion_lacks: bool = False
    orders: tuple[tuple[str, str], ...] = ()
    reports: tuple[UnitReportLine, ...] = ()
    can_report: bool = False
    unserved: bool = False
    continued: bool = False

    @property
    def words(self) -> str:
        """Return how it stands, in a few words."""
        if self.opinion_due:
            return tr("待制作意见书")
        if any(one.waits for one in self.reports):
            return tr("有延期申请待答复")
        if any(one.open for one in self.past):
            return tr("已安排")
        if self.unserved:
            return tr("通知书尚未送达")
        if not self.items:
            return tr("没有责令事项")
        if self.extended:
            return tr("已延期，须再次复查")
        if self.continued:
            return tr("继续责令改正，须再次复查")
        return tr("已复查") if self.past or all(one.corrected is not None for one in self.items) else tr("未复查")

    @property
    def done(self) -> bool:
        """Return whether nothing waits here."""
        checked = all(one.corrected is not None for one in self.items)
        waits = self.unserved or self.opinion_due or self.extended or self.continued
        waits = waits or any(one.waits for one in self.reports)
        return checked and not waits and not any(one.open for one in self.past)


def tr(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("rechecking", text)


def _opinion_lacks(desk: Desk, parent: str) -> bool:
    """Return whether the case of a re-inspection still waits for an opinion; so it is where the case is elsewhere."""
    try:
        return bool(opinions_due(desk, desk.case(parent)))
    except InspectorError:
        return True


def recheck_view(desk: Desk, case: Case) -> RecheckView:
    """Return what can be checked again, and what was."""
    if is_recheck(case.inspection):
        parent = parent_of(case.inspection)
        return RecheckView(parent=parent, opinion_lacks=_opinion_lacks(desk, parent))
    found = ordered_items(case, [one.id for one in orders_to_check(case)])
    names = {one: paper_name(desk, case, one) for one in dict.fromkeys(item.order for item in found)}
    waiting = open_recheck(case)
    people = [one for one in case.officers.values() if "officer" in one.roles and not one.retired and not one.voided]
    people.sort(key=lambda one: (one.id not in case.handlers, by_pinyin(one.name)))
    return RecheckView(
        items=tuple(_item(one, names[one.order]) for one in found),
        past=tuple(
            RecheckLine(one.subject, _past_words(one.title, one.done_at, one.result, one.due), one == waiting)
            for one in rechecks(case)
        ),
        blockers=hindrances(desk, recheck_blockers(desk, case)),
        officers=tuple((one.id, "，".join(part for part in (one.name, one.credential) if part)) for one in people),
        plan=proposed_plan(desk, case),
        today=day_of(desk.now()),
        opinion_due=bool(opinions_due(desk, case)),
        extended=any(follows(case, one) == EXTEND for one in names),
        continued=any(follows(case, one) == AGAIN for one in names),
        orders=tuple(names.items()),
        reports=tuple(
            UnitReportLine(one.id, _report_words(desk, case, one), _scans(case, one), _waits(case, one))
            for one in case.unit_reports
        ),
        can_report=bool(names) and case.inspection.closed_at is None,
        unserved=not names and any(one.kind == ORDER for one in case.measures),
    )


def register_report(
    desk: Desk, inspection: str, entry: UnitReportEntry, scan: Path | None
) -> tuple[UnitReport | None, Sequence[Problem]]:
    """Return the unit's report registered with its scan, or what is wrong with the entry; then no scan is taken in."""
    problems = report_problems(desk, inspection, entry)
    if problems:
        return None, problems
    sort = SORTS[entry.sort]
    said = Particulars(sort, tr("单位提交"), tr("单位整改情况"), set_aside=tr("单位的{sort}").format(sort=sort))
    if scan is None:
        return record_report(desk, inspection, entry)
    kept = add_scan(desk, inspection, scan, said)
    if kept.evidence is None:
        return None, kept.problems
    try:
        return record_report(desk, inspection, entry, (kept.evidence.id,))
    except InspectorError:
        linking.void(desk, kept.evidence.id, tr("{sort}未登记，不再使用").format(sort=sort))
        raise


def _scans(case: Case, one: UnitReport) -> tuple[ScanLine, ...]:
    return tuple(ScanLine(held.id, held.name) for held in case.evidence if held.id in one.evidence)


def _waits(case: Case, one: UnitReport) -> bool:
    return case.inspection.closed_at is None and one in unanswered(case, one.order)


def _report_words(desk: Desk, case: Case, one: UnitReport) -> str:
    asked = tr("，申请延长到{day}").format(day=chinese_day(one.until)) if one.until is not None else ""
    scans = tr("，附扫描件 {n} 份").format(n=len(one.evidence)) if one.evidence else ""
    return tr("{at} 收到{sort}（{way}）{asked}{scans}：{text}（{paper}）").format(
        at=moment_words(one.received_at), way=EVERY_WAY.get(one.way, one.way), sort=SORTS.get(one.sort, one.sort),
        asked=asked, scans=scans, text=one.text, paper=paper_name(desk, case, one.order),
    )  # fmt: skip


def make_answer(desk: Desk, inspection: str, application: str) -> tuple[str, Sequence[Problem]]:
    """Return the id of the answer (D49) to an application for more time; one begun goes on.

    Raises:
        Refused: it cannot be begun, or no number is left.
    """
    return begin_answer(desk, inspection, application).id, ()


def plan_again(desk: Desk, inspection: str, entered: RecheckPlan) -> tuple[Inspection | None, Sequence[Problem]]:
    """Return the re-inspection planned, or what is wrong with the entry."""
    return plan_recheck(desk, inspection, entered)


def make_opinion(desk: Desk, inspection: str) -> tuple[str, Sequence[Problem]]:
    """Return the id of the opinion (D35) on what the last sealed re-inspection checked; one begun goes on.

    Raises:
        Refused: it cannot be begun, or no number is left.
    """
    return begin_opinion(desk, inspection).id, ()


def _item(one: OrderedItem, paper: str) -> ItemLine:
    due = tr("{day}前").format(day=chinese_day(date.fromisoformat(one.due))) if one.due else tr("立即")
    told = [paper, due]
    if one.last:
        told.append(tr("上次复查：{word}").format(word=RESULT_WORDS.get(one.last, one.last)))
    told.append(one.seen)
    corrected = one.last == "corrected" if one.last else None
    return ItemLine(one.text, " · ".join(part for part in told if part), corrected)


def _past_words(title: str, done_at: datetime | None, result: str, due: datetime | None) -> str:
    if done_at is not None:
        return f"{chinese_day(day_of(done_at))} · {title} · {result}"
    planned = chinese_day(day_of(due)) if due is not None else ""
    return " · ".join(part for part in (planned, title, tr("尚未完成")) if part)
