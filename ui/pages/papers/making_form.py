"""The form of one paper: every field is kept as soon as it is left; the paper is drafted once nothing is lacking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.entries import ARTICLES, EVIDENCE, FINDINGS, PERSON, EntryField, asked
from app.domain.problems import Problem
from app.services.papers.making import discard, enter
from ui.models.doubts import DOUBTS
from ui.models.making import Choice, Form, compose_paper
from ui.pages.parts.step_page import StepPage
from ui.unfinished import Unfinished, kept_form
from ui.widgets.articles_field import ArticlesControl
from ui.widgets.buttons import ASKS, button
from ui.widgets.entry_controls import ChoiceControl, Control, LineControl, TextControl, TicksControl, control_for
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.typed_line import TypedLine

OF_THE_CASE = frozenset({EVIDENCE, FINDINGS, PERSON})
"""What is chosen from the case, which may have more of it since the form was opened."""


class MakingForm(QWidget):
    """One paper's form. ``drafted(document)`` once the paper was composed from it."""

    drafted = Signal(str)

    def __init__(self, page: StepPage, form: Form) -> None:
        super().__init__()
        self._page, self._form = page, form
        self._fields: dict[str, tuple[Field, Control, EntryField]] = {}
        self._told = False
        self._wrong: dict[str, str] = {}  # what was entered and not recorded stays, with what is wrong about it
        self._entering: set[str] = set()  # so does a text that is being recorded, whatever is shown meanwhile
        self._go = button(self.tr("生成文书"), "composePaper", "primary")
        self._reason = TypedLine()
        self._reason.setPlaceholderText(self.tr("作废的原因"))
        self._reason.setObjectName("discardReason")
        self._reason.setAccessibleName(self.tr("作废的原因"))
        self._discard = button(self.tr("作废这份草稿"), "discardPaper")
        self._build()
        self._go.clicked.connect(self._on_go)
        self._discard.clicked.connect(self._on_discard)
        self.show_form(form)
        self._typing.begin()

    @property
    def document(self) -> str:
        """Return the id of the paper."""
        return self._form.document

    def show_form(self, form: Form) -> None:
        """Show what stands in the fields now, and which are asked."""
        self._form = form
        shown = {one.name for one in asked(form.fields, form.values)}
        for name, (field, control, one) in self._fields.items():
            field.setVisible(name in shown)
            if one.type in OF_THE_CASE and isinstance(control, ChoiceControl | TicksControl):
                control.offer([(choice.id, choice.words) for choice in self.choices(name)])
            if name not in self._wrong and name not in self._entering:
                control.show_value(form.values.get(name))
                field.set_problem(self._problem(name))
            control.setEnabled(not form.signed and name not in form.taken)
        # a form is read from its top: Return must not make a paper of which nobody saw a field
        first = (control for name, (_, control, _) in self._fields.items() if name in shown and control.isEnabled())
        self._go.setProperty(ASKS, next(first, None))
        self._go.setEnabled(not form.signed)
        self._go.setText(self.tr("重新生成文书") if form.drafted else self.tr("生成文书"))
        self._settle()

    def choices(self, name: str) -> Sequence[Choice]:
        """Return what a field chooses from."""
        return self._form.choices.get(name, ())

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        title = f"{self._form.title} {self._form.number}".strip()
        layout.addWidget(label(title, "section", wrap=True, name="formTitle"))
        if self._form.note:
            layout.addWidget(label(self._form.note, "quiet", wrap=True))
        if self._form.taken:
            told = self.tr("灰色的栏目取自已经签名封存的复查笔录，不用再填，也不能另写。")
            layout.addWidget(label(told, "quiet", wrap=True, name="takenOver"))
        typed = QWidget()
        fields = QVBoxLayout(typed)
        fields.setContentsMargins(0, 0, 0, 0)
        fields.setSpacing(10)
        for one in self._form.fields:
            fields.addWidget(self._field(one))
        layout.addWidget(typed)
        self._typing = Unfinished(typed, self._page.place, f"making/{self._form.document}")
        self._typing.restored.connect(self._on_restored)
        row = QHBoxLayout()
        row.addWidget(self._go)
        row.addStretch(1)
        giving_up = QWidget()
        given_up = QHBoxLayout(giving_up)
        given_up.setContentsMargins(0, 0, 0, 0)
        given_up.addWidget(self._reason)
        given_up.addWidget(self._discard)
        row.addWidget(giving_up)
        self._kept = kept_form(giving_up, self._page.place, f"discard/{self._form.document}")
        layout.addLayout(row)

    def _field(self, one: EntryField) -> QWidget:
        control = self._control(one)
        title = one.label if one.required else self.tr("{title}（可不填）").format(title=one.label)
        field = Field(title, control, f"field_{one.name}", one.hint)
        if one.name in DOUBTS and isinstance(control.inner, QLineEdit):
            field.watch(control.inner, DOUBTS[one.name])
        if not control.inner.objectName():
            control.inner.setObjectName(f"entry_{one.name}")
        control.entered.connect(lambda value, name=one.name: self._on_entered(name, value))
        self._fields[one.name] = (field, control, one)
        return field

    def _control(self, one: EntryField) -> Control:
        name = one.name
        if one.type == ARTICLES:
            return ArticlesControl(f"entry_{name}", self._page.place, lambda: self.choices(name))
        return control_for(one, self.choices(name), self._page.place.desk.now().date())

    def _on_entered(self, name: str, value: Any) -> None:
        recorded = self._form.values.get(name)
        if name not in self._entering and (value == recorded or (not value and not recorded)):
            self._show_wrong(name, ())
            self._settle()
            return
        if isinstance(self._fields[name][1], LineControl | TextControl):
            self._entering.add(name)
        page, document = self._page, self._form.document
        page.enter(
            lambda desk: (None, enter(desk, page.inspection, document, {name: value})),
            None,
            lambda problems: self._show_wrong(name, problems),
            saving=True,
        )

    def _show_wrong(self, name: str, problems: Sequence[Problem]) -> None:
        self._entering.discard(name)
        self._wrong.pop(name, None)
        if problems:
            self._wrong[name] = "；".join(one.text for one in problems)
        self._fields[name][0].set_problem(self._wrong.get(name) or self._problem(name))

    def _problem(self, name: str) -> str:
        """Return what is wrong with a field as it is recorded, "" before anybody asked for the paper."""
        told = {one.field: one.text for one in self._form.problems} if self._told else {}
        own = [text for place, text in told.items() if place == name or place.startswith(f"{name}[")]
        return "；".join(own[:3])

    def _settle(self) -> None:
        """Keep as half typed only what is neither recorded nor empty: where one types, what is under way or wrong."""
        typed = {name for name, (_, control, _) in self._fields.items() if control.inner.hasFocus()}
        open_ones = typed | self._wrong.keys() | self._entering
        self._typing.settle({self._fields[name][1].inner.objectName() for name in open_ones})

    def _on_restored(self) -> None:
        """Record what a lock or a crash left half typed, as if its field had been left."""
        for _, control, _ in self._fields.values():
            if control.isEnabled() and self._typing.kept(control.inner.objectName()):
                control.leave()

    def _on_go(self) -> None:
        page, document = self._page, self._form.document
        wrong_ones = [name for name in self._wrong if not self._fields[name][0].isHidden()]
        if wrong_ones:  # else the paper would be made with what stood there before
            self._fields[wrong_ones[0]][1].setFocus()
            return
        for name in tuple(self._entering):  # what the disk failed to take is tried again first
            self._fields[name][1].leave()
        self._told = True

        def wrong(problems: Sequence[Problem]) -> None:
            self.show_form(self._form)
            first = next((one.field.partition("[")[0] for one in problems), "")
            if first in self._fields:
                self._fields[first][1].setFocus()

        page.enter(
            lambda desk: compose_paper(desk, page.inspection, document),
            lambda _: self.drafted.emit(document), wrong,
        )  # fmt: skip

    def _on_discard(self) -> None:
        page, document, reason = self._page, self._form.document, self._reason.text()
        page.act(lambda desk: discard(desk, page.inspection, document, reason), lambda _: self._kept.finish())
