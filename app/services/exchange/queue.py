"""What stands between this device and its centre: what waits, inspection by inspection, and what was turned away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.fold import FieldState
from app.domain.namesakes import told_apart
from app.domain.operations import REFUSED_ENTITY, REFUSED_FIELD, Operation, root_of
from app.domain.procedure.records import Inspection
from app.errors import InspectorError
from app.services.cited import cited
from app.services.desk import NO_UNIT_YET, Desk
from app.services.exchange.own_side import DEVICE_NAMES
from app.services.numbers.doubled import doubled
from app.services.registers.settling import register_conflicts

SEALED = "sealed"


@dataclass(frozen=True)
class Waiting:
    """What of one inspection waits. ``unit`` is "" for what belongs to no inspection (registers, numbers).

    ``changed`` counts entities by their kind; ``files`` is how many the inspection cites, ``sent`` how many of these
    the centre has.
    """

    root: str
    unit: str
    changed: Mapping[str, int] = field(default_factory=dict)
    files: int = 0
    sent: int = 0


@dataclass(frozen=True)
class Refusal:
    """An own or foreign change that does not count, and why: ``sealed``, or the centre's code."""

    operation: Operation
    unit: str
    reason: str


def waiting(desk: Desk) -> tuple[Waiting, ...]:
    """Return what the centre does not have yet, by inspection, the newest first; registers stand last as one."""
    changed: dict[str, dict[str, int]] = {}
    for root, entity, count in desk.store.replication.waiting():
        changed.setdefault(root, {})[entity] = count
    files = _files(desk)
    behind = {root for root, (total, sent) in files.items() if sent < total}
    rows: list[Waiting] = []
    loose: dict[str, int] = {}
    for root in sorted({*changed, *behind}, reverse=True):
        unit = unit_of(desk, root)
        if unit:
            rows.append(Waiting(root, unit, changed.get(root, {}), *files.get(root, (0, 0))))
        for entity, count in () if unit else changed.get(root, {}).items():
            loose[entity] = loose.get(entity, 0) + count
    return (*rows, *([Waiting("", "", loose)] if loose else ()))


def refusals(desk: Desk, root: str | None = None) -> tuple[Refusal, ...]:
    """Return what does not count, of one root or of all, the newest first."""
    refused = desk.store.refused(root)
    found = [Refusal(one, unit_of(desk, root_of(one.entity_id)), _reason(desk, one)) for one in refused]
    return tuple(reversed(found))


def conflicts_to_settle(desk: Desk) -> tuple[FieldState, ...]:
    """Return the conflicts that somebody settles: those of inspections, then those of registers."""
    found: tuple[FieldState, ...] = desk.store.conflicts()
    known = {root: bool(unit_of(desk, root)) for root in {root_of(one.key.entity_id) for one in found}}
    return (*(one for one in found if known[root_of(one.key.entity_id)]), *register_conflicts(desk))


def disagreeing(desk: Desk) -> int:
    """Return in how many places laptops disagree: fields to settle, and numbers that stand on two papers."""
    return len(conflicts_to_settle(desk)) + len(doubled(desk))


def unit_of(desk: Desk, root: str) -> str:
    """Return the name of the unit of an inspection, "" where the root is none."""
    state = desk.store.read(Inspection.ENTITY, root)
    if state is None:
        return ""
    try:
        return desk.unit(str(state.value("unit"))).name
    except InspectorError:  # the register comes later: what waits is told all the same
        return NO_UNIT_YET


def device_name(desk: Desk, device: str) -> str:
    """Return how officers call a laptop: by its name at the centre, else by who last worked on it.

    The end of its id stands behind that. Where nothing of it came here, as a 终端 with the end of its id.
    """
    named = desk.store.settings.get(DEVICE_NAMES)
    known = named.get(device) if isinstance(named, dict) else None
    if known:
        return str(known)
    whose = told_apart(list(desk.officers().values())).get(desk.store.lookup.last_officer(device), "")
    return f"{whose}的电脑（{device[-8:]}）" if whose else f"终端 {device[-8:]}"


def device_beside(desk: Desk, device: str, officer: str) -> str:
    """Return how officers call a laptop beside the name of who worked on it: that name is not said twice."""
    called = device_name(desk, device)
    return f"本人的电脑（{device[-8:]}）" if called.startswith(f"{officer}的电脑") else called


def _files(desk: Desk) -> dict[str, tuple[int, int]]:
    there = {one.sha256 for one in desk.store.attachments.all() if one.sent}
    held: dict[str, set[str]] = {}
    for root, one in cited(desk.store):
        held.setdefault(root, set()).add(one.sha256)
    return {root: (len(digests), len(digests & there)) for root, digests in held.items()}


def _reason(desk: Desk, one: Operation) -> str:
    state = desk.store.read(REFUSED_ENTITY, one.op_id)
    said = None if state is None else state.value(REFUSED_FIELD)
    return str(said.get("reason", "")) if isinstance(said, dict) else SEALED
