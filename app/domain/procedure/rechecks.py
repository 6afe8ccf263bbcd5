"""Re-inspection (复查): what was ordered and when, what came of it, and what follows.

A re-inspection is a short inspection of its own whose questions are the ordered items. The case it belongs to knows it
by a task of kind ``RECHECK`` whose subject is its id.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.checklist.verdicts import CONFORMS, PARTLY, VIOLATES
from app.domain.procedure.case import Case
from app.domain.procedure.more_time import ANSWER, final_papers, term_given
from app.domain.procedure.outcomes import Document, Task
from app.domain.procedure.records import Inspection

FORM = "recheck"
"""The folder of forms/inspections that re-inspections are made with; nothing else is planned with it."""

RECHECK = "recheck"
ORDER, STOP, OPINION = "D11", "D12", "D35"
ORDERING = (ORDER, STOP)
SOURCE = "recheck"
"""The field, beside those of its form, by which an opinion (D35) names the re-inspection that it was built from."""

SEALED, REFUSED, CALLED_OFF = "复查笔录已封存", "复查时被拒绝进场，已记入笔录", "复查已取消"
"""How the task of a re-inspection ends; only after the first can an opinion be built from it."""

CORRECTED, IN_PART, NOT_CORRECTED = "corrected", "partly", "not"
RESULTS: Mapping[str, str] = {CONFORMS: CORRECTED, PARTLY: IN_PART, VIOLATES: NOT_CORRECTED}
RESULT_WORDS: Mapping[str, str] = {CORRECTED: "已改正", IN_PART: "部分改正", NOT_CORRECTED: "未改正"}
ALL, SOME, NONE = "all", "partly", "none"
CLOSE, EXTEND, AGAIN, DISCIPLINE, TRANSFER = "close", "extend", "order", "discipline", "transfer"
NEW_TERMS: Mapping[str, str] = {EXTEND: "new_due", AGAIN: "again_due"}
"""The field of an opinion with the term that runs from now on, by what it says follows."""
NEXT: Mapping[str, str] = {ALL: CLOSE, SOME: EXTEND, NONE: DISCIPLINE}


@dataclass(frozen=True, slots=True)
class OrderedItem:
    """One thing that a paper ordered. ``key`` is its question's name, the same at each re-inspection.

    ``due`` is an ISO day, the later one where an opinion or an answer extended the term, "" where the order has
    effect at once; ``finding`` the facts it rests on; ``last`` the result of the last re-inspection (a key of
    ``RESULT_WORDS``, "" for none) with what was ``seen`` then.
    """

    order: str
    key: str
    text: str
    due: str = ""
    finding: str = ""
    last: str = ""
    seen: str = ""


def is_recheck(inspection: Inspection) -> bool:
    """Return whether an inspection is the re-inspection of another one's orders."""
    return bool(inspection.reinspects)


def parent_of(inspection: Inspection) -> str:
    """Return the id of the inspection whose orders this one checks again, "" for none."""
    return str(inspection.reinspects.get("inspection", ""))


def recheck_words(inspection: Inspection) -> str:
    """Return what a re-inspection is called in lists: 复查, with the numbers of the papers that ordered."""
    numbers = str(inspection.reinspects.get("numbers", ""))
    return f"复查（{numbers}）" if numbers else "复查"


def orders_of(inspection: Inspection) -> tuple[str, ...]:
    """Return the ids of the papers whose orders a re-inspection checks."""
    return tuple(map(str, inspection.reinspects.get("orders", ())))


def orders_to_check(case: Case) -> tuple[Document, ...]:
    """Return the papers of a case that ordered something and were served, but for those that were annulled or ended."""
    gone = {one.measure for one in case.measure_ends}
    served = (one for one in case.documents if one.kind in ORDERING and case.was_served(one.id))
    return tuple(one for one in served if one.measure not in gone)


def rechecks(case: Case) -> tuple[Task, ...]:
    """Return the tasks that stand for the re-inspections of a case, in order."""
    return tuple(one for one in case.tasks if one.kind == RECHECK)


def open_recheck(case: Case) -> Task | None:
    """Return the task of the re-inspection that is planned or under way, None where there is none."""
    return next((one for one in rechecks(case) if one.done_at is None), None)


def without_opinion(case: Case) -> tuple[Task, ...]:
    """Return the sealed re-inspections from which no final opinion (D35) was made yet."""
    final = [one.id for one in case.documents if one.kind == OPINION and one.frozen_at is not None]
    told = {str(case.entries.get(one, {}).get(SOURCE, "")) for one in final}
    return tuple(one for one in rechecks(case) if one.result == SEALED and one.subject not in told)


def ordered_items(case: Case, orders: Sequence[str]) -> tuple[OrderedItem, ...]:
    """Return what papers of the case ordered, in order, with the result of the last re-inspection."""
    found: list[OrderedItem] = []
    for one in case.documents:
        if one.id in orders:
            found += _ordered_by(case, one)
    return tuple(found)


