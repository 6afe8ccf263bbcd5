"""The chapters of the help: one Markdown file each, and which one belongs to a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from app.services.session.paths import resource_path

# In the order of the list; the file is resources/help/<name>.md and its first line the title.
ORDER = (
    "start", "keyboard", "home", "deadlines", "progress", "all_inspections", "new_inspection", "preparation", "arrival",
    "checking", "outcome", "record",
    "papers", "closing", "approvals", "sync", "lost_key", "registers", "verifying", "settings", "seat",
)  # fmt: skip

_PICTURE = re.compile(r"^!\[([^\]]*)\]\([^)]*\)$", re.MULTILINE)

# Rooms and pages that are told of in the chapter of another.
OTHER = {"entrance": "start", "unit": "registers"}


@dataclass(frozen=True)
class Chapter:
    """A chapter by the name of its file, with its title."""

    name: str
    title: str


def chapters() -> tuple[Chapter, ...]:
    """Return all chapters in the order of the list."""
    return tuple(Chapter(one, chapter_text(one).partition("\n")[0].lstrip("# ").strip()) for one in ORDER)


def chapter_text(name: str) -> str:
    """Return the Markdown of a chapter."""
    return resource_path("resources", "help", f"{name}.md").read_text(encoding="utf-8")


def chapter_with_captions(name: str, caption: str) -> str:
    """Return the Markdown of a chapter with words below each picture: ``caption`` holds {words}."""
    return _PICTURE.sub(lambda found: f"{found[0]}\n\n{caption.format(words=found[1])}", chapter_text(name))


def pictures_folder() -> Path:
    """Return the folder from which the chapters name their pictures (made by ``make pictures``)."""
    return resource_path("resources", "help")


def chapter_of(page: object) -> str:
    """Return the name of the chapter of a page: by its ``help_chapter``, else by the room or file of its class.

    Where none is, that of home.
    """
    own = str(getattr(page, "help_chapter", ""))
    if own:
        return own
    room, _, file = type(page).__module__.removeprefix("ui.pages.").rpartition(".")
    found = (room, file, OTHER.get(room), OTHER.get(file), "home")
    return next(one for one in found if one in ORDER)
