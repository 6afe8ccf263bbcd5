"""How long papers take to be set, against Qt's QTextDocument and against fpdf2: the same text in the same fonts.

The baselines get the lines as they are set here, so they are spared breaking them; each writes PDF/A where it can.
"""

from __future__ import annotations

import copy
import importlib
import importlib.util
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from app.services.benchmarks.figures import Figure, percentile
from app.services.benchmarks.fresh import Taken, in_fresh_process, taken

NEXT = 20
KIND = "D11"
# (font, size in points, text) of each run of each line of each page
Pages = list[list[list[tuple[str, float, str]]]]
# Not parts of the program: they need more than it, and are there in a source tree only.
BASELINES = {"Qt": ("tests.bench.qt_papers", "PySide6.QtGui"), "fpdf2": ("tests.bench.fpdf_papers", "fpdf")}
FIRST_AIM, NEXT_AIM = 350.0, 25.0
COMMON = [bytes((row, cell)).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF)]


def notice(forms: Path, times: int = NEXT) -> list[Figure]:
    """Return what the notice of the samples takes: first (with all loading), next (each with other facts), memory."""
    contents = [varied(_sample(forms), number) for number in range(times + 1)]
    pages = in_fresh_process(_pages_of, forms, contents)
    ours = in_fresh_process(_our_notices, forms, contents)
    theirs = {name: in_fresh_process(_their_notices, name, pages) for name in BASELINES if baseline_there(name)}
    return [figure for name in theirs or [""] for figure in _figures(ours, name, theirs.get(name))]


def _figures(ours: Taken, name: str, theirs: Taken | None) -> list[Figure]:
    against = f", {name}" if name else ""
    rows = (
        ("first", "ms", FIRST_AIM, lambda one: 1e3 * one.first),
        ("next p50", "ms", NEXT_AIM, lambda one: 1e3 * percentile(one.following, 0.5)),
        ("next p95", "ms", None, lambda one: 1e3 * percentile(one.following, 0.95)),
        ("memory", "MB", None, lambda one: one.memory),
    )
    return [
        Figure("notice", f"{figure}{against}", unit, value(ours), None if theirs is None else value(theirs), aim)
        for figure, unit, aim, value in rows
        if value(ours) is not None
    ]


def varied(data: dict[str, Any], number: int) -> dict[str, Any]:
    """Return the data of a notice to another unit, with other facts: no two have more than their clauses in common."""
    other = copy.deepcopy(data)
    other["number"] = f"保档执通〔2026〕{number + 1}号"
    for place, fact in enumerate(other["facts"]):
        start = 211 * number + 53 * place
        more = "".join(COMMON[(start + 7 * step) % len(COMMON)] for step in range(40))
        fact["text"] = f"{more[:8]}{fact['text'][:-8]}{more[8:]}。"
    other["unit"]["name"] = f"演练市{''.join(COMMON[(97 * number + step) % len(COMMON)] for step in range(4))}服务中心"
    return other


def baseline_there(name: str) -> bool:
    """Return whether a baseline can be measured here."""
    try:
        return all(importlib.util.find_spec(module) is not None for module in BASELINES[name])
    except ModuleNotFoundError:
        return False


def _folder(forms: Path) -> Path:
    return forms / "inspections" / "electronic-records" / "documents"


def _sample(forms: Path) -> dict[str, Any]:
    sample: dict[str, Any] = json.loads((_folder(forms) / "samples" / f"{KIND}.json").read_text(encoding="utf-8"))
    return sample


def sample_pages(forms: Path) -> Pages:
    """Return the pages of the sample notice."""
    return _pages_of(forms, [_sample(forms)])[0]


def _our_notices(forms: Path, contents: Sequence[dict[str, Any]]) -> Taken:
    def load() -> Callable[[dict[str, Any]], object]:
        from app.catalogue.documents import read_document
        from app.typesetting.rendering import render

        definition, _ = read_document(_folder(forms) / f"{KIND}.toml")
        assert definition is not None
        return lambda data: render(definition, data, training=True).pdf

    return taken(load, contents)


def _their_notices(name: str, contents: Sequence[Pages]) -> Taken:
    return taken(lambda: importlib.import_module(BASELINES[name][0]).paper_as_pdf, contents)


def _pages_of(forms: Path, contents: Sequence[dict[str, Any]]) -> list[Pages]:
    from app.catalogue.documents import read_document
    from app.typesetting.composing import compose
    from app.typesetting.slabs import TextMark

    definition, _ = read_document(_folder(forms) / f"{KIND}.toml")
    assert definition is not None
    return [
        [
            [
                [(run.face.name, run.size, run.text) for run in mark.line.runs]
                for mark in sheet.marks
                if isinstance(mark, TextMark)
            ]
            for name in definition.copies
            for sheet in compose(definition, data, name, True)
        ]
        for data in contents
    ]
