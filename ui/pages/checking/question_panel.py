"""Beside the list: what the chosen question rests on, what it wants to see, and the words its answer needs."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from app.domain.checklist.verdicts import NEEDS_REASON, SEVERITIES
from app.domain.problems import unprintable_in
from ui import style
from ui.models.inspection_state import Basis, QuestionRow
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.choosing import Choice
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.giving_way import GivingWay
from ui.widgets.labels import label
from ui.widgets.page import scrolled
from ui.widgets.typed_line import TypedLine
from ui.widgets.typed_text import TypedText
from ui.workplace import Workplace

MAJOR = "major"


class QuestionPanel(QFrame):
    """The side of the checklist. ``entered()`` when words, severity or phrase changed, ``left()`` by Esc."""

    entered = Signal()
    left = Signal()
    cleared = Signal()
    void_wanted = Signal(str)
    typed = Signal(str, str)
    sample_wanted = Signal()
    evidence_wanted = Signal()
    disputed_wanted = Signal()

    def __init__(self, evidence: QWidget, place: Workplace, inspection: str) -> None:
        super().__init__()
        self._evidence = evidence
        self.setObjectName("questionPanel")
        self.setProperty("role", "panel")
        GivingWay(self, 28, 23.5)
        self._row: QuestionRow | None = None
        self._title = label("", "section", wrap=True, name="panelTitle")
        self._hint = label("", "small", wrap=True)
        self._missing = label("", "problem", wrap=True, name="panelMissing")
        self._overtaken = label("", "caution", wrap=True, name="panelOvertaken")
        self._dispute = button(self.tr("另一台电脑的答案不同，去选定"), "goDisputed", "link")
        self._severities = QButtonGroup(self)
        self._severity = self._severity_choice()
        self._reason, self._note = TypedText(), TypedText(2)
        self._phrase = DropDown()
        self._void_reason = TypedLine()
        self._void = button(self.tr("作废该问题并改选"), "voidFinding")
        self._fields = {
            "severity": Field(self.tr("严重程度"), self._severity, "severity"),
            "reason": Field(self.tr("理由"), self._reason, "reason"),
            "phrase": Field(self.tr("固定用语（涉密问题不得填写文字）"), self._phrase, "phrase"),
            "note": Field(self.tr("情况说明"), self._note, "note"),
            "void": Field(self.tr("作废该问题的原因"), self._void_reason, "voidReason"),
        }
        self._kept, self._inspection = Unfinished(self._fields["void"], place, ""), inspection
        self._asked: set[str] = set()  # the questions whose finding is to be voided
        self._wanted = self._paragraph("wanted")
        self._bases = self._paragraph("bases")
        self._bases.setTextFormat(Qt.TextFormat.RichText)  # the article stands out from its words
        self._bases_title = label(self.tr("检查依据"), "label")
        self._previous = self._paragraph("previous")
        self._clear = button(self.tr("清除答案"), "clearAnswer")
        self._sample = button("", "openSample")
        self._all = button(self.tr("全部证据"), "openEvidence", "link", tip=self.tr("全部证据：关联、搁置、作废"))
        self._build()
        self._connect()

    @property
    def row(self) -> QuestionRow | None:
        """Return the question that is shown as it was recorded last."""
        return self._row

    @property
    def path(self) -> str:
        """Return the question that is shown, "" while there is none: what is typed and pressed here is about it."""
        return self._row.path if self._row is not None else ""

    def show_question(
        self, row: QuestionRow, bases: Sequence[Basis], drafts: Mapping[str, str], overtaken: str
    ) -> None:
        """Show a question; texts left unfinished (by part: reason, note) take the place of those recorded.

        ``overtaken`` are words that were typed here before the answer was recorded anew, "" for none.
        """
        self._row = row
        self._title.setText(f"{row.code}　{row.label}")
        self._hint.setText(row.hint)
        self._hint.setVisible(bool(row.hint))
        self.show_answer(row, drafts)
        self._reason.show_text(drafts.get("reason", row.reason))
        self._note.show_text(drafts.get("note", row.note))
        self._wanted.setText(self.tr("应看的证据：{names}").format(names="、".join(row.wanted)))
        self._wanted.setVisible(bool(row.wanted))
        self._bases.setText("".join(_paragraph_of(one) for one in bases))
        self._bases_title.setVisible(bool(bases))
        self._bases.setVisible(bool(bases))
        self._previous.setText(self.tr("上次检查：{word}").format(word=row.previous) if row.previous else "")
        self._previous.setVisible(bool(row.previous))
        told = self.tr("这里没写完的话没有记录，此后答案已有改动，请核对：{words}").format(words=overtaken)
        self._overtaken.setText(told if overtaken else "")
        self._overtaken.setVisible(bool(overtaken))

    def show_answer(self, row: QuestionRow, drafts: Mapping[str, str]) -> None:
        """Show the answer as it stands, with the texts left unfinished over it; what is being typed is left alone.

        A verdict given just now that needs words (不适用, 未检查, 未改正) takes the focus there; one that corrected
        such a verdict gives it back.
        """
        before, self._row = self._row, row
        held = QApplication.focusWidget()
        mine = held is not None and self.isAncestorOf(held)
        violated = row.verdict in row.graded
        self._missing.setText("；".join(row.missing))
        self._missing.setVisible(bool(row.missing))
        self._dispute.setVisible(row.disputed)
        self._fields["severity"].setVisible(violated)
        self._fields["reason"].setVisible(not row.secret and (violated or row.verdict in NEEDS_REASON))
        self._fields["phrase"].setVisible(row.secret and bool(row.verdict))
        self._fields["note"].setVisible(not row.secret and bool(row.verdict))
        self._clear.setVisible(bool(row.verdict))
        self.show_sample(row)
        self._name_words(row)
        self._show_choices(row)
        if not self._reason.hasFocus() and not self._fields["reason"].problem:  # unrecorded words stay to be mended
            self._reason.show_text(drafts.get("reason", row.reason))
        if not self._note.hasFocus() and not self._fields["note"].problem:  # unrecorded words stay to be mended
            self._note.show_text(drafts.get("note", row.note))
        given = before is not None and before.path == row.path and before.verdict != row.verdict
        if given and row.verdict in (NEEDS_REASON | row.noted) and row.missing:
            self.focus_words()
        elif given and mine and not violated:
            self.left.emit()

    def show_sample(self, row: QuestionRow) -> None:
        """Show how many pieces the sampling table of the question holds."""
        self._sample.setVisible(bool(row.sample))
        self._sample.setText(self.tr("抽样表（抽查 {counter}）").format(counter=row.sample))
        self._sample.setAccessibleName(self._sample.text())

    def _show_choices(self, row: QuestionRow) -> None:
        """Show the severity and the phrase chosen."""
        self._severities.setExclusive(False)  # an exclusive group never lets its last choice go
        for one in self._severities.buttons():
            one.setChecked(one.property("severity") == row.severity)
        self._severities.setExclusive(True)
        self._phrase.blockSignals(True)
        self._phrase.clear()
        self._phrase.addItems(["", *row.phrases])
        self._phrase.setCurrentText(row.reason)
        self._phrase.blockSignals(False)

    def _name_words(self, row: QuestionRow) -> None:
        """Say what the reason and the note are for."""
        violated = row.verdict in row.graded
        asked = self.tr("定级理由") if violated else self.tr("理由")
        demanded = row.verdict in NEEDS_REASON or row.severity == MAJOR
        self._fields["reason"].set_title(self.tr("{words}（必填）").format(words=asked) if demanded else asked)
        told = self.tr("情况说明（写入问题的表述）") if violated else self.tr("情况说明")
        if row.verdict in row.noted:
            told = self.tr("复查情况（必填）")
        self._fields["note"].set_title(told)

    def value(self, verdict: str) -> dict[str, Any]:
        """Return the answer with this verdict and the words that stand in the panel and belong to it."""
        row = self._row
        assert row is not None
        same = verdict == row.verdict
        reason = self._phrase.currentText() if row.secret else self._reason.toPlainText().strip()
        chosen = next((one.property("severity") for one in self._severities.buttons() if one.isChecked()), "")
        return {
            "verdict": verdict,
            "reason": reason if (same and not self._fields["reason"].isHidden()) or (row.secret and same) else "",
            "severity": str(chosen) if verdict in row.graded and same else "",
            "note": "" if row.secret else self._note.toPlainText().strip() if same else row.note,
        }

    def lock(self, locked: bool) -> None:
        """Let the words be read only, or be changed."""
        for part in (*self._fields.values(), self._clear):
            part.setEnabled(not locked)

    def ask_void(self, wanted: bool) -> None:
        """Ask for the reason to void the finding that rests on the answer, or stop asking."""
        self._fields["void"].setVisible(wanted)
        self._void.setVisible(wanted)
        self._kept.turn_to(self._kept_as(self.path) if wanted else "", self._void_reason.clear)
        if wanted:
            self._asked.add(self.path)
            self._void_reason.setFocus()

    def answered(self, path: str) -> None:
        """Forget the reason typed to void the finding on the answer to a question: another answer is recorded."""
        if path in self._asked:
            self._asked.discard(path)
            self._kept.finish(self._kept_as(path))

    def _kept_as(self, path: str) -> str:
        return f"voidForAnswer/{self._inspection}/{path}"

    def focus_words(self) -> None:
        """Put the focus on what the answer lacks."""
        if not self._fields["severity"].isHidden() and not any(one.isChecked() for one in self._severities.buttons()):
            self._severities.buttons()[0].setFocus()
        elif not self._fields["reason"].isHidden():
            self._reason.setFocus()
        elif self._row is not None and self._row.verdict in self._row.noted:
            self._note.setFocus()

    def _build(self) -> None:
        body = QWidget()
        inside = QVBoxLayout(body)
        inside.setContentsMargins(18, 16, 16, 16)
        inside.setSpacing(12)
        for part in (
            self._title, self._hint, self._dispute, self._missing, self._overtaken, self._fields["severity"],
            self._fields["reason"], self._fields["phrase"], self._fields["note"], self._fields["void"], self._void,
            self._wanted, self._previous, self._sample, self._evidence, self._all, self._bases_title, self._bases,
            self._clear,
        ):  # fmt: skip
            inside.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 0, 0, 0)
        layout.addWidget(scrolled(body))
        self.ask_void(False)

    def _severity_choice(self) -> QWidget:
        holder = QWidget()
        layout = QHBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        for code, word in SEVERITIES.items():
            one = Choice(word)
            one.setObjectName(f"severity_{code}")
            one.setAccessibleName(self.tr("严重程度 {word}").format(word=word))
            one.setProperty("severity", code)
            self._severities.addButton(one)
            layout.addWidget(one)
        layout.addStretch(1)
        return holder

    def _paragraph(self, name: str) -> QLabel:
        made = label("", "quiet", wrap=True, name=name)
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return made

    def _connect(self) -> None:
        self._severities.buttonClicked.connect(lambda _: self.entered.emit())
        self._phrase.activated.connect(lambda _: self.entered.emit())
        self._clear.clicked.connect(self.cleared)
        self._sample.clicked.connect(self.sample_wanted)
        self._all.clicked.connect(self.evidence_wanted)
        self._dispute.clicked.connect(self.disputed_wanted)
        self._void.clicked.connect(lambda: self.void_wanted.emit(self._void_reason.text().strip()))
        for name, box in (("reason", self._reason), ("note", self._note)):
            box.setPlaceholderText(self.tr("填完按 Esc 回到检查项"))
            box.left.connect(self.entered)
            box.finished.connect(self.left)
            box.typed.connect(lambda text, part=name: self.typed.emit(part, text))
            box.textChanged.connect(lambda part=name, box=box: self._tell_lost(part, box.toPlainText()))

    def _tell_lost(self, part: str, text: str) -> None:
        """Tell beside the words which characters no paper can show; the text stays as it was typed."""
        self._fields[part].set_problem("".join(one.text for one in unprintable_in({part: text})))


def _paragraph_of(basis: Basis) -> str:
    words = html.escape(basis.text).replace("\n", "<br>")
    cited = f'<span style="color:{style.INK}">{html.escape(basis.citation)}</span>'
    return f'<p style="margin:0 0 10px 0">{cited}<br>{words}</p>'
