"""How much of a fault is tried: a short, fixed part in the tests; `make soak` goes on until these aims.

SOAK_CUTS, SOAK_OFFSETS, SOAK_KILLS (of laptops), SOAK_BACKENDS (killed), SOAK_RUNS (of the state machine), SOAK_CRASHES
(of the server) and SOAK_RESTORES set other aims, 0 leaves one out. SOAK_SEED is the first seed. SOAK_SECONDS ends the
soak after so long. SOAK_TALLY names the file in which it counts and from which it goes on.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

LONG = os.environ.get("SOAK") == "1"
# the offsets of a full conversation, some 8,000, are counted when they are tried: the aim is each of them once
AIMS = {
    "cuts": 100_000, "offsets": 1 << 40, "kills": 10_000, "backends": 10_000, "runs": 2_000, "crashes": 200,
    "restores": 20,
}  # fmt: skip


def aim(part: str) -> int:
    """Return how often a fault is tried in a soak."""
    return int(os.environ.get(f"SOAK_{part.upper()}", AIMS[part]))


def first_seed() -> int:
    """Return the seed to begin with; each try adds one, and a red try names its own."""
    return int(os.environ.get("SOAK_SEED", "1"))


def seconds() -> float:
    """Return after how many seconds a soak ends, however far it is."""
    return float(os.environ.get("SOAK_SECONDS", "inf"))


def tally_file() -> Path:
    """Return the file in which a soak counts."""
    named = os.environ.get("SOAK_TALLY")
    return Path(named) if named else Path(tempfile.gettempdir()) / "archives-inspection-soak.json"
