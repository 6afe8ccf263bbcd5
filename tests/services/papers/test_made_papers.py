"""Papers that their definition alone describes: begun, filled in, held to what the law puts before them, made final."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.operations import SET, Change
from app.domain.procedure.case import ENTRY
from app.errors import Refused
from app.services.case_clocks import clocks
from app.services.checking.findings import HAZARD
from app.services.measures.deciding import record_measure
from app.services.numbers import ledger
from app.services.papers import life
from app.services.papers.composing import compose
from app.services.papers.drafting import draft, paper
from app.services.papers.legality import give_reason
from app.services.papers.making import begin, discard, enter, entry_problems, offers
from app.services.papers.rendering import render_paper
from app.services.papers.sending import record_reply, send
from app.services.papers.signed_papers import seal_paper, sign_paper
from app.services.preparation.approvals import Decision, record_approval
from app.services.rehearsal.ink import strokes_of
from tests.services import violated_visit
from tests.services.at_the_table import (
    order,
    refused_codes,
    seal,
    somebody,
)
from tests.services.on_site import OnSite
from tests.services.papers import chains
from tests.services.papers.chains import AFTER_SEAL, MEASURES, chain, decide, duties, serve_order
from tests.services.papers.made import VALUES, approved, final, made, sent, served, signed

site, photo = violated_visit.site, chains.photo


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


def test_that_a_report_is_sent_neither_before_its_stamp_nor_once_it_was_taken_back(site: OnSite) -> None:
    decide(site, "M4")
    document = final(site, "D13")
    told = {"to": "演练网信办", "way": "hand"}
    with pytest.raises(Refused) as refused:
        send(site.desk, site.inspection, document, at=site.desk.now() - timedelta(days=1), **told)
    assert refused_codes(refused) == ["sent-before-stamp"]
    entry = Decision("D13", document, "ding", "leader", "phone", "refuse", opinion="暂不报送。")
    assert record_approval(site.desk, site.inspection, entry)[1] == []
    with pytest.raises(Refused) as refused:
        send(site.desk, site.inspection, document, **told)
    assert refused_codes(refused) == ["decision-withdrawn"]


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
    final(site, "D35", items=rows, conclusion="none", next="order", again_due="2026-07-20")
    with pytest.raises(Refused) as refused:
        life.freeze(site.desk, site.inspection, document)
    assert refused_codes(refused) == ["need-ignored_order"], "seen before the term had run out"
    with pytest.raises(Refused) as refused:
        final(site, "D35", items=rows, conclusion="none", next="discipline")
    assert refused_codes(refused) == ["need-later_than_rows"]
    site.watch.pass_by(days=31)
    discard(site.desk, site.inspection, site.desk.case(site.inspection).documents[-1].id, "期限届满后重新复查")
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
