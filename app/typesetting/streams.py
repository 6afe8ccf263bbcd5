"""Packed streams of a PDF: always by the same means, so that the same data give the same bytes."""

from __future__ import annotations

import zlib
from typing import Any

import pikepdf

# outlines of glyphs hardly get smaller beyond this, but take twice the time
LEVEL = 2


def packed(file: pikepdf.Pdf, content: bytes, **entries: Any) -> pikepdf.Object:
    """Return a stream of the file with its content packed and further entries in its dictionary."""
    return file.make_stream(zlib.compress(content, LEVEL), Filter=pikepdf.Name.FlateDecode, **entries)
