"""What can be chosen for a new inspection, and the entry as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from app.domain.problems import Problem
from app.domain.procedure.grounds import usual_basis
from app.domain.procedure.rechecks import FORM as RECHECK_FORM
from app.domain.procedure.records import Officer, Unit
from app.domain.registers import District, InspectionMode, UnitKind
from app.services.desk import Desk
from app.services.pinning import attach_forms, pin_forms
from app.services.preparation.planning import InspectionPlan, entry_problems, plan_inspection
from app.services.registers.standing import credential_warnings
from app.services.registers.units import UnitEntry, add_unit, unit_problems, units, units_called
from ui.models.pinyin import by_name, by_pinyin


@dataclass(frozen=True)
class Choices:
    """What can be chosen now. ``forms`` maps form ids to titles; ``officers`` are those who may carry it out,
    ``cautions`` what to mind about their credentials, by id; ``contact`` is whom papers usually name, with the phone;
    ``proposals`` the usual words of a plan by form, ``district`` the bureau's own; ``called`` how each unit is called
    in a list, by id.
    """

    units: tuple[Unit, ...]
    kinds: tuple[UnitKind, ...]
    districts: tuple[District, ...]
    modes: tuple[InspectionMode, ...]
    officers: tuple[Officer, ...]
    forms: Mapping[str, str]
    level: str
    today: date
    cautions: Mapping[str, str] = field(default_factory=dict)
    contact: str = ""
    proposals: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    district: str = ""
    called: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Entered:
    """What was entered. ``new_unit`` is None where a registered unit was chosen by its id ``unit``.

    ``more`` says that it is one more inspection of a unit for which a plan stands already.
    """

    unit: str
    new_unit: UnitEntry | None
    form: str
    mode: str
    source: Mapping[str, str]
    purpose: str
    place: str
    secrecy: str
    prepare: str
    contact: str
    planned_from: date
    planned_to: date
    officers: tuple[str, ...]
    reasons: Mapping[str, str] = field(default_factory=dict)
    more: bool = False


@dataclass(frozen=True)
class Planned:
    """What became of it: the inspection's id, or what is wrong. ``unit`` is registered already where it is named."""

    inspection: str = ""
    unit: Unit | None = None
    problems: tuple[Problem, ...] = ()
    error: Exception | None = None


def choices(desk: Desk) -> Choices:
    """Return what can be chosen at this desk today."""
    registers = desk.shelf.registers
    known = (one for one in (desk.forms / "inspections").iterdir() if (one / "checklist.toml").is_file())
    folders = sorted(one.name for one in known if one.name != RECHECK_FORM)
    bureau = desk.issuing(desk.bureau)
    people = [one for one in desk.officers().values() if "officer" in one.roles and not one.retired]
    known_units = by_name(units(desk))
    return Choices(
        units=known_units,
        kinds=registers.unit_kinds,
        districts=tuple(one for one in registers.districts if one.enabled and one.code in bureau.districts),
        modes=registers.modes,
        officers=tuple(sorted(people, key=lambda one: (one.id != desk.officer, by_pinyin(one.name)))),
        forms={one: desk.shelf.checklist(one).checklist.title for one in folders},
        level=bureau.level,
        today=desk.now().date(),
        contact=_contact(desk, bureau.phone),
        proposals={one: desk.shelf.proposals(one) for one in folders},
        cautions={one.officer: one.text for one in credential_warnings(desk)},
        district=bureau.district,
        called=units_called(desk, known_units),
    )


def _contact(desk: Desk, phone: str) -> str:
    acting = desk.officers().get(desk.officer)
    return f"{acting.name} {acting.phone or phone}" if acting is not None and (acting.phone or phone) else ""


def plan(desk: Desk, entered: Entered) -> Planned:
    """Return the planned inspection, its unit registered first where it is new; a refusal stands in ``error``.

    What is wrong with the entry is told all at once, and nothing is registered before that is put right.
    """
    new = entered.new_unit
    wrong = [*unit_problems(desk, new)] if new is not None else []
    asked = _asked(desk, entered)
    wrong += [one for one in entry_problems(desk, asked) if new is None or one.field != "unit"]
    if wrong:
        return Planned(problems=tuple(wrong))
    unit: Unit | None = None
    if new is not None:
        unit, problems = add_unit(desk, new)
        if unit is None:
            return Planned(problems=tuple(problems))
        asked = replace(asked, unit=unit.id)
    try:
        inspection, problems = plan_inspection(desk, asked, pin_forms(desk, entered.form), more=entered.more)
    except Exception as error:  # noqa: BLE001 - told together with the unit, which is registered by now
        return Planned(unit=unit, error=error)
    if inspection is None:
        return Planned(unit=unit, problems=tuple(problems))
    attach_forms(desk, inspection.id)
    return Planned(inspection.id, unit)


def _asked(desk: Desk, entered: Entered) -> InspectionPlan:
    checklist = desk.shelf.checklist(entered.form).checklist
    return InspectionPlan(
        unit=entered.unit,
        form=entered.form,
        mode=entered.mode,
        source=entered.source,
        purpose=entered.purpose,
        scope=tuple(one.title for one in checklist.items),
        basis=usual_basis(entered.mode),
        planned_from=entered.planned_from,
        planned_to=entered.planned_to,
        place=entered.place,
        secrecy=entered.secrecy,
        prepare=entered.prepare,
        contact=entered.contact,
        officers=entered.officers,
        reasons=entered.reasons,
    )
