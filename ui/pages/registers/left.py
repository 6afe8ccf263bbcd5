"""What somebody who leaves would leave behind: the open inspections it stops, each with the way to it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.listing.leaving import LeftBehind, left_behind
from ui.widgets.buttons import button
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.workplace import Workplace

SHOWN = 8
TEAM = "preparation/team"


class LeftList(QWidget):
    """The inspections of one officer. ``read(count)`` once they are known, ``step_wanted(inspection, place)``."""

    read = Signal(int)
    step_wanted = Signal(str, str)

    def __init__(self, place: Workplace, name: str) -> None:
        super().__init__()
        self._place, self._name, self._officer = place, name, ""
        self._words = label("", "problem", wrap=True, name=f"{name}Words")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._words)
        layout.addLayout(self._rows)
        self.hide()

    def show_officer(self, officer: str) -> None:
        """Read what this officer would leave behind; the answer for somebody shown before is not for this one."""
        self._officer = officer
        self.hide()
        self._place.ask(
            self, lambda desk: left_behind(desk, officer), lambda found: self._on_read(officer, found), behind=True
        )

    def _on_read(self, officer: str, found: tuple[LeftBehind, ...]) -> None:
        if officer != self._officer:
            return
        empty(self._rows)
        nobody = sum(not one.others for one in found)
        told = [
            self.tr("{n} 件没有可以办案的执法人员").format(n=nobody) if nobody else "",
            self.tr("{n} 件只剩一人").format(n=len(found) - nobody) if len(found) > nobody else "",
        ]
        words = self.tr("未办结的检查将有 {told}，不足两人。请先逐件补派执法人员：")
        self._words.setText(words.format(told="、".join(one for one in told if one)))
        for number, one in enumerate(found[:SHOWN]):
            self._rows.addWidget(self._row(number, one))
        if len(found) > SHOWN:
            more = self.tr("另有 {n} 件，补派后在这里接着列出。").format(n=len(found) - SHOWN)
            self._rows.addWidget(label(more, "small", wrap=True))
        self.setVisible(bool(found))
        self.read.emit(len(found))

    def _row(self, number: int, one: LeftBehind) -> QWidget:
        left = self.tr("只剩{name}").format(name="、".join(one.others)) if one.others else self.tr("没有其他人")
        unit = self.tr("复查：{unit}").format(unit=one.unit) if one.recheck else one.unit
        row = QWidget()
        layout = QVBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.setSpacing(0)
        layout.addWidget(label(f"{unit}（{left}）", "plain", wrap=True))
        if one.sealed:
            going_on = self.tr("笔录已封存：补派的人接办以后的文书和送达，须写明理由；笔录记载的检查人员不变。")
            layout.addWidget(label(going_on, "small", wrap=True))
        act = self.tr("去补派执法人员")
        go = button(act, f"{self._name}Go_{number}", "link", tip=f"{act}：{one.unit}")
        go.clicked.connect(lambda: self.step_wanted.emit(one.inspection, TEAM))
        layout.addWidget(go)
        return row
