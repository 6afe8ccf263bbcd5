"""归档与同步 of a visit that is not sealed yet: two laptops disagree, and the timeline tells what was exchanged."""

from PySide6.QtWidgets import QLineEdit, QListWidget

from app.services.checking.settling import conflicts_of
from tests.services.disagreeing import disagree
from tests.ui.conftest import calm, on_stage, part
from tests.ui.sealed_visit import at, press, show
from ui.models.conflicts import conflicts
from ui.pages.closing.page import ClosingPage

CONFORMS = {"verdict": "conforms", "reason": None, "severity": None, "note": None}
VIOLATES = {"verdict": "violates", "reason": None, "severity": "ordinary", "note": "日志缺失（演练）。"}


def test_that_both_values_are_seen_side_by_side_and_one_is_chosen(place, visit, tmp_path, qtbot) -> None:
    site = at(visit, place.desk, visit.watch)
    disagree(site, tmp_path / "second", "q2_3", CONFORMS, VIOLATES)
    (found,) = conflicts(place.desk, place.desk.case(visit.inspection))
    assert [(one.officer, one.here, one.words.splitlines()[0]) for one in found.candidates] == [
        ("演练甲", True, "符合"), ("演练乙", False, "不符合"),
    ]  # fmt: skip
    made = ClosingPage(place, visit.inspection)
    window = on_stage(qtbot, made)
    show(qtbot, made)
    made.show_part("conflicts")
    press(qtbot, made, "choose0_1")
    assert conflicts_of(place.desk, visit.inspection) == ()
    assert place.desk.case(visit.inspection).answers["q2_3"]["verdict"] == "violates"
    calm(qtbot, place.tasks)
    window.close()


def test_that_the_timeline_finds_what_was_exchanged_and_leads_to_it(place, visit, tmp_path, qtbot) -> None:
    site = at(visit, place.desk, visit.watch)
    disagree(site, tmp_path / "second", "q2_3", CONFORMS, VIOLATES)
    made = ClosingPage(place, visit.inspection)
    window = on_stage(qtbot, made)
    show(qtbot, made)
    made.show_part("timeline")
    part(made, QLineEdit, "timelineWords").setText("不一致 解决")
    shown = part(made, QListWidget, "timeline")
    texts = [shown.item(row).text() for row in range(shown.count())]
    assert len(texts) == 2 and "两台电脑的记录不一致，还没有解决：检查项的答案" in texts[1]
    with qtbot.waitSignal(made.step_wanted) as wanted:
        shown.itemActivated.emit(shown.item(1))
    assert wanted.args == ["closing"]
    window.close()
