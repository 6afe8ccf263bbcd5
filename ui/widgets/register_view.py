"""The view of a register's table and the panel beside it, alike on every tab."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QScrollArea, QTableView, QWidget
from shiboken6 import isValid

from ui import style
from ui.memory import Memory
from ui.models.register_table import RegisterTable
from ui.widgets.page import SIDE, card, in_narrow_window, scrolled

SHOWN_AT_ONCE = 60
LEAST_FIRST, LEAST_OTHER = 12, 4
"""The least width of the first column and of another, in heights of a letter."""
BESIDE_HEADING = 32  # what the style sheet leaves free at both sides of a heading, and a pixel each for its edges
RISING = Qt.SortOrder.AscendingOrder


class RegisterView(QTableView):
    """A table in which whole rows are chosen; a click on a heading sorts, the edge of one makes a column wider.

    The first column takes the room that is left; where that is too little to read it by, the others give way alike. A
    double click on an edge gives its column the width of its words.
    """

    def __init__(self, table: RegisterTable, name: str, words: str) -> None:
        super().__init__()
        self._memory, self._large = Memory(), style.current() is style.LARGE
        self._widths = self._memory.widths(name, large=self._large)
        self._usual: dict[int, int] = {}
        self._fitting = False
        self._left_out: tuple[int, ...] = ()
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setModel(table)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(style.current().target + 4)
        self._build_head()
        table.modelReset.connect(self.fit_columns)

    @property
    def _head(self) -> QHeaderView:
        # asked for each time: Qt may make a new one where that of a page that went has been, and the kept name of the
        # old one is then taken for it, and taken back with the old page
        return self.horizontalHeader()

    def propose_width(self, place: int, width: int) -> None:
        """Have a column so wide unless its reader chose otherwise."""
        self._usual[place] = width
        self.fit_columns()

    def leave_out(self, *places: int) -> None:
        """Have columns, which stand in the panel too, left out where letters are large or the window is narrow."""
        self._left_out = places
        self._show_few()

    def _show_few(self) -> None:
        few = self._large or in_narrow_window(self)
        for place in self._left_out:
            self.setColumnHidden(place, few)

    def fit_columns(self) -> None:
        """Make each column as wide as was chosen, as its page proposed, or as its words need."""
        self._fitting = True
        for place in range(self._head.count()):
            if self._head.sectionResizeMode(place) is not QHeaderView.ResizeMode.Interactive:
                continue
            width = self._widths.get(place, self._usual.get(place))
            if width is not None:
                self._head.resizeSection(place, width)
            else:
                self.resizeColumnToContents(place)
        self._make_room()
        self._fitting = False

    def _make_room(self) -> None:
        """Take from the columns that nobody set what the first one lacks."""
        mine = [place for place in range(1, self._head.count()) if place not in self._widths]
        widths = {place: self.columnWidth(place) for place in mine if not self.isColumnHidden(place)}
        kept = sum(self.columnWidth(place) for place in self._widths if place and not self.isColumnHidden(place))
        room = self.viewport().width() - kept - round(style.current().base * LEAST_FIRST)
        if sum(widths.values()) > room:
            for place, width in widths.items():
                share = width * max(room, 0) // sum(widths.values())
                self._head.resizeSection(place, max(self._least(place), share))

    def _least(self, place: int) -> int:
        """Return the width without which a heading would be cut."""
        font = QFont(self._head.font())
        font.setPointSizeF(style.current().small)
        font.setBold(True)
        heading = str(self.model().headerData(place, Qt.Orientation.Horizontal))
        words = QFontMetrics(font).horizontalAdvance(heading) + BESIDE_HEADING
        return max(round(style.current().base * LEAST_OTHER), words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._show_few()
            self.fit_columns()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the menu of the columns."""
        self.columns_menu().popup(event.globalPos())

    def columns_menu(self) -> QMenu:
        """Return a menu of what headings do under the mouse, for those who work by keyboard."""
        menu = QMenu(self)
        menu.setObjectName(f"{self.objectName()}Menu")
        for place in range(self._head.count()):
            if not self.isColumnHidden(place):
                heading = self.model().headerData(place, Qt.Orientation.Horizontal)
                act = menu.addAction(self.tr("按“{heading}”排序").format(heading=heading))
                act.triggered.connect(lambda _, place=place: self._sort_by(place))
        menu.addAction(self.tr("恢复原来的顺序")).triggered.connect(lambda: self.sortByColumn(-1, RISING))
        menu.addSeparator()
        menu.addAction(self.tr("列宽按内容")).triggered.connect(self._forget_widths)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _sort_by(self, place: int) -> None:
        """Sort rising; falling where it is sorted so already."""
        rising = self._head.sortIndicatorSection() == place and self._head.sortIndicatorOrder() is RISING
        self.sortByColumn(place, Qt.SortOrder.DescendingOrder if rising else RISING)

    def _forget_widths(self) -> None:
        self._widths.clear()
        self._keep()
        self.fit_columns()

    def _build_head(self) -> None:
        head = self._head
        head.setHighlightSections(False)
        head.setResizeContentsPrecision(SHOWN_AT_ONCE)  # with thousands of rows the rest is not measured
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSortIndicatorClearable(True)  # the third click: as it was
        head.setSortIndicator(-1, RISING)
        self.setSortingEnabled(True)
        head.sectionResized.connect(self._on_resized)
        head.sectionHandleDoubleClicked.connect(self._on_double_click)

    def _on_resized(self, place: int, old: int, new: int) -> None:
        if not isValid(self):  # Qt takes the columns apart while the page goes
            return
        by_hand = old and new and self._head.sectionResizeMode(place) is QHeaderView.ResizeMode.Interactive
        if by_hand and not self._fitting:
            self._widths[place] = new
            self._keep()

    def _on_double_click(self, place: int) -> None:
        self._widths.pop(place, None)
        self._keep()
        self.fit_columns()

    def _keep(self) -> None:
        self._memory.keep_widths(self.objectName(), self._widths, large=self._large)


def side_panel(*parts: QWidget) -> QScrollArea:
    """Return a card that scrolls, wide enough for one field, with the parts below each other."""
    frame, inside = card()
    for one in parts:
        inside.addWidget(one)
    inside.addStretch(1)  # beside a long list the card is high: its parts stand at its top
    area = scrolled(frame, at_edge=True)
    area.setFixedWidth(min(480, round(style.current().base * 34)) + SIDE)
    return area
