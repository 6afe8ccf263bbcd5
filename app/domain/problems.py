"""Wrong input: told as a list, never raised, so that a form can show every fault at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.characters import cleaned, unprintable

LONGEST_LINE, LONGEST_PASSAGE = 200, 2000
"""The most characters of what is typed into one line (a name, a place), and of a reason or description."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of what was typed: the ``field`` it belongs to (English key) and the Chinese ``text`` beside it."""

    field: str
    text: str


def too_long(typed: Mapping[str, str], most: int) -> list[Problem]:
    """Return a problem for each field with more than ``most`` characters; what was typed is not cut."""
    return [Problem(name, f"文字超过 {most} 字，请缩短。") for name, text in typed.items() if len(text) > most]


def typing_faults(typed: Mapping[str, str], most: int) -> list[Problem]:
    """Return what keeps each field from being recorded and printed: too long, or characters no paper can show.

    Told where it is typed, since the paper that cites it may be made when the officers have left.
    """
    return too_long(typed, most) + unprintable_in(typed)


def unprintable_in(typed: Mapping[str, str]) -> list[Problem]:
    """Return a problem for each field with characters that no paper can show."""
    found = [(name, unprintable(cleaned(text))) for name, text in typed.items()]
    told = [(name, shown.encode("utf-8", "replace").decode()) for name, shown in found if shown]
    return [Problem(name, f"文书不能印出“{shown}”，请改用其他写法。") for name, shown in told]
