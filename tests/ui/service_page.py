"""The page of service with a stamped notice, and how its receipt is signed in a test.

A test file takes the fixtures by their names, as those of ``stage``.
"""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
)

from app.services.papers import life
from tests.services.at_the_table import approve
from tests.ui.conftest import calm, on_stage, part
from tests.ui.sealed_visit import press, show
from tests.ui.stage import read_paper
from ui.pages.papers.page import PapersPage
from ui.pages.parts.handover import HandOver
from ui.widgets.ink_pad import InkPad

PIN = "000000"


@pytest.fixture
def stamped(place, site, notice):
    """A desk in whose store the notice is stamped and may be served."""
    approve(site, notice)
    life.freeze(site.desk, site.inspection, notice)
    life.stamp(site.desk, site.inspection, notice, way=life.CARRIED)
    return place, site, notice


@pytest.fixture
def page(stamped, printers, qtbot):
    place, site, _ = stamped
    made = PapersPage(place, site.inspection, {}, printers)
    window = on_stage(qtbot, made)
    show(qtbot, made)
    made.show_part("service")
    made.site = site
    yield made
    window.close()


def write(root) -> None:
    pad = part(root, InkPad, "inkPad")
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(200, 60))
    QTest.mouseMove(pad, QPoint(230, 80))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(260, 70))


def sign_as_officer(qtbot, page) -> None:
    write(page)
    part(page, QLineEdit, "signerSecret").setText(PIN)
    press(qtbot, page, "confirmSignature")


def choose_signer(page, name: str) -> None:
    held = part(page, QListWidget, "receiptSigners")
    held.setCurrentRow(next(at for at in range(held.count()) if held.item(at).text().startswith(name)))


def hand_over(qtbot, page) -> None:
    """Let the party sign on the laptop and take it back."""
    press(qtbot, page, "handOverReceipt")
    (handed,) = [one for one in page.findChildren(HandOver) if one.isVisible()]
    read_paper(qtbot, handed)
    write(handed)
    part(handed, QPushButton, "inkDone").click()
    calm(qtbot, page.place.tasks)
    part(handed, QLineEdit, "returnSecret").setText(PIN)
    part(handed, QPushButton, "takeBack").click()
    calm(qtbot, page.place.tasks)


def sign_all(qtbot, page) -> None:
    """Let the party and both officers sign."""
    hand_over(qtbot, page)
    sign_as_officer(qtbot, page)
    sign_as_officer(qtbot, page)


def said(page, name: str) -> list[str]:
    return [one.text() for one in page.findChildren(QLabel, name) if not one.isHidden()]


def case(page):
    return page.place.desk.case(page.inspection)


def notice_of(page):
    return case(page).document("D11")
