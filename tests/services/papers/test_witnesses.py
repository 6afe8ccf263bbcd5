"""Witnesses of a refusal: not who refuses nor who stands for the unit; a namesake is asked about, never refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.procedure.mapping import changes_of
from app.domain.procedure.records import OTHER, RESPONSIBLE, Person
from app.errors import Refused
from app.services.papers.delivery import complete_service
from app.services.papers.rendering import render_paper
from app.services.record import journey
from app.services.rehearsal.ink import strokes_of
from tests.services.at_the_table import at_the_table, begin, ink, read_out, refused_codes, sign_for, stamped
from tests.services.on_site import OnSite
from tests.services.papers import test_life as life_of_papers

HEAD, KNOWN = "演练负责人", "演练证件-1"
TWO = "当面核对工作证，系档案室职员"
site = life_of_papers.site


@pytest.fixture
def table(tmp_path: Path) -> Iterator[OnSite]:
    """The end of a visit at which nothing was found."""
    with at_the_table(tmp_path) as site:
        yield site


def met(site: OnSite, name: str, role: str = OTHER, number: str = "", post: str = "职员") -> str:
    """Return the id of somebody met."""
    visit = site.desk.case(site.inspection).visits[-1].id
    person = Person(site.desk.part_id(site.inspection), visit, name, post, role, number)
    site.desk.commit(changes_of(person))
    return person.id


def left_with(site: OnSite, document: str, witness: str, **details: str) -> Any:
    return begin(site, document, "left_behind", refusal="拒收", witnesses=(witness,), details=details)


@pytest.mark.parametrize(
    ("number", "codes"), [("", ["witness-namesake"]), (" 演练证件－1", ["witness-of-the-party"])]
)
def test_that_a_namesake_is_refused_by_the_number_of_the_id_alone_and_asked_about_without_one(
    site: OnSite, number: str, codes: list[str]
) -> None:
    document = stamped(site)
    with pytest.raises(Refused) as refused:
        left_with(site, document, met(site, HEAD, number=number))
    assert refused_codes(refused) == codes


def test_that_a_namesake_with_another_number_witnesses_unasked(site: OnSite) -> None:
    document = stamped(site)
    assert left_with(site, document, met(site, HEAD, number="演练证件-2")).id


def test_that_the_proof_of_service_says_by_what_a_namesake_is_another_person(site: OnSite) -> None:
    document = stamped(site)
    witness = met(site, HEAD)
    receipt = left_with(site, document, witness, namesake=TWO)
    sign_for(site, receipt.id, (witness, "witness"))
    complete_service(site.desk, site.inspection, receipt.id)
    text = render_paper(site.desk, site.inspection, receipt.id).text.replace("\n", "")
    assert f"见证人{HEAD}与当事人一方同名人员不是同一人：{TWO}。" in text


def test_that_an_officer_entered_as_somebody_present_is_no_witness(site: OnSite) -> None:
    document = stamped(site)
    with pytest.raises(Refused) as refused:
        left_with(site, document, met(site, "演练乙"))
    assert refused_codes(refused) == ["witness-is-officer"]
    assert left_with(site, document, met(site, "演练乙", number="演练证件-9")).id


def refuse(site: OnSite, who: str, witness: str, **more: Any) -> Any:
    role = next(one.role for one in site.desk.case(site.inspection).persons if one.id == who)
    return journey.sign(
        site.desk, site.inspection, who, role, "refusal", reason="对结果有异议", witness=witness, **more
    )


def test_that_who_stands_for_the_unit_does_not_witness_that_its_head_will_not_sign(table: OnSite) -> None:
    second = met(table, "演练副局长", RESPONSIBLE, "演练证件-5", "副局长")
    again, clerk = met(table, HEAD, OTHER, KNOWN), met(table, "演练职员")
    read_out(table)
    for witness in (second, again):
        with pytest.raises(Refused) as refused:
            refuse(table, table.person, witness)
        assert refused_codes(refused) == ["witness-of-the-party"]
        assert refused.value.blockers[0].basis == ("litigation-evidence-rules-2002:15-p1",)
    assert refuse(table, table.person, clerk).witness == clerk


def test_that_the_head_of_the_unit_witnesses_that_a_clerk_will_not_sign(table: OnSite) -> None:
    clerk = met(table, "演练职员")
    read_out(table)
    assert refuse(table, clerk, table.person).witness == table.person


def test_that_the_record_says_by_what_a_namesake_of_who_will_not_sign_is_another_person(table: OnSite) -> None:
    witness = met(table, HEAD)
    read_out(table)
    with pytest.raises(Refused) as refused:
        refuse(table, table.person, witness)
    assert refused_codes(refused) == ["witness-namesake"]
    refuse(table, table.person, witness, remark=TWO)
    journey.sign(table.desk, table.inspection, witness, "witness", "ink", ink=strokes_of(witness))
    for who in ("jia", "yi"):
        ink(table, who, "officer")
    record = journey.seal_record(table.desk, table.inspection)
    text = render_paper(table.desk, table.inspection, record.id).text.replace("\n", "")
    assert f"与同名的当事人一方不是同一人：{TWO}" in text  # a page ends before it
