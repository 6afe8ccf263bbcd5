"""What a JPEG says of its size, read from its head without decoding it."""

from __future__ import annotations

from app.errors import DocumentFailed

FRAMES = frozenset({0xC0, 0xC1, 0xC2})
ALONE = frozenset({0x01, *range(0xD0, 0xD9)})


def jpeg_size(content: bytes) -> tuple[int, int, int]:
    """Return width, height and colour components (1 or 3).

    Raises:
        DocumentFailed: it is no JPEG that a page can take as it is.
    """
    place = 2
    while content[:2] == b"\xff\xd8" and place + 9 < len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker in FRAMES:
            height, width = (int.from_bytes(content[place + at : place + at + 2], "big") for at in (5, 7))
            components = content[place + 9]
            if width and height and components in (1, 3):
                return width, height, components
            break
        length = 0 if marker in ALONE or marker == 0xFF else int.from_bytes(content[place + 2 : place + 4], "big")
        place += (1 if marker == 0xFF else 2) + length
    raise DocumentFailed("photo-unreadable", "照片的缩小件已损坏。", "请同步以重新取回该照片，再生成案卷。")
