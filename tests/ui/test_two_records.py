"""两份封存的笔录 in the window: told on every step, chosen by who decides, the other kept as a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QLabel, QPlainTextEdit, QPushButton, QWidget

from app.domain.operations import Change
from app.storage.attached.vault import Vault
from app.storage.store import TRAINING, Store
from tests.services.at_the_table import seal, sent
from tests.services.on_site import BUREAU, OnSite
from tests.ui import record_table
from tests.ui.conftest import calm, on_stage, part
from ui.models.inspection_state import inspection_state
from ui.pages.closing.page import ClosingPage
from ui.pages.inspection import InspectionPage
from ui.workplace import Workplace

prepared, table = record_table.prepared, record_table.table


@pytest.fixture
def apart(table, tmp_path: Path) -> OnSite:
    """The inspection sealed here and on a colleague's laptop; this one has heard of it."""
    site, now = table.site, table.site.desk.now()
    keys = site.desk.ring.keys
    store = Store.create(tmp_path / "b", keys, kind=TRAINING, device_id="laptop-b", bureau=BUREAU, now=now)
    store.replication.receive(sent(site.desk.store), cursor=None, now=now)
    colleague = replace(site, desk=replace(site.desk, store=store, vault=Vault(tmp_path / "b", keys)))
    colleague.desk.commit([Change("course", site.inspection, "lead_device", store.device)])
    for one in (site, colleague):
        seal(one)
        site.watch.pass_by(minutes=30)
    site.desk.store.replication.receive(sent(store), cursor=None, now=site.desk.now())
    store.close()
    leads(site, site.desk.store.device)
    return site


def leads(site: OnSite, device: str) -> None:
    site.desk.commit([Change("course", site.inspection, "lead_device", device)])


def closing(qtbot, place: Workplace, site: OnSite) -> ClosingPage:
    page = ClosingPage(place, site.inspection)
    page.stage = on_stage(qtbot, page)
    page.show_state(inspection_state(site.desk, site.inspection, {}))
    calm(qtbot, place.tasks)
    page.show_part("conflicts")
    return page


def text(page: ClosingPage, name: str) -> str:
    return part(page, QLabel, name).text()


def test_that_every_step_says_so_and_leads_to_both_records(table, apart, qtbot) -> None:
    page = InspectionPage(table.place, apart.inspection, "arrival", "")
    page.stage = on_stage(qtbot, page)
    calm(qtbot, table.place.tasks)
    told = [one.text() for one in page.findChildren(QLabel) if one.isVisible()]
    assert [one for one in told if "有2份已经封存的现场检查笔录" in one]
    part(page, QPushButton, "leadMovingGo0").click()
    calm(qtbot, table.place.tasks)
    assert "演练甲于" in text(page, "record_0") and "签名 3 人，拒签 0 人" in text(page, "record_1")


def test_that_an_officer_sees_both_and_who_decides(table, apart, qtbot) -> None:
    page = closing(qtbot, table.place, apart)
    assert "须选定一份笔录" in part(page, QAbstractButton, "part_conflicts").accessibleName()
    assert "由处室负责人或者机关负责人选定" in text(page, "twoRecordsTold")
    assert not part(page, QPushButton, "chooseRecord").isVisible()
    with qtbot.waitSignal(page.step_wanted) as wanted:
        part(page, QPushButton, "lookAtRecord_1").click()
    assert wanted.args[0].startswith(f"papers/{apart.inspection}/")


def test_that_a_leader_outside_the_team_may_choose_and_nothing_else(table, apart, qtbot) -> None:
    leader = replace(table.place.desk, officer="ding")
    place = Workplace(leader, table.place.tasks, leader.officers()["ding"])
    assert "ding" not in leader.case(apart.inspection).inspection.officers
    page = InspectionPage(place, apart.inspection, "closing", "")
    page.stage = on_stage(qtbot, page)
    calm(qtbot, place.tasks)
    page.show_step("closing/conflicts")
    calm(qtbot, place.tasks)
    assert part(page, QPushButton, "lookAtRecord_1").isVisible()
    part(page, QAbstractButton, "standingRecord_0").click()
    part(page, QPlainTextEdit, "choiceReason").setPlainText("第二份误封（演练）。")
    part(page, QPushButton, "chooseRecord").click()
    calm(qtbot, place.tasks)
    assert len(leader.case(apart.inspection).seals) == 1


def test_that_the_choice_waits_for_the_lead_device(table, apart, qtbot) -> None:
    leads(apart, "laptop-b")
    leader = replace(table.place.desk, officer="ding")
    place = Workplace(leader, table.place.tasks, leader.officers()["ding"])
    page = closing(qtbot, place, replace(apart, desk=leader))
    assert "只能在主办终端上选定" in text(page, "twoRecordsTold")
    assert part(page, QPushButton, "lookAtRecord_1").isVisible()
    assert not part(page, QPushButton, "chooseRecord").isVisible()


def test_that_the_leader_chooses_with_a_reason_and_keeps_the_other(table, apart, qtbot, tmp_path, monkeypatch) -> None:
    leader = replace(table.place.desk, officer="ding")
    place = Workplace(leader, table.place.tasks, leader.officers()["ding"])
    page = closing(qtbot, place, replace(apart, desk=leader))
    go = part(page, QPushButton, "chooseRecord")
    beside, compared = (part(page, QWidget, name).mapTo(page, QPoint()) for name in ("standingRecord", "record_1"))
    assert beside.x() > compared.x() and beside.y() <= compared.y()  # in sight with what is compared
    part(page, QPlainTextEdit, "choiceReason").setPlainText("第二份误封（演练）。")
    go.click()
    assert "第几份" in text(page, "choiceReasonProblem")
    part(page, QAbstractButton, "standingRecord_0").click()
    part(page, QPlainTextEdit, "choiceReason").setPlainText(" ")
    go.click()
    assert "理由" in text(page, "choiceReasonProblem")
    part(page, QPlainTextEdit, "choiceReason").setPlainText("第二份误封（演练）。")
    go.click()
    calm(qtbot, place.tasks)
    case = leader.case(apart.inspection)
    assert len(case.seals) == 1 and sum(one.kind == "D4" for one in case.documents) == 1
    assert "演练丁于" in text(page, "twoRecordsTold") and "第二份误封" in text(page, "twoRecordsTold")
    assert not go.isVisible() and "没有不一致" in part(page, QAbstractButton, "part_conflicts").accessibleName()
    target = tmp_path / "other.pdf"
    monkeypatch.setattr("ui.pages.record.two_records_card.ask_new_file", lambda *_: str(target))
    part(page, QPushButton, "saveUnchosen").click()
    calm(qtbot, place.tasks)
    assert target.read_bytes().startswith(b"%PDF")
