"""What the register says of an officer is corrected by the administrator: name, roles, office, post, phone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.problems import Problem
from app.domain.procedure.records import Officer
from app.services.registers.amending import Amendment, amend_officer
from app.services.registers.officers import ROLES
from ui.models.doubts import DOUBTS
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.marked import mark
from ui.widgets.notice import Notice
from ui.widgets.page import into_sight
from ui.widgets.tick_box import TickBox
from ui.widgets.typed_line import TypedLine
from ui.workplace import Workplace


class AmendActs(QWidget):
    """For the officer shown; the fields come with a click. ``done(words)`` after it was recorded."""

    done = Signal(str)

    def __init__(self, place: Workplace, notice: Notice) -> None:
        super().__init__()
        self._place, self._notice = place, notice
        self._officer: Officer | None = None
        self._open = button(self.tr("更正资料和角色…"), "amendOpen")
        self._lines = {part: TypedLine() for part in ("name", "office", "post", "phone")}
        self._roles = {code: TickBox(words) for code, words in ROLES.items()}
        self._fields = {
            "name": Field(self.tr("姓名"), self._lines["name"], "amendName"),
            "roles": Field(self.tr("角色（可多选）"), self._roles_box(), "amendRoles"),
            "office": Field(self.tr("处室"), self._lines["office"], "amendOffice"),
            "post": Field(self.tr("职务"), self._lines["post"], "amendPost"),
            "phone": Field(self.tr("电话"), self._lines["phone"], "amendPhone", doubt=DOUBTS["phone"]),
        }
        self._go = button(self.tr("保存更正"), "amendGo")
        self._inside = QWidget()
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(10)
        for one in (label(self.tr("已制作的文书不变。"), "quiet", wrap=True), *self._fields.values(), self._go):
            inside.addWidget(one)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self._open)
        layout.addWidget(self._inside)
        self._kept = Unfinished(self._inside, place, "")
        self._kept.restored.connect(self._show_fields)
        self._open.clicked.connect(self._on_open)
        self._go.clicked.connect(self._on_go)

    def show_officer(self, officer: Officer) -> None:
        """Show what the register says of this officer; what was typed for another one is kept with that one."""
        if self._officer == officer:
            return
        self._kept.rest()
        self._officer = officer
        for part, line in self._lines.items():
            line.setText(getattr(officer, part))
        for code, box in self._roles.items():
            box.setChecked(code in officer.roles)
        self._show_problems(())
        self._inside.hide()
        self._open.show()
        self._kept.begin(f"amend/{officer.id}")

    def _roles_box(self) -> QWidget:
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for code, one in self._roles.items():
            one.setObjectName(f"amendRole_{code}")
            layout.addWidget(one)
        return box

    def _on_open(self) -> None:
        self._show_fields()
        self._lines["name"].setFocus()
        # after the layout has made room for the fields, which were hidden until now
        QTimer.singleShot(0, self, lambda: into_sight(self._fields["roles"]))

    def _show_fields(self) -> None:
        self._open.hide()
        self._inside.show()

    def _on_go(self) -> None:
        officer = self._officer
        if officer is None:
            return
        who, typed = officer.id, {part: line.text() for part, line in self._lines.items()}
        entry = Amendment(roles=tuple(code for code, box in self._roles.items() if box.isChecked()), **typed)
        done = lambda result: self._on_amended(who, *result)  # noqa: E731  # reads better than a def
        self._place.ask(self, lambda desk: amend_officer(desk, who, entry), done, self._notice.show_error)

    def _on_amended(self, who: str, officer: Officer | None, problems: Sequence[Problem]) -> None:
        self._show_problems(problems)
        if officer is not None:
            self._kept.finish(f"amend/{who}")
            self.done.emit(self.tr("已更正：{name}。本人下次进入时按新的角色操作。").format(name=officer.name))

    def _show_problems(self, problems: Sequence[Problem]) -> None:
        told = {one.field: one.text for one in problems}
        mark(self._fields, told)
        wrong = next((part for part in self._fields if part in told), "")
        if wrong:
            (self._lines.get(wrong) or self._roles["officer"]).setFocus()
