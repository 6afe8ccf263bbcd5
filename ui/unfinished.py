"""A form that is half filled in: kept while it is typed, so that neither a lock, nor 大字, nor a crash loses it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from ui.keeping import Beside, over_the_disk
from ui.models.unsaved import keep_texts, kept_texts, left_unfinished, texts_left
from ui.widgets.form_entries import KEPT_APART, Entries, changed, entries, meanings, put_back
from ui.workplace import Workplace

if TYPE_CHECKING:
    from app.services.desk import Desk

WINDOW = "window"
PAUSE_MS = 450  # what was typed is on the disk within half a second


class Unfinished(QObject):
    """Watches one form of one officer. ``restored()`` tells that what was kept stands in the form again.

    It rests until ``begin``: only then are the choices of the form filled in, and what differs from then on is kept:
    while it is typed, when the form goes out of sight (its page is left, or laid out anew), and by ``keep_all``.
    """

    restored = Signal()

    def __init__(self, form: QWidget, place: Workplace, name: str) -> None:
        super().__init__(form)
        self._form, self._place, self._name = form, place, name
        self._keeping = place.keeping  # it is made here: ``left`` asks it off the UI thread
        self._root = f"{WINDOW}-{place.desk.officer}"
        self._before: Entries = {}
        self._kept: Entries = {}
        self._begun = self._watching = self._unread = False
        self._pause = QTimer(self)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._on_pause)
        form.setProperty(KEPT_APART, True)
        form.installEventFilter(self)

    def begin(self, name: str = "") -> None:
        """Take the form as it is for untouched, put back what was left unfinished, and watch from now on.

        ``name`` tells of what the form is now (another unit ...). Of the same one, what was entered before and stands
        in the form still is no less unfinished than it was.
        """
        held, before = ({}, {}) if name and name != self._name else (self._kept, self._before)
        self._name = name or self._name
        now = entries(self._form)
        self._before = {field: before.get(field, "") if held.get(field) == now[field] else now[field] for field in now}
        self._kept, self._watching, self._begun, self._unread = {}, False, True, False
        root, name = self._root, self._name
        read = lambda desk: (name, kept_texts(desk, root, name))  # noqa: E731  # reads better here
        self._place.ask(self, read, self._on_kept, lambda error: self._on_not_read(name, error))

    def begin_once(self, name: str = "") -> None:
        """Begin, unless it has begun and the form still is of the same."""
        if not self._begun or name not in ("", self._name):
            self.begin(name)

    def begin_anew(self) -> None:
        """Take what was entered for recorded, and what stands in the form now for the untouched form of the next."""
        self.finish()
        self.begin()

    def keep(self) -> None:
        """Keep what is entered now, unless it is kept already."""
        if not self._watching:
            return
        now = entries(self._form)
        # A field that is not there at the moment (it comes with a choice, or with a question) keeps its text.
        away = {field: text for field, text in self._kept.items() if field not in now}
        entered = {**away, **changed(self._before, now)}
        entered = {**meanings(self._form), **entered} if entered else entered
        if entered != self._kept:
            self._kept = entered
            self._write(self._name, entered)

    def settle(self, but: Collection[str]) -> None:
        """Take what stands in the form for recorded, but for some of its controls; of the others nothing is kept."""
        now = entries(self._form)
        self._before = {name: self._before.get(name, "") if name in but else text for name, text in now.items()}
        self.keep()

    def rest(self) -> None:
        """Keep what is entered now and watch no more: the form is about to be filled anew, until ``begin``."""
        self.keep()
        self._begun = self._watching = False

    def turn_to(self, name: str, empty: Callable[[], object]) -> None:
        """Let the form be about something else, "" for nothing: ``empty`` takes away what is entered, which is kept.

        Of what it is about already nothing changes, unless what was entered is recorded: then it begins anew.
        """
        if name == self._name and self._begun:
            return
        self.rest()
        empty()
        self._kept, self._name = {}, name
        if name:
            self.begin()

    def left(self, desk: Desk, prefix: str) -> str:
        """Return the name of what was left unfinished last among those beginning with ``prefix``; off the UI thread."""
        held = self._keeping.held(self._root)
        names = [name for name, words in held.items() if words and name.startswith(prefix)]
        return names[-1] if names else left_unfinished(desk, self._root, prefix)

    def all_left(self, desk: Desk, prefix: str) -> Mapping[str, Mapping[str, str]]:
        """Return what was left unfinished under names beginning with ``prefix``, by the rest; off the UI thread."""
        return texts_left(desk, self._root, prefix)

    def kept(self, field: str) -> str:
        """Return what was entered into a field that was not there until now, "" for nothing."""
        return self._kept.get(field, "")

    def finish(self, name: str = "") -> None:
        """Forget what was kept: it is recorded now, or given up. ``begin`` watches again.

        ``name`` tells what was recorded: the form may be about something else by now, whose words are not touched.
        """
        if name and name != self._name:
            self._write(name, {})
            return
        if isValid(self._pause):  # the form may have been laid out anew while its act was under way
            self._pause.stop()
        self._begun, self._watching, self._kept = False, False, {}
        self._write(self._name, {})

    def _write(self, name: str, entered: Entries) -> None:
        root, words = self._root, Beside(entered) if entered and self._unread else entered

        def work(desk: Desk) -> None:
            before = kept_texts(desk, root, name) if isinstance(words, Beside) else {}
            keep_texts(desk, root, name, over_the_disk(before, words))

        self._keeping.keep(root, name, words, work)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep what is entered once the form is no longer seen."""
        if event.type() == QEvent.Type.Hide:
            self.keep()
        return super().eventFilter(watched, event)

    def _on_pause(self) -> None:
        if self._form.isVisible():  # behind another page nothing is typed
            self.keep()

    def _on_kept(self, found: tuple[str, Mapping[str, str]]) -> None:
        name, kept = found
        if name != self._name:  # another one is shown by now
            return
        self._show(over_the_disk(kept, self._keeping.held(self._root).get(name)))

    def _on_not_read(self, name: str, error: Exception) -> None:
        if name == self._name:  # what is typed from now on is kept all the same, beside what was kept before
            held = self._keeping.held(self._root).get(name)
            self._unread = held is None or isinstance(held, Beside)
            self._show(held or {})
        self._place.tasks.went_wrong.emit(error)

    def _show(self, kept: Mapping[str, str]) -> None:
        typed_meanwhile = changed(self._before, entries(self._form))
        put_back(self._form, {**kept, **typed_meanwhile})
        self._kept = dict(kept)
        self._watch()
        if kept:
            self.restored.emit()

    def _watch(self) -> None:
        self._watching = True
        self._pause.start()


def kept_form(form: QWidget, place: Workplace, name: str, restored: Callable[[], object] | None = None) -> Unfinished:
    """Watch a form whose fields are filled in already; ``restored`` follows where something was left unfinished."""
    made = Unfinished(form, place, name)
    if restored is not None:
        made.restored.connect(restored)
    made.begin()
    return made


def keep_all(page: QWidget) -> None:
    """Keep what is entered in every form of a page: it is about to be left, or the desk is."""
    for one in page.findChildren(Unfinished):
        one.keep()
