"""A desk at the office on a real store: officers registered, a unit known, an inspection to be planned and approved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from app.domain.operations import Change
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Document, Evidence, Service
from app.domain.procedure.records import Inspection
from app.services.desk import Desk
from app.services.preparation.approvals import Decision, record_approval
from app.services.preparation.planning import InspectionPlan, plan_inspection
from app.services.registers.units import UnitEntry, add_unit
from app.storage.attached.vault import Vault
from app.storage.keys.datakeys import new_data_keys
from app.storage.store import TRAINING, Store
from tests.services.on_site import BUREAU, FORMS, MORNING, PEOPLE, Watch

DAY = date(2026, 6, 8)
CODE = "11130600000000019T"
UNIT = UnitEntry("保定市演练示范局", "organ", "130602", CODE, "演练路1号", "演练负责人", "局长", "0312-0000000")


@contextmanager
def office(folder: Path, kind: str = TRAINING, people: bool = True) -> Iterator[Desk]:
    """Give the desk of 演练甲 (administrator) with 演练乙 and the leader 演练丁 in the register."""
    keys = new_data_keys()
    store = Store.create(folder, keys, kind=kind, device_id="first", bureau=BUREAU, now=MORNING)
    desk = Desk(store, Vault(folder, keys), FORMS, BUREAU, "jia", Watch())
    try:
        if people:
            desk.commit([change for one in PEOPLE for change in changes_of(one)])
        yield desk
    finally:
        store.close()


def watch(desk: Desk) -> Watch:
    """Return the clock that tests move."""
    assert isinstance(desk.clock, Watch)
    return desk.clock


def plan_entry(desk: Desk, **more: Any) -> InspectionPlan:
    """Return what is entered of a lawful routine inspection of the made-up unit, which is registered where missing."""
    if desk.store.read("unit", f"unit-{CODE}") is None:
        add_unit(desk, UNIT)
    usual: dict[str, Any] = {
        "unit": f"unit-{CODE}", "form": "electronic-records", "mode": "routine",
        "source": {"kind": "plan", "plan_title": "演练计划"}, "purpose": "电子档案监管", "scope": ("电子档案",),
        "basis": ("archives-law-2020:42",), "planned_from": DAY, "planned_to": DAY, "officers": ("jia", "yi"),
    }  # fmt: skip
    return InspectionPlan(**{**usual, **more})


def planned(desk: Desk, **more: Any) -> Inspection:
    """Return a planned inspection."""
    inspection, problems = plan_inspection(desk, plan_entry(desk, **more), {}, more=True)
    assert inspection is not None, problems
    return inspection


def paper(desk: Desk, inspection: str, kind: str, **fields: Any) -> str:
    """Return the id of a paper of an inspection, recorded as it stands."""
    document = Document(desk.part_id(inspection), kind, **fields)
    desk.commit(changes_of(document))
    return document.id


def ready(desk: Desk, **more: Any) -> str:
    """Return the id of an inspection that may set out: D1 approved in person, D2 stamped."""
    inspection = planned(desk, **more).id
    approve(desk, inspection, paper(desk, inspection, "D1"))
    paper(desk, inspection, "D2", state="stamped", stamped={"way": "bureau"})
    return inspection


def approve(desk: Desk, inspection: str, document: str, kind: str = "D1", channel: str = "in_person") -> str:
    """Return the id of the leader's approval."""
    approval, problems = record_approval(
        desk, inspection, Decision(kind, document, "ding", "leader", channel, opinion="同意。")
    )
    assert approval is not None, problems
    return approval.id


def serve_notice(desk: Desk, inspection: str, person: str) -> None:
    """Record that D2 was served into the person's hands."""
    notice = desk.case(inspection).document("D2")
    assert notice is not None
    service = Service(desk.part_id(inspection), notice.id, "direct", desk.now(), "门厅", person, ("jia", "yi"))
    desk.commit(changes_of(service))


def photo(desk: Desk, inspection: str) -> str:
    """Return the id of a piece of evidence, recorded without its file."""
    evidence = Evidence(
        desk.part_id(inspection), "photo", "演练照片", "0" * 64, "0" * 64, 1, "image/jpeg", desk.now(), "jia", "手机",
        "拍照", "演练",
    )  # fmt: skip
    desk.commit(changes_of(evidence))
    return evidence.id


def seal(desk: Desk, inspection: str) -> None:
    """Record that the record of an inspection is sealed (an empty cover: for the guards only)."""
    record = paper(desk, inspection, "D4")
    value = {"covers": [], "heads": [], "document": record}
    desk.commit([Change("seal", desk.part_id(inspection), "seal", value, "seal")])
