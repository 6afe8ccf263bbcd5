"""Provisions of the legal texts by words: what a paper may cite, in force on a day, repealed ones shown as such."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.domain.law import INCLUDED, LegalRegister, Statute
from app.domain.provisions import provisions
from app.services.desk import Desk

MOST = 40


@dataclass(frozen=True)
class Provision:
    """One provision: its id, its citation as papers print it, the beginning of its text, whether it is in force."""

    id: str
    cite: str
    text: str
    in_force: bool


def find_provisions(desk: Desk, words: str) -> tuple[Provision, ...]:
    """Return provisions whose citation or text holds all the words, those in force today first, at most 40."""
    wanted = words.split()
    if not wanted:
        return ()
    legal, today = desk.legal, desk.now().date()
    found = [one for one in _all(legal, today) if all(word in one.cite or word in one.text for word in wanted)]
    found.sort(key=lambda one: not one.in_force)
    return tuple(found[:MOST])


def provision_words(desk: Desk, provision: str) -> str:
    """Return a provision's citation, marked where it is no longer in force."""
    legal = desk.legal
    found = legal.find(provision)
    if found is None:
        return provision
    in_force = legal.statutes[found.statute].in_force(desk.now().date())
    return found.citation if in_force else f"{found.citation}（已废止或失效）"


def _all(legal: LegalRegister, today: date) -> Iterator[Provision]:
    for statute in legal.statutes.values():
        if statute.state == INCLUDED:
            yield from _of(legal, statute, today)


def _of(legal: LegalRegister, statute: Statute, today: date) -> Iterator[Provision]:
    in_force = statute.in_force(today)
    for number, text in statute.articles.items():
        parts = {"": text, **{f"-{suffix}": part for suffix, part in provisions(text).items()}}
        for suffix, part in parts.items():
            key = f"{statute.id}:{number}{suffix}"
            yield Provision(key, legal.cite(key), part, in_force)
