"""What an order made by its definition alone rests on: the power that fits its findings, and what may follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.domain.documents import DocumentDefinition
from app.domain.entries import FINDINGS
from app.domain.law import UNLISTED_WORDS
from app.domain.procedure.case import Case
from app.domain.procedure.outcomes import Finding
from app.errors import DocumentFailed
from app.services.checking.findings import HAZARD
from app.services.desk import Desk
from app.services.measures.powers import chosen_powers, lacks_own_list
from app.services.papers.composing.order import consequences, in_order_of_rank

STOPS = "M4"
NO_POWER = "没有法律、法规规定可以对这类单位作出责令，请改用其他处理措施。"


def ordering_words(
    desk: Desk, case: Case, definition: DocumentDefinition, values: Mapping[str, Any]
) -> dict[str, Any]:
    """Return ``ordering`` = {cite, hazard, powers, consequences} of a stop order, {} of every other paper.

    ``hazard`` tells whether a safety hazard is among the findings: archives-law-2020:45 is about nothing else.

    Raises:
        DocumentFailed: nothing gives the power to order this unit anything about a finding.
    """
    procedure = definition.procedure
    names = [one.name for one in definition.entries if one.type == FINDINGS]
    if procedure is None or STOPS not in procedure.measures or procedure.delivery != "serve" or not names:
        return {}
    wanted = {str(one) for name in names for one in values.get(name) or ()}
    return {"ordering": _ordering(desk, case, [one for one in case.findings if one.id in wanted])}


def _ordering(desk: Desk, case: Case, findings: Sequence[Finding]) -> dict[str, Any]:
    powers = chosen_powers(desk, case, findings)
    if findings and not powers:
        advice = UNLISTED_WORDS if lacks_own_list(desk, case, findings) else NO_POWER
        raise DocumentFailed("power-missing", "没有可依据的责令权限。", advice)
    basis = dict.fromkeys(article for one in powers for article in one.stop or one.basis)
    return {
        "cite": _cited(desk, basis),
        "hazard": any(one.aim == HAZARD for one in findings),
        "powers": [one.id for one in powers],
        "consequences": consequences(desk, case, list(findings)),
    }


def _cited(desk: Desk, articles: Iterable[str]) -> str:
    return desk.legal.cite_all(in_order_of_rank(desk, list(articles)))
