"""What the register answers: citations, dates, powers, and what an order may rest on."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.law import INCLUDED, NOT_INCLUDED, LegalRegister, Power, Remedy, Statute, order_basis_problems
from app.errors import InspectorError

DAY = date(2026, 11, 22)

LAW = Statute("law", "演练法", "演练法", "law", "V", INCLUDED, in_force_from=date(2021, 1, 1),
              articles={"5": "甲。\n\n乙：\n\n（一）丙。", "6": "丁。"})
OLD = Statute("old", "演练旧法", "旧法", "law", "V", INCLUDED, in_force_from=date(2000, 1, 1), until=date(2020, 12, 31),
              articles={"1": "戊。"})
STANDARD = Statute("std", "演练规范", "DA/T 0", "standard", "R", NOT_INCLUDED, number="DA/T 0-2020")
LIST = Statute("list", "演练清单", "清单", "source_list", "SEED", INCLUDED, articles={"3-2-5": "责令。"})

HAZARD = Power("hazard", "隐患", ("law:6",), "责令限期整改", ("organ",), broken=("law:5",), hazard=True)
ANY = Power("list", "清单", ("list:3-2-5",), "责令改正", ("organ", "enterprise"), arguable=True)
GONE = Power("gone", "旧权限", ("old:1",), "责令改正", ("organ",))

REGISTER = LegalRegister({one.id: one for one in (LAW, OLD, STANDARD, LIST)}, (GONE, HAZARD, ANY))


def codes(broken: list[str], power: Power | None, on: date = DAY) -> list[str]:
    return [blocker.code for blocker in order_basis_problems(broken, power, on, REGISTER)]


def test_that_a_provision_has_its_exact_text_and_citation() -> None:
    article = REGISTER.article("law:5-p2-i1")
    assert (article.text, article.state) == ("（一）丙。", INCLUDED)
    assert article.citation == "《演练法》第五条第二款第（一）项"


@pytest.mark.parametrize("missing", ["none:1", "law:7", "law:5-p3", "law:5-i1", "law:6-p1"])
def test_that_a_provision_that_is_not_there_is_never_cited(missing: str) -> None:
    assert REGISTER.find(missing) is None
    with pytest.raises(InspectorError) as caught:
        REGISTER.cite(missing)
    assert caught.value.code == "unknown-article"


def test_that_a_rule_without_text_is_cited_but_has_no_words() -> None:
    article = REGISTER.article("std:8.1")
    assert (article.text, article.state, article.citation) == (None, NOT_INCLUDED, "DA/T 0-2020《演练规范》第8.1条")


def test_that_neighbouring_articles_name_their_law_once() -> None:
    assert REGISTER.cite_all(["law:5", "law:6", "std"]) == "《演练法》第五条、第六条、DA/T 0-2020《演练规范》"


@pytest.mark.parametrize(("article_id", "on", "answer"), [
    ("law:5", date(2020, 12, 31), False),
    ("law:5", date(2021, 1, 1), True),
    ("old:1", date(2020, 12, 31), True),
    ("old:1", date(2021, 1, 1), False),
    ("list:3-2-5", date(1990, 1, 1), True),
    ("none:1", DAY, False),
])
def test_that_a_rule_is_in_force_on_its_first_and_last_day_only_between_them(
    article_id: str, on: date, answer: bool
) -> None:
    assert REGISTER.in_force(article_id, on) is answer


def test_that_a_firm_power_comes_before_the_source_list_and_an_expired_one_never() -> None:
    assert [one.id for one in REGISTER.powers_for("organ", ["law:5-p2-i1"], DAY)] == ["hazard", "list"]


def test_that_a_power_over_hazards_needs_the_provision_or_the_hazard() -> None:
    power = REGISTER.power_for("organ", ["law:6"], DAY)
    assert power is not None and power.id == "list"
    found = REGISTER.power_for("organ", ["law:6"], DAY, hazard=True)
    assert found is not None and found.id == "hazard"


def test_that_nobody_has_power_over_a_party_of_another_kind() -> None:
    assert REGISTER.power_for("person", ["law:5"], DAY, hazard=True) is None


def test_that_an_order_rests_on_a_broken_article_and_a_power() -> None:
    assert codes(["law:5-p2", "std:8.1"], HAZARD) == []


@pytest.mark.parametrize("broken", [[], ["std:8.1"], ["list:3-2-5"], ["law"]])
def test_that_no_order_rests_on_less_than_an_article_of_law(broken: list[str]) -> None:
    assert codes(broken, HAZARD) == ["order-without-article"]


def test_that_an_order_without_power_is_blocked() -> None:
    assert codes(["law:5"], None) == ["order-without-power"]


def test_that_a_repealed_article_is_blocked_even_beside_a_good_one() -> None:
    assert codes(["law:5", "old:1"], HAZARD) == ["basis-not-in-force"]
    assert codes(["old:1"], HAZARD) == ["basis-not-in-force", "order-without-article"]


def test_that_a_repealed_power_is_blocked() -> None:
    assert codes(["law:5"], GONE) == ["power-not-in-force"]


def test_that_an_unknown_basis_is_blocked_by_name() -> None:
    blockers = order_basis_problems(["law:5", "none:9"], HAZARD, DAY, REGISTER)
    assert [(one.code, one.basis) for one in blockers] == [("unknown-basis", ("none:9",))]


def test_that_a_remedy_clause_names_the_paper_the_body_and_the_court() -> None:
    remedy = Remedy("r", ("D11",), "本通知书", "如不服{paper}，向{reviewing_body}或{court}提出。", ("law:5",))
    assert remedy.clause("演练市人民政府", "演练法院") == "如不服本通知书，向演练市人民政府或演练法院提出。"
    assert LegalRegister(remedies=(remedy,)).remedy_for("D11") == remedy
    assert LegalRegister(remedies=(remedy,)).remedy_for("D4") is None
