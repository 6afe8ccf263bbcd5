"""The code on a paper that a machine reads: judged with the bureau's key alone."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sealing.codes import Unreadable, is_code, read_code, sign_code, verify_code
from app.sealing.signing import new_key_pair
from tests.sealing.test_signing import DEVICE, TRUST, certificate

WORDS = "0f" * 32
NUMBER = "保档执通〔2026〕12号"


def code() -> str:
    """Return the code of a paper by the tests' device."""
    return sign_code("D11", NUMBER, WORDS, DEVICE, certificate())


def verdict(text: str) -> str:
    """Return the state that a code is found in, "unreadable" where it cannot be read."""
    try:
        return verify_code(read_code(text), TRUST).state
    except Unreadable:
        return "unreadable"


def test_that_a_code_tells_its_paper_and_is_intact_by_the_bureaus_key() -> None:
    read = read_code(code())
    assert (read.kind, read.number, read.digest) == ("D11", NUMBER, WORDS[:32])
    assert (read.certificate.device, read.certificate.bureau) == ("d1", certificate().bureau)
    assert verify_code(read, TRUST).state == "intact"


def test_that_the_same_paper_has_the_same_code_and_only_letters_of_a_dense_square() -> None:
    assert code() == code()
    assert set(code()) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


def test_that_a_code_pasted_over_several_lines_in_small_letters_is_read() -> None:
    text = code().lower()
    assert verdict(f" {text[:90]}\n{text[90:200]}\r\n {text[200:]} ") == "intact"


@given(st.integers(0, 5000), st.integers(1, 255))
def test_that_no_changed_byte_stays_intact(place: int, change: int) -> None:
    head, _, body = code().partition(":")
    content = bytearray(base64.b32decode(body + "=" * (-len(body) % 8)))
    content[place % len(content)] ^= change
    forged = f"{head}:{base64.b32encode(bytes(content)).decode().rstrip('=')}"
    assert verdict(forged) in ("broken", "unreadable", "unknown") and verdict(forged) != "intact"


def test_that_another_number_under_the_same_signature_is_broken() -> None:
    head, _, body = code().partition(":")
    content = base64.b32decode(body + "=" * (-len(body) % 8)).replace("12号".encode(), "13号".encode())
    assert verdict(f"{head}:{base64.b32encode(content).decode().rstrip('=')}") == "broken"


def test_that_a_strangers_code_cannot_be_judged() -> None:
    stranger = sign_code("D11", NUMBER, WORDS, DEVICE, certificate(new_key_pair(b"x" * 32)))
    assert verdict(stranger) == "unknown"


def test_that_a_key_without_the_bureaus_word_is_broken() -> None:
    from dataclasses import replace

    other = new_key_pair(b"x" * 32)
    forged = sign_code("D11", NUMBER, WORDS, other, replace(certificate(), public_key=other.public.hex()))
    assert verdict(forged) == "broken"


def test_that_a_key_cannot_sign_under_another_keys_certificate() -> None:
    with pytest.raises(ValueError):
        sign_code("D11", NUMBER, WORDS, new_key_pair(b"x" * 32), certificate())


@pytest.mark.parametrize("cut", [7, 60, 200, -1])
def test_that_a_code_that_is_not_whole_says_so(cut: int) -> None:
    with pytest.raises(Unreadable, match="不完整"):
        read_code(code()[:cut])


def test_that_a_newer_code_and_a_foreign_text_are_told_apart() -> None:
    with pytest.raises(Unreadable, match="升级"):
        read_code(code().replace("DAJC1:", "DAJC2:"))
    with pytest.raises(Unreadable, match="不是"):
        read_code("https://example.invalid/")
    assert is_code(code()) and not is_code("7K2M-9QXT-HD4P-3WBZ")
