"""No paragraph ends with a character alone, and none takes a line more for it."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFont, QFontMetricsF, QImage

from ui.widgets.labels import label
from ui.widgets.lines_list import ACROSS, LinesList
from ui.widgets.wrapped_label import LEAST_LAST, WrappedLabel, _set, given_up

WORDS = "以前打印的文书仍按原来的证书核验"


@pytest.fixture
def font(qapp) -> QFont:
    return qapp.font()


def width_of(font: QFont, characters: float) -> int:
    return round(QFontMetricsF(font).horizontalAdvance("字") * characters)


@pytest.mark.parametrize("fewer", range(1, 8))
def test_that_a_last_character_gets_company_from_the_line_above(font, fewer) -> None:
    width = width_of(font, len(WORDS) - fewer + 0.5)
    given = given_up(WORDS, font, width)
    lines, last, _ = _set(WORDS, font, width - given)
    assert lines == 2
    assert last >= LEAST_LAST * width_of(font, 1) - 1
    assert bool(given) == (fewer < LEAST_LAST)


def test_that_words_that_fit_are_left_alone(font) -> None:
    assert given_up(WORDS, font, width_of(font, len(WORDS) + 1)) == 0
    assert given_up("", font, 100) == 0


def test_that_no_text_takes_more_lines_for_it(font) -> None:
    for characters in range(4, 40):
        width = width_of(font, characters)
        before, after = (_set(WORDS * 3, font, width - less)[0] for less in (0, given_up(WORDS * 3, font, width)))
        assert after == before


def test_that_a_line_is_broken_after_a_comma_where_that_helps_too(font) -> None:
    text = "对方要求更正的先点左侧的修改，如实写明白"
    width = width_of(font, len(text) - 1 + 0.5)
    assert width - given_up(text, font, width) < width_of(font, text.index("，") + 2)


def test_that_a_label_is_painted_as_it_was_reckoned(font, qtbot) -> None:
    made = label(WORDS, "plain", wrap=True)
    qtbot.addWidget(made)
    assert isinstance(made, WrappedLabel)
    narrow = width_of(font, len(WORDS) - 0.5)
    made.resize(narrow, made.heightForWidth(narrow))
    first, last = ink_ends(made.grab().toImage())
    assert first <= narrow - given_up(WORDS, font, narrow)
    assert last >= width_of(font, LEAST_LAST - 0.5)


def test_that_a_row_of_a_list_is_painted_so_too(font, qtbot) -> None:
    made = LinesList()
    qtbot.addWidget(made)
    made.addItem(WORDS)
    made.resize(width_of(font, len(WORDS) - 0.5) + 2 * ACROSS + 6 + 2 * made.frameWidth(), 200)
    with qtbot.waitExposed(made):
        made.show()
    row = made.visualItemRect(made.item(0)).adjusted(0, 6, 0, -6)
    _, last = ink_ends(made.viewport().grab(row).toImage())
    assert last >= width_of(font, LEAST_LAST - 0.5) + ACROSS


def ink_ends(shown: QImage) -> list[int]:
    """Return where the ink of the upper and of the lower half ends."""
    middle = shown.height() // 2
    ground = shown.pixelColor(shown.width() - 1, 0)
    return [
        max(x for x in range(shown.width()) for y in rows if shown.pixelColor(x, y) != ground)
        for rows in (range(0, middle - 2), range(middle + 2, shown.height()))
    ]
