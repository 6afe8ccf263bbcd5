"""Checks everything under forms/ in one go; each kind of form has its checker in ``CHECKERS``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from app.catalogue.bureaus import load_bureaus
from app.catalogue.calendars import load_calendar
from app.catalogue.casefiles import load_casefile
from app.catalogue.consequences import load_consequences
from app.catalogue.legal import load_legal
from app.catalogue.registers import load_registers
from app.catalogue.terms import load_unstated
from app.catalogue.toml_reader import Problem
from app.domain.law import LegalRegister
from app.domain.registers import MeasureTerm

Checker = Callable[[Path], list[Problem]]


def check_legal(root: Path) -> list[Problem]:
    """Return the problems of forms/legal."""
    register, problems = load_legal(root / "legal")
    return [*problems, *load_consequences(root / "legal", register)[1], *load_unstated(root / "legal")[1]]


def check_calendars(root: Path) -> list[Problem]:
    """Return the problems of forms/calendar."""
    return load_calendar(root / "calendar")[1]


def check_bureaus(root: Path) -> list[Problem]:
    """Return the problems of forms/bureaus, districts that are not registered included."""
    bureaus, problems = load_bureaus(root / "bureaus")
    known = {district.code for district in load_registers(root / "registers")[0].districts}
    unknown = sorted({code for bureau in bureaus.values() for code in bureau.districts} - known)
    remedy = "请在 registers/districts.toml 登记，或改正代码"
    return problems + [Problem("bureaus", code, f"行政区划“{code}”没有登记", remedy) for code in unknown]


def check_registers(root: Path) -> list[Problem]:
    """Return the problems of forms/registers, bases that the legal register does not know included."""
    registers, problems = load_registers(root / "registers")
    register = load_legal(root / "legal")[0]
    for mode in registers.modes:
        problems += _unknown("registers/inspection_modes.toml", mode.code, mode.basis, register)
    for measure in registers.measures:
        cited = (*measure.basis, *(one for term in measure.terms for one in _cited_by(term)))
        problems += _unknown("registers/measures.toml", measure.code, cited, register)
    for report in registers.reports:
        cited = (*report.basis, *(_cited_by(report.term) if report.term is not None else ()))
        problems += _unknown("registers/received_reports.toml", report.code, cited, register)
    return problems


def _cited_by(term: MeasureTerm) -> tuple[str, ...]:
    return (*term.basis, *(term.extend.basis if term.extend is not None else ()))


def check_casefile(root: Path) -> list[Problem]:
    """Return the problems of forms/casefile."""
    return load_casefile(root / "casefile")[1]


def _unknown(file: str, place: str, ids: Iterable[str], register: LegalRegister) -> list[Problem]:
    remedy = "请核对编号，或先在 legal/register.toml 登记"
    return [Problem(file, place, f"依据“{one}”没有收录", remedy) for one in ids if register.find(one) is None]


# Further kinds of form add their checker here.
CHECKERS: list[Checker] = [check_legal, check_calendars, check_bureaus, check_registers, check_casefile]


def check_forms(root: Path) -> list[Problem]:
    """Return every problem under ``root`` (the folder forms/), in the order of the checkers, each named once."""
    found = (problem for checker in CHECKERS for problem in checker(root))
    return list(dict.fromkeys(found))
