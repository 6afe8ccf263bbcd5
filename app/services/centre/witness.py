"""Roots of a centre's feeds in a file kept elsewhere, and the comparison of the centre with them later."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

from app.centre.office.roots import (
    ALTERED,
    BROKEN,
    FORGED,
    MISSING,
    MOVED,
    RESIGNED,
    KeptRoots,
    RootCheck,
    check,
    kept_from,
    roots,
)
from app.errors import StorageFailed
from app.sealing.canonical import read_json
from app.services.centre.office import CentreOffice
from app.storage.files import file_errors, write_durably

__all__ = [
    "ALTERED", "BROKEN", "FORGED", "MISSING", "MOVED", "RESIGNED", "KeptRoots", "RootCheck", "as_json", "check_roots",
    "current_roots", "keep_roots",
]  # fmt: skip


def current_roots(office: CentreOffice, bureau: str | None = None, day: date | None = None) -> KeptRoots:
    """Return the roots of all feeds, or of one bureau's or one day's only.

    Raises:
        CentreRefused: there is no centre here, or no such bureau.
    """
    found = roots(office.connection, bureau)
    if day is None:
        return found
    kept = {code: tuple(one for one in days if one.day == day.isoformat()) for code, days in found.bureaus.items()}
    return replace(found, bureaus={code: days for code, days in kept.items() if days})


def keep_roots(found: KeptRoots, out: Path) -> None:
    """Write roots to a new file.

    Raises:
        StorageFailed: it exists, or cannot be written.
    """
    if out.exists():
        raise StorageFailed("file-exists", f"文件已存在：{out}", "请换一个文件名；以前的校验根文件请一直保留。")
    with file_errors("校验根文件"):
        write_durably(out, json.dumps(found.as_json(), ensure_ascii=False, indent=1).encode())


def check_roots(office: CentreOffice, file: Path) -> RootCheck:
    """Return what was rewritten at the centre since a file of roots, or a device's receipt, was made.

    Raises:
        StorageFailed: the file cannot be read.
        InspectorError: it is no such file, or another centre's.
    """
    try:
        content = read_json(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise StorageFailed("roots-missing", f"校验根文件读不到：{file}", "请核对文件位置。") from error
    except ValueError:
        content = None
    return check(office.connection, kept_from(content))


def as_json(found: RootCheck) -> dict[str, Any]:
    """Return what a comparison found with stable keys."""
    return {
        "intact": not found.rewritten and not found.restored,
        "compared": found.compared,
        "rewritten": [asdict(one) for one in found.rewritten],
        "restored": [asdict(one) for one in found.restored],
    }
