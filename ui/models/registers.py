"""The registers as pages show them: units found by any words, officers with the state of their credentials in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import QCollatorSortKey, QCoreApplication

from app.domain.clock import CHINA
from app.domain.procedure.records import Officer, Unit
from app.domain.registers import District, UnitKind
from app.services.desk import Desk
from app.services.registers.officers import ROLES, desk_enrolled
from app.services.registers.standing import USABLE, credential_state_words
from app.services.registers.units import units
from app.services.session.opening import OpenDesk, roster
from ui.models.pinyin import by_name, by_pinyin

tr = partial(QCoreApplication.translate, "Registers")
ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class UnitRow:
    """A unit with its kind and district in words, and everything it can be found by in ``found_by``."""

    unit: Unit
    kind: str
    district: str
    found_by: str


@dataclass(frozen=True)
class UnitRegister:
    """The units by name, and the kinds and districts a unit may have; ``district`` is the bureau's own."""

    rows: tuple[UnitRow, ...]
    kinds: tuple[UnitKind, ...]
    districts: tuple[District, ...]
    district: str = ""


@dataclass(frozen=True)
class OfficerRow:
    """An officer, the roles and credential in words; ``warns`` where the credential cannot be used or ends soon."""

    officer: Officer
    roles: str
    state: str
    warns: bool
    opens_here: bool


@dataclass(frozen=True)
class OfficerRegister:
    """The officers by name, and what who sits at the desk may do: administer, add; ``centre`` keeps the register."""

    rows: tuple[OfficerRow, ...]
    administers: bool
    adds: bool
    centre: bool
    training: bool


def unit_register(desk: Desk) -> UnitRegister:
    """Return the register of units."""
    registers = desk.shelf.registers
    kinds = {one.code: one.label for one in registers.unit_kinds}
    districts = {one.code: one.name for one in registers.districts}
    return UnitRegister(
        tuple(_unit_row(one, kinds.get(one.kind, one.kind), districts.get(one.district, one.district))
              for one in by_name(units(desk))),
        registers.unit_kinds,
        tuple(one for one in registers.districts if one.enabled),
        desk.issuing(desk.bureau).district,
    )  # fmt: skip


def _unit_row(unit: Unit, kind: str, district: str) -> UnitRow:
    told = (unit.name, kind, district, unit.credit_code, unit.address, unit.head, unit.phone)
    return UnitRow(unit, kind, district, " ".join(told).casefold())


def filtered(rows: Sequence[UnitRow], words: str) -> tuple[UnitRow, ...]:
    """Return the rows in which each of the words stands somewhere."""
    wanted = words.casefold().split()
    return tuple(one for one in rows if all(word in one.found_by for word in wanted))


def officer_register(desk: OpenDesk) -> OfficerRegister:
    """Return the register of officers as it stands today."""
    today = desk.now().astimezone(CHINA).date()
    here = {one.id for one in roster(desk)}
    known = desk.officers()
    acting = known.get(desk.officer)
    administers = acting is not None and ADMINISTRATOR in acting.roles
    rows = tuple(_officer_row(one, today, one.id in here) for one in sorted(known.values(), key=_in_order))
    centre = desk_enrolled(desk)
    return OfficerRegister(rows, administers, administers or centre, centre, bool(desk.store.training))


def _in_order(officer: Officer) -> tuple[bool, QCollatorSortKey]:
    return bool(officer.retired), by_pinyin(officer.name)


def _officer_row(officer: Officer, today: date, here: bool) -> OfficerRow:
    state, warns = credential_words(officer, today)
    return OfficerRow(officer, "、".join(ROLES.get(one, one) for one in officer.roles), state, warns, here)


def credential_words(officer: Officer, today: date) -> tuple[str, bool]:
    """Return the state of a credential in words, and whether it is told in red: it cannot be used or ends soon."""
    words, red = credential_state_words(officer, today)
    return words, red or (words != USABLE and bool(officer.credential))
