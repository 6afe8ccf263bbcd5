"""What is written behind the bound file: pictures one by one, then metadata with the seal's slot, then the end.

By ISO 32000-1, 7.5.6 (incremental updates). A picture is forgotten as soon as it is written. The slot comes last, so
that the digest of all before it is known when the device signs.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable

from app.domain.casefiles import FiledPhoto
from app.typesetting.casefile.binding import Skeleton
from app.typesetting.seal_slot import CLOSING, OPENING, SLOT_BYTES

Write = Callable[[bytes], None]
SPACES = {1: b"DeviceGray", 3: b"DeviceRGB"}
WIDTHS = (1, 5, 1)


class Appending:
    """A file being written out; ``write`` takes its bytes in order."""

    def __init__(self, skeleton: Skeleton, write: Write) -> None:
        self._skeleton = skeleton
        self._write = write
        self._digest = hashlib.sha256()
        self._pictures = hashlib.sha256(skeleton.content)
        self._at = 0
        self._places: dict[int, int] = {}
        self._put(skeleton.content)

    def add_picture(self, place: int, photo: FiledPhoto, jpeg: bytes) -> None:
        """Write one picture as it is."""
        self._pictures.update(hashlib.sha256(jpeg).digest())
        head = (
            b"<</Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/%s/Filter/DCTDecode"
            b"/Length %d>>" % (photo.width, photo.height, SPACES[photo.components], len(jpeg))
        )
        self._begin(self._skeleton.pictures[place], head)
        self._put(jpeg)
        self._put(b"\nendstream\nendobj\n")

    def finish(self) -> tuple[str, bytes]:
        """Write all up to the seal's slot; return the file's digest with the slot zeroed, and what comes behind it."""
        packet = self._skeleton.packet
        start = packet.index(OPENING) + len(OPENING)
        self._begin(self._skeleton.metadata, b"<</Type/Metadata/Subtype/XML/Length %d>>" % len(packet))
        self._put(packet[:start])
        behind = packet[start + SLOT_BYTES :]
        assert behind.startswith(CLOSING)
        rest = behind + b"\nendstream\nendobj\n"
        end = rest + self._end(self._at + SLOT_BYTES + len(rest))
        self._digest.update(b"0" * SLOT_BYTES)
        self._digest.update(end)
        return self._digest.hexdigest(), end

    def _begin(self, number: int, head: bytes) -> None:
        self._places[number] = self._at
        self._put(b"%d 0 obj\n" % number + head + b"\nstream\n")

    def _put(self, piece: bytes) -> None:
        self._digest.update(piece)
        self._at += len(piece)
        self._write(piece)

    def _end(self, at: int) -> bytes:
        """Return the cross-reference stream that begins at ``at``, and the trailer."""
        skeleton = self._skeleton
        places = {**self._places, skeleton.size: at}
        rows = b"".join(b"\x01" + places[number].to_bytes(WIDTHS[1], "big") + b"\x00" for number in sorted(places))
        table = zlib.compress(rows)
        index = b" ".join(b"%d 1" % number for number in sorted(places))
        head = (
            b"<</Type/XRef/Size %d/W[%d %d %d]/Index[%s]/Prev %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]"
            b"/Filter/FlateDecode/Length %d>>"
        ) % (
            skeleton.size + 1, *WIDTHS, index, _previous(skeleton.content), skeleton.root, skeleton.info,
            skeleton.identity.hex().encode(), self._pictures.hexdigest()[:32].encode(), len(table),
        )  # fmt: skip
        begun = b"%d 0 obj\n" % skeleton.size + head + b"\nstream\n" + table + b"\nendstream\nendobj\n"
        return begun + b"startxref\n%d\n%%%%EOF\n" % at


def _previous(content: bytes) -> int:
    found = re.search(rb"startxref\s+(\d+)\s+%%EOF\s*\Z", content)
    assert found is not None
    return int(found.group(1))
