"""What the program was delivered with, by digest: a font that was changed or damaged would print other characters.

The list is made by resources/typesetting/list_delivered.py.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from app.errors import DocumentFailed

LIST = Path(__file__).resolve().parents[2] / "resources" / "typesetting" / "delivered.txt"


def stop_unless_delivered(name: str, digest: str) -> None:
    """Accept a file as it was delivered; ``digest``: its SHA-256 in hex.

    Raises:
        DocumentFailed: it is another file.
    """
    if _digests().get(name) != digest:
        raise not_as_delivered(name)


def not_as_delivered(name: str) -> DocumentFailed:
    """Return what a person is told of a file that is missing or not what was delivered."""
    kind = "字体文件" if name.endswith(".ttf") else "文件"
    return DocumentFailed("font-missing", f"{kind}“{name}”缺失或损坏", "请重新安装程序")


@cache
def _digests() -> dict[str, str]:
    try:
        lines = LIST.read_text("ascii").splitlines()
    except (OSError, ValueError) as error:
        raise not_as_delivered(LIST.name) from error
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
