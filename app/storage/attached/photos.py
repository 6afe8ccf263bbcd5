"""Photos: what a picture file says of itself, and the small upright JPEG for screen and paper."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from pi_heif import register_heif_opener
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from app.domain.clock import CHINA
from app.errors import StorageFailed

LONGEST_SIDE = 1600
JPEG_QUALITY = 82
FORMATS = ("JPEG", "PNG", "HEIF")
# A phone's largest picture (200 megapixels in colour) once decoded; a few kilobytes of PNG can ask for far more.
MOST_DECODED_BYTES = 640_000_000
_SHRINKS_AS_IT_IS = ("L", "RGB")

register_heif_opener()
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")  # of torn EXIF, in English
Image.MAX_IMAGE_PIXELS = None  # its warning is English and its limit lies below a phone's picture; ours follows


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What a picture says: pixel size as stored, EXIF orientation (1 to 8), time taken (None where it tells none).

    A time without zone in the file is taken as UTC+8; ``camera`` is make and model, "" where unknown.
    """

    format: str
    width: int
    height: int
    orientation: int
    taken_at: datetime | None
    camera: str


def not_a_photo() -> StorageFailed:
    """Return the error for a file that is no readable picture."""
    return StorageFailed("not-a-photo", "该文件不是可读的照片（JPEG、PNG 或 HEIC）。", "请换一张，或作为普通文件添加。")


def too_many_pixels(width: int, height: int) -> StorageFailed:
    """Return the error for a picture that would fill the memory once decoded."""
    return StorageFailed(
        "photo-too-large", f"照片尺寸过大（{width}×{height} 像素），无法显示。", "请作为普通文件添加，或缩小后再添加。"
    )


def _decoded_bytes(image: Image.Image) -> int:
    """Return how much memory the picture takes; what is not plain grey or colour is copied on its way to paper."""
    return image.width * image.height * (len(image.getbands()) if image.mode in _SHRINKS_AS_IT_IS else 8)


@contextmanager
def _picture(stream: IO[bytes]) -> Iterator[Image.Image]:
    """Open a picture; whatever is wrong with it is one error."""
    try:
        with Image.open(stream, formats=FORMATS) as image:
            if _decoded_bytes(image) > MOST_DECODED_BYTES:
                raise too_many_pixels(image.width, image.height)
            yield image
    except UnidentifiedImageError as error:
        raise not_a_photo() from error
    except (OSError, ValueError, SyntaxError, EOFError, RuntimeError, TypeError, KeyError, ZeroDivisionError) as error:
        raise not_a_photo() from error


def photo_facts(stream: IO[bytes]) -> PhotoFacts:
    """Return what a picture says of itself; the stream is read from its start.

    Raises:
        StorageFailed: it is no picture of a format we take.
    """
    stream.seek(0)
    with _picture(stream) as image:
        exif = image.getexif()
        details = exif.get_ifd(ExifTags.IFD.Exif)
        orientation = exif.get(ExifTags.Base.Orientation, 1)
        camera = " ".join(str(exif.get(tag, "")).strip("\0 ") for tag in (ExifTags.Base.Make, ExifTags.Base.Model))
        return PhotoFacts(
            format=str(image.format),
            width=image.width,
            height=image.height,
            orientation=orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 1,
            taken_at=_moment(
                details.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime),
                details.get(ExifTags.Base.OffsetTimeOriginal),
            ),
            camera=camera.strip(),
        )


def _moment(text: object, zone: object) -> datetime | None:
    try:
        moment = datetime.strptime(str(text).strip("\0 "), "%Y:%m:%d %H:%M:%S").replace(tzinfo=CHINA)
    except ValueError:
        return None
    try:
        return datetime.fromisoformat(moment.strftime("%Y-%m-%dT%H:%M:%S") + str(zone).strip("\0 ")).astimezone(CHINA)
    except ValueError:
        return moment


def photo_problems(stream: IO[bytes]) -> list[str]:
    """Return why a file cannot be kept as a photo, in Chinese; it is decoded to the last pixel."""
    stream.seek(0)
    try:
        with _picture(stream) as image:
            image.load()
    except StorageFailed as error:
        return [error.title]
    return []


def small_jpeg(stream: IO[bytes]) -> bytes:
    """Return the picture as JPEG: at most 1,600 pixels on its long side, turned upright, without metadata.

    Raises:
        StorageFailed: it is no picture.
    """
    stream.seek(0)
    with _picture(stream) as image:
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        if image.mode in _SHRINKS_AS_IT_IS and "transparency" not in image.info:
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)  # every later step copies it
        upright = ImageOps.exif_transpose(image)
        flat = _on_white(upright)
        flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        small = io.BytesIO()
        flat.save(small, "JPEG", quality=JPEG_QUALITY, optimize=False)
    return small.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    """Return the picture without transparency: what is see-through becomes paper."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layers = image.convert("RGBA")
        paper = Image.new("RGBA", layers.size, "white")
        paper.alpha_composite(layers)
        return paper.convert("RGB")
    return image.convert("RGB") if image.mode != "RGB" else image.copy()
