"""A field names itself above what is entered, and says what is wrong with it below."""

from PySide6.QtWidgets import QLineEdit

from ui.widgets.field import Field


def test_that_a_title_as_long_as_a_law_does_not_make_the_page_wider_than_the_screen(qtbot) -> None:
    law = "（《行政检查文书基本格式文本（试行）》、《中华人民共和国档案法》第四十七条）"
    reason = f"今天不在审批的检查日期内，请写明理由。{law}"
    field = Field(reason, QLineEdit(), "reason")
    qtbot.addWidget(field)
    assert field.minimumSizeHint().width() < 600
