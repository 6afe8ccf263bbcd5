"""New papers that hold a number of the device's block, reserved in the transaction that first records the paper."""

from __future__ import annotations

from app.domain.operations import Change
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Document
from app.services.desk import Desk
from app.services.numbers import ledger


def numbered(desk: Desk, inspection: str, kind: str) -> tuple[Document, list[Change]]:
    """Return a new paper with its number, and the changes that reserve it, for ``drafting.draft`` to record.

    Raises:
        Refused: no number is left, or numbers are frozen.
    """
    document_id = desk.part_id(inspection)
    number, reserved = ledger.reserve(desk, kind, document_id)
    return Document(document_id, kind, number=number.id), reserved


def recorded(document: Document) -> list[Change]:
    """Return the changes that record a new paper."""
    own = [name for name in ("approval", "lifecycle", "delivery") if getattr(document, name)]
    return changes_of(document, "kind", "state", "measure", "subject", "number", *own)
