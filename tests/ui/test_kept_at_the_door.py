"""What is typed in 准备 and 到场 and not recorded yet is on the disk at once: a dead battery loses none of it."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QPlainTextEdit, QWidget

from app.domain.procedure.mapping import changes_of
from app.errors import StorageFailed
from tests.services.on_site import officer
from tests.ui import arriving_step
from tests.ui.arriving_step import arrive, choose, register_head, texts
from tests.ui.at_the_office import Shown, workplace
from tests.ui.conftest import part
from tests.ui.preparing_step import approve, make_notice
from ui import unfinished
from ui.pages.arrival.persons_part import PersonsPart

WORDS = "演练：写到一半"
shown = arriving_step.shown


@pytest.fixture
def planned(premises, tmp_path_factory, qtbot):
    with workplace(premises, tmp_path_factory) as (place, inspection):
        yield Shown(place, inspection, "preparation", qtbot)


def kept(shown) -> str:
    """Return all that is on the disk of what was typed."""
    return "\n".join(one.text for one in shown.place.desk.store.drafts.drafts("window-jia"))


def after_a_dead_battery(shown, step: str) -> Shown:
    """Return the page as it is made anew once the words are on the disk; the one before never comes to leave."""
    shown.qtbot.waitUntil(lambda: WORDS in kept(shown))
    return Shown(shown.place, shown.inspection, step, shown.qtbot)


def entered(shown, name: str) -> str:
    box = part(shown.step, QWidget, name)
    return box.toPlainText() if isinstance(box, QPlainTextEdit) else box.text()


def insist(shown, fields, chosen: str = "") -> None:
    for name in fields:
        assert shown.sees(name), name
        assert entered(shown, name) == f"{WORDS}{name}"
    assert not chosen or part(shown.step, QAbstractButton, chosen).isChecked()


def met(shown) -> None:
    arrive(shown)
    shown.click("signIn_jia", "signIn_yi")
    register_head(shown)


@pytest.mark.parametrize(
    ("before", "way", "chosen", "fields"),
    [
        (arrive, ["part_persons"], "personRole_deputy", ["person_name", "person_post", "person_id_number"]),
        (arrive, ["part_recordings"], "", ["recording_number", "recording_content"]),
        (lambda shown: None, ["part_visit"], "", ["visitPlace", "arrivedAt"]),
        (arrive, ["part_visit"], "visitEnding_refused", ["endingReason", "refusedBy"]),
        (met, ["part_rights"], "recusal_yes", ["recusalReason", "rightsStatement"]),
        (arrive, ["part_leaving"], "", ["leftAt"]),
    ],
)
def test_that_what_is_typed_at_the_door_survives_a_dead_battery(shown, before, way, chosen, fields) -> None:
    before(shown)
    shown.click(*way, *([chosen] if chosen else []))
    shown.type(**{name: f"{WORDS}{name}" for name in fields})
    again = after_a_dead_battery(shown, "arrival")
    again.click(*way)
    insist(again, fields, chosen)


def test_that_what_a_full_disk_did_not_take_is_tried_again_and_told_once(shown, monkeypatch) -> None:
    arrive(shown)
    shown.click("part_persons")
    told: list[Exception] = []
    shown.place.tasks.unkept.connect(told.append)

    def full(*_: object) -> None:
        raise StorageFailed("disk-full", "磁盘空间不足。", "请清理空间。")

    with monkeypatch.context() as disk:
        disk.setattr(unfinished, "keep_texts", full)
        shown.type(person_post="演练")
        shown.qtbot.waitUntil(lambda: bool(told))
        shown.type(person_post=WORDS)
        shown.step.findChild(PersonsPart)._kept.keep()
        shown.settle()
    assert len(told) == 1
    assert WORDS not in kept(shown)
    shown.qtbot.waitUntil(lambda: WORDS in kept(shown))
    shown.qtbot.waitUntil(lambda: told[1:] == [None])


def test_that_a_deputy_half_entered_is_asked_for_the_letter_again(shown) -> None:
    arrive(shown)
    shown.click("part_persons", "personRole_deputy")
    shown.type(person_name=WORDS)
    again = after_a_dead_battery(shown, "arrival")
    again.click("part_persons")
    assert "授权委托书" in texts(again)


def test_that_a_person_once_recorded_is_not_offered_again(shown) -> None:
    arrive(shown)
    shown.click("part_persons", "personRole_other")
    shown.type(person_name=WORDS, person_post="科员")
    shown.qtbot.waitUntil(lambda: WORDS in kept(shown))
    shown.click("recordPerson")
    assert [one.name for one in shown.case.persons] == [WORDS]
    assert WORDS not in kept(shown)
    shown.type(person_name=f"{WORDS}乙")
    again = after_a_dead_battery(shown, "arrival")
    again.click("part_persons")
    assert entered(again, "person_name") == f"{WORDS}乙"


def test_that_the_decision_on_a_recusal_half_entered_outlives_another_act(shown) -> None:
    met(shown)
    shown.click("part_rights", "recusal_yes")
    choose(shown, "recusalOfficer", "演练乙")
    shown.type(recusalReason="演练理由")
    shown.click("recordRights")
    shown.click("recusalDecision_refused")
    shown.type(recusalGrounds=WORDS)
    shown.step.look_again()
    shown.settle()
    assert entered(shown, "recusalGrounds") == WORDS
    again = after_a_dead_battery(shown, "arrival")
    again.click("part_rights")
    assert entered(again, "recusalGrounds") == WORDS
    assert part(again.step, QAbstractButton, "recusalDecision_refused").isChecked()


@pytest.mark.parametrize(
    ("way", "open_", "fields"),
    [
        ("part_plan", ["editPlan"], ["plan_purpose", "plan_phone", "source_plan_title"]),
        ("part_plan", ["callOff"], ["callOffReason"]),
    ],
)
def test_that_what_is_typed_into_a_plan_survives_a_dead_battery(planned, way, open_, fields) -> None:
    planned.click(way, *open_)
    planned.type(**{name: f"{WORDS}{name}" for name in fields})
    again = after_a_dead_battery(planned, "preparation")
    again.click(way)
    insist(again, fields)


def test_that_a_plan_left_unchanged_does_not_open_again(planned) -> None:
    planned.click("part_plan", "editPlan")
    planned.type(plan_purpose=WORDS)
    planned.qtbot.waitUntil(lambda: WORDS in kept(planned))
    planned.click("leavePlan")
    again = Shown(planned.place, planned.inspection, "preparation", planned.qtbot)
    again.click("part_plan")
    assert not again.sees("plan_purpose")


def test_that_the_sheet_of_the_notice_half_entered_survives_a_dead_battery(planned) -> None:
    approve(planned)
    make_notice(planned)
    planned.click("stampWay_sheet")
    planned.type(sheetNumber=f"{WORDS}sheetNumber")
    again = after_a_dead_battery(planned, "preparation")
    again.click("part_notice")
    insist(again, ["sheetNumber"], "stampWay_sheet")


def with_one_more(planned) -> str:
    """Have an officer assigned who does not stand in the approval; return the name of the field that asks why."""
    approve(planned)
    planned.place.desk.commit(changes_of(officer("bing", "演练丙", 3, "officer")))
    planned.page.show_step("preparation")
    planned.settle()
    planned.click("part_team")
    return "reason_team-not-as-approved"


def test_that_the_order_lending_an_officer_survives_a_dead_battery(planned) -> None:
    with_one_more(planned)
    planned.type(lentBy=f"{WORDS}lentBy")
    again = after_a_dead_battery(planned, "preparation")
    again.click("part_team")
    insist(again, ["lentBy"])
    again.click("assignOfficer")
    assert WORDS not in kept(again)


def test_that_the_reason_for_leaving_in_spite_of_a_warning_survives_a_dead_battery(planned) -> None:
    name = with_one_more(planned)
    planned.click("assignOfficer", "part_departure")
    planned.type(**{name: f"{WORDS}{name}"})
    planned.step.look_again()
    planned.settle()
    insist(planned, [name])
    again = after_a_dead_battery(planned, "preparation")
    again.click("part_departure")
    insist(again, [name])
    again.click("giveReason_team-not-as-approved")
    assert WORDS not in kept(again)
