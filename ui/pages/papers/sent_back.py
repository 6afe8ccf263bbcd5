"""A paper that was sent back: with which words, and where the words are changed that it is drafted from."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.models.papers import FROM_FORM, FROM_OUTCOME, FROM_RECORD
from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.long_words import LongWords

ORDERS = "outcome/order"


class SentBack(QWidget):
    """Why it came back. ``step_wanted(step)`` and ``form_wanted()`` lead to where it is mended."""

    step_wanted = Signal(str)
    form_wanted = Signal()

    def __init__(self, place: str, refused: str) -> None:
        super().__init__()
        told = LongWords("problem", "paperRefused")
        told.setText(self.tr("已退回，请按意见修改后重新起草，再报批。{words}。").format(words=refused))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(told)
        words, way = self._ways().get(place, ("", ""))
        if not words:
            return
        layout.addWidget(label(words, "small", wrap=True, name="mendWords"))
        if place == FROM_RECORD:
            layout.addWidget(self._way(self.tr("去：责令改正"), "goToOrder", ORDERS), 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._way(way, "goToMend", place), 0, Qt.AlignmentFlag.AlignLeft)

    def _way(self, words: str, name: str, place: str) -> QWidget:
        go = button(words, name, "link")
        go.clicked.connect(self.form_wanted if place == FROM_FORM else lambda: self.step_wanted.emit(place))
        return go

    def _ways(self) -> dict[str, tuple[str, str]]:
        return {
            FROM_OUTCOME: (
                self.tr("问题、措施和期限在“认定与措施”里改，改好再重新起草。"), self.tr("去：认定与措施"),
            ),
            FROM_RECORD: (
                self.tr(
                    "笔录已经封存，问题和措施不能再改：期限不合适、决定不再印发的，在“责令改正”里办；"
                    "写错、漏写的，在“笔录与签名”里补正；不需要改的，向审批人说明后，再记录一次意见。"
                ),
                self.tr("去：笔录与签名"),
            ),
            FROM_FORM: (self.tr("各栏内容在填写页里改，改好再生成文书。"), self.tr("去修改内容")),
        }  # fmt: skip
