"""Needs about orders that came before: served, checked again and not carried out, and of the kind that is cited."""

from __future__ import annotations

from app.domain.entries import Need, holds, moment_of
from app.domain.procedure.case import Case
from app.domain.procedure.moments import as_day
from app.domain.procedure.more_time import application_of
from app.domain.procedure.outcomes import Document
from app.domain.procedure.paper_act import PaperAct

CORRECTED, HAZARD = "corrected", "hazard"
REINSPECTION, ORDER, STOP, REPORT = "D35", "D11", "D12", "D13"
IGNORED_ORDERS = ("archives-law-2020:48-i6", "archives-law-2020:48-i8")


def ignored_order(need: Need, act: PaperAct) -> bool:
    """Tell whether an order was served and its re-inspection found it not carried out (T18).

    Only where the field of articles names archives-law-2020:48 (六) or the second half of (八): for the others no order
    has to come first. ``free`` says by a condition on the fields when an item rests on a half that asks for none.
    """
    if not any(one.startswith(IGNORED_ORDERS) for one in _about_orders(need, act)):
        return True
    return order_unobeyed(act.case)


def order_fits(need: Need, act: PaperAct) -> bool:
    """Tell whether something of the kind that each cited item is about was ordered: by its power, or what was broken.

    An item that the need does not name is not about orders.
    """
    orders = [one for one in act.case.measures if one.orders]
    ordered = {finding for one in orders for finding in one.findings}
    powers = {power for one in orders for power in one.powers}
    broken = [
        basis for one in act.case.findings if one.id in ordered for basis in (*one.order_basis, *one.basis)
    ]  # fmt: skip
    for article in _about_orders(need, act):
        wanted, kinds = need.details["powers"].get(article), need.details["broken"].get(article)
        if wanted is not None and not powers & set(wanted):
            return False
        if kinds is not None and not any(_covers(kind, one) for kind in kinds for one in broken):
            return False
    return True


def hazard_found(need: Need, act: PaperAct) -> bool:
    """Tell whether a safety hazard is among the findings that a field chose."""
    chosen = act.values.get(str(need.details["field"])) or ()
    return any(one.id in chosen and one.aim == HAZARD for one in act.case.findings)


def cites(need: Need, act: PaperAct) -> bool:
    """Tell whether a field of articles names one of ``some`` and none of ``none``; either may be left out."""
    cited = [str(one) for one in act.values.get(str(need.details["field"])) or ()]
    some, none = need.details.get("some", ()), need.details.get("none", ())
    wanted = not some or any(_covers(whole, one) for whole in some for one in cited)
    return wanted and not any(_covers(whole, one) for whole in none for one in cited)


def asked_for_time(need: Need, act: PaperAct) -> bool:
    """Tell whether the unit's application for more time is registered, with the day that the field says it came on."""
    asked = application_of(act.case, act.document)
    given = moment_of(act.values.get(str(need.details["field"])))
    return asked is not None and (given is None or as_day(given) == as_day(asked.received_at))


def _about_orders(need: Need, act: PaperAct) -> list[str]:
    """Return the cited articles but those of which the fields say that the part without an order is meant."""
    cited = [str(one) for one in act.values.get(str(need.details["field"])) or ()]
    free = need.details.get("free", {})
    return [one for one in cited if one not in free or not holds(str(free[one]), act.values)]


def _covers(whole: str, one: str) -> bool:
    return one == whole or one.startswith((f"{whole}-", f"{whole}:"))


def order_unobeyed(case: Case) -> bool:
    """Return whether an order was served and its re-inspection found something not carried out."""
    gone = {one.measure for one in case.measure_ends}
    orders = [one for one in case.documents if one.kind == ORDER and one.measure not in gone]
    served = any(case.was_served(one.id) for one in orders)
    return served and any(_failed(case, one) for one in case.documents if one.kind == REINSPECTION)


def _failed(case: Case, paper: Document) -> bool:
    """Return whether an opinion found something not put right after its term had run out: before, nothing is late."""
    values = case.entries.get(paper.id, {})
    rows, seen = values.get("items"), moment_of(values.get("visited_at"))
    told = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    left = [moment_of(row.get("due")) for row in told if row.get("result") != CORRECTED]
    late = [one for one in left if one is None or seen is None or as_day(seen) > as_day(one)]
    return paper.frozen_at is not None and bool(late)
