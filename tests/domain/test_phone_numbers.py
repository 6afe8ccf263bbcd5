"""Numbers that can be dialled are not doubted; one with a digit too few or too many is, with what it should have."""

from __future__ import annotations

import pytest

from app.domain.phone_numbers import phone_doubt


@pytest.mark.parametrize(
    "text",
    [
        "", "13800000000", "138 0000 0000", "138-0000-0000", "+86 13800000000", "8613800000000", "0086-312-0000000",
        "0312-0000000", "（0312）00000000", "03120000000", "010-00000000", "021 00000000", "0312-0000000转801",
        "0312-0000000-801", "010-00000000-8012", "0312-0000000 分机 12", "5900000", "59000000", "59000000-12", "12345",
        "95588", "8012", "400-000-0000", "800-000-0000", "+852 2500 0000", "00852-25000000",
        "0312-0000000、13800000000", "0312-0000000/13800000000", "0312-0000000 13800000000", "未提供", "办公室 0312-1",
    ],
)  # fmt: skip
def test_that_a_number_that_can_be_dialled_is_not_doubted(text: str) -> None:
    assert phone_doubt(text) == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1380000000", "手机号码应为11位，现为10位"),
        ("138000000000", "手机号码应为11位，现为12位"),
        ("12000000000", "第2位不会是“2”"),
        ("23800000000", "第1位应为1"),
        ("0312-000000", "区号0312之后应为7位或8位，现为6位"),
        ("0312-000000000", "现为9位"),
        ("010-0000000", "区号010之后应为8位，现为7位"),
        ("5900000000", "现为10位"),
        ("0312-0000000、1380000000", "现为10位"),
        ("１３８００００００００００", "应为11位"),
    ],
)
def test_that_a_number_with_a_digit_too_few_or_too_many_is_doubted(text: str, told: str) -> None:
    assert told in phone_doubt(text)
