"""What may follow the findings by law, and the days of an act that decide on it."""

import pytest
from PySide6.QtWidgets import QCheckBox, QLabel

from tests.ui import outcome_page
from tests.ui.conftest import calm, on_stage, part
from tests.ui.outcome_page import case, press
from ui.pages.inspection import InspectionPage
from ui.pages.outcome.outlook import OutlookCard
from ui.widgets.entry_controls import LineControl
from ui.widgets.state_line import StateLine

checked, page = outcome_page.checked, outcome_page.page


def test_that_the_legal_consequences_are_told_with_what_must_come_first(page, place, checked, qtbot) -> None:
    press(page, "part_other", place, qtbot)
    assert part(page, QLabel, "outlookAct0").text() == (
        "《中华人民共和国档案法》第四十八条第（八）项（问题 1.2、2.3、5.3）"
    )
    lines = [one.accessibleName() for one in part(page, OutlookCard, "outlook").findChildren(StateLine)]
    assert lines[0].startswith("正常 可以：责令限期整改，消除档案安全隐患 依据：《中华人民共和国档案法》第四十五条")
    (late,) = (one for one in lines if "逾期未整改" in one)
    assert late.startswith("请留意 目前不可以：") and "期限届满后复查仍未改正" in late
    (fine,) = (one for one in lines if "警告、罚款" in one)
    assert "不得罚款" in fine


def type_day(page, name: str, text: str, place, qtbot) -> None:
    line = part(page, LineControl, name).inner
    line.setText(text)
    line.editingFinished.emit()
    calm(qtbot, place.tasks)


def told_times(page) -> list[str]:
    card = part(page, OutlookCard, "outlook")
    return [one.text() for one in card.findChildren(QLabel) if one.objectName().startswith("outlookTime")]


def test_that_the_days_of_an_act_are_recorded_when_left_and_decide_on_the_card(page, place, checked, qtbot) -> None:
    assert all("按持续到今天计算" in one for one in told_times(page))
    type_day(page, "actBegan", "2020-01-01", place, qtbot)
    type_day(page, "actEnded", "2020-6-1", place, qtbot)
    (period,) = case(place, checked).act_periods.values()
    assert (str(period.began), str(period.ended)) == ("2020-01-01", "2020-06-01")
    assert told_times(page)[0] == "行为时间：2020年1月1日 至 2020年6月1日，按行为终了时的规定。"
    lines = [one.accessibleName() for one in part(page, OutlookCard, "outlook").findChildren(StateLine)]
    assert any("行为发生在此之前，不得适用" in one for one in lines)
    part(page, QCheckBox, "actGoesOn").click()
    calm(qtbot, place.tasks)
    (period,) = case(place, checked).act_periods.values()
    assert period.continuing and period.ended is None
    assert not part(page, LineControl, "actEnded").isEnabled()
    assert "仍在持续" in told_times(page)[0]
    assert any("待法制审核" in one for one in [
        one.accessibleName() for one in part(page, OutlookCard, "outlook").findChildren(StateLine)
    ])


@pytest.mark.parametrize(("text", "told"), [("演练", "不是日期"), ("2999-01-01", "不能晚于今天")])
def test_that_a_wrong_day_of_an_act_stays_typed_with_what_is_wrong(page, place, checked, qtbot, text, told) -> None:
    type_day(page, "actEnded", text, place, qtbot)
    assert told in part(page, QLabel, "actEndedProblem").text()
    assert part(page, LineControl, "actEnded").inner.text() == text
    assert case(place, checked).act_periods == {}


def test_that_without_findings_no_consequence_is_told(place, visit, qtbot) -> None:
    made = InspectionPage(place, visit.inspection, "outcome", "")
    window = on_stage(qtbot, made)
    calm(qtbot, place.tasks)
    assert window.isVisible()
    assert not part(made, OutlookCard, "outlook").isVisible()
