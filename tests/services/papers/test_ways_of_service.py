"""Service by post, electronic means and public notice: what each needs, and from which day it counts."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.domain.operations import Change
from app.domain.procedure.clocks import ORDERED, Clock, moment_served
from app.domain.procedure.outcomes import Document
from app.domain.procedure.rail import steps
from app.errors import Refused
from app.services.case_clocks import clocks
from app.services.checking.sheet import about, sheet_of
from app.services.desk import Desk
from app.services.papers import life
from app.services.papers.composing.closed import result_words
from app.services.papers.composing.filled import before
from app.services.papers.delivery import Delivery, begin_service, complete_service, record_arrival, withdraw_service
from app.services.papers.numbering import numbered
from app.services.papers.rendering import render_paper
from app.services.timeline.telling import timeline
from tests.services import violated_visit
from tests.services.at_the_table import (
    approve,
    order,
    picture,
    refused_codes,
    seal,
    sign_for,
)
from tests.services.on_site import OnSite
from tests.services.papers.made import final

site = violated_visit.site


def order_waiting(site: OnSite, **limit: Any) -> str:
    """Return the id of a stamped notice that waits to be served; the record is sealed."""
    notice = order(site, **limit)
    seal(site)
    approve(site, notice)
    life.freeze(site.desk, site.inspection, notice)
    life.stamp(site.desk, site.inspection, notice, way=life.CARRIED)
    return notice


def under_way(site: OnSite, document: str, way: str, **details: str) -> str:
    delivery = Delivery(document, way, "", "演练路1号", details=details)
    return begin_service(site.desk, site.inspection, delivery, *numbered(site.desk, site.inspection, "D33")).id


def test_that_service_by_post_counts_from_the_day_on_the_receipt(site: OnSite, tmp_path: Path) -> None:
    notice = order_waiting(site)
    receipt = under_way(site, notice, "post", tracking="演练-EMS-1")
    sign_for(site, receipt)
    with pytest.raises(Refused) as refused:
        complete_service(site.desk, site.inspection, receipt)
    assert refused_codes(refused) == ["no-arrival"]
    withdraw_service(site.desk, site.inspection, receipt, "重新办理")
    receipt = under_way(site, notice, "post", tracking="演练-EMS-2")
    site.watch.pass_by(days=3)
    proof = picture(site, tmp_path, set_aside="回执")
    record_arrival(site.desk, site.inspection, receipt, date(2026, 6, 10), (proof,))
    sign_for(site, receipt)
    complete_service(site.desk, site.inspection, receipt)
    case = site.desk.case(site.inspection)
    served = moment_served(case, notice)
    assert served is not None and served.date() == date(2026, 6, 10)
    text = render_paper(site.desk, site.inspection, receipt).text.replace("\n", "")
    assert "邮件号码：演练-EMS-2" in text and "2026年6月10日" in text and "回执的影像：随卷保存" in text
    assert "交邮时间" in text and "送达时间" not in text, "the day of posting is not that of service"


def test_that_later_papers_say_the_day_on_the_receipt_as_that_of_service(site: OnSite, tmp_path: Path) -> None:
    notice = order_waiting(site)
    receipt = under_way(site, notice, "post", tracking="演练-EMS-1")
    site.watch.pass_by(days=3)
    follows = Document("x/y", "D35", subject=notice)
    assert (before(site.desk, site.desk.case(site.inspection), follows) or {})["served_at"] == ""
    proof = picture(site, tmp_path, set_aside="回执")
    record_arrival(site.desk, site.inspection, receipt, date(2026, 6, 10), (proof,))
    sign_for(site, receipt)
    complete_service(site.desk, site.inspection, receipt)
    case = site.desk.case(site.inspection)
    assert (before(site.desk, case, follows) or {})["served_at"].startswith("2026-06-10")
    assert "2026年6月10日送达" in result_words(site.desk, case)


def test_that_the_receipt_of_the_post_is_attached_and_a_wrong_day_mended_until_somebody_signs(
    site: OnSite, tmp_path: Path
) -> None:
    receipt = under_way(site, order_waiting(site), "post", tracking="演练-EMS-1")
    site.watch.pass_by(days=3)
    arrived = partial(record_arrival, site.desk, site.inspection, receipt)
    with pytest.raises(Refused) as refused:
        arrived(date(2026, 6, 10))
    assert refused_codes(refused) == ["arrival-without-receipt"]
    proof = picture(site, tmp_path, set_aside="回执")
    arrived(date(2026, 6, 10), (proof,))
    assert arrived(date(2026, 6, 9)).details["arrived_on"] == "2026-06-09"
    sign_for(site, receipt)
    with pytest.raises(Refused) as refused:
        arrived(date(2026, 6, 10))
    assert refused_codes(refused) == ["paper-signed"]
    complete_service(site.desk, site.inspection, receipt)


def test_that_only_what_belongs_to_the_arrival_proves_it(site: OnSite, tmp_path: Path) -> None:
    earlier = picture(site, tmp_path, set_aside="现场情况")
    notice = order_waiting(site)
    site.watch.pass_by(minutes=5)
    receipt = under_way(site, notice, "post", tracking="演练-EMS-1")
    site.watch.pass_by(days=3)
    of_a_question = picture(site, tmp_path, links=("2.3",))
    old = picture(site, tmp_path, set_aside="回执", captured_at=site.desk.now() - timedelta(days=9))
    arrived = partial(record_arrival, site.desk, site.inspection, receipt)
    for strange in (earlier, of_a_question, old):
        with pytest.raises(Refused) as refused:
            arrived(date(2026, 6, 10), (strange,))
        assert refused_codes(refused) == ["arrival-proof-strange"]
    arrived(date(2026, 6, 10), (picture(site, tmp_path, set_aside="回执"),))
    site.watch.pass_by(days=2)
    with pytest.raises(Refused) as refused:
        arrived(date(2026, 6, 13))  # what was taken in on the 11th shows no arrival on the 13th
    assert refused_codes(refused) == ["arrival-without-receipt"]


def test_that_media_of_the_posting_are_no_receipt(site: OnSite, tmp_path: Path) -> None:
    counter = picture(site, tmp_path, set_aside="交邮")
    delivery = Delivery(
        order_waiting(site), "post", "", "演练路1号", media=(counter,), details={"tracking": "演练-EMS-1"}
    )
    site.watch.pass_by(minutes=5)
    made = begin_service(site.desk, site.inspection, delivery, *numbered(site.desk, site.inspection, "D33"))
    site.watch.pass_by(days=3)
    with pytest.raises(Refused) as refused:
        record_arrival(site.desk, site.inspection, made.id, date(2026, 6, 10))
    assert refused_codes(refused) == ["arrival-without-receipt"]


def test_that_a_posted_paper_is_told_to_be_on_its_way_until_the_receipt_comes(site: OnSite, tmp_path: Path) -> None:
    notice = order_waiting(site)
    receipt = under_way(site, notice, "post", tracking="演练-EMS-1")
    assert progress(site.desk, site.inspection)["papers"] == "待送达 1 份 · 邮寄在途 1 份"  # D2 waits too
    case = site.desk.case(site.inspection)
    assert "2026年6月8日交邮，在途（邮件号码演练-EMS-1）" in ordered(site).explanation[-1]
    assert moment_served(case, notice) is None
    record_arrival(
        site.desk, site.inspection, receipt, date(2026, 6, 8), (picture(site, tmp_path, set_aside="回执"),)
    )
    assert progress(site.desk, site.inspection)["papers"] == "待送达 2 份"
    assert not any("在途" in one for one in ordered(site).explanation)


def progress(desk: Desk, inspection: str) -> dict[str, str]:
    """Return step -> its words."""
    case = desk.case(inspection)
    return {one.key: one.words for one in steps(case, about(desk, sheet_of(desk, case)))}


def ordered(site: OnSite) -> Clock:
    """Return the clock of the order."""
    found = clocks(site.desk, site.desk.case(site.inspection))
    return next(one for one in found if one.source == ORDERED)


def test_that_electronic_service_needs_the_signed_consent(site: OnSite) -> None:
    notice = order_waiting(site)
    with pytest.raises(Refused) as refused:
        under_way(site, notice, "electronic", account="drill@example.invalid")
    assert refused_codes(refused) == ["no-consent"]
    final(site, "D34", consent="no", ways=[], account="")
    with pytest.raises(Refused):
        under_way(site, notice, "electronic", account="drill@example.invalid")
    final(site, "D34")
    assert under_way(site, notice, "electronic", account="drill@example.invalid", channel="演练网址")


def test_that_who_is_served_online_is_told_where_to_ask_for_reconsideration_online(site: OnSite) -> None:
    notice = order_waiting(site)
    final(site, "D34")
    with pytest.raises(Refused) as refused:
        under_way(site, notice, "electronic", account="drill@example.invalid")
    assert refused_codes(refused) == ["no-channel"]
    receipt = under_way(site, notice, "electronic", account="drill@example.invalid", channel="演练网址")
    site.watch.pass_by(days=1)
    record_arrival(site.desk, site.inspection, receipt, date(2026, 6, 9))
    sign_for(site, receipt)
    complete_service(site.desk, site.inspection, receipt)
    text = render_paper(site.desk, site.inspection, receipt).text.replace("\n", "")
    assert "随文告知的提交行政复议申请书的互联网渠道：演练网址。" in text
    assert "收件账号drill@example.invalid" in text and "三层" not in text and "会议室" not in text


def test_that_nothing_was_sent_to_an_account_before_the_party_agreed_to_it(site: OnSite) -> None:
    notice = order_waiting(site)
    site.watch.pass_by(days=2)
    final(site, "D34")
    told = {"account": "drill@example.invalid", "channel": "演练网址"}
    with pytest.raises(Refused) as refused:
        under_way(site, notice, "electronic", sent_on="2026-06-09", **told)
    assert refused_codes(refused) == ["sent-before-consent"]
    assert under_way(site, notice, "electronic", sent_on="2026-06-10", **told)


@pytest.mark.parametrize("way", ["post", "electronic", "notice"])
def test_that_a_paper_went_out_neither_before_its_stamp_nor_after_today(site: OnSite, way: str) -> None:
    final(site, "D34")
    notice = order_waiting(site, due=date(2026, 9, 8), term="3mo")
    site.watch.pass_by(days=3)
    told = {
        "tracking": "演练-EMS-1", "account": "drill@example.invalid", "channel": "演练网址", "medium": "演练日报",
        "reason": "其他方式无法送达",
    }  # fmt: skip
    name = "published_on" if way == "notice" else "sent_on"
    for day, words in (("2026-06-07", "早于文书盖章的日期2026年6月8日"), ("2026-06-12", "本机日期2026年6月11日")):
        with pytest.raises(Refused) as refused:
            under_way(site, notice, way, **told, **{name: day})
        one = refused.value.blockers[-1]
        assert one.code in ("sent-when", "published-when") and words in one.text
        assert one.place == f"papers/service/{name}"
    receipt = under_way(site, notice, way, **told, **{name: "2026-06-08"})
    told_at = site.desk.case(site.inspection).contents[receipt].data["service"]["at"]
    assert told_at == "2026-06-08", "nobody said at which hour it was posted"


def test_that_a_letter_posted_before_it_was_registered_arrived_before_it_was_registered(
    site: OnSite, tmp_path: Path
) -> None:
    notice = order_waiting(site)
    site.watch.pass_by(days=4)
    receipt = under_way(site, notice, "post", tracking="演练-EMS-1", sent_on="2026-06-09")
    with pytest.raises(Refused) as refused:
        record_arrival(site.desk, site.inspection, receipt, date(2026, 6, 8))
    assert "交邮日期（2026年6月9日）" in refused.value.blockers[0].text
    proof = picture(site, tmp_path, set_aside="回执")
    record_arrival(site.desk, site.inspection, receipt, date(2026, 6, 10), (proof,))
    sign_for(site, receipt)
    complete_service(site.desk, site.inspection, receipt)
    case = site.desk.case(site.inspection)
    served = moment_served(case, notice)
    assert served is not None and served.date() == date(2026, 6, 10)
    told = next(one for one in timeline(site.desk, case) if one.title.endswith("邮寄送达"))
    assert told.day_only and told.at.date() == date(2026, 6, 9) and "送达日期2026年6月10日" in told.detail


def test_that_a_letter_is_carried_by_the_cards_of_the_day_of_posting(site: OnSite) -> None:
    notice = order_waiting(site)
    site.watch.pass_by(days=3)
    site.desk.commit([Change("officer", "yi", "valid_until", "2026-06-10")])
    receipt = under_way(site, notice, "post", tracking="演练-EMS-1", sent_on="2026-06-09")
    (service,) = [one for one in site.desk.case(site.inspection).services if one.receipt == receipt]
    assert set(service.details["cards"]) == {"jia", "yi"}


def test_that_a_letter_that_came_back_stands_in_the_course_of_the_case(site: OnSite) -> None:
    notice = order_waiting(site)
    receipt = under_way(site, notice, "post", tracking="演练-EMS-1", sent_on="2026-06-08")
    withdraw_service(site.desk, site.inspection, receipt, "邮件退回，原址查无此单位")
    case = site.desk.case(site.inspection)
    (gone,) = case.withdrawn_services
    assert (gone.service.document, gone.reason) == (notice, "邮件退回，原址查无此单位")
    told = [one for one in timeline(site.desk, case) if one.title.endswith("邮寄送达未成")]
    assert told and told[0].detail.endswith("邮件退回，原址查无此单位")


def test_that_public_notice_counts_thirty_days_after_it_was_published(site: OnSite) -> None:
    notice = order_waiting(site, due=date(2026, 9, 8), term="3mo")  # its limit ends after the thirty days
    receipt = under_way(site, notice, "notice", medium="演练日报", published_on="2026-06-08", reason="其他方式无法送达")
    sign_for(site, receipt)
    assert "公告期内 1 份" in progress(site.desk, site.inspection)["papers"]
    with pytest.raises(Refused) as refused:
        complete_service(site.desk, site.inspection, receipt)
    assert refused_codes(refused) == ["notice-running"]
    site.watch.pass_by(days=30)
    with pytest.raises(Refused) as refused:  # the last of the thirty days has not passed
        complete_service(site.desk, site.inspection, receipt)
    assert "2026年7月9日起可以完成送达" in refused.value.blockers[0].text
    site.watch.pass_by(days=1)
    assert "公告期内" not in progress(site.desk, site.inspection)["papers"]
    complete_service(site.desk, site.inspection, receipt)
    served = moment_served(site.desk.case(site.inspection), notice)
    assert served is not None and served.date() == date(2026, 7, 8)


@pytest.mark.parametrize(
    ("way", "code"), [("post", "no-tracking"), ("notice", "no-published"), ("pigeon", "service-way")]
)
def test_that_a_way_of_service_tells_what_it_lacks(site: OnSite, way: str, code: str) -> None:
    notice = order_waiting(site)
    with pytest.raises(Refused) as refused:
        under_way(site, notice, way)
    assert code in refused_codes(refused)
