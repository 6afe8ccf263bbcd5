"""The laptop handed to the party: it sees its record and the pad, reads to the end, signs, and gives it back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
)

from tests.ui import record_table
from tests.ui.conftest import calm, part
from tests.ui.record_table import PIN, Table, draw
from tests.ui.stage import read_paper
from ui import style
from ui.pages.parts.handover import HandOver
from ui.widgets.ink_pad import InkPad
from ui.widgets.pdf_view import PdfView

prepared, table = record_table.prepared, record_table.table


def test_that_the_party_sees_only_record_and_pad_and_cannot_leave(table: Table, qtbot) -> None:
    table.read_out()
    handed = table.hand_over("演练负责人")
    assert handed.isModal()
    assert handed.isFullScreen()
    names = {one.objectName() for one in handed.findChildren(QPushButton)}
    reading = {"zoomOut", "zoomIn", "zoomFit", "pageBefore", "pageNext"}
    acting = {"undoStroke", "clearInk", "inkDone", "giveBack", "takeBack", "toPad", "toPaper", "readOn"}
    assert names == acting | reading
    handed.close()
    QTest.keyClick(handed, Qt.Key.Key_Escape)
    assert handed.isVisible()
    part(handed, QPushButton, "giveBack").click()
    for wrong in ("", "111111"):
        part(handed, QLineEdit, "returnSecret").setText(wrong)
        part(handed, QPushButton, "takeBack").click()
        calm(qtbot, table.place.tasks)
        assert handed.isVisible()
    handed.end()
    assert not table.case.signatures


@pytest.mark.parametrize(("size", "large"), [((1366, 768), False), ((780, 439), False), ((780, 439), True)])
def test_that_nobody_signs_before_the_end_of_the_paper_was_in_sight(table: Table, qtbot, qapp, size, large) -> None:
    style.dress(qapp, large)
    table.read_out()
    handed = table.hand_over("演练负责人")
    handed.showNormal()
    handed.resize(*size)
    (view,) = handed.findChildren(PdfView)
    qtbot.waitUntil(lambda: view.pages > 1)
    told = part(handed, QLabel, "readWords")
    qtbot.waitUntil(told.isVisible)
    assert "下面还有内容" in told.text() and "看到末尾才能签名" in told.text()
    done, to_pad = part(handed, QPushButton, "inkDone"), part(handed, QPushButton, "toPad")
    pad = part(handed, InkPad, "inkPad")
    assert pad.isVisible() is not to_pad.isVisible()
    if pad.isVisible():
        draw(pad)
        assert not pad.is_empty
    assert not done.isEnabled() and not to_pad.isEnabled()
    assert "先把文书看到末尾" in part(handed, QLabel, "inkWhy").text() == done.accessibleDescription()
    read_paper(qtbot, handed)
    if pad.is_empty:
        draw(pad)
    assert done.isEnabled() and not part(handed, QLabel, "inkWhy").isVisible()
    assert "已看到末尾" in told.text()
    view.show_page(0)
    assert done.isEnabled()  # it was read once
    handed.end()


@pytest.mark.parametrize("large", [False, True])
def test_that_every_act_of_the_party_is_in_sight_without_scrolling_on_the_smallest_screen(
    table: Table, qtbot, qapp, large
) -> None:
    style.dress(qapp, large)
    table.read_out()
    handed = table.hand_over("演练负责人")
    handed.showNormal()
    handed.resize(780, 439)
    (view,) = handed.findChildren(PdfView)
    qtbot.waitUntil(lambda: view.pages > 1)
    qtbot.waitUntil(part(handed, QPushButton, "readOn").isVisible)
    assert hidden_acts(handed) == []
    assert {"readOn", "toPad", "giveBack"} <= {one.objectName() for one in acts(handed)}
    read_paper(qtbot, handed)
    QApplication.processEvents()
    assert hidden_acts(handed) == []
    assert {"inkDone", "toPaper", "giveBack", "clearInk"} <= {one.objectName() for one in acts(handed)}
    pad = part(handed, InkPad, "inkPad")
    assert pad.visibleRegion().boundingRect() == pad.rect()
    part(handed, QPushButton, "toPaper").click()
    assert view.isVisible() and not pad.isVisible()
    handed.end()


def acts(handed: HandOver) -> list[QPushButton]:
    return [one for one in handed.findChildren(QPushButton) if one.isVisible()]


def hidden_acts(handed: HandOver) -> list[str]:
    """Return the buttons of which a part is out of sight, or whose words are cut."""
    QApplication.processEvents()
    return [
        one.objectName() for one in acts(handed)
        if one.visibleRegion().boundingRect() != one.rect() or one.width() < one.sizeHint().width()
    ]  # fmt: skip


def test_that_no_key_of_who_signs_gives_the_laptop_back_by_mistake(table: Table, qtbot) -> None:
    table.read_out()
    handed = table.hand_over("演练负责人")
    handed.showNormal()
    handed.resize(780, 439)
    handed.activateWindow()
    (view,) = handed.findChildren(PdfView)
    qtbot.waitUntil(lambda: view.pages > 1)
    read_paper(qtbot, handed)
    assert handed.focusWidget().objectName() == "toPaper"
    draw(part(handed, InkPad, "inkPad"))
    assert handed.focusWidget().objectName() == "toPaper"  # a palm on the keys signs nothing
    part(handed, QPushButton, "toPaper").click()
    assert handed.focusWidget().objectName() == "pdfSheets"
    handed.end()


def test_that_after_the_party_signed_the_focus_is_on_the_next_act(table: Table, qtbot) -> None:
    table.read_out()
    table.window.activateWindow()
    handed = table.hand_over("演练负责人")
    read_paper(qtbot, handed)
    draw(part(handed, InkPad, "inkPad"))
    part(handed, QPushButton, "inkDone").click()
    calm(qtbot, table.place.tasks)
    assert table.case.signatures
    qtbot.waitUntil(lambda: table.window.focusWidget().objectName() == "signInk")
    handed.end()


def test_that_a_laptop_given_back_unsigned_says_what_may_be_done(table: Table) -> None:
    table.read_out()
    handed = table.hand_over("演练负责人")
    part(handed, QPushButton, "giveBack").click()
    part(handed, QLineEdit, "returnSecret").setText(PIN)
    part(handed, QPushButton, "takeBack").click()
    calm(table.qtbot, table.place.tasks)
    assert not table.case.signatures
    told = [one.text() for one in table.page.findChildren(QLabel, "noticeTitle") if one.isVisible()]
    assert any("演练负责人没有签名" in one and "拒绝签名" in one for one in told)
