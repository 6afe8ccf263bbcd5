"""The stroke being written: what is painted bit by bit is what a whole painting shows, and nearly what is printed."""

import math

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from ui.widgets.ink_picture import InkPicture

SIZE = QSize(600, 200)


@pytest.fixture
def picture(qapp) -> InkPicture:
    made = InkPicture()
    made.fit(SIZE, 1.0, [])
    return made


def curve(samples: int, step: int, pressure: int | None = 700) -> list:
    return [[500 + step * n, round(1000 + 700 * math.sin(n / 4)), pressure, 8 * n] for n in range(samples)]


def sheet() -> QImage:
    made = QImage(SIZE, QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(Qt.GlobalColor.white)
    return made


def painted(picture: InkPicture, image: QImage, stroke: list, within=None) -> QImage:
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if within is not None:
        painter.setClipRect(within)
        painter.fillRect(within, Qt.GlobalColor.white)
    picture.paint(painter, stroke)
    painter.end()
    return image


@pytest.mark.parametrize("together", [1, 3])
@pytest.mark.parametrize("step", [20, 160])
def test_that_the_touched_part_is_all_that_a_sample_changes(picture: InkPicture, step: int, together: int) -> None:
    screen, stroke, touched = sheet(), [], QRect()
    for number, sample in enumerate(curve(30, step)):
        stroke.append(sample)
        touched = touched.united(picture.touched(stroke).toAlignedRect())
        if number % together == together - 1:
            painted(picture, screen, stroke, touched)
            touched = QRect()
    assert screen == painted(picture, sheet(), stroke)


def test_that_a_stroke_looks_while_it_is_written_as_it_will_be_printed(picture: InkPicture) -> None:
    stroke = curve(60, 60)
    live = painted(picture, sheet(), stroke)
    picture.add(stroke)
    whole = painted(picture, sheet(), [])
    points = [(x, y) for x in range(600) for y in range(200)]
    dark = [(QColor(live.pixel(*at)).lightness() < 128, QColor(whole.pixel(*at)).lightness() < 128) for at in points]
    ink = sum(one for _, one in dark)
    assert ink > 1500
    assert sum(seen != printed for seen, printed in dark) < ink / 8, "only the edges of the line may differ"
