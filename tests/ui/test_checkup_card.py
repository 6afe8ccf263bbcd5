"""文书体检 in the window: what stops a paper is told before it is made final, an amber finding asks for its reason."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QListWidget, QPushButton, QWidget

from app.services.measures.deciding import record_measure
from tests.services.papers.made import approved, final, made, numbers
from tests.ui import stage
from tests.ui.conftest import calm, on_stage, part
from tests.ui.sealed_visit import FilePrinters, press, show
from ui.pages.papers.acts import PaperActs
from ui.pages.papers.page import PapersPage
from ui.widgets.state_line import StateLine

sealed, place, sealed_site = stage.sealed, stage.place, stage.site


@pytest.fixture
def site(sealed_site):
    numbers(sealed_site)
    return sealed_site


@pytest.fixture
def page(place, site, tmp_path, qtbot):
    made_page = PapersPage(place, site.inspection, {}, FilePrinters(tmp_path))
    window = on_stage(qtbot, made_page)
    yield made_page
    window.close()


def proposal(site) -> str:
    """Return the id of a drafted and approved proposal for discipline that needs no order first."""
    (finding,) = site.desk.case(site.inspection).findings
    record_measure(site.desk, site.inspection, "M6", [finding.id], "建议处分（演练）")
    document = made(site, "D32", articles=["archives-law-2020:48-i4"])
    approved(site, document, "D32")
    return document


def look_at(qtbot, page, document: str) -> None:
    show(qtbot, page)
    page._desk.choose(document)
    calm(qtbot, page.place.tasks)


def test_that_an_amber_finding_waits_for_its_reason(page, site, qtbot):
    document = proposal(site)
    look_at(qtbot, page, document)
    assert "1 项请说明" in part(page, QLabel, "checkupCount").text()
    assert not part(page, QPushButton, "freezePaper").isEnabled()
    assert "“文书体检”还有 1 项须改正或说明，办完才能定稿。" in part(page, QLabel, "freezeWords").text()
    part(page, QLineEdit, "checkupReason_T25").setText("案情简单（演练）")
    press(qtbot, page, "checkupKeep_T25")
    kept = site.desk.case(site.inspection).checkups[document]["T25"]
    assert kept["reason"] == "案情简单（演练）"
    assert "0 项请说明，1 项已说明理由" in part(page, QLabel, "checkupCount").text()
    assert part(page, QPushButton, "freezePaper").isEnabled()
    assert "文书体检" not in part(page, QLabel, "freezeWords").text()


def test_that_all_thirty_rules_are_told_on_demand(page, site, qtbot):
    look_at(qtbot, page, proposal(site))
    part(page, QPushButton, "checkupAll").setChecked(True)
    texts = [one.text() for one in page.findChildren(QLabel) if one.isVisible()]
    assert all(any(text.startswith(f"T{number} ") for text in texts) for number in range(1, 31))


def test_that_a_final_paper_shows_no_examination(page, site, qtbot):
    document = final(site, "D14")
    look_at(qtbot, page, document)
    assert page.findChild(QLabel, "checkupCount") is None


def test_that_the_legal_review_is_recorded_from_the_finding_that_asks_for_it(page, site, qtbot):
    document = proposal(site)
    look_at(qtbot, page, document)
    press(qtbot, page, "checkupReview")
    assert "演练戊" in part(page, QComboBox, "approver").currentText()
    for act in ("channel_in_person", "decision_approve", "recordDecision"):
        press(qtbot, page, act)
    (opinion,) = [one for one in site.desk.case(site.inspection).approvals if one.role == "reviewer"]
    assert (opinion.approver, opinion.document) == ("wu", document)
    # what was shown before is hidden at once and goes in a later turn of the loop
    qtbot.waitUntil(lambda: not any(one.isVisible() for one in page.findChildren(QPushButton, "checkupReview")))
    assert part(page, QPushButton, "freezePaper").isEnabled()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_that_the_form_of_the_legal_review_is_seen_once_it_was_asked_for(page, site, qtbot):
    page.window().setMinimumSize(0, 0)
    page.window().resize(1150, 520)  # the card is narrow and its other parts fill it
    look_at(qtbot, page, proposal(site))
    press(qtbot, page, "checkupReview")
    who = part(page, QComboBox, "approver")
    qtbot.waitUntil(lambda: who.visibleRegion().boundingRect() == who.rect())


def test_that_the_review_is_asked_of_the_form_at_hand_before_the_leader_decides(page, site, qtbot):
    (finding,) = site.desk.case(site.inspection).findings
    record_measure(site.desk, site.inspection, "M6", [finding.id], "建议处分（演练）")
    document = made(site, "D32", articles=["archives-law-2020:48-i4"])
    look_at(qtbot, page, document)
    press(qtbot, page, "checkupReview")
    assert len([one for one in page.findChildren(QComboBox) if one.objectName() == "approver"]) == 1
    assert "法制审核人员" in part(page, QComboBox, "approver").currentText()


def test_that_an_act_beside_a_finding_leaves_its_words_the_width_of_the_card(page, site, qtbot):
    document = proposal(site)
    look_at(qtbot, page, document)
    line, go = part(page, StateLine, "checkup_T25"), part(page, QPushButton, "checkupReview")
    (words, *_) = line.findChildren(QLabel)
    assert words.width() > 0.75 * line.width()
    assert go.isVisible()


def repealed(site) -> str:
    """Return the id of a drafted proposal that cites what is in force no more."""
    (finding,) = site.desk.case(site.inspection).findings
    record_measure(site.desk, site.inspection, "M6", [finding.id], "建议处分（演练）")
    return made(site, "D32", articles=["implementing-measures-2017:27"])


def test_that_a_draft_tells_what_the_law_has_against_it_before_it_is_submitted(page, site, qtbot):
    look_at(qtbot, page, repealed(site))
    listed = part(page, QListWidget, "papers").currentItem()
    assert listed.text().split("\n")[-1] == "草稿 · 须改正 1 项"
    fault, act = part(page, StateLine, "checkup_T6"), part(page, QPushButton, "recordDecision")
    acts = page.findChild(PaperActs)
    assert fault.mapTo(acts, QPoint()).y() < act.mapTo(acts, QPoint()).y()


def test_that_a_fault_of_the_words_leads_to_the_form_they_are_typed_into(page, site, qtbot):
    look_at(qtbot, page, repealed(site))
    press(qtbot, page, "checkupGo_T6")
    assert part(page, QLabel, "formTitle").isVisible() and part(page, QWidget, "entry_articles").isVisible()
