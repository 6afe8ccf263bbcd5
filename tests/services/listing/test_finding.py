"""Filter, order and words over many rows, each against the plain way of doing it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.operations import Change
from app.services.benchmarks.many_inspections import fill
from app.services.desk import Desk
from app.services.listing.finding import (
    AWAITING,
    NO_TERM,
    OPEN,
    OVERDUE,
    UNSENT,
    WEEK,
    Narrowing,
    Wanted,
    arranged,
    found,
)
from app.services.listing.index import Index, brought_up
from app.services.listing.refreshing import refresh
from app.services.listing.words import APART, WordsMaker, joined
from tests.services.office import office, planned


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with office(tmp_path_factory.mktemp("many")) as opened:
        fill(opened, 6_000, real=3)
        yield opened


@pytest.fixture(scope="module")
def index(desk: Desk) -> Index:
    return brought_up(desk, Index(), None)


def test_that_all_are_there_the_newest_first(index):
    assert len(index) == 6_000
    assert index.roots == sorted(index.roots, reverse=True)
    assert [index.place_of(index.roots[place]) for place in (0, 17, 5_999)] == [0, 17, 5_999]
    assert index.place_of("none") == -1


@pytest.mark.parametrize(
    "text", ["竞秀", "水利局 2026", "演练甲", "3.1", "演练检通〔2025〕", "０００１", "没有", "0 1 2", ""]
)
def test_that_words_are_found_as_by_looking_at_each_row(index, text):
    words = Wanted(text).words
    plain = [place for place in range(len(index)) if all(one in index.words.of(place) for one in words)]
    assert list(found(index, range(len(index)), words)) == plain
    assert list(Narrowing(index, range(len(index))).places(words)) == plain


def test_that_growing_and_shrinking_words_give_what_a_fresh_search_gives(index):
    order = random.Random(7).sample(range(len(index)), len(index))
    narrowing = Narrowing(index, order)
    for text in ("竞", "竞秀", "竞秀 2", "竞秀 20", "竞秀", "水利", "水利 竞秀", "秀", ""):
        words = Wanted(text).words
        assert list(narrowing.places(words)) == list(found(index, order, words)), text


def test_that_words_are_kept_whole_whatever_their_number():
    maker, given = WordsMaker(), []
    for number in range(70_000):
        given.append(joined(f"单位{number}", f"人员{number % 300}", f"2020-01-{number % 28 + 1:02d}", f"{number}号"))
        maker.add(given[-1])
    words = maker.made()
    for place in (0, 255, 256, 65_535, 65_536, 69_999):
        assert words.of(place) == given[place]
    among = random.Random(7).sample(range(70_000), 20_000)
    for word in ("单位6999", "人员299", "-28", "65536号", "无", "单位", "2020", "号", "7", "00号", "员29", "单位6"):
        has = [any(word in part for part in one.split(APART)) for one in given]
        assert list(words.found(range(70_000), (word,))) == [place for place in range(70_000) if has[place]], word
        assert list(words.found(among, (word,))) == [place for place in among if has[place]], word


@pytest.mark.parametrize(
    ("wanted", "holds"),
    [
        (Wanted(state=OPEN), lambda index, place, now: index.opens[place]),
        (Wanted(state="closed"), lambda index, place, now: index.states[place] == "closed"),
        (Wanted(state=AWAITING), lambda index, place, now: index.awaiting[place] > 0),
        (Wanted(due=OVERDUE), lambda index, place, now: "" < index.dues[place] < now),
        (Wanted(due=NO_TERM), lambda index, place, now: index.opens[place] and not index.dues[place]),
        (Wanted(year=2025), lambda index, place, now: index.years[place] == 2025),
        (Wanted(officer="jia"), lambda index, place, now: '"jia"' in index.officers[place]),
        (Wanted(year=2025, state="called_off"), lambda i, p, now: (i.years[p], i.states[p]) == (2025, "called_off")),
    ],
)
def test_that_each_filter_keeps_what_it_names(desk, index, wanted, holds):
    now = desk.now().isoformat()
    plain = [place for place in range(len(index)) if holds(index, place, now)]
    assert list(arranged(desk, index, wanted)) == plain
    if wanted.due != NO_TERM:
        assert plain


def test_that_a_week_holds_what_is_due_in_it_and_not_what_ran_out(desk, index):
    now, kept = desk.now().isoformat(), arranged(desk, index, Wanted(due=WEEK))
    assert kept
    assert all(index.dues[place] >= now for place in kept)
    assert max(index.dues[place] for place in kept) < "2026-06-16"


def test_that_unsent_inspections_can_be_asked_for(desk, index):
    roots = frozenset(index.roots[5:9])
    newer = brought_up(desk, index, roots)
    assert list(arranged(desk, newer, Wanted(state=UNSENT))) == [5, 6, 7, 8]


@pytest.mark.parametrize("descending", [False, True])
def test_that_a_column_sorts_either_way_with_the_empty_last(desk, index, descending):
    order = arranged(desk, index, Wanted(sort="due", descending=descending))
    dues = [index.dues[place] for place in order]
    having = [one for one in dues if one]
    assert having == sorted(having, reverse=descending)
    assert not any(dues[len(having) :])
    assert sorted(order) == list(range(len(index)))


def test_that_counts_sort_as_numbers_and_names_by_their_sound(desk, index):
    counts = desk.store.listing.column("findings")
    order = arranged(desk, index, Wanted(sort="findings", descending=True))
    assert int(counts[index.roots[order[0]]]) == 8
    units = desk.store.listing.column("unit")
    first = [units[index.roots[place]] for place in arranged(desk, index, Wanted(sort="unit"))]
    assert first.index("演练定兴档案馆第1分部") < first.index("演练阜平档案馆第1分部")
    assert first.index("演练阜平档案馆第1分部") < first.index("演练高阳档案馆第1分部")


def test_that_an_index_takes_up_what_changed_and_is_the_same_where_nothing_did(tmp_path: Path):
    with office(tmp_path) as desk:
        for _ in range(9):
            planned(desk)
        refresh(desk)
        index = brought_up(desk, Index(), None)
        assert brought_up(desk, index, None) is index
        newer = planned(desk, purpose="另一个目的").id
        refresh(desk)
        after = brought_up(desk, index, None)
        assert after.roots == [newer, *index.roots]
        assert list(found(after, range(10), ("另一个目的",))) == [0]
        assert list(found(after, range(10), ("示范局",))) == list(range(10))


def test_that_a_patched_index_is_the_one_read_anew(tmp_path: Path):
    with office(tmp_path) as desk:
        fill(desk, 700, real=8)
        index = brought_up(desk, Index(), None)
        newer = planned(desk, purpose="另一个目的").id
        older = index.roots[3]
        desk.commit([Change("inspection", index.roots[5], "void", {"reason": "演练"}, "void")])
        desk.commit([Change("inspection", older, "purpose", "改过的目的")])
        refresh(desk)
        patched, anew = brought_up(desk, index, None), brought_up(desk, Index(), None)
        for name in ("roots", "states", "opens", "dues", "years", "districts", "officers", "awaiting"):
            assert getattr(patched, name) == getattr(anew, name), name
        assert [patched.words.of(place) for place in range(700)] == [anew.words.of(place) for place in range(700)]
        assert (patched.roots[0], len(patched)) == (newer, 700)
        for text in ("目的", "改过", "竞秀", "2026", "另一个"):
            assert list(found(patched, range(700), (text,))) == list(found(anew, range(700), (text,))), text


def test_that_the_inspections_of_one_unit_are_those_and_no_others(desk, index):
    units = desk.store.lookup.inspected_units()
    unit = sorted(units)[0]
    roots = set(desk.store.lookup.inspections_of([unit]))
    assert roots and len(roots) < len(index)
    places = list(arranged(desk, index, Wanted(unit=unit)))
    assert {index.roots[place] for place in places} == roots & {*index.roots}
    assert places == sorted(places)
    named = found(index, range(len(index)), Wanted(units[unit]).words)
    assert set(places) <= set(named)
    assert list(arranged(desk, index, Wanted(unit="unit-没有"))) == []


def test_that_a_unit_narrows_together_with_the_other_filters(desk, index):
    unit = sorted(desk.store.lookup.inspected_units())[0]
    whole, opened = arranged(desk, index, Wanted(unit=unit)), arranged(desk, index, Wanted(unit=unit, state=OPEN))
    assert list(opened) == [place for place in whole if index.opens[place]]


def test_that_only_units_with_inspections_are_offered(tmp_path):
    with office(tmp_path / "data") as desk:
        planned(desk)
        desk.commit([Change("unit", "unit-另一", "name", "没有检查过的单位")])
        assert list(desk.store.lookup.inspected_units().values()) == ["保定市演练示范局"]
