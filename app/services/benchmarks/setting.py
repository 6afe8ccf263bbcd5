"""How long a notice takes to be set as PDF, first and next in a fresh process, against a window toolkit's own."""

from __future__ import annotations

import importlib
import importlib.util
import json
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from app.services.benchmarks.figures import Figure, percentile, timed

NEXT = 10
# Not part of the program: it needs the window toolkit, and is there in a source tree only.
BASELINE_MODULE = "tests.bench.qt_notice"


def notice(forms: Path, times: int = NEXT) -> list[Figure]:
    """Return what the notice of the samples takes to be set, first (with all loading) and next."""
    ours = _in_fresh_process(_our_notice, forms, times)
    theirs = _in_fresh_process(_their_notice, forms, times) if _baseline_there() else None
    return [
        Figure("notice", name, "ms", 1e3 * value, None if theirs is None else 1e3 * theirs[at])
        for at, (name, value) in enumerate(zip(("first", "next p50"), ours, strict=True))
    ]


def sample_paragraphs(forms: Path) -> list[str]:
    """Return the text of the sample notice, line by line as it is set."""
    return [line for page in _render(forms).split("\f") for line in page.split("\n")]


def _in_fresh_process(
    act: Callable[[Path, int], tuple[float, float]], forms: Path, times: int
) -> tuple[float, float]:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(act, forms, times).result()


def _baseline_there() -> bool:
    try:
        return all(importlib.util.find_spec(name) is not None for name in (BASELINE_MODULE, "PySide6.QtGui"))
    except ModuleNotFoundError:
        return False


def _render(forms: Path) -> str:
    from app.catalogue.documents import read_documents
    from app.typesetting.rendering import render

    folder = forms / "inspections" / "electronic-records" / "documents"
    definition = read_documents(folder).definitions["D11"]
    data = json.loads((folder / "samples" / "D11.json").read_text(encoding="utf-8"))
    return render(definition, data, training=True).text


def _our_notice(forms: Path, times: int) -> tuple[float, float]:
    first = timed(lambda: _render(forms))
    return first, percentile([timed(lambda: _render(forms)) for _ in range(times)], 0.5)


def _their_notice(forms: Path, times: int) -> tuple[float, float]:
    paragraphs = sample_paragraphs(forms)
    write: Callable[[list[str]], bytes]

    def first_time() -> None:
        nonlocal write
        write = importlib.import_module(BASELINE_MODULE).notice_as_pdf
        write(paragraphs)

    first = timed(first_time)
    return first, percentile([timed(lambda: write(paragraphs)) for _ in range(times)], 0.5)
