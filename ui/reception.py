"""The way in: look what the data folder holds, set it up or unlock it, and say who is at the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.domain.namesakes import told_apart
from ui import entry
from ui.entry import Doorway, Premises
from ui.memory import Memory
from ui.pages.entrance.unlock import UnlockPage, called
from ui.tasks import Tasks
from ui.widgets.labels import label
from ui.widgets.notice import Notice

if TYPE_CHECKING:
    from app.domain.procedure.records import Officer
    from app.services.session.opening import OpenDesk
    from ui.first_steps import FirstSteps
    from ui.pages.entrance.way_in_page import WayInPage


class Reception(QStackedWidget):
    """Shows one start page at a time; ``opened`` carries the desk once an officer is at it.

    Every morning begins with the passphrase: what the other pages are made of is loaded where one is shown.
    """

    opened = Signal(object)

    def __init__(self, premises: Premises, tasks: Tasks, memory: Memory) -> None:
        super().__init__()
        self._premises = premises
        self._tasks = tasks
        self._memory = memory
        self._why = self._told = ""
        self._door = Doorway(exists=False)
        self._desk: OpenDesk | None = None
        QShortcut(QKeySequence("F1"), self, self._on_help)

    def wait(self) -> None:
        """Show that the door is being closed or opened."""
        self._show(_WaitingPage(self.tr("正在保存并锁定…")))

    def start(self, why: str = "") -> None:
        """Begin at the door; ``why`` tells why the data was locked."""
        self._why = why
        self._show(_WaitingPage(self.tr("正在打开数据…")))
        self._tasks.run(self, lambda: entry.look(self._premises), self._on_looked, self._on_stopped)

    def take_words(self) -> str:
        """Return what is to be told to whoever just came in for the first time, once."""
        told, self._told = self._told, ""
        return told

    def give_up_desk(self) -> OpenDesk | None:
        """Return the desk that is open while nobody chose a name yet, for whoever closes it."""
        desk, self._desk = self._desk, None
        return desk

    def _on_looked(self, door: Doorway) -> None:
        self._door = door
        if not door.exists:
            self._show_first_run()
        elif door.training:
            work = lambda: self._entered(door.officers[0], "")  # noqa: E731  # reads better than a def here
            self._tasks.run(self, work, self._on_training_open, self._on_stopped)
        else:
            page = UnlockPage(door.officers, self._names(), self._memory.last_officer)
            page.recovery_wanted.connect(self._on_recovery_wanted)
            page.unlock_wanted.connect(self._on_unlock_wanted)
            self._show(page)
            if self._why:
                page.say_why(self._why)
            page.begin()

    def _show_first_run(self) -> None:
        from ui.pages.entrance.first_run import FirstRunPage

        page = FirstRunPage(self._premises.folder, self._called)
        self._take_first_steps(page)
        self._show(page)
        self._tasks.run(page, lambda: entry.bureaus(self._premises), page.standalone.set_bureaus, page.show_error)

    def _take_first_steps(self, page: WayInPage) -> FirstSteps:
        from ui.first_steps import FirstSteps

        steps = FirstSteps(self._premises, self._tasks, page)
        steps.opened.connect(self._on_open)
        steps.restored.connect(self.start)
        return steps

    def _on_recovery_wanted(self, officer: str) -> None:
        from ui.pages.entrance.recover_form import RecoverForm
        from ui.pages.entrance.way_in_page import WayInPage

        officers = [(one, self._called(one)) for one in self._door.officers]
        page, form = WayInPage(), RecoverForm(officers, officer)
        page.views.addWidget(form)
        self._take_first_steps(page).offer_recovery(form)
        form.given_up.connect(lambda: self._on_looked(self._door))
        self._show(page)
        form.begin()

    def _called(self, officer: str) -> str:
        return called(officer, self._names())

    def _names(self) -> Mapping[str, str]:
        return {**self._memory.names(), **self._door.names}

    def _on_unlock_wanted(self, officer: str, passphrase: str) -> None:
        page = self.currentWidget()
        assert isinstance(page, UnlockPage)
        self._tasks.run(self, lambda: self._entered(officer, passphrase), self._on_unlocked, page.show_error)

    def _entered(self, officer: str, passphrase: str) -> tuple[OpenDesk, tuple[Officer, ...]]:
        return self._with_people(entry.unlock(self._premises, officer, passphrase))

    def _with_people(self, desk: OpenDesk) -> tuple[OpenDesk, tuple[Officer, ...]]:
        return desk, entry.welcome(desk)

    def _on_unlocked(self, found: tuple[OpenDesk, Sequence[Officer]]) -> None:
        desk, people = found
        self._memory.last_officer = desk.officer
        self._memory.remember_names(told_apart(people))
        self._hand_over(desk)

    def _on_open(self, desk: OpenDesk, told: str) -> None:
        self._told = told
        work = lambda: (desk, entry.welcome(desk), entry.is_enrolled(desk))  # noqa: E731  # as above
        self._tasks.run(self, work, self._on_first_opened, self._on_stopped)

    def _on_first_opened(self, found: tuple[OpenDesk, Sequence[Officer], bool]) -> None:
        desk, people, enrolled = found
        if desk.store.training and enrolled and people:
            self._on_training_open((desk, people))
        elif desk.store.training:
            self._hand_over(desk)
        else:
            self._on_unlocked((desk, people))

    def _on_training_open(self, found: tuple[OpenDesk, Sequence[Officer]]) -> None:
        from app.services.registers.officers import ROLES
        from ui.pages.entrance.seat import SeatPage

        self._desk, people = found
        page = SeatPage(people, ROLES, training=True, may_return=False)
        page.seat_wanted.connect(self._on_seat_wanted)
        self._show(page)
        if self._why:
            page.say_why(self._why)
        page.begin()

    def _on_seat_wanted(self, officer: str, secret: str, by_pin: bool) -> None:
        from ui.pages.entrance.seat import SeatPage

        desk, page = self._desk, self.currentWidget()
        assert desk is not None
        assert isinstance(page, SeatPage)
        work = lambda: entry.take_seat(desk, officer, secret, by_pin=by_pin)  # noqa: E731  # as above
        self._tasks.run(self, work, self._on_seated, page.show_error)

    def _on_seated(self, desk: OpenDesk) -> None:
        self._desk = None
        self._hand_over(desk)

    def _hand_over(self, desk: OpenDesk) -> None:
        self.opened.emit(desk)
        # The page that was filled in goes, and what was typed into it: a passphrase must not stay behind.
        self._show(_WaitingPage(""))

    def _on_stopped(self, error: Exception) -> None:
        page = _WaitingPage("")
        self._show(page)
        page.show_error(error)

    def _show(self, page: QWidget) -> None:
        before = [self.widget(place) for place in range(self.count())]
        self.addWidget(page)
        self.setCurrentWidget(page)
        for one in before:
            self._drop(one)

    def _drop(self, page: QWidget) -> None:
        self.removeWidget(page)
        page.deleteLater()

    def _on_help(self) -> None:
        from ui.models.help import chapter_of
        from ui.pages.help import HelpPage

        behind = self.currentWidget()
        if behind is None or isinstance(behind, HelpPage | _WaitingPage):
            return
        page = HelpPage()
        page.given_up.connect(lambda: self._drop(page))  # the page behind it is all that is left
        self.addWidget(page)
        page.show_over(self, chapter_of(behind))


class _WaitingPage(QWidget):
    """A calm line while the door is looked at; or why it stays shut."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.setObjectName("page")
        self._notice = Notice()
        self._words = label(words, "quiet")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(120, 60, 120, 60)
        layout.addWidget(self._notice)
        layout.addWidget(self._words, 1, Qt.AlignmentFlag.AlignCenter)

    def show_error(self, error: Exception) -> None:
        """Show why the data cannot be opened."""
        self._notice.show_error(error)
