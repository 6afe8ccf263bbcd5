"""Officers who join an inspection or leave it once its record is sealed: who inspected stays as the record says it."""

from __future__ import annotations

from dataclasses import replace

from app.domain.characters import says_nothing
from app.domain.problems import LONGEST_LINE, LONGEST_PASSAGE, typing_faults
from app.domain.procedure import grounds
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import Circumstances
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.guards_preparation import credential_blockers
from app.domain.procedure.hands import APPOINTING
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.reliefs import Relief, handlers_of
from app.errors import Blocker
from app.services.circumstances import circumstances
from app.services.desk import Desk, insist, missing
from app.services.preparation.planning import team_blockers

PLACE = "preparation/officers"


def relieve(
    desk: Desk, inspection: str, officer: str, *, joins: bool, reason: str, lent_by: str = ""
) -> tuple[str, ...]:
    """Return who carries the inspection on after an officer joined it or left it.

    Raises:
        Refused: the record is not sealed, the case is closed, no reason, fewer than two would be left, or who joins has
            no valid credential or is another bureau's without a paper that lends them.
    """
    case = desk.case(inspection)
    if officer not in case.officers:
        raise missing("officer", "登记簿中没有这名执法人员。", "请先登记该人员，或同步后重试。")
    if (officer in case.handlers) == joins:
        return case.handlers
    made = Relief(
        desk.part_id(inspection), officer, joins, reason.strip(), desk.officer, desk.now(), lent_by.strip()
    )
    about = circumstances(desk, case)
    found = [*GUARDS["not_ended"](case, about), *GUARDS["record_sealed"](case, about)]
    insist("不能变更承办人。", found or _faults(case, made, about))
    desk.commit(changes_of(made), also=APPOINTING)
    return desk.case(inspection).handlers


def _faults(case: Case, made: Relief, about: Circumstances) -> list[Blocker]:
    typed = typing_faults({"reason": made.reason}, LONGEST_PASSAGE)
    typed += typing_faults({"lent_by": made.lent_by}, LONGEST_LINE)
    found = [Blocker(one.field, one.text, (), PLACE) for one in typed]
    if says_nothing(made.reason):
        text = "笔录封存后变更承办人，须写明理由（如调离、退休、生病）。"
        found.append(Blocker("reason-missing", text, grounds.TWO_OFFICERS, PLACE))
    after = handlers_of(case.inspection.officers, [*case.reliefs, made])
    plan = replace(case.inspection, officers=after, seconded=_lent(case, made))
    candidate = replace(case, inspection=plan)
    found += [
        one for one in GUARDS["enough_officers"](candidate, about) if one.code != "fewer-than-two" or not made.joins
    ]
    if made.joins:
        found += GUARDS["nobody_is_recused"](candidate, about)
        found += team_blockers(candidate, about) + credential_blockers(case.officers[made.officer], about.today)
    return list(dict.fromkeys(found))


def _lent(case: Case, made: Relief) -> dict[str, object]:
    return {**case.inspection.seconded, **({made.officer: made.lent_by} if made.lent_by else {})}
