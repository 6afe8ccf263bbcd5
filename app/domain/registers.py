"""The small registers an office may change: unit kinds, districts, inspection modes, severities, measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.days import Side
from app.domain.terms import ExtensionRule
from app.errors import Blocker


@dataclass(frozen=True)
class UnitKind:
    """A kind of inspected unit; ``party`` is its kind in the table of powers, ``enterprise`` counts inspections.

    ``also``: what else offices write for it in their tables.
    """

    code: str
    label: str
    party: str
    enterprise: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class District:
    """A division by its GB/T 2260 code. ``also``: what else offices write for it in their tables."""

    code: str
    name: str
    enabled: bool = True
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class SourceField:
    """What a source has to be described with, by a stable key and a Chinese label.

    ``told`` is the word before it on a paper; ``internal``: it stands on no paper that the inspected unit gets.
    """

    code: str
    label: str
    told: str = ""
    internal: bool = False


@dataclass(frozen=True)
class ModeSource:
    """A source of an inspection; of each group in ``requires`` one is filled; ``level`` city, county or "" (both)."""

    code: str
    label: str
    requires: tuple[tuple[SourceField, ...], ...]
    level: str = ""


@dataclass(frozen=True)
class InspectionMode:
    """One of the modes of the source list (rows S130 to S134) with the sources that justify it."""

    code: str
    label: str
    basis: tuple[str, ...]
    sources: tuple[ModeSource, ...]

    def source(self, code: str) -> ModeSource | None:
        """Return a source by code, None where this mode has none of that code."""
        return next((source for source in self.sources if source.code == code), None)

    def source_blockers(self, source_code: str, given: Mapping[str, str], level: str) -> list[Blocker]:
        """Return what is missing for an inspection in this mode: the source, its level, each field it demands.

        ``given`` maps field codes to what was entered, ``level`` is the bureau's (city, county).
        """
        source = self.source(source_code)
        if source is None:
            choices = "、".join(one.label for one in self.sources)
            text = f"{self.label}须注明检查来源，可选：{choices}"
            return [Blocker("source-missing", text, self.basis, "source")]
        blockers = []
        if source.level and source.level != level:
            body = "市级" if source.level == "city" else "县级"
            text = f"“{source.label}”只能由{body}档案局采用"
            blockers.append(Blocker("source-level", text, self.basis, "source"))
        for group in source.requires:
            if not any(given.get(field.code, "").strip() for field in group):
                text = f"{self.label}（{source.label}）须填写{'或者'.join(field.label for field in group)}"
                blockers.append(Blocker("source-field-missing", text, self.basis, f"source.{group[0].code}"))
        return blockers


@dataclass(frozen=True)
class Severity:
    """A grade of a finding; higher ``rank`` is worse; ``reason_required`` = the grade needs a reason (row S148)."""

    code: str
    label: str
    rank: int
    reason_required: bool = False


@dataclass(frozen=True)
class MeasureTerm:
    """A term that a measure sets going: ``term`` as in 7wd (10u: no kind of day stated), counted from ``starts``.

    ``extend`` says whether it may be made longer, None where its rule was not read for that; ``by_paper``: only its
    paper, served or sent, ends it.
    """

    label: str
    term: str
    side: Side
    starts: str
    basis: tuple[str, ...] = ()
    extend: ExtensionRule | None = None
    by_paper: bool = False


@dataclass(frozen=True)
class Measure:
    """What a finding may lead to (M1 to M9).

    ``documents`` are the kinds of paper it needs; ``complete`` = this program makes them, else the measure is an
    open task. ``gate`` is a Chinese condition to confirm before it may be taken, "" = none.
    """

    code: str
    label: str
    documents: tuple[str, ...]
    complete: bool
    basis: tuple[str, ...] = ()
    terms: tuple[MeasureTerm, ...] = ()
    gate: str = ""
    note: str = ""


@dataclass(frozen=True)
class ReportKind:
    """A kind of report that other bodies send to this bureau, with the term in which it must act, None for no term."""

    code: str
    label: str
    basis: tuple[str, ...] = ()
    term: MeasureTerm | None = None
    note: str = ""


@dataclass(frozen=True)
class Registers:
    """All registers in the order of their files."""

    unit_kinds: tuple[UnitKind, ...] = ()
    districts: tuple[District, ...] = ()
    modes: tuple[InspectionMode, ...] = ()
    severities: tuple[Severity, ...] = ()
    measures: tuple[Measure, ...] = ()
    reports: tuple[ReportKind, ...] = ()

    def unit_kind(self, code: str) -> UnitKind | None:
        """Return a unit kind by code."""
        return next((one for one in self.unit_kinds if one.code == code), None)

    def district(self, code: str) -> District | None:
        """Return a district by code."""
        return next((one for one in self.districts if one.code == code), None)

    def mode(self, code: str) -> InspectionMode | None:
        """Return an inspection mode by code."""
        return next((one for one in self.modes if one.code == code), None)

    def severity(self, code: str) -> Severity | None:
        """Return a severity by code."""
        return next((one for one in self.severities if one.code == code), None)

    def measure(self, code: str) -> Measure | None:
        """Return a measure by code (M1 to M9)."""
        return next((one for one in self.measures if one.code == code), None)

    def report(self, code: str) -> ReportKind | None:
        """Return a kind of received report by code."""
        return next((one for one in self.reports if one.code == code), None)
