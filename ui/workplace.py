"""What every page works with once somebody is at the desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject

from ui.courier import Courier
from ui.keeping import Keeping
from ui.tasks import Failed, Tasks

if TYPE_CHECKING:
    from app.domain.procedure.records import Officer
    from app.services.session.opening import OpenDesk

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LedOut:
    """From which place of an inspection somebody was led to a page of the bar, and what was ``wanted`` there."""

    inspection: str
    place: str
    title: str
    wanted: str


@dataclass(eq=False)
class Workplace:
    """The open desk with its officer, and the runner for work off the UI thread.

    ``officer`` is who sits there as the register knew it when the seat was taken; None where it knows nobody.
    ``led_out``: where an inspection led out of it just now.
    """

    desk: OpenDesk
    tasks: Tasks
    officer: Officer | None = None
    led_out: LedOut | None = None

    def led_here(self, name: str) -> LedOut | None:
        """Return the place in an inspection that led to a page, once: who goes there by the bar is not led."""
        led, self.led_out = self.led_out, None
        return led if led is not None and led.wanted.partition("/")[0] == name else None

    @property
    def only_looks(self) -> bool:
        """Return whether an auditor is at the desk, who changes nothing."""
        return self.officer is not None and self.officer.only_looks

    @cached_property
    def courier(self) -> Courier:
        """Return the one runner of synchronisations at this desk."""
        return Courier(self.ask)

    @cached_property
    def unwritten(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Return the pictures that the disk has not taken yet, by officer and inspection: they outlive their page."""
        return {}

    def unwritten_of(self, inspection: str) -> dict[str, Any]:
        """Return those of the officer at the desk in an inspection."""
        return self.unwritten.setdefault((self.desk.officer, inspection), {})

    @property
    def holds_any(self) -> bool:
        """Return whether words or pictures of this desk are not on the disk yet."""
        return self.keeping.holds_any or any(self.unwritten.values())

    @cached_property
    def keeping(self) -> Keeping:
        """Return what brings the words typed at this desk to the disk."""
        return Keeping(self.tasks, self.ask)

    def renew(self, desk: OpenDesk) -> None:
        """Work with the same desk by other forms from now on: a calendar was brought in."""
        self.desk = desk

    def ask(
        self,
        owner: QObject,
        work: Callable[[OpenDesk], T],
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
        *,
        behind: bool = False,
    ) -> None:
        """Do work with the desk off the UI thread and tell the page ``owner`` of it."""
        self.tasks.run(owner, lambda: work(self.desk), done, failed, behind=behind)

    def ask_once(
        self,
        owner: QObject,
        work: Callable[[OpenDesk], T],
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Like ``ask`` for what enters something: a second press while the page's first is under way does nothing."""
        under_way = self._under_way
        if owner in under_way:
            return
        under_way.append(owner)

        def ended(value: T) -> None:
            under_way.remove(owner)
            if done is not None:
                done(value)

        def went_wrong(error: Exception) -> None:
            under_way.remove(owner)
            if failed is None:
                self.tasks.went_wrong.emit(error)
            else:
                failed(error)

        self.ask(owner, work, ended, went_wrong)

    def remember(self, owner: QObject, inspection: str, step: str, question: str = "") -> None:
        """Keep where one is, for the next opening.

        Nobody is stopped where the disk does not take it: it is nothing that was entered, and what is comes with words.
        """
        place = inspection, step, question
        self.ask(owner, lambda desk: desk.store.drafts.remember_place(*place), failed=lambda _: None)

    @cached_property
    def _under_way(self) -> list[QObject]:
        """Hold the pages that are entering something."""
        return []
