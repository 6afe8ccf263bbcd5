"""Take all pictures of one variant: normal, 大字, long text, or with a failure shown."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from PIL import Image

from tests.pictures.gallery import SHOTS, Shot
from tests.pictures.stores import MOMENTS, PictureStore, papers_of, stores_of
from tests.pictures.studio import name_folder, opened, picture, press, settle, show_failure
from ui.main_window import MainWindow

NORMAL, LARGE, LONG, FAILED = "normal", "large", "long", "failed"


@dataclass(frozen=True)
class Taken:
    """One picture of one page; ``variant`` is normal, large, long or failed."""

    name: str
    variant: str
    image: Image.Image


class Stores:
    """The stores behind the pictures, each made once and copied for each use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[bool, dict[str, PictureStore]] = {}
        self._copies = 0

    def copy(self, step: str, *, long: bool) -> PictureStore:
        """Return a copy of the store that stands after ``step``; an empty folder for ""."""
        self._copies += 1
        copied = self._folder / f"copy-{self._copies}"
        if not step:
            return PictureStore(copied / "data", MOMENTS["prepared"], "")
        made = self._rehearsed(long=long)[step]
        shutil.copytree(made.folder, copied)
        return PictureStore(copied, made.moment, made.inspection)

    def papers(self) -> Path:
        """Return the folder of the papers that were served."""
        self._rehearsed(long=False)
        return papers_of(self._out(long=False))

    def _rehearsed(self, *, long: bool) -> dict[str, PictureStore]:
        if long not in self._made:
            self._made[long] = stores_of(self._out(long=long), long=long)
        return self._made[long]

    def _out(self, *, long: bool) -> Path:
        return self._folder / ("long" if long else "normal")


def take(stores: Stores, variants: Iterable[str], shots: Iterable[Shot] = SHOTS) -> Iterator[Taken]:
    """Give the pictures of these variants, page by page."""
    wanted = tuple(variants)
    ordered = sorted(shots, key=lambda one: (one.step, one.seat))
    for passing in (NORMAL, LARGE, LONG):
        with_failure = passing == NORMAL and FAILED in wanted
        if passing not in wanted and not with_failure:
            continue
        for _, group in groupby(ordered, key=lambda one: (one.step, one.seat) if one.step else one.name):
            yield from _take_group(stores, list(group), passing, with_failure=with_failure)


def _take_group(stores: Stores, shots: list[Shot], passing: str, *, with_failure: bool) -> Iterator[Taken]:
    first = shots[0]
    store = stores.copy(first.step, long=passing == LONG)
    with opened(store.folder, store.moment, store.folder.parent / "choices", large=passing == LARGE) as window:
        if first.step:
            press(window, f"seat_{first.seat}")
        for shot in shots:
            yield from _take_one(window, shot, store, passing, with_failure=with_failure)


def _take_one(
    window: MainWindow, shot: Shot, store: PictureStore, passing: str, *, with_failure: bool
) -> Iterator[Taken]:
    shot.way(window, store.inspection)
    settle(window.tasks)
    name_folder(window, store.folder)
    yield Taken(shot.name, passing, picture(window))
    if with_failure and show_failure(window):
        yield Taken(shot.name, FAILED, picture(window))
