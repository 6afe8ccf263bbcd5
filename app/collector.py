"""Sparing the collector of cycles where hundreds of thousands of small objects are made and none is in a cycle."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_sparing = 0
_was_on = False


def sparing() -> bool:
    """Return whether a block runs now that wants no search."""
    return _sparing > 0


@contextmanager
def without_collector() -> Iterator[None]:
    """Keep the collector off while this block, or one on another thread, runs; where it was off it stays off."""
    global _sparing, _was_on
    with _lock:
        if not _sparing:
            _was_on = gc.isenabled()
            gc.disable()
        _sparing += 1
    try:
        yield
    finally:
        with _lock:
            _sparing -= 1
            if not _sparing and _was_on:
                gc.enable()
