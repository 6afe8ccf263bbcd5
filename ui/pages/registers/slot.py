"""How an officer comes to open this laptop, or opens it again after forgetting: a one-time code, then own secrets."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.domain.secret_strength import PIN_DIGITS
from app.errors import InspectorError, Refused
from app.services.session.opening import OpenDesk, add_slot, issue_code
from app.services.session.renewing import renew_slot
from ui.memory import Memory
from ui.models.registers import OfficerRegister, OfficerRow
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.marked import mark
from ui.widgets.notice import Notice
from ui.widgets.typed_line import TypedLine
from ui.workplace import Workplace

WEAK, CODE_WRONG = "weak", "code-wrong"
SECRET = ("passphrase", "again", "pin", "pin_again")  # what nobody sees while it is typed, so that it is typed twice


class SlotActs(QWidget):
    """For an officer who cannot open this laptop yet or no more. ``done(words)`` once the officer can."""

    done = Signal(str)

    def __init__(self, place: Workplace, notice: Notice) -> None:
        super().__init__()
        self._place, self._notice = place, notice
        self._who, self._name, self._renews = "", "", False
        self._title = label("", "section", name="slotTitle")
        self._training = bool(place.desk.store.training)
        self._issue = button(self.tr("发放一次性码"), "codeIssue")
        self._code_shown = label("", "title", name="codeShown")
        self._code_shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._code_about = label(self.tr("请交给本人，72 小时内有效，只显示这一次。"), "quiet", wrap=True)
        self._lines = {part: TypedLine() for part in ("code", *SECRET)}
        self._fields = {
            "code": Field(self.tr("一次性码"), self._lines["code"], "slotCode"),
            "passphrase": Field(
                self.tr("口令"), self._lines["passphrase"], "slotPassphrase",
                self.tr("至少 10 个字符，不能只用数字；只有本人知道"),
            ),
            "again": Field(self.tr("再输入一次口令"), self._lines["again"], "slotAgain"),
            "pin": Field(
                self.tr("PIN（6 位数字）"), self._lines["pin"], "slotPin",
                self.tr("不用重复或连续的数字；当天再次确认身份用"),
            ),
            "pin_again": Field(self.tr("再输入一次 PIN"), self._lines["pin_again"], "slotPinAgain"),
        }  # fmt: skip
        self._go = button(self.tr("设置口令和 PIN"), "slotGo")
        self._enter = button(self.tr("输入已发放的一次性码…"), "slotEnter", "link")
        self._build()
        self._issue.clicked.connect(self._on_issue)
        self._enter.clicked.connect(self._on_enter)
        self._go.clicked.connect(self._on_go)

    def show_officer(self, row: OfficerRow, register: OfficerRegister) -> None:
        """Show what is needed so that this officer can open the laptop."""
        same = self._who == row.officer.id and self._renews == row.opens_here
        self._who, self._name, self._renews = row.officer.id, row.officer.name, row.opens_here
        self._title.setText(self.tr("忘记口令或 PIN") if row.opens_here else self.tr("在本机开通"))
        self._issue.setVisible(register.administers and not self._training)
        if not same:
            self._forget()
            self._ask_for_code(not row.opens_here)  # who can open the laptop seldom forgets

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self._title)
        about = (
            self.tr("演练数据用公开的演练口令，点一下就可以。")
            if self._training
            else self.tr("管理员发放一次性码，本人在这里设置自己的口令和 PIN。")
        )
        layout.addWidget(label(about, "quiet", wrap=True))
        for one in (self._issue, self._code_shown, self._code_about, self._enter, *self._fields.values(), self._go):
            layout.addWidget(one)
        for part in SECRET:
            self._lines[part].setEchoMode(QLineEdit.EchoMode.Password)
        for part in ("pin", "pin_again"):
            self._lines[part].setMaxLength(PIN_DIGITS)
        if self._training:
            self._go.setText(self.tr("在本机开通"))
        self._forget()

    def _ask_for_code(self, asked: bool) -> None:
        for field in self._fields.values():
            field.setVisible(asked and not self._training)
        self._go.setVisible(asked or self._training)
        self._enter.setVisible(not asked and not self._training)

    def _on_enter(self) -> None:
        self._ask_for_code(True)
        self._lines["code"].setFocus()

    def _forget(self) -> None:
        self._code_shown.setText("")
        self._code_shown.hide()
        self._code_about.hide()
        for line in self._lines.values():
            line.clear()
        for field in self._fields.values():
            field.set_problem("")

    def _on_issue(self) -> None:
        who = self._who
        self._place.ask_once(self, lambda desk: issue_code(desk, who), self._on_issued, self._notice.show_error)

    def _on_issued(self, code: str) -> None:
        self._notice.clear()
        self._code_shown.setText(f"{code[:5]} {code[5:]}")
        self._code_shown.setAccessibleName(self.tr("一次性码 {code}").format(code=" ".join(code)))
        self._code_shown.show()
        self._code_about.show()
        self._on_enter()

    def _on_go(self) -> None:
        texts = {part: line.text() for part, line in self._lines.items()}
        told = {} if self._training else self._missing(texts)
        mark(self._fields, told)
        if told:
            self._lines[next(iter(told))].setFocus()
            return
        who, name, renews, code = self._who, self._name, self._renews, texts["code"].replace(" ", "")

        def work(desk: OpenDesk) -> None:
            if renews:
                renew_slot(desk, who, texts["passphrase"], texts["pin"], code)
            else:
                add_slot(desk, who, texts["passphrase"], texts["pin"], code=code)

        self._go.setEnabled(False)
        self._place.ask(self, work, lambda _: self._on_set(who, name), self._on_failed)

    def _missing(self, texts: dict[str, str]) -> dict[str, str]:
        told = {}
        if not texts["code"].strip():
            told["code"] = self.tr("请输入管理员给的一次性码。")
        if not texts["passphrase"]:
            told["passphrase"] = self.tr("请输入口令。")
        if texts["again"] != texts["passphrase"]:
            told["again"] = self.tr("两次输入的口令不一致，请重新输入。")
        if not texts["pin"]:
            told["pin"] = self.tr("请输入 6 位数字。")
        if texts["pin_again"] != texts["pin"]:
            told["pin_again"] = self.tr("两次输入的 PIN 不一致，请重新输入。")
        return told

    def _on_set(self, who: str, name: str) -> None:
        if not self._training:  # the unlock page lists the officer before the register can be read
            Memory().remember_name(who, name)
        self._go.setEnabled(True)
        self._forget()
        self.done.emit(self.tr("已开通：本人可以在本机用自己的口令和 PIN 操作。"))

    def _on_failed(self, error: Exception) -> None:
        self._go.setEnabled(True)
        if isinstance(error, Refused) and error.code == WEAK:
            pins = [one.text for one in error.blockers if one.text.startswith("PIN")]
            phrases = [one.text for one in error.blockers if one.text not in pins]
            self._fields["pin"].set_problem("".join(pins))
            self._fields["passphrase"].set_problem("".join(phrases))
            self._lines["passphrase" if phrases else "pin"].setFocus()
        elif isinstance(error, InspectorError) and error.code == CODE_WRONG:
            self._fields["code"].set_problem(f"{error.title}{error.advice}")
            self._lines["code"].setFocus()
        else:
            self._notice.show_error(error)
