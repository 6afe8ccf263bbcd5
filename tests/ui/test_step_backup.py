"""Where a second folder was chosen, the window backs up when a step of the visit ends, and only then."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QLabel, QPushButton

from app.services.numbers.ledger import FROZEN
from app.services.safekeeping.backups import choose_second_folder, last_backup, step_done
from tests.services.on_site import answer_everything
from tests.ui.conftest import calm, on_stage, part
from ui.models.inspection_state import inspection_state
from ui.pages.inspection import InspectionPage
from ui.pages.registers.page import NUMBERS, RegistersPage
from ui.pages.sync.page import SyncPage
from ui.workbench import Workbench


def test_that_the_end_of_a_step_is_backed_up(place, visit, qtbot, tmp_path: Path) -> None:
    target = tmp_path / "second"
    target.mkdir()
    choose_second_folder(place.desk, target)
    page = InspectionPage(place, visit.inspection, "arrival", "")
    window = on_stage(qtbot, page)
    calm(qtbot, place.tasks)
    page._on_changed(inspection_state(place.desk, visit.inspection, {}))
    calm(qtbot, place.tasks)
    assert last_backup(place.desk) is None
    answer_everything(replace(visit, desk=place.desk))
    page._on_changed(inspection_state(place.desk, visit.inspection, {}))
    calm(qtbot, place.tasks)
    assert last_backup(place.desk).state == "done" and any(target.iterdir())
    window.close()


def test_that_home_tells_of_the_numbers_paused_by_a_restore_and_leads_to_them(place, qtbot) -> None:
    bench = Workbench(place, large=False)
    bench.stage = on_stage(qtbot, bench)
    bench.show_home()
    calm(qtbot, place.tasks)
    assert part(bench, QPushButton, "homeNumbers").isHidden()
    place.desk.store.settings.set(FROZEN, True)
    bench.show_home()
    calm(qtbot, place.tasks)
    way = part(bench, QPushButton, "homeNumbers")
    assert way.isVisible() and "文号暂停使用" in way.text() and "核对后恢复" in way.text()
    way.click()
    calm(qtbot, place.tasks)
    assert next(iter(bench.findChildren(RegistersPage))).shown == NUMBERS


def test_that_a_failed_backup_is_told_on_home_and_beside_the_last_good_one(place, qtbot, watch, tmp_path) -> None:
    bench = Workbench(place, large=False)
    bench.stage = on_stage(qtbot, bench)
    stick = tmp_path / "usb"
    stick.mkdir()
    choose_second_folder(place.desk, stick)
    step_done(place.desk)
    bench.show_home()
    calm(qtbot, place.tasks)
    assert part(bench, QPushButton, "homeBackup").isHidden()
    stick.rename(tmp_path / "pulled")
    watch.pass_by(hours=1)
    step_done(place.desk)
    bench.show_home()
    calm(qtbot, place.tasks)
    way = part(bench, QPushButton, "homeBackup")
    assert way.isVisible() and "10:30" in way.text() and "上次成功：2026年6月8日 09:30" in way.text()
    way.click()
    calm(qtbot, place.tasks)
    page = next(iter(bench.findChildren(SyncPage)))

    def told() -> str:
        return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())

    qtbot.waitUntil(lambda: "没有成功" in told())
    words = told()
    assert page.shown == "backup"
    assert "10:30 没有成功：备份盘没有插好" in words and "上次成功：2026年6月8日 09:30" in words
