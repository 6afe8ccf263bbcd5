"""Signatures on a proof of service: parties with the laptop handed over, officers by their own PIN, or on paper."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.procedure.records import INK, PAPER
from app.services.desk import Desk
from app.services.evidence.intake import Particulars
from ui import style
from ui.models.paper_view import print_sheet_to_sign
from ui.models.service import BY_THEMSELVES, Act, UnderWay, sign
from ui.pages.papers_photo import PhotoField, taken_in
from ui.pages.papers_step import PapersStep
from ui.widgets.buttons import button
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.ink_pad import InkBox
from ui.widgets.labels import label
from ui.widgets.part_row import PartRow, PartState
from ui.widgets.secret_field import SecretField


class SigningBox(QWidget):
    """Who signs is chosen above; the first who has not signed comes first."""

    def __init__(self, page: PapersStep, service: UnderWay) -> None:
        super().__init__()
        self._page, self._service = page, service
        self._signer = next((one for one in service.signers if not one.done), service.signers[0])
        training = bool(page.place.desk.store.training)
        self._row, self._ink = PartRow(), InkBox()
        self._ways = ChoiceRow("signWay", {INK: self.tr("屏幕签名"), PAPER: self.tr("纸上签名")}, self._usual())
        self._photo = PhotoField("signedSheet", self.tr("选择已签文书的照片…"))
        self._print = button(self.tr("打印手签用纸"), "printSheetToSign")
        self._hand = button("", "handOverReceipt", "primary")
        self._go = button(self.tr("记录签名"), "confirmSignature", "primary")
        self._secret = SecretField(self.tr("本人的 PIN 或口令"), "signerSecret", training=training)
        self._problem = label("", "problem", wrap=True, name="signatureProblem")
        self._done = label("", "good", wrap=True, name="signerDone")
        self._on_paper = QWidget()
        self._build()
        self._row.part_wanted.connect(self._choose)
        self._ways.chosen.connect(lambda _: self._show_way())
        self._print.clicked.connect(self._on_print)
        self._hand.clicked.connect(self._on_hand_over)
        self._go.clicked.connect(self._on_go)
        self._choose(self._signer.id)

    def _usual(self) -> str:
        return PAPER if self._service.sheet is not None else INK

    def _build(self) -> None:
        self._ink.setFixedHeight(round(style.current().base * 14) + style.current().target)
        paper = QVBoxLayout(self._on_paper)
        paper.setContentsMargins(0, 0, 0, 0)
        words = self.tr("打印手签用纸，全部签完后拍照；同一张照片用于每一位签名人。")
        sheet = self._service.sheet
        if sheet is not None:
            words = self.tr("已存入照片“{name}”，不另选照片时沿用这一张。").format(name=sheet.words)
        paper.addWidget(label(words, "quiet", wrap=True))
        line = QHBoxLayout()
        line.addWidget(self._print)
        line.addWidget(self._photo, 1)
        paper.addLayout(line)
        self._print.setVisible(bool(self._page.printers.names()))
        self._secret.setMaximumWidth(round(style.current().base * 32))
        buttons = QHBoxLayout()
        buttons.setSpacing(16)
        buttons.addWidget(self._hand)
        buttons.addWidget(self._secret, 1)
        buttons.addWidget(self._go, 0, Qt.AlignmentFlag.AlignBottom)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        for part in (self._row, self._ways, self._done, self._ink, self._on_paper, self._problem):
            layout.addWidget(part)
        layout.addLayout(buttons)
        unsigned = self.tr("未签")
        self._row.show_parts(
            [PartState(one.id, one.words, one.done or unsigned, bool(one.done)) for one in self._service.signers]
        )

    def _choose(self, signer: str) -> None:
        self._signer = next(one for one in self._service.signers if one.id == signer)
        self._row.mark(signer)
        self._ink.pad.clear()
        self._ink.pad.set_signer(self._signer.name)
        self._secret.clear()
        self._tell("")
        self._done.setText(self._signer.done)
        self._hand.setText(self.tr("交给{name}核对并签名").format(name=self._signer.name))
        self._hand.setAccessibleName(self._hand.text())
        self._show_way()

    def _show_way(self) -> None:
        signed, paper = bool(self._signer.done), self._ways.key() == PAPER
        officer = self._signer.role in BY_THEMSELVES
        self._done.setVisible(signed)
        self._ways.setVisible(not signed)
        self._on_paper.setVisible(paper and not signed)
        self._ink.setVisible(officer and not paper and not signed)
        self._secret.setVisible(officer and not signed)
        self._hand.setVisible(not officer and not paper and not signed)
        self._go.setVisible((officer or paper) and not signed)

    def _on_print(self) -> None:
        page, service = self._page, self._service
        printer = page.printers.names()[0]
        page.place.ask(
            page,
            lambda desk: print_sheet_to_sign(desk, page.inspection, service.receipt, printer),
            lambda pdf: page.print_file(printer, pdf, service.title),
            page.show_failure,
        )

    def _on_hand_over(self) -> None:
        title = self._service.title
        if self._service.way:  # what is signed and shown is the receipt, not the paper it proves
            title = self.tr("《{paper}》的送达回证").format(paper=title)
        self._page.hand_over(Act(self._service.receipt, self._signer, INK, title=title))

    def _on_go(self) -> None:
        signer, way = self._signer, self._ways.key()
        problem = self._missing(way)
        self._tell(problem)
        officer = signer.role in BY_THEMSELVES
        secret = self._secret.take() if officer and not problem else ""
        if problem or (officer and not secret):
            return
        act = Act(self._service.receipt, signer, way, secret)
        ink, photo, inspection = self._ink.pad.ink(), self._photo.paths, self._page.inspection
        kept = self._service.sheet
        proves = self.tr("{name}在{paper}上签名").format(name=signer.name, paper=self._service.title)
        said = Particulars("纸质文件", "拍照", proves)

        def work(desk: Desk) -> Any:
            if way == INK:
                return sign(desk, inspection, act, ink=ink)
            sheet = kept.id if kept is not None and not photo else taken_in(desk, inspection, photo, said)[0]
            return sign(desk, inspection, act, paper=sheet)

        self._page.enter(work)

    def _tell(self, problem: str) -> None:
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    def _missing(self, way: str) -> str:
        if way == INK and self._ink.pad.is_empty:
            return self.tr("签名框里还没有笔迹。")
        if way == PAPER and not self._photo.paths and self._service.sheet is None:
            return self.tr("请先选择已签文书的照片。")
        return ""
