"""Words written anew where two laptops disagree, and not recorded yet, are there again later."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QPlainTextEdit, QWidget

from tests.services.disagreeing import disagree
from tests.ui.conftest import calm, on_stage, part
from ui.pages.sync.conflicts import ConflictsTab

WORDS = "演练目的丙"


@pytest.fixture
def opened(place, visit, qtbot, tmp_path):
    """Make a page anew each time, the one before is left."""
    windows: list[QWidget] = []
    disagree(
        replace(visit, desk=place.desk), tmp_path / "second", "", "演练目的甲", "演练目的乙", "inspection", "purpose"
    )

    def put(page: QWidget) -> QWidget:
        for one in windows:
            one.hide()
        windows.append(on_stage(qtbot, page))
        return page

    yield put
    for one in windows:
        one.close()


def at_sync(opened, place, qtbot) -> ConflictsTab:
    page = opened(ConflictsTab(place))
    page.refresh()
    calm(qtbot, place.tasks)
    return page


def test_that_a_text_half_written_is_there_again_until_it_stands(opened, place, visit, qtbot) -> None:
    page = at_sync(opened, place, qtbot)
    part(page, QPlainTextEdit, "anewText0x0").setPlainText(WORDS)
    again = at_sync(opened, place, qtbot)
    assert part(again, QPlainTextEdit, "anewText0x0").toPlainText() == WORDS
    part(again, QAbstractButton, "write0x0").click()
    calm(qtbot, place.tasks)
    assert place.desk.case(visit.inspection).inspection.purpose == WORDS
    assert not [one for one in place.desk.store.drafts.drafts("window-jia") if WORDS in one.text]


def test_that_a_laptop_without_a_name_says_the_name_beside_it_only_once(opened, place, qtbot) -> None:
    page = at_sync(opened, place, qtbot)
    (told,) = [one.text() for one in page.findChildren(QLabel) if "second" in one.text()]
    assert told.startswith("演练乙 · 本人的电脑（second）\n")
