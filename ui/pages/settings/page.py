"""设置: what is set on this laptop, one section at a time; the sections stand in a list at the left."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui import style
from ui.destination import DestinationPage
from ui.pages.about import AboutPart
from ui.pages.settings.backup import BackupCard
from ui.pages.settings.bureau import BureauCard
from ui.pages.settings.calendar import CalendarCard
from ui.pages.settings.cap import CapCard
from ui.pages.settings.habits import HabitsCard
from ui.pages.settings.keys import KeysCard
from ui.pages.settings.paper import PaperCard
from ui.pages.settings.pin import PinCard
from ui.widgets.buttons import button
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.labels import label
from ui.widgets.notice import SUCCESS, Notice
from ui.widgets.page import SIDE, WIDEST, CurrentOnly, card, framed, heading, inset, into_sight, scrolled
from ui.workplace import Workplace

BACKUP, HABITS, BUREAU, CALENDAR, PAPER, KEYS = "backup", "habits", "bureau", "calendar", "paper", "keys"
ABOUT = "about"


class SettingsPage(DestinationPage):
    """Shows one section at a time; ``open_part`` takes its name (``habits``)."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._notice = Notice()
        self._large = button(self.tr("大字显示"), "settingsLarge", checkable=True)
        self._large.setChecked(style.is_large())
        self._bureau, self._keys = BureauCard(place, self._notice), KeysCard(place, self._notice)
        self._pin, self._habits = PinCard(place, self._notice), HabitsCard(place, self._notice)
        self._paper, self._calendar = PaperCard(place, self._notice), CalendarCard(place, self._notice)
        self._backup, self._cap = BackupCard(place, self._notice), CapCard(place, self._notice)
        words = {
            BACKUP: self.tr("备份"), HABITS: self.tr("显示和习惯"), BUREAU: self.tr("本机关"),
            CALENDAR: self.tr("工作日历"), PAPER: self.tr("文书版式"), KEYS: self.tr("口令和密钥"),
            ABOUT: self.tr("关于本程序"),
        }  # fmt: skip
        self._choice = ChoiceRow("settingsPart", words, BACKUP, columns=1)
        if place.desk.store.training:
            self._choice.offer(words.keys() - {KEYS})  # its passphrase and PIN are published
        self._sections: dict[str, QWidget] = {
            BACKUP: _column(self._backup),
            HABITS: _column(self._view_card(), self._habits),
            BUREAU: _column(self._bureau, self._cap),
            CALENDAR: _column(self._calendar),
            PAPER: _column(self._paper),
            KEYS: _column(self._keys, self._pin),
        }
        self._body, self._left = CurrentOnly(), scrolled(self._choice)
        self._build()
        self._connect()

    @property
    def shown(self) -> str:
        """Return which section is shown."""
        return self._choice.key()

    def open_part(self, part: str) -> None:
        """Show a section by its name."""
        self._choice.choose(part)

    def refresh(self) -> None:
        """Read the settings again."""
        for one in (self._backup, self._cap, self._bureau, self._habits, self._paper, self._calendar):
            one.refresh()

    def _build(self) -> None:
        for section in self._sections.values():
            self._body.addWidget(section)
        right = QVBoxLayout()
        right.setSpacing(12)
        told = QVBoxLayout()
        told.setContentsMargins(0, 0, SIDE, 0)
        told.addWidget(self._notice)
        right.addLayout(told)
        right.addWidget(self._body, 1)
        self._left.setFixedWidth(self._choice.sizeHint().width() + self._left.verticalScrollBar().sizeHint().width())
        halves = QHBoxLayout()
        halves.setSpacing(4)
        halves.addWidget(self._left)
        halves.addLayout(right, 1)
        above, layout = framed(self, 12)
        above.addLayout(heading(label(self.tr("设置"), "title")))
        layout.addLayout(halves, 1)

    def _view_card(self) -> QFrame:
        frame, inside = card()
        inside.addWidget(label(self.tr("显示"), "section"))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._large)
        row.addWidget(label(self.tr("字和按钮都放大，内容重新排列。"), "quiet", wrap=True), 1)
        inside.addLayout(row)
        return frame

    def _connect(self) -> None:
        self._choice.chosen.connect(self._on_chosen)
        self._calendar.renewed.connect(self.changed)
        self._habits.idle_set.connect(self.idle_set)
        for one in (self._bureau, self._paper, self._keys, self._pin):
            one.done.connect(lambda words: self._notice.say(SUCCESS, words))
        self._large.clicked.connect(self.large_wanted)

    def _on_chosen(self, name: str) -> None:
        self._notice.clear()
        if name == ABOUT and ABOUT not in self._sections:  # its licences are read once somebody wants them
            self._sections[ABOUT] = inset(AboutPart())
            self._body.addWidget(self._sections[ABOUT])
        self._body.setCurrentWidget(self._sections[name])
        into_sight(self._choice.button_of(name))


def _column(*cards: QWidget) -> QWidget:
    """Return the cards of a section below each other, scrolling where the window is low."""
    whole = QWidget()
    inside = QVBoxLayout(whole)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.setSpacing(14)
    for one in cards:
        inside.addWidget(one)
    return scrolled(whole, WIDEST, at_edge=True)
