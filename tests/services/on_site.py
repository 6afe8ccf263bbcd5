"""A visit that has begun, on a real store and vault: everything before checking is done, as records."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from app.domain.clock import CHINA
from app.domain.operations import Change
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Document, Service
from app.domain.procedure.records import (
    CONFIRMED,
    RESPONSIBLE,
    Approval,
    Inspection,
    Officer,
    Person,
    Rights,
    SignIn,
    Unit,
    Visit,
)
from app.domain.procedure.visit_cards import card_of
from app.services.desk import Desk
from app.storage.attached.vault import Vault
from app.storage.keys.datakeys import DataKeys, new_data_keys
from app.storage.store import TRAINING, Store

FORMS = Path(__file__).resolve().parents[2] / "forms"
MORNING = datetime(2026, 6, 8, 9, 0, tzinfo=CHINA)
BUREAU = "130600"


@dataclass
class Watch:
    """A clock that tests move."""

    moment: datetime = MORNING + timedelta(minutes=30)

    def __call__(self) -> datetime:
        return self.moment

    def pass_by(self, **how: float) -> None:
        """Let time go by."""
        self.moment += timedelta(**how)


@dataclass(frozen=True)
class OnSite:
    """The desk of 演练甲 at the unit, the inspection's id and the clock."""

    desk: Desk
    inspection: str
    watch: Watch
    person: str


def officer(officer_id: str, name: str, number: int, *roles: str) -> Officer:
    """Return a made-up officer with a credential valid all year."""
    return Officer(
        officer_id, name, BUREAU, "执法处", roles=roles, credential=f"演练-{number:04}", valid_from=date(2025, 1, 1),
        valid_until=date(2027, 12, 31), credential_state=CONFIRMED,
    )  # fmt: skip


PEOPLE = (
    officer("jia", "演练甲", 1, "officer", "administrator"),
    officer("yi", "演练乙", 2, "officer"),
    officer("ding", "演练丁", 4, "leader"),
    officer("wu", "演练戊", 5, "reviewer"),
)


@contextmanager
def on_site(
    folder: Path,
    kind: str = "organ",
    keys: DataKeys | None = None,
    and_then: Callable[[OnSite], object] | None = None,
    told: Hashable = None,
) -> Iterator[OnSite]:
    """Give a visit in which cards were shown and rights told, and what ``and_then`` recorded, ``told`` apart by a key.

    Without keys of its own it is a copy of the one that the first test of this process made.
    """
    if keys is not None:
        with _made(folder, kind, keys, and_then) as site:
            yield site
        return
    key = (kind, told)
    if key not in _prepared:
        place, keys = Path(_folder.name, str(len(_prepared))), new_data_keys()
        with _made(place, kind, keys, and_then) as site:
            _prepared[key] = place, keys, site
    place, keys, site = _prepared[key]
    shutil.copytree(place, folder, dirs_exist_ok=True)
    with _at(Store.open(folder, keys), folder, keys, Watch(site.watch.moment)) as desk:
        yield replace(site, desk=desk, watch=cast(Watch, desk.clock))


_folder = TemporaryDirectory(prefix="visits-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT"))
_prepared: dict[Hashable, tuple[Path, DataKeys, OnSite]] = {}


@contextmanager
def _made(
    folder: Path, kind: str, keys: DataKeys, and_then: Callable[[OnSite], object] | None
) -> Iterator[OnSite]:
    store = Store.create(folder, keys, kind=TRAINING, device_id="first", bureau=BUREAU, now=MORNING)
    with _at(store, folder, keys, Watch()) as desk:
        site = begin(desk, cast(Watch, desk.clock), kind)
        if and_then is not None:
            and_then(site)
        yield site


@contextmanager
def _at(store: Store, folder: Path, keys: DataKeys, watch: Watch) -> Iterator[Desk]:
    try:
        yield Desk(store, Vault(folder, keys), FORMS, BUREAU, "jia", watch)
    finally:
        store.close()


def begin(desk: Desk, watch: Watch, kind: str = "organ") -> OnSite:
    """Return a fresh inspection of the made-up unit, its visit begun."""
    inspection = desk.identify()

    def part() -> str:
        return f"{inspection}/{desk.identify()}"

    unit = Unit("unit-1", "保定市演练示范局（演练单位）", kind, "130602", head="演练负责人")
    plan = Inspection(
        inspection, BUREAU, unit.id, "electronic-records", "routine", {"kind": "plan", "plan_title": "演练计划"},
        "演练", ("电子档案",), ("archives-law-2020:42",), MORNING.date(), MORNING.date(), "演练路1号",
        officers=("jia", "yi"),
    )  # fmt: skip
    form, notice = Document(part(), "D1", "approved"), Document(part(), "D2", "stamped", stamped={"way": "bureau"})
    before, visit, person = MORNING - timedelta(days=1), Visit(part(), MORNING, "演练路1号"), part()
    approvals = [
        Approval(part(), one.kind, one.id, "approve", "ding", "leader", "in_person", before, "jia")
        for one in (form, notice)
    ]
    responsible = Person(person, visit.id, "演练负责人", "局长", RESPONSIBLE, "演练证件-1")
    shown = tuple({"officer": one, "credential": one} for one in ("jia", "yi"))
    rights = Rights(part(), visit.id, person, MORNING, shown, MORNING, "已知晓", {"requested": False})
    served = Service(part(), notice.id, "direct", MORNING, "演练路1号", person, ("jia", "yi"))
    signed = [SignIn(part(), visit.id, one.id, MORNING, "first", card_of(one)) for one in PEOPLE[:2]]
    records = [*PEOPLE, unit, plan, form, notice, *approvals, visit, responsible, rights, served, *signed]
    lead = Change("course", inspection, "lead_device", desk.store.device)
    desk.commit([lead, *(change for one in records for change in changes_of(one))])
    return OnSite(desk, inspection, watch, person)


def answer_everything(site: OnSite, **given: dict[str, str]) -> None:
    """Answer all questions 符合 but those given by name (``q2_3``), in one transaction."""
    from app.services.checking.sheet import sheet

    opened = sheet(site.desk, site.inspection)
    rows = opened.questions()
    values = {path: given.get(path, {"verdict": "conforms"}) for path in rows}
    site.desk.commit([
        Change("answer", f"{site.inspection}/{path}", "value", value) for path, value in values.items()
    ])


def acting(site: OnSite, officer_id: str) -> OnSite:
    """Return the visit with another officer at the desk."""
    return replace(site, desk=site.desk.acting(officer_id))
