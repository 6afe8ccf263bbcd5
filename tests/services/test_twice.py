"""The same act recorded twice, by a double press or a repeated call: told, or given back; never a second entry."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.procedure.outcomes import Document
from app.domain.received_reports import MEASURE, ReportEntry
from app.errors import Refused
from app.services.arrival.meeting import PersonEntry, RightsEntry, record_person, show_credentials_and_tell_rights
from app.services.arrival.visits import prove_refusal, refuse_entry
from app.services.measures.deciding import decide_on_the_spot, record_measure
from app.services.papers import life
from app.services.papers.composing import compose
from app.services.papers.delivery import complete_service, record_arrival, sign_receipt
from app.services.papers.drafting import draft
from app.services.papers.making import begin as begin_paper
from app.services.papers.sending import record_reply, send
from app.services.preparation.approvals import Decision, bind_countersign, record_approval
from app.services.record import journey
from app.services.registers.reports import receive, record_act
from app.services.rehearsal.ink import strokes_of
from tests.services import violated_visit
from tests.services.at_the_table import (
    begin,
    everybody_signs,
    order,
    picture,
    read_out,
    refused_codes,
    sign_for,
    stamped,
)
from tests.services.on_site import OnSite, on_site
from tests.services.papers.made import final

site, finding = violated_visit.site, violated_visit.finding


def decided(site: OnSite, notice: str, channel: str = "phone", **more: str) -> list[str]:
    """Return the problems of recording the leader's approval of a notice."""
    entry = Decision("D11", notice, "ding", "leader", channel, **more)
    approval, problems = record_approval(site.desk, site.inspection, entry)
    assert (approval is None) == bool(problems)
    return [one.field for one in problems]


def test_that_an_approval_is_recorded_once_with_one_task_to_countersign(site: OnSite) -> None:
    notice = order(site)
    assert decided(site, notice) == []
    with pytest.raises(Refused) as refused:
        decided(site, notice)
    assert refused_codes(refused) == ["decided-already"]
    assert "再次报批" in refused.value.blockers[0].text
    case = site.desk.case(site.inspection)
    assert (sum(one.document == notice for one in case.approvals), len(case.tasks)) == (1, 1)


def test_that_another_decision_or_other_words_are_another_act(site: OnSite) -> None:
    notice = order(site)
    assert decided(site, notice, decision="refuse", opinion="期限过短（演练）") == []
    assert decided(site, notice) == []
    picture(site, site.desk.store.folder, links=("q2_3",))  # the notice names its evidence
    document = next(one for one in site.desk.case(site.inspection).documents if one.id == notice)
    draft(site.desk, site.inspection, document, compose)
    assert decided(site, notice) == []
    assert sum(one.document == notice for one in site.desk.case(site.inspection).approvals) == 3


@pytest.mark.parametrize("of_measure", [False, True])
def test_that_an_approval_lapses_once_the_words_were_changed(site: OnSite, of_measure: bool) -> None:
    notice = order(site)
    document = next(one for one in site.desk.case(site.inspection).documents if one.id == notice)
    approved = document.measure if of_measure else notice
    assert decided(site, approved, "in_person") == []
    assert site.desk.case(site.inspection).approved(approved) is not None
    picture(site, site.desk.store.folder, links=("q2_3",))
    draft(site.desk, site.inspection, document, compose)
    assert site.desk.case(site.inspection).approved(approved) is None
    found = life.freezing_blockers(site.desk, site.desk.case(site.inspection), document)
    told = next(one.text for one in found if one.code == "notice-unapproved")
    assert "批准后" in told and "重新报批" in told


def test_that_a_countersigned_sheet_is_bound_once(site: OnSite) -> None:
    notice = order(site)
    assert decided(site, notice) == []
    (approval,) = [one for one in site.desk.case(site.inspection).approvals if one.document == notice]
    first, other = (picture(site, site.desk.store.folder, set_aside="补签") for _ in range(2))
    bind_countersign(site.desk, site.inspection, approval.id, first)
    assert bind_countersign(site.desk, site.inspection, approval.id, first).paper == first
    with pytest.raises(Refused) as refused:
        bind_countersign(site.desk, site.inspection, approval.id, other)
    assert refused_codes(refused) == ["countersigned"]


def test_that_the_same_statement_twice_is_one(site: OnSite) -> None:
    first = journey.state_for_unit(site.desk, site.inspection, site.person, "没有异议（演练）")
    assert journey.state_for_unit(site.desk, site.inspection, site.person, "没有异议（演练） ") == first
    assert len(site.desk.case(site.inspection).statements) == 1


