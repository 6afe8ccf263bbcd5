"""What a reader copies out of a paper is what was set, rare names included."""

import pytest

from app.typesetting.preview import page_texts
from app.typesetting.rendering import render
from tests.typesetting.papers import RARE_NAME, VARIANTS, plain, squashed, variant


@pytest.mark.parametrize("name", VARIANTS)
def test_that_the_text_layer_holds_every_character_that_was_set(name: str) -> None:
    definition, data = variant(name)
    paper = render(definition, data, training=True)
    shown = page_texts(paper.pdf)
    for set_page, read_page in zip(paper.text.split("\f"), shown, strict=True):
        # pdfium reads a hyphen at the end of a line as U+0002
        assert sorted(squashed(read_page.replace("\x02", "-"))) == sorted(squashed(set_page))


def test_that_running_text_is_read_in_the_order_in_which_it_was_set() -> None:
    text = f"{RARE_NAME}于2026年11月22日签收《通知书》，编号为保档执通〔2026〕12号；“逾期”——不改正的……依法处理。" * 6
    paper = render(plain(text, style="body"), {}, training=False)
    (shown,) = page_texts(paper.pdf)
    assert squashed(text) in squashed(shown)


@pytest.mark.parametrize("style", ["body", "hei", "kai", "song"])
def test_that_rare_names_are_read_in_every_style(style: str) -> None:
    paper = render(plain(f"签收人：{RARE_NAME}", style=style), {}, training=False)
    assert RARE_NAME in squashed(page_texts(paper.pdf)[0])


def test_that_the_training_mark_is_no_text() -> None:
    real = render(plain("通知书"), {}, training=False)
    training = render(plain("通知书"), {}, training=True)
    assert page_texts(training.pdf) == page_texts(real.pdf)
    assert training.pdf != real.pdf


def test_that_more_than_two_hundred_different_characters_keep_their_meaning() -> None:
    text = "".join(chr(0x4E00 + 7 * n) for n in range(900))
    paper = render(plain(text, style="song"), {}, training=False)
    assert squashed("".join(page_texts(paper.pdf))).startswith(text[:500])


def test_that_invisible_characters_are_dropped_and_not_refused() -> None:
    paper = render(plain("演练\u200b甲\ufeff于\u00ad今日"), {}, training=False)
    assert "演练甲于今日" in paper.text
