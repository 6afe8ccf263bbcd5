"""Papers that make a term longer: which term, how far its rule lets them, and the refusal where it does not.

Basis: the ``extend`` table of the term in forms/ (coercion-law-2011:25-p1 for seizure).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from app.domain.clock import CHINA
from app.domain.entries import PaperClock, moment_of
from app.domain.procedure.case import Case
from app.domain.procedure.clocks import extensions
from app.domain.procedure.more_time import ANSWER, unanswered
from app.domain.procedure.outcomes import Document
from app.domain.procedure.paper_act import Longer, PaperAct
from app.domain.terms import extension_words
from app.errors import Blocker
from app.services.desk import Desk
from app.services.pinning import definition_of


def act_of(desk: Desk, case: Case, document: Document) -> PaperAct:
    """Return the paper as its needs look at it."""
    values = case.entries.get(document.id, {})
    longer = longer_by(desk, case, document)
    return PaperAct(case, document, values, desk.now(), desk.shelf.calendar, desk.unstated, longer=longer)


def longer_by(desk: Desk, case: Case, document: Document) -> Longer | None:
    """Return the term that a paper makes longer, None where it extends none."""
    followed = next((one for one in case.documents if one.id == document.subject), None)
    if followed is None:
        return None
    procedure = definition_of(desk, case, followed.kind).procedure
    clocks = procedure.clocks if procedure is not None else ()
    clock = next((one for one in clocks if one.extend is not None and one.extend.by == document.kind), None)
    if clock is None or clock.extend is None:
        return None
    used = sum(one.id != document.id for one in extensions(case, followed, document.kind))
    return Longer(clock.extend, clock.title, followed.id, _end(case, followed, clock), used)


def subject_to_follow(desk: Desk, case: Case, kind: str, subjects: Sequence[Document]) -> str:
    """Return the id of the paper that a new one of a kind follows: the last, or of terms the last still to be extended.

    An answer to an application for more time follows the paper whose application waits.

    "" where there is none to follow.
    """
    if kind == ANSWER:
        subjects = [one for one in subjects if unanswered(case, one.id)] or subjects
    left = [one for one in subjects if not extension_blockers(desk, case, Document("", kind, subject=one.id))]
    found = left or subjects
    return found[-1].id if found else ""


def _end(case: Case, followed: Document, clock: PaperClock) -> date | None:
    found = moment_of(case.entries.get(followed.id, {}).get(clock.until)) if clock.until else None
    return found.astimezone(CHINA).date() if isinstance(found, datetime) else found


def extension_blockers(desk: Desk, case: Case, document: Document) -> list[Blocker]:
    """Return why a paper may not be begun that would make a term longer once more than its rule allows."""
    longer = longer_by(desk, case, document)
    if longer is None or longer.used < longer.rule.times:
        return []
    told = extension_words(longer.rule, longer.used, desk.legal.cite_all)
    return [Blocker("extension-used", f"{longer.title}：{told}", longer.rule.basis, f"papers/{longer.paper}")]
