"""An auditor's workbench: everything can be read, nothing changed, and no button is there that would then refuse.

What is not known to be for reading is taken away: a page that gains a button need not think of auditors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QTextEdit,
    QWidget,
)

from ui.pages.help import HelpPage
from ui.pages.seat import SeatPage
from ui.pages.verifying import VerifyingPage

if TYPE_CHECKING:
    from collections.abc import Iterator

# Pages in which every act is also an auditor's: who sits here, looking up, verifying.
WHOLE = (HelpPage, SeatPage, VerifyingPage)
READING = frozenset({
    "homeAll", "homeAgain", "homeDeadlines", "homeProgress", "homeSync", "homeReports", "homeConflicts", "homeRefused",
    "boardAllDays", "exportCalendar", "boardOpen", "exportProgress",
    "keepFilter", "listColumns", "listExport", "clearFilter", "exportCancel", "filterSave", "filterDrop",
    "unitPast", "unitPastShow", "unitBack", "unitOpenInspection", "backToStep", "unlockStep", "nextPart",
    "nextOpen", "openItems", "itemsBack", "openSample", "samplingBack", "openEvidence", "evidenceBack",
    "lookEvidence", "pictureWhole", "pictureBack",
    "lookAtPaper", "savePaper", "checkupAll", "openParent", "closingSync",
    "previewCaseFile", "cancelCaseFile", "leaveCaseFile", "saveCaseFile",
    "zoomOut", "zoomIn", "zoomFit", "pageBefore", "pageNext", "goVerify", "reportTakeOut",
    "register_units", "register_officers", "register_numbers", "register_sheets", "register_reports",
    "syncGo", "syncCancel", "goRefused", "goConflicts", "receiptPrint", "receiptSave", "receiptExport",
    "syncBackupNow", "syncBackupCheck", "settingsLarge", "aboutShow", "aboutBack", "keysChange", "pinChange",
})  # fmt: skip
READING_PARTS = (
    "filter_", "evidence_", "due_", "open_", "awaiting_", "unsent_", "openRecheck_", "correctionOpen", "syncTab_",
    "openWaiting", "openDisagreeing", "openCorrection", "openRefused", "progressFacts_", "progress_",
)
ASKING = frozenset({
    "inspectionFilter", "savedFilters", "progressYear", "jumpTo", "unitFilter", "filterName", "numberYear",
})  # fmt: skip
# The drop-downs of the list of all inspections; the own passphrase and PIN.
ASKING_PARTS = ("filter_", "keys_", "pin_")
_TYPED = (QLineEdit, QPlainTextEdit, QTextEdit)
_CHOSEN = (QComboBox, QAbstractSpinBox, QCheckBox, QRadioButton)


class LookingOnly(QObject):
    """Watches all that comes into a widget."""

    def __init__(self, root: QWidget) -> None:
        super().__init__(root)
        self._take(root)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take away what would change something whenever it is shown or enabled."""
        kind = event.type()
        if kind == QEvent.Type.ChildPolished:
            child = event.child()  # type: ignore[attr-defined]  # a QChildEvent by its type
            if isinstance(child, QWidget):
                self._take(child)
        elif kind in (QEvent.Type.Show, QEvent.Type.EnabledChange) and isinstance(watched, QWidget):
            _limit(watched)
        return False

    def _take(self, widget: QWidget) -> None:
        if isinstance(widget, WHOLE):
            return
        for one in [widget, *_inside(widget)]:
            one.removeEventFilter(self)
            one.installEventFilter(self)
            _limit(one)


def _inside(widget: QWidget) -> Iterator[QWidget]:
    for one in widget.findChildren(QWidget):
        above: QWidget | None = one
        while above is not None and above is not widget and not isinstance(above, WHOLE):
            above = above.parentWidget()
        if above is widget:
            yield one


def _limit(one: QWidget) -> None:
    name = one.objectName()
    if name in READING or name in ASKING or name.startswith(ASKING_PARTS):
        return
    if isinstance(one, QPushButton) and name.startswith(READING_PARTS):
        return
    if isinstance(one, _CHOSEN) or (isinstance(one, QPushButton) and one.isCheckable()):
        one.setEnabled(False)
    elif isinstance(one, QPushButton):
        one.hide()
    elif isinstance(one, _TYPED):
        one.setReadOnly(True)
