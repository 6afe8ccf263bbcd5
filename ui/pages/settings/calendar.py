"""设置 · 工作日历: which years are known and from where; the administrator of a bureau without a centre imports one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.recounting import Recounted, recount
from app.services.session.opening import OpenDesk
from app.services.working_days import (
    CENTRE,
    IMPORTED,
    KnownYear,
    KnownYears,
    LookedAt,
    import_calendar,
    known_years,
    look_at,
)
from ui.widgets.buttons import button
from ui.widgets.fact_grid import FactGrid
from ui.widgets.file_dialogs import ask_file
from ui.widgets.labels import label
from ui.widgets.notice import ERROR, SUCCESS, Notice
from ui.widgets.page import card
from ui.workplace import Workplace

LINES = 6  # what the page can show; the rest is counted
KIND = ".toml"
CALENDAR_FILES = f"(*{KIND});;(*)"


class CalendarCard(QWidget):
    """``renewed()`` after days are counted by another calendar."""

    renewed = Signal()

    def __init__(self, place: Workplace, notice: Notice) -> None:
        super().__init__()
        self._place, self._notice = place, notice
        self._looked: LookedAt | None = None
        self._usual = self.tr("国务院办公厅发布下一年放假安排后，导入该年的文件；导入后立即按它计算期限。")
        self._fixed = label(self._usual, "quiet", wrap=True, name="calendarFixed")
        self._facts = FactGrid("calendarFacts")
        self._choose = button(self.tr("导入工作日历…"), "calendarImport")
        self._preview = label("", "plain", wrap=True, name="calendarPreview")
        self._go = button("", "calendarGo", "primary")
        self._not = button(self.tr("不导入"), "calendarNot")
        frame, inside = card()
        inside.addWidget(label(self.tr("工作日历"), "section"))
        for one in (self._fixed, self._facts, self._preview):
            inside.addWidget(one)
        row = QHBoxLayout()
        row.setSpacing(10)
        for each in (self._choose, self._go, self._not):
            row.addWidget(each)
        row.addStretch(1)
        inside.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)
        self._show_looked(None)
        self._choose.clicked.connect(self._on_choose)
        self._go.clicked.connect(self._on_go)
        self._not.clicked.connect(lambda: self._show_looked(None))

    def refresh(self) -> None:
        """Read which years are known."""
        self._place.ask(self, known_years, self._on_years, self._notice.show_error)

    def open_file(self, path: Path) -> None:
        """Read a file and show what it would bring, or every fault of it."""
        self._notice.clear()
        if path.suffix.lower() != KIND:
            told = self.tr("请选择该年的 .toml 文件，格式与程序自带的 forms/calendar 相同；Excel 表格不能直接导入。")
            self._notice.say(ERROR, self.tr("“{name}”不是工作日历的文件。").format(name=path.name), [told])
            return
        self._place.ask(self, lambda desk: look_at(desk, path), self._on_looked, self._notice.show_error)

    def _on_years(self, found: KnownYears) -> None:
        self._fixed.setText(found.fixed or self._usual)
        self._choose.setVisible(not found.fixed and self._looked is None)
        years = found.years
        usual = self.tr("{first}年至{last}年").format(first=years[-1].year, last=years[0].year) if years else ""
        shown = [one for at, one in enumerate(years) if not at or one.origin in (IMPORTED, CENTRE)][:LINES]
        lines = [(self.tr("已有年度"), usual)]
        lines += [(self.tr("{year}年").format(year=one.year), self._year_words(one)) for one in shown]
        lacking = self.tr("{year}年：最后一天在{year}年1月1日以后的工作日期限只能暂定").format(year=found.missing)
        lines += [(self.tr("还没有"), lacking), (self.tr("没有采用"), found.fault)]
        self._facts.show_facts(lines)

    def _year_words(self, one: KnownYear) -> str:
        words = self.tr("放假 {off} 天，调休上班 {on} 天。{source}。").format(
            off=one.days_off, on=one.make_up, source=one.source
        )
        if one.origin == IMPORTED:
            words += self.tr("{officer}于 {at} 导入，文件摘要 {digest}").format(
                officer=one.officer, at=one.at[:16].replace("T", " "), digest=one.digest[:16]
            )
        elif one.origin == CENTRE:
            words += self.tr("{publisher} {at} 通过中心库发布").format(
                publisher=one.publisher, at=one.at[:16].replace("T", " ")
            )
        else:
            words += self.tr("随程序提供")
        return words

    def _on_choose(self) -> None:
        chosen = ask_file(self, self.tr("导入工作日历"), self.tr("工作日历") + CALENDAR_FILES)
        if chosen:
            self.open_file(Path(chosen))

    def _on_looked(self, found: LookedAt) -> None:
        if found.problems:
            title = self.tr("这份工作日历有 {n} 处错误，没有导入。").format(n=len(found.problems))
            self._notice.say(ERROR, title, self._first(found.problems))
            self._show_looked(None)
            return
        self._show_looked(found)

    def _show_looked(self, found: LookedAt | None) -> None:
        self._looked = found
        for one in (self._preview, self._go, self._not):
            one.setVisible(found is not None)
        self._choose.setVisible(found is None)
        if found is not None:
            self._go.setText(self.tr("替换{year}年") if found.known else self.tr("导入{year}年"))
            self._go.setText(self._go.text().format(year=found.year))
            self._go.setEnabled(bool(found.changes))
            self._preview.setText("\n".join(self._preview_lines(found)))

    def _preview_lines(self, found: LookedAt) -> list[str]:
        words = self.tr("{year}年：放假 {off} 天，调休上班 {on} 天。来源：{source}").format(
            year=found.year, off=found.days_off, on=found.make_up, source=found.source
        )
        if not found.known:
            return [words]
        if not found.changes:
            return [words, self.tr("与现在使用的相同，不需要导入。")]
        asked = self.tr("{year}年已经有了，有 {n} 天与现在不同。确定替换吗？已按它计算的期限会重新计算。")
        return [words, asked.format(year=found.year, n=len(found.changes)), *self._first(found.changes)]

    def _first(self, lines: tuple[str, ...]) -> list[str]:
        more = [self.tr("另有 {n} 条").format(n=len(lines) - LINES)] if len(lines) > LINES else []
        return [*lines[:LINES], *more]

    def _on_go(self) -> None:
        looked = self._looked
        if looked is None:
            return
        self._go.setEnabled(False)

        def work(desk: OpenDesk) -> tuple[OpenDesk, Recounted]:
            after = import_calendar(desk, looked)
            return after, recount(desk, after)

        self._place.ask(self, work, lambda found: self._on_imported(looked.year, *found), self._on_failed)

    def _on_imported(self, year: int, desk: OpenDesk, told: Recounted) -> None:
        self._place.renew(desk)
        self._show_looked(None)
        title = self.tr("{year}年工作日历已导入，期限现在按它计算。").format(year=year)
        counted = self.tr("重新计算了 {n} 项期限，最后一天都没有变。").format(n=told.running)
        if told.moved:
            counted = self.tr("重新计算了 {n} 项期限，{m} 项的最后一天有变化：").format(
                n=told.running, m=len(told.moved)
            )
        self._notice.say(SUCCESS, title, [counted, *self._first(told.moved)])
        self.renewed.emit()
        self.refresh()

    def _on_failed(self, error: Exception) -> None:
        self._show_looked(None)
        self._notice.show_error(error)
        self.refresh()
