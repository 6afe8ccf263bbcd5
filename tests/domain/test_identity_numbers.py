"""Check characters as the standards compute them; the places that cannot be right; other papers are not judged."""

from __future__ import annotations

import pytest

from app.domain.identity_numbers import cleaned, credit_code_doubt, credit_code_problem, identity_doubt

# The examples of GB 11643-1999, and made-up ones of nobody: 北京东城, serial 000, computed check digit.
RIGHT = ["11010519491231002X", "440524188001010014", "110101190001010006", "11010120000229000X", "810000199001010000"]


@pytest.mark.parametrize("number", [*RIGHT, "１１０１０５ 19491231-002x", "", "演练证件-1", "E12345678", "H1234567801"])
def test_that_a_right_number_and_another_paper_are_not_doubted(number: str) -> None:
    assert identity_doubt(number) == ""


def test_that_a_permanent_residence_card_is_checked_alike() -> None:
    assert identity_doubt("911124198108030024") == "", "the published specimen of the card of 2023"
    assert "校验位" in identity_doubt("911124198108030025")


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("110105194912310021", "第18位（校验位）"),
        ("11010519491231003X", "第18位（校验位）"),
        ("1101051949123100X", "应为18位，现为17位"),
        ("1101051949123100299", "应为18位，现为19位"),
        ("110105491231002", "第一代"),
        ("010105194912310021", "第1、2位（省份）不会是“01”"),
        ("110105294912310021", "第7至10位（出生年份）不会是“2949”"),
        ("110105194913310021", "第11、12位（出生月份）不会是“13”"),
        ("110105190002290021", "第13、14位（出生日）不会是“29”"),
        ("11010519491231OO2X", "第15、16位不会是“O”"),
        ("1101051949123X002X", "第14位不会是“X”"),
        ("11010519491231002A", "第18位不会是“A”"),
    ],
)
def test_that_a_mistyped_number_tells_the_place_that_is_known(number: str, told: str) -> None:
    assert told in identity_doubt(number)


@pytest.mark.parametrize("place", range(17))
def test_that_one_digit_typed_wrong_is_found_wherever_it_stands(place: int) -> None:
    right = RIGHT[2]
    wrong = [f"{right[:place]}{other}{right[place + 1 :]}" for other in "0123456789" if other != right[place]]
    assert all(identity_doubt(one) for one in wrong)


@pytest.mark.parametrize("place", range(16))
def test_that_two_digits_changed_round_are_found(place: int) -> None:
    right = RIGHT[0]
    wrong = f"{right[:place]}{right[place + 1]}{right[place]}{right[place + 2 :]}"
    assert wrong == right or identity_doubt(wrong)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("11130600000000019T", ""),
        ("91110000600037341L", ""),
        ("91350100M000100Y43", ""),
        ("A1110000600037341A", "校验位"),
        ("11130600000000019A", "第1至8位或者第18位"),
        ("11130600100000019T", "第9至17位"),
        ("1113060000000001", "18位"),
        ("1113060000000001OI", "第17、18位不会是“I、O”"),
        ("111306A0000000019T", "第7位应为数字"),
    ],
)
def test_that_a_credit_code_is_checked_digit_by_digit(code: str, told: str) -> None:
    problem = credit_code_problem(code)
    assert told in problem and bool(told) == bool(problem)


def test_that_a_code_is_cleaned_of_what_typing_adds() -> None:
    assert cleaned(" 1113 0600-0000 00019t ") == "11130600000000019T"
    wide = "".join(chr(ord(one) + 0xFEE0) for one in "11130600000000019T")
    assert cleaned(wide) == "11130600000000019T"
    assert credit_code_doubt(" 1113 0600-0000 00019t ") == "" and credit_code_doubt(" ") == ""
