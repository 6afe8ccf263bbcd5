"""Which papers carry out a measure, as the record of the visit tells them: a stop order, a notice of registration."""

from __future__ import annotations

from app.domain.documents import DocumentDefinition
from app.domain.procedure.case import Case
from app.domain.procedure.outcomes import Document, Measure
from app.services.desk import Desk
from app.services.papers.composing.wording import number_words
from app.services.pinning import definition_of

ORDERS, SERVED = "order", "serve"


def made_for(desk: Desk, case: Case, measure: Measure) -> str:
    """Return ，另行制作《…》（number）送达 for each paper of a measure that the unit is served, "" where there is none.

    An order is told before it is made. A number is cited once the paper needs no approval, or has it.
    """
    register = desk.shelf.registers.measure(measure.kind)
    there = {*case.inspection.pinned.get("documents", {}), *desk.shelf.documents(case.inspection.form)}
    begun = [one for one in case.documents if one.measure == measure.id and one.kind in there]
    usual = [one for one in (register.documents if register else ()) if one in there]
    described = {kind: definition_of(desk, case, kind) for kind in (*usual, *(one.kind for one in begun))}
    told = [
        _told(desk, case, definition, [one for one in begun if one.kind == kind])
        for kind, definition in described.items() if _is_told(definition, any(one.kind == kind for one in begun))
    ]  # fmt: skip
    return f"，另行制作{'、'.join(told)}送达" if told else ""


def _is_told(definition: DocumentDefinition, begun: bool) -> bool:
    procedure = definition.procedure
    return procedure is not None and procedure.delivery == SERVED and (begun or procedure.group == ORDERS)


def _told(desk: Desk, case: Case, definition: DocumentDefinition, papers: list[Document]) -> str:
    asks = definition.procedure is not None and bool(definition.procedure.approval)
    ready = [one for one in papers if one.number and (not asks or case.approved(one.id) is not None)]
    numbers = "、".join(number_words(desk, one.number) for one in ready)
    return f"《{definition.title}》{f'（{numbers}）' if numbers else ''}"
