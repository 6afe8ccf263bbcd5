"""Papers made by their definition alone: which can be made now, begun with proposals, filled in field by field.

What such a paper needs before it is final stands in the ``[procedure]`` of its definition.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.domain.clock import CHINA
from app.domain.documents import DocumentDefinition
from app.domain.entries import ROWS, EntryField, Need, field_problems, unreadable
from app.domain.operations import Change
from app.domain.problems import Problem
from app.domain.procedure.case import ENTRY, Case
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.guards_papers import approved_in_future
from app.domain.procedure.guards_preparation import decided_with_authority
from app.domain.procedure.guards_record import record_is_sealed
from app.domain.procedure.mapping import to_json
from app.domain.procedure.needs import need_blockers, typed_faults
from app.domain.procedure.outcomes import Content, Document, Signature
from app.domain.procedure.plausible_days import term_day_problems
from app.domain.procedure.rechecks import SOURCE
from app.errors import Blocker
from app.services.circumstances import circumstances
from app.services.desk import Desk, insist, missing
from app.services.numbers import ledger
from app.services.numbers.doubled import given_up
from app.services.papers.composing.proposing import proposals
from app.services.papers.drafting import paper
from app.services.papers.extending import act_of, extension_blockers, subject_to_follow
from app.services.papers.numbering import recorded
from app.services.pinning import definition_of, needs_of
from app.services.signed_off import signed_off
from app.services.voiding import voiding

CORRECTING = "correction"
"""The group of papers that are made of a closed case too: a slip found later is corrected without opening it again."""


@dataclass(frozen=True)
class Offer:
    """A paper that can be begun now, or why it cannot be. ``subjects`` are papers it may follow, the latest last."""

    definition: DocumentDefinition
    blockers: tuple[Blocker, ...] = ()
    subjects: tuple[Document, ...] = ()
    made: int = 0
    called_for: bool = False


def offers(desk: Desk, case: Case) -> tuple[Offer, ...]:
    """Return the papers that the forms of this inspection describe whole, in the order of their kinds."""
    kinds = {*case.inspection.pinned.get("documents", {}), *desk.shelf.documents(case.inspection.form)}
    in_order = sorted(kinds, key=lambda kind: int(kind.removeprefix("D")))
    described = [definition_of(desk, case, kind) for kind in in_order]
    titles = {one.kind: one.title for one in described}
    return tuple(_offer(case, one, titles) for one in described if one.procedure is not None)


def begin(desk: Desk, inspection: str, kind: str, *, measure: str = "", subject: str = "") -> Document:
    """Return a new paper with its number, its fields filled with what the case proposes.

    ``measure`` is the measure it carries out (the last of its kinds where none is named), ``subject`` the paper it
    follows (likewise).

    Raises:
        Refused: it cannot be begun now, no number is left, or it was begun already and nothing was written yet.
    """
    case = desk.case(inspection)
    document, changes = beginning(desk, case, kind, measure=measure, subject=subject)
    insist("没有再制作一份。", _begun_already(case, document))
    desk.commit(changes)
    return document


def _begun_already(case: Case, begun: Document) -> list[Blocker]:
    """Return that the same paper was begun before and nothing was written yet: a second press, a repeated call."""
    same = [
        one for one in case.documents
        if (one.kind, one.measure, one.subject) == (begun.kind, begun.measure, begun.subject)
        and one.frozen_at is None and one.id not in case.contents
    ]  # fmt: skip
    text = "这种文书已经开始制作、还没有填写完，请接着填写；不需要的请先作废。"
    return [Blocker("begun-already", text, (), f"papers/{one.id}") for one in same[:1]]


def beginning(
    desk: Desk, case: Case, kind: str, *, measure: str = "", subject: str = "", given: Mapping[str, Any] | None = None
) -> tuple[Document, list[Change]]:
    """Return a new paper with the changes that begin it; ``given`` goes before what the case proposes.

    Raises:
        Refused: it cannot be begun now, or no number is left.
    """
    offer = next((one for one in offers(desk, case) if one.definition.kind == kind), None)
    if offer is None:
        raise missing("definition", "这次检查没有这种文书的格式。", "请核对文书种类，或在 forms 中补充后重试。")
    insist(f"现在不能制作{offer.definition.title}。", offer.blockers)
    followed = subject or subject_to_follow(desk, case, kind, offer.subjects)
    document, reserved = _new(desk, case, offer, measure, followed)
    insist(f"现在不能制作{offer.definition.title}。", extension_blockers(desk, case, document))
    values = {**proposals(desk, case, offer.definition, document), **(given or {})}
    changes = [Change(ENTRY, document.id, name, to_json(value)) for name, value in values.items()]
    return document, [*reserved, *recorded(document), *changes]


def enter(desk: Desk, inspection: str, document_id: str, values: Mapping[str, Any]) -> list[Problem]:
    """Record fields of a paper's form; return what is wrong with values that cannot be kept, then nothing is recorded.

    Raises:
        Refused: the paper is final, somebody has signed it, or the value comes from a sealed re-inspection.
    """
    case = desk.case(inspection)
    document = paper(case, document_id)
    if document.frozen_at is not None or any(one.document == document_id for one in case.signatures):
        insist("这份文书不能再改。", [Blocker("paper-frozen", "文书已经定稿或者已有人签名。", place="papers")])
    problems = unreadable(definition_of(desk, case, document.kind).entries, values)
    if problems:
        return problems
    known = case.entries.get(document_id, {})
    insist("这份文书不能这样改。", _taken_over(desk, case, document, values))
    changed = {name: to_json(value) for name, value in values.items() if known.get(name) != to_json(value)}
    if changed:
        desk.commit([Change(ENTRY, document_id, name, value) for name, value in changed.items()])
    return []


def discard(desk: Desk, inspection: str, document_id: str, reason: str) -> None:
    """Void a paper that is not final, with what was filled in; its number goes back, or is voided where it was cited.

    Raises:
        Refused: it is final, made by the program itself, or no reason was given.
    """
    case = desk.case(inspection)
    document = paper(case, document_id)
    if document.frozen_at is not None or not document.lifecycle:
        insist("这份文书不能作废。", [Blocker("paper-frozen", "文书已经定稿，或者不是自行制作的。", place="papers")])
    parts = [(Document.ENTITY, document_id), (ENTRY, document_id)]
    parts += [(Content.ENTITY, document_id)] if document_id in case.contents else []
    parts += [(Signature.ENTITY, one.id) for one in case.signatures if one.document == document_id]
    changes = [voiding(desk, entity, entity_id, reason) for entity, entity_id in parts]
    if document.number:
        changes += given_up(desk, case, document, reason)
    desk.commit([*changes, *signed_off(desk, case, [document_id])])


def entry_problems(desk: Desk, case: Case, document: Document) -> list[Problem]:
    """Return what is still to be filled in, or wrong, in a paper's form."""
    fields = definition_of(desk, case, document.kind).entries
    values = case.entries.get(document.id, {})
    return [*field_problems(fields, values), *_gone(case, fields, values)]


