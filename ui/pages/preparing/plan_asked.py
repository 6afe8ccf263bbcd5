"""What is asked for once a plan was refused: reasons for going on, and whether it is another inspection."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.errors import Blocker
from ui.widgets.field import Field
from ui.widgets.tick_box import TickBox
from ui.widgets.typed_line import TypedLine


class PlanAsked(QWidget):
    """A line for each warning that asks for a reason, and the box that makes a second plan an explicit one."""

    def __init__(self, kept: Callable[[str], str]) -> None:
        super().__init__()
        self._kept = kept
        self._reasons: dict[str, QLineEdit] = {}
        self._another = TickBox(self.tr("这是另外一次检查，不是已有的那项计划"))
        self._another.setObjectName("anotherPlan")
        self._another.hide()
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.addWidget(self._another)

    @property
    def reasons(self) -> dict[str, str]:
        """Return the reasons as entered, by the code of the warning."""
        return {code: line.text().strip() for code, line in self._reasons.items() if line.text().strip()}

    @property
    def another(self) -> bool:
        """Return whether it was said to be another inspection."""
        return self._another.isChecked()

    def ask_reasons(self, blockers: Sequence[Blocker]) -> None:
        """Ask for the reasons that these warnings need."""
        for one in blockers:
            if one.code not in self._reasons:
                line = TypedLine(self._kept(f"reason_{one.code}"))
                self._reasons[one.code] = line
                self._lines.addWidget(
                    Field(self.tr("理由：{text}").format(text=one.text), line, f"reason_{one.code}")
                )
        if self._reasons:
            next(reversed(self._reasons.values())).setFocus()

    def ask_another(self) -> None:
        """Ask whether it is another inspection."""
        self._another.show()

    def forget_another(self) -> None:
        """Ask again from the start: another unit was chosen."""
        self._another.setChecked(False)
        self._another.hide()
