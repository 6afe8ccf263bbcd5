"""出发前检查: one page before the car leaves: what is wrong first, each line with the way to mend it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from ui import style
from ui.destination import DestinationPage
from ui.destination_names import HOME, REGISTERS, SETTINGS, SYNC
from ui.models.departing import DepartureView, Line, departure_view, tick, try_pin
from ui.models.moments import just_now
from ui.models.preparation import AMBER, GOOD, RED
from ui.widgets.buttons import button
from ui.widgets.chooser import offer
from ui.widgets.drop_down import DropDown
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label, restyle
from ui.widgets.nothing_yet import nothing_yet
from ui.widgets.notice import SUCCESS, WARNING, Notice
from ui.widgets.page import CurrentOnly, card, framed, heading, scrolled
from ui.widgets.printing import Printers, look_for_printers
from ui.widgets.state_line import StateLine, in_columns
from ui.widgets.tick_box import TickBox
from ui.workplace import Workplace


class DeparturePage(DestinationPage):
    """``step_wanted(inspection, step)`` leads into the inspection, ``destination_wanted`` to another page."""

    step_wanted = Signal(str, str)

    def __init__(self, place: Workplace, printers: Printers | None = None) -> None:
        super().__init__()
        self._place, self._printers = place, printers or Printers()
        self._inspection, self._told = "", ""  # that it was looked at again, once somebody asked for it
        self._visit, self._notice = DropDown(), Notice()
        self._words = label("", "label", wrap=True, name="departureState")
        self._again = button(self.tr("重新检查"), "departureAgain")
        self._open = button(self.tr("打开这次检查"), "departureOpen", "primary")
        self._home = button(self.tr("回到工作台"), "departureHome", "primary")
        self._rows = QVBoxLayout()
        self._lists = CurrentOnly()
        self._build()
        self._connect()

    def refresh(self) -> None:
        """Check everything again."""
        self._check()
        look_for_printers(self, self._place.tasks, self._printers, self._check)

    def _check(self) -> None:
        wanted, printers = self._inspection, self._printers.names()
        self._place.ask(self, lambda desk: departure_view(desk, wanted, printers), self._on_view, self._on_failed)

    def _build(self) -> None:
        self._visit.setObjectName("departureVisit")
        self._visit.setAccessibleName(self.tr("为哪次检查出发"))
        self._visit.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._visit.setMinimumContentsLength(18 if style.current() is style.LARGE else 24)
        head = heading(label(self.tr("出发前检查"), "title"))
        head.addSpacing(6)
        head.addWidget(self._visit, 1)
        for one in (self._again, self._open):
            head.addWidget(one)
        frame, inside = card()
        inside.setSpacing(4)
        inside.addWidget(self._words)
        inside.addLayout(self._rows)
        self._rows.setSpacing(2)
        self._lists.addWidget(scrolled(frame, at_edge=True))
        self._lists.addWidget(scrolled(self._nothing(), at_edge=True))
        above, layout = framed(self, 12)
        above.addLayout(head)
        above.addWidget(self._notice)
        layout.addWidget(self._lists, 1)

    def _nothing(self) -> QWidget:
        words = self.tr("拟定了计划、还没有到场的检查会列在这里。")
        return nothing_yet(self.tr("没有等待出发的检查"), words, self._home)[0]

    def _connect(self) -> None:
        self._again.clicked.connect(self._on_again)
        self._home.clicked.connect(lambda: self.destination_wanted.emit(HOME))
        self._open.clicked.connect(lambda: self.inspection_wanted.emit(self._inspection))
        self._visit.activated.connect(self._on_visit)

    def _on_view(self, view: DepartureView) -> None:
        self._inspection = view.inspection
        offer(self._visit, view.visits)
        self._visit.setCurrentIndex(max(0, self._visit.findData(view.inspection)))
        known = bool(view.inspection)
        for one in (self._visit, self._again, self._open):
            one.setVisible(known)
        self._lists.setVisible(True)
        self._lists.setCurrentIndex(0 if known else 1)
        self._say(view)
        empty(self._rows)
        groups = ((RED, self.tr("须先处理")), (AMBER, self.tr("请确认")), (GOOD, self.tr("已就绪")))
        for kind, title in groups:
            self._show_group(title, view.of(kind))

    def _on_failed(self, error: Exception) -> None:
        self._lists.setVisible(False)
        self._open.setVisible(False)
        self._notice.show_error(error)

    def _say(self, view: DepartureView) -> None:
        wrong, noted = len(view.of(RED)), len(view.of(AMBER))
        if wrong:
            words = self.tr("还不能出发：{count} 项须先处理").format(count=wrong)
        elif noted:
            words = self.tr("可以出发，还有 {count} 项请确认").format(count=noted)
        else:
            words = self.tr("全部就绪，可以出发")
        self._words.setText(just_now(words, self._told, self._place.desk.now()))
        restyle(self._words, "role", "label" if wrong else "good")

    def _show_group(self, title: str, lines: Sequence[Line]) -> None:
        if lines:
            heading = label(self.tr("{title} · {count} 项").format(title=title, count=len(lines)), "quiet")
            heading.setContentsMargins(0, 10, 0, 0)
            self._rows.addWidget(heading)
        made = [self._line(one) for one in lines]
        if lines and lines[0].check.kind == GOOD:
            made = [in_columns(made)]
        for one in made:
            self._rows.addWidget(one)

    def _line(self, one: Line) -> QWidget:
        check = one.check
        advice = f"{check.advice}（{check.law}）" if check.law and check.advice else check.advice or check.law
        line = StateLine(check.kind, check.title, advice, f"departure_{check.key}")
        if one.tick:
            line.side.addWidget(self._ticking(one))
        if one.officer:
            for part in self._trying(one):
                line.side.addWidget(part)
        if one.destination or one.step or one.again:
            line.side.addWidget(self._way(one))
        return line

    def _ticking(self, one: Line) -> TickBox:
        box = TickBox(self.tr("已清点"))
        box.setObjectName(f"tick_{one.check.key}")
        box.setAccessibleName(self.tr("已清点：{text}").format(text=one.check.title))
        box.setChecked(one.ticked)
        box.toggled.connect(lambda done: self._act_on_tick(one.check.key, done))
        return box

    def _act_on_tick(self, key: str, done: bool) -> None:
        inspection = self._inspection
        work = lambda desk: tick(desk, inspection, key, done=done)  # noqa: E731  # reads better than a def
        self._place.ask(self, work, lambda _: self.refresh(), self._notice.show_error)

    def _trying(self, one: Line) -> tuple[QWidget, QWidget]:
        secret = QLineEdit()
        secret.setObjectName(f"trySecret_{one.officer}")
        secret.setEchoMode(QLineEdit.EchoMode.Password)
        secret.setPlaceholderText(self.tr("PIN 或口令"))
        secret.setAccessibleName(self.tr("{title}：PIN 或口令").format(title=one.check.title))
        secret.setFixedWidth(round(style.current().base * 15))
        go = button(self.tr("试一下"), f"try_{one.officer}", tip=self.tr("试一下：{text}").format(text=one.check.title))
        go.clicked.connect(lambda: self._on_try(one.officer, secret))
        secret.returnPressed.connect(lambda: self._on_try(one.officer, secret))
        return secret, go

    def _on_try(self, officer: str, secret: QLineEdit) -> None:
        inspection, given = self._inspection, secret.text()
        secret.setFocus()
        if not given:  # no try: it must not count as a wrong one
            self._notice.say(WARNING, self.tr("请先在框中输入本人的 PIN 或口令，再点“试一下”。"))
            return
        secret.clear()

        def ended(by_pin: bool) -> None:
            if by_pin:
                self._notice.say(SUCCESS, self.tr("PIN 正确，到场可以签到。"))
            else:
                self._notice.say(WARNING, self.tr("口令正确，请再输入 PIN 试一次。"))
            self.refresh()

        self._place.ask(
            self, lambda desk: try_pin(desk, inspection, officer, given), ended, self._notice.show_error
        )

    def _way(self, one: Line) -> QWidget:
        words = {SYNC: self.tr("去同步"), REGISTERS: self.tr("去登记簿"), SETTINGS: self.tr("去设置")}
        text = self.tr("再看一次") if one.again else words.get(one.destination.partition("/")[0], self.tr("去办理"))
        tip = self.tr("{way}：{text}").format(way=text, text=one.check.title)
        way = button(text, f"departure_{one.check.key}Go", tip=tip)
        if one.again:
            way.clicked.connect(self._on_again)
        elif one.destination:
            way.clicked.connect(lambda: self.destination_wanted.emit(one.destination))
        else:
            way.clicked.connect(lambda: self.step_wanted.emit(one.inspection or self._inspection, one.step))
        return way

    def _on_visit(self) -> None:
        self._inspection = str(self._visit.currentData() or "")
        self._on_again()

    def _on_again(self) -> None:
        self._notice.clear()
        self._told = self.tr("{time} 已重新检查")
        self.refresh()
