"""Signatures on a proof of service: one person at a time, on the screen or on paper, officers by their own PIN."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.procedure.records import INK, PAPER
from app.services.desk import Desk
from app.services.evidence.intake import Particulars
from app.services.papers.rendering import sheet_to_sign
from ui import style
from ui.models.service import SERVER, Act, Signer, UnderWay, sign
from ui.pages.papers_photo import PhotoField, taken_in
from ui.pages.papers_step import PapersStep
from ui.widgets.buttons import button
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.field import Field
from ui.widgets.ink_pad import InkPad
from ui.widgets.labels import label
from ui.widgets.part_row import PartRow, PartState


class SigningBox(QWidget):
    """Who signs is chosen above; the first who has not signed comes first."""

    def __init__(self, page: PapersStep, service: UnderWay) -> None:
        super().__init__()
        self._page, self._service = page, service
        self._signer: Signer | None = None
        self._row = PartRow()
        self._ways = ChoiceRow("signWay", {INK: self.tr("在屏幕上签"), PAPER: self.tr("在纸上签")}, INK)
        self._pad = InkPad()
        self._photo = PhotoField("signedSheet", self.tr("选择已签回证的照片…"))
        self._print = button(self.tr("打印手签用纸"), "printSheetToSign")
        self._undo, self._clear = button(self.tr("撤一笔"), "undoStroke"), button(self.tr("清除"), "clearInk")
        self._go = button(self.tr("确认签名"), "confirmSignature", "primary")
        self._secret = QLineEdit()
        self._secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._secret_field = Field(
            self.tr("本人 PIN 或口令"), self._secret, "signerSecret", self.tr("当天已输入过口令的用 PIN，否则用口令")
        )
        self._problem = label("", "problem", wrap=True, name="signatureProblem")
        self._on_paper, self._on_screen = QWidget(), QWidget()
        self._build()
        self._connect()
        self._show_rows()
        self._choose(next((one.id for one in service.signers if not one.done), service.signers[0].id))

    def _build(self) -> None:
        self._pad.setFixedHeight(round(style.current().base * 15))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        ink = QVBoxLayout(self._on_screen)
        ink.setContentsMargins(0, 0, 0, 0)
        ink.addWidget(self._pad)
        paper = QVBoxLayout(self._on_paper)
        paper.setContentsMargins(0, 0, 0, 0)
        words = self.tr("打印手签用纸，全部签完后拍照；同一张照片可以用于每一位签名人。")
        paper.addWidget(label(words, "quiet", wrap=True))
        line = QHBoxLayout()
        line.addWidget(self._print)
        line.addWidget(self._photo, 1)
        paper.addLayout(line)
        self._print.setVisible(bool(self._page.printers.names()))
        buttons = QHBoxLayout()
        for one in (self._undo, self._clear):
            buttons.addWidget(one)
        buttons.addStretch(1)
        buttons.addWidget(self._go)
        for part in (self._row, self._ways, self._on_screen, self._on_paper, self._secret_field, self._problem):
            layout.addWidget(part)
        layout.addLayout(buttons)
        self._on_paper.hide()

    def _connect(self) -> None:
        self._row.part_wanted.connect(self._choose)
        self._ways.chosen.connect(self._on_way)
        self._undo.clicked.connect(self._pad.undo)
        self._clear.clicked.connect(self._pad.clear)
        self._print.clicked.connect(self._on_print)
        self._go.clicked.connect(self._on_go)

    def _show_rows(self) -> None:
        unsigned = self.tr("未签")
        self._row.show_parts(
            [PartState(one.id, one.words, one.done or unsigned, bool(one.done)) for one in self._service.signers]
        )

    def _choose(self, signer: str) -> None:
        self._signer = next(one for one in self._service.signers if one.id == signer)
        self._row.mark(signer)
        self._pad.clear()
        self._pad.set_signer(self._signer.name)
        self._secret.clear()
        self._problem.setText("")
        signed = bool(self._signer.done)
        other = self._signer.role == SERVER and signer != self._page.place.desk.officer
        self._secret_field.setVisible(other and not signed and not self._page.place.desk.store.training)
        for part in (self._pad, self._ways, self._go, self._undo, self._clear, self._on_paper):
            part.setEnabled(not signed)

    def _on_way(self, way: str) -> None:
        self._on_screen.setVisible(way == INK)
        self._on_paper.setVisible(way == PAPER)
        for part in (self._undo, self._clear):
            part.setVisible(way == INK)

    def _on_print(self) -> None:
        page, service = self._page, self._service
        printer = page.printers.names()[0]
        page.place.ask(
            page,
            lambda desk: sheet_to_sign(desk, page.inspection, service.receipt).pdf,
            lambda pdf: page.print_file(printer, pdf, service.title),
            page.show_failure,
        )

    def _on_go(self) -> None:
        signer, way = self._signer, self._ways.key()
        assert signer is not None
        problem = self._missing(way)
        self._problem.setText(problem)
        if problem:
            return
        act = Act(self._service.receipt, signer, way, self._secret.text())
        ink, photo, inspection = self._pad.ink(), self._photo.paths, self._page.inspection

        def work(desk: Desk) -> Any:
            if way == INK:
                return sign(desk, inspection, act, ink=ink)
            said = Particulars("纸质文件", "拍照", self._proves(signer))
            return sign(desk, inspection, act, paper=taken_in(desk, inspection, photo, said)[0])

        self._page.enter(work)

    def _proves(self, signer: Signer) -> str:
        return self.tr("{name}在送达回证上签名").format(name=signer.name)

    def _missing(self, way: str) -> str:
        if way == INK and self._pad.is_empty:
            return self.tr("签名框里还没有笔迹。")
        if way == PAPER and not self._photo.paths:
            return self.tr("请先选择已签回证的照片。")
        return ""
