"""The matrix of acts and parties that is shipped, every cell by hand; and the choice between older and later law."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from app.catalogue.consequences import load_consequences
from app.catalogue.legal import PARTIES, load_legal
from app.domain.consequences import DISCIPLINE, ORDER, PENALTY, Consequence, Line, Situation, Table, consequences_for
from app.domain.law import INCLUDED, LegalRegister, Statute

LEGAL = Path(__file__).resolve().parents[2] / "forms" / "legal"
DAY = date(2026, 6, 8)
EVERYTHING = frozenset({"order_unobeyed", "damage", "archive_user", "in_service", "serious", "in_post"})
UNITS = tuple(one for one in PARTIES if one != "person")
USE, SALE = (1, 2, 4), (3, 5)


@cache
def shipped() -> tuple[Table, LegalRegister]:
    register, _ = load_legal(LEGAL)
    table, problems = load_consequences(LEGAL, register)
    assert problems == []
    return table, register


def item(number: int) -> str:
    return f"archives-law-2020:48-i{number}"


def lines(act: str, party: str, facts: frozenset[str] = frozenset(), on_act=DAY, on_paper=DAY) -> tuple[Line, ...]:
    table, register = shipped()
    return consequences_for(table, [act], Situation(party, on_act, on_paper, frozenset(facts)), register)


def opened(act: str, party: str, facts: frozenset[str] = frozenset(), **days: date) -> set[str]:
    return {one.row for one in lines(act, party, facts, **days) if one.open}


def penalties(number: int, party: str, facts: frozenset[str]) -> set[str]:
    return {one.row for one in lines(item(number), party, facts) if one.open and one.kind == PENALTY}


def fined(number: int, party: str, facts: frozenset[str]) -> set[tuple[int, int]]:
    rows = {row.id: row for row in shipped()[0].rows}
    return {(rows[one].fine_from, rows[one].fine_to) for one in penalties(number, party, facts)}


UNIT_FINE, PERSON_FINE, SERVICE_FINE = (10_000, 100_000), (500, 5_000), (20_000, 200_000)


@pytest.mark.parametrize("party", PARTIES)
@pytest.mark.parametrize("number", range(1, 11))
def test_that_each_cell_has_the_fines_of_article_49_and_no_others(number: int, party: str) -> None:
    own = PERSON_FINE if party == "person" else UNIT_FINE
    user = {own} if number in USE else set()
    service = {SERVICE_FINE} if number in USE and party == "service" else set()
    sale = {own} if number in SALE else set()
    assert fined(number, party, frozenset()) == sale
    assert fined(number, party, frozenset({"archive_user"})) == user | sale
    assert fined(number, party, frozenset({"in_service"})) == service | sale
    assert fined(number, party, EVERYTHING) == user | service | sale


@pytest.mark.parametrize("party", PARTIES)
@pytest.mark.parametrize("number", range(1, 11))
def test_that_each_cell_has_discipline_once_what_must_come_first_has_come(number: int, party: str) -> None:
    def discipline(facts: set[str]) -> int:
        found = lines(item(number), party, frozenset(facts))
        return sum(one.open for one in found if one.kind == DISCIPLINE)

    first = {"in_post"} if party == "person" else set()
    needs_order = number in (6, 8)
    assert discipline(first) == (0 if needs_order else 1)
    assert discipline(first | {"order_unobeyed"}) == 1
    assert discipline(first | {"damage"}) == (0 if number == 6 else 1)
    assert party != "person" or discipline({"order_unobeyed", "damage"}) == 0


@pytest.mark.parametrize(("number", "parties", "row"), [
    (6, PARTIES, "filing-order"), (7, ("archive",), "archive-order"), (8, UNITS, "hazard-order"),
    (8, ("service",), "service-order"), (9, UNITS, "hazard-order"),
])
def test_that_an_order_reaches_its_parties_and_no_others(number: int, parties: tuple[str, ...], row: str) -> None:
    assert {party for party in PARTIES if row in opened(item(number), party)} == set(parties)


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 10])
def test_that_an_act_that_cannot_be_mended_has_no_order(number: int) -> None:
    assert all(one.kind != ORDER for party in PARTIES for one in lines(item(number), party, EVERYTHING))


@pytest.mark.parametrize(("article", "parties", "order", "fact"), [
    ("48", ("archive",), "archive-order", "serious"),
    ("49", PARTIES, "filing-order", "order_unobeyed"),
    ("50", PARTIES, "building-order", "serious"),
    ("51-p1", ("service",), "service-order", ""),
])
def test_that_the_regulation_orders_first_and_never_fines(article, parties, order, fact) -> None:
    act = f"implementing-regulation-2024:{article}"
    for party in PARTIES:
        post = frozenset({"in_post"}) if party == "person" else frozenset()
        assert opened(act, party, post) == ({order} if party in parties else set())
        more = opened(act, party, post | {fact}) - {order}
        assert len(more) == (1 if party in parties and fact else 0)
        assert all(not one.open for one in lines(act, party, EVERYTHING) if one.kind == PENALTY)


@pytest.mark.parametrize("party", PARTIES)
def test_that_export_goes_to_the_customs_and_is_never_fined_here(party: str) -> None:
    found = lines("archives-law-2020:50", party, EVERYTHING)
    assert [(one.kind, one.open) for one in found] == [
        ("referral", True), ("crime", False), ("civil", False), ("penalty", False)
    ]


def test_that_an_ordinary_organ_that_did_not_file_gets_discipline_only() -> None:
    found = lines(item(6), "organ", EVERYTHING)
    assert {one.kind for one in found if one.open} == {ORDER, DISCIPLINE}
    (shut,) = (one for one in found if one.kind == PENALTY)
    assert shut.why == "法律没有对《中华人民共和国档案法》第四十八条第（六）项的行为设定罚款，不得罚款"
    assert shut.basis == ("penalty-law-2021:38-p1",)


def test_that_what_is_shut_says_why() -> None:
    told = {one.row: one.why for one in lines(item(6), "organ")}
    assert {one.row for one in lines(item(6), "organ") if one.waiting} == {"discipline-6", "crime", "civil"}
    assert told["discipline-6"] == "须先作出并送达责令改正（整改）的文书，期限届满后复查仍未改正"
    told = {one.row: one.why for one in lines(item(1), "organ")}
    assert told["user-unit"] == "只适用于利用档案馆的档案时实施的行为"
    assert told["service-company"] == "本项只适用于档案服务企业，不适用于机关"


def test_that_a_proposal_for_discipline_cites_the_law_and_how_it_is_made() -> None:
    (found,) = (one for one in lines(item(4), "organ") if one.row == "discipline-4")
    assert found.basis == (item(4), "implementing-regulation-2024:46-p2")


@pytest.mark.parametrize(("on_act", "row"), [
    (date(2020, 12, 31), "sale-unit-1987"), (date(2021, 1, 1), "sale-unit"),
])
def test_that_an_act_is_judged_by_the_law_of_its_day(on_act: date, row: str) -> None:
    assert {one for one in opened(item(3), "organ", on_act=on_act) if one.startswith("sale")} == {row}


def test_that_repealed_law_is_shown_as_such_with_its_last_day() -> None:
    old = next(one for one in lines(item(3), "organ", on_act=date(2020, 6, 1)) if one.row == "sale-unit-1987")
    assert old.open and old.notes[0].startswith("依据已于2020年12月31日失效；新的规定并不较轻，按行为时的规定适用")
    told = next(one for one in lines(item(3), "organ") if one.row == "sale-unit-1987")
    assert told.why == "依据已于2020年12月31日失效，行为发生在此之后"
    new = next(one for one in lines(item(3), "organ", on_act=date(2020, 6, 1)) if one.row == "sale-unit")
    assert new.why == "依据自2021年1月1日起施行，行为发生在此之前，不得适用"


def test_that_discipline_follows_the_rule_of_the_day_of_the_act_and_an_order_that_of_the_paper() -> None:
    act, before = "implementing-regulation-2024:49", date(2024, 2, 29)
    found = {one.row: one for one in lines(act, "organ", EVERYTHING, on_act=before)}
    assert found["filing-order"].open and not found["filing-discipline"].open
    assert found["measures-2017-discipline"].notes[0] == "依据已于2024年2月29日失效，按行为时的规定提出"
    early = next(one for one in lines(act, "organ", on_act=before, on_paper=before) if one.row == "filing-order")
    assert early.why == "依据自2024年3月1日起施行，文书日期早于该日"


def choice(old: Consequence | None, new: Consequence | None) -> dict[str, Line]:
    statutes = {
        "old": Statute("old", "旧", "旧", "law", "V", INCLUDED, until=date(2020, 12, 31), articles={"1": "甲。"}),
        "new": Statute("new", "新", "新", "law", "V", INCLUDED, in_force_from=date(2021, 1, 1), articles={"1": "乙。"}),
        "penalty-law-2021": Statute("penalty-law-2021", "处罚法", "", "law", "V", INCLUDED, articles={"37": "丙。"}),
    }  # fmt: skip
    table = Table(tuple(one for one in (old, new) if one), parties=(("organ", "机关"),))
    found = consequences_for(
        table, ["old:1"], Situation("organ", date(2020, 1, 1), DAY), LegalRegister(statutes)
    )
    return {one.row: one for one in found}


def penalty(name: str, most: int, **more: bool) -> Consequence:
    return Consequence(name, PENALTY, "罚款", ("old:1",), ("organ",), (f"{name}:1",), fine_from=1, fine_to=most, **more)


@pytest.mark.parametrize(("old", "new", "applies"), [
    (penalty("old", 100), penalty("new", 50), "new"),
    (penalty("old", 50), penalty("new", 100), "old"),
    (penalty("old", 50), penalty("new", 50), "old"),
    (penalty("old", 50, optional=True), penalty("new", 50), "old"),
    (penalty("old", 50), penalty("new", 50, optional=True), "new"),
    (penalty("old", 50, confiscation=True), penalty("new", 50), "new"),
    (penalty("old", 50), None, ""),
    (None, penalty("new", 50), ""),
])
def test_that_the_old_law_applies_unless_the_later_one_is_milder(old, new, applies) -> None:
    assert [one.row for one in choice(old, new).values() if one.open] == ([applies] if applies else [])


def test_that_an_act_no_longer_punished_goes_free() -> None:
    assert "现行规定对该行为不予处罚" in choice(penalty("old", 50), None)["old"].why


LAWS_ACTS = [item(number) for number in range(1, 11)] + ["archives-law-2020:50"]


@pytest.mark.parametrize("party", PARTIES)
@pytest.mark.parametrize("act", LAWS_ACTS)
def test_that_crime_and_damage_follow_every_act_against_the_law_once_shown(act: str, party: str) -> None:
    for fact, row in (("crime_suspected", "crime"), ("loss", "civil")):
        assert row not in opened(act, party, EVERYTHING)
        assert row in opened(act, party, frozenset({fact}))
        (found,) = (one for one in lines(act, party) if one.row == row)
        assert found.waiting and "archives-law-2020:51" in found.basis


def test_that_article_51_speaks_of_the_law_itself_not_of_the_regulation() -> None:
    table, _ = shipped()
    acts = {act for row in table.rows if row.kind in ("crime", "civil") for act in row.acts}
    assert acts == set(LAWS_ACTS)


def test_that_liability_for_an_older_act_is_told_to_follow_the_law_of_its_day() -> None:
    found = lines(item(1), "organ", frozenset({"loss"}), on_act=date(2020, 6, 1))
    (civil,) = (one for one in found if one.row == "civil")
    assert civil.open and civil.notes[0] == "行为在2021年1月1日以前终了的，依照行为时的法律追究"


REVIEWED = {
    "user-unit-1987", "user-person-1987", "sale-unit-1987", "sale-person-1987", "filing-order",
}  # fmt: skip


def test_that_the_old_measures_are_not_made_to_say_what_they_did_not() -> None:
    rows = {one.row for one in lines("implementing-regulation-2024:50", "organ", EVERYTHING)}
    assert "building-discipline" in rows and "measures-2017-discipline" not in rows


def test_that_readings_of_the_law_that_nobody_confirmed_are_marked_for_review() -> None:
    table, _ = shipped()
    assert {row.id for row in table.rows if row.review} == REVIEWED
    assert {one.row for one in lines(item(6), "organ") if one.review} == {"filing-order"}


def spanning(act: str, facts: frozenset[str], began: date, ended: date) -> dict[str, Line]:
    table, register = shipped()
    found = consequences_for(table, [act], Situation("organ", ended, DAY, facts, began), register)
    return {one.row: one for one in found}


def test_that_an_act_that_went_on_into_the_new_law_is_judged_by_it_and_marked_for_review() -> None:
    found = spanning(item(3), frozenset(), date(2020, 6, 1), date(2021, 3, 1))
    assert found["sale-unit"].open and found["sale-unit"].review
    assert found["sale-unit"].notes[0] == (
        "行为开始于2020年6月1日，依据自2021年1月1日起施行；按行为终了时的规定适用"
    )
    assert found["sale-unit-1987"].why == "依据已于2020年12月31日失效，行为持续到此之后"


def test_that_an_act_wholly_under_one_law_is_not_marked() -> None:
    found = spanning(item(3), frozenset(), date(2021, 1, 1), date(2021, 3, 1))
    assert found["sale-unit"].open and not found["sale-unit"].review
    assert found["sale-unit-1987"].why == "依据已于2020年12月31日失效，行为发生在此之后"
