"""Who is at the desk: the officers of this device as large choices, and PIN or passphrase of the one chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from app.domain.namesakes import told_apart
from app.errors import InspectorError
from ui import style
from ui.models.pinyin import by_pinyin
from ui.ways_back import leaves_by
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.notice import WARNING, Notice
from ui.widgets.page import card, scrolled

if TYPE_CHECKING:
    from PySide6.QtCore import QCollatorSortKey

    from app.domain.procedure.records import Officer

WIDEST = 62  # heights of a letter: all of a narrow window, not all of a wide one
ONE_COLUMN = 4  # so many choices leave room for the PIN below them on a small screen
DECIDE = ("chief", "leader", "reviewer")
PASSPHRASE_DUE = "passphrase-due"  # noqa: S105 - the code of a refusal


class SeatPage(QWidget):
    """Choose an officer. ``seat_wanted(officer, secret, by_pin)``; in a training store no secret is asked."""

    seat_wanted = Signal(str, str, bool)
    given_up = Signal()

    def __init__(
        self, officers: Sequence[Officer], roles: Mapping[str, str], *, training: bool, may_return: bool
    ) -> None:
        super().__init__()
        self.setObjectName("page")
        self._training = training
        self._by_pin = True
        self._chosen = ""
        self._notice = Notice()
        self._secret = QLineEdit()
        self._secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._field = Field(
            self.tr("PIN 或口令"), self._secret, "seatSecret", self.tr("当天第一次、锁定以后第一次用口令，之后用 PIN")
        )
        self._go = button(self.tr("确认身份"), "seatGo", "primary")
        self._back = button(self.tr("返回"), "seatBack")
        if not may_return:  # never show what has no parent yet: it would open as a window of its own
            self._back.hide()
        names, seats = told_apart(officers), sorted(officers, key=_expected)
        self._choices = [self._choice(one, names[one.id], roles) for one in seats]
        self._build()
        self._back.clicked.connect(self.given_up)
        leaves_by(self, self._back)
        self._go.clicked.connect(self._on_go)
        self._secret.returnPressed.connect(self._on_go)

    def begin(self) -> None:
        """Put the focus on the first officer."""
        if self._choices:
            self._choices[0].setFocus()

    def say_why(self, reason: str) -> None:
        """Tell why the data was locked."""
        self._notice.say(WARNING, reason)

    def show_error(self, error: Exception) -> None:
        """Show why somebody else is still at the desk; where the passphrase is due it is asked next."""
        self.setEnabled(True)
        self._notice.show_error(error)
        if isinstance(error, InspectorError) and error.code == PASSPHRASE_DUE:
            self._by_pin = False
        self._secret.clear()
        self._secret.setFocus()

    def _choice(self, officer: Officer, name: str, roles: Mapping[str, str]) -> QWidget:
        said = "、".join(roles.get(one, one) for one in officer.roles)
        about = " · ".join(one for one in (officer.office, officer.post, said) if one)
        made = button(f"{name}\n{about}", f"seat_{officer.id}", "choice", checkable=True)
        made.setAutoExclusive(True)
        made.setAccessibleName(f"{name} {about}")
        made.clicked.connect(lambda: self._on_chosen(officer.id))
        return made

    def _build(self) -> None:
        frame, inside = card()
        inside.addWidget(label(self.tr("谁在操作？"), "title"))
        words = (
            self.tr("演练数据不需要口令，点选人员即可。")
            if self._training
            else self.tr("请点选本人，再输入 PIN 或口令。")
        )
        inside.addWidget(label(words, "quiet", wrap=True))
        inside.addWidget(self._notice)
        inside.addLayout(self._people())
        self._field.setVisible(False)
        inside.addWidget(self._field)
        row = QHBoxLayout()
        row.addWidget(self._back)
        row.addStretch(1)
        row.addWidget(self._go)
        if self._training:
            self._go.hide()
        self._go.setEnabled(False)
        inside.addLayout(row)
        self._scroll = scrolled(frame)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 24, 0, 16)
        self._scroll.setMaximumWidth(round(style.current().base * WIDEST))
        layout.addStretch(1)
        layout.addWidget(self._scroll, 1000)
        layout.addStretch(1)

    def _people(self) -> QGridLayout:
        """Return the choices, in two columns where one would push the PIN out of sight."""
        grid = QGridLayout()
        across = 2 if len(self._choices) > ONE_COLUMN and style.current() is not style.LARGE else 1
        for place, choice in enumerate(self._choices):
            grid.addWidget(choice, place // across, place % across)
            grid.setColumnStretch(place % across, 1)  # of one width, whoever has the longest post
        return grid

    def _on_chosen(self, officer: str) -> None:
        self._chosen = officer
        self._notice.clear()
        if self._training:
            self._on_go()
            return
        self._by_pin = True
        self._field.set_problem("")
        self._field.setVisible(True)
        self._go.setEnabled(True)
        self._secret.setFocus()
        # after the layout has made room for the field, which was hidden until now
        QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(self._go))

    def _on_go(self) -> None:
        if not self._chosen:
            return
        secret = self._secret.text()
        if not secret and not self._training:  # no try: it must not count as a wrong one
            self._field.set_problem(self.tr("请输入本人的 PIN 或口令。"))
            self._secret.setFocus()
            return
        self.setEnabled(False)
        looks_like_pin = len(secret) == 6 and secret.isdigit()
        self.seat_wanted.emit(self._chosen, secret, self._by_pin and (looks_like_pin or self._training))


def _expected(officer: Officer) -> tuple[int, QCollatorSortKey, str]:
    """Return where one looks for an officer: who inspects comes first, then who decides; each by the name."""
    decides = [place for place, role in enumerate(DECIDE, 1) if role in officer.roles]
    inspects = 0 if "officer" in officer.roles else len(DECIDE) + 1
    return decides[0] if decides else inspects, by_pinyin(officer.name), officer.id
