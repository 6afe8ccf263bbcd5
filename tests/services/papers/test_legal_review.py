"""文书体检 and the legal review: which decisions wait for it, who may give it, and the reason in its place."""

from __future__ import annotations

from dataclasses import replace

from app.domain.procedure.mapping import changes_of
from app.domain.procedure.traps import ABSENT, AMBER, CLEAR, RED
from app.services.measures.deciding import record_measure
from app.services.papers.drafting import paper
from app.services.papers.legality import give_reason
from app.services.preparation.approvals import Decision, record_approval
from tests.services import violated_visit
from tests.services.at_the_table import order, review, seal
from tests.services.on_site import PEOPLE, OnSite
from tests.services.papers.made import made
from tests.services.papers.test_legality import of, states

site = violated_visit.site


def test_that_a_decision_without_legal_review_asks_for_a_reason(site: OnSite) -> None:
    order(site)
    seal(site)
    (finding,) = site.desk.case(site.inspection).findings
    record_measure(site.desk, site.inspection, "M6", [finding.id], "建议（演练）")
    document = made(site, "D32", articles=["archives-law-2020:48-i4"])
    assert of(site, document)["T25"] == AMBER
    assert of(site)["T30"] == CLEAR


def test_that_an_order_on_an_arguable_power_waits_for_the_legal_review(site: OnSite) -> None:
    notice = order(site)
    seal(site)
    case = site.desk.case(site.inspection)
    (measure,) = case.measures
    assert measure.powers == ("source-list",)
    assert of(site, notice)["T25"] == AMBER
    firm = replace(case, measures=(replace(measure, powers=("hazard",)),))
    assert states(site.desk, firm, paper(case, notice))["T25"] == ABSENT
    review(site, notice)
    assert of(site, notice)["T25"] == CLEAR


def test_that_a_review_by_phone_lets_an_order_pass_and_is_countersigned(site: OnSite) -> None:
    notice = order(site)
    review(site, notice, "phone")
    assert of(site, notice)["T25"] == CLEAR
    assert [one.kind for one in site.desk.case(site.inspection).tasks if one.done_at is None] == ["countersign"]


def test_that_an_order_the_reviewer_did_not_agree_to_is_stopped(site: OnSite) -> None:
    notice = order(site)
    review(site, notice, decision="refuse")
    assert of(site, notice)["T25"] == RED
    review(site, notice)
    assert of(site, notice)["T25"] == CLEAR


def test_that_the_reason_given_in_place_of_a_review_is_printed_into_the_file(site: OnSite) -> None:
    notice = order(site)
    give_reason(site.desk, site.inspection, notice, "T25", "现场无法联系审核人员，回局后补送（演练）")
    sheet = made(site, "D46")
    rows = site.desk.case(site.inspection).contents[sheet].data["rows"]
    (told,) = [one["told"] for one in rows if one["code"] == "T25"]
    assert "说明：现场无法联系审核人员，回局后补送（演练）" in told


def test_that_who_handles_the_case_cannot_review_it(site: OnSite) -> None:
    notice = order(site)
    (yi,) = [one for one in PEOPLE if one.id == "yi"]
    site.desk.commit(changes_of(replace(yi, roles=(*yi.roles, "reviewer")), "roles"))
    entry = Decision("D11", notice, "yi", "reviewer", "in_person")
    given, problems = record_approval(site.desk, site.inspection, entry)
    assert given is None and [one.field for one in problems] == ["approver"]
