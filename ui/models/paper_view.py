"""One paper at hand: its file, what stands in the way of its next act, who decided, what was printed; and its acts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QCoreApplication

from app.domain.namesakes import name_of
from app.domain.operations import Change
from app.domain.problems import Problem
from app.domain.procedure.case import Case
from app.domain.procedure.issuing import Printing, Sending
from app.domain.procedure.outcomes import Document
from app.domain.procedure.records import INK, PHONE, Approval
from app.domain.procedure.witnesses import witnesses_for
from app.domain.sheets import ISSUED, SPOILED, Sheet
from app.errors import Blocker, InspectorError
from app.services.desk import Desk
from app.services.papers.composing import compose
from app.services.papers.drafting import draft, paper
from app.services.papers.heeding import heeded
from app.services.papers.legality import checkup
from app.services.papers.life import freeze, freezing_blockers
from app.services.papers.making import paper_blockers
from app.services.papers.numbering import notice_of, numbered
from app.services.papers.renumbering import cited_in_sealed_record, other_year
from app.services.papers.sheets import known
from app.services.papers.signing import changed
from app.services.papers.voiding_final import told_of_voiding
from app.services.pinning import definition_of
from app.services.preparation.approvals import CHANNELS, DECISIONS, records_for_others
from app.services.registers.officers import ROLES
from app.services.session.habits import usual_stamping
from ui.models.deciders import Approver, deciders
from ui.models.hindrances import Hindrance, hindrances
from ui.models.moments import moment_words
from ui.models.papers import (
    APPROVE,
    FILL,
    FREEZE,
    NOTICE,
    SIGN_HERE,
    PaperBytes,
    PaperRow,
    examined,
    known_paper,
    paper_bytes,
    returned,
    void_words,
)
from ui.models.service import Choice, UnderWay, paper_under_way, people
from ui.models.signing import recordings, usual_witness

tr = partial(QCoreApplication.translate, "PaperView")
CHANGED = "paper-changed"
NUMBERED = frozenset({"D2"})


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One rule of the examination: its state, what is wrong with law and place, what comes of it, the reason given."""

    code: str
    title: str
    state: str
    text: str = ""
    law: str = ""
    place: str = ""
    effect: str = ""
    absent: str = ""
    reason: str = ""


@dataclass(frozen=True)
class PaperView:
    """Everything shown of one paper. ``found`` is None with the ``error`` why it cannot be shown.

    ``lacking`` stands in the way of its next act, ``heeded`` does not and is told; ``unsigned`` are approvals by phone
    still to be signed, as (id, words); ``copies`` are the names of its copies, ``printed`` those printed already;
    ``sheets`` are the pre-stamped sheets left on this laptop, ``last_sheets`` those that a copy was printed on last;
    ``signing`` is who signs a paper on the spot, ``people`` who was met, ``witness`` who is registered for that,
    ``witnesses`` who may witness each one's refusal, ``recordings`` what may show it; ``sendings`` to whom it was sent;
    ``drawn`` counts the signatures drawn on a screen; ``usual_stamp`` is how papers are usually stamped here;
    ``refused`` is who did not agree, with the reason, where that was the last decision; ``void`` why and by whom it was
    voided, ``voiding`` what would come of voiding it, nothing where that cannot be done; ``closed`` when it closed the
    case; ``other_year`` what is told of a number of another year than the paper, its act first.
    """

    row: PaperRow
    found: PaperBytes | None = None
    error: InspectorError | None = None
    lacking: tuple[Hindrance, ...] = ()
    heeded: tuple[Hindrance, ...] = ()
    changed: bool = False
    decisions: tuple[str, ...] = ()
    unsigned: tuple[tuple[str, str], ...] = ()
    copies: tuple[str, ...] = ()
    printed: tuple[str, ...] = ()
    print_log: tuple[str, ...] = ()
    approvers: tuple[Approver, ...] = ()
    sheets: tuple[str, ...] = ()
    last_sheets: Mapping[str, str] = field(default_factory=dict)
    drawn: int = 0
    usual_stamp: str = ""
    signing: UnderWay | None = None
    people: tuple[Choice, ...] = ()
    sendings: tuple[Sending, ...] = ()
    checkup: tuple[CheckLine, ...] = ()
    refused: str = ""
    witness: str = ""
    recordings: tuple[tuple[str, str], ...] = ()
    witnesses: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    void: str = ""
    voiding: tuple[str, ...] = ()
    closed: str = ""
    other_year: tuple[str, ...] = ()


