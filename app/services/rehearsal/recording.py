"""Act four: the record drafted, read back, signed, refused, sealed. Act five: the order approved, frozen and served."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.procedure.guards_arrival import entry_was_refused
from app.domain.procedure.outcomes import Document
from app.domain.procedure.rechecks import rechecks
from app.services.desk import Desk
from app.services.papers import life
from app.services.papers.composing import compose
from app.services.papers.composing.wording import number_words
from app.services.papers.delivery import Delivery, begin_service, complete_service, sign_receipt
from app.services.papers.drafting import draft
from app.services.papers.numbering import numbered
from app.services.papers.rendering import render_paper
from app.services.record import journey
from app.services.rehearsal.checking import take_sheet
from app.services.rehearsal.ink import strokes_of
from app.services.rehearsal.preparing import approve
from app.services.rehearsal.stage import Stage


def make_record(stage: Stage, inspection: str, said: Mapping[str, Any]) -> None:
    """Draft the record, take the unit's statement, read back, sign and seal."""
    stage.clock.jump(said["at"])
    desk = stage.desk(stage.lead)
    met = not entry_was_refused(desk.case(inspection))
    if met:
        journey.state_for_unit(desk, inspection, stage.ids[said["statement"]["person"]], said["statement"]["text"])
    journey.draft_record(desk, inspection)
    if met:
        journey.read_back(desk, inspection, stage.ids[said["read_back"]["person"]], said["read_back"]["mode"])
    for row in said["signatures"]:
        sign_record(stage, inspection, row)
    journey.seal_record(stage.desk(stage.lead), inspection)


def sign_record(stage: Stage, inspection: str, row: Mapping[str, Any]) -> None:
    """Take one signature or refusal; an officer signs as the one at the desk."""
    officer = row["who"] if row["role"] == "officer" else stage.lead
    details: dict[str, Any] = {"reason": row.get("reason", "")}
    if row["way"] == "ink":
        details["ink"] = strokes_of(row["who"])
    if "paper" in row:
        details["paper"] = take_sheet(stage, str(row["paper"]))
    if "witness" in row:
        details["witness"] = stage.ids[row["witness"]]
    details["media"] = tuple(stage.ids[one] for one in row.get("media", ()))
    journey.sign(stage.desk(officer), inspection, stage.ids[row["who"]], row["role"], row["way"], **details)


def draft_order(stage: Stage) -> None:
    """Draft D11 with the number its measure reserved, and have it approved."""
    desk = stage.desk(stage.lead)
    case = desk.case(stage.inspection)
    measure = next(one for one in case.measures if one.id == stage.ids["order"])
    document = Document(desk.part_id(stage.inspection), "D11", measure=measure.id, number=measure.number)
    draft(desk, stage.inspection, document, compose)
    approve(stage, stage.inspection, document.id, "D11")


def issue_order(stage: Stage) -> None:
    """Freeze D11 after the record is sealed, stamp it on site, log the prints."""
    desk = stage.desk(stage.lead)
    document = desk.case(stage.inspection).document("D11")
    assert document is not None
    life.freeze(desk, stage.inspection, document.id)
    life.stamp(desk, stage.inspection, document.id, way=life.CARRIED)
    for copy in ("当事人联", "存根联"):
        life.record_print(desk, stage.inspection, document.id, life.Print(copy))


def serve(stage: Stage, inspection: str, kind: str, said: Mapping[str, Any]) -> None:
    """Serve one paper with its proof of service."""
    stage.clock.jump(said["at"])
    document = stage.desk(stage.lead).case(inspection).document(kind)
    assert document is not None, kind
    serve_document(stage, inspection, document.id, said)


def serve_document(stage: Stage, inspection: str, document: str, said: Mapping[str, Any]) -> None:
    """Serve one paper, known by its id, with its proof of service."""
    desk = stage.desk(stage.lead)
    recipient = stage.ids[said["recipient"]] if "recipient" in said else ""
    delivery = Delivery(
        document, said["way"], recipient, said["place"], said.get("refusal", ""),
        tuple(stage.ids[one] for one in said.get("witnesses", ())),
        tuple(stage.ids[one] for one in said.get("media", ())), dict(said.get("details", {})),
    )  # fmt: skip
    receipt = begin_service(desk, inspection, delivery, *numbered(desk, inspection, "D33"))
    if said["way"] == "direct":
        _sign_receipt(stage, inspection, receipt.id, said["recipient"], "recipient")
    for witness in said.get("witnesses", ()):
        _sign_receipt(stage, inspection, receipt.id, witness, "witness")
    for officer in stage.team:
        _sign_receipt(stage, inspection, receipt.id, officer, "server")
    complete_service(stage.desk(stage.lead), inspection, receipt.id)


def _sign_receipt(stage: Stage, inspection: str, receipt: str, who: str, role: str) -> None:
    desk = stage.desk(who if role == "server" else stage.lead)
    sign_receipt(desk, inspection, receipt, stage.ids[who], role, "ink", ink=strokes_of(who))


def write_papers(stage: Stage) -> list[dict[str, Any]]:
    """Render every frozen paper of the first inspection and of its re-inspections into documents/.

    Returns what the summary says of each.
    """
    desk = stage.desk(stage.lead)
    told: list[dict[str, Any]] = []
    first = desk.case(stage.inspection)
    cases = [first, *(desk.case(one.subject) for one in rechecks(first))]
    frozen = [(case, one) for case in cases for one in case.documents if one.frozen_at is not None]
    for number, (case, document) in enumerate(frozen, 1):
        made = render_paper(desk, case.inspection.id, document.id)
        name = f"{number:02}-{document.kind}.pdf"
        (stage.out / "documents" / name).write_bytes(made.pdf)
        told.append(_told(desk, document, name, made.sha256))
    return told


def _told(desk: Desk, document: Document, name: str, digest: str) -> dict[str, Any]:
    return {
        "kind": document.kind,
        "number": number_words(desk, document.number),
        "state": document.state,
        "file": f"documents/{name}",
        "sha256": digest,
    }
