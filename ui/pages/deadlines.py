"""期限总览: every running clock of all open cases by urgency, the month beside it, the next action one click away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QColor, QTextCharFormat
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidgetItem,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.domain.received_reports import REPORT
from app.services.clocks import board
from app.services.deadline_export import export_calendar
from app.services.desk import Desk
from ui import style
from ui.destination import DestinationPage
from ui.destination_names import HOME, REGISTERS
from ui.models.board import ALL, LATE, RIGHTS, SOON, BoardLine, BoardView, board_view
from ui.widgets.buttons import button
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.file_dialogs import ask_new_file
from ui.widgets.labels import label
from ui.widgets.lines_list import LinesList
from ui.widgets.midnight import Midnight
from ui.widgets.month import ROWS, Month
from ui.widgets.notice import SUCCESS, WARNING, Notice
from ui.widgets.page import FOOT, SIDE, card, framed, heading, scrolled
from ui.workplace import Workplace

LEAST_ROW = 36  # of the month, in pixels


class DeadlinesPage(DestinationPage):
    """``step_wanted(id, step)`` leads to where a clock is met. Looked at anew when the day changes."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._view: BoardView | None = None
        self._lines: tuple[BoardLine, ...] = ()
        self._day: QDate | None = None
        words = {
            ALL: self.tr("全部"), LATE: self.tr("已逾期"), SOON: self.tr("7 天内"), RIGHTS: self.tr("当事人的期限"),
        }  # fmt: skip
        self._kinds = ChoiceRow("boardKind", words, ALL)
        self._list, self._month = LinesList(), Month(place)
        self._notice, self._none = Notice(), label("", "quiet", wrap=True, name="boardEmpty")
        self._whole = button(self.tr("看全部日期"), "boardAllDays", "link")
        self._export = button(self.tr("导出到日历…"), "exportCalendar")
        self._open = button(self.tr("打开案件"), "boardOpen", "primary")
        self._home = button(self.tr("回到工作台"), "boardHome")
        self._told = QPlainTextEdit()
        self._title = ElidedLabel("section", "boardTitle", 0)  # the list above says it in full
        self._midnight = Midnight(self)
        self._build()
        self._connect()

    def refresh(self) -> None:
        """Count everything again."""
        self._place.ask(self, board_view, self._on_view, self._notice.show_error)

    def save_calendar(self, path: Path) -> None:
        """Write the running clocks to an .ics file."""
        def work(desk: Desk) -> int:
            found = board(desk)
            return export_calendar(found.rows, path, found.at)

        self._place.ask(self, work, self._on_saved, self._on_unsaved)

    def _on_unsaved(self, error: Exception) -> None:
        self._notice.show_unsaved(error, self._on_export)

    def _build(self) -> None:
        self._list.setObjectName("board")
        self._list.setAccessibleName(self.tr("期限，按先后排列"))
        self._month.setObjectName("boardMonth")
        self._month.setAccessibleName(self.tr("月历，有期限的日子加粗"))
        # no taller in the 大字 view, and less on a magnified screen: the page must fit
        self._month.setMinimumHeight(ROWS * LEAST_ROW)
        self._month.setMaximumHeight(ROWS * style.NORMAL.target)
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, FOOT)
        left.addWidget(self._none)
        left.addWidget(self._home, 0, Qt.AlignmentFlag.AlignLeft)
        left.setSpacing(8)
        left.addWidget(self._list, 3)
        left.addWidget(self._reasons(), 2)
        body = QHBoxLayout()
        body.setSpacing(14)
        body.addLayout(left, 1)
        body.addWidget(self._side())
        above, layout = framed(self, 8)
        above.addLayout(self._head())
        above.addWidget(self._notice)
        layout.addLayout(body, 1)

    def _head(self) -> QHBoxLayout:
        head = heading(label(self.tr("期限总览"), "title"))
        head.addSpacing(8)
        head.addWidget(self._kinds)
        head.addWidget(self._whole)
        head.addStretch(1)
        head.addWidget(self._open)
        return head

    def _side(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        frame, inside = card()
        inside.setContentsMargins(4, 4, 4, 4)
        inside.addWidget(self._month)
        frame.setMaximumHeight(self._month.maximumHeight() + 8)
        column.addWidget(frame, 1)
        column.addWidget(self._export)
        column.addStretch()
        area = scrolled(side, fills=True, at_edge=True)
        area.setFixedWidth(round(style.current().base * 34) + SIDE)
        return area

    def _reasons(self) -> QWidget:
        frame, inside = card()
        self._told.setObjectName("boardWhy")
        self._told.setAccessibleName(self.tr("期限怎么算"))
        self._told.setReadOnly(True)
        self._told.document().setDocumentMargin(0)  # below one another with the title
        self._told.setFrameShape(QFrame.Shape.NoFrame)
        self._told.setMinimumHeight(round(style.current().base * 3.5))
        self._told.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        inside.addWidget(self._title)
        inside.addWidget(self._told, 1)
        return frame

    def _connect(self) -> None:
        self._kinds.chosen.connect(lambda _: self._show())
        self._list.currentRowChanged.connect(self._on_current)
        self._list.itemActivated.connect(lambda _: self._on_open())
        for chosen in (self._month.clicked, self._month.activated):  # by mouse, and by Return
            chosen.connect(self._on_day)
        self._whole.clicked.connect(lambda: self._on_day(None))
        self._open.clicked.connect(self._on_open)
        self._export.clicked.connect(self._on_export)
        self._home.clicked.connect(lambda: self.destination_wanted.emit(HOME))
        self._midnight.timeout.connect(self.refresh)

    def _on_view(self, view: BoardView) -> None:
        if self._view is None:
            today = self._place.desk.now()
            self._month.setSelectedDate(QDate(today.year, today.month, today.day))
        self._view = view
        self._mark_days(view)
        self._show()
        if view.unreadable:
            words = self.tr("有 {n} 个案件的文书格式还没有同步到本机，没有列入。").format(n=view.unreadable)
            self._notice.say(WARNING, words)
        else:
            self._notice.clear()
        now = self._place.desk.now()
        self._month.mark_today(QDate(now.year, now.month, now.day))
        self._midnight.wait_from(now)

    def _mark_days(self, view: BoardView) -> None:
        self._month.setDateTextFormat(QDate(), QTextCharFormat())
        for day in view.days:
            marked = QTextCharFormat()
            marked.setFontWeight(700)
            marked.setForeground(QColor(style.RED if day in view.late_days else style.BRAND))
            marked.setFontUnderline(True)
            marked.setToolTip(self.tr("{n} 项期限").format(n=view.days[day]))
            self._month.setDateTextFormat(QDate(day.year, day.month, day.day), marked)

    def _show(self) -> None:
        if self._view is None:
            return
        chosen = self._day
        day = date(chosen.year(), chosen.month(), chosen.day()) if chosen is not None else None
        counts = {kind: len(self._view.shown(kind, None)) for kind in (ALL, LATE, SOON, RIGHTS)}
        self._kinds.say_counts(counts)
        self._lines = self._view.shown(self._kinds.key(), day)
        self._list.blockSignals(True)
        self._list.clear()
        for one in self._lines:
            self._list.addItem(self._item(one))
        self._list.blockSignals(False)
        self._none.setText(self._empty_words())
        self._none.setVisible(not self._lines)
        self._home.setVisible(not counts[ALL])
        self._offer_export(bool(counts[ALL]))
        self._whole.setVisible(day is not None)
        self._list.setCurrentRow(0 if self._lines else -1)
        self._on_current(0 if self._lines else -1)

    def _offer_export(self, any_runs: bool) -> None:
        why = "" if any_runs else self.tr("没有正在进行的期限可以导出。")
        self._export.setEnabled(any_runs)
        self._export.setToolTip(why)
        self._export.setAccessibleDescription(why)

    def _item(self, one: BoardLine) -> QListWidgetItem:
        item = QListWidgetItem(f"{one.unit} · {one.title}\n{one.left}")
        if one.late:
            item.setForeground(QColor(style.RED))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{one.unit} {one.title} {one.left}")
        return item

    def _empty_words(self) -> str:
        if self._day is not None:
            return self.tr("这一天没有期限。点“看全部日期”回到全部。")
        words = {
            LATE: self.tr("没有逾期的期限。"),
            SOON: self.tr("7 天内没有到期的期限。"),
            RIGHTS: self.tr("没有正在进行的当事人的期限。文书送达后，申请复议、提起诉讼等期限会自动列在这里。"),
        }
        running = self.tr("没有正在进行的期限。通知书送达、措施作出后，期限会自动列在这里。")
        return words.get(self._kinds.key(), running)

    def _on_current(self, row: int) -> None:
        one = self._lines[row] if 0 <= row < len(self._lines) else None
        self._open.setEnabled(one is not None)
        self._title.setText(one.title if one is not None else "")
        why: Sequence[str] = () if one is None else (*one.explanation, self.tr("依据：{law}。").format(law=one.law))
        self._told.setPlainText("\n".join(why if one is None or one.law else why[:-1]))
        self._open.setText(one.action if one is not None else self.tr("打开案件"))
        self._open.setAccessibleName(self._open.text())

    def _on_day(self, day: QDate | None) -> None:
        self._day = day
        self._show()

    def _on_open(self) -> None:
        row = self._list.currentRow()
        line = self._lines[row] if 0 <= row < len(self._lines) else None
        if line is not None and line.step == REPORT:
            self.destination_wanted.emit(f"{REGISTERS}/reports/{line.inspection}")
        elif line is not None:
            self.step_wanted.emit(line.inspection, line.step)

    def _on_export(self) -> None:
        usual = self.tr("执法期限.ics")
        chosen = ask_new_file(self, self.tr("导出到日历"), usual, self.tr("日历文件 (*.ics)"))
        if chosen:
            self.save_calendar(Path(chosen))

    def _on_saved(self, count: int) -> None:
        self._notice.say(SUCCESS, self.tr("已导出 {n} 项期限，可导入手机或办公软件的日历。").format(n=count))