def form_problems(desk: Desk, case: Case, document: Document) -> list[Problem]:
    """Return what is wrong in a paper's form, with what the law has against its words: told before they are approved.

    A field that is blank or unreadable is told once.
    """
    found = entry_problems(desk, case, document)
    procedure = definition_of(desk, case, document.kind).procedure
    if procedure is None:
        return found
    told = {one.field.partition("[")[0] for one in found}
    act = act_of(desk, case, document)
    needs = needs_of(desk, case, document.kind)
    terms = [str(one.details["field"]) for one in needs if one.guard == "day_not_past"]
    against = [Problem(str(one.details["field"]), _with_its_law(desk, one)) for one in typed_faults(needs, act)]
    against += term_day_problems(act.values, terms, desk.now().astimezone(CHINA).date())
    return [*found, *(one for one in against if one.field not in told)]


def _with_its_law(desk: Desk, need: Need) -> str:
    legal = desk.legal
    law = legal.cite_all([one for one in need.basis if legal.find(one) is not None])
    return f"{need.text.removesuffix('。')}（{law}）。" if law else need.text


def paper_blockers(desk: Desk, case: Case, document: Document) -> list[Blocker]:
    """Return why a paper made by its definition may not be final yet, its approval included."""
    definition = definition_of(desk, case, document.kind)
    assert definition.procedure is not None
    place = f"papers/{document.id}"
    found = [Blocker("entry", one.text, (), place) for one in entry_problems(desk, case, document)]
    standing = GUARDS["issue_paper"](case, circumstances(desk, case, document=document.id))
    found += [one for one in standing if one.code != "closed" or definition.procedure.group != CORRECTING]
    if document.approval and not _approved(case, document):
        text = f"{definition.title}须经{'机关负责人' if document.approval == 'leader' else '机构负责人'}批准；请报批。"
        if case.approval_lapsed(document.id):
            text = f"批准后{definition.title}的内容又有改动，原来的批准不再适用，请重新报批。"
        found.append(Blocker("paper-unapproved", text, ("archives-law-2020:47",), place))
    given = case.approved(document.id) if document.approval else None
    found += approved_in_future(given, desk.now()) if given is not None else []
    needs = need_blockers(needs_of(desk, case, document.kind), act_of(desk, case, document))
    return found + [replace(one, place=place) if one.place == "papers" else one for one in needs]


