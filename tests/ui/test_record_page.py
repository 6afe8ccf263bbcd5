"""笔录与签名 from the draft on: each act recorded, each refusal told where it stands."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
)

from app.domain.operations import Change
from app.domain.procedure.guards_record import record_is_sealed
from app.services.arrival.visits import refuse_entry
from app.services.record import journey
from tests.services.on_site import OnSite, on_site
from tests.ui import record_table
from tests.ui.conftest import calm, on_stage, part
from tests.ui.record_table import PIN, Table, draw
from tests.ui.stage import read_paper
from ui.models.pdf_pages import pages_saying
from ui.models.printer_words import Standing
from ui.models.record import record_view
from ui.pages.evidence.page import EvidencePage
from ui.pages.inspection import InspectionPage
from ui.pages.record.page import RecordPage
from ui.pages.record.read_back import RecordText
from ui.pages.record.signing import SigningPart
from ui.widgets.ink_pad import InkPad
from ui.workplace import Workplace

prepared, table = record_table.prepared, record_table.table


def test_that_a_record_is_drafted_read_signed_and_sealed_in_the_window(table: Table, qtbot) -> None:
    table.click("noStatement")
    table.page.show_part("draft")
    table.click("draftRecord")
    table.page.show_part("readBack")
    table.click("recordReadBack")
    table.page.show_part("signing")
    table.sign_as_officer("演练甲")
    table.sign_as_officer("演练乙")
    handed = table.hand_over("演练负责人")
    read_paper(qtbot, handed)
    draw(part(handed, InkPad, "inkPad"))
    part(handed, QPushButton, "inkDone").click()
    calm(qtbot, table.place.tasks)
    part(handed, QLineEdit, "returnSecret").setText(PIN)
    part(handed, QPushButton, "takeBack").click()
    calm(qtbot, table.place.tasks)
    assert [one.way for one in table.case.signatures] == ["ink"] * 3
    after = part(table.page, QPushButton, "nextPart")  # not 作废这个签名, which is left where the act was
    assert after.property("kind") == "primary" and after.window().focusWidget() is after
    table.page.show_part("seal")
    part(table.page, QCheckBox, "sealSure").setChecked(True)
    table.click("sealRecord")
    assert record_is_sealed(table.case)
    content = next(iter(one for one in table.case.contents.values() if one.id == table.case.document("D4").id))
    assert table.text("sealed_sha256").replace(" ", "") == content.digest
    assert not part(table.page, QPushButton, "sealRecord").isVisible()


def test_that_what_locks_the_step_is_not_told_again_before_the_seal(table: Table) -> None:
    table.read_out()
    gone = {"reason": "调离", "by": "jia", "at": "2026-06-08T09:20:00+08:00"}
    table.site.desk.commit([Change("officer", "yi", "retired", gone)])
    table.show("seal")
    shown = [one for one in table.page.findChildren(QLabel) if one.isVisible()]
    assert len([one for one in shown if "演练乙已离岗" in one.text()]) == 1
    assert [one for one in shown if "演练甲尚未签名" in one.text()]


def test_that_a_statement_is_kept_in_the_units_words(table: Table) -> None:
    part(table.page, QPlainTextEdit, "statement").setPlainText("日志将立即延长保存（演练）。")
    table.click("recordStatement")
    assert table.case.statements[-1].text == "日志将立即延长保存（演练）。"
    assert "日志将立即延长保存" in table.text("statementRecorded")


def test_that_an_empty_statement_is_told_beside_its_field(table: Table) -> None:
    table.click("recordStatement")
    assert "没有意见的" in table.text("statementProblem")
    assert not table.case.statements


def test_that_every_line_of_the_record_leads_to_where_it_is_changed(table: Table, qtbot) -> None:
    table.page.show_part("readBack")
    shown = part(table.page, RecordText, "recordText")
    html = shown.toHtml()
    assert html.count('href="checking/q') == 40 + 6  # each item leads to its first question
    assert html.count('href="checking/q2_1"') == 2
    assert 'href="outcome"' in html
    with qtbot.waitSignal(table.page.step_wanted) as told:
        shown.anchorClicked.emit(QUrl("checking/q2_3"))
    assert told.args == ["checking/q2_3"]


def test_that_the_text_of_the_record_is_one_stop_whose_links_the_arrow_keys_choose(table: Table, qtbot) -> None:
    table.show("readBack")
    shown = part(table.page, RecordText, "recordText")
    shown.setFocus()
    QTest.keyClick(shown, Qt.Key.Key_Down)
    first = shown.textCursor().selectionStart()
    QTest.keyClick(shown, Qt.Key.Key_Down)
    assert shown.textCursor().selectedText() == "修改"
    assert shown.textCursor().selectionStart() > first
    QTest.keyClick(shown, Qt.Key.Key_Up)
    assert shown.textCursor().selectionStart() == first
    with qtbot.waitSignal(shown.anchorClicked):
        QTest.keyClick(shown, Qt.Key.Key_Return)
    QTest.keyClick(shown, Qt.Key.Key_Tab)
    assert not shown.hasFocus()


def test_that_the_arrow_keys_reach_the_last_link_of_the_record(table: Table) -> None:
    table.show("readBack")
    shown = part(table.page, RecordText, "recordText")
    shown.setFocus()
    for _ in range(400):
        QTest.keyClick(shown, Qt.Key.Key_Down)
    chosen, links = shown.textCursor(), list(shown._links())
    assert chosen.selectionStart() == links[-1].selectionStart()
    assert shown.viewport().rect().contains(shown.cursorRect(chosen).center())


def test_that_a_change_after_reading_asks_for_a_new_draft(table: Table) -> None:
    table.read_out()
    values = {"verdict": "not_applicable", "reason": "演练改动"}
    table.site.desk.commit([Change("answer", f"{table.site.inspection}/q1_1", "value", values)])
    table.show("readBack")
    assert part(table.page, QPushButton, "goDraft").isVisible()
    assert not part(table.page, QPushButton, "recordReadBack").isVisible()
    table.page.show_part("signing")
    assert not part(table.page, QPushButton, "signInk").isVisible()


def test_that_signatures_are_voided_with_a_reason_before_a_new_draft(table: Table) -> None:
    table.read_out()
    table.sign_as_officer("演练甲")
    journey.state_for_unit(table.site.desk, table.site.inspection, table.site.person, "补充一句（演练）。", more=True)
    table.show("draft")
    table.click("draftRecord")
    assert "写明" in table.text("voidAllReasonProblem")
    assert len(table.case.signatures) == 1
    table.type("voidAllReason", "对方补充陈述（演练）")
    table.click("draftRecord")
    assert not table.case.signatures
    assert table.case.contents[table.case.document("D4").id].data["statement"].endswith("：补充一句（演练）。")


def test_that_the_draft_and_the_sheet_to_sign_go_to_the_printer(table: Table, tmp_path: Path) -> None:
    table.read_out()
    table.page.show_part("draft")
    calm(table.qtbot, table.place.tasks)
    table.click("printDraft")
    first = pages_saying((tmp_path / "0.pdf").read_bytes(), "")
    table.page.show_part("signing")
    table.click("way_paper")
    table.click("printSheet")
    assert len(first) == len(pages_saying((tmp_path / "1.pdf").read_bytes(), "")) > 1
    assert table.page.printers.asked == ["演练打印机", "演练打印机"]
    # what is signed by hand is an original, and logged; a draft says so on every page
    assert [(one.copy, one.printer) for one in table.case.printings] == [("手签用纸", "演练打印机")]


def test_that_a_sheet_whose_print_is_logged_is_sent_although_the_printer_stopped_just_then(
    table: Table, monkeypatch
) -> None:
    table.read_out()
    table.page.show_part("signing")
    table.click("way_paper")
    told = iter([Standing.READY])
    monkeypatch.setattr(table.page.printers, "standing", lambda name: next(told, Standing.STOPPED))
    table.click("printSheet")
    assert len(table.case.printings) == len(table.page.printers.asked) == 1
    assert "已送到打印机" in part(table.page, QLabel, "noticeTitle").text()


def test_that_a_laptop_without_a_printer_says_so_beside_the_draft(table: Table, monkeypatch) -> None:
    monkeypatch.setattr(table.page.printers, "names", tuple)
    table.read_out()
    table.page.show_part("draft")
    calm(table.qtbot, table.place.tasks)
    told = part(table.page, QLabel, "noPrinter")
    assert told.isVisible() and "另存为 PDF" in told.text()
    assert not part(table.page, QAbstractButton, "printDraft").isEnabled()


def test_that_a_reason_leads_to_the_very_part_that_mends_it(place: Workplace, visit: OnSite, qtbot) -> None:
    page = InspectionPage(place, visit.inspection, "record")
    window = on_stage(qtbot, page)
    calm(qtbot, place.tasks)
    page.show_step("arrival/recordings")
    calm(qtbot, place.tasks)
    assert part(page, QAbstractButton, "part_recordings").isChecked()
    page.show_step("record")
    page.show_step("persons/x")
    calm(qtbot, place.tasks)
    assert part(page, QAbstractButton, "part_persons").isChecked()
    window.close()


def test_that_an_inspection_is_opened_at_the_place_asked_for(place: Workplace, visit: OnSite, qtbot) -> None:
    for asked, kind in (("checking/evidence", EvidencePage), ("record/sign", SigningPart)):
        page = InspectionPage(place, visit.inspection, asked, "")
        window = on_stage(qtbot, page)
        calm(qtbot, place.tasks)
        qtbot.waitUntil(lambda page=page, kind=kind: page.findChild(kind).isVisible())
        window.close()


def test_that_a_line_leads_to_its_question_and_straight_back(place: Workplace, visit: OnSite, qtbot) -> None:
    page = InspectionPage(place, visit.inspection, "record")
    window = on_stage(qtbot, page)
    calm(qtbot, place.tasks)
    page.page.go("checking/q2_3")
    calm(qtbot, place.tasks)
    assert page.page._checklist._path == "q2_3"
    back = part(page, QPushButton, "backToStep")
    assert back.isVisible()
    back.click()
    calm(qtbot, place.tasks)
    assert isinstance(page.page, RecordPage)
    assert window.isVisible()
    assert not back.isVisible()


def test_that_a_second_statement_stands_beside_the_first_and_a_wrong_one_is_voided(table: Table) -> None:
    table.show("contents")
    part(table.page, QPlainTextEdit, "statement").setPlainText("对日志一项有异议（演练）。")
    table.click("recordStatement")
    assert not part(table.page, QPushButton, "noStatement").isVisible()
    part(table.page, QPlainTextEdit, "statement").setPlainText("日志已扩容（演练）。")
    table.click("recordStatement")
    assert [one.text for one in table.case.statements] == ["对日志一项有异议（演练）。", "日志已扩容（演练）。"]
    part(table.page, QAbstractButton, "statementWrong").setChecked(True)
    table.click("voidStatement")
    assert "写明" in table.text("statementVoidReasonProblem")
    table.type("statementVoidReason", "记错了（演练）")
    table.click("voidStatement")
    assert [one.text for one in table.case.statements] == ["对日志一项有异议（演练）。"]


def test_that_what_is_read_out_after_a_refused_entry_says_what_the_paper_says(tmp_path: Path) -> None:
    with on_site(tmp_path) as site:
        refused, problems = refuse_entry(site.desk, site.inspection, "未说明理由", "演练门卫")
        assert refused is not None, problems
        view = record_view(site.desk, site.desk.case(site.inspection))
    found = next(one for one in view.sections if one.title == "二、发现的问题")
    assert [one.text for one in found.lines] == ["未能实施检查，未形成问题结论。"]
