"""A case file that was made: its index beside its pages, and the ways to paper and to a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.services.casefile.making import CaseFile, opened, record_case_print, save_copy
from app.services.desk import Desk
from ui.models.casefile import opened_case_file
from ui.models.scans import ScanLine
from ui.pages.papers.scan_view import ScanView
from ui.ways_back import leaves_by
from ui.widgets.buttons import button
from ui.widgets.chooser import offer
from ui.widgets.drop_down import DropDown
from ui.widgets.file_dialogs import ask_new_file, file_name
from ui.widgets.giving_way import GivingWay
from ui.widgets.labels import label
from ui.widgets.lines_list import LinesList
from ui.widgets.notice import ERROR, SUCCESS, Notice
from ui.widgets.page import CurrentOnly
from ui.widgets.pdf_view import PdfView
from ui.widgets.printer_standing import PrintFailed
from ui.widgets.printing import Printers, look_whether_printed, print_pages
from ui.workplace import Workplace

ITEM_SIDES, ITEM_EDGES, LEAST_ITEM = 52, 20, 44


class CaseFileView(QWidget):
    """Shows the file straight from the vault, page by page. ``left()`` when the person goes back."""

    left = Signal()

    def __init__(self, place: Workplace, inspection: str, printers: Printers) -> None:
        super().__init__()
        self._place, self._inspection, self._printers = place, inspection, printers
        self._made: CaseFile | None = None
        self._stream: BinaryIO | None = None
        self._words, self._told = label("", "quiet", wrap=True, name="caseFileTold"), Notice()
        stale = self.tr("这一份生成以后又有变化：请返回重新生成，不要再用这一份归档。")
        self._stale = label(stale, "problem", wrap=True, name="caseFileStale")
        self._stale.hide()
        self._back = button(self.tr("←  返回"), "leaveCaseFile", "link")
        self._printer = DropDown()
        self._print = button(self.tr("打印"), "printCaseFile")
        self._save = button(self.tr("另存为…"), "saveCaseFile", "primary")
        self._list, self._view = LinesList(), PdfView(place.tasks, self.tr("案卷预览"))
        self._beside, self._sides = ScanView(place), CurrentOnly()
        self._build()
        self._back.clicked.connect(self._on_back)
        leaves_by(self, self._back)
        self._print.clicked.connect(self._on_print)
        self._save.clicked.connect(self._on_save)
        self._list.currentRowChanged.connect(self._on_entry)
        self._beside.left.connect(self._on_beside_left)

    def show_file(self, made: CaseFile, *, outdated: bool = False) -> None:
        """Show a file that was made; ``outdated``: papers came since."""
        self._made = made
        self._told.clear()
        kind = self.tr("草稿") if made.draft else self.tr("正式案卷，已签名保存")
        told = self.tr("{kind}：共 {sheets} 页，编号 {pages} 页，{size} KB")
        self._words.setText(
            told.format(kind=kind, sheets=made.bound.sheets, pages=made.bound.numbered, size=max(1, made.size // 1024))
        )
        self.tell_outdated(outdated=outdated)
        self._list.clear()
        self._add(self.tr("案卷封面、卷内目录"), 0)
        for one in made.bound.entries:
            self._add(self.tr("{title}\n第 {pages} 页").format(title=one.name, pages=one.pages), one.sheet)
        self._add(self.tr("卷内备考表"), made.bound.sheets - 1)
        work = lambda desk: opened_case_file(desk, made, self._inspection)  # noqa: E731  # reads better than a def
        self._place.ask(self, work, self._on_opened, self._told.show_error, behind=True)
        self._offer_printers()

    def tell_outdated(self, *, outdated: bool) -> None:
        """Say of the complete file that is shown that it must be made anew, or no longer."""
        self._stale.setVisible(outdated and self._made is not None and not self._made.draft)

    def save_as(self, path: Path) -> None:
        """Write the file that is shown."""
        made = self._made
        assert made is not None

        def done(_: None) -> None:
            self._told.say(SUCCESS, self.tr("已保存：{name}").format(name=path.name))

        self._place.ask(self, lambda desk: save_copy(desk, made, path), done, self._on_unsaved, behind=True)

    def _build(self) -> None:
        self._list.setObjectName("caseFileIndex")
        self._list.setAccessibleName(self.tr("卷内目录"))
        GivingWay(self._list, 20, 16)
        self._printer.setObjectName("caseFilePrinter")
        self._printer.setAccessibleName(self.tr("打印机"))
        head = QHBoxLayout()
        head.addWidget(self._back)
        head.addWidget(self._words, 1)
        head.addWidget(self._printer)
        head.addWidget(self._print)
        head.addWidget(self._save)
        body = QHBoxLayout()
        body.setSpacing(14)
        body.addWidget(self._list)
        for side in (self._view, self._beside):
            self._sides.addWidget(side)
        body.addWidget(self._sides, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self._stale)
        layout.addWidget(self._told)
        layout.addLayout(body, 1)

    def _add(self, words: str, shows: int | ScanLine | None) -> None:
        """Add a row that shows a sheet, or a file; a heading shows nothing."""
        item = QListWidgetItem(words)
        item.setData(Qt.ItemDataRole.UserRole, shows)
        if shows is None:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, words.replace("\n", " "))
        # Measured here: the list measures wrapped words before it knows its width, and would cut their last line.
        room = QRect(0, 0, self._list.width() - ITEM_SIDES, 10_000)
        wrapped = self._list.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap), words)
        item.setSizeHint(QSize(0, max(wrapped.height() + ITEM_EDGES, LEAST_ITEM)))
        self._list.addItem(item)

    def _offer_printers(self) -> None:
        names = self._printers.names()
        offer(self._printer, [(one, one) for one in names])
        self._printer.setVisible(bool(names))
        self._print.setVisible(bool(names))

    def _on_opened(self, found: tuple[BinaryIO, Sequence[ScanLine]]) -> None:
        stream, files = found
        self._stream = stream
        if files:
            self._add(self.tr("附件原件 {n} 件").format(n=len(files)), None)
        for one in files:
            self._add(one.name, one)
        self._sides.setCurrentWidget(self._view)
        self._view.show_pdf(stream)
        self._list.setCurrentRow(0)
        self._list.setFocus()

    def _on_entry(self, row: int) -> None:
        item = self._list.item(row)
        shows = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        if isinstance(shows, ScanLine):
            self._sides.setCurrentWidget(self._beside)
            self._beside.show_scan(shows, stays=True)
        elif shows is not None:
            self._beside.close_scan()
            self._sides.setCurrentWidget(self._view)
            self._view.show_page(int(shows))

    def _on_beside_left(self) -> None:
        self._list.setCurrentRow(0)
        self._list.setFocus()

    def _on_back(self) -> None:
        stream, self._stream = self._stream, None
        self._beside.close_scan()
        self._view.show_words("")
        if stream is not None:
            # Behind what still draws from it.
            self._place.tasks.run(self, stream.close, behind=True)
        self.left.emit()

    def _on_unsaved(self, error: Exception) -> None:
        self._told.show_unsaved(error, self._on_save)

    def _on_save(self) -> None:
        assert self._made is not None
        kind = self.tr("（草稿）") if self._made.draft else ""
        usual = file_name(f"{self._made.title}{kind}", "pdf")
        chosen = ask_new_file(self, self.tr("另存为"), usual, self.tr("PDF 文件 (*.pdf)"))
        if chosen:
            self.save_as(Path(chosen))

    def _on_print(self) -> None:
        made, name = self._made, str(self._printer.currentData())
        assert made is not None
        self._printers.remember(name)
        inspection = self._inspection
        printer = self._printers.printer(name)

        def work(desk: Desk) -> int:
            self._printers.insist(name)
            if not made.draft:
                record_case_print(desk, inspection, made.sha256, name)
            with opened(desk, made) as stream:
                return print_pages(printer, stream, range(made.bound.sheets), made.title)

        self._place.ask(self, work, lambda n: self._on_printed(name, n), self._on_not_printed, behind=True)

    def _on_printed(self, name: str, pages: int) -> None:
        self._told.say(SUCCESS, self.tr("已送到打印机“{name}”，共 {n} 页。").format(name=name, n=pages))
        look_whether_printed(self, self._place.tasks, self._printers, name, self._told)

    def _on_not_printed(self, error: Exception) -> None:
        if isinstance(error, PrintFailed) and error.standing is None:
            title = self.tr("打印机“{name}”没有接受打印。").format(name=error.name)
            self._told.say(ERROR, title, [self.tr("请检查打印机后重新打印；案卷仍在本机。")])
        else:
            self._told.show_error(error)
