"""The pad: pen, finger and mouse become strokes; a palm does not; nothing written is lost by a resize."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QInputDevice, QPointingDevice, QTabletEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.ink import outline
from ui import style
from ui.widgets.ink_pad import InkBox, InkPad
from ui.widgets.ink_picture import path_of

STYLUS = QPointingDevice(
    "pen", 7, QInputDevice.DeviceType.Stylus, QPointingDevice.PointerType.Pen,
    QInputDevice.Capability.Position | QInputDevice.Capability.Pressure, 1, 1,
)  # fmt: skip
KIND = QEvent.Type


@pytest.fixture
def pad(qtbot) -> InkPad:
    """A pad of 600 x 200 pixels: ten pixels a millimetre."""
    made = InkPad()
    qtbot.addWidget(made)
    made.resize(600, 200)
    made.set_signer("演练丙")
    with qtbot.waitExposed(made):
        made.show()
    return made


def pen(pad: InkPad, kind: QEvent.Type, x: float, y: float, pressure: float, at: int) -> None:
    """Send one event of a pen."""
    where = QPointF(x, y)
    buttons = Qt.MouseButton.NoButton if kind == KIND.TabletRelease else Qt.MouseButton.LeftButton
    event = QTabletEvent(
        kind, STYLUS, where, QPointF(pad.mapToGlobal(where.toPoint())), pressure, 0, 0, 0, 0, 0,
        Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton, buttons,
    )  # fmt: skip
    event.setTimestamp(at)
    QApplication.sendEvent(pad, event)


def write_with_pen(pad: InkPad, points: Sequence[tuple[float, float, float]], start: int = 1000) -> None:
    """Write one stroke, 8 ms between samples."""
    for number, (x, y, pressure) in enumerate(points):
        kind = KIND.TabletPress if number == 0 else KIND.TabletMove
        pen(pad, kind, x, y, pressure, start + number * 8)
    pen(pad, KIND.TabletRelease, *points[-1], start + len(points) * 8)


def write_with_mouse(pad: InkPad, *points: tuple[int, int]) -> None:
    """Write one stroke with the left button."""
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(*points[0]))
    for one in points[1:]:
        QTest.mouseMove(pad, QPoint(*one))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(*points[-1]))


def near(kind: QEvent.Type) -> None:
    """Tell the program that a pen came near or left."""
    QApplication.sendEvent(QApplication.instance(), QEvent(kind))


def test_that_a_pen_gives_hundredths_of_a_millimetre_with_pressure_and_time(pad: InkPad, qtbot) -> None:
    with qtbot.waitSignal(pad.changed):
        write_with_pen(pad, [(100, 50, 0.2), (110, 60, 0.5), (120, 80, 0.9)])
    ink = pad.ink()
    assert ink["strokes"] == [[[1000, 500, 200, 0], [1100, 600, 500, 8], [1200, 800, 900, 16]]]
    assert (ink["pressure_source"], ink["unit"], ink["width_mm"], ink["height_mm"]) == ("pen", "0.01mm", 60, 20)


def test_that_the_mouse_writes_without_pressure(pad: InkPad) -> None:
    write_with_mouse(pad, (50, 50), (80, 60), (120, 90))
    (stroke,) = pad.ink()["strokes"]
    assert [one[:3] for one in stroke] == [[500, 500, None], [800, 600, None], [1200, 900, None]]
    assert pad.ink()["pressure_source"] == "mouse"


def test_that_one_finger_writes_and_a_second_does_not(pad: InkPad) -> None:
    finger = QTest.createTouchDevice()
    QTest.touchEvent(pad, finger).press(0, QPoint(50, 50), pad)
    QTest.touchEvent(pad, finger).move(0, QPoint(70, 60), pad).press(1, QPoint(300, 150), pad)
    QTest.touchEvent(pad, finger).move(0, QPoint(90, 70), pad).move(1, QPoint(320, 150), pad)
    QTest.touchEvent(pad, finger).release(0, QPoint(90, 70), pad).release(1, QPoint(320, 150), pad)
    (stroke,) = pad.ink()["strokes"]
    assert pad.ink()["pressure_source"] == "touch"
    assert max(one[0] for one in stroke) == 900


def test_that_a_palm_is_ignored_while_a_pen_is_near(pad: InkPad) -> None:
    finger = QTest.createTouchDevice()
    near(KIND.TabletEnterProximity)
    QTest.touchEvent(pad, finger).press(0, QPoint(50, 50), pad)
    QTest.touchEvent(pad, finger).release(0, QPoint(50, 50), pad)
    near(KIND.TabletLeaveProximity)
    assert pad.is_empty


def test_that_a_palm_which_came_before_the_pen_leaves_no_stroke(pad: InkPad) -> None:
    finger = QTest.createTouchDevice()
    QTest.touchEvent(pad, finger).press(0, QPoint(400, 150), pad)
    write_with_pen(pad, [(100, 50, 0.5), (120, 60, 0.5)])
    QTest.touchEvent(pad, finger).release(0, QPoint(400, 150), pad)
    assert [stroke[0][:2] for stroke in pad.ink()["strokes"]] == [[1000, 500]]


def test_that_a_pen_that_hovers_writes_nothing(pad: InkPad) -> None:
    pen(pad, KIND.TabletMove, 100, 50, 0.0, 1000)
    pen(pad, KIND.TabletMove, 120, 50, 0.0, 1008)
    assert pad.is_empty


def test_that_undo_takes_one_stroke_and_clear_all(qtbot) -> None:
    room = QWidget()
    qtbot.addWidget(room)
    box = InkBox(room)
    box.resize(600, 260)
    with qtbot.waitExposed(room):
        room.show()
    for x in (50, 150, 250):
        write_with_mouse(box.pad, (x, 60), (x + 20, 80))
    box._undo.click()
    assert len(box.pad.ink()["strokes"]) == 2
    box._clear.click()
    assert box.pad.is_empty
    assert not box._clear.isEnabled()


def test_that_a_name_too_long_for_the_pad_is_shown_whole_when_pointed_at(pad: InkPad) -> None:
    pad.set_signer("演练负责人")
    assert not pad.toolTip()
    name = "演练示范档案管理与信息化建设协调联络中心主任、党组书记、局长演练负责人" * 2
    pad.set_signer(name)
    assert pad.toolTip() == name


def test_that_ink_beyond_the_edge_stays_on_the_field_and_keeps_its_units_in_another_size(pad: InkPad) -> None:
    write_with_pen(pad, [(550, 100, 0.5), (900, 300, 0.5)])
    before = pad.ink()
    assert before["strokes"][0][-1][:2] == [6000, 2000]
    pad.resize(900, 300)
    pad.grab()
    assert pad.ink() == before


def test_that_the_screen_shows_the_shape_that_is_printed(pad: InkPad) -> None:
    write_with_pen(pad, [(60 + 12 * n, 60 + (n % 7) * 8, 0.8) for n in range(40)])
    path = path_of(pad.ink()["strokes"])
    assert path.elementCount() >= len(outline(pad.ink()["strokes"]))
    picture = pad.grab().toImage()
    ink, wrong = QColor(style.INK).lightness(), 0
    for x in range(20, 580, 4):
        for y in range(20, 140, 4):
            inside = path.contains(QPointF(x * 10 + 5, y * 10 + 5))
            wrong += inside != (abs(QColor(picture.pixel(x, y)).lightness() - ink) < 60)
    assert wrong < 60, "only pixels at the edge of a line, and the words, may differ"


def test_that_a_long_stroke_is_shown_while_it_is_written(pad: InkPad) -> None:
    points = [(40 + 2 * n, 60.0, 0.8) for n in range(240)]
    for number, (x, y, pressure) in enumerate(points):
        pen(pad, KIND.TabletPress if number == 0 else KIND.TabletMove, x, y, pressure, 1000 + number * 5)
    picture = pad.grab().toImage()
    dark = [x for x in range(60, 500, 20) if QColor(picture.pixel(x, 60)).lightness() < 90]
    assert len(dark) == 22


def test_that_the_pad_tells_its_signer_and_its_state_to_a_screen_reader(pad: InkPad) -> None:
    assert pad.accessibleName() == "签名框：演练丙"
    assert pad.accessibleDescription() == "还没有笔迹"
    write_with_mouse(pad, (50, 50), (80, 60))
    assert pad.accessibleDescription() == "已有 1 笔"


def test_that_events_are_compressed_again_when_the_pad_is_gone(pad: InkPad) -> None:
    compressed = Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents
    assert not QCoreApplication.testAttribute(compressed)
    pad.hide()
    assert QCoreApplication.testAttribute(compressed) == pad._compressed


def test_that_the_wheel_is_left_to_the_page_around_the_pad_but_not_under_a_stroke(qtbot) -> None:
    pad = InkPad()
    qtbot.addWidget(pad)
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert wheel_is_kept(pad)
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    assert not wheel_is_kept(pad)


def wheel_is_kept(pad: InkPad) -> bool:
    """Return whether the pad takes a turn of the wheel, so that nothing around it scrolls."""
    event = QWheelEvent(
        QPointF(50, 50), QPointF(50, 50), QPoint(0, 0), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    event.ignore()
    return pad.event(event) and event.isAccepted()
