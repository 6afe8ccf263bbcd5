"""Papers and data folders are found intact, broken, or beyond judging."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from app.domain.operations import Change
from app.sealing.paper import Sealed, sign_paper
from app.sealing.signing import TrustedBureau, issue_certificate, new_key_pair, trust_text, trusted_training
from app.services.attaching import attached, keep
from app.services.session.opening import close
from app.services.session.trust import certificate_of
from app.storage.database.engine import connect
from app.typesetting.rendering import render
from app.typesetting.seal_slot import digest_with_slot_zeroed, embed_seal
from tests.services.verification.judging import NOW, check, opener
from tests.typesetting.papers import plain


@pytest.fixture(scope="module")
def blank() -> bytes:
    return render(plain("通知书"), {"made_on": "2026-11-22"}, training=True).pdf


def signed(desk_folder: Path, pdf: bytes) -> bytes:
    desk = opener(desk_folder)
    certificate = certificate_of(desk.store)
    assert certificate is not None
    seal = sign_paper(Sealed("ab" * 32, digest_with_slot_zeroed(pdf)), desk.store.device_key, certificate)
    close(desk)
    return embed_seal(pdf, seal)


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_that_a_signed_paper_is_intact_and_says_it_is_for_training(folder: Path, tmp_path: Path, blank: bytes) -> None:
    outcome = check(written(tmp_path / "a.pdf", signed(folder, blank)))
    assert (outcome.state, outcome.exit_code, outcome.kind) == ("intact", 0, "pdf")
    assert outcome.as_json()["training"] is True
    assert "演练" in "".join(outcome.reasons)


def test_that_one_changed_byte_of_a_page_is_found(folder: Path, tmp_path: Path, blank: bytes) -> None:
    content = bytearray(signed(folder, blank))
    at = content.index(b"stream") + 30
    content[at] ^= 1
    outcome = check(written(tmp_path / "a.pdf", bytes(content)))
    assert (outcome.state, outcome.exit_code) == ("broken", 1)
    assert "改动" in outcome.reasons[0]


def test_that_what_was_appended_is_found(folder: Path, tmp_path: Path, blank: bytes) -> None:
    assert check(written(tmp_path / "a.pdf", signed(folder, blank) + b"\n%more")).state == "broken"


def test_that_a_strangers_paper_cannot_be_judged(tmp_path: Path, blank: bytes) -> None:
    root, key = new_key_pair(), new_key_pair()
    certificate = issue_certificate(
        root, device="d", bureau="130600", public_key=key.public, valid_from=NOW, training=False
    )
    seal = sign_paper(Sealed("ab" * 32, digest_with_slot_zeroed(blank)), key, certificate)
    paper = written(tmp_path / "a.pdf", embed_seal(blank, seal))
    assert check(paper).exit_code == 3
    trust = tmp_path / "trust.json"
    trust.write_text(trust_text([TrustedBureau("130600", "演练档案局", root.public.hex(), False)]), encoding="utf-8")
    assert check(paper, trust_file=trust).exit_code == 0
    other = tmp_path / "other.json"
    other.write_text(trust_text([trusted_training()]), encoding="utf-8")
    assert check(paper, trust_file=other).exit_code == 3


def test_that_a_stolen_certificate_does_not_help(folder: Path, tmp_path: Path, blank: bytes) -> None:
    desk = opener(folder)
    certificate = certificate_of(desk.store)
    close(desk)
    assert certificate is not None
    key = new_key_pair()
    forged = replace(certificate, public_key=key.public.hex())
    seal = sign_paper(Sealed("ab" * 32, digest_with_slot_zeroed(blank)), key, forged)
    assert check(written(tmp_path / "a.pdf", embed_seal(blank, seal))).exit_code == 1


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7\n%%EOF"])
def test_that_what_is_not_ours_cannot_be_judged(tmp_path: Path, content: bytes) -> None:
    assert check(written(tmp_path / "a.pdf", content)).exit_code == 3


def test_that_an_empty_slot_cannot_be_judged(tmp_path: Path, blank: bytes) -> None:
    assert check(written(tmp_path / "a.pdf", blank)).exit_code == 3


def test_that_a_paper_is_held_against_the_store_where_there_is_one(folder: Path, tmp_path: Path, blank: bytes) -> None:
    paper = written(tmp_path / "a.pdf", signed(folder, blank))
    assert check(paper, data=folder).exit_code == 0
    desk = opener(folder)
    busy = check(paper, data=folder)
    close(desk)
    assert busy.exit_code == 3
    assert "--trust" in busy.reasons[0]


def test_that_a_sound_folder_tells_its_digest(folder: Path) -> None:
    first, second = check(folder).as_json(), check(folder).as_json()
    assert first == second
    assert (first["state"], first["kind"]) == ("intact", "data-folder")
    assert len(first["fold_digest"]) == 64
    assert first["operations"] > 50
    assert first["attachments"] == {"total": 1, "whole": 1, "to_fetch": 0, "damaged": 0}


def _blob(folder: Path) -> Path:
    return next(path for path in (folder / "blobs").iterdir() if path.is_file())


def test_that_a_damaged_attachment_is_named(folder: Path) -> None:
    blob = _blob(folder)
    content = bytearray(blob.read_bytes())
    content[len(content) // 2] ^= 1
    blob.write_bytes(bytes(content))
    outcome = check(folder)
    assert outcome.exit_code == 1
    assert "附件" in outcome.reasons[0]
    assert outcome.as_json()["attachments"]["damaged"] == 1


def test_that_a_missing_attachment_is_named(folder: Path) -> None:
    _blob(folder).unlink()
    assert check(folder).exit_code == 1


def test_that_a_damaged_small_copy_of_a_photo_is_found(folder: Path) -> None:
    desk = opener(folder)
    photo = BytesIO()
    Image.new("RGB", (40, 30), "white").save(photo, "JPEG")
    before = set((folder / "blobs").iterdir())
    digest = keep(desk, photo.getvalue())
    desk.commit(attached(desk, "i1", digest, "演练.jpg"))
    desk.vault.derivative(digest)
    small = next(one for one in set((folder / "blobs").iterdir()) - before if one != desk.vault.path_of(digest))
    close(desk)
    assert check(folder).exit_code == 0
    content = bytearray(small.read_bytes())
    content[-1] ^= 1
    small.write_bytes(bytes(content))
    assert check(folder).exit_code == 1


@pytest.mark.parametrize("name", ["keys.json", "keys.json.1"])
def test_that_one_damaged_copy_of_the_keys_is_found_though_the_other_opens(folder: Path, name: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(bytes(content))
    outcome = check(folder)
    assert outcome.exit_code == 1 and name in outcome.reasons[0]


def test_that_an_emptied_store_is_broken(folder: Path) -> None:
    (folder / "store.db").write_bytes(b"")
    assert check(folder).exit_code == 1


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.7, 0.95])
def test_that_one_flipped_bit_of_the_store_is_found(folder: Path, share: float) -> None:
    store = folder / "store.db"
    content = bytearray(store.read_bytes())
    content[int(len(content) * share)] ^= 1
    store.write_bytes(bytes(content))
    assert check(folder).exit_code == 1


def _tamper(folder: Path, *statements: str) -> None:
    desk = opener(folder)
    key = desk.ring.keys.database_key
    close(desk)
    raw = connect(folder / "store.db", key)
    for statement in statements:
        raw.execute(statement)
    raw.close()


def test_that_a_state_that_differs_from_the_log_is_found(folder: Path) -> None:
    _tamper(folder, "UPDATE live SET value = '\"不符合\"' WHERE entity_id = 'i1/q7'")
    outcome = check(folder)
    assert outcome.exit_code == 1
    assert "日志" in outcome.reasons[0]


def test_that_a_rewritten_operation_is_found(folder: Path) -> None:
    drop = "DROP TRIGGER operation_log_keeps_update"
    _tamper(folder, drop, "UPDATE operation_log SET raw = replace(raw, '符合', '不符') WHERE entity_id = 'i1/q7'")
    assert check(folder).exit_code == 1


def test_that_a_missing_signature_is_found(folder: Path) -> None:
    _tamper(folder, "DROP TRIGGER transaction_signature_keeps_delete", "DELETE FROM transaction_signature")
    outcome = check(folder)
    assert outcome.exit_code == 1
    assert "签名" in "".join(outcome.reasons)


def test_that_words_that_differ_from_their_digest_are_found(folder: Path) -> None:
    desk = opener(folder)
    desk.commit([Change("content", "i1/p1", "data", {"title": "另一份"})])
    close(desk)
    assert "摘要" in "".join(check(folder).reasons)


def test_that_a_store_older_than_what_the_centre_confirmed_is_found(folder: Path) -> None:
    desk = opener(folder)
    desk.store.replication.acknowledge(10_000)
    close(desk)
    assert "旧副本" in "".join(check(folder).reasons)


def test_that_a_store_without_its_file_is_broken_and_another_folder_is_not_ours(folder: Path, tmp_path: Path) -> None:
    (folder / "store.db").unlink()
    assert check(folder).exit_code == 1
    (tmp_path / "photos").mkdir()
    assert check(tmp_path / "photos").exit_code == 3
    assert check(tmp_path / "nothing").exit_code == 3


def test_that_an_open_folder_cannot_be_judged(folder: Path) -> None:
    desk = opener(folder)
    assert check(folder).exit_code == 3
    close(desk)


def test_that_a_missing_file_is_named_with_the_next_step(folder: Path):
    desk = opener(folder)
    digest = next(one.sha256 for one in desk.store.attachments.all())
    path = desk.vault.path_of(digest)
    close(desk)
    path.unlink()
    outcome = check(folder)
    assert "演练.bin" in outcome.reasons[0] and "不在本机" in outcome.reasons[0]
    assert "核对备份" in outcome.reasons[1]
