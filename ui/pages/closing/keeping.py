"""保管期限 of a case file: chosen until the closing paper is final, then as that says; a leader changes it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.casefile.keeping import change_keeping
from ui import style
from ui.models.casefile import CaseFileState
from ui.pages.parts.step_page import StepPage
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.chooser import offer
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.page import opens
from ui.widgets.typed_line import TypedLine


class KeepingField(QWidget):
    """The period, why it stands, and behind a link the leader's form to change it."""

    def __init__(self, page: StepPage) -> None:
        super().__init__()
        self._page = page
        self._period, self._to, self._reason = DropDown(), DropDown(), TypedLine()
        self._field = Field(self.tr("保管期限"), self._period, "retention")
        self._period.setMaximumWidth(round(style.current().base * 24))  # a few characters, not a line of a page
        self._said = label("", "quiet", wrap=True, name="keepingSaid")
        self._more = button(self.tr("改变保管期限…"), "changeKeepingMore", "link", checkable=True)
        self._why = Field(self.tr("改变的理由"), self._reason, "keepingReason", self.tr("写入卷内备考表"))
        self._go = button(self.tr("改变保管期限"), "changeKeeping")
        self._form = QWidget()
        self._fixed = self._begun = False
        self._build()
        self._kept = Unfinished(self._form, page.place, f"keeping/{page.inspection}")
        self._kept.restored.connect(lambda: self._more.setChecked(True))
        self._go.clicked.connect(self._on_go)

    def show_state(self, state: CaseFileState) -> None:
        """Show the period as it stands."""
        keeping = state.keeping
        self._fixed = keeping.fixed
        known = (keeping.period,) if keeping.fixed else state.retentions
        offer(self._period, [(one, one) for one in known], usual=keeping.period)
        self._period.setEnabled(not keeping.fixed)
        told = self.tr("《{paper}》已经定稿，案卷的保管期限与它一致。").format(paper=keeping.paper)
        asks = "" if state.leading else self.tr("确需改变的，请机关负责人登录后在这里写明理由改变。")
        self._said.setText((state.changed or told) + asks if keeping.fixed else "")
        self._said.setVisible(keeping.fixed)
        offer(self._to, [(one, one) for one in state.retentions if one != keeping.period])
        may = keeping.fixed and state.leading
        self._more.setVisible(may)
        if not may:
            self._more.setChecked(False)
        elif not self._begun:  # its choices are filled in by now
            self._begun = True
            self._kept.begin()

    def period(self) -> str:
        """Return the period chosen."""
        return str(self._period.currentData() or "")

    def set_resting(self, *, resting: bool) -> None:
        """Let nothing be chosen while a file is being made."""
        self._period.setEnabled(not resting and not self._fixed)
        self._go.setEnabled(not resting)

    def _build(self) -> None:
        column, inside = QVBoxLayout(self), QVBoxLayout(self._form)
        for one in (column, inside):
            one.setContentsMargins(0, 0, 0, 0)
            one.setSpacing(6)
        self._said.hide()
        self._more.hide()
        column.addWidget(self._field)
        column.addWidget(self._said)
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._form)
        inside.addWidget(Field(self.tr("改为"), self._to, "keepingTo"))
        inside.addWidget(self._why)
        inside.addWidget(self._go, 0, Qt.AlignmentFlag.AlignLeft)
        opens(self._more, self._form, self._to)

    def _on_go(self) -> None:
        reason, to, page = self._reason.text().strip(), str(self._to.currentData() or ""), self._page
        self._why.set_problem("" if reason else self.tr("请写明理由。"))
        if reason:
            page.act(lambda desk: change_keeping(desk, page.inspection, to, reason), self._on_changed)

    def _on_changed(self, _: object) -> None:
        self._kept.finish()
        self._begun = False
        self._reason.clear()
        self._more.setChecked(False)
        self._page.say_done(self.tr("已改变，请重新生成案卷。"))
