"""Every paper of every bureau names that bureau alone: its name, its government, its court, its prefix, its list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.bureaus import Bureau
from app.domain.operations import Change
from app.domain.procedure.case import Case
from app.services.papers.composing import compose
from app.services.papers.rendering import preview
from app.services.shelf import shelf
from tests.services.at_the_table import VIOLATES, at_the_table
from tests.services.county import COUNTY, OWN, of_county
from tests.services.on_site import FORMS
from tests.services.papers.all_kinds import Whole, spoken, with_every_paper
from tests.services.papers.made import numbers

BUREAUS = shelf(FORMS).bureaus
CITY_LIST = "保定市档案局责任清单"
UNIT = "演练单位"
LISTED = ("archives-law-2020:42", "responsibility-list:3-2-3-i4", "implementing-regulation-2024:39")
CLAUSE = re.compile(r"六十日内向(.+?)申请行政复议，也可以自收到本.+?之日起六个月内依法向(.+?)提起行政诉讼")
CONTESTED = ("D8", "D9", "D11", "D12", "D17", "D20", "D22", "D35", "D49")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    folder = tmp_path_factory.mktemp("every")
    with at_the_table(folder / "data", and_then=numbers, q2_3=VIOLATES) as site:
        yield with_every_paper(site, folder / "pictures")


def as_made_by(case: Case, code: str) -> Case:
    """Return the case as a bureau's own, without what the city's numbers and drafts say.

    What was chosen when every bureau cited the city's list is still chosen.
    """
    return replace(
        case,
        inspection=replace(case.inspection, bureau=code, basis=LISTED),
        unit=replace(case.unit, name=UNIT, district=code),
        findings=tuple(replace(one, text="日志仅保存三个月", basis=LISTED, order_basis=()) for one in case.findings),
        documents=tuple(replace(one, number="") for one in case.documents),
        measures=tuple(replace(one, number="") for one in case.measures),
        contents={},
    )


def foreign(bureau: Bureau, text: str) -> list[str]:
    """Return what of other bureaus stands in a text."""
    others = [one for one in BUREAUS.values() if one.code != bureau.code]
    names = [name for one in others for name in (one.name, one.reviewing_body, one.number_prefix) if name]
    own = text.replace(bureau.name, "").replace(bureau.reviewing_body, "")
    return [name for name in (*names, *([] if bureau.source_list else [CITY_LIST])) if name in own]


def test_that_every_paper_kind_is_looked_at(whole: Whole) -> None:
    folders = {path.stem for path in FORMS.glob("inspections/*/documents/D*.toml")}
    assert set(whole.papers) == folders


@pytest.mark.parametrize("code", sorted(BUREAUS))
def test_that_a_bureau_names_nobody_elses_name_government_prefix_or_list(whole: Whole, code: str) -> None:
    bureau, site = BUREAUS[code], whole.site
    desk = replace(site.desk, bureau=code)
    case = as_made_by(desk.case(site.inspection), code)
    found = {}
    for document in case.documents:
        words = compose(desk, case, document)
        assert words["bureau"]["name"] == bureau.name, document.kind
        found[document.kind] = foreign(bureau, "\n".join(spoken(words)))
    assert not {kind: names for kind, names in found.items() if names}


@pytest.mark.parametrize("code", sorted(BUREAUS))
def test_that_a_remedy_goes_to_the_own_government_and_no_court_is_made_up(whole: Whole, code: str) -> None:
    bureau, site = BUREAUS[code], whole.site
    desk = replace(site.desk, bureau=code)
    case = as_made_by(desk.case(site.inspection), code)
    told = {one.kind: str(compose(desk, case, one).get("remedy") or "") for one in case.documents}
    for kind in CONTESTED:
        clause = CLAUSE.search(told[kind])
        assert clause is not None, kind
        assert clause.groups() == (f"{bureau.district_name}人民政府", "有管辖权的人民法院"), kind
    assert {kind for kind, words in told.items() if words} == set(CONTESTED)


def test_that_what_is_not_verified_of_a_bureau_says_so() -> None:
    assert {one.state for one in BUREAUS.values()} == {"待核实"}
    below = {one.code for one in BUREAUS.values() if one.superior == "保定市档案局"}
    assert below == set(BUREAUS["130600"].districts) - {"130600"}
    assert all("待核实" in one.note or "省直管" in one.note for one in BUREAUS.values() if not one.enabled)


@pytest.mark.parametrize("own", [{}, OWN])
def test_that_a_county_prints_nothing_of_the_city_from_end_to_end(tmp_path: Path, own: dict[str, str]) -> None:
    with at_the_table(tmp_path / "data", q2_3=VIOLATES) as begun:
        begun.desk.commit([Change("unit", "unit-1", "name", UNIT)])
        whole = with_every_paper(of_county(begun, **own), tmp_path / "pictures")
        site, bureau = whole.site, BUREAUS[COUNTY]
        printed = {
            kind: preview(site.desk, site.inspection, document).text.replace("\n", "")
            for kind, document in whole.papers.items() if kind not in ("D1", "D2")
        }  # fmt: skip
        assert {kind: names for kind, text in printed.items() if (names := foreign(bureau, text))} == {}
        assert "演档执通〔2026〕1号" in printed["D11"] and "保档" not in "".join(printed.values())
