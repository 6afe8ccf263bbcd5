"""What each way of service asks for beside paper, recipient and place: days, numbers, the account, the notice."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.characters import joined
from app.domain.clock import CHINA
from app.domain.procedure.records import ELECTRONIC, NOTICE, POST
from app.domain.procedure.sent_days import CHANNEL, PUBLISHED_ON, SENT_ON
from ui.models.delivering import DETAILS
from ui.models.making import day_typed
from ui.models.moments import day_words
from ui.models.service import ServiceView
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.typed_line import TypedLine
from ui.widgets.typed_text import TypedText
from ui.workplace import Workplace

REASON = "reason"
DAYS = (SENT_ON, PUBLISHED_ON)


class WayDetails(QWidget):
    """The fields of the ways that are not in person; what is known is proposed, and what was typed stays."""

    def __init__(self, place: Workplace, view: ServiceView) -> None:
        super().__init__()
        self._place, self._view, self._way, self._paper = place, view, "", ""
        names = dict.fromkeys(one for way in DETAILS.values() for one in way if one != REASON)
        self._lines, self._reason = {name: TypedLine() for name in names}, TypedText(3)
        self._offered: dict[str, str] = {}
        self._consent = label(
            self.tr("当事人还没有签署同意电子送达的确认书，不能电子送达：先在文书中制作《送达地址（电子送达）确认书》并签名。"),
            "caution", wrap=True, name="noConsent",
        )  # fmt: skip
        self.fields = self._fields()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._consent)
        for field in self.fields.values():
            layout.addWidget(field)

    def _fields(self) -> dict[str, Field]:
        typed = self._lines
        return {
            SENT_ON: Field(self.tr("交邮日期"), typed[SENT_ON], "serviceSentOn"),
            PUBLISHED_ON: Field(
                self.tr("发出公告的日期"), typed[PUBLISHED_ON], "servicePublished",
                self.tr("如 2026年3月10日；经过三十日视为送达，期限从那一天起算"),
            ),
            "tracking": Field(
                self.tr("邮件号码"), typed["tracking"], "serviceTracking",
                self.tr("收到回执后登记收件日期，期限从那一天起算"),
            ),
            "account": Field(
                self.tr("电子邮箱、传真号码或者账号"), typed["account"], "serviceAccount",
                self.tr("须与当事人签署的确认书一致；登记到达日期后，期限从那一天起算"),
            ),
            CHANNEL: Field(
                self.tr("随文告知的提交行政复议申请书的互联网渠道"), typed[CHANNEL], "serviceChannel",
                self.tr("通过互联网送达决定须同时提供；传真送达的，写明“传真送达，不适用”"),
            ),
            "medium": Field(self.tr("公告的载体"), typed["medium"], "serviceMedium", self.tr("如报纸名称和版面、网址")),
            REASON: Field(
                self.tr("采用公告送达的原因和经过"), self._reason, "serviceReason",
                self.tr("写明下落不明，或者用过哪些方式、为什么没有送到"),
            ),
        }  # fmt: skip

    def show_way(self, way: str, paper: str) -> None:
        """Show what a way asks for of a paper, with what is known of it."""
        self._way, self._paper = way, paper
        self.setVisible(way in DETAILS)
        for name, field in self.fields.items():
            field.setVisible(name in self._wanted())
        self._consent.setVisible(way == ELECTRONIC and not self._view.account)
        self.fields[SENT_ON].set_title(self.tr("交邮日期") if way == POST else self.tr("发送日期"))
        self.fields[SENT_ON].set_hint(
            self.tr("邮局收寄的那一天，可以是今天以前") if way == POST else self.tr("发出的那一天，可以是今天以前")
        )
        today = self._place.desk.now().astimezone(CHINA).date()
        self._propose(SENT_ON, day_words(today))
        self._propose("account", self._view.account)
        tried = self._view.attempts.get(paper, "") if way == NOTICE else ""
        if self._reason.toPlainText() == self._offered.get(REASON, ""):
            self._reason.show_text(tried)
            self._offered[REASON] = tried

    def said(self) -> dict[str, str]:
        """Return what is entered for the way, days as ISO."""
        today = self._place.desk.now().astimezone(CHINA).date()
        said = {name: self._lines[name].text().strip() for name in self._wanted() if name != REASON}
        said |= {REASON: joined(self._reason.toPlainText()).strip()} if REASON in self._wanted() else {}
        return {name: day_typed(text, today) if name in DAYS else text for name, text in said.items()}

    def _wanted(self) -> Mapping[str, str]:
        asked = DETAILS.get(self._way, {})
        return {name: text for name, text in asked.items() if name != CHANNEL or self._paper in self._view.contested}

    def _propose(self, name: str, text: str) -> None:
        line = self._lines[name]
        if line.text() == self._offered.get(name, ""):  # what was typed stays
            line.offer(text)
            self._offered[name] = text
