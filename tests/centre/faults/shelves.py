"""The forms that laptops under fault work with: those of the program, or for long runs of a bureau with few numbers."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from app.services.session.paths import built_in_forms

# by the environment, which reaches the processes that are killed
_FORMS = "FAULT_FORMS"
# papers of a bureau that gives a number to these only: each number is an entity that every comparison goes through
FEW = ("D2", "D11")


def forms() -> Path:
    """Return the folder of the forms in use."""
    return Path(os.environ.get(_FORMS) or built_in_forms())


def number_few(folder: Path) -> Path:
    """Use from now on a copy of the forms in which a few kinds of paper carry numbers."""
    copy = folder / "forms"
    shutil.copytree(built_in_forms(), copy)
    for file in (copy / "bureaus").glob("*.toml"):
        text = file.read_text(encoding="utf-8")
        file.write_text(re.sub(r"^D(?!(?:2|11) )[\w-]+ = .*\n", "", text, flags=re.MULTILINE), encoding="utf-8")
    os.environ[_FORMS] = str(copy)
    return copy
