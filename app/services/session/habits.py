"""How this device is used: when it locks by itself, how papers are usually stamped."""

from __future__ import annotations

from app.services.desk import Desk

IDLE, STAMPING = "idle_minutes", "stamp_way"
IDLE_CHOICES = (5, 10, 15, 30)  # 30 minutes is the most that is safe with a laptop on a stranger's table
USUAL_IDLE = 30


def idle_minutes(desk: Desk) -> int:
    """Return after how many minutes without a touch the data locks."""
    kept = desk.store.settings.get(IDLE)
    return kept if isinstance(kept, int) and kept in IDLE_CHOICES else USUAL_IDLE


def set_idle_minutes(desk: Desk, minutes: int) -> None:
    """Keep after how many minutes the data locks; one of IDLE_CHOICES."""
    if minutes not in IDLE_CHOICES:
        raise ValueError(minutes)
    desk.store.settings.set(IDLE, minutes)


def usual_stamping(desk: Desk) -> str:
    """Return how papers are usually stamped here (a key of STAMP_WAYS), "" where nothing was said."""
    kept = desk.store.settings.get(STAMPING)
    return kept if isinstance(kept, str) else ""


def set_usual_stamping(desk: Desk, way: str) -> None:
    """Keep how papers are usually stamped here; "" for none."""
    desk.store.settings.set(STAMPING, way or None)
