"""Passphrases that are too weak, and PINs that are too simple."""

import pytest

from app.domain.secret_strength import passphrase_problems, pin_problems


@pytest.mark.parametrize(
    "weak", ["short", "1234567890123", "aaaaaaaaaaaaa", "qwertyuiop", "password1234", "training-only"]
)
def test_that_weak_passphrases_are_told(weak: str):
    assert passphrase_problems(weak)


def test_that_a_plain_sentence_is_a_good_passphrase():
    assert passphrase_problems("演练口令甲很长的一句话") == []


@pytest.mark.parametrize("weak", ["12345", "1234567", "abcdef", "111111", "123456", "987654", "１２３４５７"])
def test_that_weak_pins_are_told(weak: str):
    assert pin_problems(weak)
