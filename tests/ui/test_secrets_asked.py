"""Where a PIN or passphrase is asked: nothing entered is no try, and a wrong one is told with whose it was."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit

from app.errors import Refused
from app.storage.keys.keyfile import read_keys
from tests.services.on_site import officer
from tests.ui.at_the_office import Shown, workplace
from tests.ui.conftest import on_stage, part
from ui.models.arrival import arrival_view
from ui.models.arriving import sign_in_by
from ui.models.departing import try_pin
from ui.models.signing import seated
from ui.pages.arrival.sign_in_part import SignInPart
from ui.pages.entrance.seat import SeatPage
from ui.pages.entrance.unlock import UnlockPage
from ui.widgets.buttons import next_focus
from ui.widgets.notice import Notice


@pytest.fixture
def shown(premises, tmp_path_factory, qtbot):
    with workplace(premises, tmp_path_factory, ready=True) as (place, inspection):
        yield Shown(place, inspection, "arrival", qtbot)


@pytest.fixture
def asking(shown):
    """The step 到场 as in a store that is no training, where secrets are asked."""
    shown.click("part_visit", "beginVisit")
    view = arrival_view(shown.place.desk, shown.case)
    shown.step.findChild(SignInPart).show_view(replace(view, training=False))
    shown.settle()
    return shown


def failures(shown, who: str) -> int:
    slots = read_keys(shown.place.desk.store.folder).slots
    return next(one.failures for one in slots if one.officer == who)


def test_that_the_way_to_the_sign_in_leads_to_the_secret(asking) -> None:
    found = next_focus(asking.step.findChild(SignInPart))
    assert isinstance(found, QLineEdit) and found.objectName().startswith("signInSecret_")


def test_that_a_sign_in_without_a_secret_asks_for_it_and_counts_nothing(asking) -> None:
    part(asking.step, QAbstractButton, "signIn_yi").setFocus()
    asking.click("signIn_yi")
    assert asking.label("signInState_yi") == "请演练乙输入本人的 PIN 或口令。"
    assert asking.page.window().focusWidget() is part(asking.step, QLineEdit, "signInSecret_yi")
    assert not asking.case.sign_ins and failures(asking, "yi") == 0
    asking.type(signInSecret_yi="1")
    assert asking.label("signInState_yi") == "未签到"


def test_that_a_wrong_secret_names_whose_it_was_once_and_leads_back_to_its_field(asking) -> None:
    part(asking.step, QLineEdit, "signInSecret_yi").setText("not the passphrase")
    asking.click("signIn_yi")
    said = part(asking.step, Notice, "notice").accessibleName()
    assert said.startswith("演练乙：口令不正确。")
    assert said.count("口令不正确") == 1 and "已输错 1 次" in said
    assert asking.page.window().focusWidget() is part(asking.step, QLineEdit, "signInSecret_yi")


@pytest.mark.parametrize("act", [
    lambda desk, inspection: sign_in_by(desk, inspection, "yi", "123456"),
    lambda desk, inspection: try_pin(desk, inspection, "yi", "123456"),
    lambda desk, inspection: seated(desk, "yi", "123456"),
    lambda desk, inspection: seated(desk, "yi", "一句不对的口令"),
])  # fmt: skip
def test_that_a_refused_secret_names_its_officer(shown, act) -> None:
    with pytest.raises(Refused) as refused:
        act(shown.place.desk, shown.inspection)
    assert refused.value.title.startswith("演练乙：")


def test_that_a_pin_after_a_lock_is_told_why_it_does_not_do(shown) -> None:
    with pytest.raises(Refused) as refused:
        shown.place.desk.ring.confirm("yi", "123456", now=shown.place.desk.now())
    assert refused.value.code == "passphrase-due"
    assert "锁定" in refused.value.advice


def test_that_whoever_takes_the_seat_without_a_secret_is_asked_for_it(qtbot) -> None:
    page = SeatPage([officer("jia", "演练甲", 1, "officer")], {}, training=False, may_return=False)
    page.stage = on_stage(qtbot, page)
    part(page, QAbstractButton, "seat_jia").click()
    wanted = []
    page.seat_wanted.connect(lambda *said: wanted.append(said))
    part(page, QAbstractButton, "seatGo").click()
    assert not wanted and page.isEnabled()
    assert part(page, QLabel, "seatSecretProblem").isVisible()
    part(page, QLineEdit, "seatSecret").setText("123456")
    part(page, QAbstractButton, "seatGo").click()
    assert wanted == [("jia", "123456", True)]


def test_that_a_door_without_a_passphrase_asks_for_it(qtbot) -> None:
    page = UnlockPage(["jia"], {"jia": "演练甲"}, "jia")
    page.stage = on_stage(qtbot, page)
    wanted = []
    page.unlock_wanted.connect(lambda *said: wanted.append(said))
    part(page, QAbstractButton, "unlockGo").click()
    assert not wanted and page.isEnabled()
    assert part(page, QLabel, "unlockPassphraseProblem").text() == "请输入本人口令。"
    assert page.window().focusWidget() is part(page, QLineEdit, "unlockPassphrase")
