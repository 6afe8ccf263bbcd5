"""The stage of a rehearsal: its folders, its devices, and the names that the scenario gives to people and things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.catalogue.scenarios import Scenario
from app.domain.procedure.records import CONFIRMED, Officer
from app.errors import InspectorError
from app.services.rehearsal.clock import ScenarioClock
from app.services.session.opening import OpenDesk, close, confirm, enter


@dataclass
class Stage:
    """What a rehearsal works with. ``ids`` maps the scenario's keys to ids: officers, units, persons, evidence ...

    ``desks`` are the open devices by name (first, second); ``steps`` the steps done, in order.
    """

    out: Path
    forms: Path
    scenario: Scenario
    clock: ScenarioClock
    desks: dict[str, OpenDesk] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    entered: set[tuple[str, str, date]] = field(default_factory=set)

    @property
    def inspection(self) -> str:
        """Return the id of the first inspection."""
        return self.ids["inspection"]

    @property
    def team(self) -> tuple[str, ...]:
        """Return the keys of the inspection's officers; the first leads and keeps the record."""
        return tuple(self.scenario.section("inspection")["officers"])

    @property
    def lead(self) -> str:
        """Return the key of the officer who leads."""
        return self.team[0]

    @property
    def administrator(self) -> str:
        """Return the key of the officer who registers numbers."""
        return next(str(row["key"]) for row in self.scenario.rows("officers") if "administrator" in row["roles"])

    def desk(self, officer: str, device: str = "first") -> OpenDesk:
        """Return a device with an officer at it: by passphrase for the day's first act, by PIN later."""
        who = self.ids[officer]
        today = (device, who, self.clock().date())
        if today in self.entered:
            return confirm(self.desks[device], who)
        self.entered.add(today)
        return enter(self.desks[device], who)

    def folder(self, device: str) -> Path:
        """Return the data folder of a device."""
        return self.out / "devices" / device

    def make_folders(self) -> None:
        """Make the output folder with its documents.

        Raises:
            InspectorError: it cannot be made.
        """
        try:
            (self.out / "documents").mkdir(parents=True)
        except OSError as error:
            advice = "请用 --out 指定可以写入的位置，并检查磁盘空间。"
            raise InspectorError("out-not-writable", "输出文件夹不能建立。", advice) from error

    def close(self) -> None:
        """Close every device."""
        for desk in self.desks.values():
            close(desk)


def open_stage(out: Path, forms: Path, scenario: Scenario) -> Stage:
    """Return a stage in a new or empty folder, which is not made yet.

    Raises:
        InspectorError: the folder holds something already.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InspectorError("out-not-empty", "输出文件夹不是空的。", "请用 --out 指定一个新的或空的文件夹。")
    return Stage(out, forms, scenario, ScenarioClock(scenario.clock))


def officers_of(scenario: Scenario) -> dict[str, Officer]:
    """Return the scenario's officers by key, their ids made from the key."""
    return {str(row["key"]): _officer(scenario, row) for row in scenario.rows("officers")}


def _officer(scenario: Scenario, row: Mapping[str, Any]) -> Officer:
    return Officer(
        f"rehearsal-{row['key']}",
        row["name"],
        scenario.bureau,
        office=str(row.get("office", "")),
        post=str(row.get("post", "")),
        roles=tuple(row["roles"]),
        credential=row["credential"],
        valid_from=_day(row["valid_from"]),
        valid_until=_day(row["valid_until"]),
        credential_state=CONFIRMED,
    )


def _day(value: Any) -> date:
    assert isinstance(value, date) and not isinstance(value, datetime)
    return value
