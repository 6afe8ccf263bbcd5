"""工作台: what is due, under way, waiting for approval or sync, each one click away; and where to begin."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.listing.due import Group, Work, WorkRow
from app.services.listing.finding import AWAITING, OPEN, PRESSING, UNSENT, Wanted
from app.services.listing.refreshing import refresh
from ui import style
from ui.destination import DestinationPage
from ui.destination_names import APPROVALS, DEADLINES, DEPARTURE, INSPECTIONS, PROGRESS, REGISTERS, SYNC
from ui.models.approvals import deciding_roles
from ui.models.moments import column_words, kept_day
from ui.models.overview import Overview, overview
from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.notice import Notice
from ui.widgets.page import card, scrolled
from ui.widgets.set_up_card import SetUpCard
from ui.widgets.work_card import WorkCard, WorkLine
from ui.workplace import Workplace

MOST = 4  # rows of a card: two cards below each other fit a small screen


class HomePage(DestinationPage):
    """``inspection_wanted(id)`` opens one, ``list_wanted(filter)`` asks for all of a kind."""

    new_wanted = Signal()
    list_wanted = Signal(object)
    looked_over = Signal(object)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._decides = bool(deciding_roles(place.officer))
        self._notice = Notice()
        self._new = button(self.tr("新建检查"), "newInspection", "primary")
        self._begin = button(self.tr("新建第一次检查"), "firstInspection", "primary")
        self._departure = button(self.tr("出发前检查"), "homeDeparture", tip=self.tr("出发前检查：下次到场的准备情况"))
        self._all = button(self.tr("全部检查"), "homeAll")
        self._deadlines = button(self.tr("期限总览"), "homeDeadlines")
        self._progress = button(self.tr("进度统计"), "homeProgress")
        self._to_sync = button(self.tr("去同步"), "homeSync")
        self._reports = button("", "homeReports")
        self._count = label("", "quiet", name="inspectionCount")
        self._due = WorkCard("due", self.tr("到期与逾期"), self.tr("7 天内没有到期的事项。"))
        self._open = WorkCard("open", self.tr("未办结"), self.tr("没有未办结的检查。"))
        self._awaiting = WorkCard("awaiting", self.tr("待审批"), self.tr("没有等待审批的文书。"))
        self._unsent = WorkCard("unsent", self.tr("待同步"), "")
        self._waiting = label("", "quiet", wrap=True, name="waitingForSync")
        self._disagree = button("", "homeConflicts", "link")
        self._not_taken = button("", "homeRefused", "link")
        self._set_up = SetUpCard()
        self._lists = QStackedWidget()
        self._tidying = False
        self._returned: set[str] = set()
        self._papers_at: dict[str, str] = {}
        self._build()
        # not before it has a place, else it is a window of its own
        self._progress.setVisible(self._decides or self._place.only_looks)
        self._connect()

    def refresh(self) -> None:
        """Look over the store again."""
        self._place.ask(self, lambda desk: overview(desk, MOST), self._on_looked_over, self._notice.show_error)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(self.tr("工作台"), "title"))
        head.addSpacing(4)
        head.addWidget(self._count, 1)
        for one in (self._progress, self._deadlines, self._all, self._departure, self._new):
            head.addWidget(one)
        self._lists.addWidget(scrolled(self._cards()))
        self._lists.addWidget(scrolled(self._empty_view()))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 10, 16, 8)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self._notice)
        layout.addWidget(self._reports, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._lists, 1)
        self._reports.hide()

    def _cards(self) -> QWidget:
        foot = QHBoxLayout()
        foot.addWidget(self._waiting, 1)
        for way in (self._disagree, self._not_taken, self._to_sync):
            foot.addWidget(way)
        inside = self._unsent.layout()
        assert isinstance(inside, QVBoxLayout)
        inside.insertLayout(1, foot)
        held = QWidget()
        grid = QGridLayout(held)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(12)
        cards = [self._due, self._open, self._awaiting, self._unsent]
        if self._decides:  # what waits for one's decision comes before what others have to do
            cards = [self._awaiting, self._due, self._open, self._unsent]
        across = 1 if style.current() is style.LARGE else 2
        for place, one in enumerate(cards):
            grid.addWidget(one, place // across, place % across)
        for column in range(across):
            grid.setColumnStretch(column, 1)
        return held

    def _empty_view(self) -> QWidget:
        frame, inside = card()
        inside.addStretch(1)
        for text, role in (
            (self.tr("还没有检查"), "section"),
            (self.tr("先登记被检查单位并拟定计划，再报批、到场、检查。点下面的按钮开始。"), "quiet"),
        ):
            line = label(text, role, wrap=True)
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            inside.addWidget(line)
        inside.addSpacing(8)
        inside.addWidget(self._begin, 0, Qt.AlignmentFlag.AlignCenter)
        inside.addSpacing(24)
        inside.addWidget(self._set_up)
        inside.addStretch(2)
        return frame

    def _connect(self) -> None:
        self._new.clicked.connect(self.new_wanted)
        self._set_up.wanted.connect(self.destination_wanted)
        self._begin.clicked.connect(self.new_wanted)
        self._departure.clicked.connect(lambda: self.destination_wanted.emit(DEPARTURE))
        self._all.clicked.connect(lambda: self.destination_wanted.emit(INSPECTIONS))
        self._reports.clicked.connect(lambda: self.destination_wanted.emit(f"{REGISTERS}/reports"))
        self._to_sync.clicked.connect(lambda: self.destination_wanted.emit(SYNC))
        self._disagree.clicked.connect(lambda: self.destination_wanted.emit(f"{SYNC}/conflicts"))
        self._not_taken.clicked.connect(lambda: self.destination_wanted.emit(f"{SYNC}/refused"))
        for one in (self._due, self._open, self._unsent):
            one.wanted.connect(self.inspection_wanted)
        self._awaiting.wanted.connect(self._on_awaiting)
        self._due.all_wanted.connect(lambda: self.list_wanted.emit(Wanted(due=PRESSING, sort="due")))
        self._progress.clicked.connect(lambda: self.destination_wanted.emit(PROGRESS))
        self._deadlines.clicked.connect(lambda: self.destination_wanted.emit(DEADLINES))
        self._open.all_wanted.connect(lambda: self.list_wanted.emit(Wanted(state=OPEN)))
        self._awaiting.all_wanted.connect(lambda: self.list_wanted.emit(Wanted(state=AWAITING)))
        self._unsent.all_wanted.connect(lambda: self.list_wanted.emit(Wanted(state=UNSENT)))

    def _on_looked_over(self, found: Overview) -> None:
        self._notice.clear()
        work = found.work
        known = bool(work.total or found.stale)
        self._lists.setCurrentIndex(0 if known else 1)
        for one in (self._new, self._all, self._departure, self._deadlines):
            one.setVisible(known)
        self._show_count(work.total, found.stale)
        self._due.show_lines(self._lines(work.due), work.due.count, pressing=work.overdue > 0)
        self._open.show_lines(self._lines(work.under_way), work.under_way.count)
        self._awaiting.show_lines(self._approvals(work.awaiting.rows), work.awaiting.count)
        self._show_unsent(work)
        self._show_reports(found)
        self._set_up.show_steps(found.set_up)
        self.looked_over.emit(found)
        if found.stale and not self._tidying:
            self._tidying = True
            self._place.ask(self, refresh, self._on_tidied, self._on_failed, behind=True)

    def _on_tidied(self, left: int) -> None:
        self._tidying = False
        self.refresh()

    def _on_failed(self, error: Exception) -> None:
        self._tidying = False
        self._notice.show_error(error)

    def _show_count(self, total: int, stale: int) -> None:
        if stale:
            words = self.tr("正在整理，还有 {count:,} 次检查").format(count=stale)
        else:
            words = self.tr("共 {count:,} 次检查").format(count=total) if total else ""
        self._count.setText(words)

    def _show_reports(self, found: Overview) -> None:
        words = self.tr("收到的报告：{count} 份待处理").format(count=found.reports)
        if found.late_reports:
            words += self.tr("，{late} 份已逾期没有采取措施").format(late=found.late_reports)
        self._reports.setText(words)
        self._reports.setAccessibleName(words)
        self._reports.setVisible(found.reports > 0)

    def _show_unsent(self, work: Work) -> None:
        lines = [WorkLine(one.inspection, one.unit, one.words, self.tr("打开")) for one in work.unsent.rows[: MOST - 1]]
        self._unsent.show_lines(lines, work.unsent.count)
        self._to_sync.setVisible(work.pending is not None)
        for way, words, count in (
            (self._disagree, self.tr("{n} 处不一致"), work.conflicts),
            (self._not_taken, self.tr("{n} 条未采纳"), work.refused),
        ):
            way.setText(words.format(n=count))
            way.setAccessibleName(way.text())
            way.setVisible(count > 0)
        if work.pending is None:
            text = self.tr("本机独立使用，没有中心库，不需要同步。")
        elif work.pending:
            text = self.tr("{count:,} 条操作等待同步到中心库；已全部保存在本机。").format(count=work.pending)
        else:
            text = self.tr("全部已同步到中心库。")
        self._waiting.setText(text)

    def _lines(self, group: Group) -> list[WorkLine]:
        return [self._line(one) for one in group.rows]

    def _line(self, one: WorkRow) -> WorkLine:
        words = one.words
        if one.due and one.overdue:
            words = self.tr("{day} 已逾期 · {words}").format(day=self._day(one.due), words=one.words)
        elif one.due:
            words = self.tr("{words} · 期限 {day}").format(day=self._day(one.due), words=one.words)
        return WorkLine(one.inspection, one.unit, words, self._act(one.step), one.overdue)

    def _day(self, due: str) -> str:
        day = kept_day(due)
        return due if day is None else column_words(day, self._place.desk.now().date())

    def _approvals(self, rows: Sequence[WorkRow]) -> list[WorkLine]:
        decide, look = self.tr("去审批"), self.tr("查看")
        waits = self.tr("等待审批") if self._decides else self.tr("等待领导审批")
        back = self.tr("已退回，等经办人修改") if self._decides else self.tr("已退回，请修改后重新报批")
        self._papers_at = {one.inspection: one.paper_at for one in rows}
        self._returned = {one.inspection for one in rows if one.returned}
        return [
            WorkLine(one.inspection, one.unit, "：".join(p for p in (back, one.why_returned) if p), look, True)
            if one.returned
            else WorkLine(one.inspection, one.unit, waits, decide if self._decides else look)
            for one in rows
        ]

    def _act(self, step: str) -> str:
        """Return the words of the button that goes on with an inspection."""
        if self._place.only_looks:
            return self.tr("查看")
        words = {
            "preparation": self.tr("继续准备"), "arrival": self.tr("到场亮证"), "checking": self.tr("继续检查"),
            "outcome": self.tr("认定措施"), "record": self.tr("笔录签名"), "papers": self.tr("送达文书"),
            "closing": self.tr("归档办结"),
        }  # fmt: skip
        return words.get(step, self.tr("打开"))

    def _on_awaiting(self, inspection: str) -> None:
        if self._decides and inspection not in self._returned:  # what went back does not wait on that page
            self.destination_wanted.emit(APPROVALS)
        else:
            self.step_wanted.emit(inspection, self._papers_at.get(inspection, ""))
