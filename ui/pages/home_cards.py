"""The four cards of the home page: what is due, under way, waiting for approval or signing, waiting for sync."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.listing.due import Group, ToCountersign, Work, WorkRow
from app.services.listing.finding import AWAITING, OPEN, PRESSING, UNSENT, Wanted
from app.services.preparation.handing_over import PLACE as HANDOVER
from ui import style
from ui.destination_names import APPROVALS, SYNC
from ui.models.moments import column_words, kept_day
from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.work_card import WorkCard, WorkLine
from ui.workplace import Workplace

MOST = 4  # rows of a card: two cards below each other fit a small screen


class HomeCards(QWidget):
    """Each row leads on by one click: to the inspection, to 待我审批, or to the place in it where a task is done."""

    inspection_wanted = Signal(str)
    step_wanted = Signal(str, str)
    destination_wanted = Signal(str)
    list_wanted = Signal(object)

    def __init__(self, place: Workplace, *, decides: bool) -> None:
        super().__init__()
        self._place, self._decides = place, decides
        self._due = WorkCard("due", self.tr("到期与逾期"), self.tr("7 天内没有到期的事项。"))
        self._open = WorkCard("open", self.tr("未办结"), self.tr("没有未办结的检查。"))
        self._awaiting = WorkCard("awaiting", self.tr("待审批、补签"), self.tr("没有等待审批、补签的文书。"))
        self._unsent = WorkCard("unsent", self.tr("待同步"), "")
        self._waiting = label("", "quiet", wrap=True, name="waitingForSync")
        self._disagree = button("", "homeConflicts", "link")
        self._not_taken = button("", "homeRefused", "link")
        self._to_sync = button(self.tr("去同步"), "homeSync")
        self._places: dict[str, tuple[str, str]] = {}  # of the rows that lead to a place: inspection and place
        self._build()
        self._connect()

    def show_work(self, work: Work) -> None:
        """Show what there is to do."""
        self._places = {}
        self._due.show_lines([self._due_line(one) for one in work.due.rows], work.due.count, pressing=work.overdue > 0)
        self._open.show_lines(self._lines(work.under_way), work.under_way.count)
        waiting = [line for row in work.awaiting.rows for line in self._waiting_lines(row)]
        self._awaiting.show_lines(waiting[:MOST], max(work.awaiting.count, len(waiting)))
        self._show_unsent(work)

    def _build(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self._waiting, 1)
        for way in (self._disagree, self._not_taken, self._to_sync):
            foot.addWidget(way)
        inside = self._unsent.layout()
        assert isinstance(inside, QVBoxLayout)
        inside.insertLayout(1, foot)
        grid = QGridLayout(self)
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

    def _connect(self) -> None:
        self._to_sync.clicked.connect(lambda: self.destination_wanted.emit(SYNC))
        self._disagree.clicked.connect(lambda: self.destination_wanted.emit(f"{SYNC}/conflicts"))
        self._not_taken.clicked.connect(lambda: self.destination_wanted.emit(f"{SYNC}/refused"))
        self._unsent.wanted.connect(self.inspection_wanted)
        for one in (self._due, self._open):
            one.wanted.connect(self._on_due)
        self._awaiting.wanted.connect(self._on_awaiting)
        self._due.all_wanted.connect(lambda: self.list_wanted.emit(Wanted(due=PRESSING, sort="due")))
        self._open.all_wanted.connect(lambda: self.list_wanted.emit(Wanted(state=OPEN)))
        self._awaiting.all_wanted.connect(lambda: self.list_wanted.emit(Wanted(state=AWAITING)))
        self._unsent.all_wanted.connect(lambda: self.list_wanted.emit(Wanted(state=UNSENT)))

    def _show_unsent(self, work: Work) -> None:
        lines = [WorkLine(one.inspection, one.unit, one.words, self.tr("打开")) for one in work.unsent.rows[: MOST - 1]]
        self._unsent.show_lines(lines, work.unsent.count)
        self._to_sync.setVisible(work.pending is not None)
        for way, words, count in (
            (self._disagree, self.tr("{n} 处不一致"), work.conflicts),
            (self._not_taken, self.tr("{n} 处未采纳"), work.refused),
        ):
            way.setText(words.format(n=count))
            way.setAccessibleName(way.text())
            way.setVisible(count > 0)
        if work.pending is None:
            text = self.tr("本机独立使用，没有中心库，不需要同步。")
        elif work.pending:
            text = self.tr("{n}{count:,} 处改动等待同步到中心库；已全部保存在本机。").format(
                n=self.tr("{n} 次检查的 ").format(n=work.unsent.count) if work.unsent.count else "", count=work.pending
            )
        else:
            text = self.tr("在本机办理的内容，中心库都已收到。")
        self._waiting.setText(text)

    def _lines(self, group: Group) -> list[WorkLine]:
        return [self._line(one) for one in group.rows]

    def _due_line(self, row: WorkRow) -> WorkLine:
        """Return the line of a term; one of a 补签 has its own button: the step it goes on with is another matter."""
        line = self._line(row)
        signing = next((one for one in row.unsigned if (one.title, one.due) == (row.words, row.due)), None)
        if signing is None or self._place.only_looks:
            return line
        key = f"{row.inspection}/{signing.place}"
        self._places[key] = (row.inspection, signing.bound_at)
        return replace(line, key=key, act=self.tr("去补签"))

    def _line(self, one: WorkRow) -> WorkLine:
        words = one.words
        if one.due and one.overdue:
            words = self.tr("{day} 已逾期 · {words}").format(day=self._day(one.due), words=one.words)
        elif one.due:
            words = self.tr("期限 {day} · {words}").format(day=self._day(one.due), words=one.words)
        line = WorkLine(one.inspection, one.unit, words, self._act(one), one.overdue)
        if one.offered_to != self._place.desk.store.device or line.act == self.tr("查看"):
            return line
        key = f"{one.inspection}/handover"  # until it is accepted nothing is sealed here: that comes first
        self._places[key] = (one.inspection, HANDOVER)
        return replace(line, key=key, act=self.tr("接收移交"))

    def _day(self, due: str) -> str:
        day = kept_day(due)
        return due if day is None else column_words(day, self._place.desk.now().date())

    def _waiting_lines(self, row: WorkRow) -> Iterable[WorkLine]:
        for one in row.unsigned:
            key = f"{row.inspection}/{one.place}"
            self._places[key] = (row.inspection, one.bound_at)
            yield WorkLine(key, row.unit, self._unsigned_words(one), self.tr("去补签"), True)
        self._places[row.inspection] = (row.inspection, row.paper_at)
        if row.returned:
            back = self.tr("已退回，等经办人修改后重新报批") if self._decides else self.tr("已退回，请修改后重新报批")
            told = "：".join(part for part in (back, row.why_returned) if part)
            yield WorkLine(row.inspection, row.unit, told, self.tr("查看"), True)
        if row.papers and self._decides:
            yield WorkLine(APPROVALS, row.unit, self.tr("等待审批"), self.tr("去审批"))
        elif row.papers:
            key = f"{row.inspection}/waiting"  # a line of its own beside what was returned
            self._places[key] = (row.inspection, row.waits_at or ("" if row.returned else row.paper_at))
            yield WorkLine(key, row.unit, self.tr("等待领导审批"), self.tr("查看"))

    def _unsigned_words(self, one: ToCountersign) -> str:
        words = self.tr("{day} 已逾期 · {words}") if one.overdue else self.tr("期限 {day} · {words}")
        return words.format(day=self._day(one.due), words=one.title) if one.due else one.title

    def _act(self, row: WorkRow) -> str:
        """Return the words of the button that goes on with an inspection; one of others is only read."""
        if self._place.only_looks or (row.officers and self._place.desk.officer not in row.officers):
            return self.tr("查看")
        words = {
            "preparation": self.tr("继续准备"), "arrival": self.tr("到场亮证"), "checking": self.tr("继续检查"),
            "outcome": self.tr("认定措施"), "record": self.tr("笔录签名"), "papers": self.tr("办理文书"),
            "closing": self.tr("继续办理"),
        }  # fmt: skip
        return words.get(row.step, self.tr("打开"))

    def _on_due(self, key: str) -> None:
        if key in self._places:
            self.step_wanted.emit(*self._places[key])
        else:
            self.inspection_wanted.emit(key)

    def _on_awaiting(self, key: str) -> None:
        if key in self._places:
            self.step_wanted.emit(*self._places[key])
        else:  # what went back does not wait on that page
            self.destination_wanted.emit(APPROVALS)
