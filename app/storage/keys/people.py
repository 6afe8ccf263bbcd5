"""people.json: how those who open a data folder are called, told while it is locked: on the unlock page, in a backup.

It holds their ids and names in clear (of namesakes with what tells them apart), nothing else, and only this account of
the computer reads it. Nothing rests on it: without it, or where it is damaged, ids are shown until somebody unlocked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from app.storage.files import file_errors, write_durably

PEOPLE_FILE = "people.json"


def write_people(folder: Path, names: Mapping[str, str]) -> None:
    """Keep the names by officer id; nothing is written where they are kept already."""
    if read_people(folder) == dict(names):
        return
    with file_errors("人员姓名"):
        write_durably(folder / PEOPLE_FILE, json.dumps(dict(names), ensure_ascii=False).encode(), private=True)


def read_people(folder: Path) -> Mapping[str, str]:
    """Return the names by officer id; empty where none are kept or the file is damaged."""
    try:
        kept = json.loads((folder / PEOPLE_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(one): str(name) for one, name in kept.items() if name} if isinstance(kept, dict) else {}
