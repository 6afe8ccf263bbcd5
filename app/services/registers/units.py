"""The register of inspected units: entered, changed, found again by credit code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from app.domain.characters import in_one_line, number_in_one_line
from app.domain.identity_numbers import cleaned, credit_code_problem
from app.domain.namesakes import units_told_apart
from app.domain.problems import Problem, unprintable_in
from app.domain.procedure.mapping import changes_of, records_from
from app.domain.procedure.records import Unit
from app.domain.registers import Registers
from app.services.desk import Desk
from app.services.voiding import voiding

WITHOUT_CODE = frozenset({"village", "key_project", "other"})
LONGEST = 200
TITLES = {"name": "单位名称", "address": "地址", "head": "负责人姓名", "head_post": "负责人职务", "phone": "电话"}


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """What is typed of a unit. ``kind`` and ``district`` are codes of forms/registers."""

    name: str
    kind: str
    district: str
    credit_code: str = ""
    address: str = ""
    head: str = ""
    head_post: str = ""
    phone: str = ""


def units(desk: Desk) -> tuple[Unit, ...]:
    """Return the register without voided units, by name."""
    found = records_from(Unit, (state for state in desk.store.read_all(Unit.ENTITY) if not state.voided))
    return tuple(sorted(found, key=lambda one: one.name))


def units_called(desk: Desk, known: Sequence[Unit]) -> dict[str, str]:
    """Return how units are called in a list, by id: those of one name by district, code or address."""
    names = {one.code: one.name for one in desk.shelf.registers.districts}
    words = units_told_apart([(one.name, names.get(one.district, ""), one.credit_code, one.address) for one in known])
    return {one.id: told for one, told in zip(known, words, strict=True)}


def unit_problems(desk: Desk, entry: UnitEntry, own: str = "") -> list[Problem]:
    """Return every fault of an entry; ``own`` is the id of the unit being changed, which is no duplicate of itself."""
    found = entry_problems(desk.shelf.registers, entry)
    code = cleaned(entry.credit_code)
    if not code or any(one.field == "credit_code" for one in found):
        return found
    twin = same_code(units(desk), code, own)
    if twin is not None:
        found.append(Problem("credit_code", f"这个代码已登记为“{twin.name}”，请核对；是同一单位的，请选用已登记的。"))
    return found


def entry_problems(registers: Registers, entry: UnitEntry) -> list[Problem]:
    """Return the faults that an entry has by itself, whatever else is registered."""
    found = [
        Problem(name, f"{title}过长，最多{LONGEST}字。")
        for name, title in TITLES.items()
        if len(getattr(entry, name)) > LONGEST
    ]
    found += unprintable_in({name: getattr(entry, name) for name in TITLES})
    if not entry.name.strip():
        found.append(Problem("name", "请填写单位名称。"))
    if registers.unit_kind(entry.kind) is None:
        found.append(Problem("kind", "请选择单位类别。"))
    district = registers.district(entry.district)
    if district is None:
        found.append(Problem("district", "请选择单位所在的县（市、区）。"))
    elif not district.enabled:
        found.append(Problem("district", f"{district.name}不属于本市管理，不能登记。"))
    return found + _code_problems(entry)


def _code_problems(entry: UnitEntry) -> list[Problem]:
    code = cleaned(entry.credit_code)
    if not code:
        if entry.kind in WITHOUT_CODE:
            return []
        return [Problem("credit_code", "请填写统一社会信用代码。")]
    told = credit_code_problem(code)
    return [Problem("credit_code", told)] if told else []


def same_code(known: Sequence[Unit], code: str, own: str = "") -> Unit | None:
    """Return another unit with this cleaned credit code, None where there is none."""
    return next((one for one in known if one.credit_code == code and one.id != own), None)


def add_unit(desk: Desk, entry: UnitEntry) -> tuple[Unit | None, list[Problem]]:
    """Return the registered unit, or None with what is wrong.

    The id comes from the credit code, so that two laptops that register one unit meet in one entry.
    """
    problems = unit_problems(desk, entry)
    if problems:
        return None, problems
    code = cleaned(entry.credit_code)
    unit_id = f"unit-{code}" if code else f"unit-{desk.identify()}"
    if code and desk.store.read(Unit.ENTITY, unit_id) is not None:
        unit_id = f"unit-{desk.identify()}"  # its code was changed or it was voided: the old entry keeps its id
    unit = unit_from(desk, unit_id, entry)
    desk.commit(changes_of(unit))
    return unit, []


def change_unit(desk: Desk, unit_id: str, **fields: str) -> tuple[Unit | None, list[Problem]]:
    """Return the changed unit, or None with what is wrong. ``fields`` are fields of UnitEntry.

    Raises:
        Refused: there is no such unit.
    """
    before = desk.unit(unit_id)
    entry = replace(UnitEntry(**{name: getattr(before, name) for name in UnitEntry.__dataclass_fields__}), **fields)
    problems = unit_problems(desk, entry, unit_id)
    if problems:
        return None, problems
    after = unit_from(desk, unit_id, entry)
    names = [name for name in (*asdict(entry), "enterprise") if getattr(after, name) != getattr(before, name)]
    if names:
        desk.commit(changes_of(after, *names))
    return desk.unit(unit_id), []


def void_unit(desk: Desk, unit_id: str, reason: str) -> None:
    """Take a unit out of the register with a reason; inspections of it keep it.

    Raises:
        Refused: there is no such unit, or no reason was given.
    """
    desk.unit(unit_id)
    desk.commit([voiding(desk, Unit.ENTITY, unit_id, reason)])


def unit_from(desk: Desk, unit_id: str, entry: UnitEntry) -> Unit:
    """Return the unit of an entry without faults."""
    texts: dict[str, Any] = {name: in_one_line(text) for name, text in asdict(entry).items()}
    kind = desk.shelf.registers.unit_kind(entry.kind)
    assert kind is not None, "checked before"
    texts |= {"phone": number_in_one_line(entry.phone), "credit_code": cleaned(entry.credit_code)}
    return Unit(unit_id, **texts, enterprise=kind.enterprise)
