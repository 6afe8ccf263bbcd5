"""Certificates, transaction signatures and the trust file."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from app.domain.clock import CHINA
from app.sealing.signing import (
    Certificate,
    KeyPair,
    TrustedBureau,
    certificate_from,
    issue_certificate,
    new_key_pair,
    sign_transaction,
    training_root,
    trust_from,
    trust_text,
    trusted_training,
    verify_certificate,
    verify_transaction,
)

MORNING = datetime(2026, 3, 2, 9, tzinfo=CHINA)
BUREAU = new_key_pair(b"b" * 32)
DEVICE = new_key_pair(b"d" * 32)
TRUST = (TrustedBureau("130600", "演练市档案局", BUREAU.public.hex(), False),)


def certificate(issuer: KeyPair = BUREAU, bureau: str = "130600", training: bool = False) -> Certificate:
    """Return a certificate for the device of these tests."""
    return issue_certificate(
        issuer, device="d1", bureau=bureau, public_key=DEVICE.public, valid_from=MORNING, training=training
    )


def test_that_a_certificate_of_a_trusted_bureau_is_trusted_after_travelling_as_json():
    assert verify_certificate(certificate_from(certificate().as_json()), TRUST) == "trusted"


def test_that_any_altered_field_breaks_a_certificate():
    for change in ({"device": "d2"}, {"bureau": "130601"}, {"valid_from": "2020"}, {"training": True}):
        assert verify_certificate(replace(certificate(), **change), TRUST) == "broken"


def test_that_a_strangers_certificate_is_unknown():
    assert verify_certificate(certificate(new_key_pair(b"x" * 32)), TRUST) == "unknown"


def test_that_a_bureau_cannot_vouch_for_another_bureaus_device():
    assert verify_certificate(certificate(bureau="110000"), TRUST) == "unknown"


def test_that_training_and_real_roots_do_not_vouch_for_each_other():
    practice = certificate(training_root(), training=True)
    assert verify_certificate(practice, TRUST) == "unknown"
    assert verify_certificate(practice, (trusted_training(),)) == "trusted"
    assert verify_certificate(certificate(training_root()), (trusted_training(),)) == "unknown"


def test_that_malformed_certificates_are_told_apart_from_broken_ones():
    assert certificate_from({**certificate().as_json(), "schema": 9}) is None
    assert certificate_from({**certificate().as_json(), "device": 3}) is None
    assert verify_certificate(replace(certificate(), signature="zz"), TRUST) == "broken"


def test_that_a_transaction_signature_holds_for_exactly_its_transaction():
    signature = sign_transaction(DEVICE, "d1", "t1", "c1")
    assert verify_transaction(DEVICE.public, "d1", "t1", "c1", signature)
    assert not verify_transaction(DEVICE.public, "d1", "t2", "c1", signature)
    assert not verify_transaction(DEVICE.public, "d1", "t1", "c2", signature)
    assert not verify_transaction(BUREAU.public, "d1", "t1", "c1", signature)
    assert not verify_transaction(b"", "d1", "t1", "c1", b"")


def test_that_a_trust_file_reads_back():
    assert trust_from(trust_text(TRUST)) == TRUST


@pytest.mark.parametrize("text", ["{}", "[]", '{"schema":2,"bureaus":[]}', '{"schema":1,"bureaus":[{}]}', "x"])
def test_that_what_is_no_trust_file_is_refused(text: str):
    with pytest.raises(ValueError):
        trust_from(text)


def test_that_private_keys_stay_out_of_reprs():
    assert DEVICE.private.hex() not in repr(DEVICE)


def test_that_a_key_under_which_one_signature_fits_every_message_signs_nothing() -> None:
    neutral = b"\x01" + bytes(31)  # the neutral element of the curve
    assert not verify_transaction(neutral, "pc-1", "t1", "ab", neutral + bytes(32))
