"""Importing units or officers from a table: choose the file, check columns and rows, then enter all at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from app.services.desk import Desk
from app.services.registers.importing.columns import UNITS
from app.services.registers.importing.entering import Imported, take_back
from app.services.registers.importing.reading import Stopped
from app.services.registers.importing.rows import CHANGED, FAULTY, NEW, SAME
from app.services.registers.importing.template import write_template
from ui import style
from ui.models.imported import Entered, enter_rows, entered_last, forget_entered
from ui.models.importing import (
    Looked,
    fixed_choices,
    give_up,
    look_over,
    open_table,
    remember_columns,
    resumed,
    row_of,
)
from ui.models.register_table import RegisterTable
from ui.pages.registers.columns import ColumnChoice
from ui.pages.registers.import_begin import TABLES, ImportBeginning
from ui.pages.registers.import_end import ImportEnding
from ui.pages.registers.import_whole import WholeRow
from ui.ways_back import leaves_by
from ui.widgets.buttons import button
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.file_dialogs import ask_file, ask_new_file
from ui.widgets.labels import label
from ui.widgets.notice import SUCCESS, WARNING, Notice
from ui.widgets.page import card, in_row, scrolled
from ui.widgets.register_view import RegisterView
from ui.workplace import Workplace

ALL = "all"


class ImportPanel(QWidget):
    """``given_up()`` goes back to the register, ``imported()`` after something was entered or taken back."""

    given_up = Signal()
    imported = Signal()

    def __init__(self, place: Workplace, register: str) -> None:
        super().__init__()
        self.setObjectName("importPanel")
        self._place, self._register = place, register
        self._looked: Looked | None = None
        self._done: Imported | None = None
        self._notice = Notice()
        units = register == UNITS
        self._title = label(self.tr("导入单位") if units else self.tr("导入执法人员"), "section")
        self._about = label(
            self.tr(
                "支持 .xlsx 和 .csv（UTF-8、GB18030）。先预览，核对后一次导入；重复的按信用代码或证号更新。"
                "离开本页，预览也会保留。"
            ),
            "quiet", wrap=True, name="importAbout",
        )  # fmt: skip
        self._back = button(self.tr("返回登记簿"), "importBack")
        self._template = button(self.tr("保存模板…"), "importTemplate")
        self._file = button(self.tr("选择文件…"), "importFile", "primary")
        self._columns = ColumnChoice(fixed_choices(place.desk, register), register)
        self._map = button(self.tr("列的对应"), "importColumns", checkable=True)
        self._filter = ChoiceRow(
            "importFilter",
            {ALL: self.tr("全部"), NEW: self.tr("新增"), CHANGED: self.tr("更新"), SAME: self.tr("不变"),
             FAULTY: self.tr("有错误")},
            ALL,
        )  # fmt: skip
        self._table = RegisterTable((self.tr("行"), self.tr("名称"), self.tr("结果"), self.tr("说明")), self)
        self._view = RegisterView(self._table, "importRows", self.tr("预览：表中每一行会怎样"))
        self._end = ImportEnding()
        self._progress = self._end.progress
        self._begin = ImportBeginning(register)
        self._build()
        self._connect()
        self._show_looked(None)

    def open_file(self, path: Path) -> None:
        """Read a file and show what becomes of its rows."""
        self._forget_done()
        heard = self._progress.hearing()
        self._ask(lambda desk: open_table(desk, self._register, path, heard), self._on_opened)

    def resume(self) -> None:
        """Show the table that was looked over before and not imported, as it stands to the register now."""
        if self._looked is None and not self._progress.isVisible():
            register, heard = self._register, self._progress.hearing()
            self._ask(lambda desk: resumed(desk, register, heard), self._on_resumed)

    def _on_resumed(self, looked: Looked | None) -> None:
        entered = entered_last(self._place.desk, self._register) if looked is None else None
        self._on_opened(looked) if entered is None else self._show_entered(entered)
        if looked is not None and not looked.missing:
            words = self.tr("“{name}”的预览保留到导入或放弃为止；已按现在的登记簿重新核对。")
            self._notice.say(SUCCESS, words.format(name=looked.table.name))

    def _build(self) -> None:
        self._view.setMinimumHeight(3 * (style.current().target + 4))  # of a low window less would be its head alone
        header = self._view.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        self._view.propose_width(1, 280)
        above, outer = QWidget(), QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        outer.addWidget(scrolled(above, fills=True), 1)
        outer.addWidget(self._end)
        layout = QVBoxLayout(above)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        head = in_row(self._back, self._title, (self._about, 1), self._template, self._file)
        head.insertStretch(3)
        layout.addLayout(head)
        layout.addWidget(self._notice)
        self._body, inside = card()
        inside.addWidget(self._columns)
        inside.addLayout(in_row(self._filter, self._map))
        inside.addWidget(self._view, 1)
        inside.addWidget(WholeRow(self._view))
        layout.addWidget(self._body, 1)
        layout.addWidget(self._begin)
        layout.addStretch(0)

    def _connect(self) -> None:
        self._back.clicked.connect(self._on_back)
        leaves_by(self, self._back)
        self._template.clicked.connect(self._on_template)
        self._file.clicked.connect(self._on_file)
        self._begin.dropped.connect(self.open_file)
        self._columns.changed.connect(self._on_columns)
        self._map.toggled.connect(self._on_map)
        leaves_by(self._columns, self._map)
        self._filter.chosen.connect(lambda _: self._show_rows())
        self._end.drop.clicked.connect(self._on_drop)
        self._end.undo.clicked.connect(self._on_undo)
        self._end.go.clicked.connect(self._on_go)

    def _ask(self, work: Callable[[Desk], object], done: Callable[..., None], *, may_stop: bool = True) -> None:
        self._notice.clear()
        self._running(True, may_stop=may_stop)

        def ended(value: object) -> None:
            self._running(False)
            done(value)

        self._place.ask(self, work, ended, self._on_failed, behind=True)

    def _running(self, under_way: bool, *, may_stop: bool = True) -> None:
        self._progress.show_under_way(under_way, may_stop=may_stop)
        for one in (self._back, self._file, self._begin, self._template, self._columns):
            one.setEnabled(not under_way)
        self._end.set_under_way(under_way)

    def _on_failed(self, error: Exception) -> None:
        self._running(False)
        if isinstance(error, Stopped):
            self._notice.say(WARNING, self.tr("已停止，没有导入任何一行。"))
            self._go_on()
        else:
            self._notice.show_error(error)

    def _on_back(self) -> None:
        self._notice.clear()
        self._forget_done()
        self.given_up.emit()

    def _on_drop(self) -> None:
        register = self._register
        self._ask(lambda desk: give_up(desk, register), self._on_dropped, may_stop=False)

    def _on_dropped(self, _: object) -> None:
        self._on_opened(None)
        self._notice.say(SUCCESS, self.tr("已放弃这次导入，登记簿没有改动。"))

    def _on_template(self) -> None:
        name = self.tr("单位导入模板.xlsx") if self._register == UNITS else self.tr("执法人员导入模板.xlsx")
        chosen = ask_new_file(self, self.tr("保存模板"), name, self.tr("Excel 工作簿 (*.xlsx)"))
        if chosen:
            path = Path(chosen).with_suffix(".xlsx")
            words = self.tr("模板已保存：{path}").format(path=path)
            work = lambda desk: write_template(desk, self._register, path)  # noqa: E731  # reads better here
            self._ask(work, lambda _: self._on_template_saved(words), may_stop=False)

    def _on_template_saved(self, words: str) -> None:
        self._notice.say(SUCCESS, words)
        self._template.setFocus()

    def _on_file(self) -> None:
        chosen = ask_file(self, self.tr("选择要导入的表格"), self.tr("表格 {kinds}").format(kinds=TABLES))
        if chosen:
            self.open_file(Path(chosen))

    def _on_map(self, shown: bool) -> None:
        self._columns.setVisible(shown)
        self._view.setVisible(not shown or style.current() is not style.LARGE)  # with large letters one or the other

    def _on_columns(self) -> None:
        if self._looked is None:
            return
        table, wish, heard = self._looked.table, self._columns.wish(), self._progress.hearing()
        held = self._columns.focusWidget()

        def ended(looked: Looked) -> None:
            self._show_looked(looked)
            if held is not None:
                held.setFocus()  # the next column is chosen beside this one

        self._ask(lambda desk: look_over(desk, table, wish, heard), ended)

    def _on_opened(self, looked: Looked | None) -> None:
        self._show_looked(looked)
        self._go_on()

    def _go_on(self) -> None:
        """Put the focus where work goes on: the button pressed was out of use meanwhile, and lost it."""
        if self._looked is None:
            self._file.setFocus()
        elif self._looked.missing:
            self._columns.begin(self._looked)
        else:
            self._end.begin()

    def _show_looked(self, looked: Looked | None) -> None:
        self._looked = looked
        self._end.show_looked(looked)
        self._body.setVisible(looked is not None)
        self._begin.setVisible(looked is None)
        self._about.setVisible(looked is None)  # its three lines are the height of a row
        if looked is None:
            return
        self._columns.show_columns(looked)
        self._map.setChecked(self._columns.to_be_seen(looked, self._map.isChecked()))
        self._on_map(self._map.isChecked())
        notes = [*self._columns.lacking(), *looked.table.notes]
        if looked.missing:
            words = self.tr("请指定这些列：{titles}。").format(titles="、".join(looked.missing))
            self._notice.say(WARNING, words, notes)
        elif notes:
            self._notice.say(WARNING, self.tr("读取“{name}”时请留意：").format(name=looked.table.name), notes)
        faulty = looked.count(FAULTY)
        self._filter.say_counts({ALL: len(looked.rows), **{s: looked.count(s) for s in (NEW, CHANGED, SAME, FAULTY)}})
        self._filter.choose(FAULTY if faulty else ALL)
        self._show_rows()

    def _show_rows(self) -> None:
        rows = self._looked.rows if self._looked is not None else ()
        wanted = self._filter.key()
        self._table.replace([row_of(one) for one in rows if wanted in (ALL, one.state)])

    def _on_go(self) -> None:
        looked, heard = self._looked, self._progress.hearing()
        if looked is None:
            return
        leave = self._end.leaves_faulty
        remember_columns(looked)
        self._ask(lambda desk: enter_rows(desk, looked, heard, leave_faulty=leave), self._show_entered)

    def _forget_done(self) -> None:
        self._done = None
        forget_entered(self._place.desk, self._register)
        self._end.undo.hide()

    def _show_entered(self, entered: Entered) -> None:
        done, left = entered.done, entered.left
        self._done = done
        self._show_looked(None)
        words = self.tr("已导入：新增 {new}，更新 {changed}。发现不对可以撤销，之后没有改动过的才能撤销。")
        still = self.tr("有错误的 {n} 行没有导入；改正后重新选择这个表格，已导入的不会重复。").format(n=left)
        lines = [still] if left else []
        self._notice.say(WARNING if left else SUCCESS, words.format(new=done.new, changed=done.changed), lines)
        self._end.undo.setVisible(bool(done.txn))
        self._back.setFocus()
        self.imported.emit()

    def _on_undo(self) -> None:
        done = self._done
        if done is not None:
            self._ask(lambda desk: take_back(desk, done), self._on_undone, may_stop=False)

    def _on_undone(self, _: object) -> None:
        self._forget_done()
        self._back.setFocus()
        self._notice.say(SUCCESS, self.tr("已撤销这次导入，登记簿恢复原样。"))
        self.imported.emit()
