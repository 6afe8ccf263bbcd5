"""Reads workflow.toml: steps in order, each with guards that must exist in code and papers that must be pinned."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from app.catalogue.toml_reader import Problem, TomlTable, read_toml
from app.domain.checklist.workflow import Workflow, WorkflowStep
from app.domain.procedure.guards import GUARDS

PROPOSED = ("purpose", "prepare", "secrecy")


def load_workflow(
    path: Path, root: Path | None = None, guards: Collection[str] = GUARDS
) -> tuple[Workflow | None, list[Problem]]:
    """Return the workflow of a file, None where it has faults; ``guards`` are the names that code knows."""
    file = read_toml(path, root)
    if not file.readable:
        return None, file.problems
    top = file.top
    settings = top.table("settings", required=True)
    documents = settings.texts("documents", required=True)
    steps = [_step(table, guards, documents) for table in top.tables("step", required=True)]
    workflow = Workflow(
        code=settings.text("code"),
        title=settings.text("title"),
        version=settings.text("version"),
        checklist=settings.text("checklist"),
        documents=documents,
        steps=tuple(steps),
        proposals=_proposals(top.table("proposals")),
    )
    settings.refuse_unknown_keys()
    top.refuse_unknown_keys()
    for key in sorted({step.key for step in steps if [one.key for one in steps].count(step.key) > 1}):
        file.report(0, f"步骤“{key}”重复", "请改成不同的 key")
    return (None if file.problems else workflow), file.problems


def _proposals(table: TomlTable) -> dict[str, str]:
    found = {name: table.text(name, required=False) for name in PROPOSED}
    table.refuse_unknown_keys()
    return {name: text for name, text in found.items() if text}


def _step(table: TomlTable, guards: Collection[str], documents: Collection[str]) -> WorkflowStep:
    step = WorkflowStep(
        key=table.text("key"),
        title=table.text("title"),
        guidance=table.text("guidance", required=False),
        acts=table.texts("acts"),
        leaves=table.texts("leaves"),
        documents=table.texts("documents"),
    )
    table.refuse_unknown_keys()
    for key, names in (("acts", step.acts), ("leaves", step.leaves)):
        for name in names:
            if name not in guards:
                table.report(key, f"关卡“{name}”在程序中不存在", "请改用程序中已有的关卡名")
    for kind in step.documents:
        if kind not in documents:
            table.report("documents", f"文书“{kind}”没有列入 settings.documents", "请在 settings.documents 中补上")
    return step
