"""主办终端: which laptop seals and uses numbers; handed over to another one, accepted, declined, or taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.preparation.handing_over import PLACE, accept_lead, decline_lead, offer_lead, take_back
from ui.models.lead import GIVING, LEADING, OTHER, RECEIVING, LeadView
from ui.pages.parts.step_page import StepPage
from ui.reading_order import begin_at, focus, stops_in
from ui.unfinished import Unfinished
from ui.ways_back import leaves_by
from ui.widgets.buttons import button
from ui.widgets.chooser import offer
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.focusing import FocusedInside
from ui.widgets.form_entries import KEPT_AS
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.widgets.page import card, reveal
from ui.widgets.tick_box import TickBox
from ui.widgets.typed_line import TypedLine


class LeadCard(QWidget):
    """One decision at a time: offer; or wait and take back; or accept and decline.

    ``sync_wanted(tab)`` to send first what is here.
    """

    sync_wanted = Signal(str)

    def __init__(self, page: StepPage) -> None:
        super().__init__()
        self._page = page
        self._view: LeadView | None = None
        self._title = label("", "section", name="leadTitle")
        self._words = label("", "plain", wrap=True, name="leadWords")
        self._past = label("", "quiet", wrap=True, name="leadPast")
        self._unsent = label("", "problem", wrap=True, name="leadUnsent")
        self._lacking = label("", "problem", wrap=True, name="leadLacking")
        self._lost = label("", "small", wrap=True, name="leadLost")
        self._sync, self._stick = button(self.tr("去同步"), "leadSync"), button(self.tr("用 U 盘交换"), "leadStick")
        self._open = QVBoxLayout()
        self._open.setSpacing(2)
        self._begin = button(self.tr("移交主办终端…"), "leadBegin", checkable=True)
        self._form, self._waiting, self._answer = OfferForm(page), TakingBack(page), Answering(page)
        self._build()
        self._begin.toggled.connect(self._on_begin)
        leaves_by(self._form, self._begin)
        self._begin.clicked.connect(lambda shown: reveal(self._form, self._form) if shown else None)
        self._form.kept.restored.connect(lambda: self._begin.setChecked(True))
        self._sync.clicked.connect(lambda: self.sync_wanted.emit("now"))
        self._stick.clicked.connect(lambda: self.sync_wanted.emit("stick"))

    def show_view(self, view: LeadView) -> None:
        """Show how things stand; what is being typed stays."""
        self._view = view
        for shown, text in ((self._title, view.title), (self._words, view.words), (self._past, view.past)):
            shown.setText(text)
            shown.setVisible(bool(text))
        self._sync.setVisible(view.sends and view.centre)
        self._stick.setVisible(view.sends)
        may = view.role == LEADING and not view.ended
        self._begin.setVisible(may)
        if not may:
            self._begin.setChecked(False)
        self._form.show_view(view)
        self._form.setVisible(may and self._begin.isChecked())
        self._waiting.show_view(view)
        self._waiting.setVisible(view.role == GIVING)
        self._answer.show_view(view)
        self._answer.setVisible(view.role == RECEIVING)
        self._show_about(view)

    def began(self) -> bool:
        """Put the focus where it goes on: at what must be sent, the answer asked for, the offer that can be made."""
        found = begin_at(stops_in(self, links=False), lists=False)
        if found is not None:
            focus(found, Qt.FocusReason.OtherFocusReason)
        return found is not None

    def _build(self) -> None:
        frame, inside = card()
        for one in (self._title, self._words, self._past, self._unsent, self._lacking):
            inside.addWidget(one)
        inside.addLayout(self._open)
        row = QHBoxLayout()
        for way in (self._sync, self._stick, self._begin):
            row.addWidget(way)
        row.addStretch(1)
        inside.addLayout(row)
        for part in (self._form, self._waiting, self._answer, self._lost):
            inside.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)

    def _show_about(self, view: LeadView) -> None:
        """Say what matters to who gives it away or takes it: what is open, what must be sent, what lacks."""
        moving = view.waits or self._begin.isChecked()
        lost = view.lost if moving or view.role == OTHER else ""
        for shown, text in ((self._unsent, view.unsent), (self._lacking, view.lacking), (self._lost, lost)):
            shown.setText(text)
            shown.setVisible(bool(text) and (moving or shown is self._lost))
        empty(self._open)
        if view.open and moving:
            words = self.tr("还没有办完：{what}").format(what="；".join(view.open))
            self._open.addWidget(label(words, "quiet", wrap=True, name="leadOpen"))

    def _on_begin(self, shown: bool) -> None:
        self._form.setVisible(shown)
        if self._view is not None:
            self._show_about(self._view)


class OfferForm(FocusedInside):
    """The laptop that takes over, who goes on there, a word to them, and that the consequences are understood."""

    def __init__(self, page: StepPage) -> None:
        super().__init__()
        self._page = page
        self._laptop, self._officer, self._note = DropDown(), DropDown(), TypedLine()
        hint = self.tr("与中心库同步过、或者用 U 盘交换过的电脑")
        self._fields = {
            "laptop": Field(self.tr("接收的终端"), self._laptop, "leadLaptop", hint),
            "officer": Field(self.tr("接办人"), self._officer, "leadOfficer"),
            "note": Field(self.tr("交代的话（可不填）"), self._note, "leadNote"),
        }
        self._none = label(self.tr("还不认识别的电脑：请先同步一次，或者用 U 盘与对方的电脑交换一次。"), "problem",
                           wrap=True, name="leadNoLaptop")  # fmt: skip
        self._sure = TickBox(self.tr("对方接收之前，两台电脑都不能封存、用号；接收以后由对方封存、用号"))
        self._sure.setObjectName("leadSure")
        self._sure.setAccessibleName(self._sure.text())
        self._sure.setProperty(KEPT_AS, "")  # what is understood is said anew
        self._problem = label("", "problem", wrap=True, name="leadSureProblem")
        self._problem.hide()
        self._go = button(self.tr("确认移交"), "leadOffer", "primary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(10)
        row = QHBoxLayout()
        row.setSpacing(20)
        for name in ("laptop", "officer"):
            row.addWidget(self._fields[name], 1, Qt.AlignmentFlag.AlignBottom)
        layout.addLayout(row)
        for part in (self._none, self._fields["note"], self._sure, self._problem):
            layout.addWidget(part)
        layout.addWidget(self._go, 0, Qt.AlignmentFlag.AlignLeft)
        self.first_focus = self._laptop
        self.kept = Unfinished(self, page.place, f"leadOffer/{page.inspection}")
        self._sure.toggled.connect(lambda _: self._problem.hide())
        self._go.clicked.connect(self._on_go)

    def show_view(self, view: LeadView) -> None:
        """Offer the laptops and the officers of the team."""
        offer(self._laptop, view.laptops, self.tr("请选择"))
        offer(self._officer, view.officers, self.tr("不指定"))
        self._none.setVisible(not view.laptops)
        if view.role == LEADING and not view.ended:
            self.kept.begin_once()

    def _on_go(self) -> None:
        device, officer = str(self._laptop.currentData() or ""), str(self._officer.currentData() or "")
        self._fields["laptop"].set_problem("" if device else self.tr("请选择接收的终端。"))
        sure = self._sure.isChecked()
        self._problem.setText("" if sure else self.tr("请先看清后果，并勾选上面一项。"))
        self._problem.setVisible(not sure)
        if not device or not sure:
            (self._sure if device else self._laptop).setFocus()
            return
        page, note = self._page, self._note.text()

        def done(_: object) -> None:
            self._sure.setChecked(False)
            self._note.clear()
            self.kept.finish()
            page.say_done(self.tr("移交已提出。请把内容送到对方：同步，或者用 U 盘导出。"))
            page.show_place(PLACE)

        page.act(lambda desk: offer_lead(desk, page.inspection, device, officer, note), done)


class TakingBack(QWidget):
    """Undo an offer: at once while it has not left this laptop, else with what the other side said."""

    def __init__(self, page: StepPage) -> None:
        super().__init__()
        self._page, self._sent, self._offer = page, False, ""
        self._reason = TypedLine()
        self._field = Field(self.tr("与对方核实的情况"), self._reason, "leadBackReason",
                            self.tr("移交已经送出：先与对方核实没有接收，再撤回"))  # fmt: skip
        self._kept = Unfinished(self._field, page.place, "")
        go = button(self.tr("撤回移交"), "leadTakeBack")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._field, 1)
        row.addWidget(go, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(0)
        go.clicked.connect(self._on_go)

    def show_view(self, view: LeadView) -> None:
        """Ask for a reason where the offer was handed out."""
        self._sent, self._offer = view.sent, view.offer
        self._field.setVisible(view.sent)
        self._kept.turn_to(f"leadBack/{view.offer}" if view.role == GIVING else "", self._reason.clear)

    def _on_go(self) -> None:
        reason = self._reason.text().strip()
        lacks = self._sent and not reason
        self._field.set_problem(self.tr("请写明与对方核实的情况。") if lacks else "")
        if lacks:
            self._reason.setFocus()
            return
        page, kept = self._page, f"leadBack/{self._offer}"

        def done(_: object) -> None:
            self._kept.finish(kept)
            page.say_done(self.tr("移交已撤回。"))

        page.act(lambda desk: take_back(desk, page.inspection, reason), done)


class Answering(QWidget):
    """Accept what a colleague hands over, or decline it with the reason."""

    def __init__(self, page: StepPage) -> None:
        super().__init__()
        self._page, self._offer = page, ""
        self._reason = TypedLine()
        self._field = Field(self.tr("不接收的，写明理由"), self._reason, "leadDeclineReason")
        self._kept = Unfinished(self._field, page.place, "")
        accept = button(self.tr("接收，由本机主办"), "leadAccept", "primary")
        decline = button(self.tr("不接收"), "leadDecline")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(accept, 0, Qt.AlignmentFlag.AlignLeft)
        self._field.put_beside(decline)  # level with it also where a reason is asked for below
        layout.addWidget(self._field)
        accept.clicked.connect(self._on_accept)
        decline.clicked.connect(self._on_decline)

    def show_view(self, view: LeadView) -> None:
        """Answer this offer; a reason typed about another one is not shown."""
        self._offer = view.offer
        self._kept.turn_to(f"leadAnswer/{view.offer}" if view.role == RECEIVING else "", self._reason.clear)

    def _on_accept(self) -> None:
        words = self.tr("已接收。现在由本机封存、用号；请同步或者用 U 盘告诉对方。")
        self._answer(lambda desk: accept_lead(desk, self._page.inspection), words)

    def _on_decline(self) -> None:
        reason = self._reason.text().strip()
        self._field.set_problem("" if reason else self.tr("请写明不接收的理由。"))
        if not reason:
            self._reason.setFocus()
            return
        words = self.tr("已记录没有接收。请同步或者用 U 盘告诉对方。")
        self._answer(lambda desk: decline_lead(desk, self._page.inspection, reason), words)

    def _answer(self, work: Callable[[Any], None], words: str) -> None:
        kept = f"leadAnswer/{self._offer}"

        def done(_: object) -> None:
            self._kept.finish(kept)
            self._page.say_done(words)

        self._page.act(work, done)
