"""What the record will say, in its three parts, and what the unit says to it in its own words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.record import journey
from ui import style
from ui.models.record import CONTENT, FINDINGS, HANDLING, Line, RecordView, Section
from ui.pages.parts.step_page import Part
from ui.pages.record.record_step import RecordStep
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.chooser import offer
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.form_entries import MEANING
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.widgets.page import card, headed, opens
from ui.widgets.typed_line import TypedLine
from ui.widgets.typed_text import TypedText

SHORT = 12  # characters of a value that stands beside what it is about


class ContentsPart(Part):
    """内容、问题、处理 as the record will say them, and what the unit says to it in its own words."""

    page: RecordStep

    def __init__(self, page: RecordStep) -> None:
        super().__init__(page)
        self._said = QVBoxLayout()
        self._said.setSpacing(12)
        self._speaker, self._text = DropDown(), TypedText(3)
        hint = self.tr("没有意见的，点“记录为无意见”。")
        self._speaker.setProperty(MEANING, True)
        self._fields = (
            Field(self.tr("陈述人"), self._speaker, "speaker"),
            Field(self.tr("陈述和申辩（按对方原话记录）"), self._text, "statement", hint),
        )
        self._recorded = label("", "plain", wrap=True, name="statementRecorded")
        self._record = button(self.tr("记录陈述"), "recordStatement")
        self._none = button(self.tr("记录为无意见"), "noStatement")
        self._last = ""
        self._wrong = button(self.tr("最后一条记录有误…"), "statementWrong", "link", checkable=True)
        self._reason = TypedLine()
        self._voiding = Field(self.tr("作废最后一条陈述的原因"), self._reason, "statementVoidReason")
        self._void = button(self.tr("作废这条陈述"), "voidStatement")
        self._form, self._stating = QWidget(), QWidget()
        self._build()
        self._kept = Unfinished(self._stating, page.place, f"statement/{page.inspection}")
        self._void_kept = Unfinished(self._voiding, page.place, "")
        self._void_kept.restored.connect(lambda: self._wrong.setChecked(True))
        self._text.textChanged.connect(lambda: self._fields[1].set_problem(""))
        self._record.clicked.connect(self._on_record)
        self._none.clicked.connect(lambda: self._give(""))
        self._void.clicked.connect(self._on_void)

    def show_view(self, view: RecordView) -> None:
        """Show the three parts and the statement."""
        empty(self._said)
        for section in view.sections:
            if section.key in (CONTENT, FINDINGS, HANDLING):
                self._said.addWidget(self._card(section, locked=view.sealed is not None))
        offer(self._speaker, view.speakers)
        said = self.tr("已记录（{told}）：{text}").format(told=view.told, text=view.statement)
        self._recorded.setText(said if view.statement else self.tr("还没有记录。"))
        self._form.setVisible(view.sealed is None)
        if view.sealed is None:
            self._kept.begin_once()
        if view.last_statement != self._last:
            self._wrong.setChecked(False)
        self._last = view.last_statement
        self._void_kept.turn_to(f"voidStatement/{self._last}" if self._last else "", self._reason.clear)
        again = bool(view.statement)
        self._record.setText(self.tr("补充陈述") if again else self.tr("记录陈述"))
        self._none.setVisible(not again)
        self._wrong.setVisible(again)

    def _build(self) -> None:
        frame, inside = card()
        inside.addWidget(label(self.tr("被检查单位的陈述和申辩"), "section"))
        inside.addWidget(self._recorded)
        form, stating = QVBoxLayout(self._form), QVBoxLayout(self._stating)
        for made in (form, stating):
            made.setContentsMargins(0, 0, 0, 0)
            made.setSpacing(10)
        for field in self._fields:
            stating.addWidget(field)
        form.addWidget(self._stating)
        row = QHBoxLayout()
        row.addWidget(self._record)
        row.addWidget(self._none)
        row.addStretch(1)
        form.addLayout(row)
        asked = QWidget()
        column = QVBoxLayout(asked)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._voiding)
        column.addWidget(self._void, 0, Qt.AlignmentFlag.AlignLeft)
        form.addWidget(self._wrong, 0, Qt.AlignmentFlag.AlignLeft)
        form.addWidget(asked)
        opens(self._wrong, asked, self._reason)
        inside.addWidget(self._form)
        large = style.current() is style.LARGE
        layout = QBoxLayout(QBoxLayout.Direction.BottomToTop if large else QBoxLayout.Direction.LeftToRight, self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        layout.addLayout(self._said, 3)
        layout.addWidget(frame, 2, Qt.AlignmentFlag.AlignTop)

    def _card(self, section: Section, locked: bool) -> QWidget:
        frame, inside = card()
        title = label(section.title, "section")
        place = next((one.place for one in section.lines if one.place), "")
        if place and not locked:
            words = self.tr("修改")
            change = button(words, f"change_{section.key}", "link", tip=f"{words}：{section.title}")
            change.clicked.connect(lambda _=False: self.page.go(place))
            headed(inside, (title, 1), change)
        else:
            inside.addWidget(title)
        for line in section.lines:
            inside.addLayout(_row(line))
        return frame

    def _on_record(self) -> None:
        text = self._text.toPlainText().strip()
        if not text:
            self._fields[1].set_problem(self.tr("请写下对方的陈述；没有意见的，点“记录为无意见”。"))
            self._text.setFocus()
            return
        self._give(text)

    def _give(self, text: str) -> None:
        person = str(self._speaker.currentData() or "")
        page = self.page

        def done(_: object) -> None:
            self._text.show_text("")
            self._kept.finish()
            page.say_done(self.tr("陈述已记录。"))

        more = bool(self._last)
        page.act(lambda desk: journey.state_for_unit(desk, page.inspection, person, text, more=more), done)

    def _on_void(self) -> None:
        reason, page, last = self._reason.text().strip(), self.page, self._last
        self._voiding.set_problem("" if reason else self.tr("请写明原因。"))
        if reason:
            void = lambda desk: journey.void_statement(desk, page.inspection, last, reason)  # noqa: E731  # shorter
            page.act(void, lambda _: self._void_kept.finish(f"voidStatement/{last}"))


def _row(line: Line) -> QBoxLayout:
    text = label(line.text, "plain", wrap=True)
    text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    text.setContentsMargins(0, 1, 0, 0)  # text that can be chosen stands a pixel higher than the value beside it
    if len(line.value) > SHORT:  # a list of articles stands below what it is about, not in a narrow column beside it
        below = QVBoxLayout()
        below.setSpacing(2)
        below.addWidget(text)
        below.addWidget(label(line.value, "small", wrap=True))
        return below
    row = QHBoxLayout()
    row.setSpacing(16)
    row.addWidget(text, 3, Qt.AlignmentFlag.AlignTop)
    if line.value:
        value = label(line.value, "problem" if line.alert else "quiet", wrap=True)
        row.addWidget(value, 1, Qt.AlignmentFlag.AlignTop)
    return row
