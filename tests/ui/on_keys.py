"""A window with its keyboard, and what tests of keys do in it."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from tests.ui.conftest import on_stage
from ui.keyboard import Keyboard
from ui.reading_order import in_order, is_stop
from ui.tasks import Tasks
from ui.widgets.buttons import button


class Window(QMainWindow):
    """A window with its keyboard, as the main window has it."""

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        bar, self.page = QWidget(), page
        bar.setObjectName("topBar")
        self.home = button("工作台", "navHome")
        QVBoxLayout(bar).addWidget(self.home)
        shell = QWidget()
        layout = QVBoxLayout(shell)
        layout.addWidget(bar)
        layout.addWidget(page)
        self.setCentralWidget(shell)
        self.setMinimumSize(960, 600)
        self.tasks = Tasks(self)
        self.keyboard = Keyboard(self, shell, self.tasks)

    def focusNextPrevChild(self, forward: bool) -> bool:
        return self.keyboard.step(forward=forward)


@pytest.fixture
def page() -> QWidget:
    made = QWidget()
    QVBoxLayout(made)
    return made


@pytest.fixture
def show(qtbot) -> Callable[[QWidget], None]:
    """Show a widget in a window that stays."""
    kept = []
    return lambda widget: kept.append(on_stage(qtbot, widget))


@pytest.fixture
def window(qtbot, page: QWidget) -> Iterator[Window]:
    made = Window(page)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    qtbot.keyClick(made, Qt.Key.Key_Tab)  # somebody works by keyboard here
    yield made
    made.tasks.close()


def add(page: QWidget, *controls: QWidget) -> None:
    for one in controls:
        page.layout().addWidget(one)


def has_focus(window: QWidget, control: QWidget) -> bool:
    return control.isVisible() and window.focusWidget() is control and control.hasFocus()


def give_focus(qtbot, window: QWidget, control: QWidget) -> None:
    """Give the focus to a control once it is seen: what was added just now is not yet."""
    qtbot.waitUntil(control.isVisible)
    control.setFocus()
    assert has_focus(window, control)


def names(root: QWidget) -> list[str]:
    return [one.objectName() for one in in_order(root) if is_stop(one)]
