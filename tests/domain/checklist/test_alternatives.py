"""Wordings that name facts as alternatives: what the officer may say was found, and what a text leaves open."""

import pytest

from app.domain.checklist.alternatives import alternatives, chosen, demanded, ordered_beyond, stated, undecided

LOG = "{unit}操作日志未完整自动记录，或者可由操作者删改，或者保存期不足"
MIXED = "{unit}未安装或者未更新防病毒软件，或者归档包未查毒"
DRAFT = "演练局操作日志未完整自动记录，或者可由操作者删改，或者保存期不足。具体情况：甲或者乙删改。"


def test_that_the_alternatives_of_a_wording_are_told_and_one_fact_has_none() -> None:
    assert alternatives(LOG) == ("操作日志未完整自动记录", "可由操作者删改", "保存期不足")
    assert alternatives("{unit}未设专人负责。") == ()


@pytest.mark.parametrize(("facts", "sentence"), [
    ({2}, "演练局保存期不足。"),
    ({2, 0}, "演练局操作日志未完整自动记录，保存期不足。"),
])  # fmt: skip
def test_that_what_was_found_takes_the_place_of_the_alternatives(facts: set[int], sentence: str) -> None:
    told = stated(LOG, facts, "演练局", DRAFT)
    assert told == f"{sentence}具体情况：甲或者乙删改。"
    assert undecided(LOG, DRAFT) and not undecided(LOG, told)
    assert (chosen(LOG, "演练局", DRAFT), chosen(LOG, "演练局", told)) == (frozenset(), facts)
    assert stated(LOG, (), "演练局", told) == DRAFT


def test_that_words_of_the_officer_are_never_replaced() -> None:
    own = "经查，演练局日志只存三个月。"
    assert chosen(LOG, "演练局", own) is None
    assert stated(LOG, {0}, "演练局", own) == own


def test_that_alternatives_within_one_fact_are_left_open_until_edited() -> None:
    told = stated(MIXED, {0}, "演练局", "演练局未安装或者未更新防病毒软件，或者归档包未查毒。")
    assert told == "演练局未安装或者未更新防病毒软件。"
    assert undecided(MIXED, told)
    assert not undecided(MIXED, "演练局未安装防病毒软件。")


RULES = "{unit}未制定制度，或者制度未实际执行，或者制度未公布"
DEMANDS = ("制定制度", "按照制度执行", "公布制度")
WHOLE = "制定、公布制度并按制度执行"


@pytest.mark.parametrize(("text", "asked"), [
    ("演练局制度未实际执行。具体情况：无记录。", "按照制度执行"),
    ("演练局未制定制度，制度未公布。", "制定制度；公布制度"),
    ("演练局未制定制度，制度未实际执行，制度未公布。", WHOLE),
    ("演练局未制定制度，或者制度未实际执行，或者制度未公布。", WHOLE),
    ("经查，演练局的制度没有执行。", WHOLE),
])  # fmt: skip
def test_that_an_order_asks_for_what_was_found_and_no_more(text: str, asked: str) -> None:
    assert demanded(RULES, DEMANDS, WHOLE, "演练局", text) == asked


def test_that_a_checklist_which_does_not_tell_demands_apart_asks_for_all() -> None:
    assert demanded(RULES, (), WHOLE, "演练局", "演练局制度未实际执行。") == WHOLE
    assert not ordered_beyond(RULES, (), WHOLE, "演练局", "演练局制度未实际执行。", WHOLE)


@pytest.mark.parametrize(("order", "beyond"), [
    ("按照《档案法》的规定，按照制度执行。", False),
    ("按照《档案法》的规定，制定制度。", True),
    (f"按照《档案法》的规定，{WHOLE}", True),
    ("补记执行情况", False),
])  # fmt: skip
def test_that_an_order_for_a_fact_that_was_not_found_is_told(order: str, beyond: bool) -> None:
    assert ordered_beyond(RULES, DEMANDS, WHOLE, "演练局", "演练局制度未实际执行。", order) == beyond


def test_that_a_demand_contained_in_that_of_a_fact_found_goes_no_further() -> None:
    demands = ("报审核同意", "修订范围表，报审核同意")
    wording = "{unit}范围表未经审核同意，或者范围表未涵盖电子文件"
    text = "演练局范围表未涵盖电子文件。"
    assert not ordered_beyond(wording, demands, "", "演练局", text, "修订范围表，报审核同意")
