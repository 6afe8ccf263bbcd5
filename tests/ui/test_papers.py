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
from ui.pages.papers import PapersPage
from ui.widgets.pdf_view import PdfView


@pytest.fixture
def form(place, visit) -> Document:
    """A drafted 行政检查审批表."""
    document = Document(place.desk.part_id(visit.inspection), "D1")
    draft(place.desk, visit.inspection, document, compose)
    return document


@pytest.fixture
def page(place, visit, form, qtbot):
    made = PapersPage(place, visit.inspection)
    window = on_stage(qtbot, made)
    made.show_state(inspection_state(place.desk, visit.inspection, {}))
    calm(qtbot, place.tasks)
    yield made
    window.close()


def freeze(place, visit, form) -> None:
    desk = place.desk
    unit = replace(desk.unit("unit-1"), address="演练路1号")
    plan = replace(desk.case(visit.inspection).inspection, secrecy="演练：不带离涉密载体")
    desk.commit([*changes_of(unit, "address"), *changes_of(plan, "secrecy")])
    draft(desk, visit.inspection, form, compose)
    decision = Decision("D1", form.id, "ding", "leader", "in_person")
    approval, problems = record_approval(place.desk, visit.inspection, decision)
    assert approval is not None, problems
    life.freeze(place.desk, visit.inspection, form.id)


def test_that_the_list_names_each_paper_with_its_state(page) -> None:
    texts = [part(page, QListWidget, "papers").item(place).text() for place in range(3)]
    assert texts[0] == "行政检查审批表\n已定稿"
    assert texts[1] == "行政检查通知书\n已盖章（在本机关加盖）"
    assert texts[2] == "行政检查审批表\n草稿"


def test_that_a_draft_is_drawn_and_called_a_draft(page) -> None:
    assert part(page, PdfView, "pdfView").pages >= 1
    assert part(page, QLabel, "paperWords").text().startswith("草稿")


def test_that_a_final_paper_is_the_signed_file(place, visit, form) -> None:
    freeze(place, visit, form)
    made = render_paper(place.desk, visit.inspection, form.id)
    shown = paper_bytes(place.desk, visit.inspection, form.id)
    assert shown.final
    assert shown.pdf == made.pdf


def test_that_what_is_saved_is_what_is_shown(page, place, visit, form, qtbot, tmp_path) -> None:
    page.save_as(tmp_path / "form.pdf")
    calm(qtbot, place.tasks)
    assert (tmp_path / "form.pdf").read_bytes() == page._desk._shown.pdf
    assert page._desk._shown.pdf.startswith(b"%PDF")


def test_that_a_file_that_cannot_be_written_is_told_in_the_page(page, place, qtbot, tmp_path) -> None:
    page.save_as(tmp_path / "no such folder" / "form.pdf")
    calm(qtbot, place.tasks)
    assert "文件没有保存" in part(page, QLabel, "noticeTitle").text()


def test_that_a_paper_that_was_never_drafted_says_so(page, place, qtbot) -> None:
    part(page, QListWidget, "papers").setCurrentRow(0)
    calm(qtbot, place.tasks)
    assert part(page, QLabel, "noticeTitle").text() == "这份文书尚未起草。"
    assert not part(page, QAbstractButton, "savePaper").isEnabled()


def test_that_a_page_is_drawn_as_wide_as_asked(place, visit, form) -> None:
    page = draw_wide(paper_bytes(place.desk, visit.inspection, form.id).pdf, 0, 500)
    assert abs(page.width - 500) <= 1
    assert len(page.pixels) == page.stride * page.height
