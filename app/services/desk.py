"""The desk: an open store, the officer who acts, the forms and the clock, shared by every journey.

A service is a function that takes a desk first, checks its guards, and records its outcome in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, cast

import uuid_utils

from app.domain.bureaus import Bureau, with_own_data, with_own_paper
from app.domain.days import Unstated
from app.domain.fold import EntityState
from app.domain.law import LegalRegister
from app.domain.operations import Change, root_of
from app.domain.procedure.case import Case, case_from
from app.domain.procedure.mapping import record_from, records_from
from app.domain.procedure.records import Inspection, Officer, Unit
from app.errors import Blocker, Refused
from app.services.hands import hand_blockers
from app.services.shelf import Shelf, legal_of, shelf
from app.services.wording import as_written

BUREAU_DATA = "bureau_data"  # the setting: what the administrator says of the own bureau
BUREAU_PAPER = "bureau_paper"  # the setting: how the own bureau wants its papers set
CENTRE_LINK = "centre"  # the setting: where the centre is; none on a laptop that works on its own
UNSTATED_DAYS = "unstated_days"  # the setting: how the own bureau counts terms without a stated kind of day
WORKING_DAYS, CALENDAR_DAYS = "wd", "d"
NO_UNIT_YET = "单位资料等待同步"  # the name of a unit that the register here does not have yet
_LATER = "请同步后重试；同步后仍没有的，请联系管理员。"


class Records(Protocol):
    """What services need of the local store (app.storage.store.Store fulfils it)."""

    @property
    def device(self) -> str:
        """Return the device id."""
        ...

    @property
    def training(self) -> bool:
        """Return whether this is a training store."""
        ...

    def commit(
        self, changes: Sequence[Change], *, officer: str, now: datetime, drafts_done: Sequence[str] = ()
    ) -> Any:
        """Record the changes in one transaction, and drop what was kept of them until now."""
        ...

    def read(self, entity: str, entity_id: str) -> EntityState | None:
        """Return one entity."""
        ...

    def read_root(self, root: str) -> tuple[EntityState, ...]:
        """Return everything of one inspection."""
        ...

    def read_all(self, entity: str, ids: Iterable[str] | None = None) -> tuple[EntityState, ...]:
        """Return all entities of a kind, or those of them with these ids."""
        ...


def new_id() -> str:
    """Return a fresh UUIDv7 as text."""
    return str(uuid_utils.uuid7())


@dataclass(frozen=True)
class Desk:
    """One officer at work on one device. ``store`` and ``vault`` are open; ``forms`` is the folder of forms."""

    store: Any
    vault: Any
    forms: Path
    bureau: str
    officer: str
    clock: Callable[[], datetime]
    identify: Callable[[], str] = new_id

    @property
    def shelf(self) -> Shelf:
        """Return the legal texts, calendar, bureaus, registers, checklists and papers."""
        return shelf(self.forms)

    @property
    def legal(self) -> LegalRegister:
        """Return the legal register as the own bureau may cite it: no source list but its own."""
        bureau = self.issuing(self.bureau)
        return legal_of(self.shelf, bureau.source_list, bureau.own_list)

    @property
    def unstated(self) -> Unstated:
        """Return how a term without a stated kind of day is counted: as the bureau set, else as the forms say."""
        own = self.store.settings.get(UNSTATED_DAYS)
        if own in (WORKING_DAYS, CALENDAR_DAYS):
            return Unstated("wd" if own == WORKING_DAYS else "d", "本机关在“设置·本机关”中选定")
        return self.shelf.unstated

    def issuing(self, code: str) -> Bureau:
        """Return an issuing body as papers name it: the desk's own with what its administrator set on this device.

        Raises:
            DocumentFailed: there is none of this code.
        """
        known = self.shelf.bureau(code)
        for setting, with_own in ((BUREAU_DATA, with_own_data), (BUREAU_PAPER, with_own_paper)):
            kept = self.store.settings.get(setting) if code == self.bureau else None
            known = with_own(known, kept) if isinstance(kept, Mapping) else known
        return known

    def now(self) -> datetime:
        """Return the moment that the next act bears."""
        return self.clock()

    def acting(self, officer: str) -> Desk:
        """Return the desk with another officer at it."""
        return replace(self, officer=officer)

    def part_id(self, inspection: str) -> str:
        """Return a fresh id for something inside an inspection."""
        return f"{inspection}/{self.identify()}"

    def commit(
        self, changes: Sequence[Change], *, also: Collection[str] = (), drafts_done: Sequence[str] = ()
    ) -> Any:
        """Record the changes in one transaction as this officer, now.

        What is of an inspection is recorded by its own officers, and by who has a role in ``also``
        (``app.domain.procedure.hands``): whose act it is besides. ``drafts_done`` are what was kept of it until now.

        Raises:
            Refused: the officer is an auditor, who only looks, the act is not this officer's, or no paper could show
                what was typed.
        """
        self.insist_may_change((root_of(one.entity_id) for one in changes), also)
        return self.store.commit(
            as_written(changes), officer=self.officer, now=self.now(), drafts_done=tuple(drafts_done)
        )

    def insist_may_change(self, roots: Iterable[str] = (), also: Collection[str] = ()) -> None:
        """Do nothing where the officer at the desk may change something, and act on these inspections.

        Raises:
            Refused: the officer is an auditor, who only looks, or the act is not this officer's.
        """
        insist("没有改动。", only_looks(self) or hand_blockers(self.store, self.officer, roots, also))

    def officers(self) -> Mapping[str, Officer]:
        """Return the register of officers by id, without voided entries."""
        states = self.store.read_all(Officer.ENTITY)

        def register() -> Mapping[str, Officer]:
            return {one.id: one for one in records_from(Officer, (state for state in states if not state.voided))}

        return cast("Mapping[str, Officer]", self.store.worked_out.of(states, "officers", register))

    def unit(self, unit_id: str) -> Unit:
        """Return one unit of the register.

        Raises:
            Refused: it is not there.
        """
        state = self.store.read(Unit.ENTITY, unit_id)
        if state is None:
            raise missing("unit", "被检查单位不在登记簿中。", _LATER)
        unit = next(records_from(Unit, [state]), None)
        if unit is None:
            raise missing("unit", "被检查单位的资料还没有全部到达本机。", _LATER)
        return unit

    def case(self, inspection: str) -> Case:
        """Return an inspection with all that belongs to it.

        Raises:
            Refused: there is no such inspection in this store, or it arrived in part only.
        """
        with self.store.snapshot():
            states = self.store.read_root(inspection)
            found = next((one for one in states if one.entity == Inspection.ENTITY), None)
            if found is None:
                raise missing("inspection", "本机没有这次检查。", "请同步后重试，或核对检查编号。")
            unit, officers = self.unit(str(found.value("unit"))), self.officers()

        def still(case: Case) -> bool:
            return case.unit == unit and case.officers == officers

        try:
            made = self.store.worked_out.of(states, "case", lambda: case_from(states, unit, officers), still)
        except (ValueError, TypeError, AttributeError) as error:  # the rest comes later, or another program wrote it
            raise missing("inspection", "这次检查的内容还没有全部到达本机，暂时不能打开。", _LATER) from error
        return cast(Case, made)


def only_looks(desk: Desk) -> list[Blocker]:
    """Return why the officer at the desk changes nothing, empty for all but auditors."""
    state = desk.store.read(Officer.ENTITY, desk.officer)
    if state is None or not record_from(Officer, state).only_looks:
        return []
    return [Blocker("only-looks", "审计人员只查看和核验，不改动任何内容。需要改动的，请经办人办理。")]


def missing(what: str, text: str, advice: str) -> Refused:
    """Return the refusal for something that is not in the store."""
    return Refused(text, (Blocker(f"{what}-missing", text),), advice)


def insist(title: str, blockers: Sequence[Blocker]) -> None:
    """Do nothing where no blocker stands.

    Raises:
        Refused: at least one guard forbids the act.
    """
    if blockers:
        raise Refused(title, tuple(blockers))
