"""文书体检 of a paper or of a whole case: red stops, amber asks for a reason that is kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.domain.characters import says_nothing
from app.domain.clock import iso
from app.domain.consequences import PENALTY, Line
from app.domain.operations import Change
from app.domain.procedure.case import CHECKUP, Case
from app.domain.procedure.needs import need_blockers
from app.domain.procedure.outcomes import Document
from app.domain.procedure.trap_looks import Look
from app.domain.procedure.trap_rules_penalties import FILING
from app.domain.procedure.traps import AMBER, RED, Finding, examine
from app.errors import Blocker
from app.services.case_clocks import clocks
from app.services.checking.sheet import beyond_in, wordings_of
from app.services.circumstances import circumstances
from app.services.desk import Desk, insist
from app.services.frequency import enterprise_cap, inspections_in_year
from app.services.measures.consequences import outlook_of
from app.services.papers.extending import act_of
from app.services.pinning import definition_of, needs_of


@dataclass(frozen=True)
class Checkup:
    """What the rules found, and the reasons given for amber ones: {reason, officer, at} by trap."""

    findings: tuple[Finding, ...]
    reasons: Mapping[str, Any]

    @property
    def stops(self) -> tuple[Finding, ...]:
        """Return what stops the paper: red, and amber without a reason."""
        return tuple(
            one for one in self.findings
            if one.state == RED or (one.state == AMBER and one.trap.code not in self.reasons)
        )  # fmt: skip


def checkup(desk: Desk, case: Case, document: Document | None = None) -> Checkup:
    """Return the examination of one paper, or of the case with all its papers."""
    definitions = {one.kind: definition_of(desk, case, one.kind) for one in case.documents}
    calendar, bureau = desk.shelf.calendar, desk.issuing(case.inspection.bureau)
    needs: dict[str, tuple[Blocker, ...]] = {}
    for one in case.documents:
        procedure = definitions[one.kind].procedure
        if procedure is not None and one.frozen_at is None:
            needs[one.id] = tuple(need_blockers(needs_of(desk, case, one.kind), act_of(desk, case, one)))
    look = Look(
        case=case,
        about=circumstances(desk, case, beyond=beyond_in(desk, case), **_frequency(desk, case)),
        legal=desk.legal,
        calendar=calendar,
        document=document,
        clocks=clocks(desk, case),
        fields={kind: one.entries for kind, one in definitions.items()},
        needs=needs,
        wordings=wordings_of(desk, case),
        penalties=_penalties(desk, case),
        issuer=bureau.name,
        government=f"{bureau.district_name}人民政府",
    )
    subject = document.id if document is not None else case.inspection.id
    return Checkup(examine(look), case.checkups.get(subject, {}))


def _penalties(desk: Desk, case: Case) -> dict[str, tuple[Line, ...]]:
    """Return by finding what of a penalty is open or shut for the unit (T5), where the case was filed."""
    if not any(one.kind == FILING for one in case.measures):
        return {}
    found = outlook_of(desk, case)
    return {
        one.id: tuple(line for act in found if one.code in act.findings for line in act.lines if line.kind == PENALTY)
        for one in case.findings
    }


def _frequency(desk: Desk, case: Case) -> dict[str, int | None]:
    """Return how often an enterprise is inspected in the year of this inspection, and the published cap (T28)."""
    plan = case.inspection
    if not case.unit.enterprise or plan.planned_from is None:
        return {}
    others = inspections_in_year(desk, plan.unit, plan.planned_from.year, leave_out=plan.id)
    return {"inspections_this_year": others, "yearly_cap": enterprise_cap(desk)}


def legality_blockers(
    desk: Desk, case: Case, document: Document, told: Collection[Blocker] = (), *, red_only: bool = False
) -> list[Blocker]:
    """Return what stops a paper from being made final: every red fault, every amber one without a reason.

    ``red_only``: what no reason mends, and would change the words that somebody is about to sign.

    What other guards have ``told`` already is not told again. An amber trap leads to where its one reason is given.
    """
    known = {one.text for one in told}
    found = []
    for one in checkup(desk, case, document).stops:
        if red_only and one.state != RED:
            continue
        asks = "（须写明理由后继续）" if one.state == AMBER else ""
        code = one.trap.code
        place = f"papers/{document.id}/checkup/{code}" if one.state == AMBER else ""
        new = [
            Blocker(f"trap-{code}", f"体检 {code}：{fault.text}{asks}", fault.basis, place or fault.place)
            for fault in one.faults
            if fault.text not in known
        ]
        found += new if one.state == RED else _first_of(new)
    return found


def _first_of(alike: Sequence[Blocker]) -> list[Blocker]:
    """Return what one reason settles as one, told by its first."""
    first, more = alike[:1], f"（同样情形另有 {len(alike) - 1} 项。）" if len(alike) > 1 else ""
    return [replace(one, text=one.text + more) for one in first]


def give_reason(desk: Desk, inspection: str, document: str, trap: str, reason: str) -> None:
    """Keep the reason for going on with a paper in spite of an amber finding.

    Raises:
        Refused: no reason was given, or the finding is red.
    """
    case = desk.case(inspection)
    paper = next((one for one in case.documents if one.id == document), None)
    found = next((one for one in checkup(desk, case, paper).findings if one.trap.code == trap), None)
    blockers = []
    if found is None or found.state != AMBER:
        blockers.append(Blocker("not-amber", "这一项不需要说明理由，或者必须先改正。", place="papers"))
    if says_nothing(reason):
        blockers.append(Blocker("reason-blank", "请写明理由。", place="papers"))
    insist("理由未记录。", blockers)
    value = {"reason": reason.strip(), "officer": desk.officer, "at": iso(desk.now())}
    desk.commit([Change(CHECKUP, document, trap, dict(value))])
