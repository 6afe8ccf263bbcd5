"""The opinion (D35) is built from the answers of the sealed re-inspection and belongs to the case that ordered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.problems import Problem
from app.domain.procedure.clocks import RUNNING
from app.domain.procedure.needs import typed_problems
from app.domain.procedure.needs_orders import order_unobeyed
from app.domain.procedure.rechecks import SOURCE
from app.domain.procedure.tasks import closing_blockers
from app.errors import Refused
from app.services.case_clocks import clocks
from app.services.checking.answering import answer
from app.services.checking.sheet import sheet
from app.services.measures.deciding import record_measure
from app.services.papers import life
from app.services.papers.composing import compose
from app.services.papers.drafting import draft, paper
from app.services.papers.extending import act_of
from app.services.papers.making import begin, discard, enter, taken_over
from app.services.papers.rendering import render_paper
from app.services.pinning import definition_of
from app.services.rechecking.opinions import begin_opinion, opinions_due
from app.services.timeline.telling import timeline
from tests.services import at_the_table
from tests.services.at_the_table import refused_codes
from tests.services.on_site import OnSite
from tests.services.papers import made
from tests.services.papers.test_order_words import printed
from tests.services.rechecking.again import (
    CORRECTED,
    NOT,
    PARTLY,
    answered,
    arrived,
    later,
    ordered,
    planned,
    questions,
    rechecked,
    sealed,
    serve_order,
)
from ui.models.making import compose_paper

LAW = "（《中华人民共和国行政处罚法》第二十八条）"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OnSite]:
    with ordered(tmp_path / "data") as begun:
        yield begun


def begun(site: OnSite) -> tuple[str, dict[str, Any]]:
    """Return an opinion begun, with what stands in its form."""
    document = begin(site.desk, site.inspection, "D35").id
    return document, dict(site.desk.case(site.inspection).entries[document])


def issued(site: OnSite, **more: Any) -> str:
    """Return the id of an opinion with nothing typed but what is given, final, stamped and served."""
    document = begin(site.desk, site.inspection, "D35").id
    assert not more or enter(site.desk, site.inspection, document, more) == []
    draft(site.desk, site.inspection, paper(site.desk.case(site.inspection), document), compose)
    made.approved(site, document, "D35")
    life.freeze(site.desk, site.inspection, document)
    life.stamp(site.desk, site.inspection, document, way=life.CARRIED)
    made.served(site, document)
    return document


@pytest.mark.parametrize(
    ("given", "result", "conclusion", "following"),
    [
        (CORRECTED, "corrected", "all", "close"), (PARTLY, "partly", "partly", "extend"),
        (NOT, "not", "none", "discipline"),
    ],
)  # fmt: skip
def test_that_the_opinion_takes_over_what_was_answered(
    site: OnSite, given: dict[str, str], result: str, conclusion: str, following: str
) -> None:
    again = rechecked(site, given)
    _, values = begun(site)
    (row,) = values["items"]
    assert (row["text"], row["due"], row["result"]) == ("调整日志保存策略", "2026-07-08", result)
    assert row["seen"] == given.get("note", "经核对，已按要求改正")
    assert (values["conclusion"], values["next"], values[SOURCE]) == (conclusion, following, again.inspection)
    assert values["visited_at"] == "2026-07-09T09:35" and values["place"] == "演练路1号"
    assert values["team"] == "演练甲（执法证号：演练-0001）、演练乙（执法证号：演练-0002）"
    assert values["record"] == "《整改复查笔录》（2026年7月9日）"


def test_that_the_reason_counts_how_the_items_came_out(site: OnSite) -> None:
    rechecked(site, PARTLY)
    assert begun(site)[1]["next_reason"] == "复查责令事项1项，部分改正1项"


def test_that_a_photo_linked_to_an_item_is_cited_in_record_and_opinion(site: OnSite, tmp_path: Path) -> None:
    again = answered(arrived(planned(site)), PARTLY)
    (tmp_path / "pictures").mkdir()
    at_the_table.picture(again, tmp_path / "pictures", links=questions(again))
    sealed(again)
    record = site.desk.case(again.inspection).document("D4")
    assert record is not None
    words = site.desk.case(again.inspection).contents[record.id].data
    assert words["checklist"][0]["answer"] == "部分改正" and words["checklist"][0]["note"].endswith("；证据1")
    assert words["content"].endswith("复查责令事项1项，部分改正1项。") and words["item_results"] == []
    assert begun(site)[1]["items"][0]["proof"] == "复查笔录证据1"


def test_that_the_record_of_a_reinspection_prints_its_items(site: OnSite) -> None:
    again = rechecked(site, NOT)
    record = site.desk.case(again.inspection).document("D4")
    assert record is not None
    text = render_paper(site.desk, again.inspection, record.id).text.replace("\n", "")
    assert "整改复查笔录" in text and "未改正" in text and "仍为三个月（演练）" in text
    assert "另行制作《整改复查意见书》" in text and "发现的问题" not in text


def test_that_what_was_signed_is_not_typed_again(site: OnSite) -> None:
    rechecked(site, NOT)
    document, values = begun(site)
    rows = [{**values["items"][0], "result": "corrected"}]
    with pytest.raises(Refused) as refused:
        enter(site.desk, site.inspection, document, {"items": rows, "conclusion": "all"})
    assert refused_codes(refused) == ["from-recheck", "from-recheck"]
    assert site.desk.case(site.inspection).entries[document]["conclusion"] == "none"
    assert enter(site.desk, site.inspection, document, {"items": values["items"], "next": "order"}) == []
    case = site.desk.case(site.inspection)
    assert taken_over(site.desk, case, paper(case, document)) == {
        "visited_at", "place", "team", "record", "items", "conclusion",
    }  # fmt: skip


def test_that_an_order_obeyed_is_closed(site: OnSite) -> None:
    rechecked(site, CORRECTED)
    case = site.desk.case(site.inspection)
    assert [one.code for one in closing_blockers(case)] == ["recheck-without-opinion"]
    issued(site)
    case = site.desk.case(site.inspection)
    assert closing_blockers(case) == [] and not order_unobeyed(case)
    begun_closing = begin(site.desk, site.inspection, "D37").id
    words = site.desk.case(site.inspection).entries[begun_closing]
    assert words["result"].startswith("制作《档案监督检查执法通知书》（保档执通〔2026〕1号），2026年")
    assert "《整改复查意见书》（" in words["result"] and words["result"].endswith("送达。")
    assert words["execution"].startswith("复查责令事项") and "已改正" in words["execution"]
    discard(site.desk, site.inspection, begun_closing, "演练")
    made.final(site, "D37")
    assert site.desk.case(site.inspection).inspection.closed_at is not None


def test_that_an_order_ignored_opens_the_proposal_of_discipline(site: OnSite) -> None:
    rechecked(site, NOT)
    assert not order_unobeyed(site.desk.case(site.inspection))
    document = issued(site)
    case = site.desk.case(site.inspection)
    assert case.entries[document]["next"] == "discipline" and order_unobeyed(case)


def test_that_an_extended_limit_is_checked_again_with_the_answer_of_last_time(site: OnSite) -> None:
    rechecked(site, PARTLY)
    issued(site, new_due="2026-07-20")
    assert "延长后的整改期限" in [one.title for one in clocks(site.desk, site.desk.case(site.inspection))]
    assert [one.code for one in closing_blockers(site.desk.case(site.inspection))] == ["order-extended"]
    later(site, 12)
    second = planned(site)
    (row,) = sheet(site.desk, second.inspection).questions().values()
    assert row.hint.splitlines()[-1] == f"上次复查：部分改正，{PARTLY['note']}"
    assert "期限：2026年7月20日（星期一）前（含当日）" in row.hint  # the term that runs, not the one that was extended
    sealed(answered(arrived(second), CORRECTED))
    document, values = begun(site)
    assert values[SOURCE] == second.inspection and values["conclusion"] == "all"
    assert [one["due"] for one in values["items"]] == ["2026-07-20"]
    discard(site.desk, site.inspection, document, "写错")
    issued(site)
    assert closing_blockers(site.desk.case(site.inspection)) == []
    running = [
        one.title for one in clocks(site.desk, site.desk.case(site.inspection))
        if one.state(site.desk.now()) == RUNNING and not one.rights
    ]  # fmt: skip
    assert running == []


@pytest.mark.parametrize(
    ("new_due", "fault"),
    [
        ("2026-07-03", f"延长后的整改期限须晚于今天，且为工作日{LAW}。"),  # past
        ("2026-07-25", f"延长后的整改期限须晚于今天，且为工作日{LAW}。"),  # a Saturday
        ("2206-07-20", "2206年7月20日在两年以后，请核对年份和本机的日期。"),
    ],
)
def test_that_a_wrong_new_term_is_told_at_its_field_before_the_words_are_made(
    site: OnSite, new_due: str, fault: str
) -> None:
    rechecked(site, PARTLY)
    document = begun(site)[0]
    assert enter(site.desk, site.inspection, document, {"new_due": new_due}) == []
    problems = compose_paper(site.desk, site.inspection, document)[1]
    assert fault in [one.text for one in problems if one.field == "new_due"]
    assert document not in site.desk.case(site.inspection).contents


def test_that_a_new_term_ends_after_the_old_one_of_what_is_not_put_right(site: OnSite) -> None:
    rechecked(site, PARTLY)
    begun_id = begun(site)[0]
    enter(site.desk, site.inspection, begun_id, {"new_due": "2026-07-20"})
    case = site.desk.case(site.inspection)
    document = paper(case, begun_id)
    (row,) = case.entries[document.id]["items"]
    later_row = {**row, "due": "2026-08-10"}
    act = act_of(site.desk, case, document)
    needs = definition_of(site.desk, case, "D35").procedure
    assert needs is not None and typed_problems(needs.needs, act) == []
    told = typed_problems(needs.needs, replace(act, values={**act.values, "items": [later_row]}))
    assert told == [Problem("new_due", "延长后的整改期限须晚于未改正事项原来的期限。")]
    done = {**later_row, "result": "corrected"}
    assert typed_problems(needs.needs, replace(act, values={**act.values, "items": [row, done]})) == []


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"verdict": "not_applicable", "reason": "演练"}, "本题的答案是：已改正、部分改正、未改正"),
        ({"verdict": "violates", "note": "演练", "severity": "serious"}, "复查不填写严重程度"),
    ],
)
def test_that_only_the_three_answers_are_taken(site: OnSite, given: dict[str, str], fault: str) -> None:
    again = arrived(planned(site))
    done = answer(site.desk, again.inspection, questions(again)[0], given)
    assert done.problems == (fault,) and not done.txn


@pytest.mark.parametrize("verdict", ["partly", "violates"])
def test_that_what_is_not_put_right_needs_words(site: OnSite, verdict: str) -> None:
    again = arrived(planned(site))
    done = answer(site.desk, again.inspection, questions(again)[0], {"verdict": verdict})
    assert done.txn and len(done.missing) == 1 and done.missing[0].endswith("须写明复查情况")
    assert sheet(site.desk, again.inspection).open_codes() == ("1",)


def test_that_the_case_tells_of_its_reinspection_in_its_course(site: OnSite) -> None:
    rechecked(site, NOT)
    told = [one.title for one in timeline(site.desk, site.desk.case(site.inspection))]
    assert "复查：到场" in told and "复查：出示证件、告知权利" in told
    assert "待办：复查责令改正的事项（1项）" in told and "办结：复查责令改正的事项（1项）" in told


def test_that_one_visit_asks_for_an_opinion_on_each_order(tmp_path: Path) -> None:
    with at_the_table.at_the_table(tmp_path / "two", q2_3=at_the_table.VIOLATES) as site:
        made.numbers(site)
        notice = at_the_table.order(site)
        (finding,) = site.desk.case(site.inspection).findings
        record_measure(site.desk, site.inspection, "M4", [finding.id], "擅自删除日志")
        stop = made.final(site, "D12")
        at_the_table.seal(site)
        made.served(site, stop)
        serve_order(site, notice)
        again = rechecked(site, CORRECTED, NOT)
        case = site.desk.case(site.inspection)
        assert [(one.order, one.recheck) for one in opinions_due(site.desk, case)] == [
            (notice, again.inspection), (stop, again.inspection),
        ]  # fmt: skip
        first = begin_opinion(site.desk, site.inspection)
        assert first.subject == notice and begin_opinion(site.desk, site.inspection) == first
        draft(site.desk, site.inspection, first, compose)
        made.approved(site, first.id, "D35")
        life.freeze(site.desk, site.inspection, first.id)
        other = begin_opinion(site.desk, site.inspection)
        entries = site.desk.case(site.inspection).entries
        told = [(one, len(entries[one]["items"]), entries[one]["conclusion"]) for one in (first.id, other.id)]
        assert other.subject == stop and told == [(first.id, 1, "all"), (other.id, 2, "none")]
        enter(site.desk, site.inspection, other.id, {"next": "order", "again_due": "2026-08-31"})
        draft(site.desk, site.inspection, other, compose)
        told = printed(site, other.id)
        assert "根据《保定市档案局责任清单》" in told and "第四十五条" not in told
