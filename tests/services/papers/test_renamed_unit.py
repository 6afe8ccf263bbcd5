"""A unit renamed between the record and a paper: the paper says both names, and the officer on what ground."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.operations import Change
from app.errors import Refused
from app.services.papers import life
from app.services.papers.composing import compose
from app.services.papers.drafting import draft, paper
from app.services.papers.legality import checkup, give_reason
from app.services.papers.rendering import preview
from app.typesetting.preview import page_texts
from tests.services.at_the_table import VIOLATES, approve, at_the_table, order, refused_codes, seal
from tests.services.on_site import OnSite
from tests.services.papers.made import served

OLD, NEW = "保定市演练示范局（演练单位）", "保定市演练数据局（演练单位）"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OnSite]:
    with at_the_table(tmp_path / "data", q2_3=VIOLATES) as begun:
        yield begun


def renamed(site: OnSite, **more: str) -> str:
    """Return the id of the notice drafted anew after the unit was renamed in the register."""
    document = order(site)
    seal(site)
    told = {"name": NEW, **more}
    site.desk.commit([Change("unit", site.desk.case(site.inspection).unit.id, name, told[name]) for name in told])
    draft(site.desk, site.inspection, paper(site.desk.case(site.inspection), document), compose)
    return document


def asked(site: OnSite, document: str) -> str:
    case = site.desk.case(site.inspection)
    found = next(one for one in checkup(site.desk, case, paper(case, document)).findings if one.trap.code == "T30")
    return "".join(one.text for one in found.faults)


def test_that_the_paper_bears_both_names(site: OnSite) -> None:
    document = renamed(site)
    text = "".join("".join(page_texts(preview(site.desk, site.inspection, document).pdf)).split())
    assert f"{NEW}（现场检查笔录所载名称：{OLD}）" in text


def test_that_it_is_final_only_with_the_ground_of_the_new_name(site: OnSite) -> None:
    document = renamed(site)
    approve(site, document)
    with pytest.raises(Refused) as refused:
        life.freeze(site.desk, site.inspection, document)
    assert refused_codes(refused) == ["trap-T30"]
    assert OLD in asked(site, document)
    assert "社会信用代码" not in asked(site, document)
    give_reason(site.desk, site.inspection, document, "T30", "演练机构改革方案〔2026〕1号，更名")
    life.freeze(site.desk, site.inspection, document)
    life.stamp(site.desk, site.inspection, document, way=life.CARRIED)
    served(site, document)
    assert site.desk.case(site.inspection).was_served(document)


def test_that_another_credit_code_is_told_as_well(site: OnSite) -> None:
    site.desk.commit([Change("unit", "unit-1", "credit_code", "11130600000000001X")])
    document = renamed(site, credit_code="11130600000000002Y")
    assert "社会信用代码也已不同" in asked(site, document)


def test_that_a_unit_that_keeps_its_name_is_asked_nothing(site: OnSite) -> None:
    document = order(site)
    seal(site)
    assert asked(site, document) == ""
