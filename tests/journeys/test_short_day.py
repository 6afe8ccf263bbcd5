"""The day on which nothing is found: to its end, on a named centre, and stopped on the way without any centre."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.centre import schema
from app.errors import InspectorError
from app.services.rehearsal.centring import AdminAccess
from app.services.rehearsal.playing import STEPS
from app.services.session.opening import close
from tests.centre.servers import hasty_server
from tests.journeys.rehearsals import opened, play, wrong
from tests.typesetting.archive_rules import faults


@pytest.fixture(scope="module")
def short_day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """Play the day on which nothing is found, to the end."""
    folder = tmp_path_factory.mktemp("rehearsal") / "out"
    return folder, play(folder, "nothing-found")


def test_that_a_day_on_which_nothing_is_found_needs_no_order(short_day: tuple[Path, dict[str, Any]]) -> None:
    folder, summary = short_day
    assert wrong(summary) == [] and summary["passed"] is True
    assert sorted(one["kind"] for one in summary["documents"]) == ["D1", "D2", "D33", "D4"]
    assert {one["fold_digest"] for one in summary["devices"]} == {summary["centre"]["fold_digest"]}
    assert all((folder / one["file"]).is_file() for one in summary["documents"])


def test_that_its_papers_keep_the_rules_of_the_archive_format(short_day: tuple[Path, dict[str, Any]]) -> None:
    folder, summary = short_day
    broken = {one["file"]: faults((folder / one["file"]).read_bytes()) for one in summary["documents"]}
    assert len(broken) >= 4
    assert not any(broken.values()), broken


def test_that_a_rehearsal_on_a_named_centre_may_be_repeated_and_wants_a_training_centre(tmp_path: Path) -> None:
    with hasty_server() as server:
        server.create_database("named")
        access = AdminAccess(server.dsn("named"), server.password)
        both = [play(tmp_path / name, "nothing-found", "arrived", centre=access) for name in "ab"]
        server.create_database("real")
        with closing(schema.open_administration(server.dsn("real"), server.password)) as connection:
            schema.install(connection, False)
        with pytest.raises(InspectorError, match="不是演练库"):
            real = AdminAccess(server.dsn("real"), server.password)
            play(tmp_path / "c", "nothing-found", "arrived", centre=real)
    assert [one["passed"] for one in both] == [True, True]
    assert server.password not in repr(access) and not (tmp_path / "c").exists()


@pytest.mark.parametrize("step", ["arrived", "sealed"])
def test_that_it_stops_where_asked_and_wakes_no_centre(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def started(*_: object, **__: object) -> None:
        raise AssertionError("a centre was started")

    monkeypatch.setattr("app.services.rehearsal.centring.embedded_server", started)
    monkeypatch.setattr(psycopg, "connect", started)
    summary = play(tmp_path / "out", "nothing-found", until=step)
    kinds = {"arrived": ["D1", "D2", "D33"], "sealed": ["D1", "D2", "D33", "D4"]}[step]
    assert summary["passed"] is True and summary["centre"] is None
    assert summary["steps"] == list(STEPS[: STEPS.index(step) + 1])
    assert [one["name"] for one in summary["devices"]] == ["first"]
    assert sorted(one["kind"] for one in summary["documents"]) == kinds
    assert [one.name for one in (tmp_path / "out" / "devices").iterdir()] == ["first"]
    desk = opened(tmp_path / "out" / "devices" / "first")
    assert desk.store.replication.pending() == summary["devices"][0]["operations"], "left as they are, unsynced"
    close(desk)
