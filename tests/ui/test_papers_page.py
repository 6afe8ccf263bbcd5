"""文书与送达: a notice from its draft to printer and stamp; tasks."""


import pypdfium2
import pytest
from PIL import ImageOps
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QListWidget

from app.errors import DocumentFailed
from app.services.numbers import ledger
from app.services.papers import life, sheets
from app.services.papers.sheets import Batch
from tests.services.at_the_table import approve, led_by
from tests.ui import stage
from tests.ui.conftest import calm, on_stage, part
from tests.ui.sealed_visit import PRINTER, press, show
from ui.pages.papers.acts import PaperActs
from ui.pages.papers.page import PapersPage
from ui.widgets.hindrance_list import HindranceList
from ui.widgets.page import into_sight
from ui.widgets.pdf_view import PdfView

sealed, place, site, notice, printers = stage.sealed, stage.place, stage.site, stage.notice, stage.printers


@pytest.fixture
def page(place, site, printers, qtbot):
    made = PapersPage(place, site.inspection, {}, printers)
    window = on_stage(qtbot, made)
    show(qtbot, made)
    yield made
    window.close()


def document(page, notice: str):
    return next(one for one in page.place.desk.case(page.inspection).documents if one.id == notice)


def frozen(site, notice: str) -> None:
    approve(site, notice)
    life.freeze(site.desk, site.inspection, notice)


def three_sheets(site) -> None:
    """Issue three pre-stamped sheets to the laptop."""
    sheets.issue(site.desk, Batch("A-0006", "A-0008", "ding", site.desk.now().date(), "演练批〔2026〕3号"))


def pages_of(pdf: bytes) -> list[tuple[float, float]]:
    opened = pypdfium2.PdfDocument(pdf)
    sizes = [one.get_size() for one in opened]
    opened.close()
    return sizes


def inked(pdf: bytes) -> tuple[int, int, int, int]:
    """Return the box around all ink of the first page, in points."""
    opened = pypdfium2.PdfDocument(pdf)
    picture = opened[0].render(scale=1, grayscale=True).to_pil().convert("L")
    opened.close()
    box = ImageOps.invert(picture).point(lambda grey: 255 if grey > 60 else 0).getbbox()
    assert box is not None
    return box


def test_that_what_cannot_be_served_yet_leads_to_that_very_paper(page, qtbot) -> None:
    part(page, QListWidget, "papers").setCurrentRow(0)
    calm(qtbot, page.place.tasks)
    assert part(page, QLabel, "paperTitle").text() != "档案监督检查执法通知书"
    page.show_part("service")
    assert "档案监督检查执法通知书还不能送达" in part(page, QLabel, "notYetServed").text()
    press(qtbot, page, "goToPaper")
    assert part(page, QLabel, "paperTitle").text() == "档案监督检查执法通知书"


def test_that_the_notice_that_waits_is_chosen_and_says_what_comes_next(page) -> None:
    assert part(page, QListWidget, "papers").currentItem().text().startswith("档案监督检查执法通知书")
    assert part(page, QLabel, "paperNext").text() == "下一步：报批并记录审批"


def test_that_the_title_of_the_paper_stays_while_its_acts_scroll(page, qtbot) -> None:
    title, go = part(page, QLabel, "paperTitle"), part(page, QAbstractButton, "recordDecision")
    assert title.text() == "档案监督检查执法通知书"
    into_sight(go)
    assert title.visibleRegion().boundingRect() == title.rect()


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize(("width", "beside"), [(1112, True), (839, False)])
def test_that_acts_and_paper_stand_beside_each_other_where_there_is_room_for_both(page, qtbot, width, beside) -> None:
    window = page.window()
    window.setMinimumSize(0, 0)
    window.resize(width + 48, 560)
    look, view = part(page, QAbstractButton, "lookAtPaper"), part(page, PdfView, "pdfView")
    qtbot.waitUntil(lambda: (view.isVisible(), look.isVisible()) == (beside, not beside))
    if not beside:
        look.click()
        assert view.isVisible() and not part(page, QAbstractButton, "recordDecision").isVisible()


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize("size", [(838, 430), (812, 420)])
def test_that_a_failure_is_told_in_whole_lines_on_a_magnified_screen(page, qtbot, size) -> None:
    window = page.window()
    window.setMinimumSize(0, 0)
    window.resize(*size)
    words = "请在“登记簿”核对单位名称和负责人姓名；改正以后回到这里重新打开文书，已经填写的内容都在，不用重新填写。"
    page._desk._told.show_error(DocumentFailed("演练", words, words))
    qtbot.waitUntil(lambda: page.size() == window.size())
    told = [one for one in page._desk._told.findChildren(QLabel) if one.isVisible()]
    qtbot.waitUntil(lambda: all(one.height() >= one.heightForWidth(one.width()) for one in told))
    assert told and all(one.visibleRegion().boundingRect() == one.rect() for one in told)


