"""笔录与签名 from the draft to the seal: each act recorded, each refusal told where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from app.domain.operations import Change
from app.domain.procedure.guards_record import record_is_sealed
from app.services.numbers import ledger
from app.services.record import journey
from app.services.rehearsal.ink import strokes_of
from app.services.session.opening import close
from tests.services.at_the_table import VIOLATES, order, somebody
from tests.services.on_site import FORMS, OnSite, Watch, acting, answer_everything, begin
from tests.ui.conftest import calm, new_store, on_stage, part
from tests.ui.stage import read_paper
from ui import style
from ui.entry import Premises
from ui.models.inspection_state import inspection_state
from ui.models.pdf_pages import pages_saying
from ui.pages.evidence import EvidencePage
from ui.pages.handover import HandOver
from ui.pages.inspection import InspectionPage
from ui.pages.read_back import RecordText
from ui.pages.record import RecordPage
from ui.pages.signing import SigningPart
from ui.widgets.hindrance_list import HindranceList
from ui.widgets.ink_pad import InkPad
from ui.widgets.pdf_view import PdfView
from ui.widgets.printing import Printers, whole_page
from ui.workplace import Workplace

PIN = "000000"


@dataclass
class Table:
    """The record page with all questions answered and one finding dealt with."""

    page: RecordPage
    site: OnSite
    place: Workplace
    qtbot: object
    window: QWidget

    @property
    def case(self):
        """The inspection as stored."""
        return self.site.desk.case(self.site.inspection)

    def click(self, name: str) -> None:
        """Click a button and wait for what follows."""
        made = part(self.page, QPushButton, name)
        assert made.isEnabled(), name
        made.click()
        calm(self.qtbot, self.place.tasks)

    def show(self, key: str = "") -> None:
        """Read the inspection again and show a part."""
        self.page.show_state(inspection_state(self.site.desk, self.site.inspection, {}))
        calm(self.qtbot, self.place.tasks)
        if key:
            self.page.show_part(key)

    def read_out(self) -> None:
        """Go as far as the read-back."""
        journey.state_for_unit(self.site.desk, self.site.inspection, self.site.person, "")
        journey.draft_record(self.site.desk, self.site.inspection)
        journey.read_back(self.site.desk, self.site.inspection, self.site.person, "screen")
        self.show("signing")

    def choose(self, name: str) -> None:
        """Choose a signer."""
        signers = part(self.page, QListWidget, "signers")
        (item,) = signers.findItems(name, Qt.MatchFlag.MatchStartsWith)
        signers.setCurrentItem(item)

    def type(self, name: str, text: str) -> None:
        """Fill in a line."""
        part(self.page, QLineEdit, name).setText(text)

    def text(self, name: str) -> str:
        """Return what a label says."""
        return part(self.page, QLabel, name).text()

    def sign_as_officer(self, name: str, secret: str = PIN) -> None:
        """Let an officer draw and enter the PIN."""
        self.choose(name)
        draw(part(self.page, InkPad, "inkPad"))
        self.type("inkSecret", secret)
        self.click("signInk")

    def hand_over(self, name: str) -> HandOver:
        """Hand the laptop over."""
        self.choose(name)
        self.click("handOver")
        return next(one for one in self.page.findChildren(HandOver) if one.isVisible())


def draw(pad: QWidget) -> None:
    """Draw one stroke with the mouse."""
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(150, 40))
    QTest.mouseMove(pad, QPoint(180, 60))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(180, 60))


class FilePrinter(Printers):
    """A printer that writes each job to a file."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.asked = folder, []

    def names(self) -> tuple[str, ...]:
        return ("演练打印机",)

    def printer(self, name: str) -> QPrinter:
        printer = whole_page(QPrinter())
        printer.setResolution(72)
        printer.setOutputFileName(str(self.folder / f"{len(self.asked)}.pdf"))
        self.asked.append(name)
        return printer


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, OnSite]:
    """A closed training store in which all questions are answered and the one finding is dealt with."""
    folder = tmp_path_factory.mktemp("answered") / "data"
    desk = new_store(Premises(folder, FORMS, Watch()))
    site = begin(desk, Watch())
    ledger.lease_locally(desk, "D11", 2026, 1, 5)
    answer_everything(site, q2_3=VIOLATES)
    order(site)
    close(desk)
    return folder, site


