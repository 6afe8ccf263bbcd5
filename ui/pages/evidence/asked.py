"""What is asked about at each question: on the disk the moment it is there, until it is taken in or given up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import cast

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.services.desk import Desk, new_id
from ui.models.evidence_waiting import Kept, Source, forget_waiting, keep_waiting, waiting_sources
from ui.unfinished import Unfinished
from ui.workplace import Workplace

Sources = tuple[Source, ...]
RETRY_MS = 2000


class GivenUp:
    """What was given up last, with its question: it is still on the disk, in case that was a slip."""

    def __init__(self, forget: Callable[[Sequence[str]], None]) -> None:
        self._forget, self._path, self._sources = forget, "", cast("Sources", ())

    def hold(self, path: str, sources: Sources) -> None:
        """Hold this, and forget what was given up before."""
        self.forget()
        self._path, self._sources = path, sources

    def take(self) -> tuple[str, Sources]:
        """Return it, and hold it no more."""
        held, self._sources = (self._path, self._sources), ()
        return held

    def forget(self) -> None:
        """Forget it: nobody wants it."""
        self._forget([one.id for one in self.take()[1]])


class Asked(QObject):
    """For one form of one inspection. ``found()`` once it is known what was left unfinished before a crash.

    ``unkept(error)``, once, where the disk does not take what is asked about: that is tried again until it does, which
    ``safe()`` tells.
    ``changed()`` when other pieces wait, or another question is shown.
    """

    found = Signal()
    unkept = Signal(object)
    safe = Signal()
    changed = Signal()

    def __init__(self, form: QWidget, place: Workplace, inspection: str) -> None:
        super().__init__(form)
        self._place, self._inspection, self._prefix = place, inspection, f"takeIn/{inspection}/"
        self._path = self._about = ""  # the question shown, and the one whose sources are asked about
        self._left: dict[str, Sources] = {}
        # by id, with the question: not on the disk yet; held for the next page of this inspection too
        self._unkept: dict[str, tuple[str, Source]] = place.unwritten_of(inspection)
        self.given_up = GivenUp(self._forget)
        self._failed: frozenset[str] = frozenset()
        self._taking: frozenset[str] = frozenset()  # these are no longer put on the disk to wait there
        self._saving = self._told = False
        self._retry = QTimer(self, singleShot=True, interval=RETRY_MS)
        self._retry.timeout.connect(self._save)
        self._kept = Unfinished(form, place, "")
        place.ask(self, self._read, self._on_read)

    @property
    def elsewhere(self) -> bool:
        """Return whether what is asked about belongs to another question than the one shown."""
        return self._about != self._path

    @property
    def sources(self) -> Sources:
        """Return what is asked about."""
        return self._left.get(self._about, ())

    @property
    def elsewhere_waiting(self) -> Mapping[str, int]:
        """Return how many wait at each question but the one shown."""
        return {path: len(sources) for path, sources in self._left.items() if sources and path != self._path}

    def turn_to(self, path: str) -> None:
        """Let another question be the one that is shown."""
        self._path = path
        self.changed.emit()

    def begin(self) -> None:
        """Watch what is entered about the sources of the question shown."""
        self._about = self._path
        self._kept.begin(self._prefix + self._about)

    def add(self, sources: Sequence[Source]) -> None:
        """Ask at the question shown about these, too; a file that failed gives way."""
        stay = [one for one in self.waiting() if one.id not in self._failed or not (one.file or one.lost)]
        self._forget([one.id for one in self.waiting() if one not in stay])
        known = {one.file for one in stay if one.file is not None}
        new = [replace(one, id=new_id()) for one in sources if one.file is None or one.file not in known]
        self._left[self._path] = (*stay, *new)
        self._unkept.update({one.id: (self._path, one) for one in new})
        self._save()
        self.changed.emit()

    def waiting(self) -> Sources:
        """Return what waits at the question shown, nothing for none."""
        return self._left.get(self._path, ())

    def put_aside(self) -> None:
        """Let what is asked about wait at its question."""
        self._kept.rest()
        self.changed.emit()

    def take(self, *, as_files: bool = False) -> Sources:
        """Return what is taken in now; ``as_files``: whatever it is."""
        if as_files:
            self._left[self._about] = tuple(replace(one, as_file=True) for one in self.sources)
        self._taking = frozenset(one.id for one in self.sources)
        return self.sources

    def settle(self, taken: Collection[Source], failed: Collection[Source]) -> None:
        """Go on without what was taken in; what failed is asked about still."""
        gone, self._failed = {one.id for one in taken}, frozenset(one.id for one in failed)
        self._taking = frozenset()
        self._left[self._about] = tuple(one for one in self.sources if one.id not in gone)
        for done in gone:
            self._unkept.pop(done, None)
        if not self.sources:
            self._kept.finish()
        self._save()
        self.changed.emit()

    def give_up(self) -> int:
        """Ask no more about what is asked about, and return how many: it goes from the disk once that was meant."""
        sources = self._left.pop(self._about, ())
        self.given_up.hold(self._about, sources)
        self._kept.finish()
        self.changed.emit()
        return len(sources)

    def want_again(self) -> None:
        """Ask about what was given up last after all."""
        path, sources = self.given_up.take()
        if sources:
            self._left[path] = (*sources, *self._left.get(path, ()))
            self.changed.emit()

    def _forget(self, ids: Sequence[str]) -> None:
        for one in ids:
            self._unkept.pop(one, None)
        if ids:
            self._place.ask(self, lambda desk: forget_waiting(desk, self._inspection, ids))

    def _save(self) -> None:
        asked = [one for name, one in self._unkept.items() if name not in self._taking]
        if self._saving or not asked or self._place.tasks.closed:
            return
        self._saving = True
        work = lambda desk: keep_waiting(desk, self._inspection, asked)  # noqa: E731  # reads better here
        self._place.ask(self, work, self._on_saved, lambda error: self._on_saved(Kept((), error)))

    def _on_saved(self, kept: Kept) -> None:
        self._saving = False
        known = {one.id: one for one in kept.sources}
        for path, sources in self._left.items():  # given up or turned into files meanwhile, they stay so
            self._left[path] = tuple(
                replace(known[one.id], as_file=one.as_file) if one.id in known else one for one in sources
            )
        for gone in known:
            self._unkept.pop(gone, None)
        if kept.error is None or not self._unkept:
            if self._told and not self._unkept:
                self._told = False
                self._place.tasks.unkept.emit(None)
                self.safe.emit()
            self._save()
            return
        self._retry.start()
        self._place.tasks.unkept.emit(kept.error)  # told on every page that one goes to meanwhile
        if not self._told:
            self._told = True
            self.unkept.emit(kept.error)

    def _read(self, desk: Desk) -> tuple[Mapping[str, Sources], Collection[str]]:
        return waiting_sources(desk, self._inspection), self._kept.all_left(desk, self._prefix).keys()

    def _on_read(self, found: tuple[Mapping[str, Sources], Collection[str]]) -> None:
        left, said = found[0], found[1]
        left = self._with_held(left)
        for path in set(said) - {*left, *self._left}:
            self._kept.finish(self._prefix + path)  # killed after the last one was taken in
        self._left = {path: (*left.get(path, ()), *self._left.get(path, ())) for path in {**left, **self._left}}
        self.found.emit()
        self.changed.emit()
        self._save()  # what the page before could not

    def _with_held(self, left: Mapping[str, Sources]) -> dict[str, Sources]:
        """Return what was left waiting, with what the page before still holds in memory in its place."""
        found = {path: tuple(one for one in sources if one.id not in self._unkept) for path, sources in left.items()}
        here = {one.id for sources in self._left.values() for one in sources}
        for path, source in self._unkept.values():
            if source.id not in here:
                self._told = True  # by the page before
                found[path] = (*found.get(path, ()), source)
        return found

