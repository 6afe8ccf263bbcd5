"""The system is asked for its printers off the UI thread: a print server that is away keeps nobody waiting."""

import threading

import pytest
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QComboBox, QWidget

from tests.ui.conftest import calm, on_stage, part
from ui.pages.settings.page import SettingsPage
from ui.tasks import Tasks
from ui.widgets.printing import Printers, look_for_printers


@pytest.fixture
def system(monkeypatch):
    """The printers of the system, and the threads on which it was asked for them."""
    told = {"names": ["演练打印机乙", "演练打印机甲"], "threads": []}

    def names():
        told["threads"].append(threading.current_thread())
        return list(told["names"])

    monkeypatch.setattr(Printers, "_found", None)
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", names)
    monkeypatch.setattr(QPrinterInfo, "defaultPrinterName", lambda: "演练打印机甲")
    return told


def test_that_names_never_ask_the_system_and_the_default_comes_first(system) -> None:
    printers = Printers()
    assert printers.names() == () and not system["threads"]
    assert printers.look() == ("演练打印机甲", "演练打印机乙")
    assert Printers().names() == ("演练打印机甲", "演练打印机乙")


def test_that_a_page_hears_of_other_printers_only(system, qtbot) -> None:
    page, tasks, heard = QWidget(), Tasks(), []
    qtbot.addWidget(page)
    for _ in range(2):
        look_for_printers(page, tasks, Printers(), lambda: heard.append(1))
        calm(qtbot, tasks)
    assert heard == [1]
    assert threading.main_thread() not in system["threads"]
    tasks.close()


def test_that_settings_offer_the_printers_found_meanwhile(system, place, qtbot) -> None:
    page = SettingsPage(place)
    page.stage = on_stage(qtbot, page)
    page.refresh()
    calm(qtbot, place.tasks)
    box = part(page, QComboBox, "usualPrinter")
    assert [box.itemText(at) for at in range(box.count())] == ["演练打印机甲", "演练打印机乙"]
    assert box.isEnabled()
    assert threading.main_thread() not in system["threads"]
