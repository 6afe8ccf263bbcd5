"""签名: everybody who signs with their state, and for the one chosen the way: on screen, on paper, or refused."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.procedure.records import INK, PAPER, REFUSAL
from app.services.papers.signing import void_signature
from ui.models.acting import Acted
from ui.models.record import RecordView
from ui.models.signing import SignerRow, sign_ink
from ui.pages.parts.handover import HandOver
from ui.pages.parts.step_page import Part
from ui.pages.record.record_step import RecordStep
from ui.pages.record.refusal_form import RefusalForm
from ui.pages.record.signing_ways import InkForm, PaperForm
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.giving_way import GivingWay
from ui.widgets.labels import label
from ui.widgets.lines_list import WholeList
from ui.widgets.notice import SUCCESS, WARNING, Notice
from ui.widgets.page import card, opens
from ui.widgets.typed_line import TypedLine

WAYS = (INK, PAPER, REFUSAL)


class SigningPart(Part):
    """The signers to the left, the act of the one chosen to the right."""

    page: RecordStep

    def __init__(self, page: RecordStep) -> None:
        super().__init__(page)
        self._view: RecordView | None = None
        self._asked = ""
        self.picks = self._list = WholeList()
        self._name, self._state = label("", "section", name="signerName"), Notice()
        self._ways = QButtonGroup(self)
        self._forms, self._acting = QStackedWidget(), QWidget()
        self._ink, self._paper, self._refusal = InkForm(page), PaperForm(page), RefusalForm(page)
        self._open_voiding = button(self.tr("作废这个签名…"), "openVoiding", "link", checkable=True)
        self._voiding, self._reason = QWidget(), TypedLine()
        self._void_field = Field(self.tr("作废这个签名的原因"), self._reason, "voidReason")
        self._void = button(self.tr("作废签名"), "voidSignature")
        self._before = button(self.tr("去宣读核对"), "goReadBack")
        self._handed: HandOver | None = None
        self._build()
        self._void_kept = Unfinished(self._void_field, page.place, "")
        self._void_kept.restored.connect(lambda: self._open_voiding.setChecked(True))
        self._connect()

    @property
    def chosen(self) -> str:
        """Return how who signs: ``<way>/<signer>``."""
        return f"{WAYS[max(0, self._ways.checkedId())]}/{super().chosen}"

    def choose(self, chosen: str) -> None:
        """Turn to a signer and the way of signing."""
        way, _, signer = chosen.partition("/")
        super().choose(signer)
        number = WAYS.index(way) if way in WAYS and super().chosen == signer else 0
        if not self._ways.button(number).isHidden():
            self._ways.button(number).setChecked(True)
            self._on_way(number)

    def show_view(self, view: RecordView) -> None:
        """Show the signers as they stand; the one chosen stays chosen, or the next who has not signed."""
        anew = self._view is None or self._view.digest != view.digest  # other words: from the first signer again
        self._view = view
        current = None if anew else self._current()
        chosen = current.id if current is not None and not current.done else ""
        self._list.blockSignals(True)
        self._list.clear()
        for one in view.signers:
            words = "\n".join((f"{one.name}　{one.title}", one.words.split("\n")[0]))
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, one.id)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words.replace("\n", " "))
            self._list.addItem(item)
        self._list.blockSignals(False)
        following = next((one.id for one in view.signers if one.needed and not one.done), "")
        wanted = chosen or following or (current.id if current is not None else "")
        ids = [one.id for one in view.signers]
        self._list.setCurrentRow(ids.index(wanted) if wanted in ids else 0)
        self._on_current()

    def _current(self) -> SignerRow | None:
        rows = self._view.signers if self._view is not None else ()
        return rows[self._list.currentRow()] if 0 <= self._list.currentRow() < len(rows) else None

    def _build(self) -> None:
        self._list.setObjectName("signers")
        self._list.setAccessibleName(self.tr("签名人"))
        GivingWay(self._list, 26, 21)
        frame, inside = card()
        inside.addWidget(self._name)
        inside.addWidget(self._state)
        inside.addWidget(self._before, 0, Qt.AlignmentFlag.AlignLeft)
        acting = QVBoxLayout(self._acting)
        acting.setContentsMargins(0, 0, 0, 0)
        acting.setSpacing(12)
        acting.addLayout(self._way_row())
        for form in (self._ink, self._paper, self._refusal):
            self._forms.addWidget(form)
        acting.addWidget(self._forms)
        inside.addWidget(self._acting)
        voiding = QHBoxLayout(self._voiding)
        voiding.setContentsMargins(0, 0, 0, 0)
        voiding.addWidget(self._void_field, 1)
        voiding.addWidget(self._void, 0, Qt.AlignmentFlag.AlignBottom)
        inside.addWidget(self._open_voiding, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addWidget(self._voiding)
        inside.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        layout.addWidget(self._list)
        layout.addWidget(frame, 1)

    def _way_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        words = {INK: self.tr("屏幕签名"), PAPER: self.tr("纸上签名"), REFUSAL: self.tr("拒绝签名")}
        for number, way in enumerate(WAYS):
            made = button(words[way], f"way_{way}", checkable=True)
            made.setChecked(number == 0)
            self._ways.addButton(made, number)
            row.addWidget(made)
        row.addStretch(1)
        return row

    def _connect(self) -> None:
        self._list.currentRowChanged.connect(self._on_current)
        self._ways.idClicked.connect(self._on_way)
        self._before.clicked.connect(lambda: self.page.show_part("readBack"))
        opens(self._open_voiding, self._voiding, self._reason)
        self._void.clicked.connect(self._on_void)
        self._ink.hand_over_wanted.connect(self._on_hand_over)

    def _on_way(self, number: int) -> None:
        self._forms.setCurrentIndex(number)
        for place in range(self._forms.count()):  # the hidden forms must not keep the page tall
            policy = self._forms.widget(place).sizePolicy()
            wanted = policy.Policy.Preferred if place == number else policy.Policy.Ignored
            policy.setVerticalPolicy(wanted)
            policy.setHorizontalPolicy(wanted)
            self._forms.widget(place).setSizePolicy(policy)
        self._forms.updateGeometry()

    def _on_current(self) -> None:
        view, signer = self._view, self._current()
        if view is None or signer is None:
            return
        closed = view.sealed is not None
        ready = view.was_read and view.drafted and not closed
        self._name.setText(self.tr("{name}（{title}）").format(name=signer.name, title=signer.title))
        may = ready and not signer.signature
        self._acting.setVisible(may)
        self._open_voiding.setVisible(bool(signer.signature) and not closed)
        self._void_kept.turn_to(_voiding_of(signer.signature) if not closed else "", self._forget_reason)
        self._before.setVisible(not ready and not closed)
        self._say_state(signer, ready or closed)
        refusal = self._ways.button(WAYS.index(REFUSAL))
        refusal.setVisible(not signer.is_officer)
        if signer.id != self._asked and self._ways.checkedId() == WAYS.index(REFUSAL):
            self._ways.button(0).setChecked(True)  # who is next has not refused anything
        self._asked = signer.id
        self._on_way(max(0, self._ways.checkedId()))
        for form in (self._ink, self._paper, self._refusal):
            form.show_signer(signer, view)

    def _say_state(self, signer: SignerRow, ready: bool) -> None:
        if signer.signature:
            first, *more = signer.words.split("\n")
            self._state.say(WARNING if signer.stale else SUCCESS, first, more)
        elif not ready:
            self._state.say(WARNING, self.tr("宣读核对之后才能签名。"))
        else:
            self._state.clear()

    def _forget_reason(self) -> None:
        """Shut the form: what is typed in it is about another signature."""
        self._open_voiding.setChecked(False)
        self._voiding.hide()
        self._reason.clear()
        self._void_field.set_problem("")

    def _on_void(self) -> None:
        signer, reason = self._current(), self._reason.text().strip()
        if signer is None:
            return
        if not reason:
            self._void_field.set_problem(self.tr("请写明作废的原因。"))
            self._reason.setFocus()
            return
        self._void_field.set_problem("")
        signature = signer.signature
        done = lambda _: self._void_kept.finish(_voiding_of(signature))  # noqa: E731  # reads better than a def
        self.page.act(lambda desk: void_signature(desk, signature, reason), done)

    def _on_hand_over(self) -> None:
        view, signer = self._view, self._current()
        if view is None or signer is None:
            return
        page = self.page
        handed = HandOver(self, page.place, page.inspection, view.document, signer)
        handed.signed.connect(lambda ink: self._on_ink(signer, ink))
        self._handed = handed
        handed.returned.connect(lambda: self._on_returned(signer))
        handed.destroyed.connect(self._on_handed_back)
        handed.showFullScreen()

    def _on_returned(self, signer: SignerRow) -> None:
        """Say what may be done where the laptop comes back without a signature."""
        now = self._current()
        if now is not None and now.id == signer.id and not now.signature:
            words = self.tr("{name}没有签名。不愿意签的，点“拒绝签名”写明理由；愿意在纸上签的，点“纸上签名”。")
            self._state.say(WARNING, words.format(name=signer.name))

    def _on_handed_back(self) -> None:
        self._handed = None

    def _on_ink(self, signer: SignerRow, ink: Any) -> None:
        page = self.page
        page.act_for(
            lambda desk: sign_ink(desk, page.inspection, signer, ink, ""), self._on_signed, self._on_not_signed
        )

    def _on_signed(self, after: Acted) -> None:
        if self._handed is not None:
            self._handed.show_outcome(recorded=True)
        self.page.take(after)

    def _on_not_signed(self, error: Exception) -> None:
        if self._handed is not None:
            self._handed.show_outcome(recorded=False)
        self.page.show_failure(error)


def _voiding_of(signature: str) -> str:
    """Return the name to keep the reason of a voiding under, "" where there is no signature."""
    return f"voidSignature/{signature}" if signature else ""
