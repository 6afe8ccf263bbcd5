"""A file that was handed in, opened to be looked at: the pages of a PDF, or a picture."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from PySide6.QtCore import QBuffer
from PySide6.QtGui import QImage, QImageReader

from app.errors import StorageFailed
from app.services.desk import Desk
from app.services.evidence.linking import original
from app.services.evidence.linking import picture as picture_of
from ui.models.pdf_pages import is_pdf

PICTURES = frozenset({".jpg", ".jpeg", ".png", ".bmp"})
NO_PHOTO = "not-a-photo"
PHONE_PICTURES = frozenset({".heic", ".heif"})  # which Qt cannot read
LARGEST_PICTURE = 50 * 1024 * 1024  # in bytes; a larger one is no scan


@dataclass(frozen=True, slots=True)
class ScanLine:
    """A file in a list: its id, its name, and whether it is a photo, of which a small picture is kept."""

    id: str
    name: str
    photo: bool = False


@dataclass(frozen=True)
class OpenScan:
    """What can be looked at: ``pages`` of a PDF (closed by who shows them) or a ``picture``; neither of other files."""

    line: ScanLine
    pages: BinaryIO | None = None
    picture: QImage | None = None


def opened_scan(desk: Desk, line: ScanLine) -> OpenScan:
    """Return a file to be looked at; off the UI thread.

    Raises:
        Refused: it is void by now.
        StorageFailed: it is not here yet.
        IntegrityBroken: it is damaged.
    """
    ending = PurePath(line.name).suffix.lower()
    if line.photo or ending in PHONE_PICTURES:
        return OpenScan(line, picture=_small(desk, line))
    stream = original(desk, line.id)
    if ending == ".pdf" and is_pdf(stream):
        return OpenScan(line, pages=stream)
    with stream:
        picture = _upright(stream.read(LARGEST_PICTURE)) if ending in PICTURES else QImage()
    return OpenScan(line, picture=None if picture.isNull() else picture)


def _upright(content: bytes) -> QImage:
    """Return a picture as the phone that took it was held; a null image where it is none."""
    held = QBuffer()
    held.setData(content)
    reader = QImageReader(held)
    reader.setAutoTransform(True)
    return reader.read()


def _small(desk: Desk, line: ScanLine) -> QImage | None:
    """Return the upright small picture of a photo; None of a file that only has the name of one."""
    try:
        return QImage.fromData(picture_of(desk, line.id))
    except StorageFailed as error:
        if error.code == NO_PHOTO and not line.photo:
            return None
        raise
