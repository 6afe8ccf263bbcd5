"""Photos: facts, faults and the small upright copy. The originals are never re-encoded."""

from __future__ import annotations

import io
import zlib
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from app.domain.clock import CHINA
from app.errors import StorageFailed
from app.storage.attached.photos import photo_facts, photo_problems, small_jpeg
from app.storage.attached.vault import Vault
from tests.storage.builders import KEYS

ORIENTATION, DATE_TIME, EXIF_IFD, ORIGINAL, OFFSET = 274, 306, 0x8769, 36867, 36881


def photo(
    size: tuple[int, int] = (400, 200), form: str = "JPEG", *, orientation: int = 1, zone: str = "", mode: str = "RGB"
) -> bytes:
    """Return a picture, red in its left upper corner, with EXIF."""
    image = Image.new(mode, size, "white")
    image.paste("red", (0, 0, size[0] // 4, size[1] // 4))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[271] = "演练相机"
    details = exif.get_ifd(EXIF_IFD)
    details[ORIGINAL] = "2026:03:02 09:15:30"
    if zone:
        details[OFFSET] = zone
    buffer = io.BytesIO()
    image.save(buffer, form, exif=exif)
    return buffer.getvalue()


def is_red(image: Image.Image, at: tuple[int, int]) -> bool:
    """Return whether a pixel is nearly red."""
    red, green, blue = image.convert("RGB").getpixel(at)
    return red > 200 and green < 90 and blue < 90


def test_that_size_orientation_and_time_are_read():
    facts = photo_facts(io.BytesIO(photo(orientation=6)))
    assert (facts.format, facts.width, facts.height, facts.orientation) == ("JPEG", 400, 200, 6)
    assert facts.taken_at == datetime(2026, 3, 2, 9, 15, 30, tzinfo=CHINA)


def test_that_a_time_with_its_zone_is_turned_into_ours():
    assert photo_facts(io.BytesIO(photo(zone="+00:00"))).taken_at == datetime(2026, 3, 2, 17, 15, 30, tzinfo=CHINA)


def test_that_a_picture_without_exif_tells_no_time():
    buffer = io.BytesIO()
    Image.new("RGB", (9, 9)).save(buffer, "PNG")
    facts = photo_facts(buffer)
    assert (facts.taken_at, facts.orientation, facts.camera) == (None, 1, "")


def test_that_heic_is_a_photo(tmp_path: Path):
    samples = Path(__file__).parents[2] / "forms" / "inspections" / "electronic-records" / "samples"
    content = next(samples.glob("*.heic")).read_bytes()
    assert photo_problems(io.BytesIO(content)) == [] and photo_facts(io.BytesIO(content)).format == "HEIF"
    vault = Vault(tmp_path, KEYS)
    small = Image.open(io.BytesIO(vault.derivative(vault.put(content).sha256)))
    assert small.format == "JPEG"


@pytest.mark.parametrize("content", [b"", b"no picture", photo()[:300], b"%PDF-1.7", photo((20, 20), "TIFF")])
def test_that_what_is_no_photo_is_told_in_chinese(tmp_path: Path, content: bytes):
    (problem,) = photo_problems(io.BytesIO(content))
    assert "照片" in problem
    vault = Vault(tmp_path, KEYS)
    with pytest.raises(StorageFailed, match="not-a-photo"):
        vault.derivative(vault.put(content).sha256)


@pytest.mark.parametrize(("mode", "side"), [("1", 9000), ("RGBA", 9000), ("RGB", 15_000)])
def test_that_a_picture_that_would_fill_the_memory_is_told_before_it_is_decoded(mode: str, side: int):
    bomb = io.BytesIO()
    Image.new("1", (side, side)).save(bomb, "PNG")
    content = bytearray(bomb.getvalue())
    content[25] = {"1": 0, "RGB": 2, "RGBA": 6}[mode]  # the colour type in the header; its checksum follows
    content[24] = 1 if mode == "1" else 8
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    with pytest.raises(StorageFailed, match="photo-too-large"):
        photo_facts(io.BytesIO(bytes(content)))
    (problem,) = photo_problems(io.BytesIO(bytes(content)))
    assert str(side) in problem


def test_that_the_largest_picture_of_a_phone_is_taken():
    picture = io.BytesIO()
    Image.new("L", (16_320, 12_240)).save(picture, "JPEG")
    assert photo_facts(picture).width == 16_320
    assert max(Image.open(io.BytesIO(small_jpeg(picture))).size) == 1600


@pytest.mark.parametrize(("orientation", "corner"), [(1, (10, 10)), (3, (1590, 790)), (6, (790, 10)), (8, (10, 1590))])
def test_that_the_derivative_is_small_upright_and_bare(tmp_path: Path, orientation: int, corner: tuple[int, int]):
    vault = Vault(tmp_path, KEYS)
    original = photo((3200, 1600), orientation=orientation)
    sha256 = vault.put(original).sha256
    small = Image.open(io.BytesIO(vault.derivative(sha256)))
    assert small.size == ((1600, 800) if orientation in (1, 3) else (800, 1600))
    assert is_red(small, corner) and not dict(small.getexif())
    assert vault.read(sha256) == original


def test_that_a_small_picture_is_not_enlarged_and_transparency_becomes_paper(tmp_path: Path):
    vault = Vault(tmp_path, KEYS)
    buffer = io.BytesIO()
    Image.new("RGBA", (40, 20), (0, 0, 0, 0)).save(buffer, "PNG")
    small = Image.open(io.BytesIO(vault.derivative(vault.put(buffer.getvalue()).sha256)))
    assert small.size == (40, 20) and small.getpixel((5, 5)) == (255, 255, 255)


def test_that_the_derivative_is_made_once_and_made_again_when_damaged(tmp_path: Path):
    vault = Vault(tmp_path, KEYS)
    sha256 = vault.put(photo()).sha256
    first = vault.derivative(sha256)
    kept = vault.path_of("1600:" + sha256)
    stamp = kept.stat().st_mtime_ns
    assert vault.derivative(sha256) == first and kept.stat().st_mtime_ns == stamp
    kept.write_bytes(kept.read_bytes()[:-1])
    assert vault.derivative(sha256) == first
