"""What is typed in the other steps of an inspection and recorded by no button yet survives a kill."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QComboBox, QLineEdit, QListWidget, QWidget

from app.domain.operations import Change
from app.services.checking.findings import draft_findings
from app.services.exchange.own_side import DEVICE_NAMES
from app.services.preparation.handing_over import offer_lead
from tests.services.at_the_table import elsewhere
from tests.services.correcting.races import another_laptop, meet
from tests.services.on_site import FORMS, OnSite, answer_everything
from tests.ui.at_the_office import Shown, workplace
from tests.ui.conftest import calm, on_stage, part
from tests.ui.typed_words import WORDS, kept, text_of, type_into, wait_until_kept
from ui.pages.checking.checklist import ChecklistPage
from ui.pages.checking.items import ItemsPage
from ui.pages.evidence.panel import EvidencePanel
from ui.pages.inspection import InspectionPage
from ui.widgets.growing_text import GrowingText

PHOTO = FORMS / "inspections" / "electronic-records" / "samples" / "rules-2019.png"


@pytest.fixture
def opened(place, visit, qtbot):
    """Open the inspection anew; the page before is not left: it stays as a kill leaves it."""
    windows = []

    def open_at(step: str, question: str = "", part_of_step: str = "") -> InspectionPage:
        made = InspectionPage(place, visit.inspection, step, question)
        windows.append(on_stage(qtbot, made))
        calm(qtbot, place.tasks)
        if part_of_step:
            made.page.show_part(part_of_step)
            calm(qtbot, place.tasks)
        return made

    yield open_at
    for window in windows:
        window.close()
    calm(qtbot, place.tasks)


def press(page: QWidget, name: str, place, qtbot) -> None:
    part(page, QAbstractButton, name).click()
    calm(qtbot, place.tasks)


def test_that_an_offer_of_the_lead_comes_back_and_its_consequences_are_ticked_anew(opened, place, qtbot) -> None:
    place.desk.store.settings.set(DEVICE_NAMES, {"second": "演练二号机"})
    page = opened("preparation", part_of_step="team")
    press(page, "leadBegin", place, qtbot)
    box = part(page, QComboBox, "leadLaptop")
    box.setCurrentIndex(box.findData("second"))
    part(page, QCheckBox, "leadSure").setChecked(True)
    type_into(page, "leadNote")
    wait_until_kept(qtbot, place)
    again = opened("preparation", part_of_step="team")
    assert part(again, QLineEdit, "leadNote").isVisible() and text_of(again, "leadNote") == WORDS
    assert part(again, QComboBox, "leadLaptop").currentData() == "second"
    assert not part(again, QCheckBox, "leadSure").isChecked()
    part(again, QCheckBox, "leadSure").setChecked(True)
    press(again, "leadOffer", place, qtbot)
    assert kept(place) == []


def test_that_a_reason_to_decline_the_lead_is_about_that_offer_alone(opened, place, visit, tmp_path, qtbot) -> None:
    own, site = place.desk.store.device, OnSite(place.desk, visit.inspection, visit.watch, visit.person)
    place.desk.commit([Change("course", site.inspection, "lead_device", "second")])
    with another_laptop(tmp_path / "second") as second:
        meet(site, second)
        giver = elsewhere(site, second)
        offer_lead(giver.desk, site.inspection, own, "jia", "演练交代")
        meet(site, second)
        page = opened("preparation", part_of_step="team")
        type_into(page, "leadDeclineReason")
        wait_until_kept(qtbot, place)
        again = opened("preparation", part_of_step="team")
        assert text_of(again, "leadDeclineReason") == WORDS
        press(again, "leadDecline", place, qtbot)
        assert kept(place) == []
        meet(site, second)
        offer_lead(giver.desk, site.inspection, own, "jia", "演练再次交代")
        meet(site, second)
        third = opened("preparation", part_of_step="team")
        assert part(third, QLineEdit, "leadDeclineReason").isVisible()
        assert text_of(third, "leadDeclineReason") == ""


def test_that_a_result_half_overruled_comes_back_with_the_result(opened, place, qtbot) -> None:
    page = opened("checking", "q1_2")
    press(page, "openItems", place, qtbot)
    items = page.findChild(ItemsPage)
    key, other = (one.key for one in items._shown[0][:2])
    part(items, QComboBox, f"itemChoice_{key}").setCurrentIndex(1)
    wanted = part(items, QComboBox, f"itemChoice_{key}").currentData()
    type_into(items, f"itemReason_{key}")
    wait_until_kept(qtbot, place)
    again = opened("checking", "q1_2")
    press(again, "openItems", place, qtbot)
    items = again.findChild(ItemsPage)
    assert text_of(items, f"itemReason_{key}") == WORDS and text_of(items, f"itemReason_{other}") == ""
    assert part(items, QComboBox, f"itemChoice_{key}").currentData() == wanted
    press(items, f"itemKeep_{key}", place, qtbot)
    assert kept(place) == []


def offered(page: InspectionPage, *files: Path) -> None:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(one)) for one in files])
    assert page.findChild(EvidencePanel).offer(content)


def test_that_what_is_said_of_a_file_comes_back_with_the_file_at_its_question(opened, place, visit, qtbot) -> None:
    page = opened("checking", "q1_2")
    offered(page, PHOTO)
    type_into(page, "evidenceProves")
    part(page, QComboBox, "evidenceMedium").setCurrentText("照相机")
    part(page, QCheckBox, "evidenceCopied").setChecked(True)
    type_into(page, "evidenceGroundDetail", "演练举报 1 号")
    wait_until_kept(qtbot, place, "演练举报 1 号")
    elsewhere_opened = opened("checking", "q1_1")
    assert not part(elsewhere_opened, QLineEdit, "evidenceProves").isVisible()
    again = opened("checking", "q1_2")
    assert part(again, QLineEdit, "evidenceProves").isVisible() and text_of(again, "evidenceProves") == WORDS
    assert part(again, QComboBox, "evidenceMedium").currentText() == "照相机"
    assert text_of(again, "evidenceGroundDetail") == "演练举报 1 号"
    press(again, "keepEvidence", place, qtbot)
    (one,) = place.desk.case(visit.inspection).evidence
    assert (one.proves, one.medium, one.ground["detail"]) == (WORDS, "照相机", "演练举报 1 号")
    assert kept(place) == [] and not part(again, QLineEdit, "evidenceProves").isVisible()


def test_that_files_asked_about_wait_at_their_question_and_go_when_given_up(opened, place, qtbot) -> None:
    page = opened("checking", "q1_2")
    offered(page, PHOTO)
    calm(qtbot, place.tasks)
    type_into(page, "evidenceProves")
    page.page.show_question("q1_1")
    calm(qtbot, place.tasks)
    assert not part(page, QLineEdit, "evidenceProves").isVisible()
    page.page.show_question("q1_2")
    calm(qtbot, place.tasks)
    assert part(page, QLineEdit, "evidenceProves").isVisible() and text_of(page, "evidenceProves") == WORDS
    press(page, "cancelEvidence", place, qtbot)
    assert kept(place) == []
    page.page.show_question("q1_1")  # until then it can be taken back
    calm(qtbot, place.tasks)
    assert not part(opened("checking", "q1_2"), QLineEdit, "evidenceProves").isVisible()


def test_that_the_reason_to_void_a_piece_of_evidence_stays_at_that_piece(opened, place, visit, qtbot, tmp_path) -> None:
    page = opened("checking", "q1_2")
    for text in ("演练一", "演练二"):
        paper = tmp_path / f"{text}.txt"
        paper.write_text(text, encoding="utf-8")
        offered(page, paper)
        press(page, "keepEvidence", place, qtbot)
    part(page, QListWidget, "evidence").setCurrentRow(0)
    type_into(page, "voidEvidenceReason")
    wait_until_kept(qtbot, place)
    part(page, QListWidget, "evidence").setCurrentRow(1)
    assert text_of(page, "voidEvidenceReason") == ""
    again = opened("checking", "q1_2")
    part(again, QListWidget, "evidence").setCurrentRow(0)
    calm(qtbot, place.tasks)
    assert text_of(again, "voidEvidenceReason") == WORDS
    press(again, "voidEvidence", place, qtbot)
    assert [one.name for one in place.desk.case(visit.inspection).evidence] == ["演练二.txt"]
    assert kept(place) == []


def test_that_the_reason_to_void_a_finding_with_its_answer_comes_back(opened, place, visit, qtbot) -> None:
    site = OnSite(place.desk, visit.inspection, visit.watch, visit.person)
    answer_everything(site, q1_1={"verdict": "violates", "severity": "ordinary", "reason": "演练：现场查看"})
    draft_findings(place.desk, visit.inspection)

    def ask(page: InspectionPage) -> QWidget:
        checklist = page.findChild(ChecklistPage)
        qtbot.keyClick(checklist._view, Qt.Key.Key_1)
        calm(qtbot, place.tasks)
        return checklist

    checklist = ask(opened("checking", "q1_1"))
    type_into(checklist, "voidReason")
    wait_until_kept(qtbot, place)
    again = ask(opened("checking", "q1_1"))
    assert text_of(again, "voidReason") == WORDS
    press(again, "voidFinding", place, qtbot)
    assert place.desk.case(visit.inspection).findings == ()
    assert kept(place) == []


def test_that_an_opinion_on_a_plan_comes_back_and_consent_is_given_anew(premises, tmp_path_factory, qtbot) -> None:
    with workplace(premises, tmp_path_factory) as (place, inspection):
        shown = Shown(place, inspection, "preparation", qtbot)
        shown.click("part_approval", "formDraft", "channel_phone", "decision_refuse")
        box = part(shown.step, QComboBox, "approver")
        box.setCurrentIndex(box.count() - 1)
        wanted = box.currentData()
        type_into(shown.step, "opinion")
        wait_until_kept(qtbot, place)
        again = Shown(place, inspection, "preparation", qtbot)
        again.click("part_approval")
        assert part(again.step, GrowingText, "opinion").toPlainText() == WORDS
        assert part(again.step, QComboBox, "approver").currentData() == wanted
        assert not part(again.step, QAbstractButton, "decision_refuse").isChecked()
        again.click("channel_in_person", "decision_approve", "recordDecision")
        assert kept(place) == []


def test_that_why_nobody_signed_in_comes_back_with_who_was_there(premises, tmp_path_factory, qtbot, watch) -> None:
    with workplace(premises, tmp_path_factory, ready=True) as (place, inspection):
        shown = Shown(place, inspection, "arrival", qtbot)
        shown.click("part_visit", "beginVisit", "part_visit", "visitEnding_refused")
        shown.type(endingReason="未说明理由", refusedBy="门卫")
        shown.click("recordEnding")
        watch.pass_by(days=1)
        shown.page.refresh()
        shown.settle()
        shown.click("part_sign_in")
        part(shown.step, QAbstractButton, "unsigned_jia").setChecked(True)
        type_into(shown.step, "unsignedReason")
        wait_until_kept(qtbot, place)
        again = Shown(place, inspection, "arrival", qtbot)
        again.click("part_sign_in")
        assert text_of(again.step, "unsignedReason") == WORDS
        assert part(again.step, QAbstractButton, "unsigned_jia").isChecked()
        part(again.step, QAbstractButton, "unsigned_yi").setChecked(True)
        again.click("explainUnsigned")
        assert again.case.visits[0].refused["unsigned"]["officers"] == ["jia", "yi"]
        assert kept(place) == []
