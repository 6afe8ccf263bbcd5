"""新办文书: the papers a case may need beyond the visit's own, by group; one chosen is begun, or its form filled in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QListWidgetItem

from ui.models.making import Form, MakingView, OfferRow, start
from ui.pages.papers.making_form import MakingForm
from ui.pages.papers.step import PapersStep, StepView
from ui.pages.parts.step_page import Part
from ui.widgets.buttons import button, next_focus
from ui.widgets.giving_way import GivingWay
from ui.widgets.hindrance_list import HindranceList, empty
from ui.widgets.labels import label
from ui.widgets.lines_list import LinesList
from ui.widgets.notice import WARNING
from ui.widgets.page import above_foot, card, scrolled

_OFFER, _FORM = "offer", "form"


class MakingPart(Part):
    """Forms begun first, then what can be made, group by group. ``drafted(document)`` leads to the paper."""

    page: PapersStep
    at_edge = scrolls_itself = True
    drafted = Signal(str)
    place_wanted = Signal(str)

    def __init__(self, page: PapersStep) -> None:
        super().__init__(page)
        self._view: MakingView | None = None
        self._asked: tuple[str, str] = ("", "")
        self._form: MakingForm | None = None
        self._list = LinesList()
        self._detail, self._held = card()
        self._held.setSpacing(12)
        self._area = scrolled(self._detail, at_edge=True)
        self._build()
        self._list.currentItemChanged.connect(self._on_current)

    def show_view(self, view: StepView) -> None:
        """Show what can be made and the forms begun; the one chosen stays chosen."""
        if view.making == self._view:
            return
        self._view = view.making
        self._fill()

    def open_form(self, document: str) -> None:
        """Show the form of a paper."""
        self._asked = (_FORM, document)
        if self._view is not None:
            self._fill()

    def take_focus(self) -> None:
        """Put the focus on the first field of the form."""
        first = next_focus(self)
        if first is not None:
            first.setFocus()

    def open_offer(self, kind: str) -> None:
        """Show a paper that can be made."""
        self._asked = (_OFFER, kind)
        if self._view is not None:
            self._fill()

    @property
    def document(self) -> str:
        """Return the id of the paper that is being filled in, "" where none is."""
        return self._form.document if self._form is not None else ""

    def fills_in(self, document: str) -> bool:
        """Return whether a paper is one of those that are filled in here."""
        return self._view is not None and any(one.document == document for one in self._view.forms)

    def _build(self) -> None:
        self._list.setObjectName("offers")
        self._list.setAccessibleName(self.tr("可办的文书"))
        GivingWay(self._list, 25, 22)
        body = QHBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(14)
        body.addLayout(above_foot(self._list))
        body.addWidget(self._area, 1)

    def _fill(self) -> None:
        assert self._view is not None
        self._list.blockSignals(True)
        self._list.clear()
        if self._view.forms:
            self._heading(self.tr("填写中"))
        for form in self._view.forms:
            state = self.tr("已生成草稿") if form.drafted else self._lacking(form)
            self._item(f"{form.title} {form.number}".strip(), state, (_FORM, form.document))
        group = ""
        for one in self._view.offers:
            if one.group != group:
                group = one.group
                self._heading(group)
            self._item(one.title, self._words(one), (_OFFER, one.kind))
        self._list.blockSignals(False)
        self._choose()

    def _words(self, one: OfferRow) -> str:
        if one.called_for and not one.blockers:
            return self.tr("需要办理")
        if one.made:
            return self.tr("已制作 {n} 份").format(n=one.made)
        return self.tr("现在不能制作") if one.blockers else ""

    def _lacking(self, form: Form) -> str:
        return self.tr("还有 {n} 处要填").format(n=len(form.problems)) if form.problems else self.tr("已填齐，可以生成")

    def _heading(self, words: str) -> None:
        item = QListWidgetItem(words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        font = QFont(self._list.font())
        font.setBold(True)
        item.setFont(font)
        self._list.addItem(item)

    def _item(self, title: str, words: str, key: tuple[str, str]) -> None:
        item = QListWidgetItem(f"{title}\n{words}" if words else title)
        item.setData(Qt.ItemDataRole.UserRole, key)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{title} {words}")
        self._list.addItem(item)

    def _choose(self) -> None:
        items = (self._list.item(at) for at in range(self._list.count()))
        known = [one for one in items if _key(one) != ("", "")]
        chosen = next((one for one in known if _key(one) == self._asked), known[0] if known else None)
        if chosen is None:
            return
        self._list.blockSignals(True)
        self._list.setCurrentItem(chosen)
        self._list.blockSignals(False)
        self._on_current(chosen)

    def _on_current(self, item: QListWidgetItem | None, _before: QListWidgetItem | None = None) -> None:
        if item is None or self._view is None:
            return
        kind, key = self._asked = _key(item)
        if kind == _FORM:
            self._show_form(next(one for one in self._view.forms if one.document == key))
        else:
            self._show_offer(next(one for one in self._view.offers if one.kind == key))

    def _show_form(self, form: Form) -> None:
        if self._form is not None and self._form.document == form.document:
            self._form.show_form(form)
            return
        empty(self._held)
        self._form = MakingForm(self.page, form)
        self._form.drafted.connect(self.drafted)
        self._held.addWidget(self._form)
        self._held.addStretch(1)
        self._area.verticalScrollBar().setValue(0)

    def _show_offer(self, one: OfferRow) -> None:
        empty(self._held)
        self._form = None
        self._held.addWidget(label(one.title, "section", wrap=True, name="offerTitle"))
        if one.note:
            self._held.addWidget(label(one.note, "plain", wrap=True, name="offerNote"))
        if one.blockers:
            told = HindranceList("offerLacking")
            self._held.addWidget(told)
            told.show_list(WARNING, self.tr("现在不能制作："), one.blockers, [each.place for each in one.blockers])
            told.place_wanted.connect(self.place_wanted)
        go = button(self.tr("开始制作"), "beginPaper", "primary")
        go.setEnabled(not one.blockers)
        go.clicked.connect(lambda: self._on_begin(one.kind))
        self._held.addWidget(go, 0, Qt.AlignmentFlag.AlignLeft)
        self._held.addStretch(1)

    def _on_begin(self, kind: str) -> None:
        page = self.page

        def begun(document: object) -> None:
            self._asked = (_FORM, str(getattr(document, "id", "")))

        page.enter(lambda desk: start(desk, page.inspection, kind), begun)


def _key(item: QListWidgetItem) -> tuple[str, str]:
    kept = item.data(Qt.ItemDataRole.UserRole)
    return (str(kept[0]), str(kept[1])) if kept else ("", "")
