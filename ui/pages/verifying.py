"""核验文书: a code typed or scanned, or a PDF dropped here, is judged and the verdict told in words."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import style
from ui.destination import DestinationPage
from ui.destination_names import REGISTERS
from ui.models.verifying import Found, verify_file, verify_text
from ui.ways_back import leaves_by
from ui.widgets.buttons import button
from ui.widgets.fact_grid import FactGrid
from ui.widgets.field import Field
from ui.widgets.file_dialogs import ask_file
from ui.widgets.labels import label
from ui.widgets.notice import Notice
from ui.widgets.page import card, framed, scrolled
from ui.widgets.typed_line import TypedLine
from ui.workplace import Workplace


class VerifyingPage(DestinationPage):
    """The question on top, the verdict below it, and what each way can prove."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._back = button(self.tr("返回登记簿"), "backToRegisters")
        self._code = TypedLine()
        self._code.setClearButtonEnabled(True)
        self._field = Field(
            self.tr("验证码，或扫描二维码得到的内容"), self._code, "verifyCode",
            self.tr("文书右上角。验证码 16 位，字母不分大小写；二维码内容可用扫码枪录入，或从手机复制后粘贴。"),
        )  # fmt: skip
        self._go = button(self.tr("核验"), "verifyGo", "primary")
        self._pick = button(self.tr("选择 PDF 文件…"), "verifyPick")
        self._verdict = Verdict()
        self._build()
        self.setAcceptDrops(True)
        self._connect()

    def refresh(self) -> None:
        """Be ready to type."""
        self._code.setFocus(Qt.FocusReason.OtherFocusReason)

    def verify_file(self, path: Path) -> None:
        """Judge a PDF."""
        self._verdict.wait(self.tr("正在核验 {name} …").format(name=path.name))
        self._place.ask(self, lambda desk: verify_file(desk, path), self._verdict.show_found, self._verdict.show_error)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one PDF file."""
        if _pdf_in(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Judge the file that was dropped."""
        path = _pdf_in(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.verify_file(path)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label(self.tr("核验文书"), "title"), 1)
        head.addWidget(self._back)
        frame, inside = card()
        inside.addWidget(self._field)
        acts = QHBoxLayout()
        acts.setSpacing(12)
        acts.addWidget(self._go)
        acts.addWidget(self._pick)
        acts.addWidget(label(self.tr("也可以把 PDF 文件拖到这里"), "quiet"), 1)
        inside.addLayout(acts)
        inside.addWidget(self._verdict)
        told, lines = card()
        lines.addWidget(label(self.tr("核验能证明什么"), "section"))
        for words in self._limits():
            lines.addWidget(label(words, "plain", wrap=True))
        body = QWidget()
        beside = QVBoxLayout(body) if style.current() is style.LARGE else QHBoxLayout(body)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(16)
        for part, share in ((frame, 3), (told, 2)):
            column = QVBoxLayout()  # with a stretch below: an alignment would leave words too little height
            column.addWidget(part)
            column.addStretch(1)
            beside.addLayout(column, share)
        above, layout = framed(self, 12)
        above.addLayout(head)
        layout.addWidget(scrolled(body, at_edge=True), 1)

    def _limits(self) -> tuple[str, ...]:
        return (
            self.tr(
                "PDF 文件：文件中有终端签名，改动、替换任何一页都会被发现。"
                "打印后扫描、用其他软件另存的文件不带这一签名，请用二维码核验。"
            ),
            self.tr("二维码：含文书种类、文号、内容摘要和终端签名，不联网也能判断是否由本机信任的机关签发；它不含文书全文。"),
            self.tr("手输的验证码：只是内容摘要的一部分，用来在本机查到存档文书；本机没有存这份文书的，不能判断。"),
            self.tr("以上都不能代替看纸：请把手中的纸与存档文书逐字核对，并看印章和签名的原件。"),
            self.tr(
                "屏幕手写签名：核验只证明笔迹随文书封存后没有改动；它本身一般不是《中华人民共和国电子签名法》"
                "第十三条所称的可靠的电子签名（待法制审核），签名人身份由在场人员、执法记录等其他证据证明。"
            ),
        )

    def _connect(self) -> None:
        self._go.clicked.connect(self._on_go)
        self._code.returnPressed.connect(self._on_go)
        self._code.textEdited.connect(self._on_edited)
        self._pick.clicked.connect(self._on_pick)
        self._back.clicked.connect(lambda: self.destination_wanted.emit(REGISTERS))
        leaves_by(self, self._back)
        self._verdict.inspection.connect(self.inspection_wanted)

    def _on_edited(self) -> None:
        self._field.set_problem("")
        self._verdict.hide()  # it was about another code

    def _on_go(self) -> None:
        text = self._code.text().strip()
        self._field.set_problem("" if text else self.tr("请输入文书上的验证码，或粘贴二维码内容。"))
        if not text:
            return
        self._code.selectAll()  # what a scanner sends next takes its place
        self._verdict.wait(self.tr("正在核验…"))
        self._place.ask(self, lambda desk: verify_text(desk, text), self._verdict.show_found, self._verdict.show_error)

    def _on_pick(self) -> None:
        chosen = ask_file(self, self.tr("选择 PDF 文件"), self.tr("PDF 文件 (*.pdf)"))
        if chosen:
            self.verify_file(Path(chosen))


class Verdict(QWidget):
    """What was found; hidden until something was asked. ``inspection(id)``: the paper's own inspection is wanted."""

    inspection = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("verdict")
        self._wanted = ""
        self._waiting = label("", "quiet", name="verifying")
        self._notice = Notice()
        self._facts = FactGrid("verdictFacts")
        self._open = button(self.tr("打开这次检查，看存档文书"), "openVerified")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(10)
        for part in (self._waiting, self._notice, self._facts):
            layout.addWidget(part)
        layout.addWidget(self._open, 0, Qt.AlignmentFlag.AlignLeft)
        self._open.clicked.connect(lambda: self.inspection.emit(self._wanted))
        self.hide()

    def wait(self, words: str) -> None:
        """Say what is being judged."""
        self._show(waiting=True)
        self._waiting.setText(words)

    def show_found(self, found: Found) -> None:
        """Show a verdict."""
        self._show(waiting=False)
        self._notice.say(found.kind, found.title, found.reasons)
        self._facts.show_facts(found.facts)
        self._wanted = found.inspection
        self._open.setVisible(bool(found.inspection))

    def show_error(self, error: Exception) -> None:
        """Show why nothing could be judged."""
        self._show(waiting=False)
        self._notice.show_error(error)
        self._facts.show_facts(())
        self._open.hide()

    def _show(self, *, waiting: bool) -> None:
        self.show()
        self._waiting.setVisible(waiting)
        self._notice.setVisible(not waiting)
        self._facts.setVisible(not waiting)
        if waiting:
            self._open.hide()


def _pdf_in(what: QMimeData) -> Path | None:
    files = [Path(one.toLocalFile()) for one in what.urls() if one.isLocalFile()]
    return files[0] if len(files) == 1 and files[0].suffix.lower() == ".pdf" else None
