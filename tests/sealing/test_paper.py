"""The verdict on a sealed paper."""

from __future__ import annotations

import pytest

from app.sealing.canonical import canonical
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


@pytest.mark.parametrize("change", [{"drawn": 2}, {"words_sha256": "b" * 64}, {"words_sha256": ""}, {"schema": 1}])
def test_that_what_the_seal_tells_of_the_paper_is_signed_too(change: dict[str, object]):
    assert verify_paper({**seal(), **change}, FILE, TRUST).state == "broken"


def test_that_a_paper_sealed_by_the_first_version_is_still_intact():
    named = {"data": DATA, "file": FILE, "device": certificate().device, "bureau": certificate().bureau}
    signature = DEVICE.sign(b"archives-inspection paper\n" + canonical(named)).hex()
    first = {"schema": 1, "data_sha256": DATA, "file_sha256": FILE, "certificate": certificate().as_json()}
    assert verify_paper({**first, "signature": signature}, FILE, TRUST, WORDS).state == "intact"


@pytest.mark.parametrize("change", [{"drawn": 2**60}, {"drawn": -1}, {"drawn": "2"}, {"words_sha256": 7}])
def test_that_a_seal_of_another_shape_cannot_be_judged(change: dict[str, object]):
    assert verify_paper({**seal(), **change}, FILE, TRUST).state == "unknown"


def test_that_a_text_no_json_of_ours_has_is_broken():
    assert verify_paper({**seal(), "words_sha256": "\ud800"}, FILE, TRUST).state == "broken"
