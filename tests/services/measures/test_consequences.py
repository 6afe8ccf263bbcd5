"""What may follow the findings of an inspection, on a real store."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.consequences import DISCIPLINE, ORDER, PENALTY
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.needs import CORRECTED
from app.domain.procedure.outcomes import Document, Service
from app.services.checking.findings import draft_findings
from app.services.measures.consequences import outlook, outlook_of
from tests.services.on_site import answer_everything, on_site

VIOLATES = {"verdict": "violates", "severity": "serious", "reason": "演练：现场查看"}
FILING, HAZARD = "archives-law-2020:48-i6", "archives-law-2020:48-i8"


@pytest.fixture
def site(tmp_path):
    with on_site(tmp_path / "data") as begun:
        answer_everything(begun, q1_2=VIOLATES, q1_3=VIOLATES, q2_3=VIOLATES)
        draft_findings(begun.desk, begun.inspection)
        yield begun


def acts(site, **more):
    return {one.act: one for one in outlook(site.desk, site.inspection, **more)}


def kinds(lines):
    return {one.kind for one in lines}


def become(site, kind):
    unit = site.desk.case(site.inspection).unit
    site.desk.commit(changes_of(replace(unit, kind=kind)))


def test_that_findings_are_gathered_by_the_act_they_may_amount_to(site) -> None:
    found = acts(site)
    assert list(found) == [FILING, HAZARD] and found[FILING].findings == ("1.3",)
    assert found[HAZARD].findings == ("1.2", "2.3")


def test_that_a_unit_is_ordered_first_and_never_fined(site) -> None:
    for one in acts(site).values():
        assert kinds(one.open) == {ORDER}
        assert {DISCIPLINE, PENALTY} <= kinds(one.shut) and all(line.why for line in one.shut)


def test_that_discipline_opens_once_the_order_was_not_obeyed(site) -> None:
    found = acts(site, facts=frozenset({"order_unobeyed"}))
    assert {one.row for one in found[FILING].open} == {"filing-order", "discipline-6"}
    assert {one.row for one in found[HAZARD].open} == {"hazard-order", "discipline-8-overdue"}
    assert all(kinds(one.shut) >= {PENALTY} for one in found.values())


def checked_again(site, result):
    """Return the case with an order that was served, and a re-inspection that ended so."""
    case, now = site.desk.case(site.inspection), site.desk.now()
    papers = (Document("演练-令", "D11", frozen_at=now), Document("演练-复查", "D35", frozen_at=now))
    served = Service("演练-送达", "演练-令", "direct", now, "演练", "", ())
    entries = {"演练-复查": {"items": [{"result": CORRECTED}, {"result": result}]}}
    return replace(case, documents=papers, services=(served,), entries=entries)


@pytest.mark.parametrize(("result", "opened"), [("partly", True), (CORRECTED, False)])
def test_that_a_reinspection_opens_discipline_only_where_it_failed(site, result, opened) -> None:
    found = {one.act: one for one in outlook_of(site.desk, checked_again(site, result))}
    assert (DISCIPLINE in kinds(found[FILING].open)) is opened


def test_that_the_kind_of_unit_decides(site) -> None:
    become(site, "service")
    assert "service-order" in {one.row for one in acts(site)[HAZARD].open}
    become(site, "township")
    told = {one.row: one.why for one in acts(site)[HAZARD].shut}
    assert told["service-order"] == "本项只适用于档案服务企业，不适用于机关"


def test_that_the_day_of_the_act_decides(site) -> None:
    told = {one.row: one.why for one in acts(site, on_act=date(2020, 6, 1))[FILING].shut}
    assert told["discipline-6"].startswith("依据自2021年1月1日起施行")


def test_that_a_case_without_findings_has_no_consequences(tmp_path) -> None:
    with on_site(tmp_path / "data") as begun:
        assert outlook_of(begun.desk, begun.desk.case(begun.inspection)) == ()
