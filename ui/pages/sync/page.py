"""同步: the state towards the centre, what was refused, where laptops disagree, the log, the stick, the backup."""

from __future__ import annotations

from typing import Protocol

from ui.destination import DestinationPage
from ui.destination_names import IMPORTING
from ui.models.sync_state import SyncState, sync_state
from ui.pages.sync.backup import BackupTab
from ui.pages.sync.conflicts import ConflictsTab
from ui.pages.sync.journal import JournalTab
from ui.pages.sync.now import NowTab
from ui.pages.sync.refused import RefusedTab
from ui.pages.sync.stick import StickCard
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.labels import label
from ui.widgets.notice import Notice
from ui.widgets.page import WIDEST, CurrentOnly, framed, heading, scrolled
from ui.workplace import Workplace

NOW, REFUSED, CONFLICTS, JOURNAL, STICK, BACKUP = "now", "refused", "conflicts", "journal", "stick", "backup"


class _Shows(Protocol):
    def show_state(self, state: SyncState) -> None: ...


class SyncPage(DestinationPage):
    """One tab for each question that an officer has about sync; the work goes on whatever is shown."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._notice = Notice()
        words = {
            NOW: self.tr("概况"),
            REFUSED: self.tr("未采纳"),
            CONFLICTS: self.tr("不一致"),
            JOURNAL: self.tr("记录"),
            STICK: self.tr("U 盘交换"),
            BACKUP: self.tr("备份"),
        }
        self._words = words
        self._choice = ChoiceRow("syncTab", words, NOW)
        self._now, self._refused, self._conflicts = NowTab(place), RefusedTab(place), ConflictsTab(place)
        self._journal, self._backup, self._stick = JournalTab(place), BackupTab(place), StickCard(place)
        self._shows: tuple[_Shows, ...] = (self._now, self._refused, self._journal)
        self._stack = CurrentOnly()
        self._tabs = {
            NOW: scrolled(self._now, WIDEST, at_edge=True),
            REFUSED: scrolled(self._refused, WIDEST, at_edge=True),
            CONFLICTS: scrolled(self._conflicts, WIDEST, at_edge=True),
            JOURNAL: self._journal,
            STICK: scrolled(self._stick, WIDEST, at_edge=True),
            BACKUP: scrolled(self._backup, WIDEST, at_edge=True),
        }
        for tab in self._tabs.values():
            self._stack.addWidget(tab)
        self._build()
        self._connect()

    def refresh(self) -> None:
        """Read the state again."""
        self._place.ask(self, sync_state, self._on_state, self._notice.show_error)
        for tab in (self._conflicts, self._backup, self._stick):
            tab.refresh()

    @property
    def shown(self) -> str:
        """Return which tab is shown."""
        return self._choice.key()

    @property
    def help_chapter(self) -> str:
        """Return the chapter that tells of what has to be done here now, "" for that of the page."""
        return self._now.help_chapter

    def show_tab(self, name: str) -> None:
        """Show one of the tabs."""
        self._choice.choose(name)

    def open_part(self, part: str) -> None:
        """Show one of the tabs, where one is named; of ``stick/import`` go on to what a colleague brought."""
        name, _, inside = part.partition("/")
        if name:
            self.show_tab(name)
        if inside == IMPORTING:
            self._stick.begin_import()

    def keep_unsaved(self) -> None:
        """Keep what is being typed, and stop what is under way at its next step; everything stays queued."""
        super().keep_unsaved()
        self._place.courier.stop()
        self._stick.stop()

    def _build(self) -> None:
        head = heading(label(self.tr("同步"), "title"))
        head.addSpacing(10)
        head.addWidget(self._choice, 1)
        above, layout = framed(self, 12)
        above.addLayout(head)
        above.addWidget(self._notice)
        layout.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self._choice.chosen.connect(lambda name: self._stack.setCurrentWidget(self._tabs[name]))
        self._now.tab_wanted.connect(self.show_tab)
        courier = self._place.courier
        courier.ended.connect(self._on_moved)
        courier.failed.connect(self._on_moved)
        for tab in (self._now, self._refused, self._conflicts):
            tab.inspection_wanted.connect(self.inspection_wanted)
        for settling in (self._refused, self._conflicts):
            settling.step_wanted.connect(self.step_wanted)
            settling.changed.connect(self._on_moved)
        self._stick.changed.connect(self._on_moved)
        self._stick.tab_wanted.connect(self.show_tab)
        self._stick.step_wanted.connect(self.step_wanted)

    def _on_moved(self, _: object = None) -> None:
        self.refresh()
        self.changed.emit()

    def _on_state(self, state: SyncState) -> None:
        self._notice.clear()  # whatever failed before, it was read again
        for tab in self._shows:
            tab.show_state(state)
        for name, count in ((REFUSED, state.refused), (CONFLICTS, state.conflicts)):
            self._choice.set_words(name, f"{self._words[name]} {count}" if count else self._words[name])
