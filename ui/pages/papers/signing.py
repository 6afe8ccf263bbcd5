"""Signatures on a proof of service: parties with the laptop handed over, officers by their own PIN, or on paper."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QListWidgetItem, QSizePolicy, QVBoxLayout, QWidget

from app.domain.procedure.records import INK, PAPER
from app.services.desk import Desk
from app.services.evidence.intake import Particulars
from ui import style
from ui.models.paper_prints import print_sheet_to_sign
from ui.models.service import BY_THEMSELVES, ROLE_WORDS, Act, UnderWay, seat_for, sign, sign_at
from ui.pages.papers.photo import PhotoField, taken_in
from ui.pages.papers.step import PapersStep
from ui.pages.parts.handover import HonestWords
from ui.pages.parts.sheet_to_sign import save_sheet_to_sign
from ui.widgets.buttons import button
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.ink_and_acts import InkAndActs
from ui.widgets.labels import label
from ui.widgets.lines_list import WholeList
from ui.widgets.notice import SUCCESS, Notice
from ui.widgets.page import into_sight
from ui.widgets.secret_field import SecretField


class SigningBox(QWidget):
    """As the record is signed: who signs on the left, the act of the one chosen on the right; who has not comes first.

    ``narrow``: there is no room beside each other, the act stands below.
    """

    def __init__(self, page: PapersStep, service: UnderWay, *, narrow: bool = False) -> None:
        super().__init__()
        self._page, self._service = page, service
        self._signer = next((one for one in service.signers if not one.done), service.signers[0])
        training = bool(page.place.desk.store.training)
        self._narrow = narrow or style.current() is style.LARGE
        self._list = WholeList()
        self._name, self._done = label("", "section", wrap=True, name="receiptSigner"), Notice()
        self._ways = ChoiceRow("signWay", {INK: self.tr("屏幕签名"), PAPER: self.tr("纸上签名")}, self._usual())
        self._photo = PhotoField("signedSheet", self.tr("选择已签文书的照片…"))
        self._print = button(self.tr("打印手签用纸"), "printSheetToSign")
        self._save = button(self.tr("另存手签用纸…"), "saveSheetToSign", tip=self.tr("不带“草稿”字样，打印后手签"))
        self._hand, self._other = button("", "handOverReceipt", "primary"), QWidget()
        self._go = button(self.tr("记录签名"), "confirmSignature", "primary")
        self._secret = SecretField(self.tr("本人的 PIN 或口令"), "signerSecret", training=training)
        self._problem = label("", "problem", wrap=True, name="signatureProblem")
        self._on_paper, self._honest = QWidget(), HonestWords()
        self._own = InkAndActs(self._secret, (self._problem, self._go))
        self._pad = self._own.ink.pad
        self._build()
        self._list.currentRowChanged.connect(self._choose)
        self._ways.chosen.connect(lambda _: self._show_way())
        self._print.clicked.connect(self._on_print)
        self._save.clicked.connect(self._on_save)
        self._hand.clicked.connect(self._on_hand_over)
        self._go.clicked.connect(self._on_go)
        self._secret.returned.connect(self._go.click)
        self._list.setCurrentRow(service.signers.index(self._signer))
        self._list.currentRowChanged.connect(self._show_act)  # from now on a person chooses

    def _usual(self) -> str:
        return PAPER if self._service.sheet is not None else INK

    def _build(self) -> None:
        for one in self._service.signers:
            words = (f"{one.name}　{ROLE_WORDS[one.role]}", one.done or self.tr("未签名"))
            item = QListWidgetItem(("　" if self._narrow else "\n").join(words))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, " ".join(words))
            self._list.addItem(item)
        base = style.current().base
        self._list.setObjectName("receiptSigners")
        self._list.setAccessibleName(self.tr("签名人"))
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        acting = QVBoxLayout()
        acting.setSpacing(12)
        self._build_paper()
        self._build_other()
        for part in (self._name, self._done, self._ways, self._on_paper, self._own, self._other, self._honest):
            acting.addWidget(part)
        acting.addStretch(1)
        layout = QBoxLayout(down if self._narrow else across, self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        layout.addWidget(self._list)
        layout.addLayout(acting, 1)
        if self._narrow:
            self._list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        else:
            self._list.setFixedWidth(round(base * 22))

    def _build_paper(self) -> None:
        paper = QVBoxLayout(self._on_paper)
        paper.setContentsMargins(0, 0, 0, 0)
        words = self.tr("一、打印或者另存手签用纸；二、由本人签名；三、拍照后选入。同一张照片用于每一位签名人。")
        sheet = self._service.sheet
        if sheet is not None:
            words = self.tr("已存入照片“{name}”，不另选照片时沿用这一张。").format(name=sheet.words)
        paper.addWidget(label(words, "plain", wrap=True))
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        line = QBoxLayout(down if self._narrow else across)
        for one in (self._print, self._save):
            line.addWidget(one, 0, Qt.AlignmentFlag.AlignLeft)
        line.addStretch(0 if self._narrow else 1)
        paper.addLayout(line)
        paper.addWidget(self._photo)
        self._print.setVisible(bool(self._page.printers.names()))

    def _build_other(self) -> None:
        other = QVBoxLayout(self._other)
        other.setContentsMargins(0, 0, 0, 0)
        told = self.tr("屏幕将只显示文书和签名框；签完后由您输入 PIN 收回电脑。")
        other.addWidget(label(told, "plain", wrap=True))
        row = QHBoxLayout()
        row.addWidget(self._hand)
        row.addStretch(1)
        other.addLayout(row)

    def _choose(self, place: int) -> None:
        if not 0 <= place < len(self._service.signers):
            return
        self._signer = signer = self._service.signers[place]
        self._pad.clear()
        self._pad.set_signer(signer.name)
        self._secret.clear()
        self._tell("")
        self._name.setText(self.tr("{name}（{title}）").format(name=signer.name, title=ROLE_WORDS[signer.role]))
        if signer.done:
            self._done.say(SUCCESS, signer.done)
        else:
            self._done.clear()
        self._hand.setText(self.tr("把电脑交给 {name} 签名").format(name=signer.name))
        self._hand.setAccessibleName(self._hand.text())
        self._show_way()

    def _show_way(self) -> None:
        signed, paper = bool(self._signer.done), self._ways.key() == PAPER
        officer = self._signer.role in BY_THEMSELVES
        self._ways.setVisible(not signed)
        self._on_paper.setVisible(paper and not signed)
        self._own.setVisible((officer or paper) and not signed)
        self._own.show_ink(not paper)
        self._secret.setVisible(officer)
        self._go.setText(self.tr("记录纸上签名") if paper else self.tr("记录签名"))
        self._go.setAccessibleName(self._go.text())
        self._other.setVisible(not officer and not paper and not signed)
        self._honest.setVisible(not paper and not signed)

    def _show_act(self) -> None:
        """Bring what the one chosen signs with into sight: in large letters it lies below the list."""
        act = next((one for one in (self._own.ink, self._go, self._hand) if one.isVisible()), self._name)
        QTimer.singleShot(0, act, lambda: into_sight(act))

    def _on_print(self) -> None:
        page, service = self._page, self._service
        printer = page.printers.names()[0]
        log = lambda desk: print_sheet_to_sign(desk, page.inspection, service.receipt, printer)  # noqa: E731  # short
        send = lambda pdf: page.print_file(printer, pdf, service.title)  # noqa: E731  # reads better than a def
        page.when_ready(printer, lambda: page.place.ask(page, log, send, page.show_failure))

    def _on_save(self) -> None:
        save_sheet_to_sign(self._page, self._service.receipt, self._title())

    def _title(self) -> str:
        """Return what is signed: of a paper that is served its receipt."""
        title = self._service.title
        return self.tr("《{paper}》的送达回证").format(paper=title) if self._service.way else title

    def _on_hand_over(self) -> None:
        self._page.hand_over(Act(self._service.receipt, self._signer, INK, title=self._title()))

    def _on_go(self) -> None:
        signer, way = self._signer, self._ways.key()
        problem = self._missing(way)
        self._tell(problem)
        officer = signer.role in BY_THEMSELVES
        secret = self._secret.take() if officer and not problem else ""
        if problem or (officer and not secret):
            return
        act = Act(self._service.receipt, signer, way, secret)
        ink, photo, inspection = self._pad.ink(), self._photo.paths, self._page.inspection
        kept = self._service.sheet
        proves = self.tr("{name}在{paper}上签名").format(name=signer.name, paper=self._service.title)
        said = Particulars("纸质文件", "拍照", proves)

        def work(desk: Desk) -> Any:
            if way == INK:
                return sign(desk, inspection, act, ink=ink)
            if kept is not None and not photo:
                return sign(desk, inspection, act, paper=kept.id)
            seat = seat_for(desk, act)  # a wrong PIN is told before the photo is taken in
            with taken_in(seat, inspection, photo, said) as (sheet,):
                return sign_at(seat, inspection, act, paper=sheet)

        self._page.enter(work)

    def _tell(self, problem: str) -> None:
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    def _missing(self, way: str) -> str:
        if way == INK and self._pad.is_empty:
            return self.tr("还没有笔迹，请先在签名框内签名。")
        if way == PAPER and not self._photo.paths and self._service.sheet is None:
            return self.tr("请选择已签名纸张的照片。")
        return ""