def taken_over(desk: Desk, case: Case, document: Document) -> frozenset[str]:
    """Return the fields whose values come from a sealed re-inspection: nobody types them."""
    known = case.entries.get(document.id, {})
    if not known.get(SOURCE):
        return frozenset()
    fields = definition_of(desk, case, document.kind).entries
    return frozenset(one.name for one in fields if one.taken and known.get(one.name) not in (None, "", []))


def _taken_over(desk: Desk, case: Case, document: Document, values: Mapping[str, Any]) -> list[Blocker]:
    known = case.entries.get(document.id, {})
    labels = {one.name: one.label for one in definition_of(desk, case, document.kind).entries}
    text = "“{}”取自已经签名封存的复查笔录，不能另写；笔录有误的，请再次复查。"
    return [
        Blocker("from-recheck", text.format(labels[name]), ("litigation-evidence-rules-2002:57-i7",), "papers")
        for name in sorted(taken_over(desk, case, document) & set(values))
        if known.get(name) != to_json(values[name])
    ]


def _offer(case: Case, definition: DocumentDefinition, titles: Mapping[str, str]) -> Offer:
    procedure = definition.procedure
    assert procedure is not None
    found: list[Blocker] = []
    sealed = record_is_sealed(case)
    if case.inspection.closed_at is not None and procedure.group != CORRECTING:
        found.append(Blocker("closed", "本案已经结案。", place="closing"))
    if procedure.stage == "visit" and sealed:
        found.append(Blocker("record-sealed", "现场检查笔录已经封存，现场文书不能再补作。", place="record"))
    if procedure.stage == "after" and not sealed:
        found.append(Blocker("record-not-sealed", "请先完成现场检查笔录的签名和封存。", place="record"))
    made = [one for one in case.documents if one.kind == definition.kind]
    if made and not procedure.repeat:
        found.append(Blocker("made-already", "已经制作过这种文书。", place=f"papers/{made[-1].id}"))
    subjects = tuple(one for one in case.documents if one.kind in procedure.follows and one.frozen_at is not None)
    if procedure.follows and not subjects:
        named = "或者".join(f"《{titles.get(one, one)}》" for one in procedure.follows)
        text = f"须先有定稿的{named}。"
        found.append(Blocker("nothing-to-follow", text, place="papers"))
    kinds = {one.kind for one in case.measures}
    decided = bool(kinds & set(procedure.measures))
    if procedure.measures and not decided:
        found.append(Blocker("no-measure", "尚未作出相应的处理措施。", place="outcome"))
    return Offer(definition, tuple(found), subjects, len(made), decided and not made)


def _new(desk: Desk, case: Case, offer: Offer, measure: str, subject: str) -> tuple[Document, Sequence[Change]]:
    definition, procedure = offer.definition, offer.definition.procedure
    assert procedure is not None
    inspection = case.inspection.id
    carried = [one.id for one in case.measures if one.kind in procedure.measures]
    document_id = desk.part_id(inspection)
    number, reserved = "", list[Change]()
    if definition.number_kind:
        held, reserved = ledger.reserve(desk, definition.kind, document_id)
        number = held.id
    document = Document(
        document_id,
        definition.kind,
        measure=measure or (carried[-1] if carried else ""),
        subject=subject,
        number=number,
        approval=procedure.approval,
        lifecycle=definition.lifecycle,
        delivery=procedure.delivery,
    )
    return document, reserved


def _approved(case: Case, document: Document) -> bool:
    decision = case.approved(document.id)
    if decision is None:
        return False
    return document.approval != "leader" or decided_with_authority(decision)


def _gone(case: Case, fields: Sequence[EntryField], values: Mapping[str, Any]) -> list[Problem]:
    """Return a problem for each reference to somebody or something that was taken out of the case since."""
    known = {
        "person": {one.id for one in case.persons},
        "evidence": {one.id for one in case.evidence},
        "findings": {one.id for one in case.findings},
    }
    found = []
    for one in fields:
        given = values.get(one.name)
        if one.type == ROWS or one.type not in known or not given:
            continue
        wanted = {given} if isinstance(given, str) else set(given)
        if wanted - known[one.type]:
            found.append(Problem(one.name, f"{one.label}所选的内容已经作废，请重新选择。"))
    return found