def opinions_on(case: Case, order: str) -> list[Document]:
    """Return the final opinions (D35) on a paper that ordered something, the last one last."""
    return final_papers(case, order, [OPINION])


def last_opinion(case: Case, order: str) -> Document | None:
    """Return the last final opinion (D35) on a paper that ordered something."""
    final = opinions_on(case, order)
    return final[-1] if final else None


def follows(case: Case, order: str) -> str:
    """Return what the last final opinion on an order says follows (a key of its field ``next``), "" without one."""
    opinion = last_opinion(case, order)
    return str(case.entries.get(opinion.id, {}).get("next") or "") if opinion is not None else ""


def extended_until(case: Case, order: str) -> str:
    """Return the ISO day to which the last final opinion extended the term of an order, "" where it did not."""
    opinion = last_opinion(case, order)
    return _new_term(case, opinion) if opinion is not None else ""


def running_terms(case: Case, orders: Sequence[str]) -> list[date]:
    """Return the last days of the terms that run for what is not put right yet, the nearest first."""
    left = [one for one in ordered_items(case, orders) if one.last != CORRECTED and one.due]
    return sorted(date.fromisoformat(one.due) for one in left)


def conclusion_of(results: Iterable[str]) -> str:
    """Return what the results of all items come to: all, some or none of them put right."""
    given = list(results)
    if all(one == CORRECTED for one in given):
        return ALL
    return NONE if all(one == NOT_CORRECTED for one in given) else SOME


def tally(results: Sequence[str]) -> str:
    """Return how many items came out how, as the reason for what follows."""
    counted = "，".join(f"{word}{results.count(key)}项" for key, word in RESULT_WORDS.items() if key in results)
    return f"复查责令事项{len(results)}项，{counted}"


def _ordered_by(case: Case, document: Document) -> list[OrderedItem]:
    texts = _stop_texts(case, document) if document.kind == STOP else _order_texts(case, document)
    known = _last_results(case, document.id)
    found = []
    for at, (text, due, finding) in enumerate(texts):
        last, seen = known.get(text, ("", ""))
        until = _running(case, document.id, text, due)
        found.append(OrderedItem(document.id, _key(document.id, at), text, until, finding, last, seen))
    return found


def _running(case: Case, order: str, text: str, due: str) -> str:
    """Return the term of an item as opinions and answers left it: each gave more time for what was not right then."""
    for paper in final_papers(case, order, [OPINION, ANSWER]) if due else ():
        longer = term_given(case, paper, text) if paper.kind == ANSWER else _left_until(case, paper, text)
        due = longer or due
    return due


def _left_until(case: Case, opinion: Document, text: str) -> str:
    done = _results_of(case, opinion).get(text, ("", ""))[0] == CORRECTED
    return "" if done else _new_term(case, opinion)


def _new_term(case: Case, opinion: Document) -> str:
    values = case.entries.get(opinion.id, {})
    return str(values.get(NEW_TERMS.get(str(values.get("next")), "")) or "")


def _order_texts(case: Case, document: Document) -> list[tuple[str, str, str]]:
    measure = next((one for one in case.measures if one.id == document.measure), None)
    if measure is None:
        return []
    last_day = measure.due.isoformat() if measure.due is not None else ""
    facts = {one.id: one.text for one in case.findings}
    return [
        (str(one.get("text", "")), str(one.get("due") or last_day), facts.get(str(one.get("finding", "")), ""))
        for one in measure.orders
    ]


def _stop_texts(case: Case, document: Document) -> list[tuple[str, str, str]]:
    values = case.entries.get(document.id, {})
    named = values.get("findings")
    wanted = set(map(str, named)) if isinstance(named, list | tuple) else set()
    facts = "；".join(one.text.rstrip("。") for one in case.findings if one.id in wanted)
    due = str(values.get("report_by") or "")
    texts = [("立即停止：", values.get("act"), ""), ("采取措施：", values.get("measures"), due)]
    return [(f"{start}{str(text).strip()}", until, facts) for start, text, until in texts if str(text or "").strip()]


def _last_results(case: Case, order: str) -> dict[str, tuple[str, str]]:
    opinion = last_opinion(case, order)
    return _results_of(case, opinion) if opinion is not None else {}


def _results_of(case: Case, opinion: Document) -> dict[str, tuple[str, str]]:
    """Return results and what was seen by the text of the item; of two items with one text the later one counts."""
    rows: Any = case.entries.get(opinion.id, {}).get("items")
    told = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list | tuple) else []
    return {str(row.get("text", "")): (str(row.get("result", "")), str(row.get("seen", ""))) for row in told}


def _key(order: str, at: int) -> str:
    return f"r_{hashlib.sha256(order.encode()).hexdigest()[:12]}_{at + 1}"