@pytest.fixture
def table(place: Workplace, visit: OnSite, qtbot, tmp_path: Path) -> Iterator[Table]:
    """The officers and the responsible person sit at the table."""
    site = replace(visit, desk=place.desk)
    page = RecordPage(place, site.inspection, {}, FilePrinter(tmp_path))
    made = Table(page, site, place, qtbot, on_stage(qtbot, page))
    made.show()
    yield made
    calm(qtbot, place.tasks)


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
    table.page.show_part("seal")
    part(table.page, QCheckBox, "sealSure").setChecked(True)
    table.click("sealRecord")
    assert record_is_sealed(table.case)
    content = next(iter(one for one in table.case.contents.values() if one.id == table.case.document("D4").id))
    assert table.text("sealed_sha256") == content.digest
    assert not part(table.page, QPushButton, "sealRecord").isVisible()


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
    assert html.count('href="checking/q') == 40
    assert 'href="outcome"' in html
    with qtbot.waitSignal(table.page.step_wanted) as told:
        shown.anchorClicked.emit(QUrl("checking/q2_3"))
    assert told.args == ["checking/q2_3"]


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


def test_that_a_wrong_pin_signs_nothing_and_says_so(table: Table) -> None:
    table.read_out()
    table.sign_as_officer("演练乙", "123456")
    assert not table.case.signatures
    assert part(table.page, QLabel, "noticeTitle").text() or part(table.page, HindranceList, "refusal").texts


def test_that_a_signature_needs_ink_and_pin(table: Table) -> None:
    table.read_out()
    table.click("signInk")
    assert "没有笔迹" in table.text("InkFormProblem")
    draw(part(table.page, InkPad, "inkPad"))
    table.click("signInk")
    assert "PIN" in table.text("inkSecretProblem")
    assert not table.case.signatures


def test_that_the_second_officer_signs_without_taking_the_desk(table: Table) -> None:
    table.read_out()
    table.sign_as_officer("演练乙")
    (signature,) = table.case.signatures
    assert (signature.signer, signature.role) == ("yi", "officer")
    assert table.place.desk.officer == "jia"


def test_that_the_party_sees_only_record_and_pad_and_cannot_leave(table: Table, qtbot) -> None:
    table.read_out()
    handed = table.hand_over("演练负责人")
    assert handed.isModal()
    assert handed.isFullScreen()
    names = {one.objectName() for one in handed.findChildren(QPushButton)}
    reading = {"zoomOut", "zoomIn", "zoomFit", "pageBefore", "pageNext"}
    acting = {"undoStroke", "clearInk", "inkDone", "giveBack", "takeBack", "toPad", "toPaper", "readOn"}
    assert names == acting | reading
    handed.close()
    QTest.keyClick(handed, Qt.Key.Key_Escape)
    assert handed.isVisible()
    part(handed, QPushButton, "giveBack").click()
    for wrong in ("", "111111"):
        part(handed, QLineEdit, "returnSecret").setText(wrong)
        part(handed, QPushButton, "takeBack").click()
        calm(qtbot, table.place.tasks)
        assert handed.isVisible()
    handed.end()
    assert not table.case.signatures


