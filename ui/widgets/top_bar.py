"""The bar at the top: where one is, who is at the desk, that everything is saved, what waits for the centre."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from ui import style
from ui.destination_names import APPROVALS, HELP, HOME, INSPECTIONS, REGISTERS, SETTINGS, SYNC
from ui.widgets.buttons import button
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.labels import label, restyle

LEFT, RIGHT = (HOME, INSPECTIONS, SYNC, APPROVALS, REGISTERS), (SETTINGS, HELP)  # where each stands, in order
LEAST_TITLE = 60
EDGE, GAP, BADGE_FRAME = 12, 10, 26
NO_TEAM, SILENT, BRIEF, SHORTEST = 2, 3, 4, 5
"""How briefly it is said what is no button; 0 is in full. From these on: without the team, without the word that all is
saved, without the count of what waits, without the title and with a long name cut short."""
_NAME_WHOLE, _NAME_BRIEF = 4, 3


class TopBar(QFrame):
    """Navigation and state; every word of it is also read by a screen reader."""

    wanted = Signal(str)
    seat_wanted = Signal()
    lock_wanted = Signal()
    large_wanted = Signal(bool)

    def __init__(
        self, officer: str, *, large: bool, offered: Collection[str] = LEFT + RIGHT, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self._ways = {
            name: self._way(name, *words) for name, words in self._words().items() if name in offered or name == HELP
        }
        self._title = ElidedLabel("bar-title", "barTitle", LEAST_TITLE)  # a long name gives way to the buttons
        self._team = ElidedLabel("bar", "barTeam", LEAST_TITLE)
        self._team.hide()
        self._saved = label("", "bar", name="savedAt")
        self._saved_at: datetime | None = None
        self._badge = button("", "syncBadge", "badge")
        self._badge.hide()
        self._officer = officer
        self._pending, self._offline, self._refused = 0, False, ""
        self._brevity = self._buttons_width = 0
        self._fitted: tuple[object, ...] = ()
        self._seat = button(
            officer, "seatButton", "bar", tip=self.tr("当前执法人员 {name}，点此换人").format(name=officer)
        )
        self._large = button(self.tr("大字"), "largeButton", "bar", tip=self.tr("大字显示"), checkable=True)
        self._large.setChecked(large)
        self._lock = button(self.tr("锁定"), "lockButton", "bar", tip=self.tr("锁定数据（Ctrl+L）"))
        self._lock.setShortcut("Ctrl+L")
        self._lock.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus where one types, to return to
        self._build()
        self._connect()

    def show_place(self, place: str, title: str, team: str = "") -> None:
        """Show where one is: home, sync, registers ... or "" inside an inspection: its unit, its officers."""
        for name, way in self._ways.items():
            way.setChecked(name == place)
        self._title.setText(title)
        self._title.setToolTip(title)
        self._team.setText(team)
        self._team.setAccessibleName(self.tr("承办人员 {names}").format(names=team))
        self._team.setToolTip(self._team.accessibleName())
        self._fit()

    def show_saved(self, at: datetime) -> None:
        """Say when the last change reached the disk."""
        self._saved_at = at
        self._fit()

    def show_pending(self, pending: int | None, offline: bool | None = None) -> None:
        """Say how much waits for the centre, and that it was out of reach: a normal state in amber, never an error.

        ``offline``: None where nothing new is known of the line.
        """
        self._pending, self._offline = pending or 0, self._offline if offline is None else offline
        self._show_badge()

    def show_refusal(self, why: str) -> None:
        """Say in red that the centre refused the last synchronisation, until one is taken; "" takes it away."""
        self._refused = why
        self._show_badge()

    def minimumSizeHint(self) -> QSize:
        """Return the room of what always stands whole: the buttons, and what waits in its shortest words."""
        if not self._buttons_width or not self.isVisible():  # their words stay; asked for after each answer
            self._buttons_width = self._width_of_buttons()
        layout, words = self.layout(), self._badge_words(SHORTEST)
        assert layout is not None
        badge = self._badge.fontMetrics().horizontalAdvance(words) + BADGE_FRAME + layout.spacing()
        width = self._buttons_width + (badge if words else 0)
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _width_of_buttons(self) -> int:
        layout = self.layout()
        assert layout is not None
        held = [one for one in self.findChildren(QPushButton) if one is not self._badge]
        edges, spaces = 2 * EDGE, layout.spacing() * len(held) + GAP
        letters = self._seat.fontMetrics()
        given_way = letters.horizontalAdvance(self._seat.text()) - letters.horizontalAdvance(_brief(self._officer))
        return sum(one.minimumSizeHint().width() for one in held) - given_way + edges + spaces

    def _fit(self) -> None:
        """Say less, step by step, until the buttons have their room: what it means is told where one points."""
        layout = self.layout()
        assert layout is not None
        fitted = self._told_at_length()
        if fitted == self._fitted:  # after each answer only the time and a count are others
            self._say(self._brevity)
            return
        self._fitted = fitted
        for brevity in range(SHORTEST + 1):
            self._say(brevity)
            if not self.isVisible() or layout.minimumSize().width() <= self.width():
                return

    def _told_at_length(self) -> tuple[object, ...]:
        """Return what decides how much is said: the room, and how long the words are."""
        texts = (self._title.text(), self._team.text(), len(self._badge_words(0)))
        return (self.width(), self.isVisible(), self._saved_at is None, bool(self._refused), *texts)

    def _say(self, brevity: int) -> None:
        self._brevity = brevity
        team = bool(self._team.text()) and brevity < NO_TEAM and style.current() is not style.LARGE
        for one in (self._title, self._team):  # the names of a team cut short might be those of another
            one.stay_whole(whole=team)
        saved = self._saved_words(brevity)
        self._saved.setText(saved)
        self._saved.setVisible(bool(saved))
        self._badge.setText(self._badge_words(brevity))
        self._team.setVisible(team)
        self._title.setVisible(brevity < SHORTEST)
        self._seat.setText(self._officer if brevity < SHORTEST else _brief(self._officer))

    def _saved_words(self, brevity: int) -> str:
        """Return when the last change reached the disk."""
        if self._saved_at is None or brevity >= SILENT:
            return ""
        at, words = self._saved_at, self.tr("已自动保存 {time}").format(time=f"{self._saved_at:%H:%M:%S}")
        self._saved.setToolTip(words)
        return (words, self.tr("已保存 {time}").format(time=f"{at:%H:%M}"), self.tr("已保存"))[brevity]

    def _badge_words(self, brevity: int) -> str:
        """Return what waits, or that the centre refused or was out of reach."""
        if self._refused:
            return self.tr("中心库未接受")
        waiting = self.tr("{count} 处待同步").format(count=self._pending) if self._pending else ""
        offline = self.tr("离线") if self._offline else ""
        if brevity >= NO_TEAM and waiting:
            return self.tr("待同步") if brevity >= BRIEF else waiting
        return " · ".join(one for one in (offline, waiting) if one)

    def _show_badge(self) -> None:
        whole = self._badge_words(0)
        self._badge.setToolTip(self._refused or self.tr("{words}。点此查看同步").format(words=whole))
        self._badge.setAccessibleName(f"{whole} {self._refused}".strip())
        restyle(self._badge, "kind", "badge-red" if self._refused else "badge")
        self._badge.setVisible(bool(whole))
        self._fit()

    def _words(self) -> dict[str, tuple[str, str]]:
        """Return what each button says, and what it tells when pointed at."""
        return {
            HOME: (self.tr("工作台"), ""),
            INSPECTIONS: (self.tr("全部检查"), ""),
            SYNC: (self.tr("同步"), ""),
            APPROVALS: (self.tr("待我审批"), ""),
            REGISTERS: (self.tr("登记簿"), ""),
            SETTINGS: (self.tr("设置"), ""),
            HELP: (self.tr("帮助"), self.tr("本页的帮助（F1）")),
        }

    def _way(self, name: str, words: str, tip: str) -> QPushButton:
        made = button(words, f"nav{name.capitalize()}", "bar", tip=tip, checkable=name != HELP)
        made.clicked.connect(lambda: self.wanted.emit(name))
        return made

    def _build(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(EDGE, 5, EDGE, 5)
        layout.setSpacing(6)
        for name in LEFT:
            if name in self._ways:
                layout.addWidget(self._ways[name])
        layout.addSpacing(GAP)
        layout.addWidget(self._title)
        layout.addWidget(self._team)
        layout.addStretch(1)
        layout.addWidget(self._saved, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addSpacing(6)
        for part in (self._seat, self._large, *(self._ways[name] for name in RIGHT if name in self._ways), self._lock):
            layout.addWidget(part)

    def _connect(self) -> None:
        self._badge.clicked.connect(lambda: self.wanted.emit(SYNC))
        self._seat.clicked.connect(self.seat_wanted)
        self._large.clicked.connect(self.large_wanted)
        self._lock.clicked.connect(self.lock_wanted)


def _brief(name: str) -> str:
    """Return a name as it stands where there is no room for a long one; the button tells the whole of it."""
    return name if len(name) <= _NAME_WHOLE else f"{name[:_NAME_BRIEF]}…"
