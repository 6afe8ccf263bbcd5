import sys

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from ui import style


@pytest.mark.parametrize(("ink", "ground"), style.TEXT_PAIRS)
def test_that_words_stand_out_from_their_ground(ink, ground) -> None:
    assert style.contrast(ink, ground) >= 4.5


@pytest.mark.parametrize(("edge", "ground"), style.EDGE_PAIRS)
def test_that_controls_and_focus_stand_out_from_their_ground(edge, ground) -> None:
    assert style.contrast(edge, ground) >= 3.0


def test_that_contrast_is_that_of_wcag() -> None:
    assert style.contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert style.contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.01)


def test_that_every_size_follows_from_one_base() -> None:
    assert style.NORMAL.target >= 44
    assert style.LARGE.base >= 16
    assert style.LARGE.target >= 60
    for name in ("title", "section", "small"):
        ratio = style.LARGE.base / style.NORMAL.base
        assert getattr(style.LARGE, name) / getattr(style.NORMAL, name) == pytest.approx(ratio)


def test_that_the_style_sheet_has_no_name_left_unfilled() -> None:
    assert "@" not in style.style_sheet(style.NORMAL)


def test_that_the_view_chosen_is_known_to_every_page(qapp) -> None:
    style.dress(qapp, large=True)
    assert style.current() is style.LARGE
    style.dress(qapp, large=False)
    assert style.current() is style.NORMAL


def test_that_painting_loses_no_reference_to_none(qapp) -> None:
    # PySide6 6.12.0 on Python 3.11 lost one with every void call and aborted after some thousand.
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    before = sys.getrefcount(None)
    for _ in range(2000):
        painter.setPen(QColor("black"))
    lost = before - sys.getrefcount(None)
    painter.end()
    assert lost < 100
