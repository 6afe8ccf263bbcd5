"""文书: what is shown is the very file; drafts say that they are drafts."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QListWidget

from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Document
from app.services.papers import life
from app.services.papers.composing import compose
from app.services.papers.drafting import draft
from app.services.papers.rendering import render_paper
from app.services.preparation.approvals import Decision, record_approval
from tests.ui.conftest import calm, on_stage, part
from ui.models.inspection_state import inspection_state
from ui.models.papers import paper_bytes
from ui.models.pdf_pages import draw_wide
from ui.pages.papers.page import PapersPage
from ui.widgets.pdf_view import PdfView


@pytest.fixture
def planned(place, visit) -> str:
    """Another inspection of the same unit, whose papers nobody drafted yet."""
    plan = replace(place.desk.case(visit.inspection).inspection, id=place.desk.identify())
    place.desk.commit(changes_of(plan))
    return plan.id


@pytest.fixture
def form(place, planned) -> Document:
    """Its drafted 行政检查审批表."""
    document = Document(place.desk.part_id(planned), "D1")
    draft(place.desk, planned, document, compose)
    return document


def opened(place, inspection, qtbot) -> PapersPage:
    """Return the papers of an inspection, read."""
    made = PapersPage(place, inspection)
    made.stage = on_stage(qtbot, made)
    made.show_state(inspection_state(place.desk, inspection, {}))
    calm(qtbot, place.tasks)
    return made


@pytest.fixture
def page(place, planned, form, qtbot):
    made = opened(place, planned, qtbot)
    yield made
    made.stage.close()


def freeze(place, planned, form) -> None:
    desk = place.desk
    unit = replace(desk.unit("unit-1"), address="演练路1号")
    plan = replace(desk.case(planned).inspection, secrecy="演练：不带离涉密载体")
    desk.commit([*changes_of(unit, "address"), *changes_of(plan, "secrecy")])
    draft(desk, planned, form, compose)
    decision = Decision("D1", form.id, "ding", "leader", "in_person")
    approval, problems = record_approval(place.desk, planned, decision)
    assert approval is not None, problems
    life.freeze(place.desk, planned, form.id)


def test_that_the_list_names_each_paper_with_its_state(place, visit, page, qtbot) -> None:
    assert part(page, QListWidget, "papers").item(0).text() == "行政检查审批表\n草稿"
    begun = opened(place, visit.inspection, qtbot)
    texts = [part(begun, QListWidget, "papers").item(place).text() for place in range(2)]
    assert texts == ["行政检查审批表\n已定稿", "行政检查通知书\n已盖章（在本机关加盖）"]
    begun.stage.close()


def test_that_a_draft_is_drawn_and_called_a_draft(page) -> None:
    assert part(page, PdfView, "pdfView").pages >= 1
    assert part(page, QLabel, "paperWords").text() == "定稿前内容还会变化"


def test_that_a_final_paper_is_the_signed_file(place, planned, form) -> None:
    freeze(place, planned, form)
    made = render_paper(place.desk, planned, form.id)
    shown = paper_bytes(place.desk, planned, form.id)
    assert shown.final
    assert shown.pdf == made.pdf


def test_that_what_is_saved_is_what_is_shown(page, place, form, qtbot, tmp_path) -> None:
    page.save_as(tmp_path / "form.pdf")
    calm(qtbot, place.tasks)
    assert (tmp_path / "form.pdf").read_bytes() == page._desk._shown.pdf
    assert page._desk._shown.pdf.startswith(b"%PDF")


def test_that_a_file_that_cannot_be_written_is_told_in_the_page(page, place, qtbot, tmp_path) -> None:
    page.save_as(tmp_path / "no such folder" / "form.pdf")
    calm(qtbot, place.tasks)
    assert "文件没有保存" in part(page, QLabel, "noticeTitle").text()


def test_that_a_paper_that_was_never_drafted_says_so(place, visit, qtbot) -> None:
    begun = opened(place, visit.inspection, qtbot)
    part(begun, QListWidget, "papers").setCurrentRow(0)
    calm(qtbot, place.tasks)
    assert part(begun, QLabel, "noticeTitle").text() == "这份文书尚未起草。"
    assert not part(begun, QAbstractButton, "savePaper").isEnabled()
    begun.stage.close()


def test_that_a_page_is_drawn_as_wide_as_asked(place, planned, form) -> None:
    page = draw_wide(paper_bytes(place.desk, planned, form.id).pdf, 0, 500)
    assert abs(page.width - 500) <= 1
    assert len(page.pixels) == page.stride * page.height
