"""Every page that is pictured: its name, the step of the rehearsal it stands at, and the way there."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTableView

from tests.pictures.stores import DRAFTED, LEAD, LEADER, WAITING
from tests.pictures.studio import press, settle
from ui.main_window import MainWindow
from ui.models.sync_state import SyncState
from ui.pages.registers.importing import ImportPanel
from ui.pages.sync.now import NowTab

Way = Callable[[MainWindow, str], None]


@dataclass(frozen=True)
class Shot:
    """One page. ``step`` is the rehearsal's step, "" for an empty folder; ``way`` leads there; ``seat`` who sits."""

    name: str
    step: str
    way: Way
    seat: str = LEAD


def _stay(window: MainWindow, inspection: str) -> None:
    """The page is there at once."""


def pressing(*names: str) -> Way:
    """Return the way over buttons of the top bar and of the pages."""

    def way(window: MainWindow, inspection: str) -> None:
        for name in names:
            press(window, name)

    return way


def at_step(step: str, *then: str, question: str = "") -> Way:
    """Return the way to a step of the inspection, then over buttons."""

    def way(window: MainWindow, inspection: str) -> None:
        assert window.workbench is not None
        window.workbench.show_inspection(inspection, step, question)
        settle(window.tasks)
        for name in then:
            press(window, name)

    return way


def to(name: str) -> Way:
    """Return the way to a page of the workbench by its name."""

    def way(window: MainWindow, inspection: str) -> None:
        assert window.workbench is not None
        window.workbench.show_destination(name)
        settle(window.tasks)

    return way


def to_a_unit(window: MainWindow, inspection: str) -> None:
    """Lead over the register to the unit of the rehearsal and its past."""
    press(window, "navRegisters")
    press(window, "register_units")
    units = next(one for one in window.findChildren(QTableView) if one.isVisible())
    rows = range(units.model().rowCount())
    units.selectRow(next(row for row in rows if "示范" in units.model().index(row, 0).data()))
    settle(window.tasks)
    press(window, "unitPastShow")


def to_an_import(window: MainWindow, inspection: str) -> None:
    """Lead to the import of units with a table looked over: two new units, one with a fault."""
    press(window, "navRegisters")
    press(window, "unitImport")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "演练单位.csv"
        path.write_text(TABLE, encoding="utf-8-sig")
        next(one for one in window.findChildren(ImportPanel) if one.isVisible()).open_file(path)
        settle(window.tasks)


def to_a_lost_key(window: MainWindow, inspection: str) -> None:
    """Lead to 同步 of a laptop with a centre, whose bureau lost its signing key."""
    pressing("navSync", "syncTab_now")(window, inspection)
    tab = next(one for one in window.findChildren(NowTab) if one.isVisible())
    tab.show_state(SyncState(centre="演练中心库", bureau="保定市档案局（演练）", automatic=True, lost_key=LOST_KEY))
    settle(window.tasks)


def to_more_time(window: MainWindow, inspection: str) -> None:
    """Lead to the answer to a unit that asks for more time: numbers are given out, the application is registered."""
    pressing("navRegisters", "register_numbers", "blockRest")(window, inspection)
    at_step("closing", "part_recheck", "reportedMore", "reportedSort_more_time")(window, inspection)
    for kind, name, words in (
        (QPlainTextEdit, "reportedText", "演练：离线备份设备到货推迟，安装调试还需二十个工作日。"),
        (QLineEdit, "reportedUntil", "2026年8月5日"),
    ):
        field = next(one for one in window.findChildren(kind, name) if one.isVisible())
        field.setPlainText(words) if isinstance(field, QPlainTextEdit) else field.setText(words)
    for name in ("reportedGo", "reportedAnswer_0"):
        press(window, name)


LOST_KEY = (
    "管理员于 2026年6月8日 15:30 声明本单位原来的签发密钥已丢失：保管密钥的 U 盘损坏，备份也读不出（演练）。"
    "见证人：演练处长、演练乙。"
)
TABLE = """单位名称,单位类别,所在县（市、区）,统一社会信用代码,地址
演练文化中心（演练单位）,事业单位,竞秀区,12130600MB00000202,演练路2号
演练设备有限公司（演练单位）,企业,竞秀区,91130600MA0000030U,演练路3号
演练示范局（演练单位）,机关,竞秀区,11130602MB00000109,演练路1号
"""

