"""The wording of a finding while it is typed: kept with what it was typed over, so that it never covers newer words."""

from __future__ import annotations

from collections.abc import Mapping

from app.services.desk import Desk
from ui.models.unsaved import keep_texts, kept_texts

_STEP, _TYPED, _OVER = "wording", "typed", "over"


def keep_wording(desk: Desk, finding: str, typed: str, over: str) -> None:
    """Keep what is typed of a finding whose recorded words are ``over``; the same words are nothing to keep."""
    keep_texts(desk, finding, _STEP, {_TYPED: typed, _OVER: over} if typed.strip() != over else {})


def drop_wording(desk: Desk, finding: str) -> None:
    """Forget what was typed of a finding: it is recorded."""
    keep_texts(desk, finding, _STEP, {})


def wording_left(desk: Desk, finding: str, recorded: str) -> tuple[str | None, str]:
    """Return what was typed over the words as recorded now, None for nothing, and what was typed over earlier ones."""
    kept: Mapping[str, str] = kept_texts(desk, finding, _STEP)
    if not kept:
        return None, ""
    return (kept[_TYPED], "") if kept[_OVER] == recorded else (None, kept[_TYPED])
