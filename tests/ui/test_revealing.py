"""What is opened on a page is seen, and has the focus; what belongs to a pad or a field keeps its room."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QCompleter, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from tests.ui.conftest import on_stage, part
from ui import style
from ui.pages.checking.checklist_bars import ChecklistFoot
from ui.widgets.buttons import button
from ui.widgets.completing import Completing
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.field import Field
from ui.widgets.growing_text import GrowingText
from ui.widgets.ink_and_acts import InkAndActs
from ui.widgets.ink_pad import InkBox
from ui.widgets.page import CurrentOnly, opens, scrolled
from ui.widgets.secret_field import SecretField
from ui.widgets.typed_line import TypedLine

LONG = "演练示范档案管理与信息化建设协调联络中心" * 6


def test_that_a_form_opened_below_the_edge_is_scrolled_to_and_its_first_field_has_the_focus(qtbot) -> None:
    content, form, first, last = QWidget(), QWidget(), QLineEdit(), QLineEdit()
    page, inside = QVBoxLayout(content), QVBoxLayout(form)
    inside.addWidget(first)
    inside.addWidget(last)
    opener = button("有人拒绝签名…", "opener", checkable=True)
    tall = QWidget()
    tall.setFixedHeight(2000)
    for one in (tall, opener, form):
        page.addWidget(one)
    opens(opener, form, first)
    window = on_stage(qtbot, scrolled(content))
    assert form.isHidden()
    QTest.keyClick(opener, Qt.Key.Key_Space)
    qtbot.waitUntil(first.hasFocus)
    assert first.visibleRegion().boundingRect() == first.rect()
    assert last.visibleRegion().boundingRect() == last.rect()
    opener.click()
    assert form.isHidden()
    window.close()


@pytest.mark.parametrize("more", range(0, 100, 12))
def test_that_of_a_form_higher_than_the_page_the_name_of_its_first_field_is_seen(qtbot, more: int) -> None:
    content, form, first, tall = QWidget(), QWidget(), QLineEdit(), QWidget()
    page, inside = QVBoxLayout(content), QVBoxLayout(form)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.addWidget(Field("针对的通知书", first, "reportedOrder"))
    inside.addWidget(tall)
    opener, above = button("登记…", "opener", checkable=True), QWidget()
    above.setFixedHeight(400)
    for one in (above, opener, form):
        page.addWidget(one)
    opens(opener, form, first)
    area = scrolled(content)
    window = on_stage(qtbot, area)
    tall.setFixedHeight(area.viewport().height() - 60 + more)
    QTest.keyClick(opener, Qt.Key.Key_Space)
    qtbot.waitUntil(first.hasFocus)
    name = form.findChild(QLabel)
    assert name.text() == "针对的通知书" and name.visibleRegion().boundingRect() == name.rect()
    window.close()


def test_that_a_pad_has_the_height_of_its_width_and_its_buttons_stand_close_below(qtbot) -> None:
    stage, room, box = QWidget(), QWidget(), InkBox()
    room.setParent(stage)
    layout = QVBoxLayout(room)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(box)
    window = on_stage(qtbot, stage)
    for size, pad in (((900, 500), (900, 300)), ((900, 200), (900, 148))):
        room.resize(*size)
        qtbot.waitUntil(lambda pad=pad: (box.pad.width(), box.pad.height()) == pad)
        assert part(box, QPushButton, "clearInk").y() == box.pad.geometry().bottom() + 9
    window.close()


@pytest.mark.parametrize(("width", "beside"), [(800, True), (500, False)])
def test_that_what_belongs_to_a_pad_goes_below_it_where_both_would_be_too_narrow(qtbot, width, beside) -> None:
    go = button("记录签名", "go")
    made = InkAndActs(SecretField("PIN", "secret", training=True), (go,))
    holder = QWidget()
    QVBoxLayout(holder).addWidget(made)
    window = on_stage(qtbot, scrolled(holder))
    holder.setFixedWidth(width)
    qtbot.waitUntil(lambda: made.width() > width - 40)
    qtbot.waitUntil(lambda: (go.mapTo(made, QPoint()).x() > made.ink.width()) == beside)
    assert (go.mapTo(made, QPoint()).y() > made.ink.height()) != beside
    pad = made.ink.pad
    qtbot.waitUntil(lambda: pad.height() == min(round(pad.width() / 3), round(style.NORMAL.base * 18)))
    window.close()


def test_that_the_pin_is_typed_right_after_the_signature(qtbot) -> None:
    secret, go = SecretField("PIN", "secret", training=True), button("记录签名", "go")
    made = InkAndActs(secret, (go,))
    window = on_stage(qtbot, scrolled(made))
    window.activateWindow()
    go.setFocus()
    pad = made.ink.pad
    made.ink.pad.clear()
    assert go.hasFocus()
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(30, 30))
    QTest.mouseMove(pad, QPoint(80, 50))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(90, 60))
    qtbot.waitUntil(secret.control.hasFocus)
    window.close()


@pytest.mark.parametrize(("width", "lines"), [(220, 2), (600, 1)])
def test_that_a_field_is_as_high_as_its_placeholder_and_stays_so_while_one_types(qtbot, width, lines) -> None:
    made = GrowingText()
    made.setPlaceholderText("同意的可以不填；不同意的须写明理由")
    made.setFixedWidth(width)
    window = on_stage(qtbot, scrolled(made))
    needed = max(made.fontMetrics().lineSpacing() * lines + 20, style.NORMAL.target)
    qtbot.waitUntil(lambda: made.height() == needed)
    made.setText("同意")
    assert made.height() == needed
    window.close()


def test_that_a_label_without_room_for_a_word_shows_no_dots(qtbot) -> None:
    made = ElidedLabel("quiet", "hint", 0)
    made.setText("键盘作答")
    made.resize(16, 30)
    picture = made.grab().toImage()
    assert len({picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}) == 1


def test_that_the_field_to_jump_says_what_it_takes_however_narrow_the_list(qtbot) -> None:
    foot = ChecklistFoot()
    window = on_stage(qtbot, foot)
    assert foot.redo.isVisible()
    foot.resize(foot.minimumSizeHint())
    words = foot.jump.fontMetrics().horizontalAdvance(foot.jump.placeholderText())
    assert foot.jump.width() >= words + 22 and not foot.redo.isVisible()
    foot.resize(window.width(), foot.height())
    assert foot.redo.isVisible()
    window.close()


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize("typed_in_a_box", [True, False])
def test_that_proposals_stand_under_their_field_in_rows_as_tall_as_in_other_lists(qtbot, typed_in_a_box) -> None:
    box = QComboBox()
    box.setEditable(True)
    box.addItems([f"{LONG}1分局", f"{LONG}12分局"])
    box.setCurrentIndex(-1)
    line = TypedLine()
    line.setCompleter(QCompleter([f"{LONG}1分局", f"{LONG}12分局"], line))
    field = box if typed_in_a_box else line
    completer = field.completer()
    Completing(completer, field)
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.addWidget(field)
    layout.addStretch(1)
    window = on_stage(qtbot, holder)
    QTest.keyClicks(box.lineEdit() if typed_in_a_box else line, "1")
    popup = completer.popup()
    qtbot.waitUntil(popup.isVisible)
    below = field.mapToGlobal(QPoint(0, field.height()))
    assert popup.y() >= below.y()
    assert (popup.x(), popup.width() >= field.width()) == (below.x(), True)
    assert popup.sizeHintForRow(0) >= style.NORMAL.target - 8
    assert popup.textElideMode() is Qt.TextElideMode.ElideMiddle
    popup.hide()
    window.close()

def test_that_what_is_told_above_does_not_move_what_the_eyes_are_on(qtbot) -> None:
    whole, told, pages, content = QWidget(), QLabel("演练"), CurrentOnly(), QWidget()
    tall, pressed = QWidget(), QPushButton("登记")
    tall.setFixedHeight(2000)
    for one in (tall, pressed):
        (content.layout() or QVBoxLayout(content)).addWidget(one)
    area = scrolled(content)
    pages.addWidget(area)
    column = QVBoxLayout(whole)
    column.addWidget(told)
    column.addWidget(pages, 1)
    told.setFixedHeight(90)
    told.hide()
    window = on_stage(qtbot, whole)
    area.verticalScrollBar().setValue(1200)
    before = pressed.mapTo(window, QPoint(0, 0))
    told.show()
    qtbot.waitUntil(lambda: pages.y() > 90)
    assert pressed.mapTo(window, QPoint(0, 0)) == before
    told.hide()
    qtbot.waitUntil(lambda: pages.y() < 90)
    assert pressed.mapTo(window, QPoint(0, 0)) == before
    area.verticalScrollBar().setValue(0)
    told.show()
    qtbot.waitUntil(lambda: pages.y() > 90)
    assert area.verticalScrollBar().value() == 0, "a page that is come to begins with its beginning"
