"""The view of a register's table and the panel beside it, alike on every tab."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QScrollArea, QTableView, QWidget

from ui import style
from ui.models.register_table import RegisterTable
from ui.widgets.page import card, scrolled

SHOWN_AT_ONCE = 60


def register_view(table: RegisterTable, name: str, words: str) -> QTableView:
    """Return a table in which whole rows are chosen; the first column takes the room there is."""
    view = QTableView()
    view.setObjectName(name)
    view.setAccessibleName(words)
    view.setModel(table)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setShowGrid(False)
    view.setTabKeyNavigation(False)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(style.current().target + 4)
    header = view.horizontalHeader()
    header.setHighlightSections(False)
    header.setResizeContentsPrecision(SHOWN_AT_ONCE)  # with thousands of rows the rest is not measured
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    return view


def side_panel(*parts: QWidget) -> QScrollArea:
    """Return a card that scrolls, wide enough for one field, with the parts below each other."""
    frame, inside = card()
    for one in parts:
        inside.addWidget(one)
    inside.addStretch(1)  # beside a long list the card is high: its parts stand at its top
    area = scrolled(frame)
    area.setFixedWidth(min(480, round(style.current().base * 34)))
    return area
