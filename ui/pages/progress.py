"""进度统计: for the chief and the leader: the year's plans, what is open and overdue, what was found where."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.progress import Progress, Share, export_progress, progress
from ui import style
from ui.destination import DestinationPage
from ui.widgets.bar_list import Bar, BarList
from ui.widgets.buttons import button
from ui.widgets.fact_grid import FactGrid
from ui.widgets.file_dialogs import ask_new_file
from ui.widgets.labels import label
from ui.widgets.notice import SUCCESS, Notice
from ui.widgets.page import card, scrolled
from ui.workplace import Workplace


class ProgressPage(DestinationPage):
    """Figures of one year or of all; the same as a workbook with charts."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._found: Progress | None = None
        self._year, self._notice = QComboBox(), Notice()
        self._facts = FactGrid("progressFacts")
        self._no_findings = label(self.tr("还没有发现问题。"), "quiet", name="progressNoFindings")
        self._bars = {name: BarList(f"progress_{name}") for name in ("districts", "kinds", "questions")}
        self._export = button(self.tr("导出 Excel…"), "exportProgress")
        self._build()
        self._year.activated.connect(lambda _: self.refresh())
        self._export.clicked.connect(self._on_export)

    def refresh(self) -> None:
        """Count again."""
        year = int(self._year.currentData() or 0)
        self._place.ask(self, lambda desk: progress(desk, year), self._on_found, self._notice.show_error)

    def save_to(self, path: Path) -> None:
        """Write the workbook."""
        found = self._found
        assert found is not None
        self._place.tasks.run(
            self, lambda: export_progress(found, path), self._on_saved, self._notice.show_error, behind=True
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
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 12, 16, 10)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self._notice)
        layout.addWidget(label(self._how_to_read(), "small", wrap=True))
        layout.addWidget(scrolled(held), 1)

    def _how_to_read(self) -> str:
        return self.tr("红色部分为已逾期。要看是哪些检查：在“全部检查”中输入检查项编号（如 2.3），或者选县区、年度。")

    def _on_found(self, found: Progress) -> None:
        self._found = found
        self._notice.clear()
        for year in found.years:
            if self._year.findData(year) < 0:
                self._year.addItem(self.tr("{year}年").format(year=year), year)
        self._facts.show_facts([
            (self.tr("检查"), str(found.planned)), (self.tr("已到场"), str(found.visited)),
            (self.tr("已办结"), str(found.closed)), (self.tr("未办结"), str(found.open)),
            (self.tr("已逾期"), str(found.overdue)), (self.tr("发现问题"), str(found.findings)),
        ])  # fmt: skip
        for name, shares in (("districts", found.districts), ("kinds", found.kinds), ("questions", found.questions)):
            self._bars[name].show_bars(_bars(shares))
        self._no_findings.setVisible(not found.questions)

    def _on_export(self) -> None:
        if self._found is None:
            return
        chosen = ask_new_file(self, self.tr("导出统计"), self.tr("执法检查统计.xlsx"), self.tr("Excel 文件 (*.xlsx)"))
        if chosen:
            self.save_to(Path(chosen))

    def _on_saved(self, path: Path) -> None:
        self._notice.say(SUCCESS, self.tr("已导出：{name}").format(name=path.name))


def _bars(shares: Sequence[Share]) -> list[Bar]:
    return [Bar(one.label, one.inspections, one.overdue) for one in shares[:15]]