@pytest.mark.parametrize(("size", "large"), [((1366, 768), False), ((780, 439), False), ((780, 439), True)])
def test_that_nobody_signs_before_the_end_of_the_paper_was_in_sight(table: Table, qtbot, qapp, size, large) -> None:
    style.dress(qapp, large)
    table.read_out()
    handed = table.hand_over("演练负责人")
    handed.showNormal()
    handed.resize(*size)
    (view,) = handed.findChildren(PdfView)
    qtbot.waitUntil(lambda: view.pages > 1)
    told = part(handed, QLabel, "readWords")
    qtbot.waitUntil(told.isVisible)
    assert "下面还有内容" in told.text() and "看到末尾才能签名" in told.text()
    done, to_pad = part(handed, QPushButton, "inkDone"), part(handed, QPushButton, "toPad")
    pad = part(handed, InkPad, "inkPad")
    assert pad.isVisible() is not to_pad.isVisible()
    if pad.isVisible():
        draw(pad)
        assert not pad.is_empty
    assert not done.isEnabled() and not to_pad.isEnabled()
    assert "先把文书看到末尾" in part(handed, QLabel, "inkWhy").text() == done.accessibleDescription()
    read_paper(qtbot, handed)
    if pad.is_empty:
        draw(pad)
    assert done.isEnabled() and not part(handed, QLabel, "inkWhy").isVisible()
    assert "已看到末尾" in told.text()
    view.show_page(0)
    assert done.isEnabled()  # it was read once
    handed.end()


@pytest.mark.parametrize("large", [False, True])
def test_that_every_act_of_the_party_is_in_sight_without_scrolling_on_the_smallest_screen(
    table: Table, qtbot, qapp, large
) -> None:
    style.dress(qapp, large)
    table.read_out()
    handed = table.hand_over("演练负责人")
    handed.showNormal()
    handed.resize(780, 439)
    (view,) = handed.findChildren(PdfView)
    qtbot.waitUntil(lambda: view.pages > 1)
    qtbot.waitUntil(part(handed, QPushButton, "readOn").isVisible)
    assert hidden_acts(handed) == []
    assert {"readOn", "toPad", "giveBack"} <= {one.objectName() for one in acts(handed)}
    read_paper(qtbot, handed)
    QApplication.processEvents()
    assert hidden_acts(handed) == []
    assert {"inkDone", "toPaper", "giveBack", "clearInk"} <= {one.objectName() for one in acts(handed)}
    pad = part(handed, InkPad, "inkPad")
    assert pad.visibleRegion().boundingRect() == pad.rect()
    part(handed, QPushButton, "toPaper").click()
    assert view.isVisible() and not pad.isVisible()
    handed.end()


def acts(handed: HandOver) -> list[QPushButton]:
    return [one for one in handed.findChildren(QPushButton) if one.isVisible()]


def hidden_acts(handed: HandOver) -> list[str]:
    """Return the buttons of which a part is out of sight, or whose words are cut."""
    QApplication.processEvents()
    return [
        one.objectName() for one in acts(handed)
        if one.visibleRegion().boundingRect() != one.rect() or one.width() < one.sizeHint().width()
    ]  # fmt: skip


def test_that_a_signature_on_paper_binds_its_photo_without_changing_the_words(table: Table, tmp_path: Path) -> None:
    table.read_out()
    photo = tmp_path / "sheet.png"
    Image.new("RGB", (40, 30), (200, 200, 190)).save(photo)
    table.choose("演练负责人")
    table.click("way_paper")
    table.click("signPaper")
    assert "照片" in table.text("PaperFormProblem")
    table.page._parts["signing"]._paper.choose(photo)
    table.click("signPaper")
    (signature,) = table.case.signatures
    assert signature.way == "paper"
    assert [one.id for one in table.case.evidence] == [signature.paper]
    table.choose("演练甲")
    assert part(table.page, QPushButton, "signPaper").isVisible(), "the words are still those read back"
    assert part(table.page, QComboBox, "earlierSheet").findData(signature.paper) == 1


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


def test_that_a_refusal_needs_a_reason_and_a_proof(table: Table) -> None:
    somebody(table.site, "演练见证人")
    table.read_out()
    table.choose("演练负责人")
    table.click("way_refusal")
    table.click("recordRefusal")
    assert "原因" in table.text("refusalReasonProblem")
    assert "见证人" in table.text("refusalWitnessProblem")
    part(table.page, QComboBox, "refusalReason").setCurrentIndex(1)
    witness = part(table.page, QComboBox, "refusalWitness")
    assert witness.count() == 2
    witness.setCurrentIndex(1)
    table.click("recordRefusal")
    (signature,) = table.case.signatures
    assert (signature.way, bool(signature.reason), bool(signature.witness)) == ("refusal", True, True)