def paper_view(desk: Desk, inspection: str, row: PaperRow) -> PaperView:
    """Return one paper with what can be done with it now."""
    approvers = _recorded_here(desk, inspection, row)
    if not row.id:
        return PaperView(row, approvers=approvers)
    case = desk.case(inspection)
    document = known_paper(case, row.id)
    try:
        found: PaperBytes | None = paper_bytes(desk, inspection, row.id)
        error = None
    except InspectorError as failure:  # a form half filled in has no words yet
        found, error = None, None if row.act == FILL and row.id not in case.contents else failure
    lacking, stale = _lacking(desk, case, document, row)
    back = returned(desk, case, document)
    waiting = [one for one in case.approvals if one.document in (document.id, document.measure or document.id)]
    prints = [one for one in case.printings if one.document == document.id]
    sheets = _sheets(desk) if document.is_stamped else {}
    return PaperView(
        row=row,
        found=found,
        error=error,
        lacking=lacking,
        heeded=_heeded(desk, case, document, row),
        changed=stale,
        decisions=tuple(_decision(case, one) for one in waiting),
        unsigned=tuple((one.id, _decision(case, one)) for one in waiting if _unsigned(one)),
        copies=definition_of(desk, case, document.kind).print_names,
        printed=tuple(dict.fromkeys(one.copy for one in prints)),
        print_log=tuple(_printing(case, one, sheets) for one in prints),
        sheets=tuple(one.number for one in sheets.values() if (one.state, one.device) == (ISSUED, desk.store.device)),
        drawn=sum(one.document == document.id and one.way == INK for one in case.signatures),
        last_sheets={one.copy: one.sheet for one in prints if one.sheet},
        usual_stamp=usual_stamping(desk),
        approvers=approvers,
        signing=paper_under_way(desk, case, document) if row.act == SIGN_HERE else None,
        people=people(case), witness=usual_witness(case), recordings=recordings(case),
        witnesses={one.id: witnesses_for(case, one.id) for one in case.persons},
        void=void_words(case, row.id),
        voiding=told_of_voiding(desk, case, document) if row.final and row.stamped else (),
        sendings=tuple(one for one in case.sendings if one.document == document.id),
        checkup=_checkup(desk, case, document) if examined(row) else (),
        refused=_decision(case, back) if back is not None else "",
        closed=_closed(desk, case, document) if row.final else "",
        other_year=_other_year(desk, case, document),
    )


def _other_year(desk: Desk, case: Case, document: Document) -> tuple[str, ...]:
    years = other_year(desk, case, document)
    if years is None or any(one.document == document.id for one in case.signatures):
        return ()
    old, new = years
    told = tr(
        "文号的年度是{old}年，文书的日期在{new}年。换用后原文号作废，原因记入文号登记簿，文书重新起草、重新报批。"
    )
    sealed = cited_in_sealed_record(desk, case, document)
    cited = tr("已经封存的笔录写有原文号，请另作《补正笔录》说明。") if sealed else ""
    act = tr("换用{new}年的文号").format(new=new)
    return tuple(part for part in (act, told.format(old=old, new=new), cited) if part)


def _recorded_here(desk: Desk, inspection: str, row: PaperRow) -> tuple[Approver, ...]:
    """Return whose decisions may be recorded at this desk: everybody's, or only those of who sits there."""
    everybody = records_for_others(desk, inspection, row.kind)
    return tuple(one for one in deciders(desk, inspection, row.kind) if everybody or one.id == desk.officer)


def draft_again(desk: Desk, inspection: str, row: PaperRow) -> tuple[Document, Sequence[Problem]]:
    """Return the paper with words composed from the case as it stands: a new one, or one that changed since.

    Raises:
        Refused: it is frozen or signed, or no number is left.
    """
    case = desk.case(inspection)
    reserved: Sequence[Change] = ()
    if row.id:
        document = paper(case, row.id)
    elif row.kind == NOTICE:
        document, reserved = notice_of(desk, inspection, next(one for one in case.measures if one.id == row.measure))
    elif row.kind in NUMBERED:
        document, reserved = numbered(desk, inspection, row.kind)
    else:
        document = Document(desk.part_id(inspection), row.kind)
    draft(desk, inspection, document, compose, reserved)
    return document, ()