def test_that_a_notice_goes_from_approval_to_the_stamp(page, notice, qtbot) -> None:
    told = []
    page.changed.connect(told.append)
    agreed = ("decision_approve", "recordDecision")
    for act in ("checkupReview", "channel_in_person", *agreed, "channel_phone", *agreed):
        press(qtbot, page, act)
    assert part(page, HindranceList, "actHeeded").texts
    assert part(page, QLabel, "freezeWords").text().endswith("文号 保档执通〔2026〕1号 随之正式使用。")
    press(qtbot, page, "freezePaper")
    assert document(page, notice).state == "awaiting_stamp"
    press(qtbot, page, "recordStamp")
    assert document(page, notice).stamped["way"] == life.CARRIED
    press(qtbot, page, "goToService")
    assert part(page, QComboBox, "servedPaper").currentText() == "档案监督检查执法通知书 保档执通〔2026〕1号"
    assert len(told) == 4


def test_that_a_paper_that_may_not_be_made_final_says_why_with_the_article(page, notice, site, qtbot) -> None:
    approve(site, notice)
    led_by(site, "second")
    show(qtbot, page)
    assert not part(page, QAbstractButton, "freezePaper").isEnabled()
    assert any("主办终端" in one.text() for one in page.findChildren(QLabel))


def test_that_a_refusal_without_a_reason_is_asked_beside_its_field(page, notice, qtbot) -> None:
    for act in ("channel_in_person", "decision_refuse", "recordDecision"):
        press(qtbot, page, act)
    assert part(page, QLabel, "opinionProblem").text().startswith("不同意的，请写明理由")
    assert document(page, notice).state == "draft" and not page.place.desk.case(page.inspection).approved(notice)


def test_that_one_copy_is_printed_in_real_size_and_logged(page, notice, site, printers, qtbot) -> None:
    frozen(site, notice)
    show(qtbot, page)
    assert part(page, QComboBox, "printer").currentText() == PRINTER
    press(qtbot, page, "printCopyNow")
    (printing,) = page.place.desk.case(page.inspection).printings
    assert printing.copy == "当事人联"
    sizes = pages_of(printers.sent[0].read_bytes())
    shown = page._desk._shown.pdf
    assert len(sizes) == len(pages_of(shown)) // 2
    assert inked(printers.sent[0].read_bytes()) == pytest.approx(inked(shown), abs=2)
    assert {(round(width), round(height)) for width, height in sizes} == {(595, 842)}
    assert "已送到打印机" in part(page, QLabel, "noticeTitle").text()


def test_that_a_copy_is_printed_once_more_only_with_a_reason(page, notice, site, printers, qtbot) -> None:
    frozen(site, notice)
    life.record_print(site.desk, site.inspection, notice, life.Print("当事人联"))
    life.record_print(site.desk, site.inspection, notice, life.Print("存根联"))
    show(qtbot, page)
    press(qtbot, page, "printCopyNow")
    assert part(page, QLabel, "reprintReasonProblem").text() and not printers.sent
    part(page, QLineEdit, "reprintReason").setText("卡纸")
    press(qtbot, page, "printCopyNow")
    assert page.place.desk.case(page.inspection).printings[-1].reason == "卡纸" and len(printers.sent) == 1


def test_that_a_copy_printed_elsewhere_is_registered_and_spoiled_with_its_reason(
    page, notice, site, printers, qtbot
) -> None:
    frozen(site, notice)
    three_sheets(site)
    show(qtbot, page)
    part(page, QComboBox, "printSheet").setCurrentIndex(1)
    press(qtbot, page, "printedElsewhere")
    part(page, QComboBox, "printCopy").setCurrentIndex(0)
    press(qtbot, page, "printedElsewhere")
    assert "写明为什么再打印" in part(page, QLabel, "reprintReasonProblem").text()
    part(page, QLineEdit, "reprintReason").setText("漏墨")
    press(qtbot, page, "printedElsewhere")
    first, second = page.place.desk.case(page.inspection).printings
    assert (first.printer, first.sheet, second.reason) == ("另存后在别处打印", "A-0006", "漏墨")
    assert not printers.sent and sheets.known(site.desk)[0].state == "spoiled"


