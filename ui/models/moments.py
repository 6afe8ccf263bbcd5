"""Moments as pages show them."""

from __future__ import annotations

from datetime import datetime

from app.domain.clock import CHINA


def moment_words(moment: datetime) -> str:
    """Return a moment as pages show it: 2026-06-08 15:20."""
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}"
