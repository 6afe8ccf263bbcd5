"""What an officer leaves open is told by the centre to whoever disables the officer."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.centre.failures import unreachable
from app.centre.office.left_open import OpenInspection, open_inspections
from app.centre.office.officers import disable_officer
from app.domain.operations import ADD, REMOVE, VOID
from app.errors import CentreRefused
from app.sealing.canonical import parse
from tests.centre.conftest import copied
from tests.centre.field import FIRST, NOW, SECOND, Centre, Writer
from tests.centre.typist import Typist


@pytest.fixture
def centre(server: Any, template: str) -> Iterator[Centre]:
    yield from copied(server, template)


@pytest.fixture
def writer(centre: Centre) -> Writer:
    """A county's device with five inspections: open with a colleague, alone, closed, called off, voided."""
    writer = Writer(centre.device(centre.county))
    put = writer.put
    put("unit", "unit-1", "name", "演练单位甲")
    for inspection, day in (("i-1", "2026-03-09"), ("i-2", "2026-03-02"), ("i-3", ""), ("i-4", ""), ("i-5", "")):
        put("inspection", inspection, "unit", "unit-1" if inspection != "i-2" else "unit-unsent")
        put("inspection", inspection, "officers", FIRST, kind=ADD)
        if day:
            put("inspection", inspection, "planned_from", day)
    put("inspection", "i-1", "officers", SECOND, kind=ADD)
    put("course", "i-3", "closed_at", "2026-04-20T10:00:00+08:00")
    put("inspection", "i-4", "called_off", {"reason": "单位撤销", "by": FIRST, "at": "2026-03-01T09:00:00+08:00"})
    put("inspection", "i-5", "void", {"reason": "误录"}, kind=VOID)
    writer.deliver()
    return writer


def test_that_open_inspections_are_told_with_whom_they_are_left_to(centre: Centre, writer: Writer) -> None:
    assert open_inspections(centre.connection, centre.county, FIRST) == (
        OpenInspection("i-2", "", "2026-03-02", ()),
        OpenInspection("i-1", "演练单位甲", "2026-03-09", ("演练乙",)),
    )
    assert [one.inspection for one in open_inspections(centre.connection, centre.county, SECOND)] == ["i-1"]


def test_that_whoever_is_disabled_or_was_taken_off_does_not_count(centre: Centre, writer: Writer) -> None:
    disable_officer(centre.connection, centre.county, SECOND, NOW)
    assert [one.others for one in open_inspections(centre.connection, centre.county, FIRST)] == [(), ()]
    said = [parse(row.raw, row.chain) for row in writer.device.log]
    named = next(one.op_id for one in said if (one.entity_id, one.field) == ("i-2", "officers"))
    writer.put("inspection", "i-2", "officers", FIRST, named, kind=REMOVE)
    writer.deliver()
    assert [one.inspection for one in open_inspections(centre.connection, centre.county, FIRST)] == ["i-1"]


def test_that_the_commands_say_it_in_words(
    centre: Centre, writer: Writer, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    typist = Typist(centre.server, centre.server.dsn(centre.database), capsys, tmp_path)
    who = ("--bureau", centre.county, "--id", FIRST)
    lines = typist.text("officer", "open", *who).splitlines()
    assert lines[:3] == [
        "名下还有 2 次没有办结的检查（终端没有送来的不在内）：",
        "  单位资料没有送来（2026-03-02 起，没有其他在册的执法人员）",
        "  演练单位甲（2026-03-09 起，另有演练乙）",
    ]
    told = typist.text("officer", "disable", *who).splitlines()
    assert told == ["已停用。各终端同步后生效。", *lines]
    assert [one["inspection"] for one in typist.json("officer", "open", *who)["inspections"]] == ["i-2", "i-1"]


def test_that_disabling_is_told_even_where_the_list_cannot_be_read(
    centre: Centre, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: Any) -> Any:
        raise unreachable()

    monkeypatch.setattr("app.cli.centre_officers.open_inspections", cut)
    typist = Typist(centre.server, centre.server.dsn(centre.database), capsys, tmp_path)
    told = typist.text("officer", "disable", "--bureau", centre.county, "--id", FIRST).splitlines()
    assert told[0] == "已停用。各终端同步后生效。" and told[1].startswith("没有查到其未办结的检查：暂时连不上中心库。")


def test_that_an_unknown_bureau_is_refused(centre: Centre) -> None:
    with pytest.raises(CentreRefused):
        open_inspections(centre.connection, "139999", FIRST)
