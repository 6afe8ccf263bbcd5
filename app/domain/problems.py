"""Wrong input: told as a list, never raised, so that a form can show every fault at once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of what was typed: the ``field`` it belongs to (English key) and the Chinese ``text`` beside it."""

    field: str
    text: str
