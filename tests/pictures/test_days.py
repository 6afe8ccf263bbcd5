"""Days and moments as machines write them are known; that no page shows one is looked at in test_sizes."""

import pytest

from tests.pictures.days import MACHINE


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("2026-11-28", True), ("11-28 09:30", True), ("2026年11月28日", False), ("11月28日（周六）", False),
        ("0312-0000001", False), ("1-2026-11", False),
    ],
)  # fmt: skip
def test_that_machine_days_are_known_from_other_numbers(text, wrong) -> None:
    assert bool(MACHINE.search(text)) is wrong
