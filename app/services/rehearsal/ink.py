"""Made-up handwriting for the rehearsal: strokes that look like a signature and belong to nobody."""

from __future__ import annotations

import hashlib
import math
from typing import Any

STROKES = 6
SAMPLES = 14


def strokes_of(key: str) -> dict[str, Any]:
    """Return ink for a made-up person: the same key gives the same strokes (app.domain.ink tells the units)."""
    digest = hashlib.sha256(key.encode()).digest()
    strokes = [_stroke(digest[number * 4 : number * 4 + 4], number) for number in range(STROKES)]
    return {
        "v": 1,
        "unit": "0.01mm",
        "width_mm": 60,
        "height_mm": 20,
        "pressure_source": "pen",
        "strokes": strokes,
    }


def _stroke(seed: bytes, number: int) -> list[list[int]]:
    x, y = 400.0 + 650 * number, 500.0 + seed[0] * 3
    heading = seed[1] / 255 * math.pi - math.pi / 4
    bend = (seed[2] - 128) / 600
    samples = []
    for step in range(SAMPLES):
        pressure = round(350 + 500 * math.sin(math.pi * (step + 1) / (SAMPLES + 1)))
        samples.append([round(x), round(y), pressure, number * 320 + step * 12])
        x, y = x + 55 * math.cos(heading), y + 55 * math.sin(heading)
        heading += bend + (0.5 if step == SAMPLES // 2 and seed[3] % 2 else 0.0)
    return samples
