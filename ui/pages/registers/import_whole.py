"""All that is told of the chosen row of a preview: its cell holds two lines, and a keyboard knows no tooltip."""

from __future__ import annotations

from PySide6.QtWidgets import QTableView, QVBoxLayout, QWidget

from ui.widgets.labels import label

ROOM = 90
"""So many characters fit the two lines of the cell on a small screen."""


class WholeRow(QWidget):
    """Shows below a table what its last column tells of the chosen row, hidden where the cell has room for it."""

    def __init__(self, view: QTableView) -> None:
        super().__init__()
        self._view = view
        self._words = label("", "plain", wrap=True, name="importWhole")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._words)
        view.selectionModel().currentRowChanged.connect(lambda now, _: self._show(now.row()))
        view.model().modelReset.connect(lambda: self._show(-1))
        self.hide()

    def _show(self, row: int) -> None:
        model = self._view.model()
        number, told = (str(model.index(row, column).data() or "") for column in (0, model.columnCount() - 1))
        self._words.setText(self.tr("第 {n} 行：{told}").format(n=number, told=told))
        self.setVisible(row >= 0 and len(told) > ROOM)
