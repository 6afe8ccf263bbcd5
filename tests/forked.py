"""Processes of a test's own: forked from one that imported everything once, fresh and without threads."""

from __future__ import annotations

import multiprocessing
import sys
from typing import Any

CONTEXT: Any = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
if sys.platform != "win32":
    CONTEXT.set_forkserver_preload([
        "tests.storage.killed_writer", "tests.centre.faults.forked_laptop", "tests.ui.scaled_window",
    ])
