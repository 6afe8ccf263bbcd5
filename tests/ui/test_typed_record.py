"""What is typed at the table and recorded by no button yet survives a kill: statement, remarks, reasons to void."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractButton, QComboBox

from app.services.record import journey
from tests.services.at_the_table import somebody
from tests.ui import record_table
from tests.ui.conftest import calm, on_stage, part
from tests.ui.record_table import FilePrinter, Table
from tests.ui.typed_words import WORDS, kept, text_of, type_into, wait_until_kept
from ui.pages.record.page import RecordPage

prepared = record_table.prepared


@pytest.fixture
def opened(place, visit, qtbot, tmp_path):
    """Open the step anew at one of its parts; the page before is not left: it stays as a kill leaves it."""
    site, windows = replace(visit, desk=place.desk), []

    def open_at(part_of_step: str) -> Table:
        page = RecordPage(place, site.inspection, {}, FilePrinter(tmp_path))
        windows.append(on_stage(qtbot, page))
        made = Table(page, site, place, qtbot, windows[-1])
        made.show(part_of_step)
        return made

    yield open_at
    for window in windows:
        window.close()
    calm(qtbot, place.tasks)


def second_speaker(table: Table) -> None:
    somebody(table.site, "演练见证人")
    table.show()


def choose_last(table: Table, box: str) -> str:
    found = part(table.page, QComboBox, box)
    found.setCurrentIndex(found.count() - 1)
    return str(found.currentData())


def test_that_a_statement_comes_back_with_who_makes_it(opened, place, qtbot) -> None:
    table = opened("contents")
    second_speaker(table)
    speaker = choose_last(table, "speaker")
    type_into(table.page, "statement")
    wait_until_kept(qtbot, place)
    again = opened("contents")
    assert text_of(again.page, "statement") == WORDS
    assert part(again.page, QComboBox, "speaker").currentData() == speaker
    again.click("recordStatement")
    assert again.case.statements[-1].person == speaker
    assert kept(place) == [] and text_of(again.page, "statement") == ""


def test_that_a_remark_comes_back_with_who_made_it_and_how_it_was_read(opened, place, qtbot) -> None:
    table = opened("readBack")
    second_speaker(table)
    journey.state_for_unit(table.site.desk, table.site.inspection, table.site.person, "")
    journey.draft_record(table.site.desk, table.site.inspection)
    table.show("readBack")
    listener = choose_last(table, "listener")
    table.click("mode_paper")
    type_into(table.page, "remarks")
    wait_until_kept(qtbot, place)
    again = opened("readBack")
    assert text_of(again.page, "remarks") == WORDS
    assert part(again.page, QComboBox, "listener").currentData() == listener
    assert part(again.page, QAbstractButton, "mode_paper").isChecked()
    assert part(again.page, QAbstractButton, "recordReadBack").text() == "记录：已交阅读"
    again.click("recordReadBack")
    assert kept(place) == []


def test_that_who_makes_a_remark_stays_although_another_is_proposed_first(opened, place, qtbot) -> None:
    table = opened("contents")
    type_into(table.page, "statement")
    speaker = part(table.page, QComboBox, "speaker").currentData()
    wait_until_kept(qtbot, place)
    texts = next(one.text for one in place.desk.store.drafts.drafts("window-jia") if WORDS in one.text)
    assert speaker in texts


def test_that_the_reason_to_void_a_statement_comes_back_at_that_statement(opened, place, qtbot) -> None:
    table = opened("contents")
    journey.state_for_unit(table.site.desk, table.site.inspection, table.site.person, "演练：第一条")
    table.show("contents")
    table.click("statementWrong")
    type_into(table.page, "statementVoidReason")
    wait_until_kept(qtbot, place)
    again = opened("contents")
    assert part(again.page, QAbstractButton, "voidStatement").isVisible()
    assert text_of(again.page, "statementVoidReason") == WORDS
    journey.state_for_unit(again.site.desk, again.site.inspection, again.site.person, "演练：第二条", more=True)
    again.show("contents")
    assert text_of(again.page, "statementVoidReason") == ""  # another one is the last now
    third = opened("contents")
    assert not part(third.page, QAbstractButton, "voidStatement").isVisible()
    third.click("statementWrong")
    type_into(third.page, "statementVoidReason", "演练：第二条记错")
    third.click("voidStatement")
    assert kept(place, "第二条记错") == []
    assert text_of(third.page, "statementVoidReason") == WORDS  # the first is the last again, with its own words


def test_that_the_reason_to_void_a_signature_comes_back_at_that_signature(opened, place, qtbot) -> None:
    table = opened("signing")
    table.read_out()
    for name in ("演练甲", "演练乙"):
        table.sign_as_officer(name)
    table.choose("演练甲")
    table.click("openVoiding")
    type_into(table.page, "voidReason")
    wait_until_kept(qtbot, place)
    table.choose("演练乙")
    assert not part(table.page, QAbstractButton, "voidSignature").isVisible()
    assert text_of(table.page, "voidReason") == ""
    again = opened("signing")
    again.choose("演练甲")
    calm(qtbot, place.tasks)
    assert part(again.page, QAbstractButton, "voidSignature").isVisible()
    assert text_of(again.page, "voidReason") == WORDS
    again.click("voidSignature")
    assert [one.signer for one in again.case.signatures if not one.voided] == ["yi"]
    assert kept(place) == []
