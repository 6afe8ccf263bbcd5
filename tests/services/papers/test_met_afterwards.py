"""Who is met after the seal: they receive papers or see them left behind, and are none of the record's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.procedure.records import DEPUTY, OTHER, RESPONSIBLE, WITNESS
from app.errors import Refused
from app.services.arrival.meeting import PersonEntry, record_person, void_person
from app.services.papers.composing.wording import person_name
from app.services.papers.delivery import Delivery, begin_service, complete_service, sign_receipt
from app.services.papers.numbering import numbered
from app.services.papers.rendering import render_paper
from app.services.rehearsal.ink import strokes_of
from tests.services.at_the_table import VIOLATES, at_the_table, refused_codes, stamped
from tests.services.on_site import OnSite, acting

HEAD = PersonEntry("演练新负责人", "局长", RESPONSIBLE)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OnSite]:
    with at_the_table(tmp_path / "data", q2_3=VIOLATES) as begun:
        yield begun


def met(site: OnSite, entry: PersonEntry = HEAD) -> str:
    person, problems = record_person(site.desk, site.inspection, entry)
    assert person is not None, problems
    return person.id


def hand(site: OnSite, document: str, recipient: str, way: str = "direct", **more: object) -> str:
    delivery = Delivery(document, way, recipient, "办公室", **more)  # type: ignore[arg-type]  # as a form gives them
    return begin_service(site.desk, site.inspection, delivery, *numbered(site.desk, site.inspection, "D33")).id


def signed(site: OnSite, receipt: str, *others: tuple[str, str]) -> None:
    for who in ("jia", "yi"):
        by = acting(site, who).desk
        sign_receipt(by, site.inspection, receipt, who, "server", "ink", ink=strokes_of(who))
    for who, role in others:
        sign_receipt(site.desk, site.inspection, receipt, who, role, "ink", ink=strokes_of("x"))
    complete_service(site.desk, site.inspection, receipt)


def test_that_a_paper_is_served_on_who_leads_the_unit_by_then(site: OnSite) -> None:
    document = stamped(site)
    site.watch.pass_by(days=5)
    person = met(site)
    signed(site, hand(site, document, person), (person, "recipient"))
    assert site.desk.case(site.inspection).was_served(document)


def test_that_a_witness_met_afterwards_sees_a_paper_left_behind(site: OnSite) -> None:
    document = stamped(site)
    site.watch.pass_by(days=5)
    witness = met(site, PersonEntry("演练居委会干部", "", WITNESS, employer="演练居委会"))
    receipt = hand(site, document, site.person, "left_behind", refusal="拒收（演练）", witnesses=(witness,))
    signed(site, receipt, (witness, "witness"))
    assert site.desk.case(site.inspection).was_served(document)


def test_that_the_record_stays_as_it_was_sealed(site: OnSite) -> None:
    stamped(site)
    record = site.desk.case(site.inspection).document("D4")
    assert record is not None
    before = render_paper(site.desk, site.inspection, record.id).pdf
    name = person_name(site.desk.case(site.inspection), site.person)
    twin = met(site, PersonEntry(name, "科员", OTHER))
    case = site.desk.case(site.inspection)
    assert next(one for one in case.persons if one.id == twin).visit == ""
    assert len(case.contents[record.id].data["persons"]) == 1
    assert person_name(case, site.person) == name
    assert person_name(case, twin) != name
    assert render_paper(site.desk, site.inspection, record.id).pdf == before


def test_that_a_deputy_met_afterwards_needs_the_letter(site: OnSite) -> None:
    document = stamped(site)
    deputy = met(site, PersonEntry("演练受托人", "科长", DEPUTY))
    with pytest.raises(Refused) as refused:
        hand(site, document, deputy)
    assert "recipient-unauthorized" in refused_codes(refused)


def test_that_who_was_registered_afterwards_by_mistake_is_taken_back_until_a_paper_was_given(site: OnSite) -> None:
    document = stamped(site)
    mistaken, person = met(site, PersonEntry("演练误登", "科员", OTHER)), met(site)
    void_person(site.desk, site.inspection, mistaken, "登记有误")
    hand(site, document, person)
    for one, told in ((person, "person-acted"), (site.person, "record-sealed")):
        with pytest.raises(Refused) as refused:
            void_person(site.desk, site.inspection, one, "登记有误")
        assert told in refused_codes(refused)
