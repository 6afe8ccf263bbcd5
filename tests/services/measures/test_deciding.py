"""Measures on a real store: proposed, decided with number and limit, recorded with tasks, withdrawn."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.domain.numbers import LEASED, RESERVED, VOIDED
from app.domain.operations import Change
from app.domain.procedure import tasks
from app.domain.procedure.guards_preparation import countersigned
from app.domain.procedure.issuing import Printing
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Document, Task
from app.domain.procedure.records import PHONE, Approval
from app.errors import Refused
from app.services.checking import findings
from app.services.circumstances import circumstances
from app.services.measures import deciding
from app.services.measures.deciding import Order
from app.services.measures.powers import powers_for
from app.services.numbers import ledger
from tests.services.measures import ordered
from tests.services.measures.ordered import DUE, VIOLATES, codes, found, order, untouched

site = ordered.site
MAJOR = {"verdict": "violates", "severity": "major", "reason": "全部永久档案没有备份"}


def test_that_an_order_reserves_its_number_and_names_power_and_limit(site):
    (finding,) = found(site)
    measure = order(site, finding, term="30d")
    number = ledger.number(site.desk, measure.number)
    assert (number.state, number.measure) == (RESERVED, measure.id)
    assert ledger.number_text(site.desk, number.id) == "保档执通〔2026〕1号"
    assert (measure.due, measure.orders[0]["due"], measure.findings) == (DUE, "2026-07-08", (finding.id,))
    assert set(measure.powers) <= {one.id for one in site.desk.shelf.legal.powers} and measure.powers
    assert site.desk.case(site.inspection).measures == (measure,)


@pytest.mark.parametrize(("days", "last"), [(15, date(2026, 6, 23)), (30, DUE), (60, date(2026, 8, 7))])
def test_that_proposed_limits_end_on_working_days(site, days, last):
    assert deciding.propose_due(site.desk, days).last_day == last


@pytest.mark.parametrize(("due", "code"), [
    (None, "limit-missing"), (date(2026, 6, 8), "limit-past"), (date(2025, 7, 8), "limit-past"),
    (date(2026, 7, 11), "limit-day-off"), (date(2026, 10, 1), "limit-day-off"),
])
def test_that_an_impossible_limit_takes_no_number(site, due, code):
    (finding,) = found(site)
    with pytest.raises(Refused) as refused:
        order(site, finding, due)
    assert codes(refused) == [code] and untouched(site)


@pytest.mark.parametrize(("more", "code"), [
    ({"text": " "}, "order-text"), ({"text": "长" * 10_001}, "order-text"), ({"way": ""}, "report-way"),
])
def test_that_blank_or_endless_words_take_no_number(site, more, code):
    (finding,) = found(site)
    with pytest.raises(Refused) as refused:
        order(site, finding, **more)
    assert codes(refused) == [code] and untouched(site)


def test_that_an_order_needs_a_provision_of_law_that_was_broken(site):
    (finding,) = found(site)
    assert findings.edit_finding(site.desk, finding.id, basis=["gbt-18894-2016:9.2"], order_basis=[]) == []
    with pytest.raises(Refused) as refused:
        order(site, finding)
    assert "order-without-article" in codes(refused) and untouched(site)


def test_that_an_unknown_power_is_refused(site):
    (finding,) = found(site)
    with pytest.raises(Refused) as refused:
        order(site, finding, power="no-such-power")
    assert "order-without-power" in codes(refused) and untouched(site)


def test_that_measures_wait_for_the_last_question(site):
    (finding,) = found(site)
    site.desk.commit([Change("answer", f"{site.inspection}/q6_2", "value", None)])
    with pytest.raises(Refused) as refused:
        order(site, finding)
    assert "questions-open" in codes(refused)


def test_that_a_finding_is_ordered_once(site):
    (finding,) = found(site)
    order(site, finding)
    with pytest.raises(Refused) as refused:
        order(site, finding)
    assert "order-twice" in codes(refused)
    assert ledger.numbers_left(site.desk, "D11", 2026) == 4


def test_that_another_device_decides_no_order(site):
    (finding,) = found(site)
    site.desk.commit([Change("course", site.inspection, "lead_device", "second")])
    with pytest.raises(Refused) as refused:
        order(site, finding)
    assert "not-lead-device" in codes(refused)


def test_that_no_number_left_decides_nothing(site):
    (finding,) = found(site)
    for number in ledger.known(site.desk):
        ledger.void(site.desk, number.id, "演练")
    with pytest.raises(Refused) as refused:
        order(site, finding)
    assert codes(refused) == ["no-number-left"]
    assert site.desk.case(site.inspection).measures == ()


def test_that_a_withdrawn_order_gives_its_number_back(site):
    (finding,) = found(site)
    measure = order(site, finding)
    deciding.withdraw_measure(site.desk, measure.id, "当场已改正")
    assert untouched(site)
    assert ledger.number(site.desk, measure.number).state == LEASED


def test_that_a_withdrawn_order_voids_a_number_that_was_printed(site):
    (finding,) = found(site)
    measure = order(site, finding)
    paper = Document(site.desk.part_id(site.inspection), "D11", measure=measure.id, number=measure.number)
    printed = Printing(site.desk.part_id(site.inspection), paper.id, "1", site.desk.now(), "jia")
    site.desk.commit([*changes_of(paper), *changes_of(printed)])
    deciding.withdraw_measure(site.desk, measure.id, "认定有误")
    number = ledger.number(site.desk, measure.number)
    assert (number.state, number.reason) == (VOIDED, "认定有误")
    assert site.desk.case(site.inspection).documents[-1].id != paper.id


def test_that_nobody_signs_off_what_was_approved_of_a_withdrawn_order(site):
    (finding,) = found(site)
    measure = order(site, finding)
    paper = Document(site.desk.part_id(site.inspection), "D11", measure=measure.id, number=measure.number)
    now, name = site.desk.now(), lambda: site.desk.part_id(site.inspection)
    said = Approval(name(), "D11", paper.id, "approve", "ding", "leader", PHONE, now, "jia")
    duty = Task(name(), tasks.COUNTERSIGN_TASK, "补签", said.id, now)
    site.desk.commit([*changes_of(paper), *changes_of(said), *changes_of(duty)])
    case = site.desk.case(site.inspection)
    assert len(countersigned(case, circumstances(site.desk, case))) == len(tasks.open_tasks(case)) == 1
    deciding.withdraw_measure(site.desk, measure.id, "认定有误")
    case = site.desk.case(site.inspection)
    assert not countersigned(case, circumstances(site.desk, case)) and not tasks.open_tasks(case)


def test_that_an_order_with_a_frozen_paper_is_not_withdrawn(site):
    (finding,) = found(site)
    measure = order(site, finding)
    paper = Document(site.desk.part_id(site.inspection), "D11", measure=measure.id, frozen_at=site.desk.now())
    site.desk.commit(changes_of(paper))
    with pytest.raises(Refused) as refused:
        deciding.withdraw_measure(site.desk, measure.id, "认定有误")
    assert codes(refused) == ["paper-frozen"]


def test_that_on_the_spot_correction_says_whether_it_was_done(site):
    (finding,) = found(site)
    measure = deciding.decide_on_the_spot(site.desk, site.inspection, [finding.id], "当场补登记。")
    assert (measure.text, measure.corrected) == ("当场补登记；已当场改正", "corrected")
    with pytest.raises(Refused) as refused:
        deciding.decide_on_the_spot(site.desk, site.inspection, [finding.id, "x/y"], "", "maybe")
    assert codes(refused) == ["finding-missing", "measure-text", "corrected"]


def test_that_measures_are_proposed_by_the_questions_and_by_a_major_fault(site):
    found(site, q5_3=MAJOR, q2_3=VIOLATES)
    proposed = {one.kind.code: [f.code for f in one.findings] for one in deciding.propose(site.desk, site.inspection)}
    assert proposed["M2"] == ["2.3", "5.3"]
    assert "5.3" in proposed["M4"] and "2.3" not in proposed["M4"]


def test_that_an_emergency_opens_its_red_task_from_the_oral_order(site):
    (finding,) = found(site)
    spoken = site.desk.now() - timedelta(minutes=10)
    _, (task,) = deciding.record_measure(site.desk, site.inspection, "M3", [finding.id], "口头责令断开外网", spoken)
    assert task.due == spoken + timedelta(hours=24)
    case = site.desk.case(site.inspection)
    assert tasks.red(case.tasks[0], site.desk.now())
    assert "task-open" in [one.code for one in tasks.closing_blockers(case)]


@pytest.mark.parametrize(("kind", "count"), [("M5", 1), ("M6", 1), ("M7", 1), ("M8", 1), ("M9", 1)])
def test_that_every_other_measure_keeps_the_case_open_until_dealt_with(site, kind, count):
    (finding,) = found(site)
    _, opened = deciding.record_measure(site.desk, site.inspection, kind, [finding.id], "演练措施")
    assert len(tasks.closing_blockers(site.desk.case(site.inspection))) >= count
    waiting = list(opened)
    while waiting:
        waiting += deciding.close_task(site.desk, waiting.pop().id, "已办结，演练〔2026〕1号")
    assert tasks.closing_blockers(site.desk.case(site.inspection)) == []


@pytest.mark.parametrize("kind", ["M3", "M4"])
def test_that_a_notice_to_be_issued_and_reports_to_be_sent_are_not_ended_by_hand(site, kind):
    (finding,) = found(site)
    _, opened = deciding.record_measure(site.desk, site.inspection, kind, [finding.id], "演练措施")
    for one in opened:
        with pytest.raises(Refused) as refused:
            deciding.close_task(site.desk, one.id, "已电话报告（演练）")
        assert codes(refused) == ["task-by-paper"]
    assert all(one.done_at is None for one in site.desk.case(site.inspection).tasks)


def test_that_the_24_hours_of_a_transfer_begin_with_the_decision(site):
    (finding,) = found(site)
    _, (decide,) = deciding.record_measure(site.desk, site.inspection, "M8", [finding.id], "涉嫌犯罪")
    assert decide.due == tasks.end_of(date(2026, 6, 11))
    site.watch.pass_by(days=1)
    (transfer,) = deciding.close_task(site.desk, decide.id, "正职负责人批准移送")
    assert transfer.due == site.desk.now() + timedelta(hours=24)


def test_that_a_decision_not_to_transfer_starts_nothing(site):
    (finding,) = found(site)
    _, (decide,) = deciding.record_measure(site.desk, site.inspection, "M8", [finding.id], "涉嫌犯罪")
    assert deciding.close_task(site.desk, decide.id, "不批准移送，理由记录在案", follow_up=False) == ()


def test_that_a_task_is_not_closed_without_a_result_nor_twice(site):
    (finding,) = found(site)
    _, (task,) = deciding.record_measure(site.desk, site.inspection, "M7", [finding.id], "立案")
    with pytest.raises(Refused) as refused:
        deciding.close_task(site.desk, task.id, " ")
    assert codes(refused) == ["task-result"]
    deciding.close_task(site.desk, task.id, "已作出决定")
    with pytest.raises(Refused):
        deciding.close_task(site.desk, task.id, "再办一次")


@pytest.mark.parametrize("kind", ["M1", "M2", "M10", ""])
def test_that_only_measures_without_own_papers_are_recorded_so(site, kind):
    (finding,) = found(site)
    with pytest.raises(Refused) as refused:
        deciding.record_measure(site.desk, site.inspection, kind, [finding.id], "演练")
    assert codes(refused) == ["measure-kind"]


def test_that_a_withdrawn_measure_takes_its_tasks_along(site):
    (finding,) = found(site)
    measure, _ = deciding.record_measure(site.desk, site.inspection, "M4", [finding.id], "重大隐患")
    deciding.withdraw_measure(site.desk, measure.id, "定级有误")
    case = site.desk.case(site.inspection)
    assert (case.measures, case.tasks) == ((), ())


def test_that_one_power_carries_all_orders_of_a_notice(site):
    several = found(site, q1_2=VIOLATES, q2_3=VIOLATES, q5_3=VIOLATES)
    case = site.desk.case(site.inspection)
    assert powers_for(site.desk, case, several)
    measure = deciding.decide_order(
        site.desk, site.inspection, [Order(one.id, "改正") for one in several], DUE, "书面报告")
    assert len(measure.orders) == 3


def test_that_an_order_over_a_hazard_and_a_lack_names_the_power_for_each(site):
    both = found(site, q1_2=VIOLATES, q5_3=VIOLATES)
    items = [Order(one.id, "改正") for one in both]
    measure = deciding.decide_order(site.desk, site.inspection, items, DUE, "书面报告")
    legal = site.desk.shelf.legal
    cited = legal.cite_all(article for one in legal.powers if one.id in measure.powers for article in one.basis)
    assert "《中华人民共和国档案法》第四十五条" in cited and "责任清单" in cited
