"""全部检查: every inspection there is, found as one types, with the columns one chooses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.listing.finding import Narrowing, Wanted, arranged, cells
from app.services.listing.index import Index
from app.services.listing.refreshing import refresh
from app.services.listing.saved import keep_view
from ui.destination import DestinationPage
from ui.destination_names import HOME
from ui.models.all_inspections import InspectionList, Take
from ui.models.list_choices import Listed, listed
from ui.pages.all_inspections.export import ExportLine
from ui.pages.all_inspections.saved import SavedFilters
from ui.pages.all_inspections.view import ViewPanel
from ui.widgets.buttons import button
from ui.widgets.file_dialogs import ask_new_file
from ui.widgets.filter_bar import BOXES, FilterBar
from ui.widgets.labels import label
from ui.widgets.list_view import ListView
from ui.widgets.notice import SUCCESS, Notice
from ui.widgets.page import FOOT, SIDE, TOP, CurrentOnly, card
from ui.workplace import Workplace

if TYPE_CHECKING:
    from app.services.listing.export import Exported

WIDTHS_PAUSE = 800  # milliseconds after the last drag of a column's edge until its width is kept


class AllInspectionsPage(DestinationPage):
    """Rows by page over the store, words searched in memory; what was selected and seen stays so on return."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._index, self._base = Index(), Narrowing(Index(), ())
        self._sort, self._descending, self._asked = "", False, 0
        self._tidying, self._known, self._unread = False, False, False
        self._pending: Wanted | None = None
        self._table = InspectionList(self._fetch, self)
        self._view = ListView(self._table)
        self._filter, self._notice, self._export = FilterBar(), Notice(), ExportLine(place)
        self._saved, self._panel = SavedFilters(place, self._wanted), ViewPanel()
        self._count = label("", "quiet", name="listCount")
        self._columns = button(self.tr("列与排序"), "listColumns", checkable=True)
        self._to_excel = button(self.tr("导出 Excel…"), "listExport", tip=self.tr("把现在列出的检查导出为 Excel 文件"))
        self._clear = button(self.tr("清除条件"), "clearFilter", "primary")
        self._home = button(self.tr("回到工作台"), "listHome", "primary")
        self._empty = label("", "section", wrap=True, name="listEmpty")
        self._advice = label("", "quiet", wrap=True)
        self._lists = CurrentOnly()
        self._pause = QTimer(self, singleShot=True, interval=WIDTHS_PAUSE)
        self._build()
        self._connect()

    def refresh(self) -> None:
        """Bring the list up to the store; what was selected stays selected."""
        index, wanted = self._index, self._pending or self._wanted()
        self._asked += 1
        turn = self._asked
        if not self._known:
            self._count.setText(self.tr("正在读取…"))
        self._place.ask(
            self, lambda desk: listed(desk, index, wanted), lambda found: self._on_listed(turn, found), self._on_failed
        )

    def _fetch(self, roots: Sequence[str], take: Take) -> None:
        self._place.ask(self, lambda desk: cells(desk, roots), take, self._on_failed)

    def ask_for(self, wanted: Wanted) -> None:
        """Show what is asked for instead of what was."""
        self._sort, self._descending = wanted.sort, wanted.descending
        if self._known:
            self._filter.show_wanted(wanted)
            self._rearrange()
        else:
            self._pending = wanted  # the boxes do not offer anything yet

    def keep_unsaved(self) -> None:
        """Keep a width just dragged and stop an export: the desk is about to be left."""
        if self._pause.isActive():
            self._pause.stop()
            self._keep_view()
        self._export.stop()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(self.tr("全部检查"), "title"))
        head.addSpacing(4)
        head.addWidget(self._count, 1)
        for one in (self._saved.box, self._saved.keep, self._columns, self._to_excel):
            head.addWidget(one)
        self._lists.addWidget(self._view)
        self._lists.addWidget(self._nothing())
        self._panel.hide()
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self._lists, 1)
        body.addWidget(self._panel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SIDE, TOP, SIDE, FOOT)
        layout.setSpacing(10)
        layout.addLayout(head)
        for part in (self._filter, self._saved, self._notice, self._export):
            layout.addWidget(part)
        layout.addLayout(body, 1)

    def _nothing(self) -> QWidget:
        frame, inside = card()
        inside.addStretch(1)
        for part in (self._empty, self._advice):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            inside.addWidget(part)
        for way in (self._clear, self._home):
            inside.addWidget(way, 0, Qt.AlignmentFlag.AlignCenter)
        inside.addStretch(2)
        return frame

    def _connect(self) -> None:
        self._filter.typed.connect(self._on_typed)
        self._filter.narrowed.connect(self._on_narrowed)
        self._filter.left.connect(self._view.take_focus)
        self._clear.clicked.connect(self._on_clear)
        self._home.clicked.connect(lambda: self.destination_wanted.emit(HOME))
        self._view.activated.connect(self._on_activated)
        self._view.sort_wanted.connect(self._on_sort)
        self._view.resized.connect(self._pause.start)
        self._pause.timeout.connect(self._keep_view)
        self._panel.columns_wanted.connect(self._on_columns)
        self._panel.sort_wanted.connect(self._on_sort)
        self._panel.opened_by(self._columns, self)
        self._to_excel.clicked.connect(self._on_export)
        self._saved.chosen.connect(self.ask_for)
        self._saved.failed.connect(self._on_failed)
        self._export.running.connect(lambda under_way: self._to_excel.setEnabled(not under_way))
        self._export.done.connect(self._on_exported)
        self._export.failed.connect(lambda error: self._notice.show_unsaved(error, self._on_export))
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self._filter.take_focus)

    def _wanted(self) -> Wanted:
        return replace(self._filter.wanted(), sort=self._sort, descending=self._descending)

    def _on_listed(self, turn: int, found: Listed) -> None:
        if self._unread:
            self._unread = False
            self._notice.clear()
        for name, choices in zip(BOXES, self._choices(found), strict=True):
            self._filter.offer(name, choices)
        self._saved.show_kept(found.kept)
        if self._pending is not None:
            self._filter.show_wanted(self._pending)
            self._pending = None
        if not self._known:
            self._known = True
            self._show_columns(found.kept.columns)
            self._view.set_widths(found.kept.widths)
        if turn == self._asked:
            self._take(found.index, found.order)
        if found.stale and not self._tidying:
            self._tidying = True
            self._count.setText(self.tr("正在整理，还有 {count:,} 次检查").format(count=found.stale))
            self._place.ask(self, refresh, self._on_tidied, self._on_failed, behind=True)

    def _choices(self, found: Listed) -> Sequence[Sequence[tuple[str, str]]]:
        offered = found.filters
        return (
            offered.states, offered.dues, offered.years, offered.districts, offered.officers, offered.units,
        )  # fmt: skip

    def _take(self, index: Index, order: Sequence[int]) -> None:
        self._index, self._base = index, Narrowing(index, order)
        self._show_found()

    def _show_found(self) -> None:
        """Show what has the words typed; called at each key, so it must stay within a frame."""
        order = self._base.places(self._wanted().words)
        seen = self._view.seen()
        self._table.show(self._index, order, self._place.desk.now())
        self._view.see_again(seen)
        total = len(self._index)
        if len(order) == total:
            words = self.tr("共 {total:,} 次").format(total=total)
        else:
            words = self.tr("{count:,} / {total:,} 次").format(count=len(order), total=total)
        self._count.setText(words if total else "")
        self._to_excel.setEnabled(bool(order))
        self._lists.setCurrentIndex(0 if order else 1)
        if not order:
            self._say_nothing()

    def _say_nothing(self) -> None:
        if self._filter.narrows():
            self._empty.setText(self.tr("没有符合条件的检查"))
            self._advice.setText(self.tr("每个词都要出现。请减少几个词，或把上面的筛选改回“全部”。"))
        else:
            self._empty.setText(self.tr("还没有检查"))
            self._advice.setText(self.tr("在“工作台”点“新建检查”，拟定后会列在这里。"))
        self._clear.setVisible(self._filter.narrows())
        self._home.setVisible(not self._filter.narrows())

    def _rearrange(self) -> None:
        index, wanted = self._index, self._wanted()
        self._asked += 1
        turn = self._asked
        self._view.show_sort(self._sort, self._descending)
        self._panel.show_sort(self._sort, self._descending)
        self._count.setText(self.tr("正在整理…"))

        def ended(order: Sequence[int]) -> None:
            if turn == self._asked:
                self._take(index, order)

        self._place.ask(self, lambda desk: arranged(desk, index, wanted), ended, self._on_failed)

    def _on_typed(self) -> None:
        self._saved.no_longer()
        if self._known:
            self._show_found()

    def _on_clear(self) -> None:
        self._saved.no_longer()
        self.ask_for(Wanted())

    def _on_narrowed(self) -> None:
        self._saved.no_longer()
        self._rearrange()

    def _on_sort(self, column: str, descending: bool) -> None:
        self._sort, self._descending = column, descending
        self._rearrange()

    def _on_columns(self, keys: Sequence[str]) -> None:
        self._show_columns(keys)
        self._keep_view()

    def _show_columns(self, keys: Sequence[str]) -> None:
        seen = self._view.seen()
        self._view.show_columns(keys)
        self._view.see_again(seen)
        self._view.show_sort(self._sort, self._descending)
        self._panel.show_columns(keys)

    def _keep_view(self) -> None:
        columns, widths = self._table.columns, self._view.widths()
        self._place.ask(self, lambda desk: keep_view(desk, columns, widths), None, self._on_failed)

    def _on_activated(self, index: QModelIndex) -> None:
        root = self._table.root(index.row())
        if root:
            self.inspection_wanted.emit(root)

    def _on_tidied(self, left: int) -> None:
        self._tidying = False
        self.refresh()

    def _on_failed(self, error: Exception) -> None:
        self._tidying, self._unread = False, True
        self._notice.show_error(error)

    def _on_export(self) -> None:
        title, kinds = self.tr("导出检查清单"), self.tr("Excel 工作簿 (*.xlsx)")
        name = self.tr("检查清单-{day:%Y%m%d}.xlsx").format(day=self._place.desk.now())
        chosen = ask_new_file(self, title, name, kinds)
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, path: Path) -> None:
        """Write what is listed, in the columns shown, into a workbook."""
        self._notice.clear()
        saved = str(self._saved.box.currentData() or "")
        self._export.write(path, self._table.listed(), self._table.columns, saved, self._filter.words())

    def _on_exported(self, exported: Exported) -> None:
        told = self.tr("已导出 {count:,} 次检查").format(count=exported.rows)
        self._notice.say(SUCCESS, told, [str(exported.path)])
