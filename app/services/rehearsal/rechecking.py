"""The re-inspection of a scenario: planned, met, answered item by item with evidence, read back, signed and sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.services.arrival.meeting import PersonEntry, RightsEntry, record_person, show_credentials_and_tell_rights
from app.services.arrival.visits import begin_visit, sign_in
from app.services.checking.sheet import sheet
from app.services.evidence.intake import Particulars, add_photo
from app.services.rechecking.planning import plan_recheck, proposed_plan
from app.services.record import journey
from app.services.rehearsal.checking import give
from app.services.rehearsal.ink import strokes_of
from app.services.rehearsal.preparing import made
from app.services.rehearsal.stage import Stage


def recheck(stage: Stage, said: Mapping[str, Any]) -> str:
    """Return the id of the sealed re-inspection of what the first inspection ordered.

    ``said`` has ``person`` (as in ``visit.persons``) and ``answers``: for each ordered item ``verdict``, ``note`` and
    ``photo``, a file beside the scenario.
    """
    inspection = _planned(stage)
    person = _met(stage, inspection, said["person"])
    _answer(stage, inspection, said["answers"])
    desk = stage.desk(stage.lead)
    journey.state_for_unit(desk, inspection, person, str(said.get("statement", "")))
    journey.draft_record(desk, inspection)
    journey.read_back(desk, inspection, person, "screen")
    for officer in stage.team:
        desk = stage.desk(officer)
        journey.sign(desk, inspection, stage.ids[officer], "officer", "ink", ink=strokes_of(officer))
    desk = stage.desk(stage.lead)
    journey.sign(desk, inspection, person, said["person"]["role"], "ink", ink=strokes_of(person))
    journey.seal_record(desk, inspection)
    return inspection


def _planned(stage: Stage) -> str:
    desk = stage.desk(stage.lead)
    entry = proposed_plan(desk, desk.case(stage.inspection))
    day = stage.clock().date()
    plan = replace(entry, planned_from=day, planned_to=day)
    return str(made(*plan_recheck(desk, stage.inspection, plan)).id)


def _met(stage: Stage, inspection: str, row: Mapping[str, Any]) -> str:
    desk = stage.desk(stage.lead)
    made(*begin_visit(desk, inspection, desk.case(inspection).inspection.place))
    for officer in stage.team:
        sign_in(stage.desk(officer), inspection, stage.ids[officer])
    desk = stage.desk(stage.lead)
    entry = PersonEntry(**{name: str(value) for name, value in row.items()})
    person = str(made(*record_person(desk, inspection, entry)).id)
    told = RightsEntry(person, "已看清执法证件", recusal={"requested": False}, statement={"wanted": False})
    made(*show_credentials_and_tell_rights(desk, inspection, told))
    return person


def _answer(stage: Stage, inspection: str, answers: list[Mapping[str, Any]]) -> None:
    desk = stage.desk(stage.lead)
    for path, said in zip(sheet(desk, inspection).questions(), answers, strict=True):
        give(desk, inspection, path, said)
        if "photo" in said:
            about = Particulars("照片", "手机拍摄", "复查时的现场情况", links=(path,))
            taken = add_photo(desk, inspection, stage.scenario.folder / said["photo"], about)
            made(taken.evidence, list(taken.problems))
