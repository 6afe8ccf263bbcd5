"""How long an exchange by file takes: a parcel of operations and one large file, written and taken in."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from app.domain.clock import CHINA
from app.domain.operations import Change
from app.services.attaching import attached, keep
from app.services.benchmarks.figures import Figure, timed
from app.services.exchange.parcels import pack
from app.services.exchange.taking_in import take_in
from app.services.session.opening import OpenDesk, close
from app.services.session.setting_up import set_up_training

_NOW = datetime(2026, 3, 9, 9, 30, tzinfo=CHINA)
_VERDICT = {"verdict": "violates", "reason": None, "severity": "ordinary", "note": "档案库房未配备温湿度监测设备"}


def parcel(folder: Path, forms: Path, operations: int = 10_000, megabytes: int = 50) -> list[Figure]:
    """Return what it takes to write a parcel and to take it in, against a plain durable copy of the same bytes."""
    one, two = (set_up_training(folder / name, forms=forms, clock=lambda: _NOW) for name in ("one", "two"))
    path = folder / "parcel.aix"
    try:
        _fill(one, operations, megabytes)
        packing = timed(lambda: pack(one, path))
        again = pack(one, path)
        copying = timed(lambda: _copied(path, folder / "copy"))
        taking = timed(lambda: take_in(two, path, again.code))
    finally:
        close(one)
        close(two)
    amount = f"{operations} operations, {megabytes} MB"
    return [
        Figure("parcel", f"export, {amount}", "s", packing, copying),
        Figure("parcel", f"import, {amount}", "s", taking, copying),
    ]


def _fill(desk: OpenDesk, operations: int, megabytes: int) -> None:
    for first in range(0, operations, 500):
        numbers = range(first, min(first + 500, operations))
        desk.commit([Change("answer", f"i{n // 60}/q{n % 60}", "value", dict(_VERDICT)) for n in numbers])
    digest = keep(desk, os.urandom(megabytes * 1024 * 1024))
    desk.commit([Change("inspection", "i0", "unit", "u0"), *attached(desk, "i0", digest, "video")])


def _copied(source: Path, target: Path) -> None:
    with source.open("rb") as reading, target.open("wb") as writing:
        while piece := reading.read(256 * 1024):
            writing.write(piece)
        writing.flush()
        os.fsync(writing.fileno())
