"""What is typed, on its way to the disk: tried again while the disk is full, and told once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from ui.tasks import Tasks

if TYPE_CHECKING:
    from app.services.session.opening import OpenDesk

AGAIN_MS = 2_000

Ask = Callable[..., None]  # Workplace.ask of the desk
Work = Callable[["OpenDesk"], Any]
Held = dict[tuple[str, str], tuple[Work, Any]]  # by root and name: what keeps the words, and the words


class Beside(dict[str, str]):
    """Words that stand beside those of before on the disk, which could not be read when they were typed.

    ``settled`` names which of those of before are of no use any more.
    """

    def __init__(self, words: Mapping[str, str], settled: Collection[str] = ()) -> None:
        super().__init__(words)
        self._settled = frozenset(settled)

    def over(self, before: Mapping[str, str]) -> dict[str, str]:
        """Return them with what counts of those of before."""
        return {**{name: words for name, words in before.items() if name not in self._settled}, **self}


def over_the_disk(kept: Mapping[str, str], held: Mapping[str, str] | None) -> Mapping[str, str]:
    """Return what counts of words on the disk and newer ones held in memory, None where none are."""
    if held is None:
        return kept
    return held.over(kept) if isinstance(held, Beside) else held


def attempt(work: Work, desk: OpenDesk) -> Exception | None:
    """Return why words could not be kept, None once they are on the disk."""
    try:
        work(desk)
    except Exception as error:  # noqa: BLE001  # whatever it is, the words are held and it is told
        return error
    return None


class Keeping(QObject):
    """Keeps words at one desk, by root and name; what did not go is held here, whatever page is shown meanwhile.

    It goes as soon as there is room. The window is told of the first that did not go, and once all is on the disk.
    """

    def __init__(self, tasks: Tasks, ask: Ask) -> None:
        super().__init__(tasks)
        self._tasks, self._ask = tasks, ask
        self._held: Held = {}
        self._told = False
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self._on_again)

    def keep(self, root: str, name: str, words: Any, work: Work) -> None:
        """Do what keeps ``words``; they take the place of what could not be kept under their name before."""
        self._held[root, name] = work, words
        self._send((root, name), work)

    def held(self, root: str) -> Mapping[str, Any]:
        """Return the words under a root that are not on the disk yet, by name: newer than what is there."""
        return {name: words for (at, name), (_, words) in dict(self._held).items() if at == root}  # on any thread

    @property
    def holds_any(self) -> bool:
        """Return whether any words are not on the disk yet."""
        return bool(self._held)

    def let_go(self, root: str, name: str) -> None:
        """Keep words no more: they are recorded."""
        self._held.pop((root, name), None)
        self._tell_if_all_is_safe()

    @property
    def refused(self) -> int:
        """Return how many words wait for room on the disk, 0 while they are merely on their way."""
        return len(self._held) if self._told else 0

    def take_over(self, held: Held, *, told: bool) -> None:
        """Hold what another one did at the same desk; ``told``: the window says so already."""
        self._held, self._told = {**held, **self._held}, told or self._told
        self._on_again()

    def leave(self) -> tuple[Held, bool]:
        """Return what is held, and whether that was told, and hold nothing any longer: the desk is left."""
        self._again.stop()
        held, told = self._held, self._told
        self._held, self._told = {}, False
        self.deleteLater()
        return held, told

    def _send(self, key: tuple[str, str], work: Work) -> None:
        self._ask(self, lambda desk: attempt(work, desk), lambda error: self._on_tried(key, work, error))

    def _is_newest(self, key: tuple[str, str], work: Work) -> bool:
        return key in self._held and self._held[key][0] is work  # else newer words are under way

    def _on_tried(self, key: tuple[str, str], work: Work, error: Exception | None) -> None:
        if not self._is_newest(key, work):
            return
        if error is None:
            self.let_go(*key)
        else:
            self._on_unsafe(error)

    def _tell_if_all_is_safe(self) -> None:
        if not self._held and self._told:
            self._told = False
            self._tasks.unkept.emit(None)

    def _on_unsafe(self, error: Exception) -> None:
        self._again.start()
        if not self._told:
            self._told = True
            self._tasks.unkept.emit(error)

    def _on_again(self) -> None:
        for key, (work, _) in [] if self._tasks.closed else list(self._held.items()):
            self._send(key, work)
