"""The laptop in the hands of the party: only the own record and the pad, over everything; back by the officer's PIN."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.services.session.opening import OpenDesk
from ui import style
from ui.models.papers import PaperBytes, paper_bytes
from ui.models.signing import SignerRow, seated
from ui.reading_order import focus, stop_after
from ui.widgets.buttons import button
from ui.widgets.fitting import Fitting
from ui.widgets.ink_pad import InkBox
from ui.widgets.labels import label
from ui.widgets.notice import ERROR, SUCCESS, Notice
from ui.widgets.page import card
from ui.widgets.paper_and_card import PaperAndCard
from ui.widgets.pdf_view import PdfView
from ui.widgets.read_to_end import ReadToEnd
from ui.widgets.secret_field import SecretField
from ui.workplace import Workplace

SIGN, RETURN = 0, 1
LEAST = (640, 400)  # a screen of 1366x768 pixels at 175 % has 780x439


class HandOver(QWidget):
    """Fills the screen and cannot be closed by the party. ``signed(ink)`` once, ``returned()`` after the PIN."""

    signed = Signal(object)
    returned = Signal()

    def __init__(
        self, owner: QWidget, place: Workplace, inspection: str, document: str, signer: SignerRow, paper: str = ""
    ) -> None:
        super().__init__(owner, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setMinimumSize(*LEAST)
        self.setWindowTitle(self.tr("请核对文书并签名"))
        self._paper = paper or self.tr("现场检查笔录")
        self._place, self._signer, self._over = place, signer, False
        self._done = button(self.tr("签好了"), "inkDone", "primary")
        self._view, self._box = PdfView(place.tasks), InkBox(act=self._done)
        self._reading = ReadToEnd(self._view)
        self._why = label("", "problem", wrap=True, name="inkWhy")
        self._give_back = button(self.tr("不签，交还执法人员"), "giveBack")
        self._to_pad = button(self.tr("去签名"), "toPad", "primary")
        self._to_paper = button(self.tr("回到文书"), "toPaper")
        self._pages, self._said = QStackedWidget(), Notice()
        self._body: PaperAndCard
        training = place.desk.store.training
        self._field = SecretField(self.tr("执法人员的 PIN 或口令"), "returnSecret", training=training)
        self._unlock = button(self.tr("收回电脑"), "takeBack", "primary")
        self._build()
        self._connect()
        work = lambda desk: paper_bytes(desk, inspection, document)  # noqa: E731  # reads better than a def
        place.ask(self, work, self._on_bytes, self._on_no_bytes)

    def show_outcome(self, recorded: bool) -> None:
        """Say what became of the signature; from here only the officer goes on."""
        if recorded:
            self._said.say(SUCCESS, self.tr("签名已记录，谢谢。请把电脑交还执法人员。"))
        else:
            self._said.say(ERROR, self.tr("签名没有记录。请把电脑交还执法人员。"))
        self._pages.setCurrentIndex(RETURN)
        self._field.control.setFocus()

    def end(self) -> None:
        """Go away."""
        self._over = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay until the officer has taken the laptop back."""
        if self._over:
            super().closeEvent(event)
        else:
            event.ignore()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go on with Tab as one reads, in this window alone."""
        found = stop_after(self, self.focusWidget(), forward=forward)
        if found is not None:
            focus(found, Qt.FocusReason.TabFocusReason)
        return found is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take no key that leads out."""
        event.accept()

    def _build(self) -> None:
        self._box.pad.set_signer(self._signer.name)
        self._pages.addWidget(self._sign_page())
        self._pages.addWidget(self._return_page())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.addWidget(self._pages)
        self._show_state()

    def _sign_page(self) -> QWidget:
        page = QWidget()
        frame, inside = card()
        inside.setContentsMargins(16, 10, 16, 10)
        inside.setSpacing(6)
        inside.addWidget(self._told(), 3)
        base = style.current().base
        self._box.setMinimumHeight(round(base * 13))
        inside.addWidget(self._box, 4)
        inside.addWidget(self._why)
        inside.addStretch(0)
        self._body = PaperAndCard(self._reading, frame, round(base * 44))
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        title = self.tr("{name}，请核对{paper}").format(name=self._signer.name, paper=self._paper)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(title, "section", wrap=True, name="handOverTitle"), 1)
        for one in (self._give_back, self._to_paper, self._to_pad):
            head.addWidget(one)
        layout.addLayout(head)
        layout.addWidget(self._body, 1)
        return page

    def _told(self) -> QWidget:
        """Return what a signature means and what it is; on a small screen it scrolls, the pad and its acts stay."""
        held = QWidget()
        inside = QVBoxLayout(held)
        inside.setContentsMargins(0, 0, 0, 0)
        told = self.tr("签名表示您已阅读（或听取）这份{paper}。对内容有不同意见的，请先向执法人员提出。")
        inside.addWidget(label(told.format(paper=self._paper), "plain", wrap=True))
        inside.addWidget(HonestWords())
        area = Fitting(held)
        area.setObjectName("inkTold")
        area.setMinimumHeight(round(style.current().base * 3.6))  # two lines
        return area

    def _return_page(self) -> QWidget:
        page = QWidget()
        frame, inside = card()
        inside.setSpacing(14)
        inside.addWidget(label(self.tr("请把电脑交还执法人员"), "title"))
        inside.addWidget(self._said)
        inside.addWidget(self._field)
        inside.addWidget(self._unlock)
        frame.setMinimumWidth(round(style.current().base * 42))
        layout = QVBoxLayout(page)
        layout.addStretch(1)
        layout.addWidget(frame, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
        return page

    def _connect(self) -> None:
        self._box.pad.changed.connect(self._show_state)
        self._reading.ended.connect(self._on_read)
        self._body.one_changed.connect(self._show_state)
        self._to_pad.clicked.connect(self._on_to_pad)
        self._to_paper.clicked.connect(self._on_to_paper)
        self._done.clicked.connect(self._on_done)
        self._give_back.clicked.connect(self._on_give_back)
        self._unlock.clicked.connect(self._on_unlock)
        self._field.returned.connect(self._on_unlock)

    def _on_bytes(self, found: PaperBytes) -> None:
        self._view.show_pdf(found.pdf)
        self._view.setFocus()  # the keys turn the paper; the first button would give the laptop back

    def _on_read(self) -> None:
        self._show_state()
        if self._to_pad.isVisible():
            self._to_pad.setFocus()
        else:
            self._view.setFocus()

    def _on_no_bytes(self, error: Exception) -> None:
        self._view.show_words(self.tr("文书现在不能显示，请交还执法人员。"))
        self._box.setEnabled(False)

    def _show_state(self) -> None:
        """Let the party go on as far as the paper was read, and say what is lacking."""
        read, one = self._reading.was_read, self._body.one_at_a_time
        why = self.tr("请先把文书看到末尾，再点“签好了”。") if not read else ""
        self._why.setText(why)
        self._why.setVisible(bool(why))
        self._done.setEnabled(read and not self._box.pad.is_empty)
        self._done.setAccessibleDescription(why)
        self._to_pad.setVisible(one and not self._body.shows_card)
        self._to_pad.setEnabled(read)
        self._to_pad.setAccessibleDescription(why)
        self._to_paper.setVisible(one and self._body.shows_card)

    def _on_to_pad(self) -> None:
        self._body.show_card()
        self._show_state()
        self._to_paper.setFocus()  # else the first button had it, which gives the laptop back unsigned

    def _on_to_paper(self) -> None:
        self._body.show_paper()
        self._show_state()
        self._view.setFocus()

    def _on_done(self) -> None:
        self._done.setEnabled(False)
        self._box.setEnabled(False)
        ink: dict[str, Any] = self._box.pad.ink()
        self.signed.emit(ink)

    def _on_give_back(self) -> None:
        self._said.clear()
        self._pages.setCurrentIndex(RETURN)
        self._field.control.setFocus()

    def _on_unlock(self) -> None:
        secret = self._field.take()
        if not secret:
            return
        self._unlock.setEnabled(False)
        work = lambda desk: _checked(desk, secret)  # noqa: E731  # reads better than a def
        self._place.ask(self, work, lambda _: self._on_let_go(), self._on_refused)

    def _on_let_go(self) -> None:
        self.returned.emit()
        self.end()

    def _on_refused(self, error: Exception) -> None:
        self._unlock.setEnabled(True)
        self._said.show_error(error)
        self._field.control.setFocus()


def _checked(desk: OpenDesk, secret: str) -> None:
    seated(desk, desk.officer, secret)


class HonestWords(QLabel):
    """What a signature drawn on a screen is, and what it is not (电子签名法, 民事诉讼法)."""

    def __init__(self) -> None:
        super().__init__()
        self.setText(
            self.tr(
                "屏幕签名保存笔迹、时间和所签内容的摘要，由本机签署，用于证明签的是这份内容；签一次，笔迹显示在文书的每一页；"
                "它一般不是《中华人民共和国电子签名法》第十三条所称的“可靠的电子签名”。对效力有疑虑的，请改在纸上签名。"
            )
        )
        self.setObjectName("honestWords")
        self.setProperty("role", "small")
        self.setWordWrap(True)
