"""What the administrator does about a credential: register the first one, confirm, renew, suspend, revoke."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.problems import Problem
from app.domain.procedure.records import CONFIRMED, PENDING, REVOKED, SUSPENDED, Officer
from app.services.desk import Desk
from app.services.registers.officers import confirm_credential, renew_credential, revoke_credential, suspend_credential
from ui.models.moments import day_words
from ui.pages.registers.left import LeftList
from ui.pages.registers.officer_form import CredentialFields
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.notice import Notice
from ui.widgets.typed_line import TypedLine
from ui.workplace import Workplace

CONFIRM, RENEW, SUSPEND, REVOKE = "confirm", "renew", "suspend", "revoke"


class CredentialActs(QWidget):
    """One act at a time, for the officer shown. ``done(words)`` after it was recorded."""

    done = Signal(str)
    step_wanted = Signal(str, str)

    def __init__(self, place: Workplace, notice: Notice) -> None:
        super().__init__()
        self._place, self._notice = place, notice
        self._officer: Officer | None = None
        words = {
            CONFIRM: self.tr("确认"),
            RENEW: self.tr("换证"),
            SUSPEND: self.tr("暂扣"),
            REVOKE: self.tr("吊销"),
        }
        self._choice = ChoiceRow("credentialAct", words)
        self._about = label("", "quiet", wrap=True, name="credentialAbout")
        self._fields = CredentialFields("renewed")
        self._reason = TypedLine()
        self._why = Field(self.tr("事由和文号"), self._reason, "credentialReason")
        self._go = button("", "credentialGo", "primary")
        self._left, self._leaving = LeftList(place, "credentialLeft"), 0
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(label(self.tr("办理执法证"), "section"))
        for one in (self._choice, self._about, self._fields, self._left, self._why, self._go):
            layout.addWidget(one)
        self._unfinished = Unfinished(self, place, "credential")
        self._unfinished.restored.connect(lambda: self._on_chosen(self._choice.key()))
        self._choice.chosen.connect(self._on_chosen)
        self._left.read.connect(self._on_left)
        self._left.step_wanted.connect(self.step_wanted)
        self._go.clicked.connect(self._on_go)

    def show_officer(self, officer: Officer) -> None:
        """Show what can be done about this officer's credential."""
        self._unfinished.rest()
        self._officer = officer
        self._fields.clear()
        self._reason.clear()
        self._choice.offer((CONFIRM, RENEW, SUSPEND, REVOKE) if officer.credential else (RENEW,))
        self._choice.set_words(RENEW, self.tr("换证") if officer.credential else self.tr("首次登记"))
        usual = CONFIRM if officer.credential and officer.credential_state in (PENDING, SUSPENDED) else RENEW
        self._choice.choose(usual)
        self._leaving = 0
        self._on_chosen(usual)
        self._left.show_officer(officer.id)
        self._unfinished.begin(f"credential/{officer.id}")

    def _on_chosen(self, act: str) -> None:
        officer = self._officer
        if officer is None:
            return
        known = self.tr("证号 {number}，有效期 {first} 至 {last}").format(
            number=officer.credential or "—", first=day_words(officer.valid_from, "—"),
            last=day_words(officer.valid_until, "—"),
        )
        told = {
            CONFIRM: self.tr("请核对证件原件：{known}。").format(known=known),
            RENEW: self.tr("登记新证，登记后待确认。")
            if officer.credential
            else self.tr("{name}还没有登记执法证。登记证号和有效期，登记后待确认。").format(name=officer.name),
            SUSPEND: self.tr("暂扣期间不能安排检查；发还后再“确认”。"),
            REVOKE: self.tr("吊销后不能恢复，只能登记新证。"),
        }
        if act == CONFIRM and officer.credential_state == CONFIRMED:
            told[CONFIRM] = self.tr("已确认：{known}。").format(known=known)
        if act == CONFIRM and officer.credential_state == REVOKED:
            told[CONFIRM] = self.tr("执法证已吊销，不能确认；请登记新证。")
        acts = {
            CONFIRM: self.tr("确认执法证"),
            RENEW: self.tr("登记新证") if officer.credential else self.tr("登记执法证"),
            SUSPEND: self.tr("登记暂扣"),
            REVOKE: self.tr("登记吊销"),
        }
        self._about.setText(told[act])
        withdrawn = act in (SUSPEND, REVOKE)
        if withdrawn and self._leaving:
            told_too = self.tr("仍{act}（{n} 件检查不足两人）")
            acts[act] = told_too.format(act=acts[act], n=self._leaving)
        self._left.setVisible(withdrawn and bool(self._leaving))
        self._go.setText(acts[act])
        self._go.setAccessibleName(acts[act])
        self._go.setVisible(act != CONFIRM or officer.credential_state in (PENDING, SUSPENDED))
        self._fields.setVisible(act == RENEW)
        self._why.setVisible(withdrawn)
        self._why.set_problem("")

    def _on_left(self, count: int) -> None:
        self._leaving = count
        self._on_chosen(self._choice.key())

    def _on_go(self) -> None:
        if self._officer is None:
            return
        act, who = self._choice.key(), self._officer.id
        if act == RENEW:
            number, (first, last) = self._fields.number, self._fields.days
            self._ask(lambda desk: renew_credential(desk, who, number, first, last)[1])
            return
        reason = self._reason.text().strip()
        if act in (SUSPEND, REVOKE) and not reason:
            self._why.set_problem(self.tr("请写明事由和文号。"))
            self._reason.setFocus()
            return
        works: dict[str, Callable[[Desk], object]] = {
            CONFIRM: lambda desk: confirm_credential(desk, who),
            SUSPEND: lambda desk: suspend_credential(desk, who, reason),
            REVOKE: lambda desk: revoke_credential(desk, who, reason),
        }
        self._ask(works[act])

    def _ask(self, work: Callable[[Desk], object]) -> None:
        self._place.ask_once(self, work, self._on_done, self._notice.show_error)

    def _on_done(self, result: object) -> None:
        problems: Sequence[Problem] = result if isinstance(result, list) else ()
        wrong = self._fields.show_problems(problems)
        if wrong:
            wrong[0].setFocus()
            return
        self._unfinished.finish()
        first = self._officer is not None and not self._officer.credential
        words = {
            CONFIRM: self.tr("执法证已确认。"),
            RENEW: self.tr("执法证已登记，待确认。") if first else self.tr("新证已登记，待确认。"),
            SUSPEND: self.tr("已登记暂扣。"),
            REVOKE: self.tr("已登记吊销。"),
        }
        self.done.emit(words[self._choice.key()])
