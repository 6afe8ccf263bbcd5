"""A column beside the main one, wide in a wide window and narrow in a narrow one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from ui import style
from ui.widgets.page import in_narrow_window


class GivingWay(QObject):
    """Keeps a control ``wide`` heights of a letter wide, ``narrow`` ones in 大字 and in a narrow window."""

    def __init__(self, control: QWidget, wide: float, narrow: float) -> None:
        super().__init__(control)
        self._control, self._wide, self._narrow = control, wide, narrow
        self._watched: QObject | None = None
        control.installEventFilter(self)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit the window that the control is shown in, now and when its size changes."""
        if event.type() == QEvent.Type.Show and watched is self._control:
            window = self._control.window()
            if window is not self._watched:
                self._watched = window
                window.installEventFilter(self)
            self._fit()
        elif event.type() == QEvent.Type.Resize and watched is self._watched:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        now = style.current()
        few = now is style.LARGE or (self._watched is not None and in_narrow_window(self._control))
        self._control.setFixedWidth(round(now.base * (self._narrow if few else self._wide)))
