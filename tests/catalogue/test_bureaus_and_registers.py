"""Bureaus and registers that are shipped, what damaged ones report, and the check over all of forms/."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest

from app.catalogue import check
from app.catalogue.bureaus import load_bureaus
from app.catalogue.registers import load_registers
from app.domain.bureaus import Bureau
from app.domain.registers import Registers
from app.errors import Refused
from app.services.registers.importing.columns import plain

FORMS = Path(__file__).resolve().parents[2] / "forms"
UNKNOWN_BASIS = "依据“archives-law-2020:99”没有收录"


@cache
def bureaus() -> dict[str, Bureau]:
    found, problems = load_bureaus(FORMS / "bureaus")
    assert problems == []
    return found


@cache
def registers() -> Registers:
    found, problems = load_registers(FORMS / "registers")
    assert problems == []
    return found


def test_that_the_city_bureau_has_its_seven_offices_and_one_enforces() -> None:
    offices = bureaus()["130600"].offices
    assert len(offices) == 7
    assert [one.name for one in offices if one.enforcement] == ["执法处"]


def test_that_all_counties_are_there_and_those_outside_the_city_are_off() -> None:
    counties = [one for one in bureaus().values() if one.level == "county"]
    assert len(counties) == 24
    assert {one.district_name for one in counties if not one.enabled} == {"容城县", "安新县", "雄县", "定州市"}


def test_that_nothing_passes_for_confirmed() -> None:
    assert {one.state for one in bureaus().values()} == {"待核实"}
    assert not any(one.confirmed for one in bureaus().values())


def test_that_the_city_covers_its_counties_and_a_county_only_itself() -> None:
    city, county = bureaus()["130600"], bureaus()["130602"]
    assert city.covers("130602") and city.covers("130600")
    assert county.covers("130602") and not county.covers("130606")
    assert not city.covers("130629") and not city.covers("130682") and not city.covers("110101")


def test_that_a_number_is_printed_as_the_standard_asks() -> None:
    assert bureaus()["130600"].number_text("D11", 2026, 12) == "保档执通〔2026〕12号"


@pytest.mark.parametrize(("code", "kind", "blocker"), [
    ("130602", "D11", "number-prefix-missing"), ("130600", "D99", "number-kind-missing"),
])
def test_that_no_number_is_made_up(code: str, kind: str, blocker: str) -> None:
    with pytest.raises(Refused) as caught:
        bureaus()[code].number_text(kind, 2026, 1)
    assert [one.code for one in caught.value.blockers] == [blocker]


def test_that_each_bureau_s_reviewing_body_is_its_own_government() -> None:
    assert bureaus()["130600"].reviewing_body == "保定市人民政府"
    assert all(one.reviewing_body.endswith("人民政府") for one in bureaus().values())
    assert {one.court for one in bureaus().values()} == {"有管辖权的人民法院"}


def test_that_each_word_for_a_kind_of_unit_stands_for_one_kind_only() -> None:
    words = [plain(word) for one in registers().unit_kinds for word in (one.label, *one.also)]
    assert len(words) == len(set(words))
    assert not {"民办学校", "民营医院", "合作社", "银行"} & set(words), "these say nothing sure: a person chooses"


def test_that_each_word_for_a_district_stands_for_one_district_only() -> None:
    words = [plain(word) for one in registers().districts for word in (one.name, *one.also)]
    assert len(words) == len(set(words))


def test_that_there_are_four_modes_and_nine_measures() -> None:
    assert [one.label for one in registers().modes] == ["全面检查", "专项检查", "举报移送检查", "日常监督检查"]
    assert [one.code for one in registers().measures] == [f"M{n}" for n in range(1, 10)]
    assert [one.code for one in registers().measures if one.complete] == ["M1", "M2"]


def test_that_a_mode_asks_for_its_source_and_each_thing_the_source_demands() -> None:
    mode = registers().mode("comprehensive")
    assert mode is not None
    assert [one.code for one in mode.source_blockers("", {}, "city")] == ["source-missing"]
    missing = mode.source_blockers("plan", {"plan_title": "演练计划"}, "city")
    assert [(one.code, one.place) for one in missing] == [("source-field-missing", "source.plan_number")]
    assert mode.source_blockers("plan", {"plan_title": "演练计划", "plan_date": "2026-01-05"}, "city") == []


def test_that_only_the_city_makes_supervisory_draws() -> None:
    mode = registers().mode("routine")
    assert mode is not None
    given = {"seed": "7", "list": "甲、乙"}
    assert [one.code for one in mode.source_blockers("supervision", given, "county")] == ["source-level"]
    assert mode.source_blockers("supervision", given, "city") == []


def test_that_terms_of_measures_bind_the_authority() -> None:
    terms = [term for one in registers().measures for term in one.terms]
    assert terms and {term.side for term in terms} == {"authority"}


def test_that_only_the_worst_grade_asks_for_a_reason() -> None:
    ranked = sorted(registers().severities, key=lambda one: one.rank)
    assert [(one.label, one.reason_required) for one in ranked] == [("一般", False), ("较重", False), ("重大", True)]


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    root = tmp_path / "forms"
    for name in ("bureaus", "registers", "legal", "calendar"):
        shutil.copytree(FORMS / name, root / name)
    return root


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_that_the_forms_shipped_have_no_problem() -> None:
    found = [problem for checker in (check.check_legal, check.check_calendars, check.check_bureaus,
                                     check.check_registers) for problem in checker(FORMS)]
    assert found == []


def test_that_every_checker_of_the_table_is_asked(forms: Path) -> None:
    change(forms / "bureaus" / "baoding.toml", 'level = "city"', 'level = "town"')
    change(forms / "registers" / "measures.toml", '"7wd"', '"7days"')
    change(forms / "calendar" / "2026.toml", "2026-10-07", "2036-10-07")
    change(forms / "legal" / "powers.toml", '"service"', '"servant"')
    files = {problem.file for problem in check.check_forms(forms)}
    assert files >= {
        "bureaus/baoding.toml", "registers/measures.toml", "calendar/2026.toml", "legal/powers.toml",
    }


@pytest.mark.parametrize(("file", "old", "new", "fault"), [
    ("bureaus/baoding.toml", 'court = "有', 'curt = "有', "不认识的键“curt”"),
    ("bureaus/baoding.toml", '"130602", #', '"13060x", #', "行政区划代码“13060x”不是六位数字"),
    ("bureaus/baoding.toml", '"130602", #', '"110101", #', "行政区划“110101”没有登记"),
    ("bureaus/baoding-counties.toml", 'code = "130606"', 'code = "130602"', "机关编号“130602”重复"),
    ("registers/measures.toml", '"archives-law-2020:45"', '"archives-law-2020:99"', UNKNOWN_BASIS),
    ("registers/inspection_modes.toml", "plan_number|plan_date", "plan_numbr|plan_date", "不认识的填写项“plan_numbr”"),
    ("registers/unit_kinds.toml", 'code = "group"', 'code = "organ"', "编号“organ”重复"),
    ("registers/severities.toml", "rank = 2", 'rank = "2"', "“rank”的类型不对"),
])
def test_that_a_fault_is_named(forms: Path, file: str, old: str, new: str, fault: str) -> None:
    change(forms / file, old, new)
    assert fault in [problem.fault for problem in check.check_forms(forms)]


def changed_bureaus(folder: Path, line: str) -> tuple[dict[str, Bureau], list[str]]:
    text = (FORMS / "bureaus" / "baoding.toml").read_text(encoding="utf-8")
    changed = text.replace('number_prefix = "保档"', f'number_prefix = "保档"\n{line}')
    (folder / "baoding.toml").write_text(changed, "utf-8")
    found, problems = load_bureaus(folder)
    return found, [problem.fault for problem in problems]


def test_that_a_bureau_says_where_its_sheets_are_stamped_and_whose_fonts_it_wants(tmp_path: Path) -> None:
    found, problems = changed_bureaus(tmp_path, "stamp_place = { x = 140, y = 215 }\nmachine_fonts = true")
    assert problems == []
    assert (found["130600"].stamp_place, found["130600"].machine_fonts) == ((140, 215), True)
    plain, _ = changed_bureaus(tmp_path, "")
    assert (plain["130600"].stamp_place, plain["130600"].machine_fonts) == (None, False)


@pytest.mark.parametrize(("x", "y"), [(20, 200), (140, 290), (140, 90)])
def test_that_a_stamp_outside_or_above_the_text_is_a_fault(x: int, y: int, tmp_path: Path) -> None:
    _, problems = changed_bureaus(tmp_path, f"stamp_place = {{ x = {x}, y = {y} }}")
    assert problems == ["预盖印章的位置不在版心内"]
