"""What must be said of evidence when it is taken in: carrier, method, what it proves, and the ground of a copy."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.domain.problems import Problem
from app.domain.procedure.outcomes import Evidence
from app.domain.procedure.records import Person
from ui.models.evidence import Said
from ui.models.evidence_waiting import Source, told
from ui.pages.evidence.asked import Asked
from ui.widgets.buttons import button
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.marked import tell
from ui.widgets.page import into_sight
from ui.widgets.tick_box import TickBox
from ui.widgets.typed_line import TypedLine
from ui.workplace import Workplace


class EvidenceForm(QWidget):
    """Hidden until there is something to take in. ``entered(sources, said)``, ``gave_up(n)`` of the n asked about.

    What is entered is kept by question, and what it is about is on the disk: it is asked about again after a crash.
    """

    entered = Signal(object, object)
    stop_wanted = Signal()
    gave_up = Signal(int)

    def __init__(self, place: Workplace, inspection: str) -> None:
        super().__init__()
        self.asked = Asked(self, place, inspection)
        self._names = label("", "quiet", wrap=True, name="evidenceNames")
        self._medium, self._method, self._ground = DropDown(), DropDown(), DropDown()
        self._provider = DropDown()
        self._provider.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._proves, self._where, self._detail = TypedLine(), TypedLine(), TypedLine()
        self._copied = TickBox(self.tr("复制单位资料（须有依据）"))
        self._copied.setObjectName("evidenceCopied")
        self._copied.setAccessibleName(self._copied.text())
        self._made_at = TypedLine()
        self._made_at.setPlaceholderText(self.tr("如 09:15"))
        self._made_at.setToolTip(self.tr("不填：用照片自带的拍摄时间，没有的用现在的时间"))
        self._fields = {
            "medium": Field(self.tr("载体"), self._medium, "evidenceMedium"),
            "method": Field(self.tr("制作方法"), self._method, "evidenceMethod"),
            "proves": Field(self.tr("证明对象"), self._proves, "evidenceProves"),
            "place": Field(self.tr("拍摄地点"), self._where, "evidencePlace"),
            "captured_at": Field(self.tr("制作时间（今天）"), self._made_at, "evidenceMadeAt"),
            "provider": Field(self.tr("提供人"), self._provider, "evidenceProvider"),
            "ground": Field(self.tr("复制的依据"), self._ground, "evidenceGround"),
            "detail": Field(self.tr("依据的说明"), self._detail, "evidenceGroundDetail"),
        }
        self._photo_hint = self.tr(
            "照片说明应有时间、地点、内容、拍摄人：时间和拍摄人由程序写明；这里写拍的是什么，证明什么"
        )
        self._bar = QProgressBar()
        self._bar.setObjectName("evidenceProgress")
        self._bar.setAccessibleName(self.tr("存入进度"))
        self._bar.setTextVisible(False)
        self._keep = button(self.tr("存入"), "keepEvidence", "primary")
        self._cancel = button(self.tr("取消"), "cancelEvidence")
        self._as_file = button(self.tr("作为普通文件存入"), "keepAsFile")
        self._running = False
        self._build()
        self._connect()

    def suggest(self, proves: str, place: str, known: Sequence[Evidence], people: Sequence[Person]) -> None:
        """Suggest the carrier and method used last, and what the evidence may prove, unless the form is open.

        ``place`` is where it may have been taken; ``people`` are those present, who may have provided it.
        """
        if not self.isHidden():
            return
        chosen = self._provider.currentData()
        self._provider.clear()
        self._provider.addItem(self.tr("执法人员现场制作"), "")
        for one in people:
            self._provider.addItem(f"{one.name}　{one.post}".strip(), one.id)
        self._provider.setCurrentIndex(max(0, self._provider.findData(chosen)))
        if known:
            self._medium.setCurrentText(known[-1].medium)
            self._method.setCurrentText(known[-1].method)
        self._proves.setText(proves)
        self._where.offer(place)
        for line in (self._medium.lineEdit(), self._method.lineEdit()):
            if line is not None:
                line.setCursorPosition(0)  # in a narrow panel the beginning is seen, not the end

    def show_question(self, path: str) -> None:
        """Turn to another question: what is asked about the one before waits there, unless its copy is under way."""
        self.asked.turn_to(path)
        if not self._running and not self.isHidden():
            self._put_aside()

    def ask_again(self) -> None:
        """Ask about what waits at the question shown."""
        if self.asked.waiting() and self.isHidden():
            self._ask_about()

    def open_form(self, sources: Sequence[Source]) -> None:
        """Ask about these sources, too; while a copy is under way they wait for its end."""
        self.asked.add(sources)
        if self._running:
            return
        if self.isHidden():
            self._ask_about()
        else:
            self._tell_sources()
        self._proves.setFocus()
        self._proves.selectAll()
        QTimer.singleShot(0, self, lambda: into_sight(self._keep))  # whoever fills the form in must see how to keep it

    def _ask_about(self) -> None:
        again = not self.asked.elsewhere  # what was said of the files before stands for these as well
        copied, detail = again and self._copied.isChecked(), self._detail.text() if again else ""
        self._as_file.hide()
        self._made_at.clear()
        self._detail.clear()
        self._copied.setChecked(False)
        self.asked.begin()
        self._copied.setChecked(copied)
        self._detail.setText(detail)
        self._tell_sources()
        self.show()

    def _put_aside(self) -> None:
        self.asked.put_aside()
        self.hide()

    def _suggest_method(self) -> None:
        """Say of what is no picture nothing that only a picture can be: it stands on papers that are signed."""
        taken, sources = self._method.currentText() in (self.tr("拍照"), self.tr("截图")), self.asked.sources
        if taken and not any(one.is_photo for one in sources):
            scanned = all(one.title.lower().endswith(".pdf") for one in sources)
            self._method.setCurrentText(self.tr("扫描") if scanned else self.tr("导出"))

    def _tell_sources(self) -> None:
        """Say what is asked about: what was left from before, and what of it is not there."""
        sources = self.asked.sources
        self._names.setText(told(sources))
        photos = any(one.is_photo for one in sources)
        self._fields["proves"].set_hint(self._photo_hint if photos else "")
        self._fields["place"].setVisible(photos)
        self._suggest_method()

    def begin(self) -> None:
        """Show that the copy is under way."""
        self._running = True
        self._name_cancel(self.tr("停止"))
        self._bar.setRange(0, 0)
        self._bar.show()
        self._keep.setEnabled(False)
        self._as_file.setEnabled(False)

    def end(
        self, problems: Sequence[Problem] = (), *, taken: Sequence[Source] = (), failed: Sequence[Source] = (),
        no_photos: bool = False,
    ) -> None:  # fmt: skip
        """Show what is wrong with the entry; the form stays open to mend it while something is not ``taken``.

        ``no_photos``: something that is no picture may be kept as a file.
        """
        self._running = False
        self._name_cancel(self.tr("取消"))
        self._bar.hide()
        for one in (self._keep, self._as_file):
            one.setEnabled(True)
        self._as_file.setVisible(no_photos)
        self.asked.settle(taken, failed)
        tell(self._fields, problems)
        if not self.asked.sources:
            self.hide()
        elif self.asked.elsewhere:
            self._put_aside()
        else:
            self._tell_sources()
        self.ask_again()  # what came meanwhile

    def show_progress(self, done: int, total: int) -> None:
        """Show how much is copied, in KB; a total of 0 is not known."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _connect(self) -> None:
        self.asked.found.connect(self.ask_again)
        self._copied.toggled.connect(self._on_copied)
        self._keep.clicked.connect(lambda: self._on_keep(as_files=False))
        self._cancel.clicked.connect(self._on_cancel)
        self._as_file.clicked.connect(lambda: self._on_keep(as_files=True))

    def _build(self) -> None:
        self._fill_choices()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._names)
        row = QHBoxLayout()
        row.addWidget(self._fields["medium"])
        row.addWidget(self._fields["method"])
        layout.addLayout(row)
        layout.addWidget(self._fields["proves"])
        where = QHBoxLayout()
        where.addWidget(self._fields["place"])
        where.addWidget(self._fields["captured_at"])
        layout.addLayout(where)
        for part in (self._fields["provider"], self._copied, self._fields["ground"], self._fields["detail"], self._bar):
            layout.addWidget(part)
        layout.addWidget(self._as_file)
        buttons = QHBoxLayout()
        buttons.addWidget(self._cancel)
        buttons.addStretch(1)
        buttons.addWidget(self._keep)
        layout.addLayout(buttons)
        self._on_copied(False)
        self._bar.hide()
        self._as_file.hide()
        self.hide()

    def _fill_choices(self) -> None:
        for box, usual in (
            (
                self._medium,
                (self.tr("手机"), self.tr("照相机"), self.tr("执法记录仪"), self.tr("U 盘"), self.tr("纸质")),
            ),
            (self._method, (self.tr("拍照"), self.tr("截图"), self.tr("导出"), self.tr("扫描"), self.tr("复制"))),
        ):
            box.setEditable(True)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(4)
            box.addItems(list(usual))
        self._ground.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._ground.addItem(self.tr("收到的举报"), "report")
        self._ground.addItem(self.tr("已取得的涉嫌违法证据"), "evidence")

    def _on_copied(self, copied: bool) -> None:
        self._fields["ground"].setVisible(copied)
        self._fields["detail"].setVisible(copied)

    def _on_keep(self, *, as_files: bool) -> None:
        copied = self._copied.isChecked()
        ground = {"kind": str(self._ground.currentData()), "detail": self._detail.text().strip()} if copied else {}
        sources = self.asked.take(as_files=as_files)
        where = self._where.text().strip() if any(one.is_photo for one in sources) else ""
        said = Said(
            self._medium.currentText().strip(), self._method.currentText().strip(), self._proves.text().strip(),
            copied, ground, str(self._provider.currentData() or ""), where, self._made_at.text().strip(),
        )  # fmt: skip
        self.entered.emit(sources, said)

    def _name_cancel(self, words: str) -> None:
        self._cancel.setText(words)
        self._cancel.setAccessibleName(words)

    def _on_cancel(self) -> None:
        if self._running:
            self.stop_wanted.emit()
        else:
            self._give_up()

    def _give_up(self) -> None:
        count = self.asked.give_up()
        self.gave_up.emit(count)
        self.hide()

