"""What the leader returns: the officer sees it in the list, and where the words are changed that it was made from."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel

from app.services.preparation.approvals import REFUSE, Decision, record_approval
from tests.ui import approvals_desk, stage
from tests.ui.conftest import calm, on_stage, part
from tests.ui.sealed_visit import FilePrinters, press, show
from ui.models.papers import FROM_FORM, FROM_OUTCOME, FROM_RECORD, papers
from ui.pages.approvals import ApprovalsPage
from ui.pages.inspection import InspectionPage
from ui.pages.papers.page import PapersPage
from ui.pages.papers.sent_back import SentBack
from ui.widgets.growing_text import GrowingText
from ui.widgets.hindrance_list import HindranceList
from ui.workplace import Workplace

sealed, place, site, notice = stage.sealed, stage.place, stage.site, stage.notice
leader = approvals_desk.leader
REASON = "改正期限太短（演练）"


@pytest.fixture
def returned(leader, notice, site):
    done, problems = record_approval(
        leader.desk, site.inspection, Decision("D11", notice, "ding", "leader", "in_person", REFUSE, REASON)
    )
    assert done is not None, problems


def test_that_the_list_says_that_a_paper_was_returned_and_what_comes_next(place, site, returned) -> None:
    (row,) = [one for one in papers(place.desk, place.desk.case(site.inspection)) if one.kind == "D11"]
    assert (row.stands, row.next) == ("已退回", "下一步：按退回的意见修改，重新起草")


def test_that_a_returned_paper_says_where_its_words_are_changed(place, site, returned, tmp_path, qtbot) -> None:
    page = PapersPage(place, site.inspection, {}, FilePrinters(tmp_path))
    window = on_stage(qtbot, page)
    show(qtbot, page)
    assert "笔录已经封存" in part(page, QLabel, "mendWords").text()
    with qtbot.waitSignal(page.step_wanted) as wanted:
        press(qtbot, page, "goToMend")
    assert wanted.args == ["record"]
    window.close()


@pytest.mark.parametrize(
    ("place_of", "leads"), [(FROM_OUTCOME, "outcome"), (FROM_RECORD, "record"), (FROM_FORM, ""), ("preparation", None)]
)
def test_that_each_returned_paper_leads_to_its_own_place(qtbot, place_of, leads) -> None:
    card = SentBack(place_of, REASON)
    qtbot.addWidget(card)
    go = card.findChild(QAbstractButton, "goToMend")
    if leads is None:
        assert go is None
        return
    told: list[str] = []
    card.step_wanted.connect(told.append)
    card.form_wanted.connect(lambda: told.append(""))
    go.click()
    assert told == [leads]


def test_that_a_return_without_a_reason_leads_the_keyboard_to_the_reason(leader, notice, qtbot) -> None:
    page = ApprovalsPage(leader)
    window = on_stage(qtbot, page)
    page.refresh()
    calm(qtbot, leader.tasks)
    window.activateWindow()
    page._form._decision.choose(REFUSE)
    page._form.go.click()
    qtbot.waitUntil(part(page, GrowingText, "opinion").hasFocus)
    window.close()


def test_that_who_decides_is_led_from_an_inspection_to_what_waits(place, site, notice, qtbot) -> None:
    desk = replace(place.desk, officer="ding")
    page = InspectionPage(Workplace(desk, place.tasks, desk.officers()["ding"]), site.inspection, "papers")
    window = on_stage(qtbot, page)
    calm(qtbot, place.tasks)
    told = part(page, HindranceList, "notOurs")
    assert told.texts[0] == "需要您审批、审核的文书，在“待我审批”中办理。"
    with qtbot.waitSignal(page.destination_wanted) as wanted:
        part(page, QAbstractButton, "notOursGo0").click()
    assert wanted.args == ["approvals"]
    window.close()
