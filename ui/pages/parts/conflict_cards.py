"""Where two laptops disagree: all values side by side with who, when and where; one is chosen, or written anew."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.models.conflicts import Candidate, Conflict
from ui.unfinished import Unfinished, kept_form
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.form_entries import KEPT_AS
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.widgets.page import card
from ui.widgets.typed_line import TypedLine
from ui.widgets.typed_text import TypedText
from ui.workplace import Workplace


class ConflictCards(QWidget):
    """One card for each disagreement. Every value stays in the log, whichever is chosen.

    ``chosen(inspection, operation, reason)``, ``written(inspection, operation beside, text)``,
    ``question_wanted(inspection, path)`` to answer a question anew in the checklist.
    """

    chosen = Signal(str, str, str)
    written = Signal(str, str, str)
    question_wanted = Signal(str, str)

    def __init__(self, place: Workplace, name: str = "") -> None:
        super().__init__()
        self._place, self._name = place, name
        self._kept: dict[str, Unfinished] = {}  # by each operation that may be chosen
        self._shown: tuple[Conflict, ...] | None = None
        self._held = QVBoxLayout(self)
        self._held.setContentsMargins(0, 0, 0, 0)
        self._held.setSpacing(12)

    def show_conflicts(self, found: Sequence[Conflict]) -> None:
        """Show the disagreements; the same ones again change nothing, so that what is being typed stays."""
        if tuple(found) == self._shown:
            return
        self._shown = tuple(found)
        empty(self._held)
        self._kept = {}
        for number, one in enumerate(found):
            self._held.addWidget(self._card(f"{self._name}{number}", one))

    def forget(self, operation: str) -> None:
        """Forget what was typed about a disagreement: it was settled by one of its operations."""
        if operation in self._kept:
            self._kept[operation].finish()

    def _card(self, name: str, one: Conflict) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(one.title, "section", wrap=True))
        reason = TypedLine()
        reason.setProperty(KEPT_AS, "voidReason")
        row = QHBoxLayout()
        row.setSpacing(20)
        for place, value in enumerate(one.candidates):
            row.addWidget(self._value(f"{name}_{place}", one, value, reason), 1)
        inside.addLayout(row)
        if one.finding:
            hint = self.tr("选定“不符合”以外的结论时填写")
            inside.addWidget(Field(self.tr("作废已形成问题的原因"), reason, f"voidReason{name}", hint))
        if not one.settled_here:
            told = self.tr("这一项不能在此选定，由{device}处理。").format(device=one.decider)
            inside.addWidget(label(told, "quiet", wrap=True, name=f"decider{name}"))
        elif one.question:
            anew = button(self.tr("都不采用，到检查表重新作答"), f"anew{name}", "link")
            anew.clicked.connect(lambda: self.question_wanted.emit(one.inspection, one.question))
            inside.addWidget(anew, 0, Qt.AlignmentFlag.AlignLeft)
        elif one.texts and one.candidates:
            inside.addWidget(self._writing(name, one))
        operations = sorted(each.operation for each in one.candidates)
        if operations:
            kept = kept_form(frame, self._place, f"conflict/{operations[0]}")
            self._kept |= dict.fromkeys(operations, kept)
        return frame

    def _value(self, name: str, conflict: Conflict, one: Candidate, reason: QLineEdit) -> QWidget:
        held = QWidget()
        layout = QVBoxLayout(held)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        device = self.tr("本机") if one.here else one.device
        layout.addWidget(label(f"{one.officer} · {device}\n{one.at}", "quiet", wrap=True))  # two lines in each
        words = label(one.words, "plain", wrap=True, name=f"candidate{name}")
        words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(words, 1)
        if conflict.settled_here:
            tip = self.tr("采用{officer}的填写：{words}").format(officer=one.officer, words=one.words)
            go = button(self.tr("采用这一个"), f"choose{name}", tip=tip)
            go.clicked.connect(lambda: self.chosen.emit(conflict.inspection, one.operation, reason.text().strip()))
            layout.addWidget(go)
        return held

    def _writing(self, name: str, one: Conflict) -> QWidget:
        held, text = QWidget(), TypedText(2)
        text.setProperty(KEPT_AS, "anewText")
        layout = QHBoxLayout(held)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        go = button(self.tr("采用改写的内容"), f"write{name}")
        hint = self.tr("两边都有道理时，合并写一段；原来的内容仍保留在操作记录中")
        layout.addWidget(Field(self.tr("都不采用，重新写"), text, f"anewText{name}", hint), 1)
        layout.addWidget(go, 0, Qt.AlignmentFlag.AlignBottom)
        beside = one.candidates[0].operation
        go.clicked.connect(lambda: self.written.emit(one.inspection, beside, text.toPlainText()))
        return held
