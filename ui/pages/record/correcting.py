"""补正与补充 of a sealed record: what was made and what waits, and a slip found now put into a paper of its own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.domain.procedure.outcomes import Document
from app.domain.procedure.sealed_places import SealedPlace, misquotation
from app.domain.procedure.settlements import CORRECTION, SUPPLEMENT
from app.services.correcting.beginning import begin_correction
from app.services.correcting.changes import set_aside
from app.services.correcting.slips import Slip
from ui.models.record import RecordView
from ui.models.refused import CorrectionLine
from ui.pages.parts.refused_cards import RefusedCards
from ui.pages.record.record_step import RecordStep
from ui.unfinished import Unfinished
from ui.ways_back import leaves_by
from ui.widgets.buttons import button
from ui.widgets.chooser import offer
from ui.widgets.completing import Completing
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.focusing import FocusedInside
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.widgets.page import card, into_sight, reveal
from ui.widgets.typed_text import TypedText


class Correcting(QWidget):
    """Seen once the record is sealed. A paper that is begun is shown at once, to be read and signed there."""

    def __init__(self, page: RecordStep) -> None:
        super().__init__()
        self._page = page
        self._made: tuple[CorrectionLine, ...] | None = None
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        self._cards = RefusedCards(page.place, leads_on=False)
        self._slip = button(self.tr("发现笔误，办理补正…"), "slipFound", checkable=True)
        self._more = button(self.tr("补充材料…"), "supplementFound", checkable=True)
        self._form = SlipForm()
        self._build()
        self._connect()

    def show_view(self, view: RecordView) -> None:
        """Show what was corrected and what waits."""
        self._form.offer(view.places)
        self._cards.show_lines(view.refused)
        if self._made is None:
            self._kept.begin()
        if view.corrections == self._made:
            return
        self._made = view.corrections
        empty(self._lines)
        for number, one in enumerate(view.corrections):
            self._lines.addWidget(self._line(number, one))
        if not view.corrections:
            self._lines.addWidget(label(self.tr("还没有补正，也没有补充材料。"), "quiet", name="noCorrections"))

    def _build(self) -> None:
        frame, inside = card()
        inside.addWidget(label(self.tr("补正与补充材料"), "section"))
        told = self.tr(
            "封存的笔录不再改动。写错、漏写的，另作补正笔录；后来补入的内容，另作补充材料说明。"
            "两者都注明原笔录的内容指纹，由执法人员和原来签名、拒签的被检查单位人员再次签名或者记明拒签，"
            "与原笔录一并归档。见证人不必再签；再次拒签的，另由见证人签名或者附现场照片。"
        )
        inside.addWidget(label(told, "quiet", wrap=True, name="correctionNote"))
        inside.addLayout(self._lines)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._slip)
        row.addWidget(self._more)
        row.addStretch(1)
        inside.addLayout(row)
        inside.addWidget(self._form)
        self._form.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(frame)
        layout.addWidget(self._cards)
        self._kept = Unfinished(frame, self._page.place, f"slip/{self._page.inspection}")  # which way is open, too

    def _connect(self) -> None:
        self._slip.toggled.connect(lambda on: self._on_toggled(self._slip, self._more, on))
        self._more.toggled.connect(lambda on: self._on_toggled(self._more, self._slip, on))
        for way in (self._slip, self._more):
            way.clicked.connect(lambda on: reveal(self._form, self._form) if on else None)
        self._form.entered.connect(self._on_entered)
        cards = self._cards
        cards.correction_wanted.connect(lambda _, which: self._begin(CORRECTION, refused=which))
        cards.supplement_wanted.connect(lambda _, which: self._begin(SUPPLEMENT, refused=which))
        cards.aside_wanted.connect(self._on_aside)
        cards.paper_wanted.connect(lambda _, paper: self._show(paper))

    def _line(self, number: int, one: CorrectionLine) -> QWidget:
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(one.title, "plain"))
        row.addWidget(label(one.state, "good" if one.final else "quiet", name=f"correctionState{number}"))
        tip = self.tr("打开{title}").format(title=one.title)
        go = button(self.tr("打开"), f"correctionOpen{number}", "link", tip=tip)
        go.clicked.connect(lambda: self._show(one.paper))
        row.addWidget(go)
        row.addStretch(1)
        return held

    def _on_toggled(self, this: QPushButton, other: QPushButton, on: bool) -> None:
        if on:
            other.setChecked(False)
            self._form.begin(supplement=this is self._more)
            leaves_by(self._form, this)
        self._form.setVisible(self._slip.isChecked() or self._more.isChecked())

    def _on_entered(self, slip: Slip, reason: str) -> None:
        kind = SUPPLEMENT if self._more.isChecked() else CORRECTION
        self._begin(kind, slips=[slip], reason=reason)

    def _begin(self, kind: str, *, refused: Sequence[str] = (), slips: Sequence[Slip] = (), reason: str = "") -> None:
        page = self._page

        def begun(document: Document) -> None:
            self._kept.finish()
            for one in (self._slip, self._more):
                one.setChecked(False)
            self._form.clear()
            self._kept.begin()
            self._show(document.id)

        page.act(
            lambda desk: begin_correction(desk, page.inspection, kind, refused=refused, slips=slips, reason=reason),
            begun,
        )

    def _on_aside(self, operation: str, reason: str) -> None:
        page = self._page

        def done(_: object) -> None:
            self._cards.forget(operation)
            page.say_done(self.tr("已标明不再处理，理由随操作记录保存。"))

        page.act(lambda desk: set_aside(desk, operation, reason), done)

    def _show(self, paper: str) -> None:
        self._page.step_wanted.emit(f"papers/{paper}")


SHOWN = 120
"""The characters of a place that are shown whole under its name."""


class SlipForm(FocusedInside):
    """Where the record is wrong, what stands there, what it should be and why. ``entered(slip, reason)``."""

    entered = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._places: tuple[SealedPlace, ...] = ()
        self._where, self._stood, self._should, self._reason = DropDown(), TypedText(2), TypedText(2), TypedText(2)
        self._where.setEditable(True)
        self._where.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._where.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        hint = self.tr("输入几个字查找，如“2.3”“地点”；漏记而没有列出的，直接写明位置")
        self._fields = {
            "where": Field(self.tr("笔录的哪一处"), self._where, "slipWhere", hint),
            "stood": Field(self.tr("原记载（照抄笔录，可以只留写错的几个字）"), self._stood, "slipStood"),
            "should": Field(self.tr("更正为"), self._should, "slipShould"),
            "reason": Field(self.tr("理由"), self._reason, "slipReason"),
        }
        self._go = button(self.tr("起草补正笔录"), "slipGo", "primary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(10)
        for field in self._fields.values():
            layout.addWidget(field)
        layout.addWidget(self._go, 0, Qt.AlignmentFlag.AlignLeft)
        self.first_focus = self._where
        self._where.editTextChanged.connect(self._on_place)
        completer = self._where.completer()
        if completer is not None:
            Completing(completer, self._where)
        self._go.clicked.connect(self._on_go)

    def offer(self, places: Sequence[SealedPlace]) -> None:
        """Offer the places of the record."""
        self._places = tuple(places)
        before = self._where.currentText()
        offer(self._where, [(one.key, one.where) for one in places])
        self._where.setEditText(before)

    def begin(self, *, supplement: bool) -> None:
        """Ask for a correction or for a supplement."""
        self._fields["stood"].setVisible(not supplement)
        self._fields["should"].set_title(self.tr("补充内容") if supplement else self.tr("更正为"))
        self._go.setText(self.tr("起草补充材料说明") if supplement else self.tr("起草补正笔录"))
        self._go.setAccessibleName(self._go.text())
        for field in self._fields.values():
            field.set_problem("")

    def clear(self) -> None:
        """Leave the form empty."""
        self._where.setEditText("")
        for one in (self._stood, self._should, self._reason):
            one.show_text("")

    def _on_place(self, text: str) -> None:
        """Show what the record says at the place, nothing where it says nothing there."""
        found = next((one.stood for one in self._places if one.where == text), "")
        shown = f"{found[:SHOWN]}…" if len(found) > SHOWN else found
        self._fields["stood"].set_hint(self.tr("此处记载：{words}").format(words=shown) if found else "")
        typed = self._stood.toPlainText().strip()
        own = bool(typed) and typed not in {one.stood for one in self._places}
        if not own or (found and typed not in found):
            self._stood.show_text(found)

    def _on_go(self) -> None:
        where, supplement = self._where.currentText().strip(), self._fields["stood"].isHidden()
        said = {name: box.toPlainText().strip() for name, box in
                (("stood", self._stood), ("should", self._should), ("reason", self._reason))}  # fmt: skip
        missing = {
            "where": "" if where else self.tr("请选择或者写明在笔录的哪一处。"),
            "stood": misquotation(self._places, where, said["stood"]) if where and not supplement else "",
            "should": "" if said["should"] else self.tr("请写明应当是什么。"),
            "reason": "" if said["reason"] else self.tr("请写明理由。"),
        }
        for name, text in missing.items():
            self._fields[name].set_problem(text)
        first = next((name for name, text in missing.items() if text), "")
        if first:
            self._fields[first].control.setFocus()
            QTimer.singleShot(0, self, lambda: into_sight(self._fields[first]))  # with its words and what is wrong
            return
        self.entered.emit(Slip(where, "" if supplement else said["stood"], said["should"]), said["reason"])
