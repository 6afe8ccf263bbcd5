"""证据 of one question: small pictures, and taking in by drop, paste or file dialog with what the law wants said."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QIcon, QImage, QPixmap
from PySide6.QtWidgets import QApplication, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.errors import Blocker
from ui.messages import Messages
from ui.models.evidence import (
    THUMBNAIL,
    EvidenceItem,
    Said,
    TakenIn,
    evidence_of,
    take_in,
)
from ui.models.evidence_waiting import Source, picture_name
from ui.models.inspection_state import InspectionState, QuestionRow
from ui.pages.evidence.form import EvidenceForm
from ui.pages.evidence.offered import local_files, sources_in
from ui.pages.evidence.voiding import EvidenceVoiding
from ui.widgets.buttons import button
from ui.widgets.camera import CameraView, has_camera
from ui.widgets.file_dialogs import PHOTOS, ask_files
from ui.widgets.labels import label
from ui.widgets.notice import ERROR, SUCCESS, WARNING, Notice
from ui.workplace import Workplace

SEALED = "record-sealed"
BESIDE = 2  # small pictures in a row of the panel


class EvidencePanel(QWidget):
    """``changed(state)`` after something was taken in or voided, ``look_wanted(id)`` to see a piece large.

    ``waits(counts)``: how many pieces wait to be taken in at each question but the one shown. ``finished()``: all that
    was asked about is in, or nobody wants it, and the focus was here.

    The copy runs off the UI thread and can be stopped.
    """

    changed = Signal(object)
    waits = Signal(object)
    look_wanted = Signal(str)
    finished = Signal()
    _told = Signal(int, int)

    def __init__(self, place: Workplace, inspection: str, previous: Mapping[str, Any]) -> None:
        super().__init__()
        self._place, self._inspection, self._previous = place, inspection, previous
        self._row: QuestionRow | None = None
        self._barred = ""  # why nothing is taken in here now
        self._known: tuple[str, ...] = ()  # the names of the evidence there is
        self._stopped = threading.Event()
        self._title = label("", "section", name="evidenceTitle")
        self._forbidden = label(
            self.tr("该检查项涉密，不得拍照、录像、复制或附文件。"), "problem", wrap=True, name="evidenceForbidden"
        )
        self._add = button(self.tr("添加证据…"), "addEvidence", tip=self.tr("添加证据，也可以拖入文件或按 Ctrl+V 粘贴"))
        self._ways = label(self.tr("照片、文件可以拖到这里，或按 Ctrl+V 粘贴"), "small", wrap=True, name="evidenceWays")
        self._photo, self._camera = button(self.tr("拍照…"), "openCamera"), None if not has_camera() else CameraView()
        self._list = QListWidget()
        self._notice = Notice()
        self._form = EvidenceForm(place, inspection)
        self._voiding = EvidenceVoiding(place, inspection, previous, self._notice)
        self._build()
        self._connect()

    def show_question(self, row: QuestionRow, state: InspectionState) -> None:
        """Show the evidence of a question."""
        if self._row is None or self._row.path != row.path:
            self._notice.clear()
            self._form.asked.given_up.forget()
            self._form.show_question(row.path)
            if self._camera is not None and self._camera.isVisible():
                self._camera.close_camera()
        self._row, self._known = row, tuple(one.name for one in state.case.evidence)
        self._show_ways(row, state.frozen)
        self._title.setText(self.tr("证据 {count} 件").format(count=row.evidence))
        proves = self.tr("检查项 {code} 的情况").format(code=row.code)
        visits = state.case.visits
        self._form.suggest(proves, visits[-1].place if visits else "", state.case.evidence, state.case.persons)
        if row.evidence_allowed:
            self._form.ask_again()
        if not row.evidence:
            self._show_items(())
            return
        case, path = state.case, row.path
        self._place.ask(self, lambda desk: (path, evidence_of(desk, case, path)), self._on_items)

    def offer(self, content: QMimeData) -> bool:
        """Take what was dropped or pasted into the form; return whether it was taken, else tell why not."""
        if self._row is None:
            return False
        sources = sources_in(content, self._named(self.tr("粘贴图片")), self._place.desk.now())
        folders = [one.name for one in local_files(content) if not one.is_file()]
        if self._barred or not sources or folders:
            nothing = self.tr("这里没有可以存为证据的图片或文件。")
            left = self.tr("文件夹“{name}”没有存入，请选其中的文件。").format(name="”“".join(folders))
            self._notice.say(WARNING, self._barred or (left if folders else nothing))
            self._notice.come_into_sight()
        else:
            self._notice.clear()
        if self._barred or not sources:
            return False
        self._form.open_form(sources)
        return True

    def hideEvent(self, event: QHideEvent) -> None:
        """Take it for meant that something is not wanted once one goes elsewhere."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._form.asked.given_up.forget()

    def stop(self) -> None:
        """Stop a copy under way; what is in already stays."""
        self._stopped.set()

    def _build(self) -> None:
        self._list.setObjectName("evidence")
        self._list.setAccessibleName(self.tr("本检查项的证据，回车或双击看大图"))
        self._list.setViewMode(QListWidget.ViewMode.IconMode)
        self._list.setIconSize(QSize(THUMBNAIL, THUMBNAIL))
        self._list.setGridSize(QSize(THUMBNAIL + 16, THUMBNAIL + 54))  # two beside each other
        self._list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self._list.setMovement(QListWidget.Movement.Static)
        self._list.setWordWrap(True)
        self._list.hide()
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._add)
        head.addWidget(self._photo)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        self._photo.setVisible(self._camera is not None)
        if self._camera is not None:
            self._camera.hide()
            layout.addWidget(self._camera)
        for part in (self._forbidden, self._ways, self._notice, self._form, self._list, self._voiding):
            layout.addWidget(part)
        self._show_void()

    def _connect(self) -> None:
        self._add.clicked.connect(self._on_add)
        if self._camera is not None:
            self._photo.clicked.connect(self._camera.open_camera)
            self._camera.taken.connect(self._on_photo)
        self._form.entered.connect(self._on_entered)
        self._form.stop_wanted.connect(self.stop)
        asked = self._form.asked
        asked.unkept.connect(self._on_unkept)
        asked.safe.connect(lambda: self._notice.say(SUCCESS, self.tr("图片已加密保存，可以继续填写。")))
        asked.changed.connect(lambda: self.waits.emit(asked.elsewhere_waiting))
        self._list.itemSelectionChanged.connect(self._show_void)
        self._list.itemActivated.connect(lambda one: self.look_wanted.emit(str(one.data(Qt.ItemDataRole.UserRole))))
        self._voiding.changed.connect(self.changed)
        self._form.gave_up.connect(self._on_gave_up)
        self._notice.way_wanted.connect(lambda _: self._on_wanted_again())
        self._told.connect(self._form.show_progress)

    def _show_ways(self, row: QuestionRow, frozen: Sequence[Blocker]) -> None:
        """Show how evidence is taken in here, or why it is not; after the seal it is, beside the record."""
        stopped = [one.text for one in frozen if one.code != SEALED]
        self._barred = next(iter(stopped), "") if row.evidence_allowed else self._forbidden.text()
        self._forbidden.setVisible(not row.evidence_allowed)
        self._add.setVisible(not self._barred)
        self._photo.setVisible(not self._barred and self._camera is not None)
        late = self.tr("笔录已封存：现在存入的是封存后的补充材料，不在笔录之内，须另作补充材料说明。")
        sealed = any(one.code == SEALED for one in frozen)
        self._ways.setText(late if sealed else self.tr("照片、文件可以拖到这里，或按 Ctrl+V 粘贴"))
        self._ways.setVisible(not self._barred and (sealed or not row.evidence))

    def _named(self, way: str) -> str:
        """Return a name for a picture that has none of its own."""
        row = self._row
        assert row is not None
        known = (*self._known, *(one.title for one in self._form.asked.waiting()))
        return picture_name(row.code, way, known, self._place.desk.now())

    def _on_photo(self, image: QImage) -> None:
        if self._camera is not None and self._row is not None and not self._barred:
            self._camera.close_camera()
            self._notice.clear()
            name = self._named(self.tr("现场拍照")) + ".png"
            self._form.open_form([Source(image=QImage(image), name=name, at=self._place.desk.now())])

    def _on_add(self) -> None:
        chosen = ask_files(self, self.tr("添加证据"), sort=PHOTOS)
        if chosen:
            self._notice.clear()
            self._form.open_form([Source(Path(one)) for one in chosen])

    def _on_entered(self, sources: Sequence[Source], said: Said) -> None:
        row = self._row
        assert row is not None
        self._stopped.clear()
        told, stopped = self._told.emit, self._stopped

        def progress(done: int, total: int | None) -> None:
            told(done // 1024, (total or 0) // 1024)

        def work() -> TakenIn:
            desk = self._place.desk
            return take_in(desk, self._inspection, row.path, sources, said, self._previous, progress, stopped)

        self._form.begin()
        # after what puts it on the disk to wait there: then it waits no more
        self._place.tasks.run_last(self, work, self._on_taken_in, self._on_failed)

    def _on_taken_in(self, done: TakenIn) -> None:
        here, failed = self._has_focus(), [source for source, _ in done.failed]
        self._form.end(done.problems, taken=done.taken, failed=failed, no_photos=done.no_photos)
        lines = [f"{source.title}：{error.title}{error.advice}" for source, error in done.failed]
        same = self.tr("{name}：与已经存入过的“{first}”内容相同，请核对。")
        lines += [same.format(name=name, first=first) for name, first in done.twice]
        lines += done.questions
        if done.failed:
            self._notice.say(ERROR, self.tr("有 {count} 件没有存入：").format(count=len(done.failed)), lines)
        elif done.left and not done.problems:
            words = self.tr("已停止：存入 {count} 件，还有 {left} 件没有存入。")
            self._notice.say(WARNING, words.format(count=done.count, left=len(done.left)))
        elif done.twice or done.questions:
            self._notice.say(WARNING, self.tr("已存入 {count} 件。").format(count=done.count), lines)
        elif done.count:
            self._notice.say(SUCCESS, self.tr("已加密存入 {count} 件。").format(count=done.count))
        if done.count:
            self.changed.emit(done.state)
        if here and self._form.isHidden():
            self.finished.emit()
            self._notice.come_into_sight()  # the form that closed leaves the panel at what stands far below it

    def _has_focus(self) -> bool:
        """Return whether keys come here or go nowhere."""
        held = QApplication.focusWidget()
        return held is None or self.isAncestorOf(held)

    def _on_gave_up(self, count: int) -> None:
        self._notice.say(WARNING, self.tr("{n} 件没有存入，已去掉。").format(n=count), way=(self.tr("恢复"), "again"))
        if self._has_focus():
            self.finished.emit()

    def _on_wanted_again(self) -> None:
        self._notice.clear()
        self._form.asked.want_again()
        self._form.ask_again()

    def _on_failed(self, error: Exception) -> None:
        self._form.end()
        self._notice.show_error(error)

    def _on_unkept(self, error: Exception) -> None:
        title, advice = Messages().words(error)
        lines = [self.tr("图片暂时只在内存中，程序会一直重试；没有存好以前请不要关闭程序，不要断电。")]
        self._notice.say(ERROR, title + advice, lines)

    def _on_items(self, found: tuple[str, Sequence[EvidenceItem]]) -> None:
        path, items = found
        if self._row is not None and self._row.path == path:
            self._show_items(items)

    def _show_items(self, items: Sequence[EvidenceItem]) -> None:
        self._list.clear()
        for one in items:
            made = QListWidgetItem(one.name)
            made.setToolTip(one.proves)
            made.setData(Qt.ItemDataRole.UserRole, one.id)
            made.setData(Qt.ItemDataRole.AccessibleTextRole, f"{one.name} {one.proves}")
            if one.thumbnail is not None:
                made.setIcon(QIcon(QPixmap.fromImage(one.thumbnail)))
            self._list.addItem(made)
        rows = min(2, (len(items) + BESIDE - 1) // BESIDE)  # of more it is seen that they go on
        self._list.setFixedHeight(rows * self._list.gridSize().height() + 14)
        self._list.setVisible(bool(items))
        self._show_void()

    def _show_void(self) -> None:
        chosen = self._list.selectedItems()
        self._voiding.turn_to(str(chosen[0].data(Qt.ItemDataRole.UserRole)) if chosen else "")
