"""Messages that stop a person: the only place that opens a message box, and the words for any failure."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.errors import InspectorError, Refused
from app.file_faults import unusable_place

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox

_log = logging.getLogger(__name__)


class Messages(QObject):
    """Shows failures that have no page of their own, and asks before what cannot be taken back."""

    def words(self, error: BaseException) -> tuple[str, str]:
        """Return title and advice for any failure; what was not foreseen is logged and never shown raw."""
        if isinstance(error, InspectorError):
            return error.title, error.advice
        _log.error("unforeseen failure", exc_info=error)
        unusable = unusable_place(error)
        if unusable is not None:
            return unusable.title, unusable.advice
        return self.tr("程序遇到意外问题。"), self.tr(
            "已保存的内容不受影响。请重试；仍不行时请重新打开程序并联系管理员。"
        )

    def reasons(self, error: BaseException) -> tuple[str, ...]:
        """Return each reason of a refusal; empty for other failures, and where the advice says it already."""
        if not isinstance(error, Refused):
            return ()
        texts = tuple(dict.fromkeys(one.text for one in error.blockers))
        return () if not error.advised or texts == (error.title,) else texts

    def show(self, error: BaseException, parent: QWidget | None = None) -> None:
        """Show a failure and wait until it was read."""
        title, advice = self.words(error)
        box = self._box(parent, title, advice)
        box.setIcon(box.Icon.Warning)
        box.addButton(self.tr("知道了"), box.ButtonRole.AcceptRole)
        box.exec()

    def confirmed(self, title: str, advice: str, act: str, parent: QWidget | None = None) -> bool:
        """Return whether the person chose to go on; ``act`` is what the button says that goes on."""
        box = self._box(parent, title, advice)
        box.setIcon(box.Icon.Question)
        go_on = box.addButton(act, box.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(self.tr("返回"), box.ButtonRole.RejectRole))
        box.exec()
        return box.clickedButton() is go_on

    def _box(self, parent: QWidget | None, title: str, advice: str) -> QMessageBox:
        from PySide6.QtWidgets import QMessageBox  # brings a hundred names that the prompt does without

        box = QMessageBox(parent)
        box.setObjectName("messageBox")
        box.setWindowTitle(self.tr("档案执法检查"))
        box.setText(title)
        box.setInformativeText(advice)
        return box
