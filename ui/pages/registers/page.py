"""登记簿: units, officers, numbers, pre-stamped sheets and received reports of the bureau, each in its tab."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt

from ui.destination import DestinationPage
from ui.destination_names import REGISTERS, VERIFY
from ui.models.importing import give_up, unfinished_imports
from ui.pages.registers.importing import ImportPanel
from ui.pages.registers.numbers import NumbersTab
from ui.pages.registers.officers import OfficersTab
from ui.pages.registers.reports import ReportsTab
from ui.pages.registers.sheets import SheetsTab
from ui.pages.registers.unfinished import UnfinishedImports
from ui.pages.registers.units import UnitsTab
from ui.widgets.buttons import button
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.labels import label
from ui.widgets.notice import SUCCESS, Notice
from ui.widgets.page import CurrentOnly, framed, heading, inset
from ui.workplace import Workplace

UNITS, OFFICERS, NUMBERS, SHEETS, REPORTS = "units", "officers", "numbers", "sheets", "reports"
IMPORT = "import"


class RegistersPage(DestinationPage):
    """Shows one register at a time."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        words = {UNITS: self.tr("单位"), OFFICERS: self.tr("执法人员"), NUMBERS: self.tr("文号")}
        words |= {SHEETS: self.tr("预盖章纸"), REPORTS: self.tr("收到的报告")}
        self._choice = ChoiceRow("register", words, UNITS)
        units, officers = UnitsTab(place), OfficersTab(place)
        self._reports, self._numbers = ReportsTab(place), NumbersTab(place)
        self._tabs: dict[str, UnitsTab | OfficersTab | NumbersTab | SheetsTab | ReportsTab] = {
            UNITS: units,
            OFFICERS: officers,
            NUMBERS: self._numbers,
            SHEETS: SheetsTab(place),
            REPORTS: self._reports,
        }
        self._verify = button(self.tr("核验文书…"), "goVerify", tip=self.tr("输入文书上的验证码，或选择 PDF 文件"))
        self._stack = CurrentOnly()
        for tab in self._tabs.values():
            self._stack.addWidget(tab)
        self._notice, self._unfinished = Notice(), UnfinishedImports()
        self._notice.setObjectName("registersNotice")  # each register has one of its own, too
        head = heading(label(self.tr("登记簿"), "title"))
        head.addSpacing(10)
        head.addWidget(self._choice, 1)
        head.addWidget(self._verify)
        above, layout = framed(self, 12)
        led = place.led_here(REGISTERS)
        if led is not None:
            back = button(self.tr("←  返回：{unit}").format(unit=led.title), "backToInspection", "link")
            back.clicked.connect(lambda: self.step_wanted.emit(led.inspection, led.place))
            above.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        above.addLayout(head)
        above.addWidget(self._notice)
        above.addWidget(self._unfinished)
        layout.addWidget(self._stack, 1)
        self._place, self._panels = place, dict[str, ImportPanel]()
        self._connect(units, officers)

    def _connect(self, units: UnitsTab, officers: OfficersTab) -> None:
        self._choice.chosen.connect(self.show_register)
        self._verify.clicked.connect(lambda: self.destination_wanted.emit(VERIFY))
        self._unfinished.resume_wanted.connect(self._on_resume)
        self._unfinished.drop_wanted.connect(self._on_drop)
        units.past_wanted.connect(self.unit_wanted)
        units.import_wanted.connect(lambda: self.show_import(UNITS))
        officers.step_wanted.connect(self.step_wanted)
        officers.import_wanted.connect(lambda: self.show_import(OFFICERS))

    @property
    def shown(self) -> str:
        """Return which register is shown, as ``open_part`` takes it; behind it that a table is being brought in."""
        name = self._choice.key()
        return f"{name}/{IMPORT}" if self._imports(name) else name

    def refresh(self) -> None:
        """Read the register that is shown again."""
        if not self._imports(self._choice.key()):
            self.show_register(self._choice.key())

    def open_part(self, part: str) -> None:
        """Show a register (``reports``), an entry (``reports/<id>``, ``numbers/<paper>``), or ``units/import``."""
        name, _, entry = part.partition("/")
        if name in self._tabs:
            if name == REPORTS:
                self._reports.choose(entry)
            if name == NUMBERS and entry:
                self._numbers.choose(entry)
            self._choice.choose(name)
            if entry == IMPORT and name in (UNITS, OFFICERS):
                self.show_import(name)

    def show_register(self, name: str) -> None:
        """Show units, officers or numbers as they stand now, and which import waits."""
        self._notice.clear()
        self._stack.setCurrentWidget(self._tabs[name])
        self._tabs[name].refresh()
        self._place.ask(self, unfinished_imports, self._on_unfinished, self._notice.show_error)

    def show_import(self, name: str) -> ImportPanel:
        """Show how units or officers are brought in from a table, in the place of their register."""
        if name not in self._panels:
            panel = self._panels[name] = ImportPanel(self._place, name)
            self._stack.addWidget(inset(panel))
            panel.given_up.connect(lambda: self.show_register(name))
            panel.imported.connect(self.changed)
        self._unfinished.hide()
        self._stack.setCurrentWidget(self._panels[name])
        self._panels[name].resume()
        return self._panels[name]

    def _imports(self, name: str) -> bool:
        return name in self._panels and self._stack.currentWidget() is self._panels[name]

    def _on_unfinished(self, found: Mapping[str, tuple[str, int]]) -> None:
        if self._stack.currentWidget() is self._tabs.get(self._choice.key()):  # not while one is being worked on
            self._unfinished.show_imports(found)

    def _on_resume(self, name: str) -> None:
        self._choice.choose(name)
        self.show_import(name)

    def _on_drop(self, name: str) -> None:
        def dropped(_: object) -> None:
            if name in self._panels:
                self._stack.removeWidget(self._panels[name])
                self._panels.pop(name).deleteLater()
            self.show_register(self._choice.key())
            self._notice.say(SUCCESS, self.tr("已放弃这次导入，登记簿没有改动。"))

        self._place.ask_once(self, lambda desk: give_up(desk, name), dropped, self._notice.show_error)
