"""其他措施: recorded with the open red tasks of their terms; their papers are made outside this program."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.domain.problems import Problem
from app.services.desk import Desk
from app.services.measures.deciding import record_measure
from ui.models.acting import moment_of
from ui.models.outcome import OutcomeView
from ui.pages.outcome.choice import Decided, FindingChoice
from ui.pages.outcome.outlook import OutlookCard
from ui.pages.parts.step_page import Part, StepPage
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.form_entries import MEANING
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.widgets.marked import mark
from ui.widgets.notice import ERROR, WARNING
from ui.widgets.page import card
from ui.widgets.state_line import StateLine
from ui.widgets.typed_line import TypedLine
from ui.widgets.typed_text import TypedText


class OtherPart(Part):
    """Measures M3 to M9 with what each demands."""

    def __init__(self, page: StepPage) -> None:
        super().__init__(page)
        self._view: OutcomeView | None = None
        self._decided, self._tasks = Decided(page, "other"), QVBoxLayout()
        self._kind, self._text, self._at = DropDown(), TypedText(3), TypedLine()
        self._choice = FindingChoice("otherFinding")
        self._notes = label("", "quiet", wrap=True, name="kindNotes")
        hint = self.tr("今天的时刻，如 14:05；不填为现在。期限自此起算。")
        self._fields = {
            "kind": Field(self.tr("处理措施"), self._kind, "otherKind"),
            "text": Field(self.tr("措施的内容"), self._text, "otherText"),
            "decided_at": Field(self.tr("采取措施的时间"), self._at, "otherAt", hint),
        }
        self._outlook = OutlookCard()
        self._go = button(self.tr("记录该措施"), "recordMeasure", "primary")
        self._due, tasks = card()
        tasks.addWidget(label(self.tr("由措施产生的待办"), "section"))
        tasks.addLayout(self._tasks)
        self._form, inside = card()
        inside.addWidget(label(self.tr("记录其他措施"), "section"))
        about = self.tr("这里记录措施，并列出须按期办理的事项；措施的文书在“文书与送达”的“新办文书”中制作。")
        inside.addWidget(label(about, "quiet", wrap=True))
        for part in (self._fields["kind"], self._notes, self._choice, self._fields["text"], self._fields["decided_at"]):
            inside.addWidget(part)
        row = QHBoxLayout()
        row.addWidget(self._go)
        row.addStretch(1)
        inside.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        for card_shown in (self._due, self._decided, self._form, self._outlook):
            layout.addWidget(card_shown)
        self._kept = self._watched()
        self._kind.activated.connect(lambda _: self._on_kind())
        self._go.clicked.connect(self._on_go)

    def show_view(self, view: OutcomeView) -> None:
        """Show what was recorded, its tasks, and the form."""
        self._view = view
        kinds = view.others()
        self._decided.show_measures(view.decided(*(one.code for one in kinds)))
        empty(self._tasks)
        for place, task in enumerate(view.tasks):
            kind = ERROR if task.red else WARNING
            self._tasks.addWidget(StateLine(kind, task.title, task.due, f"measureTask{place}"))
        self._due.setVisible(bool(view.tasks))
        before = self._kind.currentData()
        self._kind.clear()
        for one in sorted(kinds, key=lambda kind: not kind.proposed):
            if not view.sealed or one.after_record:
                words = self.tr("{label}（建议）") if one.proposed else self.tr("{label}")
                self._kind.addItem(words.format(label=one.label), one.code)
        self._kind.setCurrentIndex(max(0, self._kind.findData(before)))
        self._choice.show_findings(view.findings, self._proposed())
        self._form.setVisible(bool(view.findings))
        self._outlook.show_acts(view.outlook)
        self._show_notes()
        if view.findings:
            self._kept.begin_once()

    def show_problems(self, told: Mapping[str, str]) -> None:
        """Show what is wrong beside each field."""
        mark(self._fields, told)

    def _watched(self) -> Unfinished:
        self._kind.setProperty(MEANING, True)
        made = Unfinished(self._form, self.page.place, f"otherMeasure/{self.page.inspection}")
        made.restored.connect(self._show_notes)
        return made

    def _proposed(self) -> tuple[str, ...]:
        assert self._view is not None
        return self._view.proposed(str(self._kind.currentData()))

    def _on_kind(self) -> None:
        self._choice.propose(self._proposed())
        self._show_notes()

    def _show_notes(self) -> None:
        view, code = self._view, self._kind.currentData()
        kind = next((one for one in view.others() if one.code == code), None) if view is not None else None
        self._notes.setText("\n".join(kind.notes) if kind is not None else "")

    def _on_go(self) -> None:
        kind, findings, text = str(self._kind.currentData()), self._choice.chosen, self._text.toPlainText()
        written = self._at.text().strip()
        inspection = self.page.inspection
        wrong = self.tr("请写成 14:05 这样的时间，不填为现在。")

        def work(desk: Desk) -> tuple[object, list[Problem]]:
            at: datetime | None = moment_of(written, desk.now().date()) if written else None
            if written and at is None:
                return None, [Problem("decided_at", wrong)]
            return record_measure(desk, inspection, kind, findings, text, at), []

        def done(_: object) -> None:
            self._text.show_text("")
            self._at.clear()
            self._kept.finish()  # the findings are shown next, and it begins anew
            self.page.say_done(self.tr("已记录，须按期办理的事项列在下面。"))

        self.show_problems({})
        self.page.enter(work, done, lambda problems: self.show_problems({one.field: one.text for one in problems}))
