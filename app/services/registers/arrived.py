"""Reports of lower bureaus that came by sync: proposed, registered in one act, told where they were taken back.

Basis: responsibility-list:3-2-5-p2 (row S150), responsibility-list:3-2-3 (row S132).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from app.domain.bureaus import Bureau
from app.domain.operations import VOID_FIELD, Json
from app.domain.procedure.mapping import changes_of, records_from
from app.domain.received_reports import ReceivedReport
from app.domain.reports_below import SentReport, sent_reports
from app.domain.sending_ways import RECEIVING_WAYS
from app.errors import Blocker, InspectorError
from app.services.attaching import attached
from app.services.desk import Desk, insist, missing

BELOW = "reports_below"
"""The setting with what the feeds of the bureaus below told of their reports, by bureau."""

BROKEN = "broken"
"""Set in it where a bureau's feed did not fit its signatures, so that it was not read on."""

SPOILED = "spoiled_papers"
"""The setting with the files that the centre holds in another state than their names say, by the feed's epoch."""

KINDS = {"superior": "stop", "upward": "upward"}
"""The direction of a report (field ``audience`` of its form) and the kind of received report that it is."""

NO_COPY = "随中心库同步收到，没有另附副本。"


@dataclass(frozen=True)
class Arrived:
    """A report that waits to be registered: the entry as it would be made, and when it was sent.

    ``voided``: why it was taken out of the register after it had been registered, "" where it never was.
    """

    report: ReceivedReport
    sent_at: datetime
    voided: str = ""


def arrived(desk: Desk) -> tuple[Arrived, ...]:
    """Return the reports to this bureau that stand and that nobody registered yet, the earliest first.

    One whose registration was voided waits again; one that was entered by hand under its number does not.
    """
    known = {state.entity_id: state.voided for state in desk.store.read_all(ReceivedReport.ENTITY)}
    by_hand = _entered_by_hand(desk)
    found = []
    for sender, one in _from_below(desk):
        place, kind = _free_id(one.sending, known), _kind(desk, sender, one)
        if place and kind and not one.back and (sender.name, one.number) not in by_hand:
            proposed = _proposed(desk, sender, one, kind, place)
            found.append(Arrived(proposed, one.at, _why_voided(desk, place, one.sending)))
    return tuple(sorted(found, key=lambda one: (one.sent_at, one.report.id)))


def papers_to_fetch(desk: Desk, epoch: str) -> tuple[str, ...]:
    """Return the digests of the files of standing reports to this bureau that are not here yet.

    What came spoiled is not asked for again until the centre was restored (another ``epoch`` of its feed).
    """
    wanted = {
        one.pdf for sender, one in _from_below(desk)
        if one.pdf and not one.back and _kind(desk, sender, one) and not desk.vault.has(one.pdf)
    }  # fmt: skip
    spoiled = _spoiled(desk)
    return tuple(sorted(one for one in wanted if spoiled.get(one) != epoch))


def note_spoiled(desk: Desk, sha256: str, epoch: str) -> None:
    """Remember that a file of a report came spoiled, so that it is not fetched at each synchronisation."""
    desk.store.settings.set(SPOILED, cast(Json, {**_spoiled(desk), sha256: epoch}))


def spoiled(desk: Desk, report: ReceivedReport) -> bool:
    """Return whether the sender's file of a report came spoiled and is not here in another way."""
    if not report.source or report.copy:
        return False
    pdf = next((one.pdf for _, one in _from_below(desk) if one.sending == report.source), "")
    return pdf in _spoiled(desk) and not desk.vault.has(pdf)


def file_of(desk: Desk, report: ReceivedReport) -> str:
    """Return the digest of the sender's own file of a report that came by sync, "" where it is not here."""
    if not report.source:
        return ""
    pdf = next((one.pdf for _, one in _from_below(desk) if one.sending == report.source), "")
    return pdf if pdf and desk.vault.has(pdf) else ""


