"""Terms as forms/ declare them: unstated days settled, and extensions held to their own rule."""

from __future__ import annotations

import pytest

from app.domain.days import Term, Unstated
from app.domain.terms import ExtensionRule, declared, declared_problems, extension_problems, extension_words

SEIZURE = ExtensionRule(1, Term(30, "d"), ("coercion-law-2011:25-p1",), "D20")
NEVER = ExtensionRule(0, None, ("coercion-law-2011:19",))


def cite(ids) -> str:
    return "、".join(ids)


@pytest.mark.parametrize(("kind", "term"), [("d", Term(10, "d")), ("wd", Term(10, "wd"))])
def test_that_ten_days_without_a_kind_are_counted_as_set(kind, term) -> None:
    found, told = declared("10u", Unstated(kind, "演练"))
    assert found == term and len(told) == 1


def test_that_a_term_that_states_its_kind_is_not_touched_by_the_setting() -> None:
    assert declared("7wd", Unstated("d", "演练")) == (Term(7, "wd"), ())
    assert declared_problems("10u") == () and declared_problems("10q")


@pytest.mark.parametrize(("rule", "asked", "used", "told"), [
    (SEIZURE, ["30d"], 0, None),
    (SEIZURE, ["29d"], 0, None),
    (SEIZURE, ["31d"], 0, "每次延长不得超过30日，不能延长31日（coercion-law-2011:25-p1）"),
    (SEIZURE, ["1mo"], 0, "不能延长1个月"),
    (SEIZURE, ["30wd"], 0, "不能延长30个工作日"),
    (SEIZURE, ["30d", "1d"], 0, "至多延长 1 次，不得再次延长（coercion-law-2011:25-p1）"),
    (SEIZURE, ["1d"], 1, "至多延长 1 次，已经延长 1 次，不得再次延长"),
    (NEVER, ["1d"], 0, "不得延长：coercion-law-2011:19没有规定该期限可以延长"),
    (NEVER, [], 0, None),
])  # fmt: skip
def test_that_an_extension_goes_no_further_than_its_rule(rule, asked, used, told) -> None:
    terms = [declared(one, Unstated("d", ""))[0] for one in asked]
    problems = extension_problems(rule, "演练期限", terms, cite, used)
    assert (told is None) is (problems == ())
    assert told is None or told in problems[0]


@pytest.mark.parametrize(
    ("rule", "used", "words"),
    [
        (SEIZURE, 0, "经批准可以延长，至多 1 次，每次不超过30日（coercion-law-2011:25-p1）。"),
        (SEIZURE, 1, "已经延长 1 次，不得再次延长（coercion-law-2011:25-p1）。"),
        (NEVER, 0, "该期限不得延长（coercion-law-2011:19）。"),
    ],
)
def test_that_it_is_told_whether_a_term_may_be_made_longer(rule, used, words) -> None:
    assert extension_words(rule, used, cite) == words
