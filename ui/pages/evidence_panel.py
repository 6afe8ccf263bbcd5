"""证据 of one question: small pictures, and taking in by drop, paste or file dialog with what the law wants said."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ui.messages import Messages
from ui.models.evidence import (
    THUMBNAIL,
    EvidenceItem,
    Said,
    TakenIn,
    evidence_of,
    take_in,
    void_evidence,
)
from ui.models.evidence_waiting import Source
from ui.models.inspection_state import InspectionState, QuestionRow
from ui.pages.evidence_form import EvidenceForm
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.camera import CameraView, has_camera
from ui.widgets.field import Field
from ui.widgets.file_dialogs import PHOTOS, ask_files
from ui.widgets.labels import label
from ui.widgets.notice import ERROR, SUCCESS, WARNING, Notice
from ui.widgets.typed_line import TypedLine
from ui.workplace import Workplace


class EvidencePanel(QWidget):
    """``changed(state)`` after something was taken in or voided, ``look_wanted(id)`` to see a piece large.

    ``waits(counts)``: how many pieces wait to be taken in at each question but the one shown.

    The copy runs off the UI thread and can be stopped.
    """

    changed = Signal(object)
    waits = Signal(object)
    look_wanted = Signal(str)
    _told = Signal(int, int)

    def __init__(self, place: Workplace, inspection: str, previous: Mapping[str, Any]) -> None:
        super().__init__()
        self._place, self._inspection, self._previous = place, inspection, previous
        self._row: QuestionRow | None = None
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
        self._reason = TypedLine()
        self._why = Field(self.tr("作废所选证据的原因"), self._reason, "voidEvidenceReason")
        self._voiding = Unfinished(self._why, place, "")
        self._void = button(self.tr("作废所选证据"), "voidEvidence")
        self._build()
        self._connect()

    def show_question(self, row: QuestionRow, state: InspectionState) -> None:
        """Show the evidence of a question."""
        if self._row is None or self._row.path != row.path:
            self._notice.clear()
            self._form.show_question(row.path)
            if self._camera is not None and self._camera.isVisible():
                self._camera.close_camera()
        self._row = row
        self._forbidden.setVisible(not row.evidence_allowed)
        self._add.setVisible(row.evidence_allowed)
        self._photo.setVisible(row.evidence_allowed and self._camera is not None)
        self._ways.setVisible(row.evidence_allowed and not row.evidence)
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
        """Take what was dropped or pasted into the form; return whether there was anything to take."""
        if self._row is None or not self._row.evidence_allowed:
            return False
        sources = [Source(Path(one.toLocalFile())) for one in content.urls() if one.isLocalFile()]
        sources = [one for one in sources if one.file is not None and one.file.is_file()]
        if not sources:
            sources = self._pasted(content)
        if not sources:
            return False
        self._notice.clear()
        self._form.open_form(sources)
        return True

    def stop(self) -> None:
        """Stop a copy under way; what is in already stays."""
        self._stopped.set()

    def _build(self) -> None:
        self._list.setObjectName("evidence")
        self._list.setAccessibleName(self.tr("本检查项的证据，回车或双击看大图"))
        self._list.setViewMode(QListWidget.ViewMode.IconMode)
        self._list.setIconSize(QSize(THUMBNAIL, THUMBNAIL))
        self._list.setGridSize(QSize(THUMBNAIL + 24, THUMBNAIL + 54))
        self._list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self._list.setMovement(QListWidget.Movement.Static)
        self._list.setWordWrap(True)
        self._list.setFixedHeight(THUMBNAIL + 64)
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
        for part in (self._forbidden, self._ways, self._notice, self._form, self._list, self._why, self._void):
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
        self._void.clicked.connect(self._on_void)
        self._told.connect(self._form.show_progress)

    def _pasted(self, content: QMimeData) -> list[Source]:
        """Return the picture that was copied, if any: to the bit where it came as a file would."""
        now = self._place.desk.now()
        name = self.tr("粘贴的图片-{time}").format(time=f"{now:%H%M%S}")
        for form, ending in (("image/png", ".png"), ("image/jpeg", ".jpg")):
            if content.hasFormat(form) and (raw := bytes(content.data(form).data())):
                return [Source(content=raw, name=name + ending, at=now if form == "image/png" else None)]
        image = QImage(content.imageData()) if content.hasImage() else QImage()
        return [] if image.isNull() else [Source(image=image, name=f"{name}.png", at=now)]

    def _on_photo(self, image: QImage) -> None:
        if self._camera is not None and self._row is not None and self._row.evidence_allowed:
            self._camera.close_camera()
            self._notice.clear()
            now = self._place.desk.now()
            name = self.tr("拍摄的照片-{time}.png").format(time=f"{now:%H%M%S}")
            self._form.open_form([Source(image=QImage(image), name=name, at=now)])

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
        failed = [source for source, _ in done.failed]
        self._form.end(done.problems, taken=done.taken, failed=failed, no_photos=done.no_photos)
        lines = [f"{source.title}：{error.title}{error.advice}" for source, error in done.failed]
        lines += [self.tr("{name}：同样的内容已经存入过，请核对。").format(name=one) for one in done.twice]
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
        self._list.setVisible(bool(items))
        self._show_void()

    def _show_void(self) -> None:
        """Ask for the reason to void the chosen piece; what was typed about another one stays with that one."""
        chosen = self._list.selectedItems()
        for part in (self._why, self._void):
            part.setVisible(bool(chosen))
        self._voiding.turn_to(_kept_as(str(chosen[0].data(Qt.ItemDataRole.UserRole))) if chosen else "", self._forget)

    def _forget(self) -> None:
        self._reason.clear()
        self._why.set_problem("")

    def _on_void(self) -> None:
        chosen = self._list.selectedItems()
        if not chosen:
            return
        evidence, reason = str(chosen[0].data(Qt.ItemDataRole.UserRole)), self._reason.text().strip()
        if not reason:
            self._why.set_problem(self.tr("请写明原因。"))
            self._reason.setFocus()
            return
        self._why.set_problem("")

        def done(state: InspectionState) -> None:
            self._voiding.finish(_kept_as(evidence))
            self.changed.emit(state)

        self._place.ask(
            self,
            lambda desk: void_evidence(desk, self._inspection, evidence, reason, self._previous),
            done,
            self._notice.show_error,
        )


def _kept_as(evidence: str) -> str:
    """Return the name to keep the reason of a voiding under."""
    return f"voidEvidence/{evidence}"
