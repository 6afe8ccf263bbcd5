"""Sparing the collector of cycles where hundreds of thousands of small objects are made and none is in a cycle."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_sparing = 0


@contextmanager
def without_collector() -> Iterator[None]:
    """Keep the collector off while this block, or one on another thread, runs; nothing where it was off already."""
    global _sparing
    with _lock:
        ours = _sparing > 0 or gc.isenabled()
        if ours:
            _sparing += 1
            gc.disable()
    try:
        yield
    finally:
        with _lock:
            if ours:
                _sparing -= 1
                if not _sparing:
                    gc.enable()
