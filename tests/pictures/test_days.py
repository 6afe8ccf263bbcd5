"""Days and moments in every page: as people write them, never as machines do."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextBrowser,
    QWidget,
)

from tests.pictures.gallery import SHOTS
from tests.pictures.studio import opened, press, settle
from tests.pictures.taking import Stores

MACHINE = re.compile(r"\d{4}-\d\d-\d\d|(?<![\d-])\d\d-\d\d \d\d:\d\d")
MOST_ROWS = 200


def test_that_no_page_shows_a_day_as_machines_write_it(qapp, tmp_path) -> None:
    stores, found = Stores(tmp_path), set()
    for step, seat in sorted({(one.step, one.seat) for one in SHOTS if one.step}):
        store = stores.copy(step, long=False)
        with opened(store.folder, store.moment, store.folder.parent / "choices", large=False) as window:
            press(window, f"seat_{seat}")
            for shot in (one for one in SHOTS if (one.step, one.seat) == (step, seat)):
                shot.way(window, store.inspection)
                settle(window.tasks)
                found |= {(shot.name, where, text) for where, text in texts(window) if MACHINE.search(text)}
    assert not found, "\n".join(map(str, sorted(found)))


def texts(window: QWidget) -> Iterator[tuple[str, str]]:
    """Give what every control that is seen says, to the eye and to a screen reader, with its name."""
    for one in window.findChildren(QWidget):
        if one.isVisible():
            for text in (*shown_by(one), one.accessibleName(), one.toolTip()):
                yield one.objectName() or type(one).__name__, text


def shown_by(one: QWidget) -> Iterator[str]:
    if isinstance(one, QLabel | QAbstractButton | QLineEdit):
        yield one.text()
    elif isinstance(one, QPlainTextEdit | QTextBrowser):
        yield one.toPlainText()
    elif isinstance(one, QComboBox):
        yield from (one.itemText(at) for at in range(one.count()))
    elif isinstance(one, QAbstractItemView) and one.model() is not None:
        yield from cells(one.model())


def cells(model: QAbstractItemModel) -> Iterator[str]:
    for row in range(min(model.rowCount(), MOST_ROWS)):
        for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount()):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
                yield str(model.index(row, column).data(role) or "")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("2026-11-28", True), ("11-28 09:30", True), ("2026年11月28日", False), ("11月28日（周六）", False),
        ("0312-0000001", False), ("1-2026-11", False),
    ],
)  # fmt: skip
def test_that_machine_days_are_known_from_other_numbers(text, wrong) -> None:
    assert bool(MACHINE.search(text)) is wrong
