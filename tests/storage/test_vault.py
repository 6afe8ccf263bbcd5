"""Files in the vault: whole or not at all, encrypted, and every fault told."""

from __future__ import annotations

import hashlib
import io
import os
import tracemalloc
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes

from app.errors import IntegrityBroken, StorageFailed
from app.storage.attached.frames import LEAF_BYTES
from app.storage.attached.vault import Vault
from tests.storage.builders import KEYS

SIZES = [0, 1, LEAF_BYTES - 1, LEAF_BYTES, LEAF_BYTES + 1, 3 * LEAF_BYTES]


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """Return an empty vault."""
    return Vault(tmp_path / "data", KEYS)


@pytest.mark.parametrize("size", SIZES)
def test_that_a_file_comes_back_as_it_was_with_its_digests(vault: Vault, tmp_path: Path, size: int):
    content = os.urandom(size)
    (tmp_path / "file").write_bytes(content)
    blob = vault.take_in(tmp_path / "file")
    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(content)
    assert (blob.sha256, blob.size) == (hashlib.sha256(content).hexdigest(), size)
    assert blob.sm3 == sm3.finalize().hex()
    assert vault.read(blob.sha256) == content
    assert vault.problem(blob.sha256) is None


def test_that_a_stream_can_be_read_anywhere(vault: Vault):
    content = os.urandom(2 * LEAF_BYTES + 100)
    with vault.open(vault.put(content).sha256) as stream:
        stream.seek(LEAF_BYTES - 5)
        assert stream.read(10) == content[LEAF_BYTES - 5 : LEAF_BYTES + 5]
        assert stream.seek(-3, io.SEEK_END) == len(content) - 3
        assert stream.read() == content[-3:]


def test_that_nothing_readable_and_no_name_lies_on_the_disk(vault: Vault, tmp_path: Path):
    blob = vault.put(b"needle" * 1000)
    files = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
    assert all(b"needle" not in path.read_bytes() and blob.sha256 not in path.name for path in files)


def test_that_the_same_content_is_kept_once(vault: Vault, tmp_path: Path):
    vault.put(b"same")
    vault.put(b"same")
    assert len(list((tmp_path / "data" / "blobs").iterdir())) == 1


def test_that_memory_stays_constant(vault: Vault):
    tracemalloc.start()
    vault.take_in(Endless(40 * LEAF_BYTES))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * LEAF_BYTES


class Endless(io.RawIOBase):
    """A source of zeros."""

    def __init__(self, size: int) -> None:
        self.left = size

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        piece = min(size, self.left, 10_000)
        self.left -= piece
        return bytes(piece)


def test_that_progress_is_told_and_a_cancelled_copy_leaves_nothing(vault: Vault, tmp_path: Path):
    (tmp_path / "file").write_bytes(bytes(3 * LEAF_BYTES))
    seen: list[tuple[int, int | None]] = []
    vault.take_in(tmp_path / "file", progress=lambda done, total: seen.append((done, total)))
    assert seen == [(LEAF_BYTES * n, 3 * LEAF_BYTES) for n in (1, 2, 3)]
    (tmp_path / "other").write_bytes(b"x" * (2 * LEAF_BYTES))
    before = list((tmp_path / "data" / "blobs").iterdir())
    with pytest.raises(StorageFailed, match="cancelled"):
        vault.take_in(tmp_path / "other", cancelled=lambda: True)
    assert list((tmp_path / "data" / "blobs").iterdir()) == before


def test_that_a_file_that_vanishes_while_copied_is_told(vault: Vault, tmp_path: Path):
    file = tmp_path / "file"
    file.write_bytes(bytes(2 * LEAF_BYTES))
    with pytest.raises(StorageFailed, match="source-vanished"):
        vault.take_in(file, progress=lambda done, total: file.unlink(missing_ok=True))
    with pytest.raises(StorageFailed, match="source-vanished"):
        vault.take_in(tmp_path / "nowhere")


