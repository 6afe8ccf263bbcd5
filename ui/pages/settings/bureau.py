"""设置 · 本机关: what papers say of the bureau; read-only with the reason where a centre governs it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from app.domain.bureaus import OWN_LIST
from app.domain.problems import Problem
from app.services.desk import CALENDAR_DAYS, WORKING_DAYS, Desk
from app.services.registers.bureau import (
    bureau_data,
    fixed_because,
    keep_bureau_data,
    lists_of_its_own,
    set_unstated_days,
    unlisted,
    unstated_days,
)
from ui import style
from ui.models.doubts import DOUBTS
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.chooser import offer
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.marked import tell
from ui.widgets.notice import WARNING, Notice
from ui.widgets.page import card
from ui.widgets.typed_line import TypedLine
from ui.workplace import Workplace

Found = tuple[dict[str, str], str, str, str, bool, str]


class BureauCard(QWidget):
    """``done(words)`` after it was kept."""

    done = Signal(str)

    def __init__(self, place: Workplace, notice: Notice) -> None:
        super().__init__()
        self._place, self._notice = place, notice
        self._unfinished = Unfinished(self, place, "bureau")
        self._fixed = label(self._usual(), "quiet", wrap=True, name="bureauFixed")
        titles = self._titles()
        self._lines = {name: TypedLine() for name in titles}
        self._fields = {
            name: Field(title, self._lines[name], f"bureau_{name}", hint, doubt=DOUBTS.get(name))
            for name, (title, hint) in titles.items()
        }
        self._save, self._unlisted = button(self.tr("保存机关信息"), "bureauSave"), Notice()
        self._days = DropDown()
        hint = self.tr("规定写“10日”“15日”而没有写明日历日还是工作日的期限；选后即保存，只影响以后计算的期限")
        days = Field(self.tr("没有写明种类的日"), self._days, "unstatedDays", hint)
        frame: QFrame
        frame, inside = card()
        inside.addWidget(label(self.tr("本机关"), "section"))
        inside.addWidget(self._fixed)
        inside.addWidget(self._unlisted)
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(10)
        across = 1 if style.current() is style.LARGE else 2
        for place_in, field in enumerate(self._fields.values()):
            field.setMinimumHeight(field.sizeHint().height())  # a line that wraps above must not squeeze them
            grid.addWidget(field, place_in // across, place_in % across, Qt.AlignmentFlag.AlignTop)
        inside.addLayout(grid)
        inside.addWidget(self._save, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addWidget(days)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)
        self._save.clicked.connect(self._on_save)
        self._days.activated.connect(lambda _: self._on_days())

    def _usual(self) -> str:
        return self.tr("印在以后制作的文书上；留空恢复随程序提供的内容。已制作的文书不变。")

    def _titles(self) -> dict[str, tuple[str, str]]:
        """Return the title and the hint of each line."""
        return {
            "name": (self.tr("机关名称"), self.tr("印在文书抬头和落款")),
            "number_prefix": (self.tr("机关代字"), self.tr("用于文号，例如“保档”")),
            "address": (self.tr("地址"), self.tr("现有文书不印地址，供本机查阅")),
            "phone": (self.tr("电话"), self.tr("新建检查时作为联系电话")),
            "reviewing_body": (self.tr("行政复议机关"), self.tr("印在救济途径中")),
            "court": (self.tr("行政诉讼法院"), self.tr("印在救济途径中")),
            "list_title": (self.tr("本机关责任清单的名称"), self.tr("不是上级机关的清单；三项都填，文书才引用")),
            "list_published": (self.tr("责任清单公布日期"), self.tr("例如 2025-03-01")),
            "list_item": (self.tr("责令改正事项的序号"), self.tr("清单中责令改正、责令停止的那一项，例如“第12项”")),
        }

    def refresh(self) -> None:
        """Read the bureau again."""

        def work(desk: Desk) -> Found:
            days = unstated_days(desk), desk.shelf.unstated.unit
            return bureau_data(desk), fixed_because(desk), *days, lists_of_its_own(desk), unlisted(desk)

        self._place.ask(self, work, self._on_data, self._notice.show_error)

    def _on_data(self, found: Found) -> None:
        known, fixed, own, usual, lists, lacking = found
        self._show_days(own, usual, bool(fixed))
        for name in OWN_LIST:
            self._fields[name].setVisible(lists)
        self._unlisted.clear()
        if lacking:
            self._unlisted.say(WARNING, lacking, [fixed or self.tr("请对照本机关已公布的清单核实后，填写下面三项。")])
        self._unfinished.rest()
        for name, line in self._lines.items():
            line.setText(known[name])
            line.setReadOnly(bool(fixed))
        self._save.setVisible(not fixed)
        self._fixed.setText(fixed or self._usual())
        if not fixed:
            self._unfinished.begin()

    def _show_days(self, own: str, usual: str, fixed: bool) -> None:
        kinds = {CALENDAR_DAYS: self.tr("按日历日计算"), WORKING_DAYS: self.tr("按工作日计算")}
        offer(self._days, list(kinds.items()), self.tr("按随程序提供的设定（{kind}）").format(kind=kinds[usual]))
        self._days.setCurrentIndex(self._days.findData(own))
        self._days.setEnabled(not fixed)

    def _on_days(self) -> None:
        kind = str(self._days.currentData() or "")
        words = self.tr("没有写明种类的日：已改为“{kind}”。").format(kind=self._days.currentText())
        told = lambda _: self.done.emit(words)  # noqa: E731  # reads better than a def here
        self._place.ask(self, lambda desk: set_unstated_days(desk, kind), told, self._notice.show_error)

    def _on_save(self) -> None:
        entered = {name: line.text() for name, line in self._lines.items()}

        def work(desk: Desk) -> list[Problem]:
            return keep_bureau_data(desk, entered)

        self._place.ask(self, work, self._on_kept, self._notice.show_error)

    def _on_kept(self, problems: list[Problem]) -> None:
        tell(self._fields, problems)
        if problems:
            self._lines[problems[0].field].setFocus()
            return
        self._unfinished.finish()
        self.done.emit(self.tr("机关信息已保存。"))
        self.refresh()
