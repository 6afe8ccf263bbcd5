"""工作台: the inspections, what must still be done, and where to begin a new one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ui import style
from ui.destination import DestinationPage
from ui.models.inspections import OFFICERS, InspectionTable
from ui.models.overview import Overview, TaskRow, overview
from ui.widgets.buttons import button
from ui.widgets.labels import label, restyle
from ui.widgets.notice import Notice
from ui.widgets.page import card
from ui.widgets.top_bar import SYNC
from ui.workplace import Workplace


class HomePage(DestinationPage):
    """What is under way at this desk. ``inspection_wanted(id)`` opens one."""

    new_wanted = Signal()
    looked_over = Signal(object)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._table = InspectionTable(self)
        self._view = QTableView()
        self._tasks = QListWidget()
        self._notice = Notice()
        self._new = button(self.tr("新建检查"), "newInspection", "primary")
        self._begin = button(self.tr("新建第一次检查"), "firstInspection", "primary")
        self._to_sync = button(self.tr("去同步"), "homeSync")
        self._count = label("", "quiet", name="inspectionCount")
        self._waiting = label("", "quiet", wrap=True, name="waitingForSync")
        self._lists = QStackedWidget()
        self._build()
        self._connect()

    def refresh(self) -> None:
        """Look over the store again."""
        self._place.ask(self, overview, self._on_looked_over, self._notice.show_error)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label(self.tr("工作台"), "title"))
        head.addSpacing(12)
        head.addWidget(self._count, 1)
        head.addWidget(self._new)
        self._lists.addWidget(self._table_view())
        self._lists.addWidget(self._empty_view())
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(self._lists, 1)
        body.addWidget(self._side())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 18, 24, 18)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addWidget(self._notice)
        layout.addLayout(body, 1)

    def _table_view(self) -> QWidget:
        view = self._view
        view.setObjectName("inspections")
        view.setAccessibleName(self.tr("检查列表，回车打开"))
        view.setModel(self._table)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setShowGrid(False)
        view.setTabKeyNavigation(False)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(style.current().target + 8)
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        view.setColumnHidden(OFFICERS, style.current() is style.LARGE)
        return view

    def _empty_view(self) -> QWidget:
        frame, inside = card()
        inside.addStretch(1)
        for text, role in (
            (self.tr("还没有检查"), "section"),
            (self.tr("先登记被检查单位并拟定计划，再报批、到场、检查。点下面的按钮开始。"), "quiet"),
        ):
            line = label(text, role, wrap=True)
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            inside.addWidget(line)
        inside.addSpacing(8)
        inside.addWidget(self._begin, 0, Qt.AlignmentFlag.AlignCenter)
        inside.addStretch(2)
        return frame

    def _side(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(min(380, round(style.current().base * 27)))
        layout = QVBoxLayout(side)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        tasks, inside = card()
        inside.addWidget(label(self.tr("待办"), "section"))
        self._nothing: QLabel = label(self.tr("没有待办事项。"), "quiet", wrap=True, name="noTasks")
        self._tasks.setObjectName("tasks")
        self._tasks.setAccessibleName(self.tr("待办事项，回车打开所属检查"))
        self._tasks.setWordWrap(True)
        self._tasks.setFrameShape(QListWidget.Shape.NoFrame)
        self._tasks.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside.addWidget(self._nothing, 1, Qt.AlignmentFlag.AlignTop)
        inside.addWidget(self._tasks, 1)
        layout.addWidget(tasks, 1)
        sync, inside = card()
        inside.addWidget(label(self.tr("同步"), "section"))
        inside.addWidget(self._waiting)
        inside.addWidget(self._to_sync, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(sync)
        return side

    def _connect(self) -> None:
        self._new.clicked.connect(self.new_wanted)
        self._begin.clicked.connect(self.new_wanted)
        self._to_sync.clicked.connect(lambda: self.destination_wanted.emit(SYNC))
        self._view.activated.connect(self._on_activated)
        self._view.clicked.connect(self._on_activated)
        self._tasks.itemActivated.connect(self._on_task)

    def _on_looked_over(self, found: Overview) -> None:
        self._notice.clear()
        self._table.replace(found.inspections)
        self._lists.setCurrentIndex(0 if found.inspections else 1)
        self._new.setVisible(bool(found.inspections))
        count = self.tr("{count} 次检查").format(count=len(found.inspections) + found.left_out)
        self._count.setText(count if found.inspections else "")
        if found.inspections and not self._view.currentIndex().isValid():
            self._view.setCurrentIndex(self._table.index(0, 0))
        self._show_tasks(found.tasks)
        self._show_waiting(found.pending)
        self.looked_over.emit(found)

    def _show_tasks(self, tasks: tuple[TaskRow, ...]) -> None:
        self._tasks.clear()
        for one in tasks:
            until = self.tr("期限 {day}").format(day=f"{one.due:%Y-%m-%d}") if one.due else self.tr("没有固定期限")
            urgent = self.tr("须办理 · ") if one.red else ""
            item = QListWidgetItem(f"{urgent}{one.title}\n{one.unit} · {until}")
            item.setData(Qt.ItemDataRole.UserRole, one.inspection)
            if one.red:
                item.setForeground(Qt.GlobalColor.darkRed)
            self._tasks.addItem(item)
        self._tasks.setVisible(bool(tasks))
        self._nothing.setVisible(not tasks)

    def _show_waiting(self, pending: int | None) -> None:
        self._to_sync.setVisible(pending is not None)
        if pending is None:
            text = self.tr("本机独立使用，没有中心库，不需要同步。")
        elif pending:
            text = self.tr("{count} 条操作等待同步到中心库；已全部保存在本机。").format(count=pending)
        else:
            text = self.tr("全部已同步到中心库。")
        restyle(self._waiting, "role", "quiet")
        self._waiting.setText(text)

    def _on_activated(self, index: QModelIndex) -> None:
        if index.isValid():
            self.inspection_wanted.emit(self._table.inspection(index.row()))

    def _on_task(self, item: QListWidgetItem) -> None:
        self.inspection_wanted.emit(str(item.data(Qt.ItemDataRole.UserRole)))