def register_arrived(desk: Desk, report: str, received_at: datetime | None = None) -> ReceivedReport:
    """Return a report that came by sync, now in the register; its term runs from its receipt.

    ``received_at``: when it really came, where that was later than it was sent.

    Raises:
        Refused: nothing of this id waits (registered meanwhile, or taken back), or the moment does not fit.
    """
    found = next((one for one in arrived(desk) if one.report.id == report), None)
    if found is None:
        raise missing("report", "这份报告已经登记，或者报送机关已经撤回。", "请刷新后重试。")
    typed = received_at or found.sent_at
    # Moments are typed to the minute.
    moment = found.sent_at if typed == found.sent_at.replace(second=0, microsecond=0) else typed
    if not found.sent_at <= moment <= desk.now():
        insist("没有登记。", [Blocker("report-moment", "收到的时间须在报送之后、现在之前。", (), "reports")])
    registered = replace(found.report, received_at=moment, registrar=desk.officer)
    kept = attached(desk, registered.id, registered.copy, registered.copy_name) if registered.copy else []
    desk.commit([*changes_of(registered), *kept])
    return registered


def taken_back(desk: Desk, report: ReceivedReport) -> str:
    """Return why the sender took back a report that came by sync, "" where it stands or was entered by hand."""
    if not report.source:
        return ""
    return next((one.back for _, one in _from_below(desk) if one.sending == report.source), "")


def unreadable(desk: Desk) -> tuple[str, ...]:
    """Return the names of the bureaus below whose records did not fit their signatures and were not read on."""
    kept = cast("Mapping[str, Mapping[str, Any]]", desk.store.settings.get(BELOW) or {})
    known = desk.shelf.bureaus
    return tuple(known[code].name for code, held in kept.items() if held.get(BROKEN) and code in known)


def report_id(sending: str, after: int = 0) -> str:
    """Return the id under which a sending is registered: the same on every laptop, so that it is never there twice.

    ``after`` counts the registrations before it that were voided.
    """
    return f"report-{sending.replace('/', '-')}{f'-{after}' if after else ''}"


def _spoiled(desk: Desk) -> dict[str, str]:
    return dict(cast("Mapping[str, str]", desk.store.settings.get(SPOILED) or {}))


def _free_id(sending: str, known: Mapping[str, bool]) -> str:
    """Return the id under which a sending is registered next, "" where it stands in the register."""
    after = 0
    while known.get(report_id(sending, after)):
        after += 1
    place = report_id(sending, after)
    return "" if place in known else place


def _why_voided(desk: Desk, place: str, sending: str) -> str:
    """Return why the registration before was voided, "" where there was none."""
    after = 0
    while report_id(sending, after) != place:
        after += 1
    state = desk.store.read(ReceivedReport.ENTITY, report_id(sending, after - 1)) if after else None
    said = state.value(VOID_FIELD) if state is not None else None
    return str(said.get("reason") or "") if isinstance(said, Mapping) else ""


def _entered_by_hand(desk: Desk) -> set[tuple[str, str]]:
    """Return the sender and number of what was entered by hand, so that what came by sync too is not offered twice."""
    states = [one for one in desk.store.read_all(ReceivedReport.ENTITY) if not one.voided]
    found = records_from(ReceivedReport, states)
    return {(one.sender, one.number) for one in found if one.number and not one.source}


def _from_below(desk: Desk) -> Iterator[tuple[Bureau, SentReport]]:
    kept = cast("Mapping[str, Mapping[str, Any]]", desk.store.settings.get(BELOW) or {})
    for code, held in kept.items():
        try:
            sender = desk.shelf.bureau(code)
        except InspectorError:  # a bureau that the forms of this laptop do not know yet
            continue
        yield from ((sender, one) for one in sent_reports(held.get("told", {})))


def _kind(desk: Desk, sender: Bureau, one: SentReport) -> str:
    """Return as what a report is received here, "" where it is not meant for this bureau."""
    names = {desk.shelf.bureau(desk.bureau).name, desk.issuing(desk.bureau).name}
    named = any(name in one.to for name in names)
    meant = named if one.audience == "upward" else sender.superior in names
    return KINDS.get(one.audience, "") if meant else ""


def _proposed(desk: Desk, sender: Bureau, one: SentReport, kind: str, place: str) -> ReceivedReport:
    copy = one.pdf if one.pdf and desk.vault.has(one.pdf) else ""
    said = (("", one.what), ("已采取的措施：", one.taken), ("请求支持：", one.help))
    content = "".join(f"{words}{text.rstrip('。')}。" for words, text in said if text)
    way = one.way if one.way in RECEIVING_WAYS else "system"
    return ReceivedReport(
        place, kind, sender.name, one.unit_name or "（报告没有写明单位）",
        content or "（没有写明内容）", one.at, way, desk.officer, one.number,
        copy=copy, copy_name=f"{one.number or '报告'}.pdf" if copy else "", no_copy="" if copy else NO_COPY,
        source=one.sending,
    )  # fmt: skip
