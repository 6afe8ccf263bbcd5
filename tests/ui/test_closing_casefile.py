"""案卷 in 归档与同步: what is lacking, a preview, the complete file, cancel, print and save as."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QListWidget

from app.domain.operations import Change
from app.domain.procedure.mapping import changes_of
from app.errors import DocumentFailed
from app.services.casefile.freshness import kept_case_files
from app.services.hands import standing_of
from app.services.papers.making import begin
from app.services.papers.rendering import render_paper
from app.services.voiding import voiding
from tests.services.casefile.filing import done, under_way
from tests.services.on_site import acting
from tests.services.papers.made import made
from tests.ui.conftest import calm, on_stage, part
from tests.ui.sealed_visit import PRINTER, FilePrinters, press, show
from ui.looking_only import LookingOnly
from ui.pages.closing.casefile import CaseFilePart
from ui.pages.closing.casefile_view import CaseFileView
from ui.pages.closing.page import CASEFILE, ClosingPage
from ui.pages.others_inspection import allowed_to
from ui.tasks import Tasks
from ui.widgets.hindrance_list import HindranceList
from ui.widgets.pdf_view import PdfView
from ui.widgets.picture_view import PictureView
from ui.workplace import Workplace


@contextmanager
def closing(site, printers, qtbot):
    tasks = Tasks()
    page = ClosingPage(Workplace(site.desk, tasks), site.inspection, {}, printers)
    window = on_stage(qtbot, page)
    show(qtbot, page)
    page.show_part(CASEFILE)
    page.site = site
    yield page
    window.close()
    tasks.close()


@pytest.fixture
def complete(tmp_path, qtbot):
    with done(tmp_path) as site, closing(site, FilePrinters(tmp_path), qtbot) as page:
        yield page


@pytest.fixture
def incomplete(tmp_path, qtbot):
    with under_way(tmp_path) as site, closing(site, FilePrinters(tmp_path), qtbot) as page:
        yield page


def shown(page) -> CaseFileView:
    return page.findChild(CaseFileView)


def test_that_what_is_lacking_is_told_and_only_a_preview_can_be_made(incomplete, qtbot) -> None:
    lacking = part(incomplete, HindranceList, "caseFileLacking")
    assert "缺少《现场检查笔录》。" in lacking.texts
    assert not part(incomplete, QAbstractButton, "makeCaseFile").isEnabled()
    press(qtbot, incomplete, "previewCaseFile")
    assert shown(incomplete).isVisible() and "草稿" in part(incomplete, QLabel, "caseFileTold").text()
    assert part(shown(incomplete), PdfView, "pdfView").pages == 11


def test_that_the_index_says_in_words_which_papers_are_void_and_which_are_drafts(incomplete, qtbot) -> None:
    desk, inspection = incomplete.place.desk, incomplete.inspection
    notice = desk.case(inspection).document("D2")
    render_paper(desk, inspection, notice.id)
    desk.commit([voiding(desk, "document", notice.id, "写错（演练）")])
    press(qtbot, incomplete, "previewCaseFile")
    index = part(incomplete, QListWidget, "caseFileIndex")
    rows = [index.item(at).text() for at in range(index.count())]
    assert any(one.startswith("行政检查通知书") and "（作废）\n" in one for one in rows)
    assert not any("作废" in one for one in rows if one.startswith("行政检查审批表"))


def test_that_the_complete_file_is_made_shown_by_its_index_and_counted(complete, qtbot) -> None:
    assert part(complete, QAbstractButton, "makeCaseFile").isEnabled()
    retention = part(complete, QComboBox, "retention")
    assert [retention.itemText(at) for at in range(retention.count())] == ["30年", "永久", "10年"]
    press(qtbot, complete, "makeCaseFile")
    index, view = part(complete, QListWidget, "caseFileIndex"), part(shown(complete), PdfView, "pdfView")
    assert index.count() == 9 + 5 and "现场检查笔录\n第 6-11 页" in index.item(3).text()
    index.setCurrentRow(3)
    assert part(view, QLabel, "pageWords").text().startswith("第 8 /")  # its page 6: cover and index are not numbered
    assert "已生成" in next(one.words for one in complete._states if one.key == CASEFILE)


def test_that_the_period_of_a_closed_case_is_shown_and_changed_by_the_leader_alone(complete, qtbot) -> None:
    site = complete.site
    document = made(site, "D37", keeping="permanent")
    site.desk.commit([Change("document", document, "frozen_at", "2026-07-08T10:00:00+08:00")])
    complete.look_again()
    calm(qtbot, complete.place.tasks)
    retention = part(complete, QComboBox, "retention")
    qtbot.waitUntil(lambda: not retention.isEnabled())
    assert retention.currentText() == "永久" and "请机关负责人登录" in part(complete, QLabel, "keepingSaid").text()
    assert not part(complete, QAbstractButton, "changeKeepingMore").isVisible()
    complete.place.desk = acting(site, "ding").desk
    complete.look_again()
    press(qtbot, complete, "changeKeepingMore")
    press(qtbot, complete, "changeKeeping")
    assert part(complete, QLabel, "keepingReasonProblem").text() == "请写明理由。"
    part(complete, QLineEdit, "keepingReason").setText("一般案件，选错")
    press(qtbot, complete, "changeKeeping")
    qtbot.waitUntil(lambda: retention.currentText() == "30年")
    assert "将保管期限由永久改为30年" in part(complete, QLabel, "keepingSaid").text()
    press(qtbot, complete, "changeKeepingMore")
    part(complete, QLineEdit, "keepingReason").setText("仍为重要案件")
    press(qtbot, complete, "changeKeeping")
    qtbot.waitUntil(lambda: retention.currentText() == "永久")
    first, last = part(complete, QLabel, "keepingSaid").text().splitlines()
    assert "理由：一般案件，选错。" in first and "将保管期限由30年改为永久。理由：仍为重要案件。" in last


def test_that_a_leader_changes_the_period_of_a_case_of_others(complete, qtbot) -> None:
    site = complete.site
    document = made(site, "D37", keeping="permanent")
    site.desk.commit([Change("document", document, "frozen_at", "2026-07-08T10:00:00+08:00")])
    complete.place.desk = desk = acting(site, "ding").desk
    LookingOnly(complete, allowed_to(standing_of(desk, site.inspection)))
    complete.look_again()
    calm(qtbot, complete.place.tasks)
    press(qtbot, complete, "changeKeepingMore")
    part(complete, QLineEdit, "keepingReason").setText("一般案件，选错（演练）")
    press(qtbot, complete, "changeKeeping")
    retention = part(complete, QComboBox, "retention")
    qtbot.waitUntil(lambda: retention.currentText() == "30年")


def test_that_a_file_open_while_a_paper_comes_says_that_it_must_be_made_anew(complete, qtbot) -> None:
    press(qtbot, complete, "makeCaseFile")
    stale = part(shown(complete), QLabel, "caseFileStale")
    assert shown(complete).isVisible() and not stale.isVisible()
    begin(complete.site.desk, complete.site.inspection, "D48")
    complete.look_again()
    calm(qtbot, complete.place.tasks)
    assert stale.isVisible()
    press(qtbot, complete, "leaveCaseFile")
    press(qtbot, complete, "openCaseFile")
    assert stale.isVisible()
    press(qtbot, complete, "leaveCaseFile")
    press(qtbot, complete, "previewCaseFile")
    assert not stale.isVisible()


def test_that_each_attachment_is_opened_where_the_index_lists_it(complete, qtbot) -> None:
    press(qtbot, complete, "makeCaseFile")
    index, beside = part(complete, QListWidget, "caseFileIndex"), complete.findChild(CaseFileView)._beside
    rows = {index.item(at).text(): at for at in range(index.count())}
    assert not index.item(rows["附件原件 4 件"]).flags()
    index.setFocus()
    index.setCurrentRow(rows["证据1　照片0.jpg"])
    calm(qtbot, complete.place.tasks)
    assert beside.findChild(PictureView).size_shown.width() > 100 and index.hasFocus()
    index.setCurrentRow(rows["证据4　log-export.csv"])
    calm(qtbot, complete.place.tasks)
    assert any("请点“另存为”" in one.text() and one.isVisible() for one in beside.findChildren(QLabel))
    QTest.keyClick(index, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert part(shown(complete), PdfView, "pdfView").pages > 8 and index.currentRow() == 0


def test_that_a_file_made_before_a_later_paper_says_so_and_is_made_again(complete, qtbot) -> None:
    press(qtbot, complete, "makeCaseFile")
    press(qtbot, complete, "leaveCaseFile")
    still_open = "本案还没有结案，结案后请重新生成，装入《结案审批表》。"
    assert part(complete, QLabel, "caseFileWords").text() == f"已生成。{still_open}"
    desk, inspection = complete.place.desk, complete.inspection
    signed = desk.case(inspection).signatures[0]
    desk.commit(changes_of(replace(signed, id=desk.part_id(inspection))))
    complete.look_again()
    calm(qtbot, complete.place.tasks)
    state = next(one for one in complete._states if one.key == CASEFILE)
    assert (state.words, state.done) == ("须重新生成", False)
    assert part(complete, QLabel, "caseFileWords").text() == "已生成（之后又有变化，请重新生成）。"
    assert part(complete, QAbstractButton, "makeCaseFile").text() == "重新生成案卷"
    press(qtbot, complete, "makeCaseFile")
    state = next(one for one in complete._states if one.key == CASEFILE)
    assert (state.words, state.done) == ("已生成", True)


def test_that_a_file_made_before_is_opened_without_making_it_again(complete, qtbot) -> None:
    again = part(complete, QAbstractButton, "openCaseFile")
    assert again.isHidden()
    press(qtbot, complete, "makeCaseFile")
    index = [part(complete, QListWidget, "caseFileIndex").item(row).text() for row in range(14)]
    told = part(complete, QLabel, "caseFileTold").text()
    press(qtbot, complete, "leaveCaseFile")
    assert again.isVisible() and again.hasFocus()
    press(qtbot, complete, "openCaseFile")
    reopened = part(complete, QListWidget, "caseFileIndex")
    plain = [words.split("\n")[-1] for words in index]
    assert [reopened.item(row).text().split("\n")[-1] for row in range(reopened.count())] == plain
    assert part(complete, QLabel, "caseFileTold").text() == told


def test_that_the_file_is_saved_and_printed_as_it_is(complete, tmp_path, qtbot) -> None:
    press(qtbot, complete, "makeCaseFile")
    made = kept_case_files(complete.place.desk, complete.inspection)[0]
    shown(complete).save_as(tmp_path / "案卷.pdf")
    calm(qtbot, complete.place.tasks)
    assert (tmp_path / "案卷.pdf").read_bytes() == complete.place.desk.vault.read(made)
    assert part(complete, QComboBox, "caseFilePrinter").currentText() == PRINTER
    press(qtbot, complete, "printCaseFile")
    printed = pypdfium2.PdfDocument(next(tmp_path.glob("*print*.pdf")))
    assert len(printed) == 24
    printed.close()
    logged = complete.place.desk.case(complete.inspection).printings[-1]
    assert (logged.copy, logged.printer, logged.document) == ("案卷", PRINTER, f"{complete.inspection}/{made}")


def test_that_going_back_leads_to_the_card_again(complete, qtbot) -> None:
    press(qtbot, complete, "previewCaseFile")
    press(qtbot, complete, "leaveCaseFile")
    assert not shown(complete).isVisible() and part(complete, QAbstractButton, "makeCaseFile").isVisible()
    press(qtbot, complete, "makeCaseFile")
    assert shown(complete).isVisible()


def test_that_a_file_being_made_can_be_cancelled(complete, qtbot, monkeypatch) -> None:
    here = complete.findChild(CaseFilePart)
    part(complete, QAbstractButton, "makeCaseFile").click()
    cancel = part(complete, QAbstractButton, "cancelCaseFile")
    assert cancel.isVisible() and not part(complete, QAbstractButton, "makeCaseFile").isVisible()
    cancel.click()
    calm(qtbot, complete.place.tasks)
    assert part(here, QLabel, "noticeTitle").text() == "已取消。"
    assert kept_case_files(complete.place.desk, complete.inspection) == ()
    assert part(complete, QAbstractButton, "makeCaseFile").isVisible()


def test_that_a_failure_is_told_with_what_to_do(complete, qtbot, monkeypatch) -> None:
    def fail(*_args, **_kwargs):
        raise DocumentFailed("case-file-broken-off", "案卷的生成中断了，没有留下文件。", "请重新生成。")

    monkeypatch.setattr("ui.pages.closing.casefile.make_case_file", fail)
    press(qtbot, complete, "makeCaseFile")
    assert "中断" in part(complete.findChild(CaseFilePart), QLabel, "noticeTitle").text()
