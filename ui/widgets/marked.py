"""The fields of a page at which something is wrong: each is told so, all are named above, the first is gone to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QPoint, Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.domain.problems import Problem
from ui.widgets.field import Field, focusable
from ui.widgets.notice import ERROR, Notice
from ui.widgets.page import into_sight


def tell(fields: Mapping[str, Field], problems: Sequence[Problem]) -> None:
    """Tell at each field what is wrong with it, and at the others nothing any more."""
    mark(fields, {one.field: one.text for one in problems})


def mark(fields: Mapping[str, Field], told: Mapping[str, str]) -> None:
    """Tell at each field what is said about it by its name, and at the others nothing any more."""
    for name, field in fields.items():
        field.set_problem(told.get(name, ""))


def say_problems(notice: Notice, page: QWidget, problems: Sequence[Problem], *, named: bool = True) -> None:
    """Say above a page what its fields tell, each by its title, and go to the first of them.

    Not ``named``: one field that tells it itself, and is gone to, is not named above, which would push the page away
    from under the eyes. What was said goes with the first field that is mended: it would name what is filled in.
    """
    shown = wrong_fields(page, problems)
    lines = [one.problem if one.title in one.problem else f"{one.title}：{one.problem}" for one in shown]
    untold = [one.text for one in problems if one.text not in {field.problem for field in shown}]
    if named or len(shown) != 1 or untold:
        notice.say(ERROR, QCoreApplication.translate("Marked", "还有几处需要填写或更正："), [*lines, *untold])
    else:
        notice.clear()
    if shown:
        focusable(shown[0].control).setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, shown[0], lambda: into_sight(shown[0]))  # once the page has made room for what is said
    if not untold:
        _clear_once_mended(notice, shown)


def _clear_once_mended(notice: Notice, fields: Sequence[Field]) -> None:
    said = notice.accessibleName()

    def mended() -> None:
        if notice.accessibleName() == said:
            notice.clear()

    for one in fields:
        one.mended.connect(mended)


def wrong_fields(page: QWidget, problems: Sequence[Problem]) -> list[Field]:
    """Return the fields on a page that tell one of these problems, as they stand from above to below."""
    texts = {one.text for one in problems}
    found = [one for one in page.findChildren(Field) if one.problem in texts and one.isVisibleTo(page)]
    return sorted(found, key=lambda one: _place(one, page))


def _place(field: Field, page: QWidget) -> tuple[int, int]:
    at = field.mapTo(page, QPoint(0, 0))
    return at.y(), at.x()
