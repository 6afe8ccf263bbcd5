"""Officers of one name are told apart where names are all that one sees."""

from dataclasses import replace

from app.domain.namesakes import people_told_apart, told_apart, units_told_apart
from app.domain.procedure.records import Person
from tests.services.on_site import officer


def test_that_only_namesakes_are_called_by_more_than_their_name() -> None:
    first = replace(officer("a", "王芳", 1, "officer"), credential="冀F-1")
    second = replace(officer("b", "王芳", 2, "leader"), credential="", office="法规科")
    other = officer("c", "李伟", 3, "officer")
    assert told_apart((first, second, other)) == {"a": "王芳（冀F-1）", "b": "王芳（法规科）", "c": "李伟"}


def test_that_units_of_one_name_are_told_apart_by_district_or_code() -> None:
    first, second = ("档案馆", "竞秀区", "12130000000001A1B2", ""), ("档案馆", "莲池区", "12130000000002C3D4", "")
    assert units_told_apart([first, second, first, ("教育局", "竞秀区", "", "")]) == [
        "档案馆（竞秀区）", "档案馆（莲池区）", "档案馆（竞秀区）", "教育局",
    ]  # fmt: skip
    beside = ("档案馆", "竞秀区", "", "")
    assert units_told_apart([first, beside]) == ["档案馆（竞秀区，代码尾号01A1B2）", "档案馆（竞秀区，没有代码）"]


def test_that_units_of_one_name_and_district_without_a_code_are_told_apart_by_the_address() -> None:
    near, far = ("档案馆", "竞秀区", "", "演练路1号"), ("档案馆", "竞秀区", "", "演练路9号")
    coded = ("档案馆", "竞秀区", "12130000000001A1B2", "演练路1号")
    assert units_told_apart([near, far]) == ["档案馆（竞秀区，演练路1号）", "档案馆（竞秀区，演练路9号）"]
    assert units_told_apart([near, far, coded]) == [
        "档案馆（竞秀区，没有代码，演练路1号）",
        "档案馆（竞秀区，没有代码，演练路9号）",
        "档案馆（竞秀区，代码尾号01A1B2）",
    ]


def met(key: str, name: str, post: str, number: str = "", visit: str = "v1") -> Person:
    return Person(key, visit, name, post, "employee", number)


def test_that_people_of_one_name_are_told_apart_by_the_first_thing_that_differs() -> None:
    chief, clerk = met("a", "王芳", "局长"), met("b", "王芳", "科员")
    one, two = met("c", "李伟", "科员", "演练证件-1111"), met("d", "李伟", "科员", "演练证件-2222")
    assert people_told_apart((chief, clerk, one, two)) == {
        "a": "王芳（局长）", "b": "王芳（科员）", "c": "李伟（证件尾号1111）", "d": "李伟（证件尾号2222）",
    }  # fmt: skip


def test_that_somebody_met_on_two_days_is_no_namesake() -> None:
    first, again = met("a", "王芳", "局长", "演练证件-1"), met("b", "王芳", "局长", "演练证件-1", "v2")
    assert set(people_told_apart((first, again)).values()) == {"王芳"}
