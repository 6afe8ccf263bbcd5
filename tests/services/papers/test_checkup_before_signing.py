"""文书体检 of what is signed on the spot: the record (D4) and the proof of service (D33), before print and seal."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.domain.operations import Change
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Evidence
from app.domain.procedure.traps import ABSENT, CLEAR
from app.errors import Refused
from app.services.papers.delivery import complete_service
from app.services.papers.drafting import paper
from app.services.papers.legality import checkup, give_reason
from app.services.papers.rendering import sheet_to_sign
from app.services.record import journey
from tests.services import violated_visit
from tests.services.at_the_table import (
    begin,
    everybody_signs,
    ink,
    order,
    read_out,
    refused_codes,
    seal,
    sign_for,
    stamped,
)
from tests.services.on_site import OnSite
from ui.models.paper_view import paper_view
from ui.models.papers import papers
from ui.models.record import record_view

site = violated_visit.site


def record(site: OnSite) -> str:
    found = site.desk.case(site.inspection).document("D4")
    assert found is not None
    return found.id


def bare_data(site: OnSite) -> str:
    """Register electronic data without how it was made; return its id."""
    data = Evidence(
        site.desk.part_id(site.inspection), "file", "演练日志", "0" * 64, "0" * 64, 1, "text/csv", site.desk.now(),
        "jia", "复制件", "", "日志期限", links=("q2_3",), original=True,
    )  # fmt: skip
    site.desk.commit(changes_of(data))
    return data.id


def states(site: OnSite, document: str) -> dict[str, str]:
    case = site.desk.case(site.inspection)
    return {one.trap.code: one.state for one in checkup(site.desk, case, paper(case, document)).findings}


def test_that_a_record_with_a_legal_defect_is_neither_printed_nor_signed_nor_sealed(site: OnSite) -> None:
    order(site)
    bare_data(site)
    read_out(site)
    with pytest.raises(Refused) as refused:
        sheet_to_sign(site.desk, site.inspection, record(site))
    assert refused_codes(refused) == ["trap-T16"]
    with pytest.raises(Refused) as refused:
        ink(site, "jia", "officer")
    assert refused_codes(refused) == ["trap-T16"]
    with pytest.raises(Refused) as refused:
        journey.seal_record(site.desk, site.inspection)
    assert "trap-T16" in refused_codes(refused)


def test_that_a_mended_record_is_sealed(site: OnSite) -> None:
    order(site)
    site.desk.commit([Change(Evidence.ENTITY, bare_data(site), "method", "系统导出（演练）")])
    read_out(site)
    assert sheet_to_sign(site.desk, site.inspection, record(site)).pages
    everybody_signs(site)
    assert journey.seal_record(site.desk, site.inspection).frozen_at is not None


def test_that_the_step_of_the_record_tells_the_legal_defect_with_the_way_to_it(site: OnSite) -> None:
    order(site)
    bare_data(site)
    read_out(site)
    lacks = record_view(site.desk, site.desk.case(site.inspection)).lacks
    assert [one.place for one in lacks if one.code == "trap-T16"] == ["evidence"]


def test_that_a_record_sealed_on_a_later_day_waits_for_its_reason(site: OnSite) -> None:
    order(site)
    visit = site.desk.case(site.inspection).visits[0]
    read_out(site)
    everybody_signs(site)
    site.desk.commit([Change("visit", visit.id, "left_at", site.desk.now().isoformat())])
    site.watch.pass_by(days=1)
    with pytest.raises(Refused) as refused:
        journey.seal_record(site.desk, site.inspection)
    assert "trap-T15" in refused_codes(refused)
    told = next(one for one in refused.value.blockers if one.code == "trap-T15")
    assert told.place == f"papers/{record(site)}/checkup/T15"
    give_reason(site.desk, site.inspection, record(site), "T15", "停电，次日封存（演练）")
    assert journey.seal_record(site.desk, site.inspection).frozen_at == site.desk.now()


def test_that_a_receipt_shows_only_the_rules_of_service(site: OnSite) -> None:
    found = states(site, begin(site, stamped(site)).id)
    assert {code for code, state in found.items() if state == CLEAR} == {"T1", "T2", "T3", "T12", "T24", "T26"}
    assert {code for code, state in found.items() if state == ABSENT} >= {"T6", "T15", "T16", "T28"}


def test_that_service_by_an_officer_without_a_valid_card_is_not_begun(site: OnSite) -> None:
    notice = stamped(site)
    site.desk.commit([Change("officer", "yi", "valid_until", (site.desk.now() - timedelta(days=1)).date().isoformat())])
    with pytest.raises(Refused) as refused:
        begin(site, notice)
    assert "trap-T2" in refused_codes(refused)
    site.desk.commit([Change("officer", "yi", "valid_until", date(2027, 12, 31).isoformat())])
    assert begin(site, notice).frozen_at is None


def test_that_a_receipt_is_not_sealed_once_its_paper_has_no_stamp(site: OnSite) -> None:
    notice = stamped(site)
    receipt = begin(site, notice).id
    sign_for(site, receipt, (site.person, "recipient"))
    stamp = dict(paper(site.desk.case(site.inspection), notice).stamped)
    site.desk.commit([Change("document", notice, "stamped", {})])
    with pytest.raises(Refused) as refused:
        complete_service(site.desk, site.inspection, receipt)
    assert "trap-T12" in refused_codes(refused)
    site.desk.commit([Change("document", notice, "stamped", stamp)])
    assert complete_service(site.desk, site.inspection, receipt).state == "served"


def test_that_record_and_receipt_show_their_examination_where_reasons_are_given(site: OnSite) -> None:
    order(site)
    read_out(site)
    assert {"T1", "T15", "T29", "F1"} <= set(shown(site, record(site)))
    everybody_signs(site)
    journey.seal_record(site.desk, site.inspection)
    assert shown(site, record(site)) == []


def test_that_a_receipt_under_way_shows_its_examination(site: OnSite) -> None:
    receipt = begin(site, stamped(site)).id
    assert "T12" in shown(site, receipt)


def shown(site: OnSite, document: str) -> list[str]:
    """Return the codes of the rules that the page of papers shows for a paper."""
    case = site.desk.case(site.inspection)
    row = next(one for one in papers(site.desk, case) if one.id == document)
    return [one.code for one in paper_view(site.desk, site.inspection, row).checkup]


def test_that_a_lawful_record_passes(site: OnSite) -> None:
    order(site)
    assert seal(site).state == "signed"
