"""Mandatory fields of a paper are found blank before it is printed."""

import pytest

from app.domain.document_slots import MissingSlot, is_blank, missing_slots, value_at
from app.domain.documents import DocumentDefinition, Slot


def missing(slot: Slot, data: dict) -> list[MissingSlot]:
    definition = DocumentDefinition("T", "试", "", "internal", "form", (), (slot,), ())
    return missing_slots(definition, data)


def paths(slot: Slot, data: dict) -> list[str]:
    return [found.path for found in missing(slot, data)]


UNIT = Slot("unit.name", "被检查单位名称", "检查准备")
OFFICERS = Slot("officers[].name", "执法人员", "检查准备", least=2)


@pytest.mark.parametrize("data", [{}, {"unit": None}, {"unit": {}}, {"unit": {"name": " 　\n"}}, {"unit": "演练"}])
def test_that_absent_and_white_space_are_blank(data: dict) -> None:
    assert missing(UNIT, data) == [MissingSlot("unit.name", "被检查单位名称", "检查准备")]


def test_that_a_filled_field_is_not_missing() -> None:
    assert not missing(UNIT, {"unit": {"name": "演练市档案馆"}})


def test_that_each_element_of_a_list_is_asked() -> None:
    data = {"officers": [{"name": "演练乙"}, {"name": ""}, {}]}
    assert paths(OFFICERS, data) == ["officers[1].name", "officers[2].name"]


def test_that_a_list_shorter_than_the_least_is_missing_its_next_element() -> None:
    assert paths(OFFICERS, {"officers": [{"name": "演练乙"}]}) == ["officers[1]"]
    assert "至少2项" in missing(OFFICERS, {"officers": []})[0].name


def test_that_plain_texts_in_a_list_are_asked_as_they_stand() -> None:
    assert paths(Slot("items[]", "事项", "准备"), {"items": ["一", " "]}) == ["items[1]"]


@pytest.mark.parametrize(
    ("when", "data", "asked"),
    [
        ("refusal", {"refusal": None}, False),
        ("refusal", {"refusal": {"at": "x"}}, True),
        ("!limit.words", {"limit": {"words": "十五日内"}}, False),
        ("!limit.words", {"limit": {"words": ""}}, True),
        ("service.way=留置送达", {"service": {"way": "直接送达"}}, False),
        ("service.way=留置送达", {"service": {"way": "留置送达"}}, True),
    ],
)
def test_that_a_condition_decides_whether_a_field_is_asked(when: str, data: dict, asked: bool) -> None:
    assert bool(missing(Slot("wanted", "项", "处", when=when), data)) is asked


def test_that_zero_and_no_say_something() -> None:
    assert not is_blank(0)
    assert not is_blank(False)


def test_that_a_path_through_something_else_ends_in_nothing() -> None:
    assert value_at({"a": [1]}, "a.b") is None
