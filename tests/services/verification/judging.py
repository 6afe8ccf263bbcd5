"""A folder opened and judged as the command does it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from app.domain.clock import CHINA
from app.services.session.opening import OpenDesk, open_desk
from app.services.session.paths import built_in_forms
from app.services.verification.outcome import Outcome
from app.services.verification.verifying import verify_path

NOW = datetime(2026, 6, 8, 9, 0, tzinfo=CHINA)


def clock() -> datetime:
    return NOW


def opener(folder: Path) -> OpenDesk:
    return open_desk(folder, forms=built_in_forms(), clock=clock)


def check(path: Path, **more: Path) -> Outcome:
    return verify_path(path, opener, **more)
