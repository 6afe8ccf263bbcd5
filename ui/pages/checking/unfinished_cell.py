"""A cell of a table that is half typed: kept while it is typed, and typed on after a crash."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QTimer
from PySide6.QtWidgets import QAbstractItemDelegate, QLineEdit, QTableView

from ui.keeping import Beside, over_the_disk
from ui.models.sampling_grid import PATH_ROLE, GridModel
from ui.models.unsaved import keep_texts, kept_texts
from ui.unfinished import PAUSE_MS, WINDOW
from ui.workplace import Workplace

if TYPE_CHECKING:
    from app.services.desk import Desk


class UnfinishedCell(QObject):
    """Watches the cell of a table that is typed into; what is left is recorded and needs no keeping any more.

    Cells that could not be recorded are kept with it.
    """

    def __init__(self, view: QTableView, model: GridModel, place: Workplace) -> None:
        super().__init__(view)
        self._view, self._model, self._place = view, model, place
        self._root, self._name = f"{WINDOW}-{place.desk.officer}", ""
        self._kept, self._unrecorded = dict[str, str](), dict[str, str]()
        self._ever, self._unread = set[str](), False  # what was kept of the table since it is watched
        self._pause = QTimer(self, interval=PAUSE_MS)
        self._pause.timeout.connect(self._on_pause)
        delegate = view.itemDelegate()
        assert isinstance(delegate, QAbstractItemDelegate)
        delegate.closeEditor.connect(self._on_closed)

    def begin(self, table: str) -> None:
        """Watch a table, and open the cell again that was being typed into when the program ended."""
        self._name, self._kept, self._unrecorded, self._unread = f"cell/{table}", {}, {}, False
        self._ever = set()
        root, name = self._root, self._name
        read = lambda desk: (name, kept_texts(desk, root, name))  # noqa: E731  # reads better here
        self._place.ask(self, read, self._on_kept, lambda error: self._on_not_read(name, error))

    def settle(self, path: str, value: object, *, recorded: bool) -> None:
        """Keep a cell that was left and could not be recorded, until it is."""
        before = dict(self._unrecorded)
        self._unrecorded.pop(path, None)
        if not recorded:
            self._unrecorded[path] = str(value or "")
        if self._unrecorded != before:
            self._keep({})

    def _editor(self) -> QLineEdit | None:
        open_ = [one for one in self._view.findChildren(QLineEdit, "cellEditor") if one.isVisible()]
        return open_[0] if open_ else None

    def _place_of(self, path: str) -> QModelIndex:
        rows, columns = range(self._model.rowCount()), range(self._model.columnCount())
        cells = (self._model.index(row, column) for row in rows for column in columns)
        return next((at for at in cells if at.data(PATH_ROLE) == path), QModelIndex())

    def _on_pause(self) -> None:
        if self._place.tasks.closed:
            return
        editor, at = self._editor(), self._view.currentIndex()
        if editor is not None and editor.isModified() and at.isValid():
            self._keep({at.data(PATH_ROLE): editor.text()})

    def _on_closed(self) -> None:
        self._keep({})

    def _keep(self, cell: dict[str, str]) -> None:
        cells = {**self._unrecorded, **cell}
        if cells == self._kept:
            return
        self._kept = cells
        self._ever |= set(cells)
        root, name, words = self._root, self._name, Beside(cells, self._ever) if self._unread else cells

        def work(desk: Desk) -> None:
            before = kept_texts(desk, root, name) if isinstance(words, Beside) else {}
            keep_texts(desk, root, name, over_the_disk(before, words))

        self._place.keeping.keep(root, name, words, work)

    def _on_kept(self, found: tuple[str, Mapping[str, str]]) -> None:
        name, kept = found
        if name != self._name:  # another table is shown by now
            return
        self._show(over_the_disk(kept, self._place.keeping.held(self._root).get(name)))

    def _on_not_read(self, name: str, error: Exception) -> None:
        if name == self._name:  # what is typed from now on is kept all the same, beside what was kept before
            held = self._place.keeping.held(self._root).get(name)
            self._unread = held is None or isinstance(held, Beside)
            self._ever = set(held or ())
            self._show(held or {})
        self._place.tasks.went_wrong.emit(error)

    def _show(self, kept: Mapping[str, str]) -> None:
        self._pause.start()
        self._kept = dict(kept)
        cells = [(self._place_of(path), text) for path, text in kept.items()]
        cells = [(at, text) for at, text in cells if at.isValid() and self._view.editTriggers()]
        for at, text in cells[:-1]:
            self._model.setData(at, text)  # left before, and not recorded then: the disk was full
        if cells and self._editor() is None:
            self._type_on(*cells[-1])

    def _type_on(self, at: QModelIndex, text: str) -> None:
        self._view.setCurrentIndex(at)
        self._view.edit(at)
        editor = self._editor()
        if editor is not None:
            editor.setText(text)
            editor.setModified(True)
