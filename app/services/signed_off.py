"""Approvals by phone that nobody has to sign any more (补签): what was approved is void."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from app.domain.operations import Change
from app.domain.procedure.case import Case
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.tasks import COUNTERSIGN_TASK
from app.services.desk import Desk

RESULT = "文书已作废"


def signed_off(desk: Desk, case: Case, documents: Collection[str]) -> list[Change]:
    """Return the changes that end the duty to sign the approvals of papers that are voided now."""
    decided = {one.id for one in case.approvals if one.document in documents}
    waiting = [
        one for one in case.tasks
        if one.kind == COUNTERSIGN_TASK and one.subject in decided and one.done_at is None
    ]  # fmt: skip
    return [
        change for one in waiting
        for change in changes_of(replace(one, done_at=desk.now(), result=RESULT), "done_at", "result")
    ]  # fmt: skip
