"""A paper that is not final carries 草稿 outside its text, and may leave blank what a final one must say."""

import pytest

from app.errors import DocumentFailed
from app.typesetting.composing import compose
from app.typesetting.preview import page_pictures, page_texts
from app.typesetting.rendering import render
from app.typesetting.slabs import ShapeMark
from tests.typesetting.papers import KINDS, definitions, plain, sample


@pytest.mark.parametrize("kind", KINDS)
def test_that_every_page_of_a_draft_is_marked(kind: str) -> None:
    sheets = compose(definitions()[kind], sample(kind), "", training=False, draft=True)
    assert all(len(sheet.behind) == 1 for sheet in sheets)


def test_that_the_draft_mark_is_no_text() -> None:
    final = render(plain("通知书"), {}, training=False)
    draft = render(plain("通知书"), {}, training=False, draft=True)
    assert page_texts(draft.pdf) == page_texts(final.pdf)
    assert page_pictures(draft.pdf, dpi=50) != page_pictures(final.pdf, dpi=50)


def test_that_a_draft_in_training_shows_both_marks_apart() -> None:
    (sheet,) = compose(plain("通知书"), {}, "", training=True, draft=True)
    upper, lower = (mark for mark in sheet.behind if isinstance(mark, ShapeMark))
    assert lower.y - upper.y > 2 * upper.scale
    assert upper.segments != lower.segments


def test_that_a_draft_may_be_incomplete_and_tells_what_it_lacks() -> None:
    data = sample("D11", remedy="")
    with pytest.raises(DocumentFailed, match="必填"):
        render(definitions()["D11"], data, training=False)
    draft = render(definitions()["D11"], data, training=False, draft=True)
    assert [slot.path for slot in draft.missing] == ["remedy"]
    assert render(definitions()["D11"], sample("D11"), training=False).missing == ()
