"""The fields of an officer to be entered, and those of a credential."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.domain.problems import Problem
from app.services.registers.officers import ROLES, OfficerEntry
from ui.models.doubts import DOUBTS
from ui.models.moments import day_from
from ui.ways_back import leaves_by
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.marked import mark
from ui.widgets.return_finishes import ReturnFinishes
from ui.widgets.tick_box import TickBox
from ui.widgets.typed_line import TypedLine

USUAL_ROLE = "officer"


class CredentialFields(QWidget):
    """Number and validity of an 执法证件; days are typed as 2029年2月28日 or 2029-2-28."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._lines = {part: TypedLine() for part in ("credential", "valid_from", "valid_until")}
        self._examples = {
            "valid_from": self.tr("例如 2024年3月1日"),
            "valid_until": self.tr("例如 2029年2月28日"),
        }
        self._fields = {
            "credential": Field(self.tr("执法证号"), self._lines["credential"], f"{name}Number"),
            "valid_from": Field(
                self.tr("有效期自"), self._lines["valid_from"], f"{name}From", self._examples["valid_from"]
            ),
            "valid_until": Field(
                self.tr("有效期至"), self._lines["valid_until"], f"{name}Until", self._examples["valid_until"]
            ),
        }
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        for one in self._fields.values():
            layout.addWidget(one)

    @property
    def number(self) -> str:
        """Return the number as typed."""
        return self._lines["credential"].text().strip()

    @property
    def begun(self) -> bool:
        """Return whether anything was typed, even what is no day."""
        return any(one.text().strip() for one in self._lines.values())

    @property
    def days(self) -> tuple[date | None, date | None]:
        """Return first and last day, None where none was typed."""
        return day_from(self._lines["valid_from"].text()), day_from(self._lines["valid_until"].text())

    def begin(self) -> None:
        """Put the focus on the number."""
        self._lines["credential"].setFocus()

    def clear(self) -> None:
        """Empty every field."""
        for one in self._lines.values():
            one.clear()
        self.show_problems(())

    def show_problems(self, problems: Sequence[Problem]) -> list[QWidget]:
        """Show what is wrong beside each field; return the controls that are."""
        told = {one.field: one.text for one in problems}
        for part, line in self._lines.items():
            if part in told and part != "credential" and line.text().strip() and day_from(line.text()) is None:
                told[part] = self.tr("这不是日期，请按样式填写，{example}。").format(example=self._examples[part])
            self._fields[part].set_problem(told.get(part, ""))
        return [self._lines[part] for part in self._lines if part in told]


class OfficerForm(QWidget):
    """A new officer. ``entered(OfficerEntry)``, ``given_up()``."""

    entered = Signal(object)
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lines = {part: TypedLine() for part in ("name", "office", "post", "phone")}
        self._roles = {code: TickBox(words) for code, words in ROLES.items()}
        self._credential = CredentialFields("officerCredential")
        self._fields = {
            "name": Field(self.tr("姓名"), self._lines["name"], "officerName", required=True),
            "roles": Field(self.tr("角色（可多选）"), self._roles_box(), "officerRoles", required=True),
            "office": Field(self.tr("处室"), self._lines["office"], "officerOffice"),
            "post": Field(self.tr("职务"), self._lines["post"], "officerPost"),
            "phone": Field(self.tr("电话"), self._lines["phone"], "officerPhone", doubt=DOUBTS["phone"]),
        }
        self._save = button(self.tr("登记"), "officerSave", "primary")
        self._back = button(self.tr("返回"), "officerBack")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(label(self.tr("登记人员"), "section"))
        for one in (*self._fields.values(), self._credential, self._save, self._back):
            layout.addWidget(one)
        self._save.clicked.connect(self._on_save)
        ReturnFinishes(self, self._save)
        self._back.clicked.connect(self.given_up)
        leaves_by(self, self._back)

    def begin(self) -> None:
        """Empty every field and put the focus on the name."""
        for line in self._lines.values():
            line.clear()
        for code, box in self._roles.items():
            box.setChecked(code == USUAL_ROLE)
        self._credential.clear()
        self.show_problems(())
        self._lines["name"].setFocus()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show what is wrong beside each field; the first one that is gets the focus."""
        told = {one.field: one.text for one in problems}
        mark(self._fields, told)
        first = self._roles[USUAL_ROLE]
        wrong: list[QWidget] = [self._lines.get(part, first) for part in self._fields if part in told]
        wrong += self._credential.show_problems(problems)
        if wrong:
            wrong[0].setFocus()

    def _roles_box(self) -> QWidget:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(0)
        for place, (code, one) in enumerate(self._roles.items()):
            one.setObjectName(f"role_{code}")
            grid.addWidget(one, place // 2, place % 2)
        return box

    def _on_save(self) -> None:
        lines = {part: line.text().strip() for part, line in self._lines.items()}
        first, last = self._credential.days
        roles = tuple(code for code, box in self._roles.items() if box.isChecked())
        self.entered.emit(
            OfficerEntry(
                roles=roles, credential=self._credential.number, valid_from=first, valid_until=last,
                credential_begun=self._credential.begun, **lines,
            )
        )  # fmt: skip
