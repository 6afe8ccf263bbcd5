"""What something takes in a process of its own: the first time with all its loading, the next times, the memory."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from app.services.benchmarks.figures import timed

T = TypeVar("T")
STATUS = Path("/proc/self/status")
HIGHEST = "VmHWM:"


@dataclass(frozen=True)
class Taken:
    """Seconds of the first and the next times, and the most memory in MB, None where the system does not tell it."""

    first: float
    following: tuple[float, ...]
    memory: float | None


def in_fresh_process(act: Callable[..., T], *given: object) -> T:
    """Return what ``act`` returns in a process that has loaded nothing yet."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(act, *given).result()


def taken(load_and_make: Callable[[], Callable[[T], object]], contents: Sequence[T]) -> Taken:
    """Return what it takes to load what makes something, and to make it of each content in turn."""
    made: list[Callable[[T], object]] = []

    def first() -> None:
        made.append(load_and_make())
        made[0](contents[0])

    begun = timed(first)
    following = tuple(timed(partial(made[0], content)) for content in contents[1:])
    return Taken(begun, following, most_memory())


def most_memory() -> float | None:
    """Return the most memory in MB that this process held at a time, as Linux tells it."""
    # resource.getrusage counts what the parent held before the process was its own
    if not STATUS.is_file():
        return None
    lines = STATUS.read_text("ascii", "replace").splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(HIGHEST)), None)
