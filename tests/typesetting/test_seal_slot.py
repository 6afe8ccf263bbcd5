"""The seal is put into a finished file without moving a byte, and any other change shows."""

import base64

import pytest

from app.errors import DocumentFailed, IntegrityBroken
from app.typesetting.preview import page_texts
from app.typesetting.rendering import render
from app.typesetting.seal_slot import CLOSING, OPENING, SLOT_BYTES, digest_with_slot_zeroed, embed_seal, read_seal
from tests.typesetting.papers import definitions, plain, sample

SEAL = {
    "schema": 1,
    "data_sha256": "ab" * 32,
    "certificate": {"device": "演练终端", "key": "00" * 32},
    "signature": "cd" * 64,
}


@pytest.fixture(scope="module")
def paper() -> bytes:
    return render(plain("通知书"), {"made_on": "2026-11-22"}, training=True).pdf


def test_that_a_fresh_paper_has_an_empty_slot(paper: bytes) -> None:
    assert read_seal(paper) is None
    assert paper.count(OPENING + b"0" * SLOT_BYTES + CLOSING) == 1


def test_that_a_seal_comes_back_as_it_was_put_in(paper: bytes) -> None:
    assert read_seal(embed_seal(paper, SEAL)) == SEAL


def test_that_sealing_changes_neither_length_nor_signed_digest(paper: bytes) -> None:
    sealed = embed_seal(paper, SEAL)
    assert len(sealed) == len(paper)
    assert digest_with_slot_zeroed(sealed) == digest_with_slot_zeroed(paper)


def test_that_a_changed_page_changes_the_digest(paper: bytes) -> None:
    sealed = bytearray(embed_seal(paper, SEAL))
    sealed[sealed.index(b"stream") + 20] ^= 1
    assert digest_with_slot_zeroed(bytes(sealed)) != digest_with_slot_zeroed(paper)


def test_that_a_spoilt_slot_is_told_apart_from_an_empty_one(paper: bytes) -> None:
    sealed = bytearray(embed_seal(paper, SEAL))
    sealed[sealed.index(OPENING) + len(OPENING) + 5] = ord("!")
    with pytest.raises(IntegrityBroken):
        read_seal(bytes(sealed))


def test_that_a_file_of_another_program_has_no_slot() -> None:
    assert read_seal(b"%PDF-1.7 something else") is None
    with pytest.raises(DocumentFailed):
        embed_seal(b"%PDF-1.7 something else", SEAL)
    with pytest.raises(DocumentFailed):
        digest_with_slot_zeroed(b"%PDF-1.7 something else")


def test_that_a_second_slot_shows_that_something_was_added(paper: bytes) -> None:
    doubled = embed_seal(paper, SEAL) + OPENING + b"0" * SLOT_BYTES + CLOSING
    with pytest.raises(IntegrityBroken):
        read_seal(doubled)


def test_that_a_slot_of_endless_brackets_is_broken(paper: bytes) -> None:
    at = paper.index(OPENING) + len(OPENING)
    nested = base64.b64encode(b"[" * (SLOT_BYTES // 4 * 3))
    with pytest.raises(IntegrityBroken):
        read_seal(paper[:at] + nested + paper[at + SLOT_BYTES :])


def test_that_a_seal_too_long_for_the_slot_is_refused(paper: bytes) -> None:
    with pytest.raises(DocumentFailed) as stopped:
        embed_seal(paper, {"certificate": "0" * SLOT_BYTES})
    assert stopped.value.code == "seal-too-long"


def test_that_a_sealed_paper_still_opens() -> None:
    sealed = embed_seal(render(definitions()["D33"], sample("D33"), training=False).pdf, SEAL)
    assert "送达回证" in page_texts(sealed)[0]
