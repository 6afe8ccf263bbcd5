"""A unit with its past: particulars, how often it was inspected, whom one met, every inspection with its findings."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui import style
from ui.destination import DestinationPage
from ui.models.moments import column_words
from ui.models.register_table import RegisterTable, Row
from ui.models.unit_history import PastInspection, UnitPast, unit_past
from ui.ways_back import leaves_by
from ui.widgets.buttons import button
from ui.widgets.fact_grid import FactGrid
from ui.widgets.labels import label
from ui.widgets.notice import WARNING, Notice
from ui.widgets.page import SIDE, card, framed, headed, heading, scrolled
from ui.widgets.register_view import RegisterView
from ui.workplace import Workplace

DUE, FORM = 4, 1


class UnitPage(DestinationPage):
    """``given_up()`` goes back to where one was; ``titled(name)`` once the unit is known."""

    given_up = Signal()
    titled = Signal(str)

    def __init__(self, place: Workplace, unit: str) -> None:
        super().__init__()
        self._place, self._unit = place, unit
        self._past: UnitPast | None = None
        self._notice = Notice()
        self._title = label("", "title", wrap=True, name="unitTitle")
        self._back = button(self.tr("返回"), "unitBack", tip=self.tr("返回，快捷键 Alt+←"))
        self._new = button(self.tr("检查这个单位"), "unitInspect", "primary")
        self._open = button(self.tr("打开这次检查"), "unitOpenInspection")
        self._facts, self._contacts = FactGrid("unitFacts"), FactGrid("unitContacts")
        self._found = FactGrid("unitFindings")
        self._repeated = label("", "plain", wrap=True, name="unitRepeated")
        self._often = label("", "plain", wrap=True, name="unitFrequency")
        self._none = label(
            self.tr("本机没有这个单位的检查。接入中心库的，同步后会显示全局的检查。"),
            "quiet", wrap=True, name="unitNone",
        )  # fmt: skip
        self._chosen = label("", "section", wrap=True, name="unitChosen")
        self._measures = label("", "quiet", wrap=True, name="unitMeasures")
        self._clean = label(self.tr("这次检查没有登记问题。"), "quiet", wrap=True, name="unitClean")
        self._table = RegisterTable(
            (self.tr("日期和方式"), self.tr("检查表"), self.tr("问题"), self.tr("状态"), self.tr("未了期限")), self
        )
        self._view = RegisterView(self._table, "unitInspections", self.tr("历次检查，选中后在下面看问题和措施"))
        self._view.leave_out(FORM)
        self._repeated_card: QFrame
        self._contacts_card: QFrame
        self._detail: QWidget
        self._build()
        self._connect()

    @property
    def unit(self) -> str:
        """Return the id of the unit."""
        return self._unit

    def refresh(self) -> None:
        """Read the unit and its inspections again."""
        unit = self._unit
        self._place.ask(self, lambda desk: unit_past(desk, unit), self._on_past, self._notice.show_error)

    def _build(self) -> None:
        head = heading()
        head.addWidget(self._back, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        head.addWidget(self._new, 0, Qt.AlignmentFlag.AlignTop)
        body = QHBoxLayout()
        body.setSpacing(4)  # on both sides of the bar of the left half there is room
        body.addWidget(self._left())
        body.addWidget(self._right(), 1)
        above, layout = framed(self, 12)
        above.addLayout(head)
        above.addWidget(self._notice)
        layout.addLayout(body, 1)

    def _left(self) -> QWidget:
        side = QWidget()
        inside = QVBoxLayout(side)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(12)
        _, facts = self._titled(inside, self.tr("基本情况"))
        facts.addWidget(self._facts)
        _, often = self._titled(inside, self.tr("检查频次"))
        often.addWidget(self._often)
        self._repeated_card, repeated = self._titled(inside, self.tr("多次出现的问题"))
        repeated.addWidget(self._repeated)
        self._contacts_card, met = self._titled(inside, self.tr("联系过的人"))
        met.addWidget(self._contacts)
        self._about = scrolled(side, at_edge=True)
        return self._about

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the table of inspections the room to be read."""
        super().resizeEvent(event)
        base = style.current().base
        self._about.setFixedWidth(max(round(base * 30), min(480, round(base * 34), self.width() * 2 // 5)) + SIDE)

    def _titled(self, into: QVBoxLayout, title: str) -> tuple[QFrame, QVBoxLayout]:
        frame, inside = card()
        inside.addWidget(label(title, "section"))
        into.addWidget(frame)
        return frame, inside

    def _right(self) -> QWidget:
        right = QWidget()
        layout = QVBoxLayout(right)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        listed = QVBoxLayout()
        listed.setContentsMargins(0, 0, SIDE, 0)
        listed.addWidget(self._none)
        listed.addWidget(self._view)
        layout.addLayout(listed, 2)
        frame, inside = card()
        headed(inside, (self._chosen, 1), self._open)
        for one in (self._measures, self._clean, self._found):
            inside.addWidget(one)
        self._detail = scrolled(frame, at_edge=True)
        layout.addWidget(self._detail, 3)
        return right

    def _connect(self) -> None:
        self._back.clicked.connect(self.given_up)
        QShortcut(QKeySequence("Alt+Left"), self, self.given_up.emit)
        leaves_by(self, self._back)
        self._new.clicked.connect(lambda: self.plan_wanted.emit(self._unit))
        self._open.clicked.connect(self._on_open)
        self._view.activated.connect(self._on_open)
        self._view.doubleClicked.connect(self._on_open)
        self._view.selectionModel().currentRowChanged.connect(lambda now, _: self._show(now.row()))

    def _on_past(self, past: UnitPast) -> None:
        first, self._past = self._past is None, past
        unit = past.unit
        self._title.setText(unit.name)
        self.titled.emit(unit.name)
        self._new.setVisible(not unit.voided)
        self._facts.show_facts(self._particulars(past))
        self._often.setText(past.frequency)
        self._repeated_card.setVisible(bool(past.repeated))
        self._repeated.setText("\n\n".join(f"{question}\n{days}" for question, days in past.repeated))
        self._contacts_card.setVisible(bool(past.contacts))
        self._contacts.show_facts(past.contacts)
        self._tell(past)
        self._table.replace([self._row(one) for one in past.inspections])
        self._none.setVisible(not past.inspections)
        self._view.setVisible(bool(past.inspections))
        self._detail.setVisible(bool(past.inspections))
        if past.inspections:
            self._view.selectRow(0)
            self._show(0)
        if first and (self._back.hasFocus() or not self.isAncestorOf(self.window().focusWidget())):
            (self._view if past.inspections else self._new).setFocus()  # not on the way back, where Qt begins

    def _tell(self, past: UnitPast) -> None:
        self._notice.clear()
        if past.unit.voided:
            self._notice.say(WARNING, self.tr("这个单位已移出登记簿，以下是已有的检查。"))
        elif past.same_code:
            words = self.tr("统一社会信用代码相同的还有：{names}。检查已合并显示；请在登记簿中移出重复的一条。")
            self._notice.say(WARNING, words.format(names=past.same_code))
        elif past.frequency_warns:
            self._notice.say(WARNING, past.frequency)

    def _particulars(self, past: UnitPast) -> tuple[tuple[str, str], ...]:
        unit = past.unit
        return (
            (self.tr("类别"), past.kind),
            (self.tr("县（市、区）"), past.district),
            (self.tr("信用代码"), unit.credit_code),
            (self.tr("地址"), unit.address),
            (self.tr("负责人"), " ".join(one for one in (unit.head, unit.head_post) if one)),
            (self.tr("电话"), unit.phone),
        )

    def _row(self, one: PastInspection) -> Row:
        if one.due is None:
            due = "—"
        else:
            due = column_words(one.due.date(), self._place.desk.now().date())
            due = self.tr("{day} 已逾期").format(day=due) if one.overdue else due
        found = self.tr("{count} 个").format(count=len(one.findings)) if one.findings else self.tr("无")
        return Row(one.id, (f"{one.day}  {one.mode}", one.form, found, one.state, due), DUE if one.overdue else -1)

    def _show(self, row: int) -> None:
        known = self._past.inspections if self._past is not None else ()
        one = next((one for one in known if one.id == self._table.id(row)), None)
        if one is None:
            return
        self._chosen.setText(self.tr("{day} {mode}，{officers}").format(
            day=one.day, mode=one.mode, officers=one.officers or self.tr("未指定人员")
        ))  # fmt: skip
        self._measures.setText(self.tr("处理措施：{measures}").format(measures=one.measures or self.tr("无")))
        self._clean.setVisible(not one.findings)
        self._found.setVisible(bool(one.findings))
        self._found.show_facts((f"{found.code}  {found.severity}", self._told(found.text, found.measures))
                               for found in one.findings)  # fmt: skip

    def _told(self, text: str, measures: str) -> str:
        return f"{text}\n{measures}" if measures else text

    def _on_open(self) -> None:
        wanted = self._table.id(self._view.currentIndex().row())
        if wanted:
            self.inspection_wanted.emit(wanted)
