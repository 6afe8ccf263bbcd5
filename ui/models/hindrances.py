"""What stands in the way of an act: the words of the guard, the law behind it, and where it is put right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.errors import Blocker
from app.services.checking.short_samples import ShortSample
from app.services.desk import Desk
from ui.destination_names import APPROVALS, REGISTERS, SETTINGS, SYNC

# The first word of a blocker's place, and the step of the rail, or the page of the top bar, that holds it.
_STEPS = {
    SETTINGS: SETTINGS, SYNC: SYNC, REGISTERS: REGISTERS, APPROVALS: APPROVALS,
    "preparation": "preparation", "officers": "preparation", "approval": "preparation",
    "arrival": "arrival", "persons": "arrival",
    "checking": "checking", "evidence": "checking", "answers": "checking",
    "outcome": "outcome", "findings": "outcome", "measures": "outcome",
    "record": "record", "signing": "record",
    "papers": "papers", "service": "papers",
    # fields on which two devices disagree are settled at the end
    "answer": "closing", "item_result": "closing", "finding": "closing", "closing": "closing", "recheck": "closing",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hindrance:
    """One reason: ``law`` is the citation or "", ``place`` where it is put right, ``code`` what a reason is kept by."""

    code: str
    text: str
    law: str
    place: str


def hindrances(desk: Desk, blockers: Iterable[Blocker]) -> tuple[Hindrance, ...]:
    """Return the reasons with their law in words, each text once."""
    found: dict[str, Hindrance] = {}
    for one in blockers:
        if one.text not in found:
            found[one.text] = Hindrance(one.code, one.text, _cited(desk, one.basis), one.place)
    return tuple(found.values())


def folded(reasons: Iterable[Hindrance]) -> tuple[Hindrance, ...]:
    """Return the first reason of each kind, with how many more there are: a long list hides the act below it."""
    found: dict[str, list[Hindrance]] = {}
    for one in reasons:
        found.setdefault(one.code, []).append(one)
    return tuple(_with_more(same[0], len(same) - 1) for same in found.values())


def _with_more(one: Hindrance, more: int) -> Hindrance:
    return replace(one, text=f"{one.text.rstrip('。')}；同样情形另有 {more} 项。") if more else one


def sampling_hindrances(short: Iterable[ShortSample]) -> tuple[Hindrance, ...]:
    """Return the sampling tables that are not full, each with the way to its question; they forbid nothing."""
    return tuple(
        Hindrance("sample-short", _short_words(one), "", f"checking/{one.path}")
        for one in short
    )


def _short_words(one: ShortSample) -> str:
    return f"{one.code} 的抽样表：应抽 {one.wanted} 件，已查 {one.checked} 件"


def step_of(place: str) -> str:
    """Return the step of the rail, or the page of the top bar, that a place belongs to, "" where none holds it."""
    return _STEPS.get(place.split("/")[0], "")


def outside(place: str) -> bool:
    """Return whether a place is on a page of the top bar, outside the inspection."""
    return step_of(place) in (SETTINGS, SYNC, REGISTERS, APPROVALS)


def _cited(desk: Desk, basis: Iterable[str]) -> str:
    legal = desk.legal
    return legal.cite_all([one for one in basis if legal.find(one) is not None])
