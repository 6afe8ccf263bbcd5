"""事项结果: what the answers give for each check item, and what an officer says instead, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.checklist.items import ItemResult
from ui.models.inspection_state import InspectionState
from ui.models.item_results import choices, counts_words, overruled
from ui.unfinished import Unfinished, kept_form
from ui.ways_back import leaves_by
from ui.widgets.buttons import button
from ui.widgets.chooser import offer
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.form_entries import MEANING
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.widgets.notice import SUCCESS, Notice
from ui.widgets.page import WIDEST, card, framed, heading, scrolled
from ui.widgets.typed_line import TypedLine
from ui.workplace import Workplace


class ItemsPage(QWidget):
    """``changed(state)`` after an overrule; ``back_wanted()`` to the checklist."""

    changed = Signal(object)
    back_wanted = Signal()

    def __init__(self, place: Workplace, inspection: str, previous: Mapping[str, Any]) -> None:
        super().__init__()
        self.setObjectName("page")
        self._place, self._inspection, self._previous = place, inspection, previous
        self._shown: tuple[object, ...] = ()
        self._notice = Notice()
        self._back = button(self.tr("返回检查表"), "itemsBack", tip=self.tr("返回检查表，快捷键 Alt+←"))
        self._held = QVBoxLayout()
        self._held.setSpacing(12)
        head = heading(self._back)
        head.addWidget(label(self.tr("检查事项的结果"), "title"))
        head.addStretch(1)
        inside = QWidget()
        inside.setLayout(self._held)
        self._held.setContentsMargins(0, 0, 0, 0)
        about = self.tr("结果由检查项的答案得出，印在笔录上。需要改的，选另一个结果并写明理由。")
        above, layout = framed(self)
        above.addLayout(head)
        above.addWidget(label(about, "quiet", wrap=True))
        above.addWidget(self._notice)
        layout.addWidget(scrolled(inside, WIDEST, at_edge=True), 1)
        self._back.clicked.connect(self.back_wanted)
        QShortcut(QKeySequence("Alt+Left"), self, self.back_wanted.emit)
        leaves_by(self, self._back)

    def show_state(self, state: InspectionState) -> None:
        """Show the items as they stand."""
        shown = (state.items, state.frozen)
        if shown == self._shown:
            return
        self._shown = shown
        empty(self._held)
        for one in state.items:
            self._held.addWidget(self._card(one, locked=bool(state.frozen)))

    def _card(self, one: ItemResult, *, locked: bool) -> QWidget:
        frame, inside = card()
        head = QHBoxLayout()
        head.addWidget(label(one.title, "section", wrap=True), 1)
        word = self.tr("{word}（人员认定）").format(word=one.word) if one.overruled else one.word
        head.addWidget(label(word, "label", name=f"itemResult_{one.key}"), 0, Qt.AlignmentFlag.AlignTop)
        inside.addLayout(head)
        inside.addWidget(label(counts_words(one), "quiet", wrap=True))
        box, reason = DropDown(), TypedLine(one.reason)
        offer(box, choices(one))
        box.setCurrentIndex(max(0, box.findData(one.result if one.overruled else "")))
        field = Field(self.tr("改变结果的理由"), reason, f"itemReason_{one.key}")
        keep = button(
            self.tr("保存"), f"itemKeep_{one.key}", tip=self.tr("保存“{title}”的结果").format(title=one.title)
        )
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(Field(self.tr("结果"), box, f"itemChoice_{one.key}"), 2)
        row.addWidget(field, 3)
        row.addWidget(keep, 0, Qt.AlignmentFlag.AlignBottom)
        inside.addLayout(row)
        for part in (box, reason, keep):
            part.setEnabled(not locked)
        box.setProperty(MEANING, True)
        if not locked:
            kept = kept_form(frame, self._place, f"item/{self._inspection}/{one.key}")
            keep.clicked.connect(lambda: self._keep(one.key, str(box.currentData() or ""), reason.text(), field, kept))
        return frame

    def _keep(self, item: str, result: str, reason: str, field: Field, kept: Unfinished) -> None:
        self._notice.clear()

        def done(after: tuple[list[str], InspectionState]) -> None:
            problems, state = after
            field.set_problem("；".join(problems))
            if problems:
                field.control.setFocus()
                return
            kept.finish()
            self._notice.say(SUCCESS, self.tr("结果已记录。"))
            self.show_state(state)
            self.changed.emit(state)

        self._place.ask(
            field,
            lambda desk: overruled(desk, self._inspection, self._previous, item, result, reason),
            done,
            self._notice.show_error,
        )
