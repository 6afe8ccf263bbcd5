"""抽样表: the pieces looked at, filled by keyboard; every cell is on disk when it is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.errors import StorageFailed
from ui import style
from ui.models.inspection_state import InspectionState
from ui.models.pasting import pasted
from ui.models.sampling import Filled, Grid, Showing, Step, added, entered, filled, removed, taken_back
from ui.models.sampling_grid import GridModel
from ui.pages.checking.unfinished_cell import UnfinishedCell
from ui.tasks import Failed
from ui.ways_back import leaves_by
from ui.widgets.buttons import button
from ui.widgets.cell_delegate import RETURN, CellDelegate
from ui.widgets.labels import label, restyle
from ui.widgets.notice import ERROR, SUCCESS, WARNING, Notice
from ui.widgets.page import FOOT, SIDE, TOP
from ui.workplace import Workplace

Work = Callable[[Any, Showing], Filled]


class SamplingPage(QWidget):
    """The table of one question. ``changed(state)`` after each cell; ``back_wanted()`` to the checklist."""

    changed = Signal(object)
    back_wanted = Signal()

    def __init__(self, place: Workplace, inspection: str, previous: Mapping[str, Any]) -> None:
        super().__init__()
        self.setObjectName("page")
        self._place, self._inspection, self._previous = place, inspection, previous
        self._question, self._repeat, self._frozen = "", "", False
        self._done: list[Step] = []
        self._restored: set[str] = set()
        self._title = label("", "title", name="samplingTitle")
        self._about = label("", "quiet", wrap=True, name="samplingQuestion")
        self._count = label("", "section", name="samplingCount")
        self._back = button(self.tr("返回检查表"), "samplingBack", tip=self.tr("返回检查表，快捷键 Alt+←"))
        self._notice = Notice()
        self._model, self._view, self._delegate = GridModel(self), QTableView(), CellDelegate(self)
        nothing = self.tr("还没有抽查的件。点“添加一行”，逐件填写件号和结果。")
        self._empty = label(nothing, "quiet", name="samplingEmpty")
        self._add = button(self.tr("添加一行"), "addRow", "primary", tip=self.tr("添加一行，快捷键 Ctrl+Enter"))
        self._remove = button(self.tr("删除此行"), "removeRow", tip=self.tr("删除光标所在的行，快捷键 Ctrl+Delete"))
        self._undo = button(self.tr("撤销（Ctrl+Z）"), "undoCell", tip=self.tr("撤销上一次填写或增删，快捷键 Ctrl+Z"))
        self._build()
        self._unfinished = UnfinishedCell(self._view, self._model, place)
        self._connect()

    @property
    def question(self) -> str:
        """Return whose table is shown."""
        return self._question

    def show_question(self, question: str, about: str) -> None:
        """Show the table of a question."""
        if question != self._question:
            self._done.clear()
            self._restored.clear()
        self._question = question
        self._about.setText(about)
        self._notice.clear()
        self._ask(filled, self._begin)

    def show_state(self, state: InspectionState) -> None:
        """Let the table be filled, or only read where the record is closed."""
        self._frozen = locked = bool(state.frozen)
        triggers = QAbstractItemView.EditTrigger
        usual = triggers.AnyKeyPressed | triggers.DoubleClicked | triggers.EditKeyPressed | triggers.SelectedClicked
        self._view.setEditTriggers(triggers.NoEditTriggers if locked else usual)
        for one in (self._add, self._remove):
            one.setEnabled(not locked)

    def keep_unsaved(self) -> None:
        """Record the cell being typed into: the page is about to be left."""
        editor = self._view.findChild(QWidget, "cellEditor")
        if editor is not None and editor.isVisible():
            self._delegate.commitData.emit(editor)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._back)
        head.addSpacing(10)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._count)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        hint = self.tr("回车到下一格，最后一格添加新行；选项可按 1、2、3；可从 Excel 粘贴")
        foot.addWidget(label(hint, "small", wrap=True), 1)
        for one in (self._undo, self._remove, self._add):
            foot.addWidget(one)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SIDE, TOP, SIDE, FOOT)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self._about)
        layout.addWidget(self._notice)
        layout.addWidget(self._empty)
        layout.addWidget(self._prepared_view(), 1)
        layout.addLayout(foot)

    def _prepared_view(self) -> QTableView:
        view = self._view
        view.setObjectName("samples")
        view.setAccessibleName(self.tr("抽样表。回车到下一格，Ctrl+回车添加一行"))
        view.setModel(self._model)
        view.setItemDelegate(self._delegate)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setTabKeyNavigation(False)
        view.verticalHeader().setDefaultSectionSize(style.current().target)
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = view.horizontalHeader()
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(round(style.current().base * 9))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        view.installEventFilter(self)
        return view

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go on with Enter while no cell is being typed into."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in RETURN:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._on_add()
            else:
                self._on_left()
            return True
        return super().eventFilter(watched, event)

    def _connect(self) -> None:
        self._back.clicked.connect(self._on_back)
        self._add.clicked.connect(self._on_add)
        self._remove.clicked.connect(self._on_remove)
        self._undo.clicked.connect(self._on_undo)
        self._model.entered.connect(self._on_entered)
        self._delegate.left.connect(self._on_left)
        self._delegate.tabbed.connect(self._on_tabbed)
        self._delegate.undo_wanted.connect(self._on_undo)
        QShortcut(QKeySequence.StandardKey.Undo, self, self._on_undo)
        QShortcut(QKeySequence("Ctrl+Delete"), self, self._on_remove)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self._view)
        paste.setContext(Qt.ShortcutContext.WidgetShortcut)
        paste.activated.connect(self._on_paste)
        QShortcut(QKeySequence("Alt+Left"), self, self._on_back)
        leaves_by(self, self._back)

    def _ask(self, work: Work, done: Callable[[Filled], None] | None = None, failed: Failed | None = None) -> None:
        showing = Showing(self._inspection, self._previous, self._question, self._repeat)
        self._place.ask(self, lambda desk: work(desk, showing), done or self._take, failed or self._notice.show_error)

    def _on_entered(self, path: str, value: Any) -> None:
        def done(after: Filled) -> None:
            self._unfinished.settle(path, value, recorded=not after.problems)
            self._take(after)

        def failed(error: Exception) -> None:
            kept = isinstance(error, StorageFailed)  # in its cell, to be recorded when it is left again
            self._model.refuse(path, getattr(error, "title", "")) if kept else self._model.forget(path)
            self._unfinished.settle(path, value, recorded=not kept)
            self._notice.show_error(error)

        self._restored.discard(path)
        self._ask(lambda desk, showing: entered(desk, showing, path, value), done, failed)

    def _on_left(self) -> None:
        """Go to the next cell; after the last one, to a new row."""
        if not self._go_on(1) and not self._frozen:
            self._on_add()

    def _on_tabbed(self, forward: bool) -> None:
        """Go to the cell beside; before the first and after the last one, out of the table."""
        if not self._go_on(1 if forward else -1):
            around = (self._undo, self._remove, self._add) if forward else (self._back,)
            reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
            next(one for one in around if one.isEnabled()).setFocus(reason)

    def _go_on(self, step: int) -> bool:
        """Go to another cell in the order of reading and return whether there is one."""
        at, columns = self._view.currentIndex(), self._model.columnCount()
        place = at.row() * columns + at.column() + step if at.isValid() else 0
        if not 0 <= place < self._model.rowCount() * columns:
            return False
        following = self._model.index(place // columns, place % columns)
        self._view.setFocus()
        self._view.setCurrentIndex(following)
        if not self._frozen and self._model.flags(following) & Qt.ItemFlag.ItemIsEditable:
            self._view.edit(following)
        return True

    def _on_add(self) -> None:
        self.keep_unsaved()

        def done(after: Filled) -> None:
            self._take(after)
            first = self._model.index(self._model.rowCount() - 1, 0)
            self._view.setFocus()
            self._view.setCurrentIndex(first)
            self._view.edit(first)

        self._ask(added, done)

    def _on_paste(self) -> None:
        """Put a block copied in Excel or WPS in from the current cell on; rows are added where they are needed."""
        text, at = QGuiApplication.clipboard().text(), self._view.currentIndex()
        if self._frozen or not text.strip():
            return
        row, column = (at.row(), at.column()) if at.isValid() else (0, 0)

        def done(after: Filled) -> None:
            self._take(after)
            words = (
                self.tr("有的内容没有粘贴，其余已记录。") if after.problems else self.tr("已粘贴，可用 Ctrl+Z 撤销。")
            )
            self._notice.say(WARNING if after.problems else SUCCESS, words, after.problems)

        self._ask(lambda desk, showing: pasted(desk, showing, text, row, column), done)

    def _on_remove(self) -> None:
        at = self._view.currentIndex()
        if at.isValid() and not self._frozen:
            row_id = self._model.row_id(at.row())
            self._ask(lambda desk, showing: removed(desk, showing, row_id))

    def _on_undo(self) -> None:
        if not self._done:
            return
        last = self._done.pop()
        again = last.path in self._restored
        if last.path:
            self._restored.add(last.path)
        self._ask(lambda desk, showing: taken_back(desk, showing, last, again=again))

    def _take(self, after: Filled) -> None:
        self._show(after)
        self.changed.emit(after.state)

    def _show(self, after: Filled) -> None:
        grid = after.grid
        self._repeat = grid.repeat
        if after.step is not None:
            self._done.append(after.step)
        if after.problems and after.path:
            self._model.refuse(after.path, "；".join(after.problems))
            self._notice.say(ERROR, self.tr("这一格没有记录，请改正后再离开。"), after.problems)
        elif not self._frozen:
            self._notice.clear()
        _replace(self._view, self._model, grid, self._add)
        self._title.setText(self.tr("抽样表"))
        done, wanted = grid.counter
        failed = self.tr("，不合格 {count}").format(count=grid.failed) if grid.failed else ""
        self._count.setText(self.tr("抽查 {done}/{wanted}{failed}").format(done=done, wanted=wanted, failed=failed))
        restyle(self._count, "role", "good" if done >= wanted else "section")
        self._empty.setVisible(not grid.ids)
        self._undo.setEnabled(bool(self._done))
        self._remove.setEnabled(bool(grid.ids) and not self._frozen)

    def _begin(self, after: Filled) -> None:
        self._show(after)
        header = self._view.horizontalHeader()
        for place in range(self._model.columnCount() - 1):
            header.resizeSection(place, round(style.current().base * (24 if place == 1 else 13)))
        if self._model.rowCount():
            self._view.setFocus()
            self._view.setCurrentIndex(self._model.index(0, 0))
        else:
            self._add.setFocus()
        self._unfinished.begin(f"{self._inspection}/{self._question}")

    def _on_back(self) -> None:
        self.keep_unsaved()
        self.back_wanted.emit()


def _replace(view: QTableView, model: GridModel, grid: Grid, add: QPushButton) -> None:
    """Show the table; where rows came or went, the cursor stays as near as it can to where it was."""
    at, held = view.currentIndex(), view.hasFocus()
    row, column = at.row(), at.column()
    model.replace(grid)
    last = model.rowCount() - 1
    if row >= 0 and last >= 0 and not view.currentIndex().isValid():
        view.setCurrentIndex(model.index(min(row, last), column))
    elif last < 0 and held:
        add.setFocus()
