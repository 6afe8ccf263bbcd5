"""A bureau orders by the law and its own source list; the city's is none of a county's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.operations import Change
from app.errors import DocumentFailed, Refused
from app.services.checking.findings import CORRECT, HAZARD, choose_facts, draft_findings, edit_finding
from app.services.desk import Desk
from app.services.measures.deciding import record_measure
from app.services.measures.powers import lacks_own_list, powers_for
from app.services.papers import life
from app.services.papers.composing import compose
from app.services.papers.composing.record import handling_words, record
from app.services.papers.drafting import draft, paper
from app.services.papers.rendering import render_paper
from app.services.preparation.approvals import Decision, record_approval
from app.services.preparation.departure import departure_check
from app.services.registers.bureau import keep_bureau_data, lists_of_its_own, unlisted
from tests.services.at_the_table import VIOLATES, approve, at_the_table, order, refused_codes, seal
from tests.services.county import CITED, OWN, of_county
from tests.services.on_site import OnSite
from tests.services.papers.made import made, numbers

CITY = "保定市档案局责任清单"
ALL = {"number_prefix": "演档", "name": "", "address": "", "phone": "", "reviewing_body": "", "court": ""}


@pytest.fixture
def city(tmp_path: Path) -> Iterator[OnSite]:
    with at_the_table(tmp_path / "data", q2_3=VIOLATES) as begun:
        numbers(begun)
        yield begun


def ordered(site: OnSite, document: str) -> str:
    return str(site.desk.case(site.inspection).contents[document].data["power"]["cite"])


def test_that_a_county_orders_nothing_on_the_list_of_the_city(city: OnSite) -> None:
    site = of_county(city)
    with pytest.raises(Refused) as refused:
        order(site, aim=CORRECT)
    assert refused_codes(refused) == ["list-not-own"]
    (told,) = refused.value.blockers
    assert "设置·本机关" in told.text and told.place == "settings/bureau" and not told.basis


def test_that_a_county_without_a_list_orders_a_hazard_by_the_law_alone(city: OnSite) -> None:
    site = of_county(city)
    assert "第四十五条" in ordered(site, order(site, aim=HAZARD))


def test_that_a_county_cites_its_own_list_with_day_and_item(city: OnSite) -> None:
    site = of_county(city, **OWN)
    assert ordered(site, order(site, aim=CORRECT)) == CITED


def test_that_the_city_cites_its_list_as_before(city: OnSite) -> None:
    assert f"《{CITY}》第三部分（二）第五条第一款" in ordered(city, order(city, aim=CORRECT))
    assert unlisted(city.desk) == "" and not lists_of_its_own(city.desk)


def ordered_on_the_citys(city: OnSite, patch: pytest.MonkeyPatch, final: bool = False) -> tuple[OnSite, str]:
    """Return a county's visit and its notice, made by a program that cited the city's list for everybody."""
    site = of_county(city)
    with patch.context() as before:
        before.setattr(Desk, "legal", property(lambda desk: desk.shelf.legal))
        document = order(site, aim=CORRECT)
        if final:
            seal(site)
            approve(site, document)
            life.freeze(site.desk, site.inspection, document)
    return site, document


@pytest.mark.parametrize("own", [{}, OWN])
def test_that_a_stop_order_of_a_county_names_no_list_but_its_own(city: OnSite, own: dict[str, str]) -> None:
    site = of_county(city, **own)
    draft_findings(site.desk, site.inspection)
    (finding,) = site.desk.case(site.inspection).findings
    choose_facts(site.desk, finding.id, [2])
    edit_finding(site.desk, finding.id, aim=CORRECT)
    record_measure(site.desk, site.inspection, "M4", [finding.id], "立即停止（演练）")
    case = site.desk.case(site.inspection)
    if not own:
        assert lacks_own_list(site.desk, case, case.findings) and not powers_for(site.desk, case, case.findings)
        with pytest.raises(DocumentFailed, match="没有可依据的责令权限") as failed:
            made(site, "D12")
        assert "设置·本机关" in failed.value.advice
        return
    document = made(site, "D12")
    words = site.desk.case(site.inspection).contents[document].data
    assert words["ordering"]["cite"] == CITED and CITY not in str(words)


def test_that_what_was_ordered_on_the_citys_list_before_is_not_drafted_again(
    city: OnSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, document = ordered_on_the_citys(city, monkeypatch)
    with pytest.raises(DocumentFailed) as failed:
        compose(site.desk, site.desk.case(site.inspection), paper(site.desk.case(site.inspection), document))
    assert failed.value.code == "list-not-own" and "设置·本机关" in failed.value.advice
    assert keep_bureau_data(site.desk, {**ALL, **OWN}) == []
    draft(site.desk, site.inspection, paper(site.desk.case(site.inspection), document), compose)
    assert ordered(site, document) == CITED


def test_that_a_notice_made_final_before_keeps_its_words(
    city: OnSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, document = ordered_on_the_citys(city, monkeypatch, final=True)
    before = ordered(site, document)
    assert ordered(site, document) == before and CITY in before
    assert CITY in render_paper(site.desk, site.inspection, document).text.replace("\n", "")


def test_that_a_finding_that_names_the_list_is_told_without_it(city: OnSite) -> None:
    site = of_county(city)
    draft_findings(site.desk, site.inspection)
    (finding,) = site.desk.case(site.inspection).findings
    listed = ["responsibility-list:3-2-2-i4", "implementing-regulation-2024:39"]
    site.desk.commit([
        Change("finding", finding.id, "basis", listed), Change("finding", finding.id, "order_basis", []),
    ])
    assert edit_finding(site.desk, finding.id, text="操作日志仅保存三个月（演练）。") == []
    case = site.desk.case(site.inspection)
    told = str(record(site.desk, case, made_record(site)))
    assert "第三十九条" in told and CITY not in told and handling_words(site.desk, case)


def made_record(site: OnSite):  # type: ignore[no-untyped-def]  # the draft of the record
    from app.domain.procedure.outcomes import Document

    return Document(site.desk.part_id(site.inspection), "D4")


@pytest.mark.parametrize(
    ("entered", "wrong"),
    [
        ({"list_title": "唐县档案局责任清单"}, ["list_published", "list_item"]),
        ({**OWN, "list_title": "《保定市档案局责任清单》"}, ["list_title"]),
        ({**OWN, "list_title": "易县档案局权责清单"}, ["list_title"]),
        ({**OWN, "list_title": "唐县档案局三定方案"}, ["list_title"]),
        ({**OWN, "list_published": "2025年3月"}, ["list_published"]),
        ({**OWN, "list_published": "2027-01-01"}, ["list_published"]),
        (OWN, []),
    ],
)
def test_that_a_list_is_entered_whole_and_is_the_bureaus_own(
    city: OnSite, entered: dict[str, str], wrong: list[str]
) -> None:
    site = of_county(city)
    assert unlisted(site.desk) and lists_of_its_own(site.desk)
    found = keep_bureau_data(site.desk, {**ALL, **entered})
    assert [one.field for one in found] == wrong
    assert bool(unlisted(site.desk)) == bool(wrong)


def test_that_a_review_of_an_arguable_power_names_the_own_list(city: OnSite) -> None:
    site = of_county(city, **OWN)
    document = order(site, aim=CORRECT)
    given, problems = record_approval(
        site.desk, site.inspection, Decision("D11", document, "wu", "reviewer", "in_person", opinion="可以（演练）。")
    )
    assert given is not None, problems
    assert site.desk.legal.cite_all(["responsibility-list:3-2-5-p1", "responsibility-list:3-2-5-p2"]) == CITED
    assert site.desk.legal.cite_all(["responsibility-list:3-2-4-p1"]) == ""


def test_that_a_county_without_a_list_is_told_before_it_sets_out(city: OnSite) -> None:
    def line(site: OnSite) -> list[str]:
        return [one.advice for one in departure_check(site.desk, site.inspection) if one.key == "list"]

    assert line(city) == []
    site = of_county(city)
    assert "尚未登记（待核实）" in line(site)[0] and "设置·本机关" in line(site)[0]
    assert line(of_county(city, **OWN)) == []


def test_that_a_list_with_rare_characters_is_printed_as_it_is_called(city: OnSite) -> None:
    site = of_county(city, **{**OWN, "list_title": "㛃䶮𬍡县档案局责任清单（演练）"})
    document = order(site, aim=CORRECT)
    seal(site)
    approve(site, document)
    life.freeze(site.desk, site.inspection, document)
    assert "㛃䶮𬍡县档案局责任清单" in render_paper(site.desk, site.inspection, document).text.replace("\n", "")


def test_that_a_character_of_the_bureaus_own_that_no_font_has_leads_to_where_it_is_entered(city: OnSite) -> None:
    lost = {**OWN, "list_title": "𰻝县档案局责任清单（演练）"}
    assert [one.field for one in keep_bureau_data(of_county(city, **OWN).desk, {**ALL, **lost})] == ["list_title"]
    site = of_county(city, **lost)  # as another program, or the centre, left it
    document = order(site, aim=CORRECT)
    seal(site)
    approve(site, document)
    with pytest.raises(DocumentFailed) as stopped:
        life.freeze(site.desk, site.inspection, document)
    assert "U+30EDD" in stopped.value.title and "请管理员到“设置·本机关”中更正" in stopped.value.advice
