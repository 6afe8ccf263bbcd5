"""The shelf of forms: legal texts, calendar, bureaus, registers, checklists and papers, each read once.

A file that cannot be used stops the act that needs it, naming file, row, fault and remedy.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeVar

from app.catalogue.bureaus import load_bureaus
from app.catalogue.calendars import load_calendar
from app.catalogue.casefiles import load_casefile
from app.catalogue.checklist import load_form
from app.catalogue.consequences import load_consequences
from app.catalogue.documents import read_documents
from app.catalogue.legal import load_legal
from app.catalogue.registers import load_registers
from app.catalogue.terms import load_unstated
from app.catalogue.toml_reader import Problem
from app.catalogue.workflow import load_workflow
from app.domain.bureaus import Bureau
from app.domain.calendar_days import Calendar
from app.domain.casefiles import CaseFileDefinition
from app.domain.checklist.form import Form
from app.domain.checklist.workflow import Workflow
from app.domain.consequences import Table
from app.domain.days import Unstated
from app.domain.documents import DocumentDefinition
from app.domain.law import LegalRegister
from app.domain.registers import Registers
from app.domain.source_lists import OwnList, register_of
from app.errors import DocumentFailed

T = TypeVar("T")


@dataclass(frozen=True)
class Shelf:
    """The forms of one folder. Each property raises DocumentFailed where its files cannot be used."""

    root: Path

    @cached_property
    def legal(self) -> LegalRegister:
        """Return statutes, powers and remedies."""
        register, problems = load_legal(self.root / "legal")
        return usable(register, problems)

    @cached_property
    def consequences(self) -> Table:
        """Return what may follow an act, for whom."""
        table, problems = load_consequences(self.root / "legal", self.legal)
        return usable(table, problems)

    @cached_property
    def calendar(self) -> Calendar:
        """Return the days off and made-up working days of all years known."""
        calendar, problems = load_calendar(self.root / "calendar")
        return usable(calendar, problems)

    @cached_property
    def calendar_mark(self) -> str:
        """Return a digest of the calendar: the same days off and make-up days give the same."""
        known = self.calendar
        days = (known.first_year, known.last_year, sorted(known.holidays), sorted(known.make_up_days))
        return hashlib.sha256(repr(days).encode()).hexdigest()

    @cached_property
    def unstated(self) -> Unstated:
        """Return how a term is counted whose rule states no kind of day."""
        setting, problems = load_unstated(self.root / "legal")
        return usable(setting, problems)

    @cached_property
    def bureaus(self) -> dict[str, Bureau]:
        """Return the issuing bodies by code."""
        bureaus, problems = load_bureaus(self.root / "bureaus")
        return usable(bureaus, problems)

    @cached_property
    def registers(self) -> Registers:
        """Return unit kinds, districts, modes, severities and measures."""
        registers, problems = load_registers(self.root / "registers")
        return usable(registers, problems)

    @cached_property
    def casefile(self) -> CaseFileDefinition:
        """Return how a case file is put together."""
        definition, problems = load_casefile(self.root / "casefile")
        if definition is None:
            usable(definition, problems)
            raise DocumentFailed("casefile-missing", "没有案卷格式。", "请检查 forms/casefile 后重试。")
        return usable(definition, problems)

    def checklist(self, form: str) -> Form:
        """Return the checklist of one inspection form, compiled."""
        return _checklist(self.root / "inspections" / form / "checklist.toml")

    def documents(self, form: str) -> dict[str, DocumentDefinition]:
        """Return the papers of one inspection form by kind (D1, D2 ...)."""
        return _documents(self.root / "inspections" / form / "documents")

    def proposals(self, form: str) -> Mapping[str, str]:
        """Return the usual words of a plan for one inspection form: purpose, prepare, secrecy where it has them."""
        path = self.root / "inspections" / form / "workflow.toml"
        return _workflow(path, self.root).proposals if path.is_file() else {}

    def bureau(self, code: str) -> Bureau:
        """Return one issuing body.

        Raises:
            DocumentFailed: there is none of this code.
        """
        if code not in self.bureaus:
            raise DocumentFailed("bureau-unknown", f"没有代码为 {code} 的档案局。", "请在 forms/bureaus 中登记后重试。")
        return self.bureaus[code]


def usable(loaded: T, problems: Sequence[Problem]) -> T:
    """Return what was loaded where nothing is wrong with it.

    Raises:
        DocumentFailed: the files have faults; the first three are named.
    """
    if problems:
        shown = " ".join(str(one) for one in problems[:3])
        raise DocumentFailed("forms-faulty", f"表单文件有 {len(problems)} 处错误。", shown)
    return loaded


@lru_cache(maxsize=16)
def legal_of(one: Shelf, source_list: str, own: OwnList | None) -> LegalRegister:
    """Return statutes, powers and remedies as a bureau may cite them that has this source list, or entered one."""
    return register_of(one.legal, source_list, own)


@lru_cache(maxsize=16)
def _checklist(path: Path) -> Form:
    form, problems = load_form(path)
    if form is None or problems:
        usable(form, problems)
        raise DocumentFailed("checklist-missing", "检查表不能使用。", f"请检查 {path.name} 后重试。")
    return form


@lru_cache(maxsize=16)
def _workflow(path: Path, root: Path) -> Workflow:
    workflow, problems = load_workflow(path, root)
    if workflow is None:
        usable(workflow, problems)
        raise DocumentFailed("workflow-missing", "办案步骤不能使用。", f"请检查 {path.name} 后重试。")
    return workflow


@lru_cache(maxsize=16)
def _documents(folder: Path) -> dict[str, DocumentDefinition]:
    catalogue = read_documents(folder)
    return usable(dict(catalogue.definitions), catalogue.problems)


@lru_cache(maxsize=8)
def shelf(root: Path) -> Shelf:
    """Return the shelf of a folder of forms, the same one each time."""
    return Shelf(root)
