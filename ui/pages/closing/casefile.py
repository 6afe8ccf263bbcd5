"""案卷: the whole case file as one PDF, made with progress and cancel, then looked at, printed or saved."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from app.errors import InspectorError
from app.services.casefile.making import CaseFile, kept_case_file, make_case_file
from app.services.desk import Desk
from ui.models.casefile import CaseFileState, case_file_state
from ui.models.closing import ClosingView
from ui.models.hindrances import step_of
from ui.pages.closing.casefile_view import CaseFileView
from ui.pages.closing.keeping import KeepingField
from ui.pages.parts.step_page import Part, StepPage
from ui.widgets.buttons import button
from ui.widgets.hindrance_list import HindranceList
from ui.widgets.labels import label, restyle
from ui.widgets.notice import WARNING, Notice
from ui.widgets.page import card, inset, scrolled
from ui.widgets.printing import Printers

CANCELLED = "cancelled"


class _Making(QObject):
    """One case file being made: tells how far it is, across threads, and is asked to stop."""

    advanced = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.stopped = threading.Event()


class CaseFilePart(Part):
    """``place_wanted(place)`` leads to where something lacking is done."""

    at_edge = scrolls_itself = True
    place_wanted = Signal(str)

    def __init__(self, page: StepPage, printers: Printers) -> None:
        super().__init__(page)
        self._making: _Making | None = None
        self._made = False
        self._asked: ClosingView | None = None
        self._words = label("", "plain", wrap=True, name="caseFileWords")
        self._lacking = HindranceList("caseFileLacking")
        self._told = Notice()
        self._keeping = KeepingField(page)
        self._make = button(self.tr("生成案卷"), "makeCaseFile", "primary")
        self._open = button(self.tr("打开案卷"), "openCaseFile")
        self._draft = button(self.tr("预览草稿"), "previewCaseFile")
        self._cancel = button(self.tr("取消"), "cancelCaseFile")
        self._bar, self._going = QProgressBar(), label("", "quiet", name="caseFileGoing")
        self._sides = QStackedWidget()
        self._view = CaseFileView(page.place, page.inspection, printers)
        self._build()
        self._lacking.place_wanted.connect(self.place_wanted)
        self._make.clicked.connect(lambda: self._begin(draft=False))
        self._open.clicked.connect(self._on_open)
        self._draft.clicked.connect(lambda: self._begin(draft=True))
        self._cancel.clicked.connect(self._on_cancel)
        self._view.left.connect(self._on_left)

    def show_view(self, view: ClosingView) -> None:
        """Ask how the case file stands."""
        self._asked = view
        self._view.tell_outdated(outdated=view.outdated)
        inspection = self.page.inspection
        self.page.place.ask(
            self, lambda desk: case_file_state(desk, inspection), self._on_state, self._told.show_error, behind=True
        )

    def _build(self) -> None:
        self._bar.setObjectName("caseFileProgress")
        self._bar.setAccessibleName(self.tr("案卷生成进度"))
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(16)
        self._make.setEnabled(False)
        frame, inside = card()
        inside.addWidget(label(self.tr("案卷"), "section"))
        what = self.tr(
            "把封面、卷内目录、全部文书、单位提交的 PDF、证据照片和备考表合成一个 PDF，统一编页号，可打印、另存和归档。"
            "排列顺序、页号编法和保管期限待本局档案部门核实。"
        )
        inside.addWidget(label(what, "quiet", wrap=True))
        inside.addWidget(self._words)
        inside.addWidget(self._lacking)
        inside.addWidget(self._told)
        inside.addWidget(self._keeping)
        acts = QHBoxLayout()
        for one in (self._make, self._open, self._draft, self._cancel):
            acts.addWidget(one)
        acts.addStretch(1)
        inside.addWidget(self._going)
        inside.addWidget(self._bar)
        inside.addLayout(acts)
        form = QWidget()
        held = QVBoxLayout(form)
        held.setContentsMargins(0, 0, 0, 0)
        held.addWidget(frame)
        self._area = scrolled(form, at_edge=True)
        self._sides.addWidget(self._area)
        self._sides.addWidget(inset(self._view))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._sides)
        self._show_making(going=False)

    def _on_state(self, state: CaseFileState) -> None:
        self._keeping.show_state(state)
        lacking = state.hindrances
        self._make.setEnabled(not lacking)
        view = self._asked
        made, outdated = view is not None and view.case_files > 0, view is not None and view.outdated
        self._made = made
        self._make.setText(self.tr("重新生成案卷") if made else self.tr("生成案卷"))
        self._open.setVisible(made and self._making is None)
        stands = self.tr("已生成。") if made else ""
        if outdated:
            stands = self.tr("已生成（之后又有变化，请重新生成）。")
        restyle(self._words, "role", "problem" if outdated else "plain")
        if not lacking:
            self._lacking.clear()
            words = stands or self.tr("卷内文件齐全，可以生成正式案卷。")
            open_yet = view is not None and not outdated and view.case.inspection.closed_at is None
            later = self.tr("本案还没有结案，结案后请重新生成，装入《结案审批表》。") if open_yet else ""
            self._words.setText(words + later)
            return
        self._words.setText(stands + self.tr("正式案卷还不能生成；草稿可随时预览，每页带“草稿”字样。"))
        linked = [one.place for one in lacking if self.page.part_of(one.place) or step_of(one.place)]
        self._lacking.show_list(WARNING, self.tr("还缺少："), lacking, linked)

    def _begin(self, *, draft: bool) -> None:
        making = self._making = _Making()
        making.advanced.connect(self._on_advanced, Qt.ConnectionType.QueuedConnection)
        self.destroyed.connect(making.stopped.set)
        self._told.clear()
        self._bar.setRange(0, 0)
        self._show_making(going=True)
        inspection, retention = self.page.inspection, self._keeping.period()

        def work(desk: Desk) -> CaseFile:
            return make_case_file(
                desk, inspection, draft=draft, retention=retention,
                progress=making.advanced.emit, cancelled=making.stopped.is_set,
            )  # fmt: skip

        self.page.place.ask(self, work, self._on_made, self._on_failed, behind=True)

    def _on_open(self) -> None:
        inspection = self.page.inspection
        self._told.clear()
        self.page.place.ask(
            self, lambda desk: kept_case_file(desk, inspection), self._on_kept, self._told.show_error, behind=True
        )

    def _on_kept(self, kept: CaseFile) -> None:
        self._view.show_file(kept, outdated=self._asked is not None and self._asked.outdated)
        self._sides.setCurrentWidget(self._view)

    def _on_cancel(self) -> None:
        if self._making is not None:
            self._making.stopped.set()
            self._cancel.setEnabled(False)

    def _on_advanced(self, done: int, total: int) -> None:
        if self._making is not None:
            self._bar.setRange(0, max(total, 1))
            self._bar.setValue(done)
            self._going.setText(self.tr("正在生成：{done}/{total}").format(done=done, total=total))

    def _on_made(self, made: CaseFile) -> None:
        self._show_making(going=False)
        self._view.show_file(made)
        self._sides.setCurrentWidget(self._view)
        if not made.draft:
            self.page.look_again()

    def _on_failed(self, error: Exception) -> None:
        self._show_making(going=False)
        if isinstance(error, InspectorError) and error.code == CANCELLED:
            self._told.say(WARNING, error.title, [error.advice])
        else:
            self._told.show_error(error)

    def _on_left(self) -> None:
        self._sides.setCurrentIndex(0)
        (self._open if self._made else self._draft).setFocus()

    def _show_making(self, *, going: bool) -> None:
        if not going:
            self._making = None
        self._going.setText(self.tr("正在准备…"))
        self._going.setVisible(going)
        self._bar.setVisible(going)
        self._cancel.setVisible(going)
        self._cancel.setEnabled(True)
        self._make.setVisible(not going)
        self._draft.setVisible(not going)
        self._open.setVisible(self._made and not going)
        self._keeping.set_resting(resting=going)
        if going:
            # After the layout has given it its place.
            QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(self._cancel))
