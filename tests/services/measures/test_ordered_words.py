"""An order demands what was found lacking, by the alternatives of a question, and nothing more."""

from __future__ import annotations

import re

import pytest

from app.domain.operations import Change
from app.domain.procedure.guards_record import findings_have_measures
from app.errors import Refused
from app.services.attaching import keep
from app.services.checking import findings
from app.services.checking.sheet import about, asks_beyond, sheet
from tests.services.measures import ordered
from tests.services.measures.ordered import codes, found, order, untouched

site = ordered.site
RULES = {"verdict": "violates", "severity": "ordinary"}


def only_unexecuted(site):
    """Give the finding of 1.2 of which only 未实际执行 was found."""
    (finding,) = found(site, q1_2=RULES)
    assert findings.choose_facts(site.desk, finding.id, [1]) == []
    return site.desk.case(site.inspection).findings[0]


def test_that_an_order_does_not_demand_rules_where_only_their_carrying_out_is_lacking(site):
    with pytest.raises(Refused) as refused:
        order(site, only_unexecuted(site), text="按照规定，制定电子文件归档和电子档案管理制度，并按制度执行")
    assert codes(refused) == ["order-beyond-finding"] and untouched(site)
    (finding,) = site.desk.case(site.inspection).findings
    assert order(site, finding, text="按照电子文件归档和电子档案管理制度执行，留存执行记录").orders


def test_that_a_fact_chosen_otherwise_after_the_order_stops_the_record(site):
    (finding,) = found(site, q1_2=RULES)
    order(site, finding, text="制定电子文件归档和电子档案管理制度")

    def told():
        state = sheet(site.desk, site.inspection)
        return {one.code for one in findings_have_measures(state.case, about(site.desk, state))}

    findings.choose_facts(site.desk, finding.id, [0])
    assert "order-beyond-finding" not in told()
    findings.choose_facts(site.desk, finding.id, [1])
    assert "order-beyond-finding" in told()


@pytest.mark.parametrize(("reworded", "refused"), [(False, True), (True, False)])
def test_that_an_inspection_planned_before_facts_had_demands_is_held_to_those_of_the_same_wording(
    site, reworded, refused
):
    file = site.desk.forms / "inspections" / "electronic-records" / "checklist.toml"
    older = re.sub(r"(?ms)^demands = \[\n.*?^\]\n", "", file.read_text("utf-8"))
    if reworded:
        older = older.replace("管理制度未实际执行", "管理制度没有执行")
    pinned = {**site.desk.case(site.inspection).inspection.pinned, "checklist": keep(site.desk, older.encode())}
    site.desk.commit([Change("inspection", site.inspection, "pinned", pinned)])
    finding = only_unexecuted(site)
    demand = "制定电子文件归档和电子档案管理制度，并按制度执行"
    question = sheet(site.desk, site.inspection).question(finding.question)
    assert asks_beyond(question, site.desk.case(site.inspection).unit.name, finding, demand) is refused
    assert question.inspection.finding.count("没有执行") == int(reworded)