def made_final(desk: Desk, inspection: str, document: str) -> bool:
    """Make a paper final; return whether that closed the case.

    Raises:
        Refused: something stands in the way.
    """
    was_open = desk.case(inspection).inspection.closed_at is None
    freeze(desk, inspection, document)
    return was_open and desk.case(inspection).inspection.closed_at is not None


def _lacking(desk: Desk, case: Case, document: Document, row: PaperRow) -> tuple[tuple[Hindrance, ...], bool]:
    if row.act not in (APPROVE, FREEZE, SIGN_HERE):
        return (), False
    try:
        found = _stops(desk, case, document, row)
    except InspectorError as failure:
        return (Hindrance(failure.code, f"{failure.title}{failure.advice}", "", ""),), False
    stale = any(one.code == CHANGED for one in found)
    # What the next act itself brings is not in its way, and the examination has a card of its own.
    found = [one for one in found if not one.code.startswith("trap-")]
    own = {"notice-unapproved", "paper-unapproved", CHANGED}
    return hindrances(desk, [one for one in found if one.code not in own]), stale


def _closed(desk: Desk, case: Case, document: Document) -> str:
    procedure, closed_at = definition_of(desk, case, document.kind).procedure, case.inspection.closed_at
    if procedure is None or not procedure.closes or document.voided or closed_at is None:
        return ""
    return tr("本案已于 {at} 结案。").format(at=moment_words(closed_at))


def _checkup(desk: Desk, case: Case, document: Document) -> tuple[CheckLine, ...]:
    found = checkup(desk, case, document)
    lines = []
    for one in found.findings:
        faults = hindrances(desk, one.faults)
        given = found.reasons.get(one.trap.code)
        lines.append(CheckLine(
            one.trap.code, one.trap.title, one.state, _together(fault.text for fault in faults),
            "、".join(dict.fromkeys(fault.law for fault in faults if fault.law)),
            faults[0].place if faults else "", one.trap.effect, one.absent,
            str(given.get("reason", "")) if isinstance(given, dict) else "",
        ))  # fmt: skip
    return tuple(lines)


def _together(texts: Iterable[str]) -> str:
    """Return sentences as one, each of them once."""
    return "；".join(one.rstrip("。") for one in dict.fromkeys(texts)) + "。"


def _stops(desk: Desk, case: Case, document: Document, row: PaperRow) -> list[Blocker]:
    if row.act != SIGN_HERE:
        return freezing_blockers(desk, case, document)
    return [*paper_blockers(desk, case, document), *changed(desk, case, document)]


def _heeded(desk: Desk, case: Case, document: Document, row: PaperRow) -> tuple[Hindrance, ...]:
    if row.act not in (APPROVE, FREEZE, SIGN_HERE):
        return ()
    return hindrances(desk, heeded(desk, case, document))


def _unsigned(one: Approval) -> bool:
    return one.channel == PHONE and one.decision == "approve" and not one.paper


def _decision(case: Case, one: Approval) -> str:
    role, decided = ROLES.get(one.role, one.role), DECISIONS.get(one.decision, one.decision)
    opinion = one.opinion.strip().rstrip("。")
    said = f"：{opinion}" if opinion not in ("", decided) else ""
    signed = "，待补签" if _unsigned(one) else "，已补签" if one.paper else ""
    channel = CHANNELS.get(one.channel, one.channel)
    return f"{moment_words(one.at)} {role}{name_of(case, one.approver)}{channel}{decided}{said}{signed}"


def _printing(case: Case, one: Printing, sheets: Mapping[str, Sheet]) -> str:
    name = name_of(case, one.officer)
    sheet = sheets.get(one.sheet)
    spoiled = tr("（已作废：{reason}）").format(reason=sheet.reason) if sheet and sheet.state == SPOILED else ""
    more = [
        one.printer,
        tr("预盖章纸 {number}").format(number=one.sheet) + spoiled if one.sheet else "",
        tr("重打原因：{reason}").format(reason=one.reason) if one.reason else "",
    ]
    told = tr("{at} {name} 打印{copy}").format(at=moment_words(one.at), name=name, copy=one.copy)
    return "，".join([told, *(part for part in more if part)])


def _sheets(desk: Desk) -> Mapping[str, Sheet]:
    return {one.number: one for one in known(desk)}
