import re
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QCheckBox, QListWidget, QRadioButton, QVBoxLayout, QWidget

from tests.ui.conftest import on_stage
from ui import style
from ui.widgets.buttons import button
from ui.widgets.drop_down import DropDown
from ui.widgets.labels import label
from ui.widgets.month import DayField
from ui.widgets.typed_line import TypedLine


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


@pytest.mark.parametrize(("across", "factor"), [(1093, 1.25), (911, 1.5), (780, 1.75)])
def test_that_large_letters_grow_on_a_magnified_screen_as_far_as_its_width_goes(across, factor) -> None:
    size = style.sizes(True, across)
    assert style.NORMAL.base < size.base < style.LARGE.base
    assert size.base * factor >= style.LARGE.base  # on the glass never smaller than where nothing is magnified
    assert size.target >= style.NORMAL.target
    assert style.sizes(False, across) is style.NORMAL
    assert style.sizes(True, style.ROOM_OF_LARGE) is style.LARGE


def test_that_the_style_sheet_has_no_name_left_unfilled() -> None:
    assert "@" not in style.style_sheet(style.NORMAL)


def test_that_every_colour_of_words_in_the_style_sheet_was_checked() -> None:
    sheet = (Path(style.__file__).parents[1] / "resources" / "icons" / "style.qss").read_text(encoding="utf-8")
    used = set(re.findall(r"(?<![-a-z])color: @([-a-z]+)", sheet))
    inks = {getattr(style, name.upper().replace("-", "_")) for name in used}
    assert "ink" in used and inks <= {ink for ink, _ in style.TEXT_PAIRS}


@pytest.mark.parametrize("kind", [QCheckBox, QRadioButton])
def test_that_what_is_ticked_has_a_visible_edge_and_shows_its_focus_by_a_ring(qtbot, kind) -> None:
    box = kind("演练")
    window = on_stage(qtbot, box)
    window.activateWindow()
    box.clearFocus()
    assert shows(box, style.EDGE) and not shows(box, style.FOCUS)
    window.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)  # as Tab does
    box.setFocus()
    qtbot.waitUntil(lambda: shows(box, style.FOCUS))
    inside = box.rect().adjusted(4, 4, -4, -4)
    ringed = box.grab(inside).toImage()
    box.clearFocus()
    assert box.grab(inside).toImage() == ringed, "one ring is enough: no second frame around its words"


def test_that_the_ring_of_a_list_is_whole_beside_the_row_that_is_chosen(qtbot) -> None:
    rows = QListWidget()
    rows.addItems(["演练"] * 40)
    rows.setCurrentRow(0)
    window = on_stage(qtbot, rows)
    window.activateWindow()
    rows.setFocus()
    qtbot.waitUntil(rows.hasFocus)
    image = rows.grab().toImage()
    middle = range(12, image.height() - 12)
    edges = {image.pixelColor(x, y).name() for x in (0, 1, image.width() - 2, image.width() - 1) for y in middle}
    assert edges == {style.FOCUS}


@pytest.mark.parametrize("large", [False, True])
def test_that_a_link_stands_below_the_words_above_it(qtbot, qapp, large) -> None:
    style.dress(qapp, large)
    held, words, link = QWidget(), label("口述", "plain"), button("口述", "演练", "link")
    layout = QVBoxLayout(held)
    for one in (words, link):
        layout.addWidget(one, 0, Qt.AlignmentFlag.AlignLeft)
    window = on_stage(qtbot, held)
    window.activateWindow()
    link.clearFocus()
    resting = first_ink(link)
    link.setFocus()
    assert abs(resting - first_ink(words)) <= 1
    qtbot.waitUntil(lambda: shows(link, style.FOCUS))
    assert first_ink(link) == resting


def first_ink(widget) -> int:
    """Return where the first letter begins: the first column with something of it in the middle of the control."""
    image = widget.grab().toImage()
    middle = range(image.height() // 2 - 6, image.height() // 2 + 6)
    is_ink = {QColor(style.INK).hue(), QColor(style.BRAND).hue()}
    return next(x for x in range(image.width()) if sum(image.pixelColor(x, y).hue() in is_ink for y in middle) > 4)


def shows(widget, colour: str) -> bool:
    """Return whether a colour, or nearly it where an edge is rounded, is seen in a control."""
    image, wanted = widget.grab().toImage(), QColor(colour).getRgb()[:3]
    found = {image.pixelColor(x, y).getRgb()[:3] for x in range(image.width()) for y in range(image.height())}
    return any(all(abs(one - other) < 12 for one, other in zip(seen, wanted, strict=True)) for seen in found)


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


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize("large", [False, True])
def test_that_fields_and_buttons_are_of_one_height_focused_and_chosen_too(qtbot, qapp, place, large) -> None:
    style.dress(qapp, large)
    held, chosen, narrowing = QWidget(), button("选定", "演练", checkable=True), DropDown()
    chosen.setChecked(True)
    narrowing.setProperty("narrows", "true")
    fields = (TypedLine(), DropDown(), DayField(place), button("登记", "演练"), chosen, narrowing)
    layout = QVBoxLayout(held)
    for one in fields:
        layout.addWidget(one)
    window = on_stage(qtbot, held)
    window.activateWindow()
    for one in fields:
        one.setFocus()
        # Where room is short, a layout gives the least a control may have, before it gives what it wants.
        least = {each.minimumHeight() for each in fields}
        wanted = {min(each.sizeHint().height(), each.maximumHeight()) for each in fields}
        assert least == wanted == {style.current().target}, type(one).__name__
