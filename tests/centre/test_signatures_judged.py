"""The centre judges a signature exactly as laptops do: otherwise one side would keep what the other sets aside."""

import hashlib
import os
from itertools import product

import pytest
from nacl.exceptions import CryptoError
from nacl.signing import VerifyKey

from app.sealing.signing import new_key_pair, sign_transaction, signature_valid
from tests.centre.field import Centre

SIGNED = "select centre.ed25519_signed(%s, %s, %s)"
ORDER = 2**252 + 27742317777372353535851937790883648493
# points of small order, and numbers beyond the field that stand for them
ODD_POINTS = [
    bytes.fromhex(one)
    for one in (
        "01" + 31 * "00", "ec" + 30 * "ff" + "7f", 31 * "00" + "80", 32 * "00", "ed" + 30 * "ff" + "7f",
        "ee" + 31 * "ff", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    )
]  # fmt: skip


def _by_laptop(key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        VerifyKey(key).verify(message, signature)
    except CryptoError:
        return False
    return True


@pytest.mark.parametrize("length", [0, 1, 200])
def test_that_a_signature_holds_and_no_bit_of_it_may_change(centre: Centre, length: int) -> None:
    key, message = new_key_pair(), os.urandom(length)
    signature = key.sign(message)
    assert centre.ask(SIGNED, key.public, message, signature) == [(True,)]
    assert centre.ask(SIGNED, key.public, message + b"x", signature) == [(False,)]
    for bit in range(0, 512, 37):
        changed = bytearray(signature)
        changed[bit // 8] ^= 1 << bit % 8
        assert centre.ask(SIGNED, key.public, message, bytes(changed)) == [(False,)]
        other = bytearray(key.public)
        other[bit // 16] ^= 1 << bit % 8
        assert centre.ask(SIGNED, bytes(other), message, signature) == [(False,)]


def test_that_the_odd_points_of_the_curve_are_judged_alike(centre: Centre) -> None:
    for key, point, number in product(ODD_POINTS, ODD_POINTS, (0, 1, ORDER)):
        signature = point + number.to_bytes(32, "little")
        assert centre.ask(SIGNED, key, b"a", signature) == [(_by_laptop(key, b"a", signature),)]
    neutral = ODD_POINTS[0]
    assert signature_valid(neutral, b"a", neutral + bytes(32))  # by OpenSSL, which no laptop asks of transactions


def test_that_a_signature_with_an_odd_point_of_a_key_that_is_none_is_judged_alike(centre: Centre) -> None:
    key = new_key_pair()
    secret = bytearray(hashlib.sha512(key.private).digest()[:32])
    secret[0] &= 248
    secret[31] = secret[31] & 127 | 64
    number = int.from_bytes(secret, "little")
    neutral = ODD_POINTS[0]  # what stands for r = 0, so that whoever holds the key can make it
    hashed = int.from_bytes(hashlib.sha512(neutral + key.public + b"a").digest(), "little")
    signature = neutral + (hashed * number % ORDER).to_bytes(32, "little")
    assert signature_valid(key.public, b"a", signature)
    assert not _by_laptop(key.public, b"a", signature)
    assert centre.ask(SIGNED, key.public, b"a", signature) == [(False,)]


def test_that_the_number_in_a_signature_has_one_form(centre: Centre) -> None:
    key = new_key_pair()
    signature = key.sign(b"a")
    beyond = (int.from_bytes(signature[32:], "little") + ORDER).to_bytes(32, "little")
    assert not signature_valid(key.public, b"a", signature[:32] + beyond)
    assert centre.ask(SIGNED, key.public, b"a", signature[:32] + beyond) == [(False,)]


@pytest.mark.parametrize(
    ("txn", "expected"), [("t-1", True), ("事务", True), ('a"b', None), ("a\\b", None), ("a\nb", None)]
)
def test_that_a_transaction_is_judged_by_its_message(centre: Centre, txn: str, expected: bool | None) -> None:
    key = new_key_pair()
    signature = sign_transaction(key, "device-1", txn, "ab" * 32).hex()
    judged = "select centre.transaction_signed(%s, %s, %s, %s, %s)"
    assert centre.ask(judged, key.public.hex(), "device-1", txn, "ab" * 32, signature) == [(expected,)]
    assert centre.ask(judged, "no key", "device-1", txn, "ab" * 32, signature) == [(False,)]
