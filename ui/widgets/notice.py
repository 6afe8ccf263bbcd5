"""A line in the page for what went wrong or well: title, reasons, and what to do next. No dialog."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.messages import Messages
from ui.widgets.buttons import button
from ui.widgets.labels import label, restyle

_TYPED_INTO = ("QLineEdit", "QPlainTextEdit", "QAbstractItemView")

ERROR, WARNING, SUCCESS = "error", "warning", "success"


class Notice(QFrame):
    """Hidden until there is something to say; a screen reader reads it then.

    An error takes the focus from what was pressed, never from a text or a list in which somebody types on, and never to
    a part of the page that is not shown.
    ``way_wanted(place)`` where what is said leads on to another place, and its button was pressed.
    """

    way_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._messages = Messages(self)
        self._title = label("", "label", wrap=True, name="noticeTitle")
        self._text = label("", "plain", wrap=True, name="noticeText")
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._way: QPushButton | None = None
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._title)
        words.addWidget(self._text)
        layout = self._row = QHBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.addLayout(words, 1)
        self.hide()

    def show_error(self, error: BaseException, way: tuple[str, str] = ("", "")) -> None:
        """Show a failure with its reasons and what to do next; ``way`` leads there."""
        title, advice = self._messages.words(error)
        self.say(ERROR, title, [*self._messages.reasons(error), advice], way)

    def show_unsaved(self, error: BaseException, again: Callable[[], object]) -> None:
        """Show why a file was not saved where a person chose, with the way to choose another place."""
        self.show_error(error)
        self._add_way(self.tr("另选位置…"), again)

    def say(self, kind: str, title: str, lines: Sequence[str] = (), way: tuple[str, str] = ("", "")) -> None:
        """Show a title with lines under it; ``kind`` is error, warning or success, ``way`` words and place to go on."""
        text = "\n".join(one for one in dict.fromkeys(lines) if one)
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._show_way(*way)
        self.setAccessibleName(f"{title} {text}")
        restyle(self, "role", kind)
        self.show()
        if kind == ERROR and self.isVisible():  # not on a part that is not shown: keys would go where nobody looks
            here = QApplication.focusWidget()
            if here is not None and any(here.inherits(one) for one in _TYPED_INTO):
                from PySide6.QtGui import QAccessible, QAccessibleEvent  # hundreds of names, seldom wanted

                QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
            else:
                self.setFocus(Qt.FocusReason.OtherFocusReason)
            self.come_into_sight()

    def come_into_sight(self) -> None:
        """Scroll the page to here once it is laid out: what was pressed may be a screen further down."""
        QTimer.singleShot(0, self, self._scroll_here)

    @property
    def way(self) -> QPushButton | None:
        """Return the button that leads on, None where nothing does."""
        return self._way

    def clear(self) -> None:
        """Say nothing."""
        self.hide()

    def forget_with(self, page: QWidget) -> None:
        """Say no more that an act went well once its page was left; what went wrong stays."""
        page.installEventFilter(self)

    def eventFilter(self, page: QObject, event: QEvent) -> bool:
        """Notice that the page is left."""
        if event.type() == QEvent.Type.Hide and not event.spontaneous() and self.property("role") == SUCCESS:
            self.clear()
        return super().eventFilter(page, event)

    def _scroll_here(self) -> None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None and self.isVisible():
            above.ensureWidgetVisible(self)

    def _show_way(self, words: str, place: str) -> None:
        if self._way is not None:
            self._way.hide()
            self._way.deleteLater()
            self._way = None
        if words:
            self._add_way(words, lambda: self.way_wanted.emit(place))

    def _add_way(self, words: str, act: Callable[[], object]) -> None:
        self._way = button(words, "noticeWay", "link")
        self._way.clicked.connect(lambda _=False: act())
        self._row.addWidget(self._way)
