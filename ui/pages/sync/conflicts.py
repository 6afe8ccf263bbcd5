"""不一致: everything on which two laptops disagree, over all inspections, settled in one place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.checking.answering import Answering
from app.services.checking.settling import settle, settle_anew
from app.services.desk import Desk
from app.services.registers.settling import settle_register
from ui.models.conflicts import Disagreement, disagreements
from ui.models.doubled import DoubledNumber, doubled_numbers, numbered_anew
from ui.pages.parts.conflict_cards import ConflictCards
from ui.pages.sync.conflict_numbers import NumberCards
from ui.widgets.buttons import button
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.widgets.nothing_yet import nothing_yet
from ui.widgets.notice import ERROR, SUCCESS, Notice
from ui.workplace import Workplace

MOST = 30
"""So many cards at a time: the registers of two laptops that never met a centre may differ in everything."""


_Forget = Callable[[str], None]


class ConflictsTab(QWidget):
    """``changed()`` after one was settled."""

    changed = Signal()
    inspection_wanted = Signal(str)
    step_wanted = Signal(str, str)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._shown: tuple[tuple[Disagreement, ...], bool] | None = None
        self._notice, self._numbers = Notice(), NumberCards()
        self._held = QVBoxLayout()
        self._held.setSpacing(12)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._notice)
        layout.addWidget(self._numbers)
        layout.addLayout(self._held)
        self._numbers.renew_wanted.connect(self._on_renew)
        self._numbers.paper_wanted.connect(lambda root, paper: self.step_wanted.emit(root, f"papers/{paper}"))

    def refresh(self) -> None:
        """Look again where laptops disagree."""
        work = lambda desk: (disagreements(desk), doubled_numbers(desk))  # noqa: E731  # reads better than a def
        self._place.ask(self, work, self._on_read, self._notice.show_error)

    def _on_read(self, read: tuple[Sequence[Disagreement], Sequence[DoubledNumber]]) -> None:
        found, numbers = read
        self._numbers.show_numbers(numbers)
        self._show(found, nothing=not numbers)

    def _show(self, found: Sequence[Disagreement], *, nothing: bool) -> None:
        if (tuple(found), nothing) == self._shown:
            return
        self._shown = tuple(found), nothing
        empty(self._held)
        for place, one in enumerate(found):
            self._held.addWidget(self._head(place, one), 0, Qt.AlignmentFlag.AlignLeft)
            cards = ConflictCards(self._place, f"{place}x")
            cards.chosen.connect(partial(self._on_chosen, cards.forget))
            cards.written.connect(partial(self._on_written, cards.forget))
            cards.question_wanted.connect(lambda root, path: self.step_wanted.emit(root, f"checking/{path}"))
            cards.show_conflicts(one.conflicts[:MOST])
            self._held.addWidget(cards)
            if len(one.conflicts) > MOST:
                more = self.tr("还有 {n} 项，处理以后在这里出现。").format(n=len(one.conflicts) - MOST)
                self._held.addWidget(label(more, "quiet", wrap=True, name=f"moreDisagrees{place}"))
        if nothing and not found:
            words = self.tr("两台电脑填写了同一项而内容不同时，在这里并排显示，由您选定一个或重新写。")
            self._held.addWidget(nothing_yet(self.tr("没有不一致"), words, name="nothingDisagrees")[0])

    def _head(self, place: int, one: Disagreement) -> QWidget:
        if not one.inspection:
            return label(self.tr("登记簿"), "section", name="disagreeingRegisters")
        go = button(one.unit, f"openDisagreeing{place}", "link", tip=self.tr("打开这次检查"))
        go.clicked.connect(lambda: self.inspection_wanted.emit(one.inspection))
        return go

    def _on_renew(self, inspection: str, document: str) -> None:
        self._notice.clear()
        work = lambda desk: numbered_anew(desk, inspection, document)  # noqa: E731  # reads better than a def
        self._place.ask(self, work, self._on_renewed, self._notice.show_error)

    def _on_renewed(self, number: str) -> None:
        self._notice.say(SUCCESS, self.tr("已换用新文号：{number}。").format(number=number))
        self.changed.emit()

    def _on_chosen(self, forget: _Forget, inspection: str, operation: str, reason: str) -> None:
        def work(desk: Desk) -> Answering:
            if inspection:
                return settle(desk, inspection, operation, void_finding=reason)
            return Answering("", settle_register(desk, operation))

        self._settle(work, lambda: forget(operation))

    def _on_written(self, forget: _Forget, inspection: str, beside: str, text: str) -> None:
        self._settle(lambda desk: settle_anew(desk, inspection, beside, text), lambda: forget(beside))

    def _settle(self, work: Callable[[Desk], Answering], forget: Callable[[], None]) -> None:
        self._notice.clear()
        self._place.ask(self, work, lambda done: self._on_settled(done, forget), self._notice.show_error)

    def _on_settled(self, done: Answering, forget: Callable[[], None]) -> None:
        if done.problems:
            self._notice.say(ERROR, self.tr("没有选定："), [str(one) for one in done.problems])
            return
        forget()
        self._notice.say(SUCCESS, self.tr("已选定。下次同步或者 U 盘交换后，另一台电脑上也是这个内容。"))
        self.changed.emit()
