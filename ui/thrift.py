"""Memory that is not needed is given back to the machine: office laptops have little of it."""

from __future__ import annotations

import ctypes
import linecache
import sys
from typing import Any

from PySide6.QtGui import QPixmapCache

# Fusion keeps a picture of every button in each size and state; 10 MB of them unless told otherwise
_PICTURES_KIB = 2 * 1024
# M_ARENA_MAX and M_TRIM_THRESHOLD of <malloc.h>
_GLIBC_MALLOC = ((-8, 1), (-1, 131_072))


def spare_memory(platform: str) -> bool:
    """Let glibc give back what the workers freed: an arena for each thread held 50 MB at the end of a visit day.

    Returns whether it was asked for; elsewhere than on glibc nothing is done.
    """
    mallopt = _of_glibc("mallopt", platform)
    return mallopt is not None and all(mallopt(*one) for one in _GLIBC_MALLOC)


def spare_pictures() -> None:
    """Keep a fifth of the pictures that Qt would keep of controls it painted: 8 MB less at the end of a visit day."""
    QPixmapCache.setCacheLimit(_PICTURES_KIB)


def give_back(platform: str = sys.platform) -> bool:
    """Drop source text that was read and give back what is free between memory in use: 15 MB after a paper was set.

    PySide reads the source of each module that imports another (for its feature switch) and ``linecache`` keeps it.
    Returns whether glibc gave back any; call it off the UI thread, it takes some milliseconds.
    """
    linecache.clearcache()
    trim = _of_glibc("malloc_trim", platform)
    return trim is not None and bool(trim(0))


def _of_glibc(name: str, platform: str) -> Any:
    return getattr(ctypes.CDLL(None), name, None) if platform.startswith("linux") else None
