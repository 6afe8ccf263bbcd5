"""补正 in the window: from what the seal turned away, on the page of sync and in the record, or from a slip found."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QListWidget, QPlainTextEdit, QWidget

from app.domain.procedure.settlements import CORRECTION
from app.services.correcting.beginning import begin_correction
from app.services.correcting.changes import ASIDE, SETTLED, UNDER_WAY, refused_changes
from app.services.correcting.slips import Slip
from app.services.papers.composing import compose
from app.services.papers.drafting import draft, paper
from app.services.papers.making import enter
from app.services.papers.signed_papers import sign_paper
from tests.services.at_the_table import change
from tests.services.correcting.races import LATE, too_late
from tests.services.papers.made import signed
from tests.ui import stage
from tests.ui.conftest import calm, on_stage, part
from tests.ui.record_table import draw
from ui.models.refused import refused_lines
from ui.pages.inspection import InspectionPage
from ui.pages.papers.page import PapersPage
from ui.pages.papers.signing import SigningBox
from ui.pages.sync.page import SyncPage
from ui.widgets.ink_pad import InkPad
from ui.widgets.page import into_sight

sealed, place, site = stage.sealed, stage.place, stage.site


@pytest.fixture
def late(site, tmp_path):
    """Two answers of a colleague that came too late."""
    too_late(site, tmp_path / "second", change(site, "q1_1", LATE), change(site, "q1_2", {"verdict": "violates"}))


@pytest.fixture
def page(place, qtbot):
    made = SyncPage(place)
    window = on_stage(qtbot, made)
    made.refresh()
    made.show_tab("refused")
    calm(qtbot, place.tasks)
    yield made
    made.keep_unsaved()
    window.close()


def press(qtbot, root, place, name: str) -> None:
    qtbot.waitUntil(lambda: part(root, QAbstractButton, name).isVisible())  # a row just made is shown a turn later
    made = part(root, QAbstractButton, name)
    assert made.isEnabled(), name
    made.click()
    calm(qtbot, place.tasks)


def states(site) -> list[str]:
    return [one.state for one in refused_changes(site.desk, site.inspection)]


def test_that_a_refused_change_is_set_beside_what_stands_and_leads_to_a_correction(late, page, place, site, qtbot):
    texts = {one.text() for one in page.findChildren(QLabel) if one.isVisible()}
    assert {"笔录记载（不变）", "未采纳的内容", "符合", "不符合", "日志仅保存两个月（演练）。"} <= texts
    with qtbot.waitSignal(page.step_wanted) as led:
        press(qtbot, page, place, "correct0")
    inspection, step = led.args
    (document,) = [one for one in site.desk.case(site.inspection).documents if one.kind == "D47"]
    assert (inspection, step) == (site.inspection, f"papers/{document.id}")
    assert sorted(states(site)) == ["open", UNDER_WAY]
    assert part(page, QAbstractButton, "syncTab_refused").text() == "未采纳 2"


def test_that_all_of_one_record_go_into_one_correction_and_are_settled_by_its_seal(late, page, place, site, qtbot):
    assert part(page, QAbstractButton, "correctAll0").text() == "同一笔录的 2 项一并补正"
    press(qtbot, page, place, "correctAll0")
    (document,) = [one for one in site.desk.case(site.inspection).documents if one.kind == "D47"]
    assert len(site.desk.case(site.inspection).entries[document.id]["items"]) >= 3
    assert states(site) == [UNDER_WAY, UNDER_WAY]
    assert enter(site.desk, site.inspection, document.id, {"reason": "同步较晚（演练）", "checked_by": "read"}) == []
    draft(site.desk, site.inspection, paper(site.desk.case(site.inspection), document.id), compose)
    signed(site, document.id)
    page.refresh()
    calm(qtbot, place.tasks)
    assert states(site) == [SETTLED, SETTLED]
    assert "已签名封存" in part(page, QLabel, "refusedSettled0").text()
    assert part(page, QAbstractButton, "syncTab_refused").text() == "未采纳"
    with qtbot.waitSignal(page.step_wanted) as led:
        press(qtbot, page, place, "openCorrection0")
    assert led.args == [site.inspection, f"papers/{document.id}"]


def test_that_setting_aside_asks_for_the_reason_and_says_it(late, page, place, site, qtbot):
    press(qtbot, page, place, "setAside0")
    assert part(page, QLabel, "asideReason0Problem").text() == "请写明不再处理的理由。"
    assert states(site) == ["open", "open"]
    part(page, QLineEdit, "asideReason0").setText("与笔录一致（演练）")
    press(qtbot, page, place, "setAside0")
    assert sorted(states(site)) == [ASIDE, "open"]
    assert "与笔录一致（演练）" in part(page, QLabel, "refusedSettled1").text()
    assert "演练甲" in part(page, QLabel, "refusedSettled1").text()


def test_that_a_change_taken_up_meanwhile_is_told_and_nothing_is_begun_twice(late, page, place, site, qtbot):
    (first, *_) = refused_lines(site.desk)
    begin_correction(site.desk, site.inspection, CORRECTION, refused=[first.operation])
    press(qtbot, page, place, "correct0")
    told = [one.accessibleName() for one in page.findChildren(QWidget, "notice") if one.isVisible()]
    assert any("已经列入一份补正" in one for one in told)
    assert sum(one.kind == "D47" for one in site.desk.case(site.inspection).documents) == 1


@pytest.fixture
def inspection(place, site, qtbot):
    made = InspectionPage(place, site.inspection, "record")
    window = on_stage(qtbot, made)
    calm(qtbot, place.tasks)
    made.page.show_part("seal")
    calm(qtbot, place.tasks)
    yield made
    window.close()


def choose(page, name: str, words: str) -> None:
    box = part(page, QComboBox, name)
    box.setCurrentIndex(next(at for at in range(box.count()) if box.itemText(at) == words))


def test_that_a_slip_found_in_the_record_becomes_a_correction_that_is_shown_at_once(inspection, place, site, qtbot):
    record = inspection.page
    press(qtbot, record, place, "slipFound")
    press(qtbot, record, place, "slipGo")
    assert part(record, QLabel, "slipWhereProblem").text() and part(record, QLabel, "slipShouldProblem").text()
    choose(record, "slipWhere", "检查地点")
    assert part(record, QPlainTextEdit, "slipStood").toPlainText() == "演练路1号"
    part(record, QPlainTextEdit, "slipStood").setPlainText("路1号")
    hints = [one.text() for one in part(record, QPlainTextEdit, "slipStood").parent().findChildren(QLabel)]
    assert "此处记载：演练路1号" in hints
    choose(record, "slipWhere", "检查开始时间")  # other words than typed stand there: they are offered
    assert part(record, QPlainTextEdit, "slipStood").toPlainText() == "2026年6月8日9时00分"
    choose(record, "slipWhere", "检查地点")
    part(record, QPlainTextEdit, "slipShould").setPlainText("演练路2号")
    part(record, QPlainTextEdit, "slipReason").setPlainText("门牌号抄录有误（演练）")
    press(qtbot, record, place, "slipGo")
    shown = inspection.page
    assert isinstance(shown, PapersPage)
    calm(qtbot, place.tasks)
    (document,) = [one for one in site.desk.case(site.inspection).documents if one.kind == "D47"]
    assert part(shown, QLabel, "formTitle").text() == "补正笔录"
    assert part(shown, QPlainTextEdit, "entry_reason").toPlainText() == "门牌号抄录有误（演练）"
    choose(shown, "entry_checked_by", "本人看过")
    part(shown, QComboBox, "entry_checked_by").activated.emit(0)  # as a person who chooses makes it tell
    calm(qtbot, place.tasks)
    press(qtbot, shown, place, "composePaper")
    signed(site, document.id)
    inspection.show_step("record")
    calm(qtbot, place.tasks)
    assert "签名封存" in part(inspection.page, QLabel, "correctionState0").text()
    press(qtbot, inspection.page, place, "correctionOpen0")
    assert inspection.page is shown and shown._desk.isVisible()


def test_that_a_quotation_that_the_record_does_not_have_is_refused_in_the_page(inspection, place, site, qtbot):
    record = inspection.page
    press(qtbot, record, place, "slipFound")
    choose(record, "slipWhere", "检查地点")
    part(record, QPlainTextEdit, "slipStood").setPlainText("演练路9号")
    part(record, QPlainTextEdit, "slipShould").setPlainText("演练路2号")
    part(record, QPlainTextEdit, "slipReason").setPlainText("演练")
    press(qtbot, record, place, "slipGo")
    assert "逐字一致" in part(record, QLabel, "slipStoodProblem").text()
    part(record, QPlainTextEdit, "slipStood").setPlainText("2026年6月8日9时")  # stands in the record, not at the place
    press(qtbot, record, place, "slipGo")
    assert "“检查地点”处没有记载" in part(record, QLabel, "slipStoodProblem").text()
    assert "“检查开始时间”" in part(record, QLabel, "slipStoodProblem").text()
    assert not any(one.kind == "D47" for one in site.desk.case(site.inspection).documents)
    assert part(record, QPlainTextEdit, "slipShould").toPlainText() == "演练路2号"


def test_that_a_supplement_asks_for_no_quotation(inspection, place, site, qtbot):
    record = inspection.page
    press(qtbot, record, place, "supplementFound")
    assert not part(record, QPlainTextEdit, "slipStood").isVisible()
    choose(record, "slipWhere", "检查地点")
    part(record, QPlainTextEdit, "slipShould").setPlainText("另有一处机房（演练）")
    part(record, QPlainTextEdit, "slipReason").setPlainText("演练")
    press(qtbot, record, place, "slipGo")
    calm(qtbot, place.tasks)
    (document,) = [one for one in site.desk.case(site.inspection).documents if one.kind == "D48"]
    (row,) = site.desk.case(site.inspection).entries[document.id]["items"]
    assert row["should"] == "另有一处机房（演练）" and "stood" not in row


def test_that_the_record_itself_offers_what_came_too_late(late, inspection, place, site, qtbot):
    record = inspection.page
    press(qtbot, record, place, "supplement0")
    calm(qtbot, place.tasks)
    assert isinstance(inspection.page, PapersPage)
    title = part(inspection.page, QLabel, "formTitle")
    assert title.isVisible() and title.text() == "补充材料说明"
    assert UNDER_WAY in states(site)


def test_that_the_paper_of_another_inspection_page_opens_from_the_page_of_sync(late, place, site, qtbot):
    (first, *_) = refused_lines(site.desk)
    document = begin_correction(site.desk, site.inspection, CORRECTION, refused=[first.operation])
    made = InspectionPage(place, site.inspection, "papers", document.id)
    window = on_stage(qtbot, made)
    calm(qtbot, place.tasks)
    title = part(made.page, QLabel, "formTitle")
    assert title.isVisible() and title.text() == "补正笔录"
    window.close()


def test_that_what_was_left_out_of_the_record_is_told_where_it_belongs(inspection, place, site, qtbot):
    record = inspection.page
    press(qtbot, record, place, "slipFound")
    choose(record, "slipWhere", "检查地点")
    box = part(record, QComboBox, "slipWhere")
    box.setEditText("检查表 1.1 情况说明")
    assert part(record, QPlainTextEdit, "slipStood").toPlainText() == ""
    part(record, QPlainTextEdit, "slipShould").setPlainText("责任制文件见证据1（演练）")
    part(record, QPlainTextEdit, "slipReason").setPlainText("漏记（演练）")
    press(qtbot, record, place, "slipGo")
    (document,) = [one for one in site.desk.case(site.inspection).documents if one.kind == "D47"]
    (row,) = site.desk.case(site.inspection).entries[document.id]["items"]
    assert (row["where"], row["stood"]) == ("检查表 1.1 情况说明", "")


def test_that_the_correction_is_refused_by_the_party_and_signed_and_sealed_in_the_window(
    inspection, place, site, qtbot
) -> None:
    slip = Slip("检查地点", "演练路1号", "演练路2号")
    document = begin_correction(site.desk, site.inspection, CORRECTION, slips=[slip], reason="笔误（演练）").id
    enter(site.desk, site.inspection, document, {"checked_by": "heard"})
    draft(site.desk, site.inspection, paper(site.desk.case(site.inspection), document), compose)
    inspection.show_step(f"papers/{document}")
    calm(qtbot, place.tasks)
    page = inspection.page
    press(qtbot, page, place, "openRefusal")
    assert "演练负责人" in part(page, QComboBox, "refuser").itemText(0)
    part(page, QLineEdit, "refusalReason").setText("不同意补正（演练）")
    witness = part(page, QComboBox, "refusalWitness")
    assert "演练见证人" in witness.currentText()  # who was registered as witness is chosen already
    press(qtbot, page, place, "recordRefusal")
    for _ in range(2):
        box = next(one for one in page.findChildren(SigningBox) if one.isVisible())
        waiting = [one.id for one in box._service.signers].index(_waiting(site, document))
        part(box, QListWidget, "receiptSigners").setCurrentRow(waiting)
        pad = part(page, InkPad, "inkPad")
        into_sight(pad)
        qtbot.waitUntil(lambda pad=pad: pad.visibleRegion().boundingRect() == pad.rect())
        draw(part(page, InkPad, "inkPad"))
        part(page, QLineEdit, "signerSecret").setText("000000")
        press(qtbot, page, place, "confirmSignature")
    (seen,) = [one.id for one in site.desk.case(site.inspection).persons if one.name == "演练见证人"]
    sign_paper(site.desk, site.inspection, document, seen, "witness", "ink", ink={"strokes": [[[1, 1, 1, 1]]]})
    inspection.show_step(f"papers/{document}")
    calm(qtbot, place.tasks)
    press(qtbot, page, place, "sealPaper")
    case = site.desk.case(site.inspection)
    assert paper(case, document).state == "signed"
    assert {one.way for one in case.signatures if one.document == document} == {"ink", "refusal"}


def _waiting(site, document: str) -> str:
    """Return the next officer who has not signed."""
    done = {one.signer for one in site.desk.case(site.inspection).signatures if one.document == document}
    return next(one for one in ("jia", "yi") if one not in done)
