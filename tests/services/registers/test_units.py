"""The register of units on a real store."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import Refused
from app.services.registers.units import add_unit, change_unit, units, void_unit
from tests.services.office import CODE, UNIT, office


@pytest.fixture
def desk(tmp_path):
    with office(tmp_path / "data") as opened:
        yield opened


def faults(result):
    return [one.field for one in result[1]]


def test_that_a_unit_is_found_again_as_it_was_entered(desk):
    unit, problems = add_unit(desk, UNIT)
    assert problems == [] and desk.unit(unit.id) == unit
    assert unit.id == f"unit-{CODE}" and not unit.enterprise
    assert [one.name for one in units(desk)] == [UNIT.name]


def test_that_an_enterprise_is_known_by_its_kind(desk):
    unit, _ = add_unit(desk, replace(UNIT, kind="enterprise"))
    assert unit.enterprise
    changed, _ = change_unit(desk, unit.id, kind="institution")
    assert not changed.enterprise


def test_that_a_wrong_code_is_told_and_nothing_is_kept(desk):
    unit, problems = add_unit(desk, replace(UNIT, credit_code="11130600000000019A"))
    assert unit is None and [one.field for one in problems] == ["credit_code"]
    assert units(desk) == ()


def test_that_a_duplicate_names_the_unit_that_holds_the_code(desk):
    add_unit(desk, UNIT)
    again = add_unit(desk, replace(UNIT, name="另一个单位"))
    assert faults(again) == ["credit_code"] and UNIT.name in again[1][0].text


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"name": " "}, "name"),
        ({"name": "长" * 10_000}, "name"),
        ({"kind": "club"}, "kind"),
        ({"district": "999999"}, "district"),
        ({"district": "130629"}, "district"),
        ({"credit_code": ""}, "credit_code"),
    ],
)
def test_that_each_wrong_field_is_named(desk, fields, fault):
    assert faults(add_unit(desk, replace(UNIT, **fields))) == [fault]


def test_that_a_village_may_have_no_code(desk):
    unit, problems = add_unit(desk, replace(UNIT, kind="village", credit_code=""))
    assert problems == [] and unit.credit_code == ""


def test_that_a_change_keeps_the_id_and_records_only_what_differs(desk):
    unit, _ = add_unit(desk, UNIT)
    before = desk.store.read("unit", unit.id).fields["name"].heads
    changed, _ = change_unit(desk, unit.id, phone="0312-1111111")
    assert changed.id == unit.id and changed.phone == "0312-1111111"
    assert desk.store.read("unit", unit.id).fields["name"].heads == before
    assert change_unit(desk, unit.id, phone="0312-1111111") == (changed, [])


def test_that_a_unit_taken_out_frees_its_code_and_stays_readable(desk):
    unit, _ = add_unit(desk, UNIT)
    with pytest.raises(Refused):
        void_unit(desk, unit.id, " ")
    void_unit(desk, unit.id, "登记错误")
    assert units(desk) == () and desk.unit(unit.id).voided
    again, problems = add_unit(desk, UNIT)
    assert problems == [] and again.id != unit.id


def test_that_an_unknown_unit_cannot_be_changed(desk):
    with pytest.raises(Refused) as refused:
        change_unit(desk, "unit-none", name="甲")
    assert refused.value.blockers[0].code == "unit-missing"


@pytest.mark.parametrize("field", ["name", "address", "head", "head_post"])
def test_that_what_no_paper_can_print_is_told_when_a_unit_is_entered(desk, field):
    unit, problems = add_unit(desk, replace(UNIT, **{field: "演练😀"}))
    assert unit is None and [(one.field, "😀" in one.text) for one in problems] == [(field, True)]
