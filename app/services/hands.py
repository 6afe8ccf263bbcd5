"""Whether an officer may record an act on an inspection: asked at every commit, and by the window before it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from app.domain.fold import EntityState
from app.domain.procedure import grounds
from app.domain.procedure.hands import APPOINTING, DECIDING, SETTLING, carries_out, deserted, may_also
from app.domain.procedure.mapping import record_from
from app.domain.procedure.outcomes import Task
from app.domain.procedure.rechecks import RECHECK
from app.domain.procedure.records import Inspection, Officer
from app.domain.procedure.reliefs import Relief
from app.errors import Blocker

STRANGER = "not-of-the-team"
PLACE = "preparation/officers"


def hand_blockers(store: Any, officer: str, roots: Iterable[str], also: Collection[str] = ()) -> list[Blocker]:
    """Return why acts on these inspections are not this officer's, empty where they are; other roots are anybody's.

    ``also`` are the roles (``app.domain.procedure.hands``) whose act it is beside that of the inspection's officers.
    What a re-inspection tells its case goes with what is recorded on the re-inspection itself.
    """
    found = store.read_all(Inspection.ENTITY, dict.fromkeys(roots))
    known = [one for one in found if "unit" in one.fields]  # else it arrived in part only
    told = {_parent(one) for one in known}
    return [
        _stranger(store, one) for one in known
        if one.entity_id not in told and not _may(store, one, officer, also)
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """How an officer stands to an inspection: ``strange`` says why its acts are not theirs, empty where they are.

    Who does not carry it out may still appoint its officers, decide on its papers, or settle what disagrees.
    """

    strange: tuple[Blocker, ...] = ()
    appoints: bool = True
    decides: bool = True
    settles: bool = True


def standing_of(desk: Any, inspection: str) -> Standing:
    """Return how the officer at the desk stands to an inspection."""

    def may(also: Collection[str]) -> bool:
        return not hand_blockers(desk.store, desk.officer, [inspection], also)

    strange = hand_blockers(desk.store, desk.officer, [inspection])
    return Standing(tuple(strange), may(APPOINTING), may(DECIDING), may(SETTLING)) if strange else Standing()


def _may(store: Any, plan: EntityState, officer: str, also: Collection[str]) -> bool:
    planner = _planner(plan)
    if carries_out(_team(plan), officer, planner) or may_also(_officer(store, officer), planner, also):
        return True
    if officer in _joined(store, plan.entity_id) | _checks_again(store, plan.entity_id):
        return True
    return deserted(_team(plan), _known(store, plan))  # nobody is left to appoint others: whoever is there goes on


def _joined(store: Any, inspection: str) -> set[str]:
    """Return the officers who joined after the record was sealed."""
    found = [one for one in store.read_root(inspection) if one.entity == Relief.ENTITY and not one.voided]
    return {str(one.value("officer")) for one in found if one.value("joins")}


def _checks_again(store: Any, inspection: str) -> set[str]:
    """Return the officers of the re-inspections of a case: what follows from these is theirs as well."""
    tasks = [one for one in store.read_root(inspection) if one.entity == Task.ENTITY and one.value("kind") == RECHECK]
    found = (store.read(Inspection.ENTITY, str(one.value("subject"))) for one in tasks)
    return {officer for one in found if one is not None for officer in _team(one)}


def _team(plan: EntityState) -> tuple[str, ...]:
    return tuple(map(str, plan.elements("officers")))


def _parent(plan: EntityState) -> str:
    again = plan.value("reinspects")
    return str(again.get("inspection", "")) if isinstance(again, dict) else ""


def _planner(plan: EntityState) -> str:
    current = plan.fields["unit"].current  # never changed afterwards: who recorded it planned the inspection
    return current.officer if current is not None else ""


def _officer(store: Any, officer: str) -> Officer | None:
    state = store.read(Officer.ENTITY, officer)
    return record_from(Officer, state) if state is not None else None


def _known(store: Any, plan: EntityState) -> list[Officer]:
    return [one for one in (_officer(store, who) for who in _team(plan)) if one is not None]


def _stranger(store: Any, plan: EntityState) -> Blocker:
    names = "、".join(one.name for one in _known(store, plan))
    whose = f"由{names}办理" if names else "由承办的执法人员办理，现在还没有指派"
    text = (
        f"您不是这次检查的执法人员，现场检查、文书和送达{whose}。"
        "需要您办理的，请承办人、处室负责人或者局领导在“准备”中将您加入执法人员。"
    )
    return Blocker(STRANGER, text, grounds.TWO_OFFICERS, PLACE)
