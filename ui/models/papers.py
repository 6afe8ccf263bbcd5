"""The papers of an inspection as a list: what each is, how it stands and what comes next; and the bytes of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QCoreApplication

from app.domain.numbers import VOIDED
from app.domain.procedure import decisions
from app.domain.procedure.case import Case
from app.domain.procedure.decisions import approved_with_authority
from app.domain.procedure.guards_record import record_is_sealed
from app.domain.procedure.guards_service import in_transit, notice_runs
from app.domain.procedure.outcomes import Document, Measure
from app.domain.procedure.records import Approval
from app.domain.procedure.tasks import ORDER
from app.domain.procedure.traps import RED
from app.services.desk import Desk
from app.services.numbers.ledger import number, number_text
from app.services.papers.composing.wording import person_name
from app.services.papers.drafting import paper, words
from app.services.papers.legality import checkup
from app.services.papers.life import stamp_words
from app.services.papers.rendering import preview, render_paper
from app.services.papers.voiding_final import void_file
from app.services.pinning import definition_of
from app.services.preparation.approvals import drafted_at
from ui.models.moments import moment_words

tr = partial(QCoreApplication.translate, "Papers")
NOTICE, RECORD, RECEIPT = "D11", "D4", "D33"
DRAFT, APPROVE, FREEZE, STAMP, SERVE, SIGN, NOTHING = "draft", "approve", "freeze", "stamp", "serve", "sign", ""
FILL, SIGN_HERE, SEND = "fill", "sign_here", "send"
REDRAFT, _OF_PREPARATION = "redraft", "preparation"
FROM_OUTCOME, FROM_RECORD, FROM_FORM = "outcome", "record", "form"
STATES = {
    "": "待起草",
    "draft": "草稿",
    "approved": "已定稿",
    "signed": "已签名",
    "awaiting_stamp": "待盖章",
    "stamped": "已盖章",
    "served": "已送达",
}
VOID = "已作废"
NEXT = {
    DRAFT: "下一步：起草",
    APPROVE: "下一步：报批并记录审批",
    FREEZE: "下一步：定稿",
    STAMP: "下一步：打印、盖章并登记",
    SERVE: "下一步：送达",
    SIGN: "下一步：在“笔录与签名”中核对、签名并封存",
    FILL: "下一步：填写内容",
    SIGN_HERE: "下一步：当场签名并封存",
    SEND: "下一步：报送并登记",
    REDRAFT: "下一步：按退回的意见修改，重新起草",
    NOTHING: "",
}


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One paper: its kind (D4), title as printed, number, state in words, whether its words are final, the next act.

    ``id`` is "" for the notice of an order that nobody has drafted yet; ``measure`` names the order; ``stamped``: it
    leaves the bureau under the official stamp; ``void``: it was final and voided, and is only looked at; ``wrong``
    counts what the law has against a draft, which must be mended before it goes on. ``returned`` says where the words
    of a draft that was sent back come from: outcome, record (they are sealed) or form, "" where it was not sent back.
    """

    id: str
    kind: str
    title: str
    number: str
    state: str
    final: bool
    act: str = NOTHING
    measure: str = ""
    stamped: bool = False
    void: bool = False
    wrong: int = 0
    returned: str = ""

    @property
    def stands(self) -> str:
        """Return its state in words, with what must be mended."""
        return tr("{state} · 须改正 {n} 项").format(state=self.state, n=self.wrong) if self.wrong else self.state

    @property
    def next(self) -> str:
        """Return what comes next in words, "" where nothing does."""
        return NEXT[REDRAFT if self.returned and self.act in (APPROVE, FREEZE) else self.act]


@dataclass(frozen=True)
class PaperBytes:
    """One paper's PDF. ``final`` is the signed file that is printed and archived; else a draft to read."""

    document: str
    pdf: bytes
    final: bool


def papers(desk: Desk, case: Case) -> tuple[PaperRow, ...]:
    """Return the papers of an inspection in the order they were made, then the notices that still must be drafted.

    Those that were voided once final come last.
    """
    drafted = {one.measure for one in case.documents}
    waiting = [one for one in case.measures if one.kind == ORDER and one.id not in drafted]
    rows = [_row(desk, case, one) for one in case.documents]
    for one in waiting:
        title, held = _title(desk, case, NOTICE), _free(desk, one)
        rows.append(PaperRow("", NOTICE, title, held, STATES[""], False, DRAFT, one.id))
    for gone in case.voided_papers:
        shown = _row(desk, case, gone.document)
        rows.append(replace(shown, state=VOID, act=NOTHING, stamped=False, void=True))
    return tuple(rows)


def with_faults(desk: Desk, case: Case, rows: Sequence[PaperRow]) -> tuple[PaperRow, ...]:
    """Return the papers, each draft with how many rules it breaks: told before it is submitted and made final."""
    drafts = {one.id: one for one in case.documents if one.frozen_at is None}
    counted = []
    for row in rows:
        draft = drafts.get(row.id) if row.act in (APPROVE, FREEZE, SIGN_HERE) else None
        found = checkup(desk, case, draft).findings if draft is not None else ()
        counted.append(replace(row, wrong=sum(one.state == RED for one in found)))
    return tuple(counted)


