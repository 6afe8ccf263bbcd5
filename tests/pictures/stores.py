"""The stores that stand behind the pictures: rehearsals stopped at a step, at a clock that stands still."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from app.domain.clock import CHINA
from app.domain.procedure.records import RESPONSIBLE
from app.services.pinning import attach_forms, pin_forms
from app.services.preparation.planning import InspectionPlan, plan_inspection
from app.services.record.journey import draft_record, state_for_unit
from app.services.rehearsal.playing import Rehearsal, rehearse, scenario_from
from app.services.session.opening import close, open_desk
from app.services.session.paths import built_in_forms
from ui.models.preparing import draft_form

SCENARIO = built_in_forms() / "inspections" / "electronic-records" / "samples" / "full-day.toml"
# Step of the rehearsal -> the moment at which the window is opened on it.
MOMENTS = {
    "prepared": datetime(2026, 6, 8, 7, 50, tzinfo=CHINA),
    "arrived": datetime(2026, 6, 8, 9, 20, tzinfo=CHINA),
    "checked": datetime(2026, 6, 8, 14, 5, tzinfo=CHINA),
    "sealed": datetime(2026, 6, 8, 15, 5, tzinfo=CHINA),
    "served": datetime(2026, 6, 8, 16, 5, tzinfo=CHINA),
}
WAITING = "waiting"  # the store in which a paper waits for the leader
DRAFTED = "drafted"  # the one in which the record is drafted and waits to be read back
LEAD, LEADER = "rehearsal-jia", "rehearsal-leader"
LONG_UNIT = "保定市竞秀区演练示范街道办事处电子政务与数字档案资源统筹协调服务保障中心（演练单位，名称特意写得很长）"
LONG_PLACE = "保定市竞秀区演练路一千二百三十四号演练产业园综合办公楼甲座十七层电子文件管理中心第三会议室及相邻机房"
LONG_NAME = "演练·阿卜杜拉希姆·买买提㛃䶮𬍡"


@dataclass(frozen=True)
class PictureStore:
    """A closed training store: its folder, the moment to open it at, and the inspection ("" where there is none)."""

    folder: Path
    moment: datetime
    inspection: str


def stores_of(out: Path, *, long: bool) -> dict[str, PictureStore]:
    """Return the stores of one rehearsal as they stood after each step; ``long`` gives it long names and places.

    The papers that were served lie in ``papers_of(out)``.
    """
    scenario = scenario_from(SCENARIO)
    if long:
        scenario = replace(scenario, content=lengthened(scenario.content))
    played = out / "played"

    def keep(step: str) -> None:
        # Nothing writes while the rehearsal tells of a step: the copy is the store as a kill would leave it.
        shutil.copytree(played / "devices" / "first", out / step)

    rehearse(Rehearsal(played, built_in_forms(), scenario, until=list(MOMENTS)[-1], told=keep))
    inspection = _inspection_of(out / "prepared", MOMENTS["prepared"])
    found = {step: PictureStore(out / step, moment, inspection) for step, moment in MOMENTS.items()}
    shutil.copytree(out / "prepared", out / WAITING)
    shutil.copytree(out / "checked", out / DRAFTED)
    return {
        **found,
        WAITING: _with_one_waiting(PictureStore(out / WAITING, MOMENTS["prepared"], inspection)),
        DRAFTED: _drafted(PictureStore(out / DRAFTED, MOMENTS["checked"], inspection)),
    }


def _drafted(store: PictureStore) -> PictureStore:
    """Return the store in which the unit had nothing to state and the record is drafted."""
    desk = open_desk(store.folder, forms=built_in_forms(), clock=lambda: store.moment, officer=LEAD)
    try:
        present = desk.case(store.inspection).persons
        person = next(one.id for one in present if one.role == RESPONSIBLE)
        state_for_unit(desk, store.inspection, person, "")
        draft_record(desk, store.inspection)
    finally:
        close(desk)
    return store


def _with_one_waiting(store: PictureStore) -> PictureStore:
    """Return the store with a second inspection of the unit, whose D1 waits for the leader."""
    desk = open_desk(store.folder, forms=built_in_forms(), clock=lambda: store.moment, officer=LEAD)
    try:
        known = desk.case(store.inspection).inspection
        said = {one.name: getattr(known, one.name) for one in fields(InspectionPlan)}
        planned, problems = plan_inspection(desk, InspectionPlan(**said), pin_forms(desk, known.form), more=True)
        assert planned is not None, problems
        attach_forms(desk, planned.id)
        draft_form(desk, planned.id)
    finally:
        close(desk)
    return store


def papers_of(out: Path) -> Path:
    """Return the folder of the papers of a rehearsal that ``stores_of`` played."""
    return out / "played" / "documents"


def lengthened(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of a scenario with a long unit, place and officer."""
    units = [_with(one, "first", name=LONG_UNIT, address=LONG_PLACE) for one in content["units"]]
    officers = [_with(one, "jia", name=LONG_NAME) for one in content["officers"]]
    inspection = {**content["inspection"], "place": LONG_PLACE}
    return {**content, "units": units, "officers": officers, "inspection": inspection}


def _with(row: Mapping[str, Any], key: str, **more: str) -> dict[str, Any]:
    return {**row, **more} if row["key"] == key else dict(row)


def _inspection_of(folder: Path, moment: datetime) -> str:
    desk = open_desk(folder, forms=built_in_forms(), clock=lambda: moment, officer=LEAD)
    try:
        return max(one.entity_id for one in desk.store.read_all("inspection"))
    finally:
        close(desk)
