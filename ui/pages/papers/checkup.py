"""文书体检 of one paper: what stops it and what asks for a reason first, all rules on demand."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.procedure.traps import ABSENT, AMBER, CLEAR, RED, STATES
from app.services.papers.legality import give_reason
from ui.models.paper_view import CheckLine, PaperView
from ui.models.preparation import AMBER as AMBER_LINE
from ui.models.preparation import GOOD
from ui.models.preparation import RED as RED_LINE
from ui.pages.papers.step import PapersStep
from ui.pages.papers.wanted_reason import KEEP, REASON
from ui.unfinished import kept_form
from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.state_line import QUIET, StateLine
from ui.widgets.typed_line import TypedLine

LEGAL_REVIEW = "T25"
_KINDS = {RED: RED_LINE, AMBER: AMBER_LINE, CLEAR: GOOD, ABSENT: QUIET}


class CheckupCard(QWidget):
    """``place_wanted(place)`` leads to where a fault is mended, ``review_wanted()`` to the legal review."""

    place_wanted = Signal(str)
    review_wanted = Signal()

    def __init__(self, page: PapersStep, view: PaperView) -> None:
        super().__init__()
        self._page, self._document = page, view.row.id
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        told = [one for one in view.checkup if one.state in (RED, AMBER)]
        passed = sum(one.state == CLEAR for one in view.checkup)
        said = sum(one.state == AMBER and bool(one.reason) for one in told)
        explained = self.tr("，{n} 项已说明理由").format(n=said) if said else ""
        words = self.tr("{n} 项已检：{red} 项须改正，{amber} 项请说明{said}，{passed} 项通过，其余不涉及。").format(
            n=len(view.checkup), red=sum(one.state == RED for one in told), said=explained, passed=passed,
            amber=sum(one.state == AMBER for one in told) - said,
        )  # fmt: skip
        layout.addWidget(label(words, "quiet", wrap=True, name="checkupCount"))
        for one in told:
            layout.addWidget(self._fault(one))
        self._all = QWidget()
        inside = QVBoxLayout(self._all)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(2)
        for one in view.checkup:
            state = STATES[one.state]
            more = f"（{one.absent}）" if one.absent else ""
            inside.addWidget(StateLine(_KINDS[one.state], f"{one.code} {one.title}", f"{state}{more}"))
        self._all.hide()
        more_button = button(self.tr("看全部 {n} 项").format(n=len(view.checkup)), "checkupAll", "link", checkable=True)
        more_button.toggled.connect(self._all.setVisible)
        layout.addWidget(more_button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._all)

    def _fault(self, one: CheckLine) -> QWidget:
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        advice = "；".join(part for part in (one.law, self.tr("后果：{effect}").format(effect=one.effect)) if part)
        line = StateLine(_KINDS[one.state], f"{one.code} {one.text}", advice, f"checkup_{one.code}")
        column.addWidget(line)
        if one.code == LEGAL_REVIEW and one.state in (RED, AMBER):
            go = button(self.tr("记录法制审核意见"), "checkupReview", tip=self.tr("可以当面、电话征求审核人员的意见"))
            go.clicked.connect(self.review_wanted)
            column.addWidget(go)  # beside the words it would leave them a column of four characters
        elif one.place and one.state == RED:
            go = button(self.tr("去改正"), f"checkupGo_{one.code}", tip=self.tr("去改正：{t}").format(t=one.title))
            go.clicked.connect(lambda: self.place_wanted.emit(one.place))
            column.addWidget(go)
        if one.state == AMBER:
            column.addWidget(self._reason(one))
        return held

    def _reason(self, one: CheckLine) -> QWidget:
        if one.reason:
            return label(self.tr("已说明：{reason}").format(reason=one.reason), "good", wrap=True)
        held, text = QWidget(), TypedLine()
        text.setObjectName(f"{REASON}{one.code}")
        text.setAccessibleName(self.tr("{code} 继续办理的理由").format(code=one.code))
        text.setPlaceholderText(self.tr("继续办理的理由"))
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(text, 1)
        go = button(self.tr("记录理由"), f"{KEEP}{one.code}")
        row.addWidget(go)
        page, document, code = self._page, self._document, one.code
        kept = kept_form(held, page.place, f"checkup/{document}/{code}")
        go.clicked.connect(
            lambda: page.act(
                lambda desk: give_reason(desk, page.inspection, document, code, text.text()), lambda _: kept.finish()
            )
        )
        return held