def _free(desk: Desk, order: Measure) -> str:
    """Return the number that waits for the notice of an order, "" where there is none any more."""
    if not order.number or number(desk, order.number).state == VOIDED:
        return ""
    return number_text(desk, order.number)


def act_of(case: Case, one: Document) -> str:
    """Return what is to be done next with a paper."""
    if one.kind == RECORD:
        return SIGN if one.frozen_at is None else NOTHING
    if one.kind == RECEIPT:
        return SERVE if one.frozen_at is None else NOTHING
    if one.state == "draft" or one.lifecycle == "signed":
        return _act_of_draft(case, one)
    if not one.is_stamped:
        return NOTHING
    if one.state == "stamped" and any(service.document == one.id and not service.receipt for service in case.services):
        return NOTHING  # served without a receipt of this program
    if one.state == "stamped":
        return {"send": SEND, "none": NOTHING}.get(one.delivery, SERVE)
    return STAMP if one.state == "awaiting_stamp" else NOTHING


def examined(row: PaperRow) -> bool:
    """Return whether a paper is examined now: before it is final, the record and receipts while they are signed."""
    return row.act in (APPROVE, FREEZE, SIGN_HERE, SIGN) or (row.kind == RECEIPT and row.act == SERVE)


def paper_bytes(desk: Desk, inspection: str, document: str) -> PaperBytes:
    """Return the file of a final paper as archived, or a draft as it would be set now.

    Raises:
        DocumentFailed: a mandatory slot is blank, or no font has a character.
        Refused: nothing was drafted yet.
    """
    case = desk.case(inspection)
    found = known_paper(case, document)
    words(case, document)
    if found.voided:
        return PaperBytes(document, void_file(desk, found), final=True)
    if found.frozen_at is None:
        return PaperBytes(document, preview(desk, inspection, document).pdf, final=False)
    if found.pdf and desk.vault.has(found.pdf):
        return PaperBytes(document, desk.vault.read(found.pdf), final=True)
    return PaperBytes(document, render_paper(desk, inspection, document).pdf, final=True)


def known_paper(case: Case, document: str) -> Document:
    """Return a paper of the case, one that was voided once it was final included.

    Raises:
        Refused: it is not there.
    """
    gone = next((one.document for one in case.voided_papers if one.document.id == document), None)
    return gone or paper(case, document)


def void_words(case: Case, document: str) -> str:
    """Return when, by whom and why a paper was voided, "" where it stands."""
    gone = next((one for one in case.voided_papers if one.document.id == document), None)
    if gone is None:
        return ""
    when = moment_words(gone.at) if gone.at is not None else ""
    return f"{when} {person_name(case, gone.officer)}作废，原因：{gone.reason}".strip()


def title_of(desk: Desk, case: Case, document: str) -> str:
    """Return a paper's title with its number, as one speaks of it."""
    row = _row(desk, case, known_paper(case, document))
    return f"{row.title} {row.number}".strip()


def returned(desk: Desk, case: Case, document: Document) -> Approval | None:
    """Return the last decision on a paper's words as they stand, where it was not to approve them."""
    return decisions.returned(case, document, drafted_at(desk, document.id))


def _act_of_draft(case: Case, one: Document) -> str:
    if one.id not in case.contents:
        return FILL if one.lifecycle else DRAFT
    if one.lifecycle == "signed":
        return SIGN_HERE if one.frozen_at is None else NOTHING
    return APPROVE if one.needs_approval and not approved_with_authority(case, one) else FREEZE


def _row(desk: Desk, case: Case, one: Document) -> PaperRow:
    number = number_text(desk, one.number) if one.number else ""
    sent = one.state == "served" and one.delivery == "send"
    state = "已报送" if sent else STATES.get(one.state, one.state)
    if one.is_stamped and one.stamped:
        state = f"{state}（{stamp_words(one.stamped)}）"
    if any(service.document == one.id and in_transit(service) for service in case.services):
        state = tr("{state} · 邮寄在途").format(state=state)
    if any(service.document == one.id and notice_runs(service, desk.now()) for service in case.services):
        state = tr("{state} · 公告期内").format(state=state)
    final = one.frozen_at is not None
    back = _sent_back_to(desk, case, one)
    return PaperRow(
        one.id, one.kind, _title(desk, case, one.kind), number, tr("已退回") if back else state, final,
        act_of(case, one), one.measure, one.is_stamped, returned=back,
    )  # fmt: skip


def _sent_back_to(desk: Desk, case: Case, one: Document) -> str:
    """Return where the words of a draft are changed that was sent back, "" where it was not."""
    if one.frozen_at is not None or act_of(case, one) not in (APPROVE, FREEZE) or returned(desk, case, one) is None:
        return ""
    if one.measure:
        return FROM_RECORD if record_is_sealed(case) else FROM_OUTCOME
    return FROM_FORM if one.lifecycle else _OF_PREPARATION


def _title(desk: Desk, case: Case, kind: str) -> str:
    title = definition_of(desk, case, kind).title
    return title if title else kind