def test_that_a_device_pulled_out_while_copied_is_told(vault: Vault):
    class Pulled(Endless):
        def read(self, size: int = -1) -> bytes:
            if self.left < LEAF_BYTES:
                raise OSError(5, "Input/output error")
            return super().read(size)

    with pytest.raises(StorageFailed, match="source-vanished"):
        vault.take_in(Pulled(2 * LEAF_BYTES))


def test_that_a_file_that_changes_while_copied_is_told(vault: Vault, tmp_path: Path):
    file = tmp_path / "file"
    file.write_bytes(bytes(2 * LEAF_BYTES))

    def grow(done: int, total: int | None) -> None:
        with file.open("ab") as stream:
            stream.write(b"more")

    with pytest.raises(StorageFailed, match="source-changed"):
        vault.take_in(file, progress=grow)


def test_that_more_than_two_gigabytes_are_refused(vault: Vault, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("app.storage.attached.sources.MAX_BYTES", LEAF_BYTES)
    with pytest.raises(StorageFailed, match="too-large"):
        vault.take_in(Endless(LEAF_BYTES + 1))


def test_that_what_a_crash_left_is_swept_at_the_start(vault: Vault, tmp_path: Path):
    left = tmp_path / "data" / "blobs" / "half.part"
    left.write_bytes(b"half")
    Vault(tmp_path / "data", KEYS)
    assert not left.exists()


@pytest.mark.parametrize("damage", ["flip", "cut", "cut-frame", "empty", "swap"])
def test_that_any_damage_is_found_and_a_new_copy_mends_it(vault: Vault, damage: str):
    content = os.urandom(3 * LEAF_BYTES)
    sha256 = vault.put(content).sha256
    path = vault.path_of(sha256)
    raw = path.read_bytes()
    frame = LEAF_BYTES + 16
    altered = {
        "flip": raw[:-1] + bytes([raw[-1] ^ 1]),
        "cut": raw[:-1],
        "cut-frame": raw[:-frame],
        "empty": b"",
        "swap": raw[:20] + raw[20 + frame : 20 + 2 * frame] + raw[20 : 20 + frame] + raw[20 + 2 * frame :],
    }
    path.write_bytes(altered[damage])
    assert vault.problem(sha256)
    for way in (vault.read, vault.leaves):
        with pytest.raises(IntegrityBroken):
            way(sha256)
    vault.put(content)
    assert vault.read(sha256) == content


def test_that_a_missing_file_is_told(vault: Vault):
    assert not vault.has("00" * 32) and vault.problem("00" * 32)
    with pytest.raises(StorageFailed, match="blob-missing"):
        vault.open("00" * 32)


@pytest.mark.parametrize("size", SIZES)
def test_that_a_download_goes_on_after_a_restart(vault: Vault, tmp_path: Path, size: int):
    content = os.urandom(size)
    sha256 = vault.put(content).sha256
    digests = vault.leaves(sha256)
    other = Vault(tmp_path / "other", KEYS)
    for number in range(len(digests)):
        incoming = Vault(tmp_path / "other", KEYS).incoming(sha256, size)
        assert incoming.missing() == tuple(range(number, len(digests)))
        incoming.put(number, vault.leaf(sha256, number), digests[number])
    assert other.incoming(sha256, size).finish().sha256 == sha256
    assert other.read(sha256) == content


def test_that_a_false_leaf_and_a_false_whole_are_refused(vault: Vault, tmp_path: Path):
    sha256 = vault.put(b"right").sha256
    other = Vault(tmp_path / "other", KEYS)
    incoming = other.incoming(sha256, 5)
    with pytest.raises(IntegrityBroken, match="leaf-mismatch"):
        incoming.put(0, b"wrong", hashlib.sha256(b"right").hexdigest())
    incoming.put(0, b"wrong", hashlib.sha256(b"wrong").hexdigest())
    with pytest.raises(IntegrityBroken, match="blob-mismatch"):
        incoming.finish()
    assert incoming.missing() == (0,) and not other.has(hashlib.sha256(b"wrong").hexdigest())
