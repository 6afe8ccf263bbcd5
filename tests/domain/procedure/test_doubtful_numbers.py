"""A number that cannot be right is told before the record is signed and a notice approved, and stops nothing."""

from __future__ import annotations

from dataclasses import replace

from app.domain.procedure.case import Case
from app.domain.procedure.guards import ASKING, blockers, warnings
from tests.builders import ORDER, change, circumstances, lawful_case, sealed_case

WRONG, RIGHT = "110101190001010005", "110101190001010006"


def with_numbers(id_number: str, phone: str) -> Case:
    case = lawful_case()
    return replace(case, persons=(replace(case.persons[0], id_number=id_number, phone=phone),))


def test_that_wrong_numbers_of_somebody_met_are_told_before_the_seal_and_do_not_stop_it() -> None:
    case = with_numbers(WRONG, "0312-000000")
    told = warnings("seal", case, circumstances())
    assert [one.code for one in told] == ["number-doubtful"] * 2
    assert told[0].text == "演练负责人的居民身份证号码第18位（校验位）与前17位不符，请对照证件逐位核对。"
    assert told[1].text == "演练负责人的电话：固定电话区号0312之后应为7位或8位，现为6位。"
    assert told[0].place == f"arrival/persons/{case.persons[0].id}"
    assert blockers("seal", case, circumstances()) == blockers("start_checking", case, circumstances()) == []
    assert "number-doubtful" not in ASKING


def test_that_right_numbers_and_refused_ones_are_not_told() -> None:
    for id_number, phone in ((RIGHT, "0312-0000000"), ("", ""), ("护照 E00000000", "未提供")):
        assert warnings("seal", with_numbers(id_number, phone), circumstances()) == []


def test_that_a_wrong_number_of_the_contact_is_told_before_a_notice_is_approved() -> None:
    case = change(lawful_case(), contact="演练甲 0312-00000")
    (told,) = warnings("issue_inspection_notice", case, circumstances())
    assert told.code == "contact-doubtful" and "现为5位" in told.text
    sealed = change(sealed_case(), contact="演练甲 0312-00000")
    assert [one.code for one in warnings("issue_notice", sealed, circumstances(document=ORDER))] == ["contact-doubtful"]
    assert blockers("issue_notice", sealed, circumstances(document=ORDER)) == []
