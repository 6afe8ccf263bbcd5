"""The codes on a final paper: one for machines, signed by this device, and one for people to type."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.codes import typed_code
from app.domain.procedure.case import Case
from app.domain.procedure.outcomes import Document
from app.sealing.codes import sign_code
from app.services.desk import Desk
from app.services.session.trust import certificate_of


@dataclass(frozen=True, slots=True)
class Codes:
    """The content of the code square, "" where this device has no certificate yet, and the typed code."""

    square: str = ""
    typed: str = ""


def codes_of(desk: Desk, case: Case, document: Document) -> Codes:
    """Return the codes of a paper; none before its words are final.

    Both name the digest of the frozen words, not of the file, and not of what is added to them (opinions of the
    approval form): so all prints of a paper carry the same codes.
    """
    content = case.contents.get(document.id)
    if document.frozen_at is None or content is None:
        return Codes()
    certificate = certificate_of(desk.store)
    if certificate is None:
        return Codes()
    number = str(content.data.get("number") or "")
    square = sign_code(document.kind, number, content.digest, desk.store.device_key, certificate)
    return Codes(square, typed_code(content.digest))
