"""Words of D46 文书体检表: what the rules found in the case, and the reasons that were given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from app.domain.procedure.case import Case
from app.domain.procedure.outcomes import Document
from app.domain.procedure.traps import ABSENT, AMBER, CLEAR, RED, STATES, Finding
from app.services.desk import Desk
from app.services.papers.composing.approval_form import applicant_of, drafted_at
from app.services.papers.composing.wording import day_of, head, minute, person_name
from app.services.papers.legality import checkup

SHEET = "D46"
TALLIED = {"wrong": RED, "told": AMBER, "passed": CLEAR, "none": ABSENT}


def checkup_sheet(desk: Desk, case: Case, document: Document) -> Mapping[str, Any]:
    """Return the words of the sheet: every rule with its result; reasons of all papers stand with their rule."""
    made_at = drafted_at(desk, case, document)
    found = checkup(desk, case)
    counted = Counter(one.state for one in found.findings)
    return {
        **head(desk, case, document, day_of(made_at)),
        "drafted_at": minute(made_at),
        "drafted_by": applicant_of(desk, case, document),
        "applicant": person_name(case, applicant_of(desk, case, document)),
        "tally": {name: counted.get(state, 0) for name, state in TALLIED.items()},
        "rows": [
            {"code": one.trap.code, "title": one.trap.title, "state": STATES[one.state], "told": _told(desk, case, one)}
            for one in found.findings
        ],
        "approvals": [],
    }


def _told(desk: Desk, case: Case, one: Finding) -> str:
    cited = [(fault.text, desk.legal.cite_all(fault.basis)) for fault in one.faults]
    faults = [f"{text}（{law}）" if law else text for text, law in cited]
    given = [kept.get(one.trap.code) for kept in case.checkups.values()]
    reasons = [f"说明：{reason['reason']}" for reason in given if isinstance(reason, dict)]
    return "；".join([*faults, *reasons, *([one.absent.rstrip("。")] if one.absent else [])])
