"""A field names itself above what is entered, and says what is wrong with it below."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from tests.ui.conftest import on_stage
from ui.widgets.field import Field, level


def test_that_a_title_as_long_as_a_law_does_not_make_the_page_wider_than_the_screen(qtbot) -> None:
    law = "（《行政检查文书基本格式文本（试行）》、《中华人民共和国档案法》第四十七条）"
    reason = f"今天不在审批的检查日期内，请写明理由。{law}"
    field = Field(reason, QLineEdit(), "reason")
    qtbot.addWidget(field)
    assert field.minimumSizeHint().width() < 600


def test_that_controls_beside_each_other_stand_level_with_hints_and_problems(qtbot) -> None:
    hinted = Field("计划文号", QLineEdit(), "hinted", "与日期填写一项即可")
    fields = [Field("检查计划名称", QLineEdit(), "plain"), hinted]
    row = QWidget()
    layout = QHBoxLayout(row)
    for one in fields:
        layout.addWidget(one, 1, Qt.AlignmentFlag.AlignTop)
    level(*fields)
    window = on_stage(qtbot, row)
    for problem in ("", "请填写计划文号。"):
        fields[1].set_problem(problem)
        qtbot.waitUntil(lambda p=problem: bool(p) != fields[1]._problem.isHidden())
        assert len({one.control.mapTo(row, QPoint()).y() for one in fields}) == 1
    window.close()


def test_that_fields_without_hints_keep_no_room_for_them(qtbot) -> None:
    field, other = Field("姓名", QLineEdit(), "one"), Field("职务", QLineEdit(), "two")
    qtbot.addWidget(field)
    qtbot.addWidget(other)
    before = field.sizeHint().height()
    level(field, other)
    assert field.sizeHint().height() == before
