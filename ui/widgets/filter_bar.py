"""Words to find and boxes to narrow down: what is typed is told at each key, what is chosen at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from app.services.listing.finding import Wanted
from ui import style
from ui.models.list_choices import figure_words
from ui.widgets.buttons import button
from ui.widgets.chooser import offer
from ui.widgets.completing import Completing
from ui.widgets.drop_down import DropDown
from ui.widgets.page import in_narrow_window

BOXES = ("state", "due", "year", "district", "officer", "unit")
TYPED = "unit"  # of many: found by typing a part of its name
LEAST_SIGNS = 5
LEAST_SHOWN, BESIDE_WORDS = 4, 54
"""So many signs of what is chosen are seen at least, beside the frame and the arrow."""


class FilterBar(QWidget):
    """``typed(text)`` at each key, ``narrowed()`` when a box was changed, ``left()`` to go on to the list."""

    typed = Signal(str)
    narrowed = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._line = QLineEdit()
        self._line.setObjectName("inspectionFilter")
        self._line.setAccessibleName(self.tr("查找检查（Ctrl+F）"))
        self._line.setToolTip(self.tr("输入任意几个词：单位、文号、人员、日期、检查项…"))
        self._line.setClearButtonEnabled(True)
        self._line.installEventFilter(self)
        self._boxes = {name: self._box(name) for name in BOXES}
        self._showing = False
        self._row, self._grid = QWidget(), QGridLayout(self)
        self._figure, self._counted = "", button("", "filter_figure", checkable=True)
        self._build()
        self._line.textChanged.connect(self._on_typed)
        self._counted.clicked.connect(self._on_figure)
        for box in self._boxes.values():
            box.currentIndexChanged.connect(self._on_chosen)

    def wanted(self) -> Wanted:
        """Return what is typed and chosen."""
        chosen = {name: str(box.currentData() or "") for name, box in self._boxes.items()}
        return Wanted(
            text=self._line.text(), state=chosen["state"], due=chosen["due"], year=int(chosen["year"] or 0),
            district=chosen["district"], officer=chosen["officer"], unit=chosen["unit"], figure=self._figure,
        )  # fmt: skip

    def words(self) -> tuple[str, ...]:
        """Return what is typed and chosen, in words."""
        typed = self._line.text().strip()
        told = [self.tr("含“{words}”").format(words=typed)] if typed else []
        told += [figure_words(self._figure)] if self._figure else []
        names = {
            "state": self.tr("状态"), "due": self.tr("期限"), "year": self.tr("年度"),
            "district": self.tr("县（市、区）"), "officer": self.tr("执法人员"), "unit": self.tr("被检查单位"),
        }  # fmt: skip
        chosen = [(names[name], box.currentText()) for name, box in self._boxes.items() if box.currentData()]
        return (*told, *(f"{name}：{choice}" for name, choice in chosen))

    def show_wanted(self, wanted: Wanted) -> None:
        """Put this into the line and the boxes without telling of it; what a box does not offer is left out."""
        values = {name: str(getattr(wanted, name) or "") for name in BOXES}
        self._showing = True  # not by blocked signals: the line's own button to clear it follows them
        self._line.setText(wanted.text)
        for name, box in self._boxes.items():
            box.setCurrentIndex(max(0, box.findData(values[name])))
        self._showing = False
        self._show_figure(wanted.figure)
        self._mark()

    def offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        """Let a box offer these."""
        box = self._boxes[name]
        box.blockSignals(True)
        offer(box, choices, self._titles()[name])
        box.blockSignals(False)
        self._mark()

    def narrows(self) -> bool:
        """Return whether anything is typed or chosen."""
        return replace(self.wanted(), text=self._line.text().strip()) != Wanted()

    def take_focus(self) -> None:
        """Let the words be typed anew."""
        self._line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._line.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go on to the list with the arrow or Enter, as in every search box."""
        if watched is not self._line:
            if event.type() is QEvent.Type.FocusIn and isinstance(watched, QLineEdit):
                QTimer.singleShot(0, watched, watched.selectAll)  # after the press that gave it the focus
            return super().eventFilter(watched, event)
        if event.type() is QEvent.Type.Resize:
            self._say_what_to_type()
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.left.emit()
                return True
            if event.key() == Qt.Key.Key_Escape and self._line.text():
                self._line.clear()
                return True
        return super().eventFilter(watched, event)

    def _say_what_to_type(self) -> None:
        whole = self.tr("输入任意几个词：单位、文号、人员、日期、检查项…")
        fits = self._line.fontMetrics().horizontalAdvance(whole) + BESIDE_WORDS <= self._line.width()
        self._line.setPlaceholderText(whole if fits else self.tr("输入任意几个词"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the boxes for the width there is."""
        super().resizeEvent(event)
        self._place_boxes()

    def _titles(self) -> dict[str, str]:
        return {
            "state": self.tr("全部状态"), "due": self.tr("全部期限"), "year": self.tr("全部年度"),
            "district": self.tr("全部县区"), "officer": self.tr("全部人员"), "unit": self.tr("全部单位"),
        }  # fmt: skip

    def _box(self, name: str) -> QComboBox:
        box = DropDown()
        box.setObjectName(f"filter_{name}")
        names = {
            "state": self.tr("按状态筛选"), "due": self.tr("按期限筛选"), "year": self.tr("按年度筛选"),
            "district": self.tr("按县区筛选"), "officer": self.tr("按执法人员筛选"),
            "unit": self.tr("按单位筛选，可以输入名称的一部分"),
        }  # fmt: skip
        box.setAccessibleName(names[name])
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(LEAST_SIGNS)
        box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        box.view().setMinimumWidth(round(style.current().base * 16))
        offer(box, (), self._titles()[name])
        if name == TYPED:
            self._let_type(box)
        return box

    def _let_type(self, box: QComboBox) -> None:
        """Let a choice be found by a part of its words; what is no choice goes back to the one that stands."""
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        completer, line = box.completer(), box.lineEdit()
        assert completer is not None and line is not None
        Completing(completer, box)
        line.setAccessibleName(box.accessibleName())
        line.installEventFilter(self)

        def settle() -> None:
            typed = box.findText(line.text().strip(), Qt.MatchFlag.MatchFixedString)
            box.setCurrentIndex(typed if typed >= 0 else box.currentIndex())  # either way its words stand again

        line.editingFinished.connect(settle)

    def _build(self) -> None:
        boxes = QHBoxLayout(self._row)
        boxes.setContentsMargins(0, 0, 0, 0)
        boxes.setSpacing(8)
        for box in self._boxes.values():
            box.setMinimumWidth(LEAST_SHOWN * box.fontMetrics().horizontalAdvance("全") + BESIDE_WORDS)
            boxes.addWidget(box)
        grid = self._grid
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        grid.addWidget(self._line, 0, 0)
        grid.addWidget(self._counted, 2, 0, Qt.AlignmentFlag.AlignLeft)
        self._counted.hide()
        grid.setColumnStretch(0, 1)
        self._place_boxes()

    def _place_boxes(self) -> None:
        """Set the boxes beside the line, or below it where they would leave no room to read what is typed."""
        below = style.current() is style.LARGE or in_narrow_window(self)
        self._grid.addWidget(self._row, int(below), 0 if below else 1)

    def _show_figure(self, figure: str) -> None:
        """Say which count of 进度统计 is listed; pressed, all are listed again."""
        self._figure = figure
        words = figure_words(figure)
        self._counted.setText(self.tr("{words}　✕").format(words=words))
        self._counted.setAccessibleName(self.tr("{words}，取消这个条件").format(words=words))
        self._counted.setChecked(True)  # looks as what was chosen
        self._counted.setVisible(bool(figure))

    def _on_figure(self) -> None:
        self._show_figure("")
        self.narrowed.emit()

    def _on_typed(self, text: str) -> None:
        if not self._showing:
            self.typed.emit(text)

    def _on_chosen(self) -> None:
        if not self._showing:
            self._mark()
            self.narrowed.emit()

    def _mark(self) -> None:
        """Let a box that narrows the list look different, as its words do."""
        for box in self._boxes.values():
            narrows = "true" if box.currentIndex() > 0 else "false"
            if box.property("narrows") != narrows:
                box.setProperty("narrows", narrows)
                box.style().unpolish(box)
                box.style().polish(box)
