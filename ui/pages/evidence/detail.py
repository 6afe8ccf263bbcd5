"""One piece of evidence: what it belongs to, and the acts on it: link, unlink, set aside, void."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.services.desk import Desk
from app.services.evidence import linking
from ui.models.evidence_list import ASIDE, EvidenceRow, EvidenceView
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.widgets.notice import WARNING
from ui.widgets.page import card
from ui.widgets.state_line import StateLine
from ui.widgets.typed_line import TypedLine
from ui.workplace import Workplace

Act = Callable[[Desk], Any]


class EvidenceDetail(QWidget):
    """``act_wanted(work, then)`` with what is to be done at the desk, and what follows once it is recorded.

    ``look_wanted()`` to see the photo large, ``save_wanted(id, name)`` to have the file outside the program.
    """

    act_wanted = Signal(object, object)
    look_wanted = Signal()
    save_wanted = Signal(str, str)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._row: EvidenceRow | None = None
        self._title = label("", "section", wrap=True, name="chosenTitle")
        self._facts = label("", "quiet", wrap=True, name="chosenFacts")
        self._look = button(self.tr("看大图"), "lookEvidence", tip=self.tr("看大图，也可以在列表中按回车"))
        self._save = button(self.tr("另存为…"), "saveEvidence", tip=self.tr("把原文件另存一份，证据本身不变"))
        self._asked, self._links = QVBoxLayout(), QVBoxLayout()
        self._links.setSpacing(2)
        self._closed = label(self.tr("笔录已经封存，这件证据不能再改。"), "quiet", wrap=True, name="evidenceClosed")
        self._target = DropDown()
        self._target.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._target.setMinimumContentsLength(12)
        self._target_field = Field(self.tr("关联到"), self._target, "linkTarget")
        self._link = button(self.tr("关联"), "linkEvidence", tip=self.tr("关联到所选的检查项或问题"))
        self._reason = TypedLine()
        self._reason_field = Field(self.tr("搁置或作废的理由"), self._reason, "evidenceReason")
        self._unfinished = Unfinished(self._reason_field, place, "")
        self._aside = button(self.tr("搁置"), "setAside", tip=self.tr("搁置：不需要关联任何检查项"))
        self._void = button(self.tr("作废"), "voidChosen", tip=self.tr("作废误添加的证据，文件和记录仍然保留"))
        self._build()
        self._look.clicked.connect(self.look_wanted)
        self._save.clicked.connect(self._on_save)
        self._link.clicked.connect(self._on_link)
        self._aside.clicked.connect(lambda: self._with_reason(linking.set_aside))
        self._void.clicked.connect(lambda: self._with_reason(linking.void))

    def show_row(self, row: EvidenceRow | None, view: EvidenceView) -> None:
        """Show a piece of evidence, or nothing."""
        other = self._row is None or row is None or row.id != self._row.id
        self._row = row
        self.setVisible(row is not None)
        if row is None:
            return
        if other:
            self._unfinished.rest()
            self._reason.clear()
            self._reason_field.set_problem("")
            self._unfinished.begin(f"evidence/{row.id}")
        self._look.setVisible(row.photo)
        closed = view.sealed and not row.supplement
        for part in (self._target_field, self._link, self._reason_field, self._aside, self._void):
            part.setVisible(not closed)
        self._closed.setVisible(closed)
        self._title.setText(row.name)
        self._facts.setText("\n".join(self._lines(row)))
        empty(self._asked)
        if row.question:
            self._asked.addWidget(StateLine(WARNING, row.question, "", "photoTimeAsked"))
        empty(self._links)
        for place, one in enumerate(row.links):
            self._links.addWidget(self._link_row(place, one.target, one.words, closed))
        have = {one.target for one in row.links}
        self._target.clear()
        for target in view.targets:
            if target.target not in have:
                self._target.addItem(target.words, target.target)
        self._target.setCurrentIndex(max(0, self._target.findData(view.question)))

    def _lines(self, row: EvidenceRow) -> list[str]:
        lines = [
            self.tr("证明：{words}").format(words=row.proves),
            self.tr("{medium}，{method}").format(medium=row.medium, method=row.method),
            self.tr("{taken}，{maker}，{size}").format(taken=row.taken, maker=row.maker, size=row.size),
        ]
        if row.provider:
            lines.append(self.tr("提供人：{name}").format(name=row.provider))
        if row.copied:
            lines.append(self.tr("复制的资料"))
        if row.supplement:
            lines.append(self.tr("封存后的补充材料"))
        if row.state == ASIDE:
            lines.append(self.tr("已搁置：{reason}").format(reason=row.reason))
        elif not row.links:
            lines.append(row.word)
        return lines

    def _link_row(self, place: int, target: str, words: str, closed: bool) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label(self.tr("已关联：{words}").format(words=words), "plain", wrap=True), 1)
        if not closed:
            tip = self.tr("解除与{words}的关联").format(words=words)
            off = button(self.tr("解除"), f"unlink{place}", "link", tip=tip)
            off.clicked.connect(lambda: self._on_unlink(target))
            layout.addWidget(off)
        return row

    def _build(self) -> None:
        frame, inside = card()
        inside.addWidget(self._title)
        inside.addWidget(self._facts)
        inside.addLayout(self._asked)
        ways = QHBoxLayout()
        for one in (self._look, self._save):
            ways.addWidget(one)
        ways.addStretch(1)
        inside.addLayout(ways)
        inside.addLayout(self._links)
        inside.addWidget(self._closed)
        for field, buttons in ((self._target_field, [self._link]), (self._reason_field, [self._aside, self._void])):
            inside.addWidget(field)
            row = QHBoxLayout()
            for one in buttons:
                row.addWidget(one)
            row.addStretch(1)
            inside.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)

    def _on_save(self) -> None:
        if self._row is not None:
            self.save_wanted.emit(self._row.id, self._row.name)

    def _on_link(self) -> None:
        row, target = self._row, self._target.currentData()
        if row is not None and target:
            self.act_wanted.emit(lambda desk: linking.link(desk, row.id, target), None)

    def _on_unlink(self, target: str) -> None:
        row = self._row
        if row is not None:
            self.act_wanted.emit(lambda desk: linking.unlink(desk, row.id, target), None)

    def _with_reason(self, act: Callable[[Desk, str, str], Any]) -> None:
        row, reason = self._row, self._reason.text().strip()
        self._reason_field.set_problem("" if reason else self.tr("请先写明理由。"))
        if not reason:
            self._reason.setFocus()
        elif row is not None:
            self.act_wanted.emit(lambda desk: act(desk, row.id, reason), lambda: self._on_reason_recorded(row.id))

    def _on_reason_recorded(self, evidence: str) -> None:
        if self._row is None or self._row.id != evidence:  # what is typed by now is about another piece
            self._unfinished.finish(f"evidence/{evidence}")
            return
        self._reason.clear()
        self._unfinished.finish()
        self._unfinished.begin()
