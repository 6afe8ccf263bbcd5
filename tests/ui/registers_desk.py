"""The registers at a desk, and a bureau of its own: how a test presses, writes, chooses and reads there."""


import pytest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QTableView

from app.services.session.opening import close
from app.services.session.setting_up import Secrets, set_up_standalone
from tests.services.on_site import BUREAU
from tests.ui.conftest import calm, on_stage, part
from ui.pages.registers.page import RegistersPage
from ui.tasks import Tasks
from ui.widgets.notice import Notice
from ui.workplace import Workplace

GOOD, OTHER = "演练口令甲很长的一句话", "演练口令丙另外一句话吧"


@pytest.fixture
def page(place, qtbot):
    made = RegistersPage(place)
    window = on_stage(qtbot, made)
    made.refresh()
    calm(qtbot, place.tasks)
    yield made
    window.close()


@pytest.fixture
def standalone(premises, tmp_path):
    """A store of a bureau without a centre, its administrator at it."""
    stick = tmp_path / "stick"
    stick.mkdir()
    desk = set_up_standalone(
        premises.folder, forms=premises.forms, clock=premises.clock, bureau=BUREAU, administrator="演练管理员",
        secrets=Secrets(GOOD, "135790"), recovery_file=stick / "recovery.key",
    )  # fmt: skip
    tasks = Tasks()
    yield Workplace(desk, tasks)
    tasks.close()
    close(desk)


def press(qtbot, place, page, name: str) -> None:
    part(page, QAbstractButton, name).click()
    calm(qtbot, place.tasks)


def write(page, **texts: str) -> None:
    for name, text in texts.items():
        part(page, QLineEdit, name).setText(text)


def choose_row(qtbot, place, page, table: str, wanted: str) -> None:
    view = part(page, QTableView, table)
    view.selectRow(view.model().place_of(wanted))
    calm(qtbot, place.tasks)


def show(qtbot, place, page, register: str) -> None:
    press(qtbot, place, page, f"register_{register}")


def said(page) -> str:
    return next(one for one in page.findChildren(Notice) if one.isVisible()).accessibleName()
