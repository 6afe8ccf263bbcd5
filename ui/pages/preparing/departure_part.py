"""出发前检查: everything to be in order before the car leaves; a warning that asks for a reason takes it here."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.preparation.planning import give_reason
from ui.destination_names import DEPARTURE
from ui.models.departing import ways
from ui.models.moments import just_now
from ui.models.preparation import AMBER, GOOD, RED, CheckLine, PreparationView
from ui.pages.parts.step_page import Part, StepPage
from ui.unfinished import kept_form
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label, restyle
from ui.widgets.page import card, headed
from ui.widgets.state_line import StateLine, in_columns
from ui.widgets.typed_line import TypedLine


class DeparturePart(Part):
    """The lines with what is wrong on top.

    ``destination_wanted(name)`` leads to the page that shows them alone, or to where a line is mended.
    """

    destination_wanted = Signal(str)

    def __init__(self, page: StepPage) -> None:
        super().__init__(page)
        self._told = ""  # that it was looked at again, once somebody asked for it
        self._words = label("", "label", wrap=True, name="departureWords")
        self._again = button(self.tr("重新检查"), "checkAgain")
        tip = self.tr("整页打开出发前检查：试 PIN、清点、逐项处理")
        self._whole = button(self.tr("整页打开"), "wholeDeparture", tip=tip)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        frame, inside = card()
        headed(inside, label(self.tr("出发前检查"), "section"), (self._words, 1), self._whole, self._again)
        inside.addLayout(self._rows)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)
        self._whole.clicked.connect(self._on_whole)
        self._again.clicked.connect(self._on_again)

    def show_view(self, view: PreparationView) -> None:
        """Show the lines."""
        empty(self._rows)
        wrong = [one for one in view.lines if one.kind == RED]
        noted = [one for one in view.lines if one.kind == AMBER]
        for one in (*wrong, *noted):
            self._rows.addWidget(self._line(one))
        self._rows.addWidget(in_columns([self._line(one) for one in view.lines if one.kind == GOOD]))
        if wrong:
            words = self.tr("还有 {count} 项不符合要求").format(count=len(wrong))
        else:
            words = self.tr("可以出发，{count} 项请留意").format(count=len(noted)) if noted else self.tr("可以出发")
        self._words.setText(just_now(words, self._told, self.page.place.desk.now()))
        self._told = ""
        restyle(self._words, "role", "label" if wrong else "good")

    def _on_again(self) -> None:
        self._told = self.tr("{time} 已重新检查")
        self.page.look_again()

    def _on_whole(self) -> None:
        self.destination_wanted.emit(DEPARTURE)

    def _line(self, one: CheckLine) -> QWidget:
        advice = f"{one.advice}（{one.law}）" if one.law and one.advice else one.advice or one.law
        line = StateLine(one.kind, one.title, advice, f"line_{one.key}")
        part = self.page.part_of(one.place)
        outside = ways(self.page.place.desk).get(one.key, "") if one.kind != GOOD else ""
        if outside or part not in ("", "departure"):
            tip = self.tr("去办理：{text}").format(text=one.title)
            way = button(self.tr("去办理"), f"line_{one.key}Go", "link", tip=tip)
            way.clicked.connect(
                lambda: self.page.show_part(part) if part else self.destination_wanted.emit(outside)
            )
            line.side.addWidget(way)
        if not one.asks:
            return line
        held = QWidget()
        layout = QVBoxLayout(held)
        layout.setContentsMargins(0, 0, 0, 6)
        layout.addWidget(line)
        layout.addWidget(ReasonRow(self.page, one.asks))
        return held


class ReasonRow(QWidget):
    """The reason for going on in spite of a warning, recorded with the inspection."""

    def __init__(self, page: StepPage, code: str) -> None:
        super().__init__()
        self._page, self._code = page, code
        self._text = TypedLine()
        self._field = Field(self.tr("继续办理的理由"), self._text, f"reason_{code}")
        self._go = button(self.tr("记录理由"), f"giveReason_{code}")
        row = QHBoxLayout(self)
        row.setContentsMargins(34, 0, 0, 0)
        row.addWidget(self._field, 1)
        row.addWidget(self._go, 0, Qt.AlignmentFlag.AlignBottom)
        self._kept = kept_form(self, page.place, f"departureReason/{page.inspection}/{code}")
        self._go.clicked.connect(self._on_go)
        self._text.returnPressed.connect(self._on_go)

    def _on_go(self) -> None:
        reason = self._text.text().strip()
        self._field.set_problem("" if reason else self.tr("请写明理由。"))
        if reason:
            kept = self._kept
            self._page.act(
                lambda desk: give_reason(desk, self._page.inspection, self._code, reason), lambda _: kept.finish()
            )
