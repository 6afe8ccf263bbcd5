"""systemd-logind over D-Bus: it says that the machine goes to sleep, and waits for a moment while the data closes."""

from __future__ import annotations

import os
from typing import Any

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher, QDBusUnixFileDescriptor

SERVICE, PATH, MANAGER = "org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager"


class Logind(QObject):
    """``going_to_sleep`` when logind prepares for it. Without logind, or without a bus, nothing is ever told."""

    going_to_sleep = Signal()

    def __init__(self, parent: QObject, bus: QDBusConnection | None = None) -> None:
        super().__init__(parent)
        self._bus = bus if bus is not None else QDBusConnection.systemBus()
        self._hold = -1
        self._waiting: QDBusPendingCallWatcher | None = None
        self._wanted = False
        if self._bus.isConnected():
            slot: Any = SLOT("_on_preparing(bool)")  # the stubs want bytes, the binding the text of SLOT
            self._bus.connect(SERVICE, PATH, MANAGER, "PrepareForSleep", self, slot)

    @property
    def holds(self) -> bool:
        """Return whether logind waits for us before the machine sleeps."""
        return self._hold >= 0

    def hold_sleep(self) -> None:
        """Ask logind to wait until ``let_sleep`` (five seconds at most, by its own rule)."""
        self._wanted = True
        if self.holds or self._waiting is not None or not self._bus.isConnected():
            return
        call = QDBusMessage.createMethodCall(SERVICE, PATH, MANAGER, "Inhibit")
        call.setArguments(["sleep", self.tr("档案执法检查"), self.tr("正在关闭检查数据"), "delay"])
        self._waiting = QDBusPendingCallWatcher(self._bus.asyncCall(call), self)
        self._waiting.finished.connect(self._on_held)

    def let_sleep(self) -> None:
        """Let the machine sleep: everything is closed."""
        self._wanted = False
        if self.holds:
            os.close(self._hold)
            self._hold = -1

    def _on_held(self, call: QDBusPendingCallWatcher) -> None:
        self._waiting = None
        arguments = call.reply().arguments()
        call.deleteLater()
        if arguments and isinstance(arguments[0], QDBusUnixFileDescriptor) and arguments[0].isValid():
            self._hold = os.dup(arguments[0].fileDescriptor())
        if not self._wanted:
            self.let_sleep()

    @Slot(bool)
    def _on_preparing(self, going: bool) -> None:
        if going:
            self.going_to_sleep.emit()