SHOTS = (
    Shot("first_run", "", _stay),
    Shot("standalone", "", pressing("startStandalone")),
    Shot("enrol", "", pressing("startEnrol")),
    Shot("restore", "", pressing("startRestore")),
    Shot("home_empty", "", pressing("startTraining")),
    Shot("seat", "prepared", pressing("seatButton")),
    Shot("new_inspection", "prepared", pressing("navHome", "newInspection")),
    Shot("preparation", "prepared", at_step("preparation")),
    Shot("arrival", "arrived", at_step("arrival")),
    Shot("checking", "arrived", at_step("checking", question="q1_1")),
    Shot("checking_answered", "checked", at_step("checking", question="q1_5")),
    Shot("outcome", "checked", at_step("outcome")),
    Shot("record", "checked", at_step("record")),
    Shot("record_sealed", "sealed", at_step("record")),
    Shot("papers", "sealed", at_step("papers")),
    Shot("papers_served", "served", at_step("papers")),
    Shot("closing", "served", at_step("closing")),
    Shot("casefile", "served", at_step("closing", "part_casefile")),
    Shot("home", "served", pressing("navHome")),
    Shot("inspections", "served", pressing("navInspections")),
    Shot("deadlines", "served", to("deadlines")),
    Shot("unit", "served", to_a_unit),
    Shot("approvals", "prepared", pressing("navApprovals"), seat=LEADER),
    Shot("approvals_waiting", WAITING, pressing("navApprovals"), seat=LEADER),
    Shot("sync", "served", pressing("navSync")),
    Shot("sync_stick", "served", pressing("navSync", "syncTab_stick")),
    Shot("sync_backup", "served", pressing("navSync", "syncTab_backup")),
    Shot("registers", "served", pressing("navRegisters")),
    Shot("registers_officers", "served", pressing("navRegisters", "register_officers")),
    Shot("registers_numbers", "served", pressing("navRegisters", "register_numbers")),
    Shot("registers_sheets", "served", pressing("navRegisters", "register_sheets")),
    Shot("registers_reports", "served", pressing("navRegisters", "register_reports")),
    Shot("recheck", "served", at_step("closing", "part_recheck")),
    Shot("team", "prepared", at_step("preparation", "part_team")),
    Shot("import_units", "served", pressing("navRegisters", "unitImport")),
    Shot("officer_new", "served", pressing("navRegisters", "register_officers", "officerNew")),
    Shot("import_filled", "served", to_an_import),  # last of the registers: what was looked over is kept
    Shot("about", "served", pressing("navSettings", "settingsPart_about")),
    Shot("verify", "served", to("verify")),
    Shot("service", "served", at_step("papers", "part_service")),
    Shot("signing", "checked", at_step("record", "part_signing")),
    Shot("read_back_now", DRAFTED, at_step("record", "part_readBack")),
    Shot("signing_now", DRAFTED, at_step("record", "part_readBack", "recordReadBack", "part_signing")),
    Shot("read_back", "sealed", at_step("record", "part_readBack")),
    Shot("measures", "checked", at_step("outcome", "part_order")),
    Shot("rights", "arrived", at_step("arrival", "part_rights")),
    Shot("departure", "prepared", to("departure")),
    Shot("departure_part", "prepared", at_step("preparation", "part_departure")),
    Shot("evidence", "checked", at_step("checking/evidence")),
    Shot("evidence_large", "checked", at_step("checking/evidence", "lookEvidence")),
    Shot("progress", "served", to("progress"), seat=LEADER),
    Shot("making", "sealed", at_step("papers", "part_making")),
    Shot("timeline", "served", at_step("closing", "part_timeline")),
    Shot("settings", "served", pressing("navSettings")),
    Shot("help", "served", pressing("navHome", "navHelp")),
    Shot("lost_key", "served", to_a_lost_key),
    Shot("more_time", "served", to_more_time),  # last: it gives out numbers and registers an application
)
