"""What an administrator is told to prepare on the first day, on a store of a bureau without a centre."""

from datetime import date

from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.services.exchange.leasing import numbered_papers
from app.services.numbers.ledger import lease_locally
from app.services.registers.officers import OfficerEntry, add_officer, confirm_credential
from app.services.safekeeping.backups import choose_second_folder
from app.services.session.opening import add_slot, issue_code
from tests.ui.conftest import calm, on_stage, part
from tests.ui.test_registers_page import OTHER, standalone  # noqa: F401  # a fixture
from ui.models.setting_up import set_up_steps
from ui.pages.home import HomePage

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
    for paper in numbered_papers(desk):
        assert not done(standalone)["numbers"]
        lease_locally(desk, paper, 2026, 38, 47)
    choose_second_folder(desk, tmp_path / "second")
    assert done(standalone) == {"team": True, "people": True, "numbers": True, "backup": True}
    page = home(standalone, qtbot)
    assert part(page, QLabel, "setUp_teamWords").text().startswith("✓")


def test_that_nobody_is_told_to_prepare_a_training_store(place, qtbot) -> None:
    assert set_up_steps(place.desk) == ()
    assert not part(home(place, qtbot), QWidget, "setUpCard").isVisible()
