"""Whether the page in front keeps its margins: one title line and one left and right edge on all pages."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLabel, QLineEdit, QWidget

from ui import style
from ui.main_window import MainWindow
from ui.pages.checking.question_panel import QuestionPanel
from ui.widgets.notice import Notice
from ui.widgets.step_rail import StepRail

ROUNDED = 2


def faults_of_edges(window: MainWindow) -> Iterator[str]:
    """Give what stands outside of the margins of the page, or beside where it stands on other pages."""
    title = _title(window)
    if title is None:
        return
    page = _page_of(title)
    if any(one.isVisible() and one.y() < title.y() for one in page.findChildren(Notice)):
        return
    at = title.mapTo(page, title.rect().center())
    wanted = style.TOP + style.current().target // 2
    if abs(at.y() - wanted) > ROUNDED:
        yield f"title “{title.text()}” stands at {at.y()}, not {wanted}"
    first = min(one.mapTo(page, QPoint()).x() for one in _beside(title, page))
    if first != style.SIDE:
        yield f"title “{title.text()}” begins at {first}, not {style.SIDE}"
    for one in page.findChildren(QWidget):
        if not isinstance(one, QAbstractButton | QAbstractItemView | QLineEdit) and one.property("role") != "card":
            continue
        right = one.mapTo(page, QPoint(one.width(), 0)).x()
        if one.isVisible() and right > page.width() - style.SIDE and not _in_panel(one):
            yield f"{type(one).__name__} {one.objectName()} ends at {right} of {page.width()}"


def _title(window: MainWindow) -> QLabel | None:
    if window.workbench is None:
        return None
    inside = window.workbench.findChildren(QLabel)
    titles = [one for one in inside if one.isVisible() and one.property("role") == "title"]
    return next((one for one in titles if one.parentWidget().property("role") != "card"), None)


def _page_of(title: QLabel) -> QWidget:
    page = title.parentWidget()
    while page.objectName() != "page" and not isinstance(page.parentWidget(), MainWindow):
        page = page.parentWidget()
    return page


def _beside(title: QLabel, page: QWidget) -> Iterator[QWidget]:
    yield title
    middle = title.mapTo(page, title.rect().center()).y()
    for one in page.findChildren(QAbstractButton):
        top = one.mapTo(page, QPoint()).y()
        if one.isVisible() and top <= middle <= top + one.height() and not _in_rail(one):
            yield one


def _in_rail(one: QWidget) -> bool:
    return _inside(one, StepRail)


def _in_panel(one: QWidget) -> bool:
    return _inside(one, QuestionPanel)


def _inside(one: QWidget, kind: type[QWidget]) -> bool:
    above: QWidget | None = one
    while above is not None and not isinstance(above, kind):
        above = above.parentWidget()
    return above is not None
