"""A field names itself above what is entered, and says what is wrong with it below."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from tests.ui.conftest import on_stage, part
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


@pytest.fixture
def doubted(qtbot):
    """A number that is doubted, above another line to go to."""
    number, other = QLineEdit(), QLineEdit()
    field = Field("电话", number, "phone", doubt=lambda text: "现为10位。" if len(text) == 10 else "")
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.addWidget(field)
    layout.addWidget(other)
    window = on_stage(qtbot, page)
    number.setFocus()
    yield field, other
    window.close()


def doubt(field: Field) -> str:
    shown = part(field, QLabel, "phoneDoubt")
    return shown.text() if shown.isVisible() else ""


def test_that_a_doubt_is_told_once_the_line_is_left_and_goes_with_the_next_letter(qtbot, doubted) -> None:
    field, other = doubted
    qtbot.keyClicks(field.control, "1380000000")
    assert doubt(field) == "", "half typed is not wrong yet"
    other.setFocus()
    assert doubt(field) == "现为10位。" and "现为10位" in field.control.accessibleName()
    assert field.problem == "", "it keeps nobody from going on"
    field.control.setFocus()
    qtbot.keyClicks(field.control, "0")
    assert doubt(field) == ""
    other.setFocus()
    assert doubt(field) == "" and field.control.accessibleName() == "电话"


def test_that_a_doubt_gives_way_to_what_is_wrong(qtbot, doubted) -> None:
    field, other = doubted
    qtbot.keyClicks(field.control, "1380000000")
    other.setFocus()
    field.set_problem("文字超过 5 字，请缩短。")
    assert doubt(field) == ""


def test_that_what_the_program_fills_in_is_doubted_at_once(doubted) -> None:
    field, other = doubted
    other.setFocus()
    field.control.setText("1380000000")
    assert doubt(field) == "现为10位。"
    field.control.clear()
    assert doubt(field) == ""


def test_that_a_press_that_finds_something_missing_leads_to_the_first_field(qtbot) -> None:
    form = QWidget()
    layout = QVBoxLayout(form)
    fields = [Field(words, QLineEdit(), words) for words in ("one", "two", "three")]
    go, away = QPushButton("记录"), QPushButton("别处")
    for one in (*fields, go):
        layout.addWidget(one)
    window = QWidget()
    outer = QVBoxLayout(window)
    outer.addWidget(form)
    outer.addWidget(away)
    stage = on_stage(qtbot, window)
    stage.activateWindow()
    go.setFocus()
    qtbot.waitUntil(go.hasFocus)
    for one, problem in zip(fields, ("", "请填写。", "请填写。"), strict=True):
        one.set_problem(problem)
    assert fields[1].control.hasFocus()
    away.setFocus()
    fields[2].set_problem("上次没有填完。")
    assert away.hasFocus(), "who is elsewhere stays there"
