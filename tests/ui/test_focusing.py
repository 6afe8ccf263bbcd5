"""Tab goes through every control of a form or a view, wherever the focus goes when the whole of it is given it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from tests.ui.conftest import on_stage
from tests.ui.test_everybody import sources
from ui.widgets.buttons import button
from ui.widgets.entry_controls import LineControl
from ui.widgets.field import Field
from ui.widgets.focusing import FocusedInside


def test_that_a_form_gives_the_focus_to_its_first_field_and_tab_skips_none(qtbot) -> None:
    form = FocusedInside()
    before, first, after = QPushButton(), QLineEdit(), QLineEdit()
    column = QVBoxLayout(form)
    for one in (before, first, after):
        column.addWidget(one)
    form.first_focus = first
    window = on_stage(qtbot, form)
    form.setFocus()
    assert window.focusWidget() is first
    reached = []
    for _ in range(3):
        window.focusNextChild()
        reached.append(window.focusWidget())
    assert reached == [after, before, first]


def test_that_no_widget_hands_its_focus_on_by_a_proxy() -> None:
    users = [file.name for file in sources() if "setFocusProxy(" in file.read_text(encoding="utf-8")]
    assert not users, "Tab would skip what stands before it: ui.widgets.focusing.FocusedInside"


def test_that_what_is_typed_into_has_the_name_and_the_problem_of_its_field(qtbot, watch) -> None:
    control = LineControl("day", watch().date())
    holder = QWidget()
    QVBoxLayout(holder).addWidget(field := Field("开始的日期", control, "began", "写到日"))
    qtbot.addWidget(holder)
    field.set_problem("请写明。")
    assert control.inner.accessibleName() == "开始的日期 请写明。"
    assert control.inner.accessibleDescription() == "写到日"


def test_that_enter_presses_every_button(qtbot) -> None:
    holder = QWidget()
    column, plain = QVBoxLayout(holder), button("办理", "plain")
    column.addWidget(plain)
    window = on_stage(qtbot, holder)
    with qtbot.waitSignal(plain.clicked):
        qtbot.keyClick(plain, Qt.Key.Key_Return)
    window.close()
