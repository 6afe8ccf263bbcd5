"""How papers are set is chosen by the administrator on the device: checked, kept, and so on each paper from then on."""

from __future__ import annotations

import pytest

from app.errors import Refused
from app.services.desk import BUREAU_PAPER
from app.services.papers.composing import compose
from app.services.registers.paper_setting import (
    PaperSetting,
    fonts_of_this_machine,
    keep_paper_setting,
    paper_setting,
)
from app.storage.store import ENROLLED
from tests.services.office import office, paper, planned

LOW = PaperSetting(stamped=True, across=" 140 ", down="215", machine_fonts=True)


@pytest.fixture
def desk(tmp_path):
    with office(tmp_path / "data") as opened:
        yield opened


def words_of_a_notice(desk):
    inspection = planned(desk).id
    paper(desk, inspection, "D2")
    case = desk.case(inspection)
    return compose(desk, case, case.document("D2"))["paper"]


def test_that_papers_are_set_as_the_forms_say_until_somebody_chose(desk):
    assert paper_setting(desk) == PaperSetting()
    assert words_of_a_notice(desk) == {"stamp": None, "fonts": ""}


def test_that_what_the_administrator_chose_is_on_the_papers_made_from_then_on(desk):
    assert keep_paper_setting(desk, LOW) == []
    assert paper_setting(desk) == PaperSetting(True, "140", "215", True)
    assert words_of_a_notice(desk) == {"stamp": {"x": 140, "y": 215}, "fonts": "machine"}
    assert desk.issuing(desk.bureau).name == desk.shelf.bureau(desk.bureau).name


def test_that_another_bureau_is_left_as_its_forms_say(desk):
    keep_paper_setting(desk, LOW)
    other = next(code for code in ("130602", "130606") if code in desk.shelf.bureaus)
    assert desk.issuing(other).stamp_place is None and not desk.issuing(other).machine_fonts


def test_that_going_back_to_what_the_forms_say_keeps_nothing(desk):
    keep_paper_setting(desk, LOW)
    assert keep_paper_setting(desk, PaperSetting(across="什么也不是")) == []
    assert desk.store.settings.get(BUREAU_PAPER) is None
    assert paper_setting(desk) == PaperSetting()


@pytest.mark.parametrize(
    ("across", "down", "fields"),
    [
        ("48", "215", ["across"]), ("164", "215", ["across"]), ("140", "94", ["down"]), ("140", "231", ["down"]),
        ("", "", ["across", "down"]), ("14.5", "二百", ["across", "down"]), ("-140", "²¹⁵", ["across", "down"]),
        ("1" * 5_000, "215", ["across"]), ("１４０", "215", ["across"]),
    ],
)  # fmt: skip
def test_that_a_place_off_the_type_area_is_told_and_not_kept(desk, across, down, fields):
    problems = keep_paper_setting(desk, PaperSetting(True, across, down))
    assert [one.field for one in problems] == fields
    assert all("毫米" in one.text and "整数" in one.text for one in problems)
    assert paper_setting(desk) == PaperSetting()


@pytest.mark.parametrize(("across", "down"), [("49", "95"), ("163", "230")])
def test_that_a_stamp_may_stand_at_the_edges_of_its_range(desk, across, down):
    assert keep_paper_setting(desk, PaperSetting(True, across, down)) == []


def test_that_only_the_administrator_of_a_bureau_without_a_centre_chooses(desk, tmp_path):
    with pytest.raises(Refused, match="不能更改"):
        keep_paper_setting(desk.acting("yi"), LOW)
    with office(tmp_path / "enrolled", kind=ENROLLED) as enrolled, pytest.raises(Refused) as refused:
        keep_paper_setting(enrolled, LOW)
    assert [one.code for one in refused.value.blockers] == ["centre-governs"]


@pytest.mark.parametrize("kept", [{"stamp": [1, 2]}, {"stamp": "140"}, {"stamp": [140, "215"]}, {"stamp": None}, {}])
def test_that_a_place_that_no_longer_holds_is_none(desk, kept):
    desk.store.settings.set(BUREAU_PAPER, kept)
    assert paper_setting(desk) == PaperSetting()


def test_that_the_fonts_of_the_machine_are_told_by_what_they_are_for():
    assert [words for words, _ in fonts_of_this_machine()] == ["标题", "正文", "一级标题", "二级标题", "数字和页码"]
