"""进度统计: for the chief and the leader: the year's plans, what is open and overdue, what was found where."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.services.listing.figures import (
    ALL,
    CLOSED,
    DISTRICT,
    FOUND,
    KIND,
    LATE,
    OPEN,
    QUESTION,
    VISITED,
    Figure,
)
from app.services.listing.finding import Wanted
from app.services.progress import Progress, Share, export_progress, progress
from ui import style
from ui.destination import DestinationPage
from ui.widgets.bar_list import Bar, BarList
from ui.widgets.buttons import button
from ui.widgets.count_grid import CountGrid
from ui.widgets.drop_down import DropDown
from ui.widgets.file_dialogs import ask_new_file
from ui.widgets.labels import label
from ui.widgets.notice import SUCCESS, Notice
from ui.widgets.page import card, framed, scrolled
from ui.workplace import Workplace


class ProgressPage(DestinationPage):
    """Figures of one year or of all, each opens the list of what it counts; the same as a workbook with charts."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._found: Progress | None = None
        self._year, self._notice = DropDown(), Notice()
        self._facts = CountGrid("progressFacts")
        self._no_findings = label(self.tr("还没有发现问题。"), "quiet", name="progressNoFindings")
        self._bars = {name: BarList(f"progress_{name}") for name in ("districts", "kinds", "questions")}
        self._no_findings.hide()  # nobody has counted yet
        self._export = button(self.tr("导出 Excel…"), "exportProgress")
        self._build()
        self._year.activated.connect(lambda _: self.refresh())
        self._export.clicked.connect(self._on_export)
        self._facts.wanted.connect(self._on_wanted)
        for bars in self._bars.values():
            bars.wanted.connect(self._on_wanted)

    def refresh(self) -> None:
        """Count again."""
        year = int(self._year.currentData() or 0)
        self._place.ask(self, lambda desk: progress(desk, year), self._on_found, self._notice.show_error)

    def save_to(self, path: Path) -> None:
        """Write the workbook."""
        found, made = self._found, self._place.desk.now()
        assert found is not None
        self._place.tasks.run(
            self, lambda: export_progress(found, path, made), self._on_saved, self._on_unsaved, behind=True
        )

    def _build(self) -> None:
        self._year.setObjectName("progressYear")
        self._year.setAccessibleName(self.tr("年度"))
        self._year.addItem(self.tr("全部年度"), 0)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(self.tr("进度统计"), "title"))
        head.addWidget(self._year)
        head.addStretch(1)
        head.addWidget(self._export)
        held = QWidget()
        grid = QGridLayout(held)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(12)
        cards = (
            (self.tr("总体"), self._facts), (self.tr("按县（市、区）"), self._bars["districts"]),
            (self.tr("按单位类别"), self._bars["kinds"]), (self.tr("发现问题最多的检查项"), self._bars["questions"]),
        )  # fmt: skip
        across = 1 if style.current() is style.LARGE else 2
        for at, (title, inner) in enumerate(cards):
            frame, inside = card()
            inside.addWidget(label(title, "section"))
            inside.addWidget(inner)
            if inner is self._bars["questions"]:
                inside.addWidget(self._no_findings)
            inside.addStretch(1)
            grid.addWidget(frame, at // across, at % across)
        for column in range(across):
            grid.setColumnStretch(column, 1)
        above, layout = framed(self)
        above.addLayout(head)
        above.addWidget(self._notice)
        above.addWidget(label(self.tr("点数字或条形，列出它所计的检查。红色部分为已逾期。"), "small"))
        layout.addWidget(scrolled(held, at_edge=True), 1)

    def _on_found(self, found: Progress) -> None:
        self._found = found
        self._notice.clear()
        for year in found.years:
            if self._year.findData(year) < 0:
                self._year.addItem(self.tr("{year}年").format(year=year), year)
        told = self.tr("{n:,} 次")
        in_all = self.tr("{n:,} 个，在 {inspections:,} 次检查中").format(n=found.findings, inspections=found.found)
        self._facts.show_counts([
            (name, told.format(n=count) if measure != FOUND else in_all, self._key(measure) if count else "")
            for name, count, measure in (
                (self.tr("检查"), found.planned, ALL), (self.tr("已到场"), found.visited, VISITED),
                (self.tr("已办结"), found.closed, CLOSED), (self.tr("未办结"), found.open, OPEN),
                (self.tr("已逾期"), found.overdue, LATE), (self.tr("发现问题"), found.findings, FOUND),
            )
        ])  # fmt: skip
        self._show_bars("districts", DISTRICT, found.districts)
        self._show_bars("kinds", KIND, found.kinds)
        self._show_bars("questions", QUESTION, found.questions)
        self._no_findings.setVisible(not found.questions)

    def _show_bars(self, name: str, group: str, shares: Sequence[Share]) -> None:
        self._bars[name].show_bars([
            Bar(
                one.label, one.inspections, one.overdue, self._key(ALL, group, one.key),
                self._key(LATE, group, one.key),
            )
            for one in shares
        ])  # fmt: skip

    def _key(self, measure: str, group: str = "", label: str = "") -> str:
        year = self._found.year if self._found is not None else 0
        return Figure(year, measure, group, label).key

    def _on_wanted(self, key: str) -> None:
        self.list_wanted.emit(Wanted(figure=key))

    def _on_unsaved(self, error: Exception) -> None:
        self._notice.show_unsaved(error, self._on_export)

    def _on_export(self) -> None:
        if self._found is None:
            return
        chosen = ask_new_file(self, self.tr("导出统计"), self.tr("执法检查统计.xlsx"), self.tr("Excel 文件 (*.xlsx)"))
        if chosen:
            self.save_to(Path(chosen))

    def _on_saved(self, path: Path) -> None:
        self._notice.say(SUCCESS, self.tr("已导出：{name}").format(name=path.name))
