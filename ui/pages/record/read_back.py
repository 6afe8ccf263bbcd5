"""宣读核对: the whole record as one text to read aloud, each line with its way to be changed; and that it was heard."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QTextBrowser, QTextEdit, QVBoxLayout, QWidget

from app.services.record import journey
from ui import style
from ui.models.record import MODES, Line, RecordView, Section
from ui.pages.parts.step_page import Part
from ui.pages.record.record_step import RecordStep
from ui.reading_order import LAST
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.chooser import offer
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.form_entries import MEANING
from ui.widgets.hindrance_list import HindranceList
from ui.widgets.labels import label
from ui.widgets.notice import SUCCESS, WARNING, Notice
from ui.widgets.page import SIDE, above_foot, card, scrolled
from ui.widgets.typed_text import TypedText

SHORT = 24  # characters of a value that stands beside what it is about


class RecordText(QTextBrowser):
    """The record as one text; its links lead to where a line is changed, by mouse, or by the arrow keys and Enter.

    One stop for Tab: with a link on each line Qt's own browser would take sixty before one is back in the form.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("recordText")
        self.setAccessibleName(self.tr("笔录全文，逐行核对；按上下键选择“修改”，按回车前往"))
        self.setOpenLinks(False)
        self.setMinimumHeight(120)
        self.document().setDocumentMargin(12)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._shown: tuple[tuple[Section, ...], bool] = ((), False)

    def show_sections(self, sections: Sequence[Section], *, closed: bool) -> None:
        """Show the record; a closed one has no links. The place that is being read stays."""
        wanted = (tuple(sections), closed)
        if wanted == self._shown:
            return
        self._shown = wanted
        where = self.verticalScrollBar().value()
        self.setHtml("".join(self._section(one, closed) for one in sections))
        self.verticalScrollBar().setValue(where)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Leave the text with Tab, not only after its last link."""
        return QTextEdit.focusNextPrevChild(self, forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from link to link with the arrow keys; where none is near, and in a closed record, these scroll."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if not step or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not self._go_to_link(step):
            super().keyPressEvent(event)

    def _go_to_link(self, step: int) -> bool:
        seen, chosen = self.viewport().rect(), self.textCursor()
        if not chosen.hasSelection() or not seen.intersects(self.cursorRect(chosen)):
            chosen = self.cursorForPosition(seen.topLeft() if step > 0 else seen.bottomRight())
        here = chosen.selectionStart() if step > 0 or chosen.hasSelection() else chosen.position()
        links = [one for one in self._links() if (one.selectionStart() - here) * step > 0]
        if not links:
            return False
        wanted = min(links, key=lambda one: abs(one.selectionStart() - here))
        if not seen.adjusted(0, -seen.height(), 0, seen.height()).contains(self.cursorRect(wanted).center()):
            return False
        self.setTextCursor(wanted)
        self.ensureCursorVisible()
        return True

    def _links(self) -> Iterator[QTextCursor]:
        block = self.document().begin()
        while block.isValid():
            piece = block.begin()
            while not piece.atEnd():
                found = piece.fragment()
                if found.charFormat().isAnchor():
                    link = QTextCursor(block)
                    link.setPosition(found.position())
                    link.setPosition(found.position() + found.length(), QTextCursor.MoveMode.KeepAnchor)
                    yield link
                piece += 1
            block = block.next()

    def _section(self, section: Section, closed: bool) -> str:
        rows = "".join(self._row(line, closed) for line in section.lines)
        return (
            f'<h3 style="margin:14px 0 4px 7px">{html.escape(section.title)}</h3>'
            f'<table width="100%" cellspacing="0" cellpadding="7">{rows}</table>'
        )

    def _row(self, line: Line, closed: bool) -> str:
        colour = style.RED if line.alert else style.QUIET
        way = ""
        if line.place and not closed:
            words = self.tr("修改")
            way = f'<a href="{html.escape(line.place)}" style="color:{style.BRAND}">{words}</a>'
        value = html.escape(line.value)
        edge = f"border-bottom:1px solid {style.LINE}"
        if len(value) > SHORT:  # a list of articles stands below what it is about, not in a narrow column beside it
            below = f'<br><span style="color:{style.QUIET};font-size:{style.current().small}pt">{value}</span>'
            first = f'<td colspan="2" style="{edge}">{html.escape(line.text)}{below}</td>'
        elif not line.value:
            first = f'<td colspan="2" style="{edge}">{html.escape(line.text)}</td>'
        else:
            first = (
                f'<td width="62%" style="{edge}">{html.escape(line.text)}</td>'
                f'<td style="{edge};color:{colour}">{value}</td>'
            )
        return f'<tr>{first}<td width="60" align="right" style="{edge}">{way}</td></tr>'


class ReadBackPart(Part):
    """Who heard or read the draft, how, and what was said to it."""

    at_edge = True
    page: RecordStep

    def __init__(self, page: RecordStep) -> None:
        super().__init__(page)
        self._text = RecordText()
        self._state, self._short = Notice(), HindranceList("shortSamples", narrow=True)
        self._redraft = button(self.tr("去重新生成笔录"), "goDraft")
        self._sheet = button(self.tr("去打印或另存草稿"), "goPrintDraft")
        self._person, self._remarks = DropDown(), TypedText(3)
        self._modes = QButtonGroup(self)
        self._heard = label("", "plain", wrap=True, name="readBacks")
        self._record = button(self.tr("记录：已核对"), "recordReadBack", "primary")
        self._form = QWidget()
        self._build()
        self._kept = Unfinished(self._form, page.place, f"readBack/{page.inspection}")
        self._kept.restored.connect(self._show_words)
        self._text.anchorClicked.connect(self._on_link)
        self._short.place_wanted.connect(page.go)
        for one in (self._redraft, self._sheet):
            one.clicked.connect(lambda: page.show_part("draft"))
        self._record.clicked.connect(self._on_record)
        self._modes.buttonClicked.connect(self._show_words)
        self._show_words()

    def show_view(self, view: RecordView) -> None:
        """Show the record as recorded now, and whether the present draft was heard."""
        closed = view.sealed is not None
        self._text.show_sections(view.sections, closed=closed)
        cautions = () if closed else (*view.short, *view.cautions, *view.waiting)
        title = self.tr("签名之前请看一看（不妨碍下一步；签名后再补充须重新签名）：") if cautions else ""
        self._short.show_list(WARNING, title, cautions, [one.place for one in cautions if one.place])
        offer(self._person, view.speakers)
        self._heard.setText("\n".join(view.read_backs))
        self._heard.setVisible(bool(view.read_backs))
        self._form.setVisible(not closed and view.drafted and not view.was_read)
        if view.speakers and not closed:
            self._kept.begin_once()
        self._redraft.setVisible(not closed and not view.drafted)
        self._redraft.setText(self.tr("去重新生成笔录") if view.document else self.tr("去生成笔录"))
        if closed or (view.was_read and view.drafted):
            self._state.say(SUCCESS, self.tr("已核对，内容没有改动。"))
        elif view.changed:
            self._state.say(WARNING, self.tr("笔录生成后内容有改动：须重新生成，再次宣读。"))
        elif view.document:
            self._state.clear()
        else:
            self._state.say(WARNING, self.tr("还没有笔录，生成后再宣读。"))

    def _build(self) -> None:
        frame, inside = card()
        inside.addWidget(label(self.tr("向对方宣读或交其阅读"), "section"))
        for one in (self._state, self._redraft, self._form, self._heard, self._short):  # the act stays above the fold
            inside.addWidget(one)
        form = QVBoxLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(10)
        form.addWidget(Field(self.tr("核对人"), self._person, "listener"))
        self._person.setProperty(MEANING, True)
        ways = QHBoxLayout()
        for mode in MODES:
            words = {"screen": self.tr("屏幕上宣读"), "paper": self.tr("纸上交阅")}[mode]
            made = button(words, f"mode_{mode}", checkable=True)
            made.setProperty("mode", mode)
            made.setChecked(mode == "screen")
            self._modes.addButton(made)
            ways.addWidget(made, 1)
        form.addLayout(ways)
        form.addWidget(self._sheet)
        hint = self.tr("对方要求更正的，先点左侧“修改”；不改的，如实写在这里。")
        form.addWidget(Field(self.tr("对方的补正意见（可不填）"), self._remarks, "remarks", hint))
        form.addWidget(self._record)
        side = scrolled(frame, at_edge=True)
        side.setFixedWidth(round(style.current().base * (28 if style.current() is style.LARGE else 32)) + SIDE)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        layout.addLayout(above_foot(self._text), 1)
        layout.addWidget(side)
        self._text.setProperty(LAST, True)  # with a link on each line it would stand in the way of the act

    def _mode(self) -> str:
        chosen = self._modes.checkedButton()
        return str(chosen.property("mode")) if chosen is not None else "screen"

    def _show_words(self) -> None:
        on_screen = self._mode() == "screen"
        self._sheet.setVisible(not on_screen)
        self._record.setText(self.tr("记录：已宣读") if on_screen else self.tr("记录：已交阅读"))
        self._record.setAccessibleName(self._record.text())

    def _on_link(self, place: QUrl) -> None:
        self.page.go(place.toString())

    def _on_record(self) -> None:
        page, mode = self.page, self._mode()
        person, remarks = str(self._person.currentData() or ""), self._remarks.toPlainText().strip()

        def done(_: object) -> None:
            self._remarks.show_text("")
            self._kept.finish()
            page.say_done(self.tr("已记录核对。可以签名。"))

        page.act(lambda desk: journey.read_back(desk, page.inspection, person, mode, remarks), done)
