"""The mouse wheel over a drop-down or a day scrolls the page and changes nothing."""

import pytest
from PySide6.QtCore import QDate, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QScrollArea, QVBoxLayout, QWidget

from tests.ui.conftest import calm, on_stage
from ui import style
from ui.pages.settings.page import SettingsPage
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.month import DayField
from ui.widgets.page import scrolled


@pytest.fixture
def page(place, qtbot, qapp):
    style.dress(qapp, large=True)
    made = SettingsPage(place)
    window = on_stage(qtbot, made)
    made.refresh()
    calm(qtbot, place.tasks)
    yield made
    window.close()


def turn_wheel(over: QWidget) -> None:
    """Turn the wheel one notch down over a control."""
    window = over.window()
    place = over.mapTo(window, over.rect().center())
    QTest.wheelEvent(window.windowHandle(), QPointF(place), QPoint(0, -120))


def area_of(box: QWidget) -> QScrollArea:
    above = box.parentWidget()
    while not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above


@pytest.mark.parametrize("framed", [False, True])
@pytest.mark.parametrize("focused", [False, True])
def test_that_the_wheel_turns_the_page_and_never_the_choice_under_the_pointer(qtbot, framed, focused) -> None:
    kind, other = DropDown(), DropDown()
    kind.addItems(["机关", "团体", "企业"])
    content = QWidget()
    layout = QVBoxLayout(content)
    layout.addWidget(other)
    layout.addWidget(Field("单位类别", kind, "kind") if framed else kind)
    layout.addSpacing(2000)
    area = scrolled(content)
    window = on_stage(qtbot, area)
    (kind if focused else other).setFocus()
    turn_wheel(kind)
    assert kind.currentText() == "机关"
    assert 0 < area.verticalScrollBar().value() < window.height()
    assert kind.hasFocus() is focused


def test_that_the_wheel_never_turns_a_day(place, qtbot) -> None:
    day = DayField(place)
    day.setDate(QDate(2026, 6, 8))
    content = QWidget()
    layout = QVBoxLayout(content)
    layout.addWidget(day)
    layout.addSpacing(2000)
    area = scrolled(content)
    window = on_stage(qtbot, area)
    day.setFocus()
    turn_wheel(day)
    assert day.date() == QDate(2026, 6, 8)
    assert 0 < area.verticalScrollBar().value() < window.height()


def test_that_the_wheel_over_a_choice_of_a_page_scrolls_the_page(page, qtbot) -> None:
    page.open_part("habits")
    box = next(one for one in page.findChildren(QComboBox) if one.isVisible() and one.count() > 1)
    box.setCurrentIndex(0)
    area = area_of(box)
    area.verticalScrollBar().setValue(0)
    area.ensureWidgetVisible(box, 0, 0)
    before = area.verticalScrollBar().value()
    turn_wheel(box)
    assert (box.currentIndex(), box.hasFocus()) == (0, False)
    assert area.verticalScrollBar().value() > before


def test_that_the_keys_still_turn_a_drop_down(qtbot) -> None:
    box = DropDown()
    box.addItems(["机关", "团体"])
    window = on_stage(qtbot, box)
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.currentText() == "团体" and window.isVisible()


def test_that_a_long_entry_makes_no_page_wider_and_is_shown_whole_when_pointed_at(qtbot) -> None:
    box = DropDown()
    long = "演练人员" * 20 + "（被检查单位负责人，" + "演练职务" * 20 + "）"
    box.addItems(["甲", long])
    box.setCurrentIndex(1)
    field = Field("受送达人", box, "recipient")
    assert field.minimumSizeHint().width() < 300 and field.sizeHint().width() < 700
    field.setFixedWidth(400)
    window = on_stage(qtbot, field)
    assert box.is_shortened()
    box.setCurrentIndex(0)
    assert not box.is_shortened()
    window.close()


def test_that_a_drop_down_with_nothing_chosen_shows_what_to_do_with_it(qtbot) -> None:
    box = DropDown()
    qtbot.addWidget(box)
    box.addItem("甲")
    box.setCurrentIndex(-1)
    box.resize(200, 40)
    empty = box.grab().toImage()
    box.setPlaceholderText("请选择")
    assert box.grab().toImage() != empty
    assert not box.is_shortened()
