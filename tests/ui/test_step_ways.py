"""Where the button in the head of a step leads: to what still waits there, then on; a step done is not walked again."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QPushButton

from tests.ui import stage
from tests.ui.conftest import calm, on_stage, part
from tests.ui.sealed_visit import press, show
from ui.models.hindrances import step_of
from ui.pages.inspection import InspectionPage
from ui.pages.outcome.page import OutcomePage
from ui.pages.papers.page import PapersPage
from ui.pages.record.page import RecordPage

sealed, place, site = stage.sealed, stage.place, stage.site


def next_words(page) -> str:
    return part(page, QPushButton, "nextPart").text()


def test_that_a_sealed_record_leads_on_from_each_of_its_parts(place, site, qtbot) -> None:
    page = RecordPage(place, site.inspection, {})
    window = on_stage(qtbot, page)
    show(qtbot, page)
    assert window.isVisible()
    for name in ("part_contents", "part_readBack", "part_seal"):
        press(qtbot, page, name)
        assert next_words(page) == "下一步：文书与送达", name


def test_that_the_day_at_the_unit_leads_on_to_what_still_waits(place, site, qtbot) -> None:
    page = InspectionPage(place, site.inspection, "arrival", "")
    window = on_stage(qtbot, page)
    calm(qtbot, place.tasks)
    assert window.isVisible()
    part(page, QAbstractButton, "part_leaving").click()
    assert next_words(page) == "下一步：文书与送达"


def test_that_a_part_with_a_main_act_of_its_own_has_no_second_one_in_the_head(place, site, qtbot) -> None:
    page = PapersPage(place, site.inspection)
    window = on_stage(qtbot, page)
    show(qtbot, page)
    assert window.isVisible()
    press(qtbot, page, "part_making")
    acts = [one for one in page.findChildren(QPushButton) if one.isVisible() and one.property("kind") == "primary"]
    assert [one.objectName() for one in acts] == ["beginPaper"]


def test_that_what_is_mended_on_a_page_of_the_bar_leads_out_of_the_inspection(place, site, qtbot) -> None:
    page = InspectionPage(place, site.inspection, "papers")
    window = on_stage(qtbot, page)
    calm(qtbot, place.tasks)
    assert window.isVisible() and step_of("settings/bureau") == "settings"
    with qtbot.waitSignal(page.destination_wanted) as wanted:
        page.page._desk.place_wanted.emit("settings/bureau")
    assert wanted.args == ["settings/bureau"]


def test_that_the_key_for_the_next_part_waits_until_a_part_is_shown(place, site, qtbot) -> None:
    page = RecordPage(place, site.inspection, {})
    window = on_stage(qtbot, page)
    assert window.isVisible() and not page.shown
    with qtbot.assertNotEmitted(page.step_wanted):
        QTest.keyClick(page, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
        part(page, QPushButton, "nextPart").click()
    show(qtbot, page)
    assert page.shown


def test_that_the_way_on_leads_into_the_next_part_and_not_past_it(place, site, qtbot) -> None:
    page = PapersPage(place, site.inspection)
    window = on_stage(qtbot, page)
    window.activateWindow()
    show(qtbot, page)
    onward = part(page, QPushButton, "nextPart")
    press(qtbot, page, "part_service")
    assert page.shown == "service" and onward.property("kind") != "primary"
    onward.setFocus()
    QTest.keyClick(onward, Qt.Key.Key_Return)
    calm(qtbot, place.tasks)
    qtbot.waitUntil(lambda: page._stack.currentWidget().isAncestorOf(window.focusWidget()))
    assert page.shown == "making"

def test_that_a_limit_to_be_set_again_leads_to_the_orders(place, site, qtbot) -> None:
    measure = site.desk.case(site.inspection).measures[0]
    page = OutcomePage(place, site.inspection, {})
    window = on_stage(qtbot, page)
    page.show_place(f"outcome/{measure.id}/due")
    show(qtbot, page)
    assert window.isVisible() and page.shown == "order"
