"""The verdict on a sealed paper."""

from __future__ import annotations

import pytest

from app.sealing.paper import Sealed, sign_paper, verify_paper
from app.sealing.signing import new_key_pair
from tests.sealing.test_signing import BUREAU, DEVICE, TRUST, certificate

DATA, FILE, WORDS = "d" * 64, "f" * 64, "a" * 64


def seal() -> dict[str, object]:
    """Return the seal of a paper by the tests' device."""
    return sign_paper(Sealed(DATA, FILE, WORDS), DEVICE, certificate())


def test_that_an_untouched_paper_of_a_trusted_bureau_is_intact():
    verdict = verify_paper(seal(), FILE, TRUST, WORDS)
    assert (verdict.state, verdict.reasons, verdict.device) == ("intact", (), "d1")


def test_that_an_edited_file_is_broken():
    assert verify_paper(seal(), "e" * 64, TRUST).state == "broken"


def test_that_a_seal_adapted_to_an_edited_file_is_broken():
    assert verify_paper({**seal(), "file_sha256": "e" * 64}, "e" * 64, TRUST).state == "broken"


def test_that_other_frozen_words_are_broken():
    assert verify_paper(seal(), FILE, TRUST, "c" * 64).state == "broken"


def test_that_a_signature_that_is_no_hex_is_broken():
    assert verify_paper({**seal(), "signature": "zz"}, FILE, TRUST).state == "broken"


def test_that_a_strangers_paper_cannot_be_judged():
    stranger = sign_paper(Sealed(DATA, FILE, WORDS), DEVICE, certificate(new_key_pair(b"x" * 32)))
    assert verify_paper(stranger, FILE, TRUST).state == "unknown"


def test_that_a_strangers_key_under_a_trusted_certificate_is_broken():
    other = new_key_pair(b"x" * 32)
    forged = {**seal(), "signature": other.sign(b"anything").hex()}
    assert verify_paper(forged, FILE, TRUST).state == "broken"


def test_that_a_paper_without_our_seal_cannot_be_judged():
    assert verify_paper(None, FILE, TRUST).state == "unknown"
    assert verify_paper({"schema": 7}, FILE, TRUST).state == "unknown"


def test_that_a_key_cannot_sign_under_another_keys_certificate():
    with pytest.raises(ValueError):
        sign_paper(Sealed(DATA, FILE, WORDS), BUREAU, certificate())
