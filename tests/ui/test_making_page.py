"""新办文书: a paper is begun, filled in field by field, drafted, approved or signed on the spot, sent."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QListWidget, QPlainTextEdit, QPushButton

from app.domain.entries import GROUPS
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Measure
from app.services.evidence.intake import Particulars, add_file
from app.services.numbers import ledger
from app.services.papers import life, making
from tests.services.papers.made import approved
from tests.ui import stage
from tests.ui.conftest import calm, on_stage, part
from tests.ui.sealed_visit import FilePrinters, press, show
from ui.models.making import day_typed, moment_typed
from ui.pages.papers.page import MAKING, PapersPage
from ui.unfinished import keep_all
from ui.widgets.rows_table import RowsTable

sealed, place, sealed_site = stage.sealed, stage.place, stage.site


@pytest.fixture
def site(sealed_site):
    ledger.lease_locally(sealed_site.desk, ["D13", "D14"], 2026, 1, 5)
    return sealed_site


@pytest.fixture
def page(place, site, tmp_path, qtbot):
    made = PapersPage(place, site.inspection, {}, FilePrinters(tmp_path))
    window = on_stage(qtbot, made)
    show(qtbot, made)
    made.show_part(MAKING)
    yield made
    window.close()


def offers(page) -> QListWidget:
    return part(page, QListWidget, "offers")


def choose(qtbot, page, title: str) -> None:
    held = offers(page)
    row = next(at for at in range(held.count()) if held.item(at).text().startswith(title))
    held.setCurrentRow(row)
    calm(qtbot, page.place.tasks)


def fill(qtbot, page, name: str, text: str) -> None:
    field = page.findChild(QLineEdit, f"field_{name}") or page.findChild(QLineEdit, f"entry_{name}")
    box = page.findChild(QPlainTextEdit, f"entry_{name}")
    if field is not None:
        field.setText(text)
        field.setModified(True)
        field.editingFinished.emit()
    else:
        assert box is not None, name
        box.setPlainText(text)
        box.left.emit()
    calm(qtbot, page.place.tasks)


def choice(qtbot, page, name: str, key: str) -> None:
    box = part(page, QComboBox, f"entry_{name}")
    box.setCurrentIndex(box.findData(key))
    box.activated.emit(box.currentIndex())
    calm(qtbot, page.place.tasks)


def entries(page) -> dict:
    case = page.place.desk.case(page.inspection)
    return dict(case.entries[case.documents[-1].id])


def test_that_papers_are_offered_by_group_with_why_not(page, qtbot):
    held = offers(page)
    texts = [held.item(at).text().split("\n")[0] for at in range(held.count())]
    assert texts[0] == "取证"
    assert {"查封、扣押", "复查与后续", "结案"} <= set(texts)
    choose(qtbot, page, "证据先行登记保存审批表")
    assert not part(page, QPushButton, "beginPaper").isEnabled()


def test_that_each_group_is_headed_once(page):
    held = offers(page)
    heads = [held.item(at).text() for at in range(held.count()) if held.item(at).flags() == Qt.ItemFlag.NoItemFlags]
    assert heads == [one for one in GROUPS.values() if one in heads] and len(heads) > 3


def test_that_a_field_is_kept_when_it_is_left_and_a_day_understood(page, qtbot):
    choose(qtbot, page, "报告政府、通知有关部门函")
    press(qtbot, page, "beginPaper")
    choice(qtbot, page, "audience", "government")
    fill(qtbot, page, "to", "演练市人民政府")
    fill(qtbot, page, "answer_by", "2026年7月1日")
    assert entries(page)["audience"] == "government"
    assert entries(page)["to"] == "演练市人民政府"
    assert entries(page)["answer_by"] == "2026-07-01"


def test_that_a_field_half_typed_at_a_crash_is_recorded_when_the_form_is_opened_again(page, place, site, qtbot):
    choose(qtbot, page, "报告政府、通知有关部门函")
    press(qtbot, page, "beginPaper")
    choice(qtbot, page, "audience", "government")
    part(page, QLineEdit, "entry_to").setText("演练市人")
    keep_all(page)  # as after half a second
    calm(qtbot, place.tasks)
    assert "to" not in entries(page)
    again = PapersPage(place, site.inspection, {})
    window = on_stage(qtbot, again)
    show(qtbot, again)
    again.show_part(MAKING)
    calm(qtbot, place.tasks)
    assert entries(page)["to"] == part(again, QLineEdit, "entry_to").text() == "演练市人"
    window.close()


def test_that_what_was_recorded_is_not_put_back_over_what_another_recorded_later(page, place, site, qtbot):
    choose(qtbot, page, "报告政府、通知有关部门函")
    press(qtbot, page, "beginPaper")
    choice(qtbot, page, "audience", "government")
    fill(qtbot, page, "to", "演练市人民政府")
    keep_all(page)
    calm(qtbot, place.tasks)
    document = place.desk.case(page.inspection).documents[-1].id
    making.enter(place.desk, page.inspection, document, {"to": "演练县人民政府"})
    again = PapersPage(place, site.inspection, {})
    window = on_stage(qtbot, again)
    show(qtbot, again)
    again.show_part(MAKING)
    calm(qtbot, place.tasks)
    assert entries(page)["to"] == part(again, QLineEdit, "entry_to").text() == "演练县人民政府"
    window.close()


def test_that_a_day_nobody_understands_stays_until_it_is_mended_and_no_paper_is_made(page, qtbot):
    choose(qtbot, page, "报告政府、通知有关部门函")
    press(qtbot, page, "beginPaper")
    choice(qtbot, page, "audience", "government")
    fill(qtbot, page, "answer_by", "七月初")
    fill(qtbot, page, "to", "演练市人民政府")
    assert part(page, QLineEdit, "entry_answer_by").text() == "七月初"
    assert part(page, QLabel, "field_answer_byProblem").isVisible()
    press(qtbot, page, "composePaper")
    assert page.window().focusWidget() is part(page, QLineEdit, "entry_answer_by")
    fill(qtbot, page, "answer_by", "2026年7月1日")
    assert entries(page)["answer_by"] == "2026-07-01"
    assert not part(page, QLabel, "field_answer_byProblem").isVisible()


def test_that_fields_left_at_once_and_the_button_after_them_all_count(page, qtbot):
    choose(qtbot, page, "报告政府、通知有关部门函")
    press(qtbot, page, "beginPaper")
    choice(qtbot, page, "audience", "government")
    for name, text in (("to", "演练市人民政府"), ("help", "协调业务主管部门暂停系统")):
        field = page.findChild(QLineEdit, f"field_{name}") or page.findChild(QLineEdit, f"entry_{name}")
        box = page.findChild(QPlainTextEdit, f"entry_{name}")
        if field is not None:
            field.setText(text)
            field.setModified(True)
            field.editingFinished.emit()
        else:
            box.setPlainText(text)
            box.left.emit()
    part(page, QPushButton, "composePaper").click()  # nothing was waited for
    calm(qtbot, page.place.tasks)
    qtbot.waitUntil(lambda: not page.place.tasks.busy)
    assert (entries(page)["to"], entries(page)["help"]) == ("演练市人民政府", "协调业务主管部门暂停系统")
    case = page.place.desk.case(page.inspection)
    assert case.documents[-1].id in case.contents  # and the paper was made by one press


def test_that_a_wrong_day_is_told_at_its_field_and_not_kept(page, qtbot):
    choose(qtbot, page, "报告政府、通知有关部门函")
    press(qtbot, page, "beginPaper")
    fill(qtbot, page, "answer_by", "下周三")
    assert "answer_by" not in entries(page)
    assert "不是日期" in part(page, QLabel, "field_answer_byProblem").text()


def test_that_a_paper_is_drafted_approved_stamped_and_sent(page, site, qtbot):
    choose(qtbot, page, "报告政府、通知有关部门函")
    press(qtbot, page, "beginPaper")
    choice(qtbot, page, "audience", "government")
    fill(qtbot, page, "to", "演练市人民政府")
    fill(qtbot, page, "help", "协调业务主管部门暂停系统")
    press(qtbot, page, "composePaper")
    (document,) = [one for one in page.place.desk.case(page.inspection).documents if one.kind == "D14"]
    approved(site, document.id, "D14")
    life.freeze(site.desk, site.inspection, document.id)
    life.stamp(site.desk, site.inspection, document.id, way=life.CARRIED)
    show(qtbot, page)
    page._desk.choose(document.id)
    calm(qtbot, page.place.tasks)
    part(page, QLineEdit, "sendingTo").setText("演练市人民政府")
    press(qtbot, page, "recordSending")
    (sent,) = page.place.desk.case(page.inspection).sendings
    assert (sent.to, sent.way) == ("演练市人民政府", "hand")
    part(page, QLineEdit, "replyText").setText("已安排（演练）")
    press(qtbot, page, "recordReply")
    assert page.place.desk.case(page.inspection).sendings[0].reply["text"] == "已安排（演练）"


def test_that_a_missing_field_is_named_when_the_paper_is_to_be_made(page, qtbot):
    choose(qtbot, page, "报告政府、通知有关部门函")
    press(qtbot, page, "beginPaper")
    press(qtbot, page, "composePaper")
    assert part(page, QLabel, "field_helpProblem").text() == "请填写需要支持、配合的事项。"


def test_that_rows_are_added_and_filled_in_a_table(page, qtbot):
    choose(qtbot, page, "抽样取证通知书")
    ledger.lease_locally(page.place.desk, ["D6"], 2026, 1, 2)
    press(qtbot, page, "beginPaper")
    table = next(one for one in page.findChildren(RowsTable))
    press(qtbot, page, "entry_itemsAddRow")
    table._table.item(0, 0).setText("演练光盘")
    table._table.item(0, 2).setText("2张")
    calm(qtbot, page.place.tasks)
    assert [row["name"] for row in entries(page)["items"]] == ["演练光盘"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2026-3-1", "2026-03-01"), ("2026年3月1日", "2026-03-01"), ("3-1", "2026-03-01"), ("13-40", "13-40"),
        ("明天", "明天"),
    ],
)
def test_that_days_are_understood_as_people_write_them(typed, kept):
    assert day_typed(typed, date(2026, 6, 8)) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("2026-3-1 9:05", "2026-03-01T09:05"), ("9时05分", "2026-06-08T09:05"), ("25:00", "25:00"), ("三点", "三点")],
)
def test_that_moments_are_understood_as_people_write_them(typed, kept):
    assert moment_typed(typed, date(2026, 6, 8)) == kept


def test_that_a_field_no_longer_asked_for_keeps_nobody_from_the_paper(page, site, qtbot):
    site.desk.commit(changes_of(Measure(site.desk.part_id(site.inspection), "M9", (), decided_at=site.desk.now())))
    show(qtbot, page)
    page.show_part(MAKING)
    choose(qtbot, page, "查封（扣押）审批表")
    press(qtbot, page, "beginPaper")
    choice(qtbot, page, "urgent", "yes")
    fill(qtbot, page, "urgent_at", "下午")
    assert part(page, QLabel, "field_urgent_atProblem").isVisible()
    choice(qtbot, page, "urgent", "no")
    press(qtbot, page, "composePaper")
    assert part(page, QLabel, "field_lawProblem").text()  # it was tried, and told what is still blank


def test_that_a_wrong_day_taken_back_is_no_longer_said_to_be_wrong(page, qtbot):
    choose(qtbot, page, "报告政府、通知有关部门函")
    press(qtbot, page, "beginPaper")
    fill(qtbot, page, "answer_by", "七月初")
    fill(qtbot, page, "answer_by", "")
    assert not part(page, QLabel, "field_answer_byProblem").isVisible()


def test_that_a_wrong_day_stays_though_a_field_left_before_it_is_recorded_only_then(page, qtbot):
    choose(qtbot, page, "报告政府、通知有关部门函")
    press(qtbot, page, "beginPaper")
    choice(qtbot, page, "audience", "government")
    for name, text in (("to", "演练市人民政府"), ("answer_by", "七月初")):
        line = part(page, QLineEdit, f"entry_{name}")
        line.setText(text)
        line.setModified(True)
        line.editingFinished.emit()
    calm(qtbot, page.place.tasks)
    qtbot.waitUntil(lambda: not page.place.tasks.busy)
    assert entries(page)["to"] == "演练市人民政府"
    assert part(page, QLineEdit, "entry_answer_by").text() == "七月初"
    assert part(page, QLabel, "field_answer_byProblem").isVisible()


def test_that_evidence_stored_while_a_form_is_open_can_be_chosen_in_it(page, site, tmp_path, qtbot):
    document = making.begin(site.desk, site.inspection, "D48").id
    show(qtbot, page)
    choose(qtbot, page, "补充材料说明")
    before = [one.text() for one in page.findChildren(QCheckBox) if one.objectName().startswith("entry_files_")]
    file = tmp_path / "整改材料（演练）.pdf"
    file.write_bytes(b"%PDF-1.4")
    kept = add_file(site.desk, site.inspection, file, Particulars("整改材料", "扫描", "整改情况（演练）"))
    assert kept.evidence is not None, kept.problems
    show(qtbot, page)
    boxes = [one for one in page.findChildren(QCheckBox) if one.objectName().startswith("entry_files_")]
    assert [one.text() for one in boxes] == [*before, "整改材料（演练）.pdf"]
    boxes[-1].click()
    calm(qtbot, page.place.tasks)
    assert site.desk.case(site.inspection).entries[document]["files"] == [kept.evidence.id]
