"""现场指正: what was pointed out, and whether it was put right at once or promised."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.procedure.tasks import ON_THE_SPOT
from app.services.measures.deciding import CORRECTED, PROMISED, decide_on_the_spot
from ui.models.outcome import OutcomeView
from ui.pages.outcome.choice import Decided, FindingChoice
from ui.pages.parts.step_page import Part, StepPage
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.choosing import Choice
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.marked import mark
from ui.widgets.page import card
from ui.widgets.typed_text import TypedText


class SpotPart(Part):
    """One form; what was decided stands above it."""

    def __init__(self, page: StepPage) -> None:
        super().__init__(page)
        self._decided = Decided(page, "spot")
        self._choice, self._text, self._ways = FindingChoice("spotFinding"), TypedText(3), QButtonGroup(self)
        self._fields = {
            "text": Field(self.tr("现场指出的内容"), self._text, "spotText"),
            "corrected": Field(self.tr("当事人的反应"), self._way_choice(), "spotCorrected"),
        }
        self._go = button(self.tr("记录现场指正"), "decideSpot", "primary")
        self._form, inside = card()
        inside.addWidget(label(self.tr("现场指正（立行立改）"), "section"))
        inside.addWidget(label(self.tr("能够当场或者在约定时间内改正的，写入现场检查笔录。"), "quiet", wrap=True))
        inside.addWidget(self._choice)
        for field in self._fields.values():
            inside.addWidget(field)
        row = QHBoxLayout()
        row.addWidget(self._go)
        row.addStretch(1)
        inside.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._decided)
        layout.addWidget(self._form)
        self._kept = Unfinished(self._form, page.place, f"spot/{page.inspection}")
        self._go.clicked.connect(self._on_go)

    def show_view(self, view: OutcomeView) -> None:
        """Show what was decided, and the form while the record is open."""
        self._decided.show_measures(view.decided(ON_THE_SPOT))
        self._choice.show_findings(view.findings, view.proposed(ON_THE_SPOT))
        self._form.setVisible(bool(view.findings) and not view.sealed)
        if view.findings and not view.sealed:
            self._kept.begin_once()

    def show_problems(self, told: dict[str, str]) -> None:
        """Show what is wrong beside each field."""
        mark(self._fields, told)

    def _way_choice(self) -> QWidget:
        holder = QWidget()
        layout = QHBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        for place, words in enumerate((self.tr("已当场改正"), self.tr("承诺改正"))):
            one = Choice(words)
            one.setObjectName(f"spot_{place}")
            one.setAccessibleName(words)
            self._ways.addButton(one, place)
            layout.addWidget(one)
        layout.addStretch(1)
        return holder

    def _on_go(self) -> None:
        findings, text = self._choice.chosen, self._text.toPlainText()
        way = {0: CORRECTED, 1: PROMISED}.get(self._ways.checkedId(), "")

        def done(_: object) -> None:
            self._text.show_text("")
            self._kept.finish()  # the findings are shown next, and it begins anew
            self.page.say_done(self.tr("已记录现场指正。"))

        self.show_problems({})
        self.page.act(lambda desk: decide_on_the_spot(desk, self.page.inspection, findings, text, way), done)