def test_that_an_officer_cannot_refuse(table: Table) -> None:
    table.read_out()
    table.choose("演练甲")
    assert not part(table.page, QPushButton, "way_refusal").isVisible()


def test_that_a_signature_is_voided_with_its_reason(table: Table) -> None:
    table.read_out()
    table.sign_as_officer("演练甲")
    table.choose("演练甲")
    assert not part(table.page, QPushButton, "voidSignature").isVisible()
    table.click("openVoiding")
    table.click("voidSignature")
    assert "原因" in table.text("voidReasonProblem")
    table.type("voidReason", "签错位置（演练）")
    table.click("voidSignature")
    assert not table.case.signatures


def test_that_the_seal_names_what_is_lacking_and_leads_there(table: Table) -> None:
    table.read_out()
    table.page.show_part("seal")
    lacks = part(table.page, HindranceList, "sealLacks")
    assert any("演练甲尚未签名" in one for one in lacks.texts)
    assert not part(table.page, QPushButton, "sealRecord").isVisible()
    table.click("sealLacksGo0")
    assert part(table.page, QListWidget, "signers").isVisible()


def test_that_a_change_after_the_signatures_is_lacking_for_the_seal_and_for_the_signatures(table: Table) -> None:
    table.read_out()
    for who, role in (("jia", "officer"), ("yi", "officer"), (table.site.person, "responsible")):
        by = acting(table.site, who) if role == "officer" else table.site
        journey.sign(by.desk, by.inspection, who, role, "ink", ink=strokes_of(who))
    table.show("seal")
    assert part(table.page, QPushButton, "sealRecord").isVisible()
    part(table.page, QCheckBox, "sealSure").setChecked(True)
    journey.state_for_unit(table.site.desk, table.site.inspection, table.site.person, "补充一句（演练）。", more=True)
    table.show("seal")
    assert any("又有改动" in one for one in part(table.page, HindranceList, "sealLacks").texts)
    assert not part(table.page, QPushButton, "sealRecord").isVisible()
    assert "笔录有改动，须重新签名" in part(table.page, QAbstractButton, "part_signing").accessibleName()


def test_that_what_the_record_still_misses_is_told_before_anybody_signs(table: Table, qtbot) -> None:
    journey.state_for_unit(table.site.desk, table.site.inspection, table.site.person, "")
    journey.draft_record(table.site.desk, table.site.inspection)
    table.show("readBack")
    told = part(table.page, HindranceList, "shortSamples")
    at = next(n for n, text in enumerate(told.texts) if "记录仪" in text)
    with qtbot.waitSignal(table.page.step_wanted) as wanted:
        part(table.page, QPushButton, f"shortSamplesGo{at}").click()
    assert wanted.args == ["arrival/recordings"]


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


def test_that_sealing_asks_for_a_last_look(table: Table) -> None:
    table.read_out()
    for who, role in (("jia", "officer"), ("yi", "officer"), (table.site.person, "responsible")):
        by = acting(table.site, who) if role == "officer" else table.site
        journey.sign(by.desk, by.inspection, who, role, "ink", ink=strokes_of(who))
    table.show("seal")
    table.click("sealRecord")
    assert "勾选" in table.text("sealProblem")
    assert not record_is_sealed(table.case)


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


def test_that_after_the_party_signed_the_focus_is_on_the_next_act(table: Table, qtbot) -> None:
    table.read_out()
    table.window.activateWindow()
    handed = table.hand_over("演练负责人")
    read_paper(qtbot, handed)
    draw(part(handed, InkPad, "inkPad"))
    part(handed, QPushButton, "inkDone").click()
    calm(qtbot, table.place.tasks)
    assert table.case.signatures
    qtbot.waitUntil(lambda: table.window.focusWidget().objectName() == "signInk")
    handed.end()


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
