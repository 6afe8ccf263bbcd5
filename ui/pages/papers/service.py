"""送达: to whom, how, where; the signatures of its receipt; and, once complete, which clocks run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.problems import Problem
from app.domain.procedure.guards_handing import CAPACITY
from app.domain.procedure.records import DIRECT, ELECTRONIC, IN_PERSON_WAYS, LEFT_BEHIND, NOTICE, POST
from app.domain.procedure.witnesses import NAMESAKE
from app.services.papers.delivery import Delivery
from ui import style
from ui.models.delivering import PLACELESS, delivery_problems, finish, start
from ui.models.papers import PaperRow
from ui.models.service import Choice, ServiceView, UnderWay
from ui.pages.papers.photo import PhotoField
from ui.pages.papers.service_details import WayDetails
from ui.pages.papers.service_under_way import ArrivalForm, WithdrawForm
from ui.pages.papers.signing import SigningBox
from ui.pages.papers.step import PapersStep, StepView
from ui.pages.parts.namesake_field import NamesakeField
from ui.pages.parts.step_page import Part
from ui.unfinished import kept_form
from ui.widgets.buttons import button
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.chooser import offer
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.widgets.marked import tell
from ui.widgets.page import card, into_sight
from ui.widgets.tick_box import TickBox
from ui.widgets.typed_line import TypedLine


class ServicePart(Part):
    """Services under way first, then a new one, then those that are complete.

    ``paper_wanted(row)`` leads to a paper that cannot be served yet.
    """

    page: PapersStep
    paper_wanted = Signal(object)

    def __init__(self, page: PapersStep) -> None:
        super().__init__(page)
        self._shown: ServiceView | None = None
        self._held = QVBoxLayout(self)
        self._held.setContentsMargins(0, 0, 0, 0)
        self._held.setSpacing(12)

    def show_view(self, view: StepView) -> None:
        """Show how service stands."""
        if view.service == self._shown:
            return
        self._shown = found = view.service
        empty(self._held)
        for one in found.under_way:
            self._held.addWidget(self._under_way(one))
        if found.papers:
            self._add(self.tr("办理送达"), DeliveryForm(self.page, found))
        for waiting in found.waiting:
            self._held.addWidget(self._not_yet(waiting))
        for done in found.served:
            frame, inside = card()
            inside.addWidget(label(self.tr("已送达：{title}").format(title=done.title), "section", wrap=True))
            for line in done.lines:
                inside.addWidget(label(line, "plain", wrap=True, name="servedLine"))
            self._held.addWidget(frame)
        if not (found.under_way or found.papers or found.waiting or found.served):
            words = self.tr("还没有要送达的文书。通知书定稿、盖章后在这里送达。")
            self._held.addWidget(label(words, "quiet", wrap=True, name="nothingToServe"))

    def _under_way(self, one: UnderWay) -> QWidget:
        frame, inside = card()
        head = self.tr("邮寄在途：{title}") if one.posted else self.tr("正在送达：{title}")
        head = self.tr("公告期内：{title}") if one.running else head
        inside.addWidget(label(head.format(title=one.title), "section", wrap=True, name="underWay"))
        for line in one.facts:
            inside.addWidget(label(line, "quiet", wrap=True))
        if one.awaits:
            inside.addWidget(ArrivalForm(self.page, one))
        elif not one.signed:
            inside.addWidget(SigningBox(self.page, one))
            if one.mendable:
                inside.addWidget(ArrivalForm(self.page, one))
        else:
            words = self.tr("已全部签名。完成送达后回证封存，期限开始计算。")
            words = self.tr("已全部签名。公告期满以后在这里完成送达。") if one.running else words
            inside.addWidget(label(words, "plain", wrap=True, name="allSigned"))
            if not one.running:
                go, page = button(self.tr("完成送达"), "completeService", "primary"), self.page
                go.clicked.connect(lambda: page.enter(lambda desk: finish(desk, page.inspection, one.receipt)))
                inside.addWidget(go, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addWidget(WithdrawForm(self.page, one))
        return frame

    def _not_yet(self, waiting: PaperRow) -> QWidget:
        frame, inside = card()
        words = self.tr("{title}还不能送达。{next}").format(title=waiting.title, next=waiting.next)
        row = QHBoxLayout()
        row.addWidget(label(words, "plain", wrap=True, name="notYetServed"), 1)
        go = button(self.tr("去办理"), "goToPaper", "link", tip=words)
        go.clicked.connect(lambda: self.paper_wanted.emit(waiting))
        row.addWidget(go)
        inside.addLayout(row)
        return frame

    def _add(self, title: str, what: QWidget) -> None:
        frame, inside = card()
        inside.addWidget(label(title, "section", wrap=True))
        inside.addWidget(what)
        self._held.addWidget(frame)


class DeliveryForm(QWidget):
    """What is entered of a service before its receipt is drafted."""

    def __init__(self, page: PapersStep, view: ServiceView) -> None:
        super().__init__()
        self._page = page
        self._paper, self._recipient, self._place = DropDown(), DropDown(), TypedLine()
        self._place.offer(view.place)
        self._met_at, self._address = view.place, view.address
        self._refusal = TypedLine()
        words = {
            DIRECT: self.tr("直接"), LEFT_BEHIND: self.tr("留置"), POST: self.tr("邮寄"),
            ELECTRONIC: self.tr("电子"), NOTICE: self.tr("公告"),
        }  # fmt: skip
        self._way = ChoiceRow("serviceWay", words, DIRECT)
        self._allowed, self._others, self._capacity = view.witnesses, view.others, TypedLine()
        self._witnesses = {one.id: self._witness(one) for one in view.people}
        self._nobody = label(
            self.tr("在场人员中没有可以作见证人的：先在“到场”中登记居委会等基层组织或者单位的其他人员，或者添加照片。"),
            "quiet", wrap=True, name="noWitness",
        )  # fmt: skip
        self._two = NamesakeField("serviceNamesake")
        self._photos = PhotoField("servicePhotos", self.tr("添加送达过程的照片…"), many=True)
        self._left, self._more = QWidget(), WayDetails(page.place, view)
        self._go = button(self.tr("生成送达回证并签名"), "beginService", "primary")
        offer(self._paper, [(one.id, one.words) for one in view.papers])
        offer(self._recipient, [(one.id, one.words) for one in view.people])
        self._fields = {
            "document": Field(self.tr("送达的文书"), self._paper, "servedPaper"),
            "way": Field(self.tr("送达方式"), self._way, "serviceWay"),
            "recipient": Field(self.tr("受送达人"), self._recipient, "recipient"),
            "place": Field(self.tr("送达地点"), self._place, "servicePlace"),
            "capacity": Field(
                self.tr("凭什么认定此人负责为单位收件"), self._capacity, "serviceCapacity",
                self.tr("如办公室机要员、收发员；写入送达回证"),
            ),
            "refusal": Field(
                self.tr("拒收的理由和当时情形"), self._refusal, "refusal", self.tr("对方不说明的，写明“未说明理由”")
            ),
            **self._more.fields,
            "proof": Field(self.tr("现场照片"), self._photos, "proof", self.tr("没有见证人时必须有照片或录像")),
        }
        self._build()
        self._way.chosen.connect(self._on_way)
        self._recipient.currentIndexChanged.connect(self._on_recipient)
        self._paper.currentIndexChanged.connect(lambda _: self._show_way(self._way.key()))
        self._go.clicked.connect(self._on_go)
        self._on_recipient()
        shown = lambda: self._show_way(self._way.key())  # noqa: E731  # reads better than a def
        self._kept = kept_form(self, page.place, f"delivery/{page.inspection}", shown)

    def _build(self) -> None:
        self._build_left()
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(10)
        self._grid, columns = grid, 1 if style.current() is style.LARGE else 2
        for at, name in enumerate(("document", "way", "recipient", "place")):
            grid.addWidget(self._fields[name], at // columns, at % columns, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(at % columns, 1)
        words = self.tr("名单里没有受送达人、见证人的，先登记")
        meet = button(words, "meetReceiver", "link", tip=self.tr("到“到场 · 在场人员”登记，再回到这里"))
        meet.clicked.connect(lambda: self._page.step_wanted.emit("arrival/persons"))
        go = QHBoxLayout()
        go.addWidget(self._go)
        go.addStretch(1)
        go.addWidget(meet)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(grid)
        layout.addWidget(self._fields["capacity"])
        layout.addWidget(self._left)
        layout.addWidget(self._more)
        layout.addLayout(go)
        self._show_way(DIRECT)

    def _build_left(self) -> None:
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        left.addWidget(self._fields["refusal"])
        words = self.tr("见证人（基层组织或者单位的其他人员，须在回证上签名；负责人、受委托人不能作见证人）")
        left.addWidget(label(words, "label", wrap=True))
        left.addWidget(self._nobody)
        for box in self._witnesses.values():
            left.addWidget(box)
        left.addWidget(self._two)
        left.addWidget(self._fields["proof"])
        self._left.hide()

    def _witness(self, one: Choice) -> TickBox:
        box = TickBox(one.words)
        box.setObjectName(f"witness_{one.id.rsplit('/', 1)[-1]}")
        box.setAccessibleName(self.tr("见证人 {name}").format(name=one.words))
        box.toggled.connect(self._ask_of_namesakes)
        return box

    def _on_recipient(self) -> None:
        allowed = self._may_witness()
        for person, box in self._witnesses.items():
            box.setVisible(person in allowed)
        self._nobody.setVisible(not allowed)
        self._fields["capacity"].setVisible(self._asks_capacity())
        self._ask_of_namesakes()

    def _asks_capacity(self) -> bool:
        return self._way.key() in IN_PERSON_WAYS and self._recipient.currentData() in self._others

    def _may_witness(self) -> Mapping[str, str]:
        return self._allowed.get(str(self._recipient.currentData() or ""), {})

    def _seen(self) -> list[str]:
        allowed = self._may_witness()
        return [one for one, box in self._witnesses.items() if box.isChecked() and one in allowed]

    def _ask_of_namesakes(self) -> None:
        self._two.ask(*(self._may_witness()[one] for one in self._seen()))

    def _on_way(self, way: str) -> None:
        self._show_way(way)
        QTimer.singleShot(0, self, lambda: into_sight(self._go))

    def _show_way(self, way: str) -> None:
        self._left.setVisible(way == LEFT_BEHIND)
        self._fields["recipient"].setVisible(way in IN_PERSON_WAYS)
        self._fields["capacity"].setVisible(self._asks_capacity())
        place = self._fields["place"]
        place.setVisible(way not in PLACELESS)
        if style.current() is not style.LARGE:  # beside the recipient, or in its place where there is none
            self._grid.addWidget(place, 1, 1 if way in IN_PERSON_WAYS else 0, Qt.AlignmentFlag.AlignTop)
        self._fields["place"].set_title(self.tr("寄往的地址") if way == POST else self.tr("送达地点"))
        before, now = (self._met_at, self._address) if way == POST else (self._address, self._met_at)
        if now and self._place.text() == before:  # what was typed stays
            self._place.offer(now)
        self._more.show_way(way, str(self._paper.currentData() or ""))
        acts = {
            POST: self.tr("登记交邮，生成送达回证"), ELECTRONIC: self.tr("登记发送，生成送达回证"),
            NOTICE: self.tr("登记公告，生成送达回证"),
        }  # fmt: skip
        self._go.setText(acts.get(way, self.tr("生成送达回证并签名")))

    def _delivery(self) -> Delivery:
        way = self._way.key()
        recipient = str(self._recipient.currentData() or "") if way in IN_PERSON_WAYS else ""
        left = way == LEFT_BEHIND
        seen, details = self._seen() if left else (), self._more.said()
        if left and self._two.said():
            details[NAMESAKE] = self._two.said()
        if self._asks_capacity():
            details[CAPACITY] = self._capacity.text().strip()
        return Delivery(
            str(self._paper.currentData() or ""), way, recipient,
            "" if way in PLACELESS else self._place.text().strip(),
            self._refusal.text().strip() if left else "", tuple(seen), details=details,
        )  # fmt: skip

    def _on_go(self) -> None:
        entered, inspection = self._delivery(), self._page.inspection
        photos = self._photos.paths if entered.way == LEFT_BEHIND else ()
        problems = delivery_problems(entered, photos)
        if problems:  # told above the page too, with the focus in the first field, as everywhere
            self._page.enter(lambda desk: (None, problems), wrong=self._show)
            return
        work = lambda desk: start(desk, inspection, entered, photos)  # noqa: E731  # shorter
        self._page.enter(work, lambda _: self._kept.finish(), self._show)

    def _show(self, problems: Sequence[Problem]) -> None:
        tell(self._fields, problems)
