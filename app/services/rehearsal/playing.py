"""Play a scenario step by step, stop where asked, and say what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.catalogue import scenario_references
from app.catalogue.scenarios import Scenario, load_scenario
from app.domain.procedure.guards_arrival import entry_was_refused
from app.errors import InspectorError
from app.services.rehearsal import checking, preparing, recording, visiting
from app.services.rehearsal.centring import AdminAccess, Centre, centre_for, enrolled
from app.services.rehearsal.exchanging import play_exchange
from app.services.rehearsal.following import play_acts
from app.services.rehearsal.measuring import measured, outcome
from app.services.rehearsal.stage import Stage, officers_of, open_stage
from app.services.rehearsal.vetting import code_problems
from app.services.safekeeping.backups import choose_second_folder, step_done
from app.services.session.setting_up import set_up_training

STEPS = scenario_references.STEPS
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Rehearsal:
    """What a rehearsal is asked to do. ``until`` is a step's name, "" for all; ``centre`` a named centre."""

    out: Path
    forms: Path
    scenario: Scenario
    until: str = ""
    centre: AdminAccess | None = None
    told: Progress = field(default=lambda step: None)


def scenario_from(path: Path) -> Scenario:
    """Return the scenario of a file.

    Raises:
        InspectorError: it has faults; each is named.
    """
    scenario, problems = load_scenario(path)
    if scenario is None:
        raise InspectorError("scenario-faulty", "演练情景文件有误。", "\n".join(str(one) for one in problems))
    return scenario


def rehearse(asked: Rehearsal) -> dict[str, Any]:
    """Return the summary of a played scenario; the stores and papers stay in the folder.

    Raises:
        InspectorError: the scenario asks for what the forms do not have or the folder is not empty, and nothing was
            made; or a step was refused, and what was made so far is left to be looked at.
    """
    wrong = code_problems(asked.scenario, asked.forms)
    if wrong:
        raise InspectorError("scenario-faulty", "演练情景与表单不符。", "\n".join(wrong))
    stage = open_stage(asked.out, asked.forms, asked.scenario)
    wanted = STEPS[: STEPS.index(asked.until or STEPS[-1]) + 1]
    with_centre = asked.centre is not None or STEPS[-1] in wanted
    try:
        with centre_for(stage, asked.centre) if with_centre else nullcontext() as centre:
            open_devices(stage, centre)
            _choose_backup(stage)
            for step in wanted[: len(ACTS)]:
                ACTS[step](stage)
                play_acts(stage, step)
                _done(asked, stage, step)
            papers = recording.write_papers(stage)
            if STEPS[-1] in wanted and centre is not None:
                play_exchange(stage, centre)
                _done(asked, stage, STEPS[-1])
            return outcome(stage, papers, measured(stage))
    finally:
        stage.close()


def _done(asked: Rehearsal, stage: Stage, step: str) -> None:
    stage.steps.append(step)
    step_done(stage.desks["first"])
    asked.told(step)


def _choose_backup(stage: Stage) -> None:
    """Let each step be backed up beside the devices, as to a stick, where the scenario says so."""
    if stage.scenario.content.get("backup"):
        (stage.out / "backup").mkdir()
        choose_second_folder(stage.desks["first"], stage.out / "backup")


def open_devices(stage: Stage, centre: Centre | None) -> None:
    """Make both laptops, enrolled at the centre, or one training store with the scenario's officers without it."""
    stage.make_folders()
    officers = officers_of(stage.scenario)
    stage.ids |= {key: one.id for key, one in officers.items()}
    if centre is not None:
        enrolled(stage, centre, "first", stage.folder("first"), stage.lead)
        enrolled(stage, centre, "second", stage.folder("second"), stage.team[1])
        return
    stage.desks["first"] = set_up_training(
        stage.folder("first"),
        forms=stage.forms,
        clock=stage.clock,
        bureau=stage.scenario.bureau,
        officers=tuple(officers.values()),
    )


def _prepare(stage: Stage) -> None:
    preparing.enter_units(stage)
    preparing.lease_numbers(stage)
    preparing.plan(stage, "inspection", stage.scenario.section("inspection"))


def _arrive(stage: Stage) -> None:
    visiting.arrive(
        stage, stage.inspection, stage.scenario.section("visit"), stage.scenario.section("inspection")["place"]
    )
    notice = next(one for one in stage.scenario.rows("services") if one["document"] == "D2")
    visiting.serve_notice(stage, stage.inspection, notice)


def _check(stage: Stage) -> None:
    if entry_was_refused(stage.desk(stage.lead).case(stage.inspection)):
        return
    stage.clock.jump(stage.scenario.section("answers")["from"])
    checking.take_evidence(stage)
    checking.answer_all(stage, stage.inspection, checking.given_answers(stage))
    checking.fill_samples(stage)
    checking.decide(stage)


def _seal(stage: Stage) -> None:
    visiting.register_cameras(stage, stage.inspection, stage.scenario.section("visit"))
    if "order" in stage.ids:
        recording.draft_order(stage)
    recording.make_record(stage, stage.inspection, stage.scenario.section("record"))


def _serve(stage: Stage) -> None:
    if "order" in stage.ids:
        recording.issue_order(stage)
    for said in stage.scenario.rows("services"):
        if said["document"] != "D2":
            recording.serve(stage, stage.inspection, said["document"], said)


ACTS: Mapping[str, Callable[[Stage], None]] = {
    "prepared": _prepare,
    "arrived": _arrive,
    "checked": _check,
    "sealed": _seal,
    "served": _serve,
}
