"""What comes after a re-inspection: its opinion on the way to the unit, more time given, the closing of the case."""

from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from app.domain.operations import Change
from app.domain.procedure.outcomes import Document
from app.services.papers import life
from app.services.papers.composing import compose
from app.services.papers.drafting import draft, paper
from app.services.papers.making import enter
from app.services.rechecking.opinions import begin_opinion
from app.services.voiding import voiding
from tests.services.papers.made import approved, final, served
from tests.services.rechecking.again import CORRECTED, PARTLY, rechecked
from tests.ui import stage
from tests.ui.conftest import part
from tests.ui.sealed_visit import press, show
from tests.ui.test_recheck_page import closing, site, staged
from ui.pages.closing.page import ClosingPage
from ui.pages.papers.page import PapersPage
from ui.widgets.hindrance_list import HindranceList
from ui.widgets.labels import restyle
from ui.widgets.notice import Notice

sealed, place, sealed_site = stage.sealed, stage.place, stage.site
__all__ = ["place", "sealed", "sealed_site", "site", "staged"]


def drafted(site, **more) -> str:
    """Return the id of the opinion that is due, drafted."""
    document = begin_opinion(site.desk, site.inspection).id
    assert not more or enter(site.desk, site.inspection, document, more) == []
    draft(site.desk, site.inspection, paper(site.desk.case(site.inspection), document), compose)
    return document


def opinion(site, **more) -> None:
    """Draft the opinion that is due, and serve it."""
    document = drafted(site, **more)
    approved(site, document, "D35")
    life.freeze(site.desk, site.inspection, document)
    life.stamp(site.desk, site.inspection, document, way=life.CARRIED)
    served(site, document)


def nothing_left(site) -> None:
    """Correct all, with the opinion served: only the closing report is left."""
    rechecked(site, CORRECTED)
    opinion(site)
    notice = site.desk.case(site.inspection).document("D2").id
    site.desk.commit([Change(Document.ENTITY, notice, "state", "served")])


def test_that_a_case_with_nothing_left_says_that_it_is_not_closed_and_leads_to_its_paper(
    place, site, staged, qtbot
) -> None:
    nothing_left(site)
    page = staged(ClosingPage(place, site.inspection))
    assert part(page, QAbstractButton, "part_tasks").accessibleName() == "待办事项 可以结案"
    assert "结案审批表" in part(page, HindranceList, "lacking").texts[0]
    with qtbot.waitSignal(page.step_wanted) as wanted:
        press(qtbot, page, "lackingGo0")
    papers = staged(PapersPage(place, site.inspection), seen=False)
    papers.show_place(wanted.args[0])
    show(qtbot, papers)
    assert part(papers, QAbstractButton, "part_making").isChecked()
    assert part(papers, QLabel, "offerTitle").text() == "结案审批表"


def test_that_a_closed_case_tells_nobody_why_it_is_not_checked_again(place, site, staged) -> None:
    nothing_left(site)
    final(site, "D37")
    assert site.desk.case(site.inspection).inspection.closed_at is not None
    page = closing(place, site, staged)
    assert part(page, HindranceList, "recheckWhy").isHidden()


def test_that_the_closing_form_opens_at_its_top_and_its_final_paper_says_that_the_case_is_closed(
    place, site, staged, qtbot
) -> None:
    nothing_left(site)
    page = staged(PapersPage(place, site.inspection), seen=False)
    page.window().resize(1000, 420)
    page.window().activateWindow()
    page.show_place("papers/making/D37")
    show(qtbot, page)
    part(page, QAbstractButton, "beginPaper").setFocus()
    press(qtbot, page, "beginPaper")
    qtbot.waitUntil(lambda: page.window().focusWidget() is part(page, QWidget, "entry_source"))
    title = part(page, QLabel, "formTitle")
    assert title.visibleRegion().boundingRect() == title.rect()
    press(qtbot, page, "composePaper")
    document = site.desk.case(site.inspection).document("D37").id
    approved(site, document, "D37")
    show(qtbot, page)
    press(qtbot, page, "freezePaper")
    closed = part(page, QLabel, "paperClosed")
    assert "本案已于" in closed.text()
    qtbot.waitUntil(lambda: closed.visibleRegion().boundingRect() == closed.rect())
    told = [one for one in page.findChildren(Notice) if one.isVisible()]
    assert any("本案结案" in one.accessibleName() for one in told)
    with qtbot.waitSignal(page.step_wanted) as wanted:
        press(qtbot, page, "noticeWay")
    assert wanted.args == ["closing/casefile"]


def test_that_more_time_given_is_not_told_as_done(place, site, staged) -> None:
    rechecked(site, PARTLY)
    opinion(site, new_due="2026-07-20")
    page = closing(place, site, staged)
    assert part(page, QAbstractButton, "part_recheck").accessibleName() == "复查 已延期，须再次复查"
    assert "2026年7月20日前" in page.findChild(QWidget, "ordered_0").accessibleName()


def test_that_an_order_not_even_drafted_waits_to_be_served(place, sealed_site, staged) -> None:
    case = sealed_site.desk.case(sealed_site.inspection)
    drafts = [one.id for one in case.documents if one.measure]
    sealed_site.desk.commit([voiding(sealed_site.desk, Document.ENTITY, one, "演练") for one in drafts])
    page = staged(PapersPage(place, sealed_site.inspection))
    assert part(page, QAbstractButton, "part_service").accessibleName() == "送达 等待定稿、盖章"


def test_that_an_opinion_that_cannot_be_served_yet_is_not_told_as_served(place, site, staged) -> None:
    rechecked(site, CORRECTED)
    drafted(site)
    page = staged(PapersPage(place, site.inspection))
    assert part(page, QAbstractButton, "part_service").accessibleName() == "送达 等待定稿、盖章"


def test_that_who_is_led_to_the_closing_form_begins_it_and_does_not_go_back_by_return(
    place, site, staged, qtbot
) -> None:
    nothing_left(site)
    page = staged(PapersPage(place, site.inspection), seen=False)
    page.window().activateWindow()
    page.show_place("papers/making/D37")
    part(page, QAbstractButton, "nextPart").setFocus()  # all there is while the step is being read
    show(qtbot, page)
    assert part(page, QAbstractButton, "nextPart").text() == "下一步：归档与同步"
    qtbot.waitUntil(lambda: page.window().focusWidget() is part(page, QAbstractButton, "beginPaper"))
    onward = part(page, QAbstractButton, "nextPart")
    for asked, goes_in in ((False, False), (True, True)):  # where the way on is the main act once the step was read
        restyle(onward, "kind", "primary")
        onward.setFocus()
        page._keep_focus("", arriving=True, asked=asked)
        assert onward.hasFocus() is not goes_in
