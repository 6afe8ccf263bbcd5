"""补正 and 补充材料 begun: a paper of its own that follows the sealed record, from refused changes or a slip found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.domain.operations import ADD, Change
from app.domain.procedure.outcomes import Document
from app.domain.procedure.sealed_places import SealedPlace, misquotation, sealed_places
from app.domain.procedure.settlements import CORRECTION, SUPPLEMENT, Settlement, settlement_id
from app.errors import Blocker
from app.services.correcting.changes import RefusedChange, reading_of, refused_changes, sealed_record
from app.services.correcting.slips import Slip, by_whom, now_by
from app.services.desk import Desk, insist
from app.services.papers.making import beginning


def places_to_correct(desk: Desk, inspection: str) -> tuple[SealedPlace, ...]:
    """Return every place of the sealed record that says something; nothing while it is not sealed."""
    return sealed_places(reading_of(desk, desk.case(inspection)).words)


def begin_correction(
    desk: Desk, inspection: str, kind: str, *, refused: Sequence[str] = (), slips: Sequence[Slip] = (), reason: str = ""
) -> Document:
    """Return the paper begun (CORRECTION or SUPPLEMENT), its rows filled in; the sealed record stays as it is.

    ``refused`` are op_ids of changes that the seal turned away: they are linked to the paper, and settled once it is
    sealed. ``slips`` are places that an officer found wrong.

    Raises:
        Refused: the record is not sealed, a change cannot be taken up (again), or a slip quotes what does not stand.
    """
    if kind not in (CORRECTION, SUPPLEMENT):
        raise ValueError(f"no correction: {kind}")
    case = desk.case(inspection)
    record = sealed_record(case)
    known = {one.operation.op_id: one for one in refused_changes(desk, inspection)} if refused else {}
    taken = [known[one] for one in refused if one in known]
    insist("现在不能办理补正。", [*_refused_blockers(refused, known), *_slip_blockers(desk, inspection, kind, slips)])
    rows = [_row(kind, slip, by_whom(case, one.operation)) for one in taken for slip in one.slips]
    rows += [_row(kind, slip, now_by(desk, case)) for slip in slips]
    given: dict[str, Any] = {"items": rows} if rows else {}
    if reason.strip():
        given["reason"] = reason.strip()
    document, changes = beginning(desk, case, kind, subject=record.id if record else "", given=given)
    links = [Change(Settlement.ENTITY, settlement_id(one.operation), "papers", document.id, ADD) for one in taken]
    desk.commit([*changes, *links])
    return document


def _row(kind: str, slip: Slip, by: str) -> dict[str, str]:
    row = {"where": slip.where, "stood": slip.stood, "should": slip.should, "by": by}
    if kind == SUPPLEMENT:
        del row["stood"]
    return row


def _refused_blockers(refused: Sequence[str], known: dict[str, RefusedChange]) -> list[Blocker]:
    if any(one not in known for one in refused):
        return [Blocker("refusal-missing", "所选的内容已经不在未采纳之列，请刷新后再看。", place="sync")]
    found = []
    if any(not one.correctable and not one.paper for one in known.values() if one.operation.op_id in refused):
        text = "所选的内容不属于已封存的现场检查笔录，不能列入补正；不再处理的请写明理由后搁置。"
        found.append(Blocker("refusal-elsewhere", text, place="sync"))
    settled = next((one for one in known.values() if one.operation.op_id in refused and one.paper), None)
    if settled is not None:
        place = f"papers/{settled.paper}"
        found.append(Blocker("refusal-settled", "所选的内容已经列入一份补正，请打开那一份办理。", place=place))
    return found


def _slip_blockers(desk: Desk, inspection: str, kind: str, slips: Sequence[Slip]) -> list[Blocker]:
    if not slips:
        return []
    places = places_to_correct(desk, inspection)
    found = []
    if any(not one.should.strip() or not one.where.strip() for one in slips):
        found.append(Blocker("slip-blank", "请写明笔误在笔录的哪一处，应当更正为什么。", place="record"))
    wrong = [misquotation(places, one.where, one.stood) for one in slips] if kind == CORRECTION else []
    basis = ("litigation-evidence-rules-2002:57-i7",)
    found += [Blocker("slip-not-quoted", one, basis, "record") for one in wrong if one]
    if any(one.stood.strip() and one.stood.strip() == one.should.strip() for one in slips):
        found.append(Blocker("slip-unchanged", "更正后的内容与原记载相同，没有需要补正的。", place="record"))
    return found
