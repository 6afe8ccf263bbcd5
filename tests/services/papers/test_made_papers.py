"""Papers that their definition alone describes: begun, filled in, held to what the law puts before them, made final."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from app.domain.operations import SET, Change
from app.domain.procedure.case import ENTRY
from app.domain.procedure.clocks import moment_served
from app.errors import Refused
from app.services.case_clocks import clocks
from app.services.checking.findings import HAZARD
from app.services.measures.deciding import record_measure
from app.services.numbers import ledger
from app.services.papers import life
from app.services.papers.composing import compose
from app.services.papers.delivery import Delivery, begin_service, complete_service, record_arrival, withdraw_service
from app.services.papers.drafting import draft, paper
from app.services.papers.legality import give_reason
from app.services.papers.making import begin, discard, enter, entry_problems, offers
from app.services.papers.numbering import numbered
from app.services.papers.rendering import render_paper
from app.services.papers.sending import record_reply, send
from app.services.papers.signed_papers import seal_paper, sign_paper, signers
from app.services.rehearsal.ink import strokes_of
from tests.services import violated_visit
from tests.services.at_the_table import (
    approve,
    order,
    picture,
    refused_codes,
    seal,
    sign_for,
    somebody,
)
from tests.services.on_site import OnSite
from tests.services.papers.made import VALUES, approved, final, made, sent, served, signed

MEASURES = ("M4", "M5", "M6", "M8", "M9")
BEFORE = {
    "D8": ("D7",), "D9": ("D7", "D8"), "D16": ("D15",), "D17": ("D15", "D16", "D18"), "D18": ("D15",), "D19": ("D15",),
    "D20": ("D15", "D16", "D18", "D17"), "D21": ("D15", "D16", "D18", "D17"),
    "D22": ("D15", "D16", "D18", "D17"),
}  # fmt: skip
AFTER_SEAL = ("D32", "D35", "D37", "D47", "D48")
EVIDENCE = {"D10": "files", "D15": "evidence", "D36": "evidence"}


site = violated_visit.site


@pytest.fixture
def photo(site: OnSite, tmp_path: Path) -> str:
    (tmp_path / "pictures").mkdir()
    return picture(site, tmp_path / "pictures", links=("q2_3",))


def decide(site: OnSite, *kinds: str, aim: str = "") -> str:
    """Return the id of the drafted notice; the measures of these kinds are recorded too."""
    notice = order(site, aim=aim)
    (finding,) = site.desk.case(site.inspection).findings
    for kind in kinds:
        record_measure(site.desk, site.inspection, kind, [finding.id], f"演练措施{kind}")
    return notice


def serve_order(site: OnSite, notice: str) -> None:
    seal(site)
    approve(site, notice)
    life.freeze(site.desk, site.inspection, notice)
    life.stamp(site.desk, site.inspection, notice, way=life.CARRIED)
    served(site, notice)


def more(kind: str, photo: str) -> dict[str, list[str]]:
    return {EVIDENCE[kind]: [photo]} if kind in EVIDENCE else {}


def chain(site: OnSite, kind: str, photo: str) -> str:
    """Return the id of a paper of a kind made final after those it needs."""
    for one in BEFORE.get(kind, ()):
        final(site, one, **more(one, photo))
    return final(site, kind, **more(kind, photo))


def duties(site: OnSite) -> dict[str, bool]:
    return {one.duty: one.done_at is not None for one in site.desk.case(site.inspection).tasks if one.duty}


@pytest.mark.parametrize("kind", [one for one in VALUES if one not in AFTER_SEAL])
def test_that_a_paper_of_the_visit_becomes_final_and_prints(site: OnSite, photo: str, kind: str) -> None:
    decide(site, *MEASURES)
    document = chain(site, kind, photo)
    printed = render_paper(site.desk, site.inspection, document)
    assert printed.document.frozen_at is not None
    assert site.desk.case(site.inspection).unit.name in printed.text.replace("\n", "") or kind == "D19"


def test_that_a_paper_proposes_what_the_case_knows(site: OnSite) -> None:
    decide(site, "M5")
    final(site, "D7")
    document = begin(site.desk, site.inspection, "D8")
    values = site.desk.case(site.inspection).entries[document.id]
    assert values["reason"] == VALUES["D7"]["reason"]
    assert [row["name"] for row in values["items"]] == ["演练服务器硬盘"]
    assert document.number


def test_that_evidence_is_not_kept_before_the_leader_approved(site: OnSite) -> None:
    decide(site, "M5")
    made(site, "D7")
    with pytest.raises(Refused) as refused:
        begin(site.desk, site.inspection, "D8")
    assert refused_codes(refused) == ["nothing-to-follow"]


def test_that_registered_evidence_can_only_be_returned_after_seven_working_days(site: OnSite) -> None:
    decide(site, "M5")
    chain_end = final(site, "D7") and final(site, "D8")
    assert chain_end
    site.watch.pass_by(days=12)
    with pytest.raises(Refused) as refused:
        final(site, "D9", outcome="test")
    assert refused_codes(refused) == ["need-made_within"]
    assert not duties(site)["M5.1"]
    discard(site.desk, site.inspection, site.desk.case(site.inspection).documents[-1].id, "改为退还")
    final(site, "D9", outcome="return")
    assert duties(site)["M5.1"]


@pytest.mark.parametrize("level", ["local", "rule", "normative", "list"])
def test_that_a_seizure_without_a_national_law_is_refused(site: OnSite, photo: str, level: str) -> None:
    decide(site, "M9")
    document = made(site, "D15", evidence=[photo], law_level=level)
    approved(site, document, "D15")
    with pytest.raises(Refused) as refused:
        life.freeze(site.desk, site.inspection, document)
    assert refused_codes(refused) == ["need-one_of"]
    assert refused.value.blockers[0].basis == ("coercion-law-2011:10", "coercion-law-2011:11")


def test_that_a_seizure_lasts_thirty_days_at_most_and_needs_its_list(site: OnSite, photo: str) -> None:
    decide(site, "M9")
    final(site, "D15", evidence=[photo])
    document = made(site, "D17", until="2026-07-09")
    with pytest.raises(Refused) as refused:
        life.freeze(site.desk, site.inspection, document)
    assert refused_codes(refused) == [
        "need-within_term", "need-within_approved", "need-paper_final", "need-paper_final", "trap-T7", "trap-T25",
    ]  # fmt: skip


@pytest.mark.parametrize(("until", "told"), [("2026-06-28", []), ("2026-06-29", ["need-within_approved"])])
def test_that_a_seizure_lasts_no_longer_than_it_was_approved_for(
    site: OnSite, photo: str, until: str, told: list[str]
) -> None:
    decide(site, "M9")
    for kind, more in (("D15", {"evidence": [photo]}), ("D16", {}), ("D18", {})):
        final(site, kind, **more)
    document = made(site, "D17", until=until)
    case = site.desk.case(site.inspection)
    codes = [one.code for one in life.freezing_blockers(site.desk, case, paper(case, document))]
    assert [one for one in codes if one.startswith("need-")] == told


def test_that_a_witness_who_is_not_asked_does_not_sign_the_record_of_a_seizure(site: OnSite, photo: str) -> None:
    decide(site, "M9")
    somebody(site, "演练见证人")
    final(site, "D15", evidence=[photo])
    here = made(site, "D16")
    case = site.desk.case(site.inspection)
    assert [role for _, role in signers(site.desk, case, paper(case, here))] == ["responsible", "officer", "officer"]
    absent = made(site, "D16", present="no")
    case = site.desk.case(site.inspection)
    assert [role for _, role in signers(site.desk, case, paper(case, absent))] == ["witness", "officer", "officer"]


@pytest.mark.parametrize(("days", "told"), [(30, []), (31, ["need-at_most"])])
def test_that_more_than_thirty_days_of_seizure_are_not_approved(
    site: OnSite, photo: str, days: int, told: list[str]
) -> None:
    decide(site, "M9")
    document = made(site, "D15", evidence=[photo], days=days)
    approved(site, document, "D15")
    case = site.desk.case(site.inspection)
    codes = [one.code for one in life.freezing_blockers(site.desk, case, paper(case, document))]
    assert [one for one in codes if one.startswith("need-")] == told


def test_that_the_day_to_approve_an_urgent_seizure_is_counted_from_the_act(site: OnSite, photo: str) -> None:
    decide(site, "M9")

    def clock():
        found = clocks(site.desk, site.desk.case(site.inspection))
        return next((one for one in found if one.title == "紧急查封、扣押报告并补办批准"), None)

    made(site, "D15", evidence=[photo])
    assert clock() is None  # not urgent: approved before, no clock
    document = made(site, "D15", evidence=[photo], urgent="yes", urgent_at="2026-06-08T09:00")
    assert f"{clock().due:%m-%d %H:%M}" == "06-09 09:00" and clock().state(site.desk.now()) == "running"
    site.watch.pass_by(hours=25)
    assert clock().state(site.desk.now()) == "overdue"
    approved(site, document, "D15")
    assert clock().state(site.desk.now()) == "ended"


def test_that_an_urgent_seizure_is_approved_within_a_day(site: OnSite, photo: str) -> None:
    decide(site, "M9")
    document = made(site, "D15", evidence=[photo], urgent="yes", urgent_at="2026-06-08T09:00")
    site.watch.pass_by(hours=25)
    approved(site, document, "D15")
    with pytest.raises(Refused) as refused:
        life.freeze(site.desk, site.inspection, document)
    assert refused_codes(refused) == ["need-approved_within"]


def test_that_a_stop_order_stays_open_until_both_reports_were_sent(site: OnSite) -> None:
    decide(site, "M4")
    assert duties(site) == {"M4.1": False, "M4.2": False}
    sent(site, final(site, "D13"), "演练网信办")
    assert duties(site) == {"M4.1": True, "M4.2": False}
    sent(site, final(site, "D13", audience="superior"), "演练省档案局")
    assert duties(site) == {"M4.1": True, "M4.2": True}


def test_that_an_oral_order_is_made_good_by_its_served_notice(site: OnSite) -> None:
    notice = order(site)
    (finding,) = site.desk.case(site.inspection).findings
    record_measure(site.desk, site.inspection, "M3", [finding.id], "立即断开外网并停止清理日志")
    draft(site.desk, site.inspection, paper(site.desk.case(site.inspection), notice), compose)
    assert duties(site) == {"M3.1": False}
    serve_order(site, notice)
    assert duties(site) == {"M3.1": True}
    text = render_paper(site.desk, site.inspection, notice).text.replace("\n", "")
    assert "口头责令采取下列紧急处置措施：立即断开外网并停止清理日志。本通知书系补发。" in text


def test_that_a_report_is_not_sent_before_it_is_stamped_and_keeps_its_answer(site: OnSite) -> None:
    decide(site, "M4")
    document = made(site, "D13")
    with pytest.raises(Refused) as refused:
        send(site.desk, site.inspection, document, to="演练网信办", way="hand")
    assert refused_codes(refused) == ["not-stamped"]
    approved(site, document, "D13")
    life.freeze(site.desk, site.inspection, document)
    life.stamp(site.desk, site.inspection, document, way=life.CARRIED)
    sending = send(site.desk, site.inspection, document, to="演练网信办", way="hand", reference="演练-1")
    record_reply(site.desk, sending.id, "已派员处置（演练）")
    (kept,) = site.desk.case(site.inspection).sendings
    assert kept.reply["text"] == "已派员处置（演练）"


def test_that_departments_are_told_after_the_government(site: OnSite) -> None:
    document = made(site, "D14", audience="department")
    approved(site, document, "D14")
    with pytest.raises(Refused) as refused:
        life.freeze(site.desk, site.inspection, document)
    assert refused_codes(refused) == ["need-paper_with"]
    final(site, "D14")
    assert life.freeze(site.desk, site.inspection, document).frozen_at is not None


def test_that_discipline_is_proposed_only_after_an_order_was_served_and_ignored(site: OnSite) -> None:
    notice = decide(site, "M6", aim=HAZARD)
    serve_order(site, notice)
    document = made(site, "D32")
    approved(site, document, "D32")
    with pytest.raises(Refused) as refused:
        life.freeze(site.desk, site.inspection, document)
    assert refused_codes(refused) == ["need-ignored_order", "trap-T25"]
    give_reason(site.desk, site.inspection, document, "T25", "已由法制机构口头审核（演练）")
    rows = [{"text": "调整日志保存策略", "due": "2026-07-08", "result": "not", "seen": "仍为三个月"}]
    final(site, "D35", items=rows, conclusion="none", next="discipline")
    life.freeze(site.desk, site.inspection, document)
    life.stamp(site.desk, site.inspection, document, way=life.AT_BUREAU)
    sent(site, document)
    assert duties(site)["M6.0"]
    assert "收到处理结果的书面告知" in [one.title for one in clocks(site.desk, site.desk.case(site.inspection))]


def test_that_the_first_half_of_item_eight_needs_proof_of_loss_and_no_order(site: OnSite, photo: str) -> None:
    decide(site, "M6", aim=HAZARD)
    seal(site)
    article = ["archives-law-2020:48-i8"]
    document = begin(site.desk, site.inspection, "D32").id
    given = {**VALUES["D32"], "articles": article, "hazard": "damage", "history": ""}
    assert enter(site.desk, site.inspection, document, given) == []
    case = site.desk.case(site.inspection)
    asked = [one.field for one in entry_problems(site.desk, case, paper(case, document))]
    assert asked == ["loss", "loss_evidence"]
    told = {"loss": "2026年3月已知悉备份失效（演练）", "loss_evidence": [photo]}
    assert enter(site.desk, site.inspection, document, told) == []
    draft(site.desk, site.inspection, paper(site.desk.case(site.inspection), document), compose)
    approved(site, document, "D32")
    give_reason(site.desk, site.inspection, document, "T25", "已由法制机构口头审核（演练）")
    assert life.freeze(site.desk, site.inspection, document).frozen_at is not None
    text = render_paper(site.desk, site.inspection, document).text.replace("\n", "")
    assert "2026年3月已知悉备份失效（演练）" in text


def test_that_other_grounds_of_discipline_need_no_order_first(site: OnSite) -> None:
    decide(site, "M6")
    seal(site)
    document = final(site, "D32", articles=["archives-law-2020:48-i4"])
    assert paper(site.desk.case(site.inspection), document).state == "stamped"


def test_that_a_case_is_closed_by_its_approved_report_once_nothing_is_open(site: OnSite) -> None:
    notice = decide(site)
    serve_order(site, notice)
    document = made(site, "D37")
    approved(site, document, "D37")
    with pytest.raises(Refused) as refused:
        life.freeze(site.desk, site.inspection, document)
    assert refused_codes(refused) == ["need-nothing_open"]
    served(site, final(site, "D35"))
    life.freeze(site.desk, site.inspection, document)
    case = site.desk.case(site.inspection)
    assert case.inspection.closed_at == site.desk.now()
    assert all(one.blockers for one in offers(site.desk, case) if one.definition.kind not in ("D47", "D48"))
    with pytest.raises(Refused):
        begin(site.desk, site.inspection, "D14")


def test_that_a_limit_is_extended_to_a_working_day_and_its_clock_runs(site: OnSite) -> None:
    notice = decide(site)
    serve_order(site, notice)
    site.watch.pass_by(days=31)
    rows = [{"text": "调整日志保存策略", "due": "2026-07-08", "result": "partly", "seen": "仅一台调整"}]
    with pytest.raises(Refused) as refused:
        final(site, "D35", items=rows, conclusion="partly", next="extend", new_due="2026-07-18")
    assert refused_codes(refused) == ["need-day_not_past"]
    document = site.desk.case(site.inspection).documents[-1].id
    assert enter(site.desk, site.inspection, document, {"new_due": "2026-07-20"}) == []
    discard(site.desk, site.inspection, document, "重新制作")
    served(site, final(site, "D35", items=rows, conclusion="partly", next="extend", new_due="2026-07-20"))
    running = [one for one in clocks(site.desk, site.desk.case(site.inspection)) if one.title == "延长后的整改期限"]
    assert [f"{one.due:%Y-%m-%d}" for one in running] == ["2026-07-20"]


def test_that_a_blank_form_cannot_be_signed_and_names_what_is_lacking(site: OnSite) -> None:
    document = begin(site.desk, site.inspection, "D5")
    with pytest.raises(Refused) as refused:
        sign_paper(site.desk, site.inspection, document.id, "jia", "officer", "ink", ink=strokes_of("jia"))
    assert "请填写询问结束时间。" in [one.text for one in refused.value.blockers]


def test_that_a_signed_paper_needs_everybody_and_is_then_closed_to_changes(site: OnSite) -> None:
    document = made(site, "D5")
    sign_paper(site.desk, site.inspection, document, "jia", "officer", "ink", ink=strokes_of("jia"))
    with pytest.raises(Refused) as refused:
        enter(site.desk, site.inspection, document, {"address": "另一处"})
    assert refused_codes(refused) == ["paper-frozen"]
    with pytest.raises(Refused) as refused:
        seal_paper(site.desk, site.inspection, document)
    assert set(refused_codes(refused)) == {"paper-unsigned"}


def test_that_a_refused_interview_is_sealed_with_its_reason_and_witness(site: OnSite) -> None:
    witness = somebody(site, "演练见证人")
    document = made(site, "D5")
    sign_paper(
        site.desk, site.inspection, document, site.person, "responsible", "refusal", reason="不同意记录的内容",
        witness=witness,
    )  # fmt: skip
    assert signed(site, document).state == "signed"
    text = render_paper(site.desk, site.inspection, document).text
    assert "拒签理由：不同意记录的内容" in text.replace("\n", "")


def test_that_the_form_of_a_final_paper_is_sealed(site: OnSite) -> None:
    decide(site, "M5")
    document = final(site, "D7")
    with pytest.raises(Refused, match="sealed"):
        site.desk.commit([Change(ENTRY, document, "reason", "改写的理由", SET)])
    assert site.desk.case(site.inspection).entries[document]["reason"] == VALUES["D7"]["reason"]


def test_that_an_unreadable_value_is_told_and_nothing_is_recorded(site: OnSite) -> None:
    document = begin(site.desk, site.inspection, "D5")
    before = site.desk.case(site.inspection).entries[document.id]
    problems = enter(site.desk, site.inspection, document.id, {"ends": "下午三点", "address": "演练路"})
    assert [one.field for one in problems] == ["ends"]
    assert site.desk.case(site.inspection).entries[document.id] == before


def test_that_a_discarded_paper_gives_its_number_back(site: OnSite) -> None:
    decide(site, "M4")
    left = ledger.numbers_left(site.desk, "D13", 2026)
    document = begin(site.desk, site.inspection, "D13")
    assert ledger.numbers_left(site.desk, "D13", 2026) == left - 1
    discard(site.desk, site.inspection, document.id, "另行报告")
    assert ledger.numbers_left(site.desk, "D13", 2026) == left
    assert site.desk.case(site.inspection).document("D13") is None


def test_that_the_seven_working_days_are_counted_over_a_holiday_week(site: OnSite) -> None:
    decide(site, "M5")
    site.watch.moment += timedelta(days=8)  # 16 June 2026: the Dragon Boat holiday is 19 to 21 June
    final(site, "D7")
    final(site, "D8")
    due = {one.title: one for one in clocks(site.desk, site.desk.case(site.inspection))}
    clock = due["对登记保存的证据作出处理决定"]
    assert f"{clock.due:%Y-%m-%d}" == "2026-06-26"
    assert any("端午" in line for line in clock.explanation)


def order_waiting(site: OnSite) -> str:
    """Return the id of a stamped notice that waits to be served; the record is sealed."""
    notice = decide(site)
    seal(site)
    approve(site, notice)
    life.freeze(site.desk, site.inspection, notice)
    life.stamp(site.desk, site.inspection, notice, way=life.CARRIED)
    return notice


def under_way(site: OnSite, document: str, way: str, **details: str) -> str:
    delivery = Delivery(document, way, "", "演练路1号", details=details)
    return begin_service(site.desk, site.inspection, delivery, *numbered(site.desk, site.inspection, "D33")).id


def test_that_service_by_post_counts_from_the_day_on_the_receipt(site: OnSite) -> None:
    notice = order_waiting(site)
    receipt = under_way(site, notice, "post", tracking="演练-EMS-1")
    sign_for(site, receipt)
    with pytest.raises(Refused) as refused:
        complete_service(site.desk, site.inspection, receipt)
    assert refused_codes(refused) == ["no-arrival"]
    withdraw_service(site.desk, site.inspection, receipt, "重新办理")
    receipt = under_way(site, notice, "post", tracking="演练-EMS-2")
    site.watch.pass_by(days=3)
    record_arrival(site.desk, site.inspection, receipt, date(2026, 6, 10))
    sign_for(site, receipt)
    complete_service(site.desk, site.inspection, receipt)
    case = site.desk.case(site.inspection)
    served = moment_served(case, notice)
    assert served is not None and served.date() == date(2026, 6, 10)
    text = render_paper(site.desk, site.inspection, receipt).text.replace("\n", "")
    assert "邮件号码：演练-EMS-2" in text and "2026年6月10日" in text


def test_that_electronic_service_needs_the_signed_consent(site: OnSite) -> None:
    notice = order_waiting(site)
    with pytest.raises(Refused) as refused:
        under_way(site, notice, "electronic", account="drill@example.invalid")
    assert refused_codes(refused) == ["no-consent"]
    final(site, "D34", consent="no", ways=[], account="")
    with pytest.raises(Refused):
        under_way(site, notice, "electronic", account="drill@example.invalid")
    final(site, "D34")
    assert under_way(site, notice, "electronic", account="drill@example.invalid")


def test_that_public_notice_counts_thirty_days_after_it_was_published(site: OnSite) -> None:
    notice = order_waiting(site)
    receipt = under_way(site, notice, "notice", medium="演练日报", published_on="2026-06-08", reason="其他方式无法送达")
    sign_for(site, receipt)
    with pytest.raises(Refused) as refused:
        complete_service(site.desk, site.inspection, receipt)
    assert refused_codes(refused) == ["notice-running"]
    site.watch.pass_by(days=30)
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