def test_that_a_final_notice_found_wrong_is_voided_and_made_anew(page, notice, site, qtbot) -> None:
    frozen(site, notice)
    life.stamp(site.desk, site.inspection, notice, way=life.CARRIED)
    show(qtbot, page)
    press(qtbot, page, "openVoidPaper")
    told = [one.text() for one in page.findChildren(QLabel) if one.isVisible()]
    assert any("文号保档执通〔2026〕1号同时作废" in one for one in told) and any("全部收回" in one for one in told)
    press(qtbot, page, "voidPaper")
    assert part(page, QLabel, "voidPaperReasonProblem").text() == "请写明作废的原因。"
    part(page, QLineEdit, "voidPaperReason").setText("名称写错（演练）")
    part(page, QLineEdit, "voidPaperReason").setFocus()
    press(qtbot, page, "voidPaper")
    qtbot.waitUntil(lambda: page.window().focusWidget() is part(page, QListWidget, "papers"))
    listed = part(page, QListWidget, "papers")
    texts = [listed.item(at).text().split("\n") for at in range(listed.count())]
    assert ["档案监督检查执法通知书", "保档执通〔2026〕1号", "已作废"] in texts
    assert ["档案监督检查执法通知书", "待起草"] in texts
    listed.setCurrentRow(texts.index(["档案监督检查执法通知书", "保档执通〔2026〕1号", "已作废"]))
    calm(qtbot, page.place.tasks)
    assert part(page, QLabel, "paperVoid").text().endswith("演练甲作废，原因：名称写错（演练）")
    assert part(page, QLabel, "paperWords").text() == "只供查阅"
    assert not part(page, QAbstractButton, "savePaper").isEnabled()
    assert not any(one.isVisible() for one in page.findChildren(QAbstractButton, "printCopyNow"))
    (order,) = [one.id for one in page.place.desk.case(page.inspection).measures]
    page.show_place(f"papers/{order}")  # as the board of deadlines names a notice not drafted yet
    show(qtbot, page)
    press(qtbot, page, "draftPaper")
    anew = page.place.desk.case(page.inspection).documents[-1]
    assert ledger.number_text(site.desk, anew.number) == "保档执通〔2026〕2号"


def test_that_the_focus_after_drafting_is_not_on_what_records_the_decision(page, notice, qtbot) -> None:
    actions = page.findChild(PaperActs)
    qtbot.waitUntil(lambda: part(page, QAbstractButton, "recordDecision").isVisible())
    actions._take_focus()
    focused = page.window().focusWidget()
    assert focused is not None and focused.objectName() == "approver"


def test_that_a_pre_stamped_sheet_needs_its_number(page, notice, site, qtbot) -> None:
    frozen(site, notice)
    three_sheets(site)
    show(qtbot, page)
    press(qtbot, page, "stampWay_sheet")
    press(qtbot, page, "recordStamp")
    assert part(page, QLabel, "stampSheetProblem").text() == "请填写预盖章纸的编号。"
    part(page, QLineEdit, "stampSheet").setText("Z-0001")
    press(qtbot, page, "recordStamp")
    assert any("没有编号为“Z-0001”的预盖章纸" in one.text() for one in page.findChildren(QLabel))
    part(page, QLineEdit, "stampSheet").setText("A-0007")
    press(qtbot, page, "recordStamp")
    assert document(page, notice).stamped["sheet"] == "A-0007"


def test_that_a_jam_on_a_pre_stamped_sheet_is_accounted_for(page, notice, site, printers, qtbot) -> None:
    frozen(site, notice)
    three_sheets(site)
    show(qtbot, page)
    assert part(page, QComboBox, "printSheet").currentText() == "不用预盖章纸"
    part(page, QComboBox, "printSheet").setCurrentIndex(1)
    press(qtbot, page, "printCopyNow")
    assert part(page, QComboBox, "printCopy").currentData() == "存根联"
    part(page, QComboBox, "printCopy").setCurrentIndex(0)
    assert part(page, QAbstractButton, "reprintSpoils").accessibleName() == "上次所用的预盖章纸 A-0006 作废"
    assert part(page, QLabel, "reprintSpoiled").text() == "上次所用的预盖章纸：A-0006"
    part(page, QLineEdit, "reprintReason").setText("卡纸")
    part(page, QComboBox, "printSheet").setCurrentIndex(1)
    press(qtbot, page, "printCopyNow")
    assert [one.state for one in sheets.known(site.desk)] == ["spoiled", "used", "issued"]
    assert part(page, QAbstractButton, "stampWay_sheet").isChecked()  # it is stamped by what it was printed on
    assert part(page, QLineEdit, "stampSheet").text() == "A-0007"
    assert len(printers.sent) == 2
    told = [one.text() for one in page.findChildren(QLabel)]
    assert any(f"演练甲 打印当事人联，{PRINTER}，预盖章纸 A-0006（已作废：卡纸）" in one for one in told)
    assert any(one.endswith(f"演练甲 打印当事人联，{PRINTER}，预盖章纸 A-0007，重打原因：卡纸") for one in told)
