"""移交主办终端 in the window: offered, told on every step, taken back, accepted and declined."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QComboBox, QLabel, QLineEdit, QWidget

from app.domain.operations import Change
from app.domain.procedure.handover import ACCEPTED, DECLINED, OFFERED, TAKEN_BACK, handover_of
from app.services.exchange.own_side import DEVICE_NAMES
from app.services.listing.refreshing import refresh
from app.services.preparation.handing_over import PLACE, accept_lead, offer_lead, take_back
from app.storage.exchange.replication import SyncState
from tests.services.at_the_table import elsewhere
from tests.services.correcting.races import another_laptop, meet
from tests.ui.conftest import calm, on_stage, part
from tests.ui.test_sync import with_centre
from ui.models.overview import overview
from ui.pages.home import HomePage
from ui.pages.home_cards import MOST
from ui.pages.inspection import InspectionPage


@pytest.fixture
def site(place, visit):
    place.desk.store.settings.set(DEVICE_NAMES, {"second": "演练二号机"})
    return replace(visit, desk=place.desk)


class Stage:
    """The first step of the inspection with the team shown."""

    def __init__(self, place, site, qtbot) -> None:
        self.place, self.site, self.qtbot = place, site, qtbot
        self.page = InspectionPage(place, site.inspection, "preparation")
        self.window = on_stage(qtbot, self.page)
        self.settle()
        self.page.page.show_part("team")
        self.settle()

    def settle(self) -> None:
        calm(self.qtbot, self.place.tasks)

    def again(self) -> None:
        """Read the inspection again, as after a sync."""
        self.page.show_step("preparation/lead_device")
        self.settle()

    def press(self, name: str) -> None:
        made = part(self.page, QAbstractButton, name)
        assert made.isVisible() and made.isEnabled(), name
        made.click()
        self.settle()

    def led_by(self, name: str) -> list[str]:
        with self.qtbot.waitSignal(self.page.destination_wanted) as led:
            self.press(name)
        return led.args

    def focus(self) -> str:
        return self.window.focusWidget().objectName()

    def text(self, name: str) -> str:
        return part(self.page, QLabel, name).text()

    def sees(self, name: str) -> bool:
        return any(one.isVisible() for one in self.page.findChildren(QWidget, name))

    def told(self) -> str:
        return part(self.page, QWidget, "leadMoving").accessibleName() if self.sees("leadMoving") else ""

    @property
    def handover(self):
        return handover_of(self.place.desk.case(self.site.inspection).inspection)


@pytest.fixture
def stage(place, site, qtbot):
    made = Stage(place, site, qtbot)
    yield made
    made.window.close()


def offered(stage: Stage) -> None:
    stage.press("leadBegin")
    box = part(stage.page, QComboBox, "leadLaptop")
    box.setCurrentIndex(box.findData("second"))
    officer = part(stage.page, QComboBox, "leadOfficer")
    officer.setCurrentIndex(officer.findData("yi"))
    part(stage.page, QLineEdit, "leadNote").setText("还差 5.7 没有查（演练）")
    part(stage.page, QCheckBox, "leadSure").setChecked(True)
    stage.press("leadOffer")


def test_that_it_says_who_leads_and_asks_for_laptop_and_consequences(stage):
    assert stage.text("leadTitle") == "主办终端：本机"
    assert "由本机封存" in stage.text("leadWords")
    stage.press("leadBegin")
    assert "检查：" in stage.text("leadOpen")
    stage.press("leadOffer")
    assert stage.text("leadLaptopProblem") == "请选择接收的终端。"
    assert "勾选" in stage.text("leadSureProblem") and stage.handover is None


def test_that_an_offer_is_told_on_every_step_and_what_must_be_sent_first(stage):
    offered(stage)
    found = stage.handover
    assert (found.state, found.receiver, found.officer) == (OFFERED, "second", "yi")
    assert found.note == "还差 5.7 没有查（演练）"
    assert "正在移交给 演练二号机（接办人：演练乙）" in stage.text("leadWords")
    assert "移交还没有送出" in stage.text("leadUnsent") and not stage.sees("leadBegin")
    for step in ("checking", "record", "papers"):
        stage.page.show_step(step)
        stage.settle()
        assert "对方接收之前两台都不能封存和用号" in stage.told()
    stage.again()
    assert stage.led_by("leadStick") == ["sync/stick"] and not stage.sees("leadSync")
    with_centre(stage.place)
    stage.again()
    assert stage.led_by("leadSync") == ["sync/now"] and stage.led_by("leadStick") == ["sync/stick"]


def test_that_after_an_offer_the_focus_is_on_what_sends_it(stage):
    offered(stage)
    assert stage.focus() == "leadStick"


def test_that_the_way_from_the_seal_leads_to_the_card(stage):
    offered(stage)
    stage.page.show_step("record")
    stage.settle()
    stage.press("leadMovingGo0")
    assert stage.sees("leadTitle") and "移交" in stage.text("leadWords") and stage.focus() == "leadStick"


def test_that_an_offer_not_sent_is_taken_back_at_once(stage):
    offered(stage)
    assert not stage.sees("leadBackReason")
    stage.press("leadTakeBack")
    assert stage.handover.state == TAKEN_BACK
    assert "撤回了到 演练二号机 的移交" in stage.text("leadPast") and stage.told() == ""
    assert stage.sees("leadBegin") and not stage.sees("leadTakeBack")


def test_that_an_offer_sent_is_taken_back_only_with_what_the_other_said(stage):
    with_centre(stage.place)
    offered(stage)
    store = stage.place.desk.store
    store.replication.set_sync_state(SyncState(acked_lseq=store.replication.position()[0]))
    stage.again()
    assert not stage.sees("leadUnsent")
    stage.press("leadTakeBack")
    assert stage.text("leadBackReasonProblem") == "请写明与对方核实的情况。" and stage.handover.state == OFFERED
    part(stage.page, QLineEdit, "leadBackReason").setText("已电话核实没有接收（演练）")
    stage.press("leadTakeBack")
    assert stage.handover.reason == "已电话核实没有接收（演练）"


def test_that_a_centre_is_named_as_the_way_for_a_lost_laptop_only_where_there_is_one(stage):
    assert not stage.sees("leadLost")
    stage.press("leadBegin")
    assert "备份" in stage.text("leadLost") and "centre device succeed" not in stage.text("leadLost")
    with_centre(stage.place)
    stage.again()
    assert "centre device succeed" in stage.text("leadLost") and "centre number void" in stage.text("leadLost")


@pytest.fixture
def received(place, site, tmp_path, qtbot):
    """The laptop to which a colleague hands the inspection over."""
    own = place.desk.store.device
    place.desk.commit([Change("course", site.inspection, "lead_device", "second")])
    with another_laptop(tmp_path / "second") as second:
        meet(site, second)
        giver = elsewhere(site, second)
        offer_lead(giver.desk, site.inspection, own, "jia", "演练交代")
        meet(site, second)
        made = Stage(place, site, qtbot)
        made.giver, made.second = giver, second
        yield made
        made.window.close()


def test_that_the_receiver_is_told_and_accepts(received):
    assert "请先接收" in received.told()
    assert "演练乙于" in received.text("leadWords") and "“演练交代”" in received.text("leadWords")
    assert not received.sees("leadBegin") and "检查：" in received.text("leadOpen")
    received.press("leadAccept")
    assert received.handover.state == ACCEPTED
    assert received.text("leadTitle") == "主办终端：本机" and received.told() == ""
    assert "接收了移交" in received.text("leadPast")


def test_that_the_row_at_home_leads_the_receiver_to_the_answer_that_is_asked_for(received, qtbot):
    home = HomePage(received.place)
    window = on_stage(qtbot, home)
    home.refresh()
    received.settle()
    row, words = part(home, QAbstractButton, "open_0"), part(home, QLabel, "open_0Words")
    assert row.text() == "接收移交" and "主办终端移交给本机，请接收" in words.text()
    with qtbot.waitSignal(home.step_wanted) as wanted:
        row.click()
    assert wanted.args == [received.site.inspection, PLACE]
    accept_lead(received.place.desk, received.site.inspection)
    refresh(received.place.desk)
    (listed,) = overview(received.place.desk, MOST).work.under_way.rows
    assert listed.offered_to == "" and "移交" not in listed.words
    window.close()


def test_that_the_button_stays_level_with_its_field_where_a_reason_is_asked_for(received):
    received.press("leadDecline")
    field, go = part(received.page, QLineEdit, "leadDeclineReason"), part(received.page, QAbstractButton, "leadDecline")
    assert part(received.page, QLabel, "leadDeclineReasonProblem").isVisible()
    middles = [one.mapTo(received.page, one.rect().center()).y() for one in (field, go)]
    assert abs(middles[0] - middles[1]) <= 2


def test_that_what_asks_for_an_answer_leads_to_it(received):
    for step in ("checking", "preparation"):  # from another step, and where the card is out of sight
        received.page.show_step(step)
        received.settle()
        received.press("leadMovingGo0")
        assert received.focus() == "leadAccept"


def test_that_a_laptop_that_does_not_lead_tells_how_its_work_reaches_the_other(received):
    part(received.page, QLineEdit, "leadDeclineReason").setText("电脑没电（演练）")
    received.press("leadDecline")
    assert "签名" in received.text("leadWords") and received.led_by("leadStick") == ["sync/stick"]


def test_that_an_unnamed_laptop_is_called_by_who_works_on_it(received):
    received.place.desk.store.settings.set(DEVICE_NAMES, {})
    received.again()
    device = received.giver.desk.store.device[-8:]
    assert received.text("leadTitle") == f"主办终端：演练乙的电脑（{device}）"


def test_that_the_receiver_declines_with_a_reason_only(received):
    received.press("leadDecline")
    assert received.text("leadDeclineReasonProblem") == "请写明不接收的理由。"
    part(received.page, QLineEdit, "leadDeclineReason").setText("电脑没电（演练）")
    received.press("leadDecline")
    assert received.handover.state == DECLINED
    assert received.text("leadTitle") == "主办终端：演练二号机"
    assert "只能在那台电脑办理" in received.text("leadWords") and not received.sees("leadBegin")


def test_that_an_offer_taken_back_meanwhile_is_refused_in_the_page(received):
    take_back(received.giver.desk, received.site.inspection, "演练")
    meet(received.site, received.second)
    received.press("leadAccept")
    assert "没有等待本机办理的移交" in part(received.page, QWidget, "refusal").accessibleName()
    assert received.place.desk.case(received.site.inspection).inspection.lead_device == "second"


def test_that_files_not_yet_here_are_told_before_accepting(received, monkeypatch):
    received.giver.desk.commit(
        [
            Change("file", f"{received.site.inspection}/{'a' * 64}", name, value)
            for name, value in (("sha256", "a" * 64), ("sm3", "b" * 64), ("size", 10), ("name", "演练.bin"))
        ]
    )
    meet(received.site, received.second)
    received.again()
    assert "还有 1 个附件没有到本机" in received.text("leadLacking")
