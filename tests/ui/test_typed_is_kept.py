"""Whatever a person types into a page is on the disk while it is typed: its field belongs to a form that is kept.

A field that is new is found here: it goes into a form with ``Unfinished``, or is named below with what keeps it.
"""

import shutil
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from tests.ui.conftest import calm
from tests.ui.sealed_visit import concluded
from tests.ui.test_way_in import click
from ui.unfinished import Unfinished

SEARCHES = {"inspectionFilter", "filterName", "unitFilter", "jumpTo", "timelineWords", "deadlineFilter"}
"""Nothing of these is ever recorded."""

SECRETS = {"stickCode", "readmitCode", "readmitFile", "slotCode", "pin_code", "lostKeyCode"}
"""Told by phone or lying on a stick: they must not stand on the disk."""

OWN_DRAFTS = {"reason", "note", "findingText", "statement"}
"""Kept by their pages, with their question or their finding (test_checklist, test_outcome_page, test_record_page)."""

PLACES = ("homeDeparture", "navInspections", "navSync", "navRegisters", "navSettings")
PARTS = ("register_", "settings_", "sync_", "part_")
STEPS = ("preparation", "arrival", "checking", "outcome", "record", "papers", "closing")


def fields(page: QWidget) -> Iterator[QWidget]:
    """Give what is typed into, in sight or behind a button; inner parts of other controls are theirs."""
    for one in (*page.findChildren(QLineEdit), *page.findChildren(QPlainTextEdit)):
        inner = isinstance(one.parentWidget(), QComboBox | QAbstractSpinBox) or one.objectName().startswith("qt_")
        secret = isinstance(one, QLineEdit) and one.echoMode() != QLineEdit.EchoMode.Normal
        if not (inner or secret or one.isReadOnly()):
            yield one


def is_kept(field: QWidget) -> bool:
    above: QWidget | None = field
    while above is not None:
        if above.findChildren(Unfinished, options=Qt.FindChildOption.FindDirectChildrenOnly):
            return True
        above = above.parentWidget()
    return False


class Walk:
    """Goes through the window and remembers each field that nothing keeps, with the place where it was found."""

    def __init__(self, window, qtbot) -> None:
        self._window, self._qtbot = window, qtbot
        self.lost: dict[str, str] = {}
        self.seen: set[str] = set()

    def look(self, where: str) -> None:
        calm(self._qtbot, self._window.tasks)
        for one in fields(self._window.workbench.page):
            self.seen.add(one.objectName())
            if one.objectName() not in SEARCHES | SECRETS | OWN_DRAFTS and not is_kept(one):
                self.lost.setdefault(one.objectName(), where)

    def look_into(self, where: str) -> None:
        """Look at a page and at each of its parts."""
        self.look(where)
        page = self._window.workbench.page
        for name in [one.objectName() for one in page.findChildren(QAbstractButton) if one.isVisible()]:
            if name.startswith(PARTS):
                click(self._qtbot, self._window, name)
                self.look(f"{where}/{name}")

    def steps(self, inspection: str) -> None:
        for step in STEPS:
            self._window.workbench.show_inspection(inspection, step)
            self.look_into(step)


def test_that_every_field_is_kept_while_it_is_typed(open_window, qtbot, visit) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    walk = Walk(window, qtbot)
    for place in PLACES:
        click(qtbot, window, place)
        walk.look_into(place)
    click(qtbot, window, "navHome")
    click(qtbot, window, "newInspection")
    walk.look("new inspection")
    walk.steps(visit.inspection)
    assert {"purpose", "person_name", "spotText", "register_name"} <= walk.seen
    assert walk.lost == {}


def test_that_every_field_is_kept_after_the_record_is_sealed_too(
    open_window, qtbot, premises, tmp_path_factory
) -> None:
    folder, site, _ = concluded(tmp_path_factory)
    shutil.copytree(folder, premises.folder)
    window = open_window()
    click(qtbot, window, "seat_jia")
    walk = Walk(window, qtbot)
    walk.steps(site.inspection)
    assert {"opinion"} <= walk.seen
    assert walk.lost == {}