def test_that_another_statement_is_refused_until_it_is_said_to_be_one_more(site: OnSite) -> None:
    journey.state_for_unit(site.desk, site.inspection, site.person, "对2.3有异议（演练）")
    with pytest.raises(Refused) as refused:
        journey.state_for_unit(site.desk, site.inspection, site.person, "")
    assert refused_codes(refused) == ["statement-again"]
    journey.state_for_unit(site.desk, site.inspection, site.person, "补充：日志已扩容（演练）", more=True)
    words = journey.draft_record(site.desk, site.inspection).content.data["statement"]
    assert "对2.3有异议（演练）" in words and "日志已扩容（演练）" in words


def test_that_a_statement_taken_down_wrongly_is_voided_with_a_reason_before_the_seal(site: OnSite) -> None:
    wrong = journey.state_for_unit(site.desk, site.inspection, site.person, "误记（演练）")
    with pytest.raises(Refused):
        journey.void_statement(site.desk, site.inspection, wrong.id, " ")
    journey.void_statement(site.desk, site.inspection, wrong.id, "记错了人（演练）")
    journey.state_for_unit(site.desk, site.inspection, site.person, "")
    assert [one.text for one in site.desk.case(site.inspection).statements] == [journey.NO_STATEMENT]


def test_that_reading_back_the_same_words_to_the_same_person_is_one_act(site: OnSite) -> None:
    order(site)
    read_out(site)
    (first,) = site.desk.case(site.inspection).read_backs
    again = journey.read_back(site.desk, site.inspection, site.person, "screen")
    assert again == first
    other = journey.read_back(site.desk, site.inspection, site.person, "screen", "第2页有异议（演练）")
    assert other.id != first.id and len(site.desk.case(site.inspection).read_backs) == 2


def test_that_signatures_receipts_seals_and_closing_come_once(site: OnSite) -> None:
    notice = stamped(site)
    receipt = begin(site, notice).id
    sign_for(site, receipt, (site.person, "recipient"))
    with pytest.raises(Refused) as refused:
        sign_receipt(
            site.desk, site.inspection, receipt, site.person, "recipient", "ink", ink=strokes_of(site.person)
        )
    assert "signed-already" in refused_codes(refused)
    complete_service(site.desk, site.inspection, receipt)
    with pytest.raises(Refused) as refused:
        complete_service(site.desk, site.inspection, receipt)
    assert refused_codes(refused) == ["service-complete"]
    with pytest.raises(Refused) as refused:
        begin(site, notice)
    assert {"already-served", "service-under-way"} <= set(refused_codes(refused))
    with pytest.raises(Refused) as refused:
        life.freeze(site.desk, site.inspection, notice)
    assert refused_codes(refused) == ["paper-frozen"]
    with pytest.raises(Refused):
        journey.seal_record(site.desk, site.inspection)


def test_that_the_record_is_sealed_once(site: OnSite) -> None:
    order(site)
    read_out(site)
    everybody_signs(site)
    journey.seal_record(site.desk, site.inspection)
    with pytest.raises(Refused) as refused:
        journey.seal_record(site.desk, site.inspection)
    assert "record-sealed" in refused_codes(refused)


def test_that_the_day_of_arrival_is_registered_once(site: OnSite) -> None:
    receipt = begin(site, stamped(site), "post", details={"tracking": "EA演练"}).id
    proof = picture(site, site.desk.store.folder, set_aside="回执")
    day = site.desk.now().date()
    first = record_arrival(site.desk, site.inspection, receipt, day, (proof,))
    assert record_arrival(site.desk, site.inspection, receipt, day, (proof,)) == first
    assert site.desk.case(site.inspection).services[-1].media == (proof,)


def test_that_a_measure_is_recorded_once_with_its_tasks(site: OnSite) -> None:
    order(site)
    record_measure(site.desk, site.inspection, "M5", [finding(site)], "登记保存（演练）")
    with pytest.raises(Refused) as refused:
        record_measure(site.desk, site.inspection, "M5", [finding(site)], "登记保存（演练） ")
    assert refused_codes(refused) == ["measure-twice"]
    record_measure(site.desk, site.inspection, "M5", [finding(site)], "登记保存另一块硬盘（演练）")
    assert len([one for one in site.desk.case(site.inspection).measures if one.kind == "M5"]) == 2


