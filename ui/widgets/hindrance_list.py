"""Why an act is not possible: each reason with its article, and a way to where it is put right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from ui.models.hindrances import Hindrance
from ui.widgets.buttons import button
from ui.widgets.labels import label, restyle


class HindranceList(QFrame):
    """Hidden while nothing stands in the way. ``place_wanted(place)`` from the link beside a reason.

    ``narrow``: the link stands below the reason, whose words get the whole width of a narrow card.
    """

    place_wanted = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None, *, narrow: bool = False) -> None:
        super().__init__(parent)
        self._narrow = narrow
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._told: list[str] = []
        self._content: tuple[object, ...] = ()
        self._title = label("", "label", wrap=True, name=f"{name}Title")
        self._advice = label("", "plain", wrap=True, name=f"{name}Advice")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 8)
        layout.setSpacing(4)
        layout.addWidget(self._title)
        layout.addLayout(self._rows)
        layout.addWidget(self._advice)
        self.hide()

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the reasons as shown."""
        return tuple(self._told)

    def show_list(
        self, kind: str, title: str, reasons: Sequence[Hindrance], linked: Sequence[str], advice: str = ""
    ) -> None:
        """Show the reasons; those whose place is in ``linked`` get a way there. Shown already, they stay."""
        content = (kind, title, tuple(reasons), tuple(linked), advice)
        if content == self._content:
            return
        self._content = content
        empty(self._rows)
        self._told = [one.text for one in reasons]
        self._title.setText(title)
        self._title.setVisible(bool(title))
        for number, one in enumerate(reasons):
            self._rows.addWidget(self._row(number, one, one.place in linked))
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))
        self.setAccessibleName(" ".join([title, *self._told, advice]).strip())
        restyle(self, "role", kind)
        self.setVisible(bool(reasons or title))

    def clear(self) -> None:
        """Show nothing."""
        self._told, self._content = [], ()
        self.hide()

    def _row(self, number: int, one: Hindrance, linked: bool) -> QWidget:
        row = QWidget()
        words = f"· {one.text}（{one.law}）" if one.law else f"· {one.text}"
        shown = label(words, "plain", wrap=True)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QVBoxLayout(row) if self._narrow else QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(shown, 1)
        if linked:
            name = f"{self.objectName()}Go{number}"
            way = button(self.tr("去办理"), name, "link", tip=self.tr("去办理：{text}").format(text=one.text))
            way.clicked.connect(lambda _=False, place=one.place: self.place_wanted.emit(place))
            layout.addWidget(way, 0, Qt.AlignmentFlag.AlignLeft if self._narrow else Qt.AlignmentFlag(0))
        return row


def empty(layout: QLayout) -> None:
    """Take every widget out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
