"""By what a witness is known to be another person than somebody of the party who bears the same name."""

from __future__ import annotations

from ui.widgets.field import Field
from ui.widgets.typed_line import TypedLine


class NamesakeField(Field):
    """Shown only while a witness who is chosen may be the same person by the name."""

    def __init__(self, name: str) -> None:
        self._line = TypedLine()
        super().__init__("", self._line, name)
        self.set_title(self.tr("见证人与当事人一方同名：凭什么认定是两个人"))
        self.set_hint(self.tr("如证件号码、工作证、当面核对；写入文书"))
        self.hide()

    def ask(self, *names: str) -> None:
        """Ask where one of the witnesses chosen bears the name of somebody of the party."""
        self.setVisible(any(names))

    def said(self) -> str:
        """Return what was entered, "" where nothing is asked."""
        return "" if self.isHidden() else self._line.text().strip()

    def clear(self) -> None:
        """Empty it."""
        self._line.clear()
