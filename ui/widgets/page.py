"""The frame of a page: ground, margins, title; and a middle that scrolls so that every page fits a small screen."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QMoveEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QScrollBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui import style
from ui.ways_back import leaves_by
from ui.widgets.field import Field

NARROW_WINDOW = (91, 75)
"""The width, in heights of a letter, below which words give way, in normal and in large letters."""

LEAST_SEEN = 60
"""The height, in pixels, in which something can still be read while it scrolls: two lines."""


SIDE, TOP, FOOT = style.SIDE, style.TOP, style.FOOT

WIDEST = 1320
"""The width, in pixels, beyond which a form does not grow on a large screen."""


def framed(page: QWidget, spacing: int = 10) -> tuple[QVBoxLayout, QVBoxLayout]:
    """Return the layout of what stands above, inside the margins, and that of the page: the rest goes under it.

    The rest reaches the edges of the window, so that it scrolls there: ``scrolled(at_edge=True)``, or ``inset``.
    """
    layout = QVBoxLayout(page)
    layout.setContentsMargins(SIDE, TOP, 0, 0)
    layout.setSpacing(spacing)
    above = QVBoxLayout()
    above.setContentsMargins(0, 0, SIDE, 0)
    above.setSpacing(spacing)
    layout.addLayout(above)
    return above, layout


def apart(part: QWidget) -> QWidget:
    """Return what is told above a page, with the margins of the page around it: a layout would keep them when it hides.

    The style sheet knows the margins.
    """
    part.setProperty("apart", True)
    return part


def heading(*parts: QWidget) -> QHBoxLayout:
    """Return the row of a page's title, as high with buttons in it as without: no title stands higher than another."""
    row = in_row(*parts)
    row.addStrut(style.current().target)
    return row


def above_foot(*parts: QWidget) -> QVBoxLayout:
    """Return what stands beside an area that scrolls at the edge of the window, kept away from its foot."""
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, FOOT)
    for one in parts:
        column.addWidget(one)
    return column


def inset(part: QWidget) -> QWidget:
    """Return a part of a page, kept away from the edges of the window."""
    part.setContentsMargins(0, 0, SIDE, FOOT)
    return part


class _MarginBar(QScrollBar):
    """Stands in the margin of a page, seen where there is something to scroll: what is shown keeps its width."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint nothing where everything is in sight."""
        if self.maximum() > self.minimum():
            super().paintEvent(event)


class _AtEdge(QScrollArea):
    """Scrolls in the margin of the page."""

    def __init__(self) -> None:
        super().__init__()
        bar = _MarginBar()
        self.setVerticalScrollBar(bar)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setViewportMargins(0, 0, SIDE - bar.sizeHint().width(), 0)


def scrolled(content: QWidget, width: int = 0, *, fills: bool = False, at_edge: bool = False) -> QScrollArea:
    """Return the content in an area that scrolls downwards; ``width`` keeps lines of a form short enough to read.

    What ``fills`` takes all the height there is. ``at_edge`` of the window the area has the margins of the page.
    """
    area = _AtEdge() if at_edge else QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setMinimumHeight(LEAST_SEEN)  # Qt's own least, that of its bars, makes small windows scroll as a whole
    holder = QWidget()
    holder.setObjectName("scrolled")
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, FOOT if at_edge else 0)
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

    _pushed = 0

    def minimumSizeHint(self) -> QSize:
        """Return the least size of the page that is shown."""
        shown = self.currentWidget()
        if shown is None:
            return super().minimumSizeHint()
        least = shown.minimumSizeHint()
        return QSize(least.width(), shown.minimumHeight() or least.height())

    def moveEvent(self, event: QMoveEvent) -> None:
        """Notice by how much what is told above pushes the pages down, or lets them go up again."""
        super().moveEvent(event)
        self._pushed += event.pos().y() - event.oldPos().y()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scroll what is shown by as much: it stays where the eyes are. What shows its beginning goes on to show it."""
        super().resizeEvent(event)
        shown, pushed, self._pushed = self.currentWidget(), self._pushed, 0
        if pushed and isinstance(shown, QScrollArea) and event.size().width() == event.oldSize().width():
            bar = shown.verticalScrollBar()
            here = QApplication.focusWidget()
            held = here is not None and shown.isAncestorOf(here) and not here.visibleRegion().isEmpty()
            bar.setValue(bar.value() + pushed if bar.value() else 0)
            if held and here is not None and pushed > 0:  # what was pressed just now must not go under the edge
                shown.ensureWidgetVisible(here)


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
    """Let a button open and close a form, Esc close it; one that a person opens is revealed."""
    leaves_by(form, opener)
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


def headed(inside: QVBoxLayout, *parts: QWidget | tuple[QWidget, int]) -> QHBoxLayout:
    """Return the first row of a card, its heading and buttons: the heading stands where it does without buttons."""
    row = in_row(*parts)
    sides = inside.contentsMargins()
    heading_high = round(style.current().section * 2)
    sides.setTop(max(2, sides.top() - (style.current().target - heading_high) // 2))
    inside.setContentsMargins(sides)
    inside.addLayout(row)
    return row


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
        if above.inherits("QAbstractItemView"):
            return above
        above = above.parentWidget()
    return control
