"""What a lawyer of the unit would look for in a paper handed over: its days, who decided, on whom, shown by what."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.operations import Change
from app.errors import Refused
from app.services.desk import BUREAU_DATA
from app.services.papers import life
from app.services.papers.delivery import Delivery, begin_service, complete_service, record_arrival, sign_receipt
from app.services.papers.legality import give_reason
from app.services.papers.numbering import numbered
from app.services.papers.rendering import render_paper
from app.services.papers.signed_papers import sign_paper
from app.services.preparation.approvals import Decision, record_approval
from app.services.rehearsal.ink import strokes_of
from tests.services.at_the_table import (
    DUE,
    approve,
    begin,
    order,
    picture,
    refused_codes,
    review,
    seal,
    sign_for,
    somebody,
    stamped,
)
from tests.services.on_site import OnSite, acting
from tests.services.papers import test_life as life_of_papers
from tests.services.papers.made import made
from ui.models.service import service_view

site = life_of_papers.site


def drafted(site: OnSite) -> str:
    """Return the id of a drafted notice; the record is sealed."""
    document = order(site)
    seal(site)
    return document


def decide(site: OnSite, document: str, decision: str = "approve", **more: Any) -> list[str]:
    """Let the leader decide on a notice and return what is wrong with the entry, by field."""
    entry = Decision("D11", document, "ding", "leader", "in_person", decision, opinion="演练。", **more)
    return [one.field for one in record_approval(site.desk, site.inspection, entry)[1]]


def test_that_a_receipt_is_not_signed_on_the_screen_on_a_later_day_than_it_tells(site: OnSite) -> None:
    document = stamped(site)
    receipt = begin(site, document)
    site.watch.pass_by(days=2)
    with pytest.raises(Refused) as refused:
        sign_receipt(site.desk, site.inspection, receipt.id, site.person, "recipient", "ink", ink=strokes_of("x"))
    assert refused_codes(refused) == ["signed-another-day"]


def test_that_a_receipt_signed_on_paper_that_day_is_registered_the_next(site: OnSite, tmp_path: Path) -> None:
    receipt = begin(site, stamped(site))
    site.watch.pass_by(days=1)
    sheet = picture(site, tmp_path, set_aside="签收的回证")
    sign_receipt(site.desk, site.inspection, receipt.id, site.person, "recipient", "paper", paper=sheet)
    assert sheet in [one.paper for one in site.desk.case(site.inspection).signatures if one.document == receipt.id]


def test_that_a_sheet_photographed_before_the_words_is_no_signature_on_them(site: OnSite, tmp_path: Path) -> None:
    document = stamped(site)
    earlier = picture(site, tmp_path, set_aside="另一张纸")
    site.watch.pass_by(minutes=5)
    receipt = begin(site, document)
    older = picture(site, tmp_path, set_aside="另一张纸", captured_at=site.desk.now() - timedelta(days=20))
    for sheet in (earlier, older):
        with pytest.raises(Refused) as refused:
            sign_receipt(site.desk, site.inspection, receipt.id, site.person, "recipient", "paper", paper=sheet)
        assert refused_codes(refused) == ["sheet-of-other-words"]


def test_that_a_paper_bears_the_day_on_which_it_was_approved_and_none_before(site: OnSite) -> None:
    document = drafted(site)
    site.watch.pass_by(days=2)
    approve(site, document)
    life.freeze(site.desk, site.inspection, document)
    text = render_paper(site.desk, site.inspection, document).text
    assert text.rstrip().split("\f")[0] and "2026年6月10日" in text
    assert "\n2026年6月8日\n" not in text, "nothing but the day of the visit is of the 8th"


def test_that_a_paper_that_the_leader_takes_back_is_neither_stamped_nor_served(site: OnSite) -> None:
    document = stamped(site)
    assert decide(site, document, "refuse") == []
    with pytest.raises(Refused) as refused:
        begin(site, document)
    assert refused_codes(refused) == ["decision-withdrawn"]


def test_that_the_stamp_is_not_set_on_what_was_taken_back(site: OnSite) -> None:
    document = drafted(site)
    approve(site, document)
    life.freeze(site.desk, site.inspection, document)
    assert decide(site, document, "refuse") == []
    with pytest.raises(Refused) as refused:
        life.stamp(site.desk, site.inspection, document, way=life.CARRIED)
    assert refused_codes(refused) == ["decision-withdrawn"]


def test_that_a_service_under_way_is_not_completed_once_the_leader_took_the_paper_back(site: OnSite) -> None:
    document = stamped(site)
    receipt = begin(site, document)
    sign_for(site, receipt.id, (site.person, "recipient"))
    assert decide(site, document, "refuse") == []
    with pytest.raises(Refused) as refused:
        complete_service(site.desk, site.inspection, receipt.id)
    assert refused_codes(refused) == ["decision-withdrawn"]


def test_that_an_order_is_not_served_once_its_limit_is_over(site: OnSite) -> None:
    document = stamped(site)
    site.watch.pass_by(days=(DUE - date(2026, 6, 8)).days)
    with pytest.raises(Refused) as refused:
        begin(site, document)
    assert refused_codes(refused) == ["limit-over"]


def test_that_an_order_that_came_by_post_after_its_limit_is_not_counted_as_served(
    site: OnSite, tmp_path: Path
) -> None:
    document = stamped(site)
    receipt = begin(site, document, "post", details={"tracking": "演练-EMS-1"})
    site.watch.pass_by(days=(DUE - date(2026, 6, 8)).days)
    proof = (picture(site, tmp_path, set_aside="回执"),)
    record_arrival(site.desk, site.inspection, receipt.id, DUE, proof)
    sign_for(site, receipt.id)
    with pytest.raises(Refused) as refused:
        complete_service(site.desk, site.inspection, receipt.id)
    assert refused_codes(refused) == ["limit-over"]


@pytest.mark.parametrize(
    ("published", "codes"), [("2026-06-08", ["limit-over"]), ("2026-06-10", ["limit-over", "published-when"])]
)
def test_that_a_public_notice_is_neither_to_come_nor_complete_after_the_limit(
    site: OnSite, published: str, codes: list[str]
) -> None:
    document = stamped(site)
    site.watch.pass_by(days=1)
    details = {"medium": "演练日报", "published_on": published, "reason": "其他方式无法送达"}
    with pytest.raises(Refused) as refused:
        begin(site, document, "notice", details=details)
    assert refused_codes(refused) == codes


def test_that_a_decision_is_not_older_than_what_it_is_on_nor_made_by_who_left(site: OnSite) -> None:
    document = drafted(site)
    review(site, document)
    assert decide(site, document, at=site.desk.now() - timedelta(days=30)) == ["at"]
    site.desk.commit([Change("officer", "ding", "retired", {"reason": "退休", "by": "jia", "at": "2026-06-01"})])
    assert decide(site, document) == ["approver"]


def test_that_nothing_is_final_before_its_approval_where_the_clock_went_back(site: OnSite) -> None:
    document = drafted(site)
    site.watch.pass_by(hours=5)
    approve(site, document)
    site.watch.pass_by(hours=-4)
    with pytest.raises(Refused) as refused:
        life.freeze(site.desk, site.inspection, document)
    assert refused_codes(refused) == ["approved-in-future"]


def test_that_photos_of_another_day_prove_no_leaving_behind(site: OnSite, tmp_path: Path) -> None:
    earlier = picture(site, tmp_path, set_aside="门前")
    document = stamped(site)
    site.watch.pass_by(days=3)
    with pytest.raises(Refused) as refused:
        begin(site, document, "left_behind", refusal="拒收", media=(earlier,))
    assert refused_codes(refused) == ["photo-of-another-day"]


def test_that_somebody_present_receives_for_the_unit_where_that_is_said_alone(site: OnSite) -> None:
    document = stamped(site)
    clerk = somebody(site, "演练收发员", "other")

    def hand(place: str, **details: str) -> str:
        delivery = Delivery(document, "direct", clerk, place, details=details)
        return begin_service(site.desk, site.inspection, delivery, *numbered(site.desk, site.inspection, "D33")).id

    with pytest.raises(Refused) as refused:
        hand(" ")
    assert refused_codes(refused) == ["recipient-not-receiver", "no-place"]
    receipt = hand("收发室", capacity="办公室收发员")
    sign_for(site, receipt, (clerk, "recipient"))
    complete_service(site.desk, site.inspection, receipt)
    text = render_paper(site.desk, site.inspection, receipt).text.replace("\n", "")
    assert "签收人：演练收发员（负责收件的人，办公室收发员）" in text


def test_that_an_officer_does_not_sign_on_the_spot_once_the_credential_has_expired(site: OnSite) -> None:
    stamped(site)
    site.desk.commit([Change("officer", "yi", "valid_until", "2026-06-08")])
    site.watch.pass_by(days=3)
    interview = made(site, "D5", ends=f"{site.desk.now() + timedelta(minutes=40):%Y-%m-%dT%H:%M}")
    with pytest.raises(Refused) as refused:
        sign_paper(acting(site, "yi").desk, site.inspection, interview, "yi", "officer", "ink", ink=strokes_of("yi"))
    assert refused_codes(refused) == ["credential-not-valid"]


def test_that_a_card_that_ran_out_after_the_service_still_proves_it_and_that_is_told(site: OnSite) -> None:
    site.desk.commit([Change("officer", "yi", "valid_until", "2026-06-08")])
    receipt = begin(site, stamped(site))
    sign_receipt(site.desk, site.inspection, receipt.id, site.person, "recipient", "ink", ink=strokes_of("x"))
    site.watch.pass_by(days=3)
    (under_way,) = service_view(site.desk, site.desk.case(site.inspection)).under_way
    (told,) = [one for one in under_way.facts if "到期" in one]
    assert told.startswith("演练乙的执法证已于2026年6月8日到期。送达当天有效") and "换发新证后请管理员登记" in told
    for one in ("jia", "yi"):
        sign_receipt(acting(site, one).desk, site.inspection, receipt.id, one, "server", "ink", ink=strokes_of(one))
    assert complete_service(site.desk, site.inspection, receipt.id).state == "served"


def test_that_a_card_renewed_after_the_service_takes_nothing_from_it(site: OnSite) -> None:
    receipt = begin(site, stamped(site))
    sign_for(site, receipt.id, (site.person, "recipient"))
    site.watch.pass_by(days=3)
    renewed = {"credential": "演练-0009", "valid_from": "2026-06-10", "valid_until": "2029-06-09"}
    site.desk.commit([Change("officer", "yi", name, value) for name, value in renewed.items()])
    assert complete_service(site.desk, site.inspection, receipt.id).state == "served"


def test_that_a_card_not_valid_on_the_day_serves_nothing_though_it_becomes_valid_later(site: OnSite) -> None:
    document = stamped(site)
    site.desk.commit([Change("officer", "yi", "valid_from", "2026-06-09")])
    with pytest.raises(Refused) as refused:
        begin(site, document)
    assert refused_codes(refused) == ["trap-T2"]


def test_that_a_card_withdrawn_after_the_service_needs_its_reason(site: OnSite) -> None:
    receipt = begin(site, stamped(site))
    sign_for(site, receipt.id, (site.person, "recipient"))
    site.desk.commit([Change("officer", "yi", "credential_state", "suspended")])
    with pytest.raises(Refused) as refused:
        complete_service(site.desk, site.inspection, receipt.id)
    assert refused_codes(refused) == ["trap-T2"]
    give_reason(site.desk, site.inspection, receipt.id, "T2", "自6月10日起暂扣，送达当天有效（演练）")
    assert complete_service(site.desk, site.inspection, receipt.id).state == "served"


def test_that_a_leader_who_inspected_the_unit_approves_its_order_with_a_reason_alone(site: OnSite) -> None:
    document = drafted(site)
    site.desk.commit([Change("officer", "jia", "roles", "leader", "add")])
    entry = Decision("D11", document, "jia", "leader", "in_person", opinion="同意。")
    given, problems = record_approval(site.desk, site.inspection, entry)
    assert given is not None, problems
    found = freezing(site, document)
    (told,) = [one for one in found if "自己批准" in one]
    assert told.startswith("体检 T24：批准这份文书的演练甲同时是本案的执法人员，自己检查、自己批准。")
    give_reason(site.desk, site.inspection, document, "T24", "本机关只有一名负责人（演练）")
    review(site, document)
    life.freeze(site.desk, site.inspection, document)
    kept = site.desk.case(site.inspection).checkups[document]["T24"]
    assert kept["reason"] == "本机关只有一名负责人（演练）"


def freezing(site: OnSite, document: str) -> list[str]:
    """Return the words of what stands in the way of a final paper."""
    with pytest.raises(Refused) as refused:
        life.freeze(site.desk, site.inspection, document)
    return [one.text for one in refused.value.blockers]


def test_that_another_government_as_body_of_review_needs_its_reason(site: OnSite) -> None:
    site.desk.store.settings.set(BUREAU_DATA, {"reviewing_body": "莲池区人民政府"})
    document = drafted(site)
    approve(site, document)
    (told,) = freezing(site, document)
    assert "复议机关不是本机关的本级人民政府（保定市人民政府）" in told
    give_reason(site.desk, site.inspection, document, "T9", "市政府文件指定由其受理（演练）")
    assert life.freeze(site.desk, site.inspection, document).state == "awaiting_stamp"
