"""签到: each officer by the own PIN or passphrase; the desk stays with whoever sits there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.models.arrival import ArrivalView, SignInRow
from ui.models.arriving import sign_in_by
from ui.models.preparation import AMBER, GOOD
from ui.pages.parts.step_page import Part, StepPage
from ui.pages.parts.unsigned_form import UnsignedForm
from ui.widgets.buttons import ASKS, button
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label, restyle
from ui.widgets.page import card
from ui.widgets.state_line import StateLine


class SignInPart(Part):
    """A line for each officer of the team."""

    def __init__(self, page: StepPage) -> None:
        super().__init__(page)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self._hint = label("", "quiet", wrap=True, name="signInHint")
        self._unsigned = UnsignedForm(page)
        frame, inside = card()
        inside.addWidget(label(self.tr("执法人员签到"), "section"))
        inside.addWidget(self._hint)
        inside.addLayout(self._rows)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(frame)
        layout.addWidget(self._unsigned)
        layout.addStretch(1)

    def show_view(self, view: ArrivalView) -> None:
        """Show who signed in."""
        empty(self._rows)
        own = self.tr(
            "每人在现场用自己的 PIN 签到；当天第一次、锁定以后第一次在本机操作的用口令。不能代签，不能事后补签。"
        )
        self._hint.setText(self.tr("演练数据不需要口令，本人点“签到”即可。") if view.training else own)
        self._unsigned.show_view(view)
        waiting = [one for one in view.signing if not one.signed]
        for one in view.signing:
            first = bool(waiting) and one is waiting[0]
            self._rows.addWidget(self._row(one, view.training, view.signable, first))

    def _row(self, one: SignInRow, training: bool, open_now: bool, first: bool) -> QWidget:
        if one.signed:
            return StateLine(GOOD, f"{one.name}　{one.about}", self.tr("已于 {time} 签到").format(time=one.signed))
        if one.explained:
            return StateLine(AMBER, f"{one.name}　{one.about}", self.tr("未签到，原因已经记录，写入笔录"))
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(f"{one.name}　{one.about}", "plain", wrap=True))
        state = label(self.tr("未签到"), "small", wrap=True, name=f"signInState_{one.id}")
        words.addWidget(state)
        layout.addLayout(words, 1)
        secret = self._secret(one)
        go = button(self.tr("签到"), f"signIn_{one.id}", "primary" if first else "", tip=self._tip(one))
        layout.addWidget(secret)
        layout.addWidget(go, 0, Qt.AlignmentFlag.AlignVCenter)
        secret.setVisible(not training and open_now)
        go.setVisible(open_now)
        secret.textChanged.connect(lambda _: self._say(state, self.tr("未签到"), "small"))

        def sign() -> None:
            if secret.text() or training:
                self._on_sign(one.id, secret)
                return
            self._say(state, self.tr("请{name}输入本人的 PIN 或口令。").format(name=one.name), "problem")
            secret.setFocus()

        if not training:
            go.setProperty(ASKS, secret)  # it is typed before the press
        go.clicked.connect(sign)
        secret.returnPressed.connect(sign)
        return row

    def _say(self, state: QLabel, words: str, role: str) -> None:
        state.setText(words)
        restyle(state, "role", role)

    def _secret(self, one: SignInRow) -> QLineEdit:
        secret = QLineEdit()
        secret.setObjectName(f"signInSecret_{one.id}")
        secret.setEchoMode(QLineEdit.EchoMode.Password)
        secret.setPlaceholderText(self.tr("PIN 或口令"))
        secret.setAccessibleName(self.tr("{name}的 PIN 或口令").format(name=one.name))
        secret.setMaximumWidth(240)
        return secret

    def _tip(self, one: SignInRow) -> str:
        return self.tr("{name}签到").format(name=one.name)

    def _on_sign(self, officer: str, secret: QLineEdit) -> None:
        given = secret.text()
        secret.clear()
        secret.setFocus()
        self.page.act(lambda desk: sign_in_by(desk, self.page.inspection, officer, given))
