"""What a rehearsal measured, held against what its scenario expects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.procedure.rechecks import OPINION, rechecks
from app.domain.procedure.tasks import open_tasks
from app.services.case_clocks import clocks
from app.services.desk import Desk
from app.services.rehearsal.stage import Stage

SCHEMA = 1


def measured(stage: Stage) -> dict[str, Any]:
    """Return the facts of the rehearsal by the names that scenarios use in ``expected``."""
    desk = stage.desk(stage.lead)
    case = desk.case(stage.inspection)
    questions = [path for path in case.answers if "[" not in path]
    facts: dict[str, Any] = {
        "answers.first": len(questions),
        "findings.first": len(case.findings),
        "evidence.first": len(case.evidence),
        "documents.first": sorted((one.kind for one in case.documents), key=lambda kind: int(kind[1:])),
        "tasks.open": sorted({one.kind for one in open_tasks(case)}),
        **{f"state.{one.kind}": one.state for one in case.documents},
    }
    facts["rechecks"] = [one.result for one in rechecks(case)]
    facts["opinions"] = [_opinion(case.entries.get(one.id, {})) for one in case.documents if one.kind == OPINION]
    facts["reports"] = [f"{one.sort}, {one.received_at:%Y-%m-%d}" for one in case.unit_reports]
    facts["closed"] = case.inspection.closed_at is not None
    facts["clocks.open"] = {
        one.title: f"{one.due:%Y-%m-%d}" for one in clocks(desk, case) if one.ended_at is None and not one.rights
    }
    facts["tasks.duties"] = sorted(one.duty for one in open_tasks(case) if one.duty)
    due = [one.due for one in case.measures if one.due]
    facts["due.D11"] = due[0].isoformat() if due else None
    return facts | stage.facts


def _opinion(values: Mapping[str, Any]) -> str:
    return f"{values.get('conclusion')}, {values.get('next')}"


def outcome(stage: Stage, papers: list[dict[str, Any]], facts: dict[str, Any]) -> dict[str, Any]:
    """Return the summary: steps, papers, devices, centre and each expectation with what was found.

    An expectation is left out where the rehearsal stopped before its ``after`` step.
    """
    due = [row for row in stage.scenario.rows("expected") if row["after"] in stage.steps]
    expected = [_held(row["check"], row["want"], facts.get(row["check"])) for row in due]
    return {
        "schema": SCHEMA,
        "scenario": stage.scenario.name,
        "passed": all(one["ok"] for one in expected),
        "steps": list(stage.steps),
        "documents": papers,
        "devices": [_device(name, desk) for name, desk in stage.desks.items()],
        "centre": stage.facts.get("centre"),
        "expected": expected,
    }


def _held(check: str, want: Any, got: Any) -> dict[str, Any]:
    return {"check": check, "want": want, "got": got, "ok": want == got}


def _device(name: str, desk: Desk) -> dict[str, Any]:
    counts = desk.store.upkeep.counts()
    return {
        "name": name,
        "operations": sum(counts.values()),
        "attachments": len(desk.store.attachments.all()),
        "fold_digest": desk.store.upkeep.fold_digest(),
    }
