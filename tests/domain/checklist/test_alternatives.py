"""Wordings that name facts as alternatives: what the officer may say was found, and what a text leaves open."""

import pytest

from app.domain.checklist.alternatives import alternatives, chosen, stated, undecided

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
