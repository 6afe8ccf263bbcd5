"""The proof of service: signed by all, left behind with its reason, one transaction with the service itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.numbers import CONSUMED, VOIDED
from app.domain.procedure.tasks import closing_blockers
from app.errors import Refused
from app.services.papers.delivery import Delivery, begin_service, complete_service, sign_receipt, withdraw_service
from app.services.rehearsal.ink import strokes_of
from tests.services.at_the_table import (
    begin,
    refused_codes,
    sign_for,
    somebody,
    stamped,
)
from tests.services.on_site import OnSite
from tests.services.papers import test_life as life_of_papers
from tests.services.papers.test_life import number_state, state

site = life_of_papers.site


def test_that_service_into_the_hands_needs_all_signatures(site: OnSite) -> None:
    document = stamped(site)
    receipt = begin(site, document)
    with pytest.raises(Refused) as unsigned:
        complete_service(site.desk, site.inspection, receipt.id)
    sign_for(site, receipt.id, (site.person, "recipient"))
    complete_service(site.desk, site.inspection, receipt.id)
    with pytest.raises(Refused) as again:
        complete_service(site.desk, site.inspection, receipt.id)
    assert refused_codes(unsigned) == ["server-unsigned", "recipient-unsigned"]
    assert refused_codes(again) == ["service-complete"]
    assert (state(site, document), state(site, receipt.id), number_state(site, receipt.id)) == (
        "served", "signed", CONSUMED,
    )  # fmt: skip


def test_that_a_service_counts_once_its_receipt_is_complete(site: OnSite) -> None:
    document = stamped(site)
    receipt = begin(site, document)
    assert "order-not-served" in [one.code for one in closing_blockers(site.desk.case(site.inspection))]
    sign_for(site, receipt.id, (site.person, "recipient"))
    complete_service(site.desk, site.inspection, receipt.id)
    left = closing_blockers(site.desk.case(site.inspection))
    assert [one.code for one in left] == ["order-not-checked"]


def test_that_only_the_recipient_signs_as_recipient(site: OnSite) -> None:
    witness = somebody(site, "演练见证人")
    receipt = begin(site, stamped(site))
    with pytest.raises(Refused) as refused:
        sign_receipt(site.desk, site.inspection, receipt.id, witness, "recipient", "ink", ink=strokes_of("x"))
    assert refused_codes(refused) == ["signer-role"]


def test_that_a_paper_left_behind_needs_its_reason_and_a_witness_or_a_picture(site: OnSite, tmp_path: Path) -> None:
    witness = somebody(site, "演练见证人")
    document = stamped(site)
    wrong = (
        ({"refusal": "拒收"}, ["left-without-proof"]),
        ({"witnesses": (witness,)}, ["left-without-reason"]),
        ({"refusal": "拒收", "witnesses": (site.person,)}, ["witness-of-the-party"]),
        ({"refusal": "拒收", "witnesses": ("nobody",)}, ["witness-unknown"]),
        ({"refusal": "拒收", "media": ("nothing",)}, ["proof-unknown"]),
    )
    for more, codes in wrong:
        with pytest.raises(Refused) as refused:
            begin(site, document, "left_behind", **more)
        assert refused_codes(refused) == codes
    assert not [one for one in site.desk.case(site.inspection).services if one.document == document]
    receipt = begin(site, document, "left_behind", refusal="拒收", witnesses=(witness,))
    sign_for(site, receipt.id)
    with pytest.raises(Refused) as unsigned:
        complete_service(site.desk, site.inspection, receipt.id)
    assert refused_codes(unsigned) == ["witness-unsigned"]
    sign_receipt(site.desk, site.inspection, receipt.id, witness, "witness", "ink", ink=strokes_of(witness))
    complete_service(site.desk, site.inspection, receipt.id)
    assert state(site, document) == "served"


def test_that_who_stands_for_the_party_is_no_witness_and_its_staff_is(site: OnSite) -> None:
    document = stamped(site)
    deputy, clerk = somebody(site, "演练受托人", "deputy"), somebody(site, "演练职员", "other")
    again = somebody(site, "演练受托人", "other")  # met on the second day, entered otherwise
    for witness in (deputy, again):
        with pytest.raises(Refused) as refused:
            begin(site, document, "left_behind", refusal="拒收", witnesses=(witness, clerk))
        assert refused_codes(refused) == ["witness-of-the-party"]
    assert begin(site, document, "left_behind", refusal="拒收", witnesses=(clerk,)).id


def test_that_a_service_with_its_receipt_and_number_is_one_transaction(site: OnSite) -> None:
    document = stamped(site)
    before = len(site.desk.store.operations())
    begin(site, document)
    made = site.desk.store.operations()[before:]
    assert {one.entity for one in made} == {"number", "service", "document", "content"}
    assert len({one.txn for one in made}) == 1


def test_that_a_recipient_who_will_not_sign_is_served_by_leaving_it_behind(site: OnSite) -> None:
    witness = somebody(site, "演练见证人")
    document = stamped(site)
    first = begin(site, document)
    with pytest.raises(Refused) as under_way:
        begin(site, document, "left_behind", refusal="拒收", witnesses=(witness,))
    with pytest.raises(Refused):
        withdraw_service(site.desk, site.inspection, first.id, "")
    withdraw_service(site.desk, site.inspection, first.id, "受送达人拒绝签收，改为留置送达")
    second = begin(site, document, "left_behind", refusal="拒收", witnesses=(witness,))
    assert refused_codes(under_way) == ["service-under-way"]
    assert [one.receipt for one in site.desk.case(site.inspection).services if one.document == document] == [second.id]
    assert second.number == first.number, "the number went back into the block and is used by the second receipt"


def test_that_a_completed_service_cannot_be_withdrawn(site: OnSite) -> None:
    receipt = begin(site, stamped(site))
    sign_for(site, receipt.id, (site.person, "recipient"))
    complete_service(site.desk, site.inspection, receipt.id)
    with pytest.raises(Refused) as refused:
        withdraw_service(site.desk, site.inspection, receipt.id, "误送")
    assert refused_codes(refused) == ["service-complete"] and number_state(site, receipt.id) != VOIDED


def test_that_somebody_unknown_is_not_served(site: OnSite) -> None:
    document = stamped(site)
    with pytest.raises(Refused) as refused:
        begin_service(site.desk, site.inspection, Delivery(document, "direct", "nobody", "会议室"))
    assert refused_codes(refused) == ["recipient-unknown"]
