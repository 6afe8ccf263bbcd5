"""Tab goes through every control of a form or a view, wherever the focus goes when the whole of it is given it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMainWindow, QPushButton, QVBoxLayout, QWidget

from tests.ui.conftest import on_stage, part
from tests.ui.test_everybody import sources
from ui.widgets.buttons import button
from ui.widgets.entry_controls import LineControl
from ui.widgets.field import Field
from ui.widgets.focusing import FocusedInside, PageStack, has_focus_as_a_whole, lead_on


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


def test_that_a_column_is_gone_through_before_what_stands_beside_it(qtbot) -> None:
    holder, column, beside = QWidget(), QWidget(), QWidget()
    row = QHBoxLayout(holder)
    for part_of, names in ((column, "ab"), (beside, "xy")):
        layout = QVBoxLayout(part_of)
        for name in names:
            layout.addWidget(button(name, name))
        row.addWidget(part_of)
    late = button("c", "c")
    column.layout().addWidget(late)  # made after all others
    window = on_stage(qtbot, holder)
    lead_on(column, beside)
    part(holder, QPushButton, "a").setFocus()
    reached = []
    for _ in range(4):
        window.focusNextChild()
        reached.append(window.focusWidget().objectName())
    assert reached == ["b", "c", "x", "y"]


def _stack_of_two(qtbot) -> tuple[QMainWindow, QPushButton, PageStack, list[QWidget]]:
    """Return a window with a button above two pages; the first has a button, the second is still being read."""
    above, stack = QPushButton("above"), PageStack()
    pages = [QWidget(), QWidget()]
    for page in pages:
        page.setObjectName("page")
        stack.addWidget(page)
    QPushButton("first", pages[0]).setObjectName("first")
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.addWidget(above)
    layout.addWidget(stack)
    window = on_stage(qtbot, holder)
    return window, above, stack, pages


def test_that_tab_leads_into_the_page_that_follows_the_one_in_which_somebody_worked(qtbot) -> None:
    window, _, stack, pages = _stack_of_two(qtbot)
    part(pages[0], QPushButton, "first").setFocus()
    stack.setCurrentWidget(pages[1])
    assert has_focus_as_a_whole(pages[1])
    made = QPushButton("second", pages[1])
    made.show()
    window.focusNextChild()
    assert window.focusWidget() is made
    assert not has_focus_as_a_whole(pages[1])
    made.clearFocus()
    stack.setCurrentWidget(pages[0])
    assert has_focus_as_a_whole(pages[0])


def test_that_the_focus_stays_on_the_button_that_changed_the_page_and_on_what_a_page_chose(qtbot) -> None:
    window, above, stack, pages = _stack_of_two(qtbot)
    above.setFocus()
    stack.setCurrentWidget(pages[1])
    assert window.focusWidget() is above
    stack.setCurrentWidget(pages[0])
    first = part(pages[0], QPushButton, "first")
    first.setFocus()
    stack.setCurrentWidget(pages[1])
    stack.setCurrentWidget(pages[0])
    assert window.focusWidget() is first


def test_that_a_button_that_waits_for_its_act_has_the_focus_again_afterwards(qtbot) -> None:
    holder = QWidget()
    column, one, other = QVBoxLayout(holder), button("办理", "one"), button("其他", "other")
    for each in (one, other):
        column.addWidget(each)
    window = on_stage(qtbot, holder)
    one.setFocus()
    one.setEnabled(False)
    assert window.focusWidget() is other
    one.setEnabled(True)
    assert window.focusWidget() is one
    one.setEnabled(False)
    window.focusWidget().clearFocus()
    one.setEnabled(True)
    assert window.focusWidget() is not one


def test_that_enter_presses_every_button(qtbot) -> None:
    holder = QWidget()
    column, plain = QVBoxLayout(holder), button("办理", "plain")
    column.addWidget(plain)
    window = on_stage(qtbot, holder)
    with qtbot.waitSignal(plain.clicked):
        qtbot.keyClick(plain, Qt.Key.Key_Return)
    window.close()
