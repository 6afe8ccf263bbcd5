"""登记簿 · 文号: what is left on this laptop, the account of a year, and blocks granted by the administrator."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.numbers.ledger import lease_locally
from ui.models.register_numbers import USUAL_BLOCK, NumberRegister, PaperNumbers, account_lines, number_register
from ui.models.register_table import RegisterTable, Row
from ui.pages.registers.takeback import TakeBackActs
from ui.pages.registers.thaw import ThawActs
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.drop_down import DropDown
from ui.widgets.fact_grid import FactGrid
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.notice import SUCCESS, WARNING, Notice
from ui.widgets.page import FOOT
from ui.widgets.register_view import RegisterView, side_panel
from ui.widgets.typed_line import TypedLine
from ui.workplace import Workplace

FIRST_BLOCK = 10  # of each paper, where all get one at once: as much as a centre hands out
LEFT = 2


class NumbersTab(QWidget):
    """The kinds of paper on the left, the account and the next block on the right."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place, self._chosen = place, ""
        self._register: NumberRegister | None = None
        self._table = RegisterTable(
            (
                self.tr("文书"), self.tr("文号"), self.tr("本机剩余"), self.tr("已使用"), self.tr("已预留"),
                self.tr("作废"),
            ),
            self,
        )  # fmt: skip
        self._view = RegisterView(self._table, "numbers", self.tr("文号列表，选中后在右边看明细"))
        self._year = DropDown()
        self._year.setObjectName("numberYear")
        self._year.setAccessibleName(self.tr("年份"))
        self._about = label(self.tr("正在读取文号…"), "quiet", wrap=True, name="numbersAbout")
        self._notice = Notice()
        self._heading = label("", "section", wrap=True, name="numberHeading")
        self._facts = FactGrid("numberFacts")
        self._first, self._last = TypedLine(), TypedLine()
        self._grant = QWidget()
        self._thaw = ThawActs(place, self._notice)
        self._back = TakeBackActs(place, self._notice)
        self._first_field = Field(self.tr("起号"), self._first, "blockFirst")
        self._last_field = Field(self.tr("止号"), self._last, "blockLast")
        self._go = button(self.tr("发给本机"), "blockGo", "primary")
        about = self.tr("纸质登记簿上今年没有用过号的，可以一次发放。用过号的，请先在左边逐一选中，从下一个号发放。")
        self._rest_about = label(about, "quiet", wrap=True, name="blockRestAbout")
        self._rest = button("", "blockRest")
        self._build()
        self._unfinished = Unfinished(self._grant, place, "")
        self._view.selectionModel().currentRowChanged.connect(lambda now, _: self._show(self._table.id(now.row())))
        self._year.activated.connect(lambda _: self.refresh())
        self._go.clicked.connect(self._on_go)
        self._rest.clicked.connect(self._on_rest)
        self._thaw.done.connect(self._on_thawed)
        self._back.done.connect(self._on_taken_back)

    def choose(self, paper: str) -> None:
        """Have the numbers of a paper chosen once the ledger was read."""
        self._chosen = paper

    def refresh(self) -> None:
        """Read the ledger again."""
        year = int(self._year.currentData() or 0)
        self._place.ask(self, lambda desk: number_register(desk, year), self._on_register, self._notice.show_error)

    def _build(self) -> None:
        self._view.leave_out(1, 4, 5)  # the last two stand in the panel, the names of papers are long
        inside = QVBoxLayout(self._grant)
        inside.setContentsMargins(0, 8, 0, 0)
        inside.setSpacing(10)
        inside.addWidget(label(self.tr("发放号段"), "section"))
        inside.addWidget(
            label(self.tr("年初从 1 号开始；年中启用的，从纸质登记簿的下一个号开始。"), "quiet", wrap=True)
        )
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._first_field)
        row.addWidget(self._last_field)
        inside.addLayout(row)
        inside.addWidget(self._go)
        inside.addWidget(self._rest_about)
        inside.addWidget(self._rest)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._year)
        head.addWidget(self._about, 1)
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, FOOT)
        left.setSpacing(10)
        left.addLayout(head)
        left.addWidget(self._notice)
        left.addWidget(self._view, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addLayout(left, 1)
        layout.addWidget(side_panel(self._heading, self._facts, self._thaw, self._grant, self._back))
        for one in (self._thaw, self._back, self._grant):  # until it is known what stands in the ledger
            one.hide()

    def _on_register(self, register: NumberRegister) -> None:
        self._register = register
        if self._year.count() == 0:
            for year in (register.this_year - 1, register.this_year, register.this_year + 1):
                self._year.addItem(self.tr("{year}年").format(year=year), year)
            self._year.setCurrentIndex(1)
        self._about.setText(self._told(register))
        here = register.frozen and register.grants and register.year == register.this_year
        self._thaw.setVisible(here)
        if here:
            self._thaw.show_register(register)
        if register.frozen:
            advice = self.tr("先与中心库同步一次；独立使用的由管理员在右边核对。")
            self._notice.say(WARNING, self.tr("数据恢复后文号暂停使用。"), [advice])
        self._table.replace([self._row(one, register) for one in register.papers])
        place = max(0, self._table.place_of(self._chosen))
        self._view.selectRow(place)
        self._show(self._table.id(place))

    def _row(self, one: PaperNumbers, register: NumberRegister) -> Row:
        account = one.account
        counts = (len(account.consumed), len(account.reserved), len(account.voided))
        words = (one.title, f"{register.prefix}{one.word}", str(one.left), *(str(count) for count in counts))
        return Row(one.paper, words, LEFT if one.left == 0 and register.year == register.this_year else -1)

    def _told(self, register: NumberRegister) -> str:
        if register.blocked:
            return register.blocked
        if register.centre:
            return self.tr("号段由中心库发放，同步时自动领用。")
        if register.grants:
            return self.tr("在左边选中文书，在右边发放号段；本机用完前，再发放下一段。")
        return self.tr("号段由管理员登记。")

    def _paper(self) -> PaperNumbers | None:
        papers = self._register.papers if self._register is not None else ()
        return next((one for one in papers if one.paper == self._chosen), None)

    def _show(self, wanted: str) -> None:
        self._chosen = wanted or self._chosen
        one = self._paper()
        granting = self._register is not None and self._register.grants and not self._register.frozen
        self._grant.setVisible(one is not None and granting)
        self._back.setVisible(False)
        if one is None or self._register is None:
            self._heading.setText(self.tr("没有可编号的文书。"))
            return
        self._heading.setText(self.tr("{title} {year}年").format(title=one.title, year=self._register.year))
        lines = account_lines(one)
        none = (self.tr("号段"), self.tr("这一年还没有发放。"))
        self._facts.show_facts(lines if any(words for _, words in lines) else (none,))
        self._unfinished.rest()
        self._first.setText(str(one.next_first))
        self._last.setText(str(one.account.highest + USUAL_BLOCK))
        self._unfinished.begin(f"block/{one.paper}/{self._register.year}")
        self._first_field.set_problem("")
        self._last_field.set_problem("")
        if granting:
            self._back.show_paper(one, self._register.year)
        untouched = len(self._untouched())
        self._rest.setText(self.tr("{n} 种各发 1—{last} 号").format(n=untouched, last=FIRST_BLOCK))
        for part in (self._rest_about, self._rest):
            part.setVisible(untouched > 1)

    def _untouched(self) -> list[str]:
        """Return the papers of which no number of the year was ever given out."""
        papers = self._register.papers if self._register is not None else ()
        return [one.paper for one in papers if one.account.highest == 0]

    def _on_rest(self) -> None:
        wanted, year = self._untouched(), self._register.year if self._register is not None else 0
        self._rest.setEnabled(False)
        self._place.ask(
            self,
            lambda desk: lease_locally(desk, wanted, year, 1, FIRST_BLOCK),
            self._on_rest_granted,
            self._on_failed,
        )

    def _on_rest_granted(self, numbers: tuple[object, ...]) -> None:
        self._rest.setEnabled(True)
        self._on_granted(numbers)

    def _on_failed(self, error: Exception) -> None:
        self._rest.setEnabled(True)
        self._notice.show_error(error)

    def _on_go(self) -> None:
        one, register = self._paper(), self._register
        first, last = self._number(self._first), self._number(self._last)
        wrong = self.tr("请填写数字，从 1 起。")
        self._first_field.set_problem("" if first else wrong)
        self._last_field.set_problem("" if last else wrong)
        if one is None or register is None or not first or not last:
            return
        year = register.year
        self._place.ask_once(
            self,
            lambda desk: lease_locally(desk, [one.paper], year, first, last),
            lambda numbers: self._on_block_granted(f"block/{one.paper}/{year}", numbers),
            self._notice.show_error,
        )

    def _number(self, line: QLineEdit) -> int:
        text = line.text().strip()
        return int(text) if text.isascii() and text.isdigit() else 0

    def _on_thawed(self) -> None:
        self._notice.say(SUCCESS, self.tr("文号已恢复使用。"))
        self.refresh()

    def _on_block_granted(self, kept: str, numbers: tuple[object, ...]) -> None:
        self._unfinished.finish(kept)
        self._on_granted(numbers)

    def _on_granted(self, numbers: tuple[object, ...]) -> None:
        self._on_done(self.tr("已发给本机 {count} 个文号。").format(count=len(numbers)))

    def _on_taken_back(self, words: str) -> None:
        self._first.setFocus()  # what had the focus goes; the right start is what is entered next
        self._on_done(words)

    def _on_done(self, words: str) -> None:
        self._notice.say(SUCCESS, words)
        self.refresh()
