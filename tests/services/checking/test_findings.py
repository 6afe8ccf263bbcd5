"""Findings drafted from 不符合, edited, and voided only when asked."""

from __future__ import annotations

import pytest

from app.domain.operations import Change
from app.domain.procedure.guards_record import findings_have_measures
from app.errors import Refused
from app.services.checking import answering, findings
from app.services.checking.results import results
from app.services.checking.sheet import about as about_sheet
from app.services.checking.sheet import sheet
from app.services.measures import deciding
from tests.services.on_site import answer_everything, on_site

VIOLATES = {"verdict": "violates", "severity": "serious", "note": "日志仅保存三个月。"}


@pytest.fixture
def site(tmp_path):
    with on_site(tmp_path / "data") as begun:
        yield begun


def drafted(site, path="q2_3", value=None):
    answering.answer(site.desk, site.inspection, path, value or VIOLATES)
    (finding,) = findings.draft_findings(site.desk, site.inspection)
    return finding


def test_that_a_finding_names_unit_facts_bases_and_what_an_order_may_rest_on(site):
    finding = drafted(site)
    assert finding.text.startswith("保定市演练示范局（演练单位）")
    assert finding.text.endswith("具体情况：日志仅保存三个月。")
    assert (finding.code, finding.severity) == ("2.3", "serious")
    assert "implementing-regulation-2024:39-i2" in finding.order_basis
    assert not any(one.startswith(("gbt", "dat")) for one in finding.order_basis)
    assert "cybersecurity-law-2025:23" in finding.basis
    assert "cybersecurity-law-2016:21-i3" not in finding.basis  # amended: in force until the end of 2025


def test_that_drafting_again_keeps_the_officers_words(site):
    finding = drafted(site)
    assert findings.edit_finding(site.desk, finding.id, text="经查，日志只保存三个月。") == []
    assert findings.draft_findings(site.desk, site.inspection) == ()
    assert site.desk.case(site.inspection).findings[0].text == "经查，日志只保存三个月。"


def undecided(site):
    state = sheet(site.desk, site.inspection)
    about = about_sheet(site.desk, state)
    return [one.code for one in findings_have_measures(state.case, about) if one.code == "finding-undecided"]


def test_that_a_finding_which_leaves_its_fact_open_holds_the_record_up_until_it_is_chosen(site):
    finding = drafted(site)
    assert undecided(site) == ["finding-undecided"]
    assert findings.choose_facts(site.desk, finding.id, [3])[0].field == "text"
    assert findings.choose_facts(site.desk, finding.id, [2]) == []
    assert undecided(site) == []
    assert "保存期不足。具体情况" in site.desk.case(site.inspection).findings[0].text


def test_that_faults_of_the_wording_are_told_by_field(site):
    finding = drafted(site)
    told = findings.edit_finding(site.desk, finding.id, text=" ", basis=["no-such-law:1"], aim="other")
    assert [one.field for one in told] == ["text", "aim", "basis"]
    assert findings.edit_finding(site.desk, finding.id, text="长" * 10_001)[0].field == "text"
    assert site.desk.case(site.inspection).findings == (finding,)


def test_that_withdrawing_a_verdict_asks_before_it_voids_the_finding(site):
    finding = drafted(site)
    with pytest.raises(Refused) as refused:
        answering.answer(site.desk, site.inspection, "q2_3", {"verdict": "conforms"})
    assert refused.value.blockers[0].code == "finding-exists"
    assert site.desk.case(site.inspection).findings == (finding,)
    answering.answer(site.desk, site.inspection, "q2_3", {"verdict": "conforms"}, void_finding="经核实日志齐全")
    assert site.desk.case(site.inspection).findings == ()
    voided = site.desk.store.read("finding", finding.id)
    assert voided is not None and voided.value("void")["reason"] == "经核实日志齐全"


def test_that_a_finding_comes_anew_after_it_was_voided(site):
    first = drafted(site)
    findings.void_finding(site.desk, first.id, "表述有误")
    (second,) = findings.draft_findings(site.desk, site.inspection)
    assert second.id != first.id


def test_that_the_finding_follows_a_changed_severity(site):
    drafted(site)
    done = answering.answer(site.desk, site.inspection, "q2_3", {**VIOLATES, "severity": "major"})
    assert done.missing == ("定为“重大”须填写理由",)
    assert site.desk.case(site.inspection).findings[0].severity == "major"


def test_that_a_finding_under_a_measure_is_not_voided(site):
    answer_everything(site, q2_3=VIOLATES)
    (finding,) = findings.draft_findings(site.desk, site.inspection)
    deciding.decide_on_the_spot(site.desk, site.inspection, [finding.id], "当场指出")
    with pytest.raises(Refused) as refused:
        findings.void_finding(site.desk, finding.id, "误判")
    assert refused.value.blockers[0].code == "finding-has-measure"


def test_that_a_verdict_changed_elsewhere_shows_its_finding_as_stale(site):
    finding = drafted(site)
    site.desk.commit([Change("answer", f"{site.inspection}/q2_3", "value", {"verdict": "conforms"})])
    assert results(site.desk, site.inspection).stale == (finding,)


def test_that_the_order_basis_of_every_question_lets_an_order_rest_on_it(site):
    from app.services.checking.sheet import sheet

    today = site.desk.now().date()
    questions = sheet(site.desk, site.inspection).questions().values()
    lacking = [
        row.inspection.code for row in questions
        if "M2" in row.inspection.measures and not findings.order_basis_of(row, site.desk.shelf.legal, today)
    ]
    assert lacking == []
