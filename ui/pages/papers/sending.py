"""A paper that goes to another body: sent and registered, its answer entered when it comes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.procedure.issuing import Sending
from app.domain.sending_ways import EVERY_WAY, SENDING_WAYS
from app.services.papers.sending import record_reply, send, withdraw_sending
from ui.models.moments import moment_words
from ui.models.paper_view import PaperView
from ui.pages.papers.step import PapersStep
from ui.unfinished import kept_form
from ui.widgets.buttons import button
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.page import opens
from ui.widgets.typed_line import TypedLine


class SendingForm(QWidget):
    """To whom a stamped paper goes, how, and under which reference."""

    def __init__(self, page: PapersStep, view: PaperView) -> None:
        super().__init__()
        to, reference, way = TypedLine(), TypedLine(), ChoiceRow("sendingWay", SENDING_WAYS, next(iter(SENDING_WAYS)))
        field = Field(self.tr("报送的机关、部门"), to, "sendingTo")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        go = button(self.tr("登记已报送"), "recordSending", "primary")
        hint = self.tr("邮寄单号、机要编号等，可不填")
        for part in (field, way, Field(self.tr("凭证"), reference, "sendingReference", hint), go):
            layout.addWidget(part)
        document = view.row.id
        kept = kept_form(self, page.place, f"send/{document}")

        def record() -> None:
            addressee, key, proof = to.text().strip(), way.key(), reference.text().strip()
            field.set_problem("" if addressee else self.tr("请填写报送的机关、部门。"))
            if addressee:
                page.act(
                    lambda desk: send(desk, page.inspection, document, to=addressee, way=key, reference=proof),
                    lambda _: kept.finish(),
                )

        go.clicked.connect(record)


class SentCard(QWidget):
    """One sending with its answer, or a line to enter it."""

    def __init__(self, page: PapersStep, sending: Sending) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        words = self.tr("{at} 报送{to}（{way}）").format(
            at=moment_words(sending.at), to=sending.to, way=EVERY_WAY.get(sending.way, sending.way)
        )
        layout.addWidget(label(words, "plain", wrap=True, name="sentWords"))
        if sending.reply:
            answered = self.tr("答复：{text}").format(text=sending.reply.get("text", ""))
            layout.addWidget(label(answered, "good", wrap=True, name="replyWords"))
        form = self._reply(page, sending)
        again = button(self.tr("对方再次答复…"), "replyAgain", "link", checkable=True)
        self._kept = kept_form(form, page.place, f"reply/{sending.id}", lambda: again.setChecked(True))
        if sending.reply:
            opens(again, form, form.findChildren(TypedLine)[0])
            layout.addWidget(again, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(form)
        if not sending.reply:
            layout.addWidget(self._mistake(page, sending))

    def _reply(self, page: PapersStep, sending: Sending) -> QWidget:
        """Return the form of an answer; one more is told after the first."""
        held, text = QWidget(), TypedLine()
        layout = QVBoxLayout(held)
        layout.setContentsMargins(0, 0, 0, 0)
        field = Field(self.tr("对方的答复、处理情况"), text, "replyText")
        go = button(self.tr("登记答复"), "recordReply")
        layout.addWidget(field)
        layout.addWidget(go)

        def record() -> None:
            said = text.text().strip()
            field.set_problem("" if said else self.tr("请写明答复、处理的内容。"))
            if said:
                page.act(lambda desk: record_reply(desk, sending.id, said, more=bool(sending.reply)),
                         lambda _: self._kept.finish())  # fmt: skip

        go.clicked.connect(record)
        return held

    def _mistake(self, page: PapersStep, sending: Sending) -> QWidget:
        """Return the way to take back a sending that was recorded by mistake, shown on demand."""
        held, asked, reason = QWidget(), QWidget(), TypedLine()
        field = Field(self.tr("撤回的原因"), reason, "withdrawReason", self.tr("上级机关会看到这份报告已撤回及其原因"))
        go = button(self.tr("撤回报送的登记"), "withdrawSending")
        inside, column = QVBoxLayout(asked), QVBoxLayout(held)
        for layout in (inside, column):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(6)
        inside.addWidget(field)
        inside.addWidget(go)
        more = button(self.tr("报送的登记有误…"), "withdrawMore", "link", checkable=True)
        opens(more, asked, reason)
        column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(asked)
        kept = kept_form(asked, page.place, f"unsend/{sending.id}", lambda: more.setChecked(True))

        def withdraw() -> None:
            why = reason.text().strip()
            field.set_problem("" if why else self.tr("请写明撤回的原因。"))
            if why:
                page.act(lambda desk: withdraw_sending(desk, sending.id, why), lambda _: kept.finish())

        go.clicked.connect(withdraw)
        return held
