"""Act one, at the office: people, units, numbers, the plan, D1 approved, D2 made and stamped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from app.domain.procedure.grounds import usual_basis
from app.domain.procedure.outcomes import Document
from app.domain.procedure.records import Unit
from app.errors import Blocker, Refused
from app.services.numbers import ledger
from app.services.papers import life
from app.services.papers.composing import compose
from app.services.papers.drafting import draft
from app.services.papers.numbering import numbered
from app.services.pinning import attach_forms, pin_forms
from app.services.preparation.approvals import Decision, record_approval
from app.services.preparation.planning import InspectionPlan, plan_inspection
from app.services.registers.units import UnitEntry, add_unit
from app.services.rehearsal.stage import Stage

NUMBERED = ("D2", "D11", "D33")


def enter_units(stage: Stage) -> None:
    """Register the scenario's units; those that a named centre knows from an earlier rehearsal are used as they are."""
    desk = stage.desk(stage.lead)
    registered = {str(one.value("credit_code")): one.entity_id for one in desk.store.read_all(Unit.ENTITY)}
    for row in stage.scenario.rows("units"):
        if row.get("credit_code") in registered:
            stage.ids[str(row["key"])] = registered[row["credit_code"]]
            continue
        entry = {name: str(value) for name, value in row.items() if name != "key"}
        unit, problems = add_unit(desk, UnitEntry(**entry))
        stage.ids[str(row["key"])] = made(unit, problems).id


def lease_numbers(stage: Stage) -> None:
    """Give the device its numbers, where no centre does."""
    desk = stage.desk(stage.administrator)
    year = stage.clock().year
    left = ledger.numbers_left_of(desk, [(kind, year) for kind in NUMBERED])
    ledger.lease_locally(desk, [kind for kind, _ in left if left[kind, year] == 0], year, 1, 20)


def plan(stage: Stage, key: str, said: Mapping[str, Any]) -> str:
    """Return the id of a planned inspection, its D1 approved and its D2 stamped."""
    desk = stage.desk(stage.lead)
    entry = InspectionPlan(
        unit=stage.ids[said["unit"]],
        form=stage.scenario.form,
        mode=said["mode"],
        source=said["source"],
        purpose=said["purpose"],
        scope=tuple(item.title for item in desk.shelf.checklist(stage.scenario.form).checklist.items),
        basis=usual_basis(str(said["mode"])),
        planned_from=said["planned_from"],
        planned_to=said["planned_to"],
        place=said["place"],
        secrecy=said["secrecy"],
        prepare=said["prepare"],
        contact=said["contact"],
        officers=tuple(stage.ids[one] for one in said["officers"]),
    )
    inspection, problems = plan_inspection(desk, entry, pin_forms(desk, stage.scenario.form))
    stage.ids[key] = made(inspection, problems).id
    attach_forms(desk, stage.ids[key])
    approve_plan(stage, stage.ids[key])
    make_notice(stage, stage.ids[key])
    return stage.ids[key]


def approve_plan(stage: Stage, inspection: str) -> None:
    """Draft D1, take the decisions of chief and leader, and freeze it."""
    desk = stage.desk(stage.lead)
    form = Document(desk.part_id(inspection), "D1")
    draft(desk, inspection, form, compose)
    approve(stage, inspection, form.id, "D1")
    life.freeze(stage.desk(stage.lead), inspection, form.id)


def approve(stage: Stage, inspection: str, document: str, kind: str) -> None:
    """Record the scenario's decisions on a paper, in order."""
    said = stage.scenario.section("approvals")[kind]
    stage.clock.jump(said["at"])
    for step in said["steps"]:
        decision = Decision(
            kind, document, stage.ids[step["by"]], step["role"], step["channel"], opinion=step["opinion"]
        )
        made(*record_approval(stage.desk(stage.lead), inspection, decision))


def make_notice(stage: Stage, inspection: str) -> None:
    """Draft D2 with its number, freeze and stamp it at the bureau."""
    desk = stage.desk(stage.lead)
    document, reserved = numbered(desk, inspection, "D2")
    draft(desk, inspection, document, compose, reserved)
    life.freeze(desk, inspection, document.id)
    life.stamp(desk, inspection, document.id, way=life.AT_BUREAU)


def made(thing: Any, problems: list[Any]) -> Any:
    """Return what a service made.

    Raises:
        Refused: it made nothing because the scenario's words were wrong.
    """
    if thing is None:
        raise Refused("情景中的内容有误。", tuple(Blocker("scenario", str(asdict(one))) for one in problems))
    return thing
