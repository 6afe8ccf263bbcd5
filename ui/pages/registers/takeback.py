"""A block of numbers that was granted with a wrong start: taken back by the administrator while none of it was used."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.problems import LONGEST_LINE
from app.services.numbers.taking_back import take_back
from ui.models.register_numbers import PaperNumbers
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.chooser import offer
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.notice import Notice
from ui.widgets.typed_line import TypedLine
from ui.workplace import Workplace


class TakeBackActs(QWidget):
    """Hidden where no block of the paper is untouched. ``done(words)`` once a block was taken back."""

    done = Signal(str)

    def __init__(self, place: Workplace, notice: Notice) -> None:
        super().__init__()
        self._place, self._notice = place, notice
        self._paper, self._year = "", 0
        self._block, self._reason = DropDown(), TypedLine()
        self._reason.setMaxLength(LONGEST_LINE)
        self._why = Field(self.tr("原因"), self._reason, "takeBackReason", self.tr("如：起号写错，应从 15 号开始"))
        self._go = button(self.tr("收回这一段"), "takeBackGo")
        about = self.tr("整段都没有预留、使用、作废过的，可以收回；收回的号和原因留在登记簿中，可以重新发放。")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(label(self.tr("收回发错的号段"), "section"))
        layout.addWidget(label(about, "quiet", wrap=True))
        layout.addWidget(Field(self.tr("号段"), self._block, "takeBackBlock"))
        layout.addWidget(self._why)
        layout.addWidget(self._go)
        self._unfinished = Unfinished(self, place, "takeBack")
        self._go.clicked.connect(self._on_go)

    def show_paper(self, paper: PaperNumbers, year: int) -> None:
        """Offer the blocks of a paper that may be taken back, the last one first."""
        self._unfinished.rest()
        self._paper, self._year = paper.paper, year
        self._reason.clear()
        self._why.set_problem("")
        words = self.tr("{first}—{last} 号")
        offer(self._block, [(f"{first}-{last}", words.format(first=first, last=last)) for first, last in paper.spare])
        self.setVisible(bool(paper.spare))
        if paper.spare:
            self._unfinished.begin(f"takeBack/{paper.paper}")

    def _on_go(self) -> None:
        reason = self._reason.text().strip()
        self._why.set_problem("" if reason else self.tr("请写明原因。"))
        if not reason:
            self._reason.setFocus()
            return
        first, _, last = str(self._block.currentData()).partition("-")
        paper, year, block = self._paper, self._year, (int(first), int(last))
        words = self.tr("已收回 {first}—{last} 号，可以重新发放。").format(first=first, last=last)

        def done(_: object) -> None:
            self._unfinished.finish()
            self.done.emit(words)

        self._place.ask_once(
            self, lambda desk: take_back(desk, paper, year, block, reason), done, self._notice.show_error
        )
