from PySide6.QtCore import QDate, QPoint, QPointF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDateEdit, QLineEdit, QVBoxLayout, QWidget

from tests.ui.conftest import on_stage
from ui.widgets.field import Field
from ui.widgets.page import scrolled


def turn_wheel(over: QWidget) -> None:
    """Turn the wheel one notch down over a control."""
    window = over.window()
    place = over.mapTo(window, over.rect().center())
    QTest.wheelEvent(window.windowHandle(), QPointF(place), QPoint(0, -120))


def test_that_the_wheel_turns_the_page_and_never_a_choice_or_date_under_the_pointer(qtbot) -> None:
    kind, day = QComboBox(), QDateEdit(QDate(2026, 6, 8))
    kind.addItems(["机关", "团体", "企业"])
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.addWidget(Field("单位类别", kind, "kind"))
    layout.addWidget(Field("计划开始", day, "day"))
    layout.addSpacing(2000)
    area = scrolled(page)
    window = on_stage(qtbot, area)
    kind.setFocus()
    turn_wheel(kind)
    moved = area.verticalScrollBar().value()
    turn_wheel(day)
    assert kind.currentText() == "机关"
    assert day.date() == QDate(2026, 6, 8)
    assert 0 < moved < area.verticalScrollBar().value() < window.height()


def test_that_a_title_as_long_as_a_law_does_not_make_the_page_wider_than_the_screen(qtbot) -> None:
    law = "（《行政检查文书基本格式文本（试行）》、《中华人民共和国档案法》第四十七条）"
    reason = f"今天不在审批的检查日期内，请写明理由。{law}"
    field = Field(reason, QLineEdit(), "reason")
    qtbot.addWidget(field)
    assert field.minimumSizeHint().width() < 600