def test_that_pointing_out_on_the_spot_is_recorded_once(site: OnSite) -> None:
    order(site)
    decide_on_the_spot(site.desk, site.inspection, [finding(site)], "指出并改正（演练）")
    with pytest.raises(Refused) as refused:
        decide_on_the_spot(site.desk, site.inspection, [finding(site)], "指出并改正（演练）")
    assert refused_codes(refused) == ["measure-twice"]


def test_that_a_notice_of_one_order_is_drafted_once(site: OnSite) -> None:
    order(site)
    (measure,) = site.desk.case(site.inspection).measures
    again = Document(site.desk.part_id(site.inspection), "D11", measure=measure.id, number=measure.number)
    with pytest.raises(Refused) as refused:
        draft(site.desk, site.inspection, again, compose)
    assert refused_codes(refused) == ["drafted-already"]


def test_that_a_paper_begun_and_not_filled_in_is_not_begun_again(site: OnSite) -> None:
    order(site)
    first = begin_paper(site.desk, site.inspection, "D13")
    with pytest.raises(Refused) as refused:
        begin_paper(site.desk, site.inspection, "D13")
    assert refused_codes(refused) == ["begun-already"]
    assert refused.value.blockers[0].place == f"papers/{first.id}"


def test_that_a_report_is_sent_once_and_its_answer_is_never_overwritten(site: OnSite) -> None:
    order(site)
    report = final(site, "D13")
    sent = send(site.desk, site.inspection, report, to="演练机关", way="hand")
    with pytest.raises(Refused) as refused:
        send(site.desk, site.inspection, report, to="演练机关", way="hand")
    assert "sent-already" in refused_codes(refused)
    first = record_reply(site.desk, sent.id, "已派员处理（演练）")
    assert record_reply(site.desk, sent.id, "已派员处理（演练）") == first
    with pytest.raises(Refused) as refused:
        record_reply(site.desk, sent.id, "处理完毕（演练）")
    assert refused_codes(refused) == ["replied-already"]
    site.watch.pass_by(days=2)
    both = record_reply(site.desk, sent.id, "处理完毕（演练）", more=True)
    assert "已派员处理（演练）" in both.reply["text"] and "处理完毕（演练）" in both.reply["text"]
    assert both.reply["at"] == first.reply["at"]
    assert record_reply(site.desk, sent.id, "处理完毕（演练）", more=True) == both


def test_that_a_received_report_is_registered_once(site: OnSite) -> None:
    entry = ReportEntry(
        "stop", "演练县档案局", "演练单位", "删除电子档案（演练）", site.desk.now() - timedelta(hours=1), "hand",
        "演练〔2026〕1号", no_copy="电话补报",
    )  # fmt: skip
    first, problems = receive(site.desk, entry)
    assert first is not None, problems
    again, problems = receive(site.desk, entry)
    assert again is None and [one.field for one in problems] == ["number"]
    assert "已经登记" in problems[0].text
    record_act(site.desk, first.id, MEASURE, "派员核实（演练）")
    with pytest.raises(Refused) as refused:
        record_act(site.desk, first.id, MEASURE, "派员核实（演练）")
    assert refused_codes(refused) == ["report-act-twice"]


def test_that_a_person_and_the_telling_of_rights_are_registered_once(tmp_path: Path) -> None:
    with on_site(tmp_path / "data") as site:
        entry = PersonEntry("演练主任", "信息中心主任", "other")
        person, problems = record_person(site.desk, site.inspection, entry)
        assert person is not None, problems
        again, problems = record_person(site.desk, site.inspection, entry)
        assert again is None and [one.field for one in problems] == ["name"]
        told = RightsEntry(person.id, "已知晓", recusal={"requested": False})
        first, problems = show_credentials_and_tell_rights(site.desk, site.inspection, told)
        assert first is not None, problems
        second, problems = show_credentials_and_tell_rights(site.desk, site.inspection, told)
        assert second is None and [one.field for one in problems] == ["person"]
        asked = RightsEntry(person.id, "已知晓", recusal={"requested": True, "officer": "jia", "reason": "亲属"})
        later, problems = show_credentials_and_tell_rights(site.desk, site.inspection, asked)
        assert later is not None, problems


def test_that_the_pictures_of_a_refused_entry_are_kept_once(tmp_path: Path) -> None:
    with on_site(tmp_path / "data") as site:
        visit, problems = refuse_entry(site.desk, site.inspection, "不同意检查（演练）", "门卫")
        assert visit is not None, problems
        prove_refusal(site.desk, site.inspection, visit.id, media=["photo"])
        assert prove_refusal(site.desk, site.inspection, visit.id, media=["photo"]).refused["media"] == ["photo"]

