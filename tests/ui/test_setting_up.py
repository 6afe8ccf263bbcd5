"""What an administrator is told to prepare on the first day, on a store of a bureau without a centre."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QRegularExpression
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QWidget

from app.domain.procedure.records import Officer
from app.errors import Refused
from app.services.desk import Desk
from app.services.exchange.leasing import numbered_papers
from app.services.numbers.ledger import lease_locally, numbers_left
from app.services.registers.amending import Amendment, amend_officer
from app.services.registers.officers import ROLES, OfficerEntry, add_officer, confirm_credential
from app.services.safekeeping.backups import choose_second_folder
from app.services.session.opening import add_slot, enter, issue_code
from tests.services.on_site import BUREAU
from tests.ui.conftest import calm, on_stage, part
from tests.ui.registers_desk import OTHER, press, show, standalone, write  # noqa: F401  # a fixture
from ui.models.register_numbers import number_register
from ui.models.setting_up import set_up_steps
from ui.pages.entrance.seat import SeatPage
from ui.pages.home import HomePage
from ui.pages.registers.page import NUMBERS, OFFICERS, RegistersPage

FROM, UNTIL = date(2024, 1, 1), date(2029, 1, 1)


def home(place, qtbot) -> HomePage:
    page = HomePage(place)
    page.stage = on_stage(qtbot, page)
    page.refresh()
    calm(qtbot, place.tasks)
    return page


def done(place) -> dict[str, bool]:
    return {one.name: one.done for one in set_up_steps(place.desk)}


def test_that_a_new_administrator_is_led_to_each_step(standalone, qtbot) -> None:  # noqa: F811
    page = home(standalone, qtbot)
    assert "还有" in part(page, QLabel, "setUp_numbersWords").text()
    for name, where in (
        ("team", "registers/officers"), ("people", "registers/officers"), ("numbers", "registers/numbers"),
        ("backup", "settings"),
    ):  # fmt: skip
        act = part(page, QPushButton, f"setUp_{name}")
        assert act.text() == "去办理"
        with qtbot.waitSignal(page.destination_wanted) as wanted:
            act.click()
        assert wanted.args == [where]


def test_that_what_is_prepared_counts_as_done(standalone, qtbot, tmp_path) -> None:  # noqa: F811
    desk = standalone.desk
    assert not any(done(standalone).values())
    for name, number in (("演练丙", "演练-0003"), ("演练戊", "演练-0005")):
        made, _ = add_officer(desk, OfficerEntry(name, ("officer",), "", "", "", number, FROM, UNTIL))
        assert made is not None
        assert not done(standalone)["team"]
        confirm_credential(desk, made.id)
        add_slot(desk, made.id, OTHER, "246802", code=issue_code(desk, made.id))
    first, *rest = numbered_papers(desk)
    lease_locally(desk, [first], 2026, 38, 47)
    assert not done(standalone)["numbers"]
    lease_locally(desk, rest, 2026, 1, 3)
    choose_second_folder(desk, tmp_path / "second")
    assert done(standalone) == {"team": True, "people": True, "numbers": True, "backup": True}
    page = home(standalone, qtbot)
    assert part(page, QLabel, "setUp_teamWords").text().startswith("✓")


def test_that_nobody_is_told_to_prepare_a_training_store(place, qtbot) -> None:
    assert set_up_steps(place.desk) == ()
    assert not part(home(place, qtbot), QWidget, "setUpCard").isVisible()


def test_that_a_persons_roles_and_post_are_corrected(standalone, qtbot) -> None:  # noqa: F811
    page = RegistersPage(standalone)
    page.stage = on_stage(qtbot, page)
    show(qtbot, standalone, page, OFFICERS)
    press(qtbot, standalone, page, "amendOpen")
    name = part(page, QLineEdit, "amendName")
    qtbot.waitUntil(lambda: name.visibleRegion().boundingRect().size() == name.size())
    write(page, amendPost="科长")
    part(page, QCheckBox, "amendRole_chief").setChecked(True)
    part(page, QCheckBox, "amendRole_officer").setChecked(True)
    press(qtbot, standalone, page, "amendGo")
    assert "须有执法证" in part(page, QLabel, "amendRolesProblem").text()
    part(page, QCheckBox, "amendRole_officer").setChecked(False)
    part(page, QCheckBox, "amendRole_administrator").setChecked(False)
    press(qtbot, standalone, page, "amendGo")
    assert "至少留一名管理员" in part(page, QLabel, "amendRolesProblem").text()
    part(page, QCheckBox, "amendRole_administrator").setChecked(True)
    press(qtbot, standalone, page, "amendGo")
    known = standalone.desk.officers()["administrator"]
    assert (known.post, known.roles) == ("科长", ("administrator", "chief"))
    assert not part(page, QPushButton, "amendGo").isVisible()


def test_that_nobody_else_corrects_a_person(place) -> None:
    with pytest.raises(Refused, match="管理员"):
        amend_officer(enter(place.desk, "yi"), "yi", Amendment("演练乙", ("leader",)))


def test_that_many_people_leave_the_pin_in_sight(qtbot) -> None:
    people = [Officer(f"n{n}", f"演练{n}", BUREAU, "执法监督科", "科员", "", ("officer",)) for n in range(9)]
    page = SeatPage(people, ROLES, training=False, may_return=True)
    window = on_stage(qtbot, page)
    window.resize(1366, 700)
    part(page, QPushButton, "seat_n8").click()
    go = part(page, QPushButton, "seatGo")
    qtbot.waitUntil(lambda: go.visibleRegion().boundingRect().size() == go.size())
    secret = part(page, QLineEdit, "seatSecret")
    assert secret.visibleRegion().boundingRect().size() == secret.size()
    window.close()


def test_that_who_inspects_is_found_before_who_decides_each_by_name(qtbot) -> None:
    duties = (
        ("演练赵", "administrator"), ("演练王", "leader"), ("演练周", "officer"), ("演练李", "chief"),
        ("演练陈", "officer"),
    )  # fmt: skip
    people = [Officer(f"n{at}", name, BUREAU, roles=(role,)) for at, (name, role) in enumerate(duties)]
    page = SeatPage(people, ROLES, training=False, may_return=True)
    window = on_stage(qtbot, page)
    shown = sorted(page.findChildren(QPushButton, QRegularExpression("^seat_n")), key=lambda one: (one.y(), one.x()))
    assert [one.text().partition("\n")[0] for one in shown] == ["演练陈", "演练周", "演练李", "演练王", "演练赵"]
    window.close()


def test_that_people_of_one_name_are_told_apart_at_the_desk(qtbot) -> None:
    people = [Officer(one, "演练甲", BUREAU, credential=f"演练-{one}", roles=("officer",)) for one in ("1", "2")]
    page = SeatPage(people, ROLES, training=False, may_return=True)
    qtbot.addWidget(page)
    assert "演练甲（演练-2）" in part(page, QPushButton, "seat_2").text()


def test_that_papers_without_a_number_yet_get_their_blocks_at_once(standalone, qtbot) -> None:  # noqa: F811
    page = RegistersPage(standalone)
    page.stage = on_stage(qtbot, page)
    show(qtbot, standalone, page, NUMBERS)
    first, *rest = numbered_papers(standalone.desk)
    write(page, blockFirst="38", blockLast="47")
    press(qtbot, standalone, page, "blockGo")
    go = part(page, QPushButton, "blockRest")
    assert go.text().startswith(f"{len(rest)} 种")
    press(qtbot, standalone, page, "blockRest")
    left = [numbers_left(standalone.desk, one, 2026) for one in (first, *rest)]
    assert left == [10] * len(rest) + [10]
    assert not go.isVisible()


def test_that_a_bureau_without_a_prefix_is_led_to_where_it_is_set(standalone, qtbot, monkeypatch) -> None:  # noqa: F811
    known = standalone.desk.issuing
    monkeypatch.setattr(Desk, "issuing", lambda self, code: replace(known(code), number_prefix=""))
    steps = {one.name: one for one in set_up_steps(standalone.desk)}
    assert (steps["prefix"].done, steps["prefix"].destination) == (False, "settings/bureau")
    assert not steps["numbers"].done, "no paper can be numbered"
    assert "“设置”的“本机关”" in number_register(standalone.desk).blocked

