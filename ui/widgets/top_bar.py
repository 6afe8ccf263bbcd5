"""The bar at the top: where one is, who is at the desk, that everything is saved, what waits for the centre."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from ui import style
from ui.destination_names import APPROVALS, HELP, HOME, INSPECTIONS, REGISTERS, SETTINGS, SYNC
from ui.widgets.buttons import button
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.labels import label, restyle

LEFT, RIGHT = (HOME, INSPECTIONS, SYNC, APPROVALS, REGISTERS), (SETTINGS, HELP)  # where each stands, in order
LEAST_TITLE = 60


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
        self._badge = button("", "syncBadge", "badge")
        self._badge.hide()
        self._pending, self._offline, self._refused = 0, False, ""
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
        self._team.setVisible(bool(team) and style.current() is not style.LARGE)

    def show_saved(self, at: datetime) -> None:
        """Say when the last change reached the disk."""
        self._saved.setText(self.tr("已自动保存 {time}").format(time=f"{at:%H:%M:%S}"))

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

    def _show_badge(self) -> None:
        waiting = self.tr("{count} 处待同步").format(count=self._pending) if self._pending else ""
        words = " · ".join(one for one in (self.tr("离线") if self._offline else "", waiting) if one)
        self._badge.setText(self.tr("中心库未接受") if self._refused else words)
        self._badge.setToolTip(self._refused or self.tr("点此查看同步"))
        self._badge.setAccessibleName(f"{self._badge.text()} {self._refused}".strip())
        restyle(self._badge, "kind", "badge-red" if self._refused else "badge")
        self._badge.setVisible(bool(self._refused or words))

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
        layout.setContentsMargins(12, 5, 12, 5)
        layout.setSpacing(6)
        for name in LEFT:
            if name in self._ways:
                layout.addWidget(self._ways[name])
        layout.addSpacing(10)
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
