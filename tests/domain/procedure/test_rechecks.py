"""What was ordered, what came of it at the last re-inspection, what follows, and what waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.days import Unstated
from app.domain.entries import Need
from app.domain.procedure.case import Case
from app.domain.procedure.guards import blockers, warnings
from app.domain.procedure.needs import need_blockers
from app.domain.procedure.outcomes import Document, Measure, Service, Task
from app.domain.procedure.paper_act import PaperAct
from app.domain.procedure.rail import steps
from app.domain.procedure.rechecks import (
    RECHECK,
    REFUSED,
    SEALED,
    SOURCE,
    conclusion_of,
    open_recheck,
    ordered_items,
    orders_to_check,
    tally,
    without_opinion,
)
from app.domain.procedure.tasks import closing_blockers
from tests.builders import DAY, FINDING, INSPECTION, MEASURE, ORDER, at, change, circumstances, lawful_case, sealed_case

CALENDAR: Any = None
LINK = {"inspection": "inspection-0", "orders": ["inspection-0/d11"]}


def again(**more: Any) -> Case:
    """Return a re-inspection on site: no approval form and no notice among its papers."""
    record = tuple(one for one in lawful_case().documents if one.kind == "D4")
    usual = {"documents": record, "approvals": (), "findings": (), "measures": (), "services": ()}
    return change(lawful_case(**{**usual, **more}), reinspects=LINK)


def opinion(result: str, seen: str = "", frozen: bool = True, **more: Any) -> tuple[Document, dict[str, Any]]:
    """Return an opinion on the order with one row, and what stands in its form."""
    document = Document(f"{INSPECTION}/d35", "D35", subject=ORDER, frozen_at=at("15:00") if frozen else None)
    return document, {"items": [{"text": "制定制度", "result": result, "seen": seen}], **more}


def served(case: Case) -> Case:
    """Return the case with its order served."""
    service = Service(f"{INSPECTION}/s-2", ORDER, "direct", at("15:00"), "门厅", "p", ("o1", "o2"))
    return replace(case, services=(*case.services, service))


def with_opinion(case: Case, *one: Any) -> Case:
    document, entry = one
    return replace(case, documents=(*case.documents, document), entries={**case.entries, document.id: entry})


def recheck_task(result: str = "", done: bool = False) -> Task:
    ended = at("16:00") if done else None
    return Task(f"{INSPECTION}/c", RECHECK, "复查", "c", at("15:00"), done_at=ended, result=result)


def test_that_an_item_has_its_words_its_term_and_the_facts() -> None:
    (item,) = ordered_items(lawful_case(), [ORDER])
    assert (item.order, item.text, item.due) == (ORDER, "制定制度", (DAY + timedelta(days=30)).isoformat())
    assert (item.finding, item.last, item.seen) == ("未制定制度。", "", "")


def test_that_a_term_of_its_own_comes_before_that_of_the_order() -> None:
    (measure,) = lawful_case().measures
    own = replace(measure, orders=({"finding": FINDING, "text": "制定制度", "due": "2026-03-20"},))
    assert ordered_items(lawful_case(measures=(own,)), [ORDER])[0].due == "2026-03-20"


def test_that_keys_differ_by_item_and_stay_the_same() -> None:
    (measure,) = lawful_case().measures
    two = replace(measure, orders=({"finding": FINDING, "text": "甲"}, {"finding": FINDING, "text": "乙"}))
    case = lawful_case(measures=(two,))
    keys = [one.key for one in ordered_items(case, [ORDER])]
    assert len(set(keys)) == 2 and keys == [one.key for one in ordered_items(case, [ORDER])]
    assert all(key.isidentifier() for key in keys)


def test_that_the_result_of_last_time_comes_from_the_last_final_opinion() -> None:
    case = with_opinion(lawful_case(), *opinion("partly", "仅一半"))
    (item,) = ordered_items(case, [ORDER])
    assert (item.last, item.seen) == ("partly", "仅一半")
    draft = with_opinion(lawful_case(), *opinion("partly", frozen=False))
    assert ordered_items(draft, [ORDER])[0].last == ""


def test_that_a_stop_order_gives_what_is_to_stop_and_what_is_to_be_done() -> None:
    stop = Document(f"{INSPECTION}/d12", "D12", frozen_at=at("15:00"))
    entry = {"act": "删除日志", "measures": "恢复备份", "report_by": "2026-03-20", "findings": [FINDING]}
    case = lawful_case(documents=(stop,), entries={stop.id: entry})
    assert [(one.text, one.due, one.finding) for one in ordered_items(case, [stop.id])] == [
        ("立即停止：删除日志", "", "未制定制度"), ("采取措施：恢复备份", "2026-03-20", "未制定制度"),
    ]  # fmt: skip


def test_that_only_served_orders_are_checked_again() -> None:
    assert orders_to_check(lawful_case()) == ()
    assert [one.id for one in orders_to_check(served(lawful_case()))] == [ORDER]


@pytest.mark.parametrize(
    ("results", "conclusion"),
    [
        (["corrected", "corrected"], "all"), (["not", "not"], "none"), (["corrected", "not"], "partly"),
        (["partly"], "partly"), (["partly", "not"], "partly"),
    ],
)  # fmt: skip
def test_that_the_conclusion_follows_from_the_results(results: list[str], conclusion: str) -> None:
    assert conclusion_of(results) == conclusion


def test_that_the_reason_counts_each_result() -> None:
    assert tally(["corrected", "not", "not"]) == "复查责令事项3项，已改正1项，未改正2项"


def test_that_an_open_one_keeps_the_case_open() -> None:
    case = lawful_case(tasks=(recheck_task(),), measures=(), documents=())
    assert open_recheck(case) is not None
    assert [one.code for one in closing_blockers(case)] == ["recheck-open"]


def test_that_a_sealed_one_keeps_the_case_open_until_its_opinion_is_final() -> None:
    case = lawful_case(tasks=(recheck_task(SEALED, done=True),), measures=(), documents=())
    assert [one.code for one in closing_blockers(case)] == ["recheck-without-opinion"]
    assert len(without_opinion(with_opinion(case, *opinion("corrected", frozen=False, **{SOURCE: "c"})))) == 1
    assert closing_blockers(with_opinion(case, *opinion("corrected", **{SOURCE: "c"}))) == []
    assert len(without_opinion(with_opinion(case, *opinion("corrected", **{SOURCE: "another"})))) == 1


@pytest.mark.parametrize("result", [REFUSED, "复查已取消"])
def test_that_no_opinion_is_asked_for_where_nothing_was_seen(result: str) -> None:
    case = lawful_case(tasks=(recheck_task(result, done=True),), measures=(), documents=())
    assert without_opinion(case) == () and open_recheck(case) is None


def test_that_it_may_begin_without_approval_form_and_notice() -> None:
    case = again(visits=(), sign_ins=(), persons=(), rights=())
    assert blockers("begin_visit", case, circumstances()) == []
    plain = replace(case, inspection=replace(case.inspection, reinspects={}))
    assert {one.code for one in blockers("begin_visit", plain, circumstances())} == {"d1-missing", "d2-missing"}


def test_that_it_asks_for_two_officers_cards_and_rights_like_any_visit() -> None:
    assert blockers("start_checking", again(), circumstances()) == []
    assert {one.code for one in blockers("start_checking", again(rights=()), circumstances())} == {"rights-not-told"}
    alone = change(again(), officers=again().inspection.officers[:1])
    assert "fewer-than-two" in {one.code for one in blockers("start_checking", alone, circumstances())}


def test_that_its_day_and_the_cap_of_enterprises_ask_for_no_reason() -> None:
    late = change(again(), planned_from=date(2026, 1, 5), planned_to=date(2026, 1, 5))
    case = replace(late, unit=replace(late.unit, enterprise=True))
    about = circumstances(inspections_this_year=3, yearly_cap=1)
    assert not {"outside-planned-days", "enterprise-frequency"} & {
        one.code for one in warnings("begin_visit", case, about)
    }


def test_that_its_rail_goes_from_the_items_to_the_record() -> None:
    assert [one.key for one in steps(again(), circumstances())] == [
        "preparation", "arrival", "checking", "record", "closing",
    ]  # fmt: skip
    assert len(steps(sealed_case(), circumstances())) == 7


UNSTATED = Unstated("wd", "演练")


def test_that_an_opinion_needs_the_very_paper_it_follows_to_be_served() -> None:
    need = (Need("followed_served", "尚未送达"),)
    other = Document(f"{INSPECTION}/d12", "D12", frozen_at=at("15:00"))
    case = served(lawful_case(documents=(*lawful_case().documents, other)))
    on = Document(f"{INSPECTION}/d35", "D35", subject=ORDER)
    assert need_blockers(need, PaperAct(case, on, {}, at("16:00"), CALENDAR, UNSTATED)) == []
    wrong = replace(on, subject=other.id)
    act = PaperAct(case, wrong, {}, at("16:00"), CALENDAR, UNSTATED)
    assert [one.text for one in need_blockers(need, act)] == ["尚未送达"]


def test_that_a_measure_gone_orders_nothing() -> None:
    assert ordered_items(lawful_case(measures=(Measure(f"{MEASURE}-other", "M2", ()),)), [ORDER]) == ()
