"""What the disk did not take when a desk was left: held until somebody sits there again."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from app.errors import InspectorError, StorageFailed
from ui.keeping import Held, attempt
from ui.workplace import Workplace

if TYPE_CHECKING:
    from app.services.session.opening import OpenDesk


@dataclass
class _Left:
    words: Held = field(default_factory=dict)
    told: bool = False
    pictures: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    @property
    def number_of_pictures(self) -> int:
        return sum(map(len, self.pictures.values()))


class Leftovers:
    """By data folder: a lock, another officer and 大字 lose nothing that waits for room on the disk."""

    def __init__(self) -> None:
        self._left: dict[Path, _Left] = {}
        self.refusal: Exception | None = None  # why words were not kept at the last try

    def take(self, place: Workplace) -> None:
        """Hold what did not get to the disk at a desk that is left, or whose pages are made anew."""
        words, told = place.keeping.leave()
        pictures = {where: held for where, held in place.unwritten.items() if held}
        self._hold(place.desk, _Left(words, told, pictures))

    def give(self, place: Workplace) -> None:
        """Let somebody who sits down at the same data bring it to the disk."""
        left = self._left.pop(place.desk.store.folder, None)
        if left is not None:
            self.refusal = None
            place.unwritten.update(left.pictures)
            place.keeping.take_over(left.words, told=left.told)

    def try_once_more(self, desk: OpenDesk) -> None:
        """Keep the words that can be kept before the data are closed; off the UI thread.

        Pictures are tried every two seconds as it is: what got to the disk meanwhile is held no more.
        """
        left = self._left.get(desk.store.folder, _Left())
        errors = {key: attempt(work, desk) for key, (work, _) in left.words.items()}
        words = {key: held for key, held in left.words.items() if errors[key] is not None}
        self.refusal = next((error for error in errors.values() if error is not None), None)
        pictures = {where: _not_on_disk(desk, *where, held) for where, held in left.pictures.items()}
        pictures = {where: held for where, held in pictures.items() if held}
        self._hold(desk, _Left(words, left.told or bool(words), pictures))

    @property
    def loss(self) -> StorageFailed | None:
        """Return what to tell of words that found no room as the program was closed, None where all did."""
        if self.refusal is None:
            return None
        count = sum(len(one.words) for one in list(self._left.values()))
        title = tr("有 {n} 处填写的内容没有存到磁盘，已随关闭丢失。").format(n=count)
        advice = tr("请清理磁盘空间，重新打开程序后再填写这些内容；已确认保存的内容不受影响。")
        return StorageFailed("words-lost", title, advice)

    @property
    def count(self) -> int:
        """Return how much is held."""
        return sum(len(one.words) + one.number_of_pictures for one in list(self._left.values()))

    def asked(self, place: Workplace | None) -> tuple[str, str, str] | None:
        """Return what to ask before the program is closed: what, what to do, and the button that goes on all the same.

        None where all is on the disk.
        """
        left = list(self._left.values())
        words = sum(len(one.words) for one in left) + (place.keeping.refused if place is not None else 0)
        here = map(len, place.unwritten.values()) if place is not None else ()
        pictures = sum(one.number_of_pictures for one in left) + sum(here)
        if not words and not pictures:
            return None
        what = [tr("{n} 处填写的内容").format(n=words)] * bool(words)
        what += [tr("{n} 张图片").format(n=pictures)] * bool(pictures)
        title = tr("有 {what}还没有存到磁盘，现在关闭会丢失。").format(what=tr("、").join(what))
        return title, tr("请先清理磁盘空间，程序会自动重试；存好以后再关闭。"), tr("不要这些，关闭")

    def _hold(self, desk: OpenDesk, left: _Left) -> None:
        if left.words or left.pictures:
            self._left[desk.store.folder] = left
        else:
            self._left.pop(desk.store.folder, None)


def _not_on_disk(desk: OpenDesk, officer: str, inspection: str, held: Mapping[str, Any]) -> dict[str, Any]:
    from app.services.evidence.waiting import what_waits  # the prompt for the passphrase does not wait for it

    found: set[str] = set()
    if officer == desk.officer:
        with suppress(InspectorError):  # what cannot be read is held on
            found = {one.id for one in what_waits(desk, inspection) if not one.lost}
    return {name: one for name, one in held.items() if name not in found}


def tr(text: str) -> str:
    """Return words of the window."""
    return QCoreApplication.translate("Leftovers", text)
