"""The centre accounts for every number of a year, those of a lost laptop included."""

import csv
import io
import json
from pathlib import Path

import pytest

from app.centre.office.administration import NumberStart, add_bureau, revoke_device
from app.centre.office.number_ledger import void_of_device, year_rows
from app.errors import CentreRefused
from app.services.centre.numbers import LedgerRow, as_csv, runs
from tests.centre.field import NOW, Centre
from tests.centre.typist import Typist


def _used(centre: Centre) -> str:
    """Enter a year that begins at 3, of which a device used one number, reserved one and holds two; return it."""
    add_bureau(centre.connection, centre.county, "演练县", centre.city, [NumberStart("执通", 2026, 3)])
    device = centre.device()
    line = device.line()
    line.lease("执通", 2026, 4, "a")
    for number, state in ((3, "consumed"), (4, "reserved")):
        home = {"entity": "number", "entity_id": f"{centre.county}:执通:2026:{number}"}
        device.write("保档", field="prefix", **home)
        device.write(state, field="state", **home)
    line.push(device.log)
    return device.device


def _states(centre: Centre) -> list[tuple[int, str, str]]:
    return [(one.number, one.state, one.reason) for one in year_rows(centre.connection, centre.county, 2026)]


def test_that_no_number_of_a_year_is_left_out(centre: Centre) -> None:
    _used(centre)
    assert _states(centre) == [
        (1, "", ""), (2, "", ""), (3, "consumed", ""), (4, "reserved", ""), (5, "leased", ""), (6, "leased", ""),
    ]  # fmt: skip


def test_that_a_lost_laptops_unused_numbers_are_voided_for_everybody(centre: Centre) -> None:
    device = _used(centre)
    with pytest.raises(CentreRefused, match="device-in-use"):
        void_of_device(centre.connection, device, "终端遗失", NOW)
    revoke_device(centre.connection, device, "遗失")
    voided = void_of_device(centre.connection, device, "终端遗失", NOW)
    assert [one.rsplit(":", 1)[1] for one in voided] == ["4", "5", "6"]
    assert _states(centre)[2:] == [(3, "consumed", ""), *((n, "void", "终端遗失") for n in (4, 5, 6))]
    assert void_of_device(centre.connection, device, "终端遗失", NOW) == ()
    told = [json.loads(row.operation.raw) for row in centre.device(name="演练二号机").line().pull(0).rows]
    of_six = {one["field"]: one["value"] for one in told if one["entity_id"].endswith(":2026:6")}
    assert of_six["state"] == "void" and of_six["reason"] == "终端遗失"
    assert (of_six["device"], of_six["prefix"]) == (device, "保档")


@pytest.mark.parametrize(("device", "reason", "code"), [("nobody", "遗失", "device-unknown"), ("x", " ", "void-")])
def test_that_voiding_needs_a_device_and_a_reason(centre: Centre, device: str, reason: str, code: str) -> None:
    with pytest.raises(CentreRefused, match=code):
        void_of_device(centre.connection, device, reason, NOW)


def test_that_neighbours_that_fared_alike_are_one_run() -> None:
    rows = [LedgerRow("执通", n, state) for n, state in ((1, "leased"), (2, "leased"), (3, "void"), (5, "void"))]
    assert [(first.number, last.number) for first, last in runs([*rows, LedgerRow("责改", 1, "void")])] == [
        (1, 2), (3, 3), (5, 5), (1, 1),
    ]  # fmt: skip
    assert list(runs([])) == []


def test_that_a_reason_is_no_formula_in_the_table() -> None:
    table = as_csv([LedgerRow("执通", 1, "void", "d", "演练一号机", "=1+1")]).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(table)))[1] == ["执通", "1", "已作废", "演练一号机", "'=1+1"]


def test_that_the_commands_account_and_keep_what_is_there(typist: Typist, tmp_path: Path) -> None:
    typist.json("init")
    typist.json("bureau", "add", "yanlian", "--name", "演练市档案局", "--start", "执通:2026=3")
    words = ("number", "account", "--bureau", "yanlian", "--year", "2026")
    table = tmp_path / "numbers.csv"
    assert "执通〔2026〕1-2号：启用前（纸质登记）" in typist.text(*words, "--csv", str(table))
    assert len(table.read_text(encoding="utf-8-sig").splitlines()) == 3
    assert "还没有发放" in typist.text("number", "account", "--bureau", "yanlian", "--year", "2025")
    with pytest.raises(CentreRefused, match="device-unknown"):
        typist.text("number", "void", "nobody", "--reason", "遗失")
