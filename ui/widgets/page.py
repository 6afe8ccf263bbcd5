"""The frame of a page: ground, margins, title; and a middle that scrolls so that every page fits a small screen."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui import style
from ui.widgets.field import Field

NARROW_WINDOW = (91, 75)
"""The width, in heights of a letter, below which words give way, in normal and in large letters."""

LEAST_SEEN = 60
"""The height, in pixels, in which something can still be read while it scrolls: two lines."""


def scrolled(content: QWidget, width: int = 0, *, fills: bool = False) -> QScrollArea:
    """Return the content in an area that scrolls downwards; ``width`` keeps lines of a form short enough to read.

    What ``fills`` takes all the height there is.
    """
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setMinimumHeight(LEAST_SEEN)  # Qt's own least, that of its bars, makes small windows scroll as a whole
    holder = QWidget()
    holder.setObjectName("scrolled")
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    if width:
        content.setMaximumWidth(width)
        row = QHBoxLayout()  # a column asks for the height at the full width, where lines break later: text is cut off
        row.addWidget(content, 1)
        row.addStretch()
        layout.addLayout(row)
    else:
        layout.addWidget(content)
    if not fills:
        layout.addStretch(1)
    area.setWidget(holder)
    return area


def in_narrow_window(control: QWidget) -> bool:
    """Return whether the window has too little width for all words: 1366x768 at 150 % and more, at 125 % in 大字."""
    now = style.current()
    return control.window().width() < now.base * NARROW_WINDOW[now is style.LARGE]


class CurrentOnly(QStackedWidget):
    """Pages of which one is shown, never wider or higher than that one needs: Qt's own asks for the largest."""

    def minimumSizeHint(self) -> QSize:
        """Return the least size of the page that is shown."""
        shown = self.currentWidget()
        if shown is None:
            return super().minimumSizeHint()
        least = shown.minimumSizeHint()
        return QSize(least.width(), shown.minimumHeight() or least.height())


def into_sight(control: QWidget) -> None:
    """Scroll the area around a control so that it is seen."""
    above = control.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    if above is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)  # what came just now has its place first
        above.ensureWidgetVisible(control)


def reveal(form: QWidget, first: QWidget) -> None:
    """Scroll to a form that was opened just now and put the focus on its first field: it may open below the edge."""

    def show() -> None:
        if form.isVisible():
            into_sight(form)
            first.setFocus(Qt.FocusReason.OtherFocusReason)
            into_sight(_named_with(first))  # of a form higher than the page its beginning

    QTimer.singleShot(0, form, show)


def _named_with(control: QWidget) -> QWidget:
    """Return a control with the name above it, where it has one: a field whose name is out of sight asks nothing."""
    above = control.parentWidget()
    return above if isinstance(above, Field) else control


def opens(opener: QAbstractButton, form: QWidget, first: QWidget) -> None:
    """Let a button open and close a form; one that a person opens is revealed."""
    form.hide()
    opener.toggled.connect(form.setVisible)
    opener.clicked.connect(lambda shown: reveal(form, first) if shown else None)


def card(role: str = "card") -> tuple[QFrame, QVBoxLayout]:
    """Return a white card and the layout inside it."""
    frame = QFrame()
    frame.setProperty("role", role)
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(20, 16, 20, 16)
    layout.setSpacing(10)
    return frame, layout


def in_row(*parts: QWidget | tuple[QWidget, int]) -> QHBoxLayout:
    """Return parts beside each other; one with a number stretches."""
    row = QHBoxLayout()
    row.setSpacing(10)
    for one in parts:
        if isinstance(one, tuple):
            row.addWidget(*one)
        else:
            row.addWidget(one)
    return row


def holder_of(control: QWidget | None) -> QWidget | None:
    """Return the table or list that a cell is being typed into, else the control itself: the cell's editor goes."""
    above = control
    while above is not None:
        if isinstance(above, QAbstractItemView):
            return above
        above = above.parentWidget()
    return control
