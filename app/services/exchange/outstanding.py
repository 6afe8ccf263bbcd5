"""What stands between this laptop and its centre, inspection by inspection; and the log of synchronisations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from app.domain.operations import REFUSED_ENTITY, REFUSED_FIELD, Json, root_of
from app.domain.procedure.records import Inspection
from app.services.cited import cited
from app.services.desk import Desk

SYNC_LOG, AUTOMATIC = "sync_log", "sync_automatic"
KEPT = 200


@dataclass(frozen=True, slots=True)
class Outstanding:
    """One inspection: operations the centre has not confirmed, its files sent of all, fields in conflict, refused ones.

    ``unit`` is its name; both ids are "" for the registers (units, officers, numbers).
    """

    inspection: str
    unit: str
    operations: int
    files_sent: int
    files: int
    conflicts: int
    refused: int


@dataclass(frozen=True, slots=True)
class Turned:
    """One operation that does not count: where it was made, its field and value, and why (a code, "" for a seal)."""

    inspection: str
    unit: str
    entity: str
    path: str
    value: Any
    officer: str
    reason: str


def outstanding(desk: Desk) -> tuple[Outstanding, ...]:
    """Return the inspections with something outstanding, most operations first; nothing is sent."""
    waiting = _waiting(desk)
    conflicts = Counter(root_of(one.key.entity_id) for one in desk.store.conflicts())
    refused = Counter(root_of(one.entity_id) for one in desk.store.refused())
    files, sent = _files(desk)
    units = _units(desk)
    lacking = {root for root, count in files.items() if sent[root] < count}
    roots = {one for one in (*waiting, *conflicts, *refused, *lacking) if one in units}
    found = [
        Outstanding(root, units[root], waiting[root], sent[root], files[root], conflicts[root], refused[root])
        for root in roots
    ]
    others = sum(count for root, count in waiting.items() if root not in units)
    if others:
        found.append(Outstanding("", "", others, 0, 0, 0, 0))
    return tuple(sorted(found, key=lambda one: (not one.inspection, -one.operations, one.unit)))


def turned_away(desk: Desk) -> tuple[Turned, ...]:
    """Return the operations that a seal or the centre turned away, newest first."""
    units = _units(desk)
    reasons = _reasons(desk)
    found = []
    for one in reversed(desk.store.refused()):
        root = root_of(one.entity_id)
        path = one.entity_id.partition("/")[2]
        reason = reasons.get(one.op_id, "")
        found.append(Turned(root, units.get(root, ""), one.entity, path, one.value, one.officer, reason))
    return tuple(found)


def sync_log(desk: Desk) -> tuple[Mapping[str, Any], ...]:
    """Return the reports of all synchronisations kept, newest first, each with its time ``at`` and receipt."""
    return tuple(reversed(cast("list[Mapping[str, Any]]", desk.store.settings.get(SYNC_LOG, []))))


def enter(desk: Desk, report: Mapping[str, Any]) -> None:
    """Keep a report in the log; of those that brought nothing and failed alike in a row only the last stays."""
    log = cast("list[Mapping[str, Any]]", desk.store.settings.get(SYNC_LOG, []))
    if log and _same_failure(log[-1], report):
        log = log[:-1]
    desk.store.settings.set(SYNC_LOG, cast(Json, [*log, dict(report)][-KEPT:]))


def automatic(desk: Desk) -> bool:
    """Return whether this laptop synchronises by itself when the centre can be reached; on unless switched off."""
    return desk.store.settings.get(AUTOMATIC) is not False


def set_automatic(desk: Desk, wanted: bool) -> None:
    """Switch automatic synchronisation on or off for this laptop."""
    desk.store.settings.set(AUTOMATIC, wanted)


def _same_failure(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    failed = one.get("state") == other.get("state") == "unreachable"
    return failed and not any(report.get(name) for report in (one, other) for name in ("pushed", "pulled"))


def _waiting(desk: Desk) -> Counter[str]:
    acked = desk.store.replication.sync_state().acked_lseq
    counted: Counter[str] = Counter()
    while batch := desk.store.replication.outgoing(acked, 2_000):
        for txn in batch:
            counted.update(root_of(one.entity_id) for one in txn.operations)
        acked = batch[-1].operations[-1].lseq
    return counted


def _files(desk: Desk) -> tuple[Counter[str], Counter[str]]:
    there = {one.sha256 for one in desk.store.attachments.all() if one.sent}
    found = {(root, one.sha256) for root, one in cited(desk.store)}
    return Counter(root for root, _ in found), Counter(root for root, sha256 in found if sha256 in there)


def _units(desk: Desk) -> dict[str, str]:
    names = {state.entity_id: str(state.value("name") or "") for state in desk.store.read_all("unit")}
    plans = desk.store.read_all(Inspection.ENTITY)
    return {one.entity_id: names.get(str(one.value("unit")), "") for one in plans}


def _reasons(desk: Desk) -> dict[str, str]:
    found = {}
    for state in desk.store.read_all(REFUSED_ENTITY):
        said = state.value(REFUSED_FIELD)
        found[state.entity_id] = str(said.get("reason", "")) if isinstance(said, dict) else ""
    return found
