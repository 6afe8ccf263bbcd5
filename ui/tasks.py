"""Work off the UI thread: one lane for the store, so that its work is serial, and one for what takes long."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from shiboken6 import isValid

from ui.afterwards import Afterwards
from ui.thrift import give_back

T = TypeVar("T")
Failed = Callable[[Exception], None]

QUIET = 300  # milliseconds without work until what it took is given back

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Ended:
    owner: QObject
    generation: int
    value: Any
    error: Exception | None
    done: Callable[[Any], None] | None
    failed: Failed | None


class Tasks(QObject):
    """The one runner. ``done`` and ``failed`` are called on the UI thread, unless their page is gone meanwhile.

    ``went_wrong`` carries what no page took as its own failure; ``unkept`` why words being typed are not on the disk
    yet, None once they are: nobody is stopped while typing. ``busy_changed`` tells whether anything is under way;
    ``told`` follows each thing that ended, once its page was told. Once nothing is under way for a moment, the memory
    that work took is given back.
    """

    went_wrong = Signal(object)
    unkept = Signal(object)
    busy_changed = Signal(bool)
    told = Signal()
    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._behind = ThreadPoolExecutor(1, thread_name_prefix="behind")
        self._generation = 0
        self._closed = False
        self._owners: list[QObject] = []  # of what is under way or waits to be told
        self._afterwards = Afterwards(self)
        self._quiet = QTimer(self, singleShot=True, interval=QUIET)
        self._quiet.timeout.connect(lambda: self._behind.submit(give_back))
        self._ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Return whether anything is under way or waits to be told."""
        return bool(self._owners)

    @property
    def closed(self) -> bool:
        """Return whether nothing more is taken: the window is about to close."""
        return self._closed

    def waits_for(self, page: QObject) -> bool:
        """Return whether anything is under way for a page, or for a part of it."""
        return any(_is_within(one, page) for one in self._owners)

    def run(
        self,
        owner: QObject,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
        *,
        behind: bool = False,
    ) -> None:
        """Do ``work`` on the store's lane (``behind``: on the lane for what takes long) and tell the page ``owner``."""
        self._begin(owner)
        lane = self._behind if behind else self._store
        generation = self._generation

        def ended(future: Future[T]) -> None:
            error = future.exception()
            if error is not None and not isinstance(error, Exception):
                raise error
            value = None if error is not None else future.result()
            self._ended.emit(_Ended(owner, generation, value, error, done, failed))

        lane.submit(work).add_done_callback(ended)

    def run_after_painting(
        self,
        owner: QObject,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Do ``work`` on the store's lane once the window has painted what it shows by now; meanwhile it is busy.

        For reading alone: it is left out where its page or the desk is gone by then. Python runs one thread at a time,
        so work begun at once would keep the painting waiting.
        """
        self.do_after_painting(owner, lambda: self.run(owner, work, done, failed))

    def do_after_painting(self, owner: QObject, act: Callable[[], None]) -> None:
        """Do ``act`` on the UI thread once the window has painted what it shows by now; meanwhile it is busy.

        It is left out where its page or the desk is gone by then.
        """
        self._begin(owner)
        generation = self._generation

        def painted() -> None:
            try:
                if generation == self._generation and isValid(owner):
                    act()
            finally:
                self._end(owner)
            self.told.emit()

        self._afterwards.then(painted)

    def run_last(
        self,
        owner: QObject,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Do ``work`` on the lane for what takes long once all that was begun before it, on both lanes, has ended."""
        before = self._store.submit(lambda: None)

        def after_all() -> T:
            before.result()
            return work()

        self.run(owner, after_all, done, failed, behind=True)

    def forget(self) -> None:
        """Give no page the results of what was begun before now: the desk it was for has been left.

        What fails is still told: it may be the last answer that did not reach the disk.
        """
        self._generation += 1

    def finish_begun(self) -> None:
        """Wait until the store's lane has done all that was begun, and tell what became of it."""
        self._store.submit(lambda: None).result()
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall)

    def close(self) -> None:
        """Finish what is under way, tell what failed of it, and take nothing more."""
        self.forget()
        self._closed = True
        self._store.shutdown(wait=True)
        self._behind.shutdown(wait=True)
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall)
        self._quiet.stop()

    def _begin(self, owner: QObject) -> None:
        self._quiet.stop()
        self._owners.append(owner)
        if len(self._owners) == 1:
            self.busy_changed.emit(True)

    def _end(self, owner: QObject) -> None:
        self._owners.remove(owner)
        if not self._owners:
            self.busy_changed.emit(False)
            if not self._closed:
                self._quiet.start()

    def _on_ended(self, ended: _Ended) -> None:
        self._end(ended.owner)
        self._tell(ended)
        self.told.emit()

    def _tell(self, ended: _Ended) -> None:
        if ended.generation != self._generation or not isValid(ended.owner):
            # The page is gone, what it asked for failed all the same; a RuntimeError only says that a control is gone.
            if ended.error is not None and not isinstance(ended.error, RuntimeError):
                self.went_wrong.emit(ended.error)
            return
        if ended.error is None:
            if ended.done is not None:
                ended.done(ended.value)
        elif ended.failed is not None:
            ended.failed(ended.error)
        else:
            self.went_wrong.emit(ended.error)


def _is_within(part: QObject | None, page: QObject) -> bool:
    while part is not None and isValid(part):
        if part is page:
            return True
        part = part.parent()
    return False
