"""How much of a fault test runs: a short, fixed part in `make test`, the aims in `make soak`, both set from outside.

SOAK_CUTS, SOAK_KILLS (laptops), SOAK_BACKENDS (killed), SOAK_RUNS (of the state machine), SOAK_CRASHES (of the server)
and SOAK_RESTORES name the amounts of the long part, SOAK_SEED its first seed.
"""

from __future__ import annotations

import os

LONG = os.environ.get("SOAK") == "1"
AIMS = {"CUTS": 100_000, "KILLS": 10_000, "BACKENDS": 10_000, "RUNS": 2_000, "CRASHES": 200, "RESTORES": 20}


def amount(name: str, short: int) -> int:
    """Return how often a fault is tried: ``short``, or the long amount where the soak runs."""
    return int(os.environ.get(f"SOAK_{name}", AIMS[name])) if LONG else short


def first_seed() -> int:
    """Return the seed to begin with; each try adds one, and a red try names its own."""
    return int(os.environ.get("SOAK_SEED", "1"))
