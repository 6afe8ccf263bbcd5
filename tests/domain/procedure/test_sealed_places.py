"""The places of a sealed record, and that a quotation must stand word for word at one of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.domain.procedure.sealed_places import NOTHING_STOOD, misquotation, moment_as_printed, sealed_places

SAMPLE = Path(__file__).resolve().parents[3] / "forms/inspections/electronic-records/documents/samples/D4.json"
WORDS = json.loads(SAMPLE.read_text(encoding="utf-8"))


def test_that_every_part_of_the_record_has_its_places_once() -> None:
    keys = [one.key for one in sealed_places(WORDS)]
    assert len(keys) == len(set(keys))
    parts = {key.split("/")[0] for key in keys}
    assert parts >= {
        "unit", "inspection", "visits", "persons", "officers", "recorder", "cards", "rights", "content",
        "item_results", "checklist", "samples", "findings", "evidence", "recordings", "handling", "statement",
    }  # fmt: skip


def test_that_a_place_says_what_the_paper_prints() -> None:
    places = {one.key: one for one in sealed_places(WORDS)}
    first = WORDS["checklist"][0]
    answer = places[f"checklist/{first['code']}/answer"]
    assert answer.stood == first["answer"] and answer.where == f"检查表 {first['code']} {first['question']} · 结果"
    assert places["visits/0/starts"].stood == moment_as_printed(WORDS["visits"][0]["starts"])
    table = WORDS["samples"][0]
    assert any(key.startswith(f"samples/{table['code']}/1/") for key in places)


@pytest.mark.parametrize(("text", "shown"), [
    ("2026-11-22T09:05", "2026年11月22日9时05分"), ("2026-11-22T16:31:00+08:00", "2026年11月22日16时31分"),
    ("2026-11-22", "2026-11-22"), ("上午", "上午"), (None, ""),
])  # fmt: skip
def test_that_moments_are_quoted_as_they_are_printed(text: object, shown: str) -> None:
    assert moment_as_printed(text) == shown


@pytest.mark.parametrize(("quotation", "stands"), [
    ("", True), (NOTHING_STOOD, True), (WORDS["visits"][0]["place"], True), (WORDS["unit"]["name"][1:4], True),
    ("笔录里没有的一句话", False), (f"{WORDS['unit']['name']}{WORDS['visits'][0]['place']}", False),
])  # fmt: skip
def test_that_only_words_of_one_place_are_quoted(quotation: str, stands: bool) -> None:
    assert (misquotation(sealed_places(WORDS), "笔录第二页", quotation) == "") is stands


def noted():
    """Return the places of a question's result and of its note, which says something else."""
    code = next(one["code"] for one in WORDS["checklist"] if one.get("note"))
    places = {one.key: one for one in sealed_places(WORDS)}
    return places[f"checklist/{code}/answer"], places[f"checklist/{code}/note"], code


def test_that_words_of_another_place_are_no_quotation_of_the_place_named() -> None:
    places, (result, note, code) = sealed_places(WORDS), noted()
    assert misquotation(places, result.where, result.stood) == "" == misquotation(places, note.where, note.stood[:6])
    told = misquotation(places, result.where, note.stood)
    assert f"“{result.where}”处没有记载" in told and f"在“{note.where}”处" in told
    assert misquotation(places, f"{code} · 结果", note.stood)  # named in part: still no other place
    assert misquotation(places, f"{code} 情况说明", note.stood) == ""
    assert misquotation(places, "笔录第二页倒数第三行", note.stood) == ""  # free text: anywhere in the record


def test_that_nothing_stood_is_not_said_of_a_place_that_says_something() -> None:
    places, (result, _, _) = sealed_places(WORDS), noted()
    assert "原来有记载" in misquotation(places, result.where, "")
    assert "原来有记载" in misquotation(places, result.where, NOTHING_STOOD)
    assert misquotation(places, "检查地点以外没有记载的一处", NOTHING_STOOD) == ""


def test_that_a_record_with_nothing_in_it_has_no_places() -> None:
    assert sealed_places({}) == () and misquotation((), "", "") == "" and misquotation((), "", "甲")
