"""A workbench to read by: an auditor's, and the inspection of other officers. No button is there that would refuse.

What is not known to be for reading is taken away: a page that gains a button need not think of who only reads.
"""

from __future__ import annotations

from dataclasses import dataclass
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

if TYPE_CHECKING:
    from collections.abc import Iterator

READING = frozenset({
    "listHome", "boardHome", "approvalsHome",
    "homeAll", "homeAgain", "homeDeadlines", "homeProgress", "homeSync", "homeReports", "homeConflicts", "homeRefused",
    "homeBackup", "saveUnchosen",
    "boardAllDays", "exportCalendar", "boardOpen", "exportProgress",
    "keepFilter", "listColumns", "listExport", "clearFilter", "exportCancel", "filterSave", "filterDrop",
    "unitPast", "unitPastShow", "unitBack", "unitOpenInspection", "backToStep", "unlockStep", "nextPart",
    "nextOpen", "openItems", "itemsBack", "openSample", "samplingBack", "openEvidence", "evidenceBack",
    "lookEvidence", "saveEvidence", "pictureWhole", "pictureBack",
    "lookAtPaper", "savePaper", "checkupAll", "paperRefusedMore", "openParent", "closingSync",
    "previewCaseFile", "openCaseFile", "cancelCaseFile", "leaveCaseFile", "saveCaseFile", "leaveScan", "saveScan",
    "zoomOut", "zoomIn", "zoomFit", "pageBefore", "pageNext", "goVerify", "reportTakeOut",
    "register_units", "register_officers", "register_numbers", "register_sheets", "register_reports",
    "syncGo", "syncCancel", "goRefused", "goConflicts", "receiptPrint", "receiptSave", "receiptExport",
    "syncBackupNow", "syncBackupCheck", "settingsLarge", "aboutShow", "aboutBack", "keysChange", "pinChange",
})  # fmt: skip
READING_PARTS = (
    "filter_", "evidence_", "due_", "open_", "awaiting_", "unsent_", "openRecheck_", "correctionOpen", "syncTab_",
    "openWaiting", "openDisagreeing", "lookAtRecord_", "openCorrection", "openRefused", "progressFacts_", "progress_",
    "reportedScan_",
)
ASKING = frozenset({
    "inspectionFilter", "savedFilters", "progressYear", "jumpTo", "unitFilter", "filterName", "numberYear",
})  # fmt: skip
# The drop-downs of the list of all inspections; the own passphrase and PIN.
ASKING_PARTS = ("filter_", "keys_", "pin_")
_TYPED = (QLineEdit, QPlainTextEdit, QTextEdit)
_CHOSEN = (QComboBox, QAbstractSpinBox, QCheckBox, QRadioButton)


@dataclass(frozen=True)
class Allowed:
    """What may be done besides reading: in whole widgets, and by the names of buttons (or how these begin)."""

    whole: tuple[type[QWidget], ...] = ()
    names: tuple[str, ...] = ()


class LookingOnly(QObject):
    """Watches all that comes into a widget."""

    def __init__(self, root: QWidget, allowed: Allowed = Allowed()) -> None:
        super().__init__(root)
        self._whole, self._names = allowed.whole, allowed.names
        self._take(root)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take away what would change something whenever it is shown or enabled."""
        kind = event.type()
        if kind == QEvent.Type.ChildPolished:
            child = event.child()  # type: ignore[attr-defined]  # a QChildEvent by its type
            if isinstance(child, QWidget):
                self._take(child)
        elif kind in (QEvent.Type.Show, QEvent.Type.EnabledChange) and isinstance(watched, QWidget):
            self._limit(watched)
        return False

    def _take(self, widget: QWidget) -> None:
        if isinstance(widget, self._whole):
            return
        for one in [widget, *self._inside(widget)]:
            one.removeEventFilter(self)
            one.installEventFilter(self)
            self._limit(one)

    def _inside(self, widget: QWidget) -> Iterator[QWidget]:
        for one in widget.findChildren(QWidget):
            above: QWidget | None = one
            while above is not None and above is not widget and not isinstance(above, self._whole):
                above = above.parentWidget()
            if above is widget:
                yield one

    def _limit(self, one: QWidget) -> None:
        if not self._names or not one.objectName().startswith(self._names):
            _limit(one)


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
