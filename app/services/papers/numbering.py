"""New papers that hold a number of the device's block, reserved in the transaction that first records the paper."""

from __future__ import annotations

from dataclasses import replace

from app.domain.numbers import LEASED, RESERVED
from app.domain.operations import Change
from app.domain.procedure.issuing import Number
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Document, Measure
from app.services.desk import Desk
from app.services.numbers import ledger

NOTICE = "D11"


def numbered(desk: Desk, inspection: str, kind: str) -> tuple[Document, list[Change]]:
    """Return a new paper with its number, and the changes that reserve it, for ``drafting.draft`` to record.

    Raises:
        Refused: no number is left, or numbers are frozen.
    """
    document_id = desk.part_id(inspection)
    number, reserved = ledger.reserve(desk, kind, document_id)
    return Document(document_id, kind, number=number.id), reserved


def notice_of(desk: Desk, inspection: str, measure: Measure) -> tuple[Document, list[Change]]:
    """Return a new notice of an order under the number reserved for it; under a new one where that is used or void.

    Raises:
        Refused: a new number is wanted and none is left, or numbers are frozen.
    """
    here = bool(measure.number) and desk.store.read(Number.ENTITY, measure.number) is not None
    held = ledger.number(desk, measure.number) if here else None
    if held is not None and (held.state not in (LEASED, RESERVED) or held.measure not in ("", measure.id)):
        document, reserved = numbered(desk, inspection, NOTICE)
        return replace(document, measure=measure.id), reserved
    return Document(desk.part_id(inspection), NOTICE, measure=measure.id, number=measure.number), []


def recorded(document: Document) -> list[Change]:
    """Return the changes that record a new paper."""
    own = [name for name in ("approval", "lifecycle", "delivery") if getattr(document, name)]
    return changes_of(document, "kind", "state", "measure", "subject", "number", *own)
