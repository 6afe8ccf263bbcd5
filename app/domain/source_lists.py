"""The source list (责任清单) that a bureau may cite: its own. What the city published for itself is none of a county's.

A bureau has its own list with its text in the forms (the city), or says what it is called, when it was published and
which item gives the power to order; until then it cites none and its papers rest on laws and regulations alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from app.domain.law import NOT_INCLUDED, LegalRegister, Statute
from app.domain.provisions import parse_provision_id

SOURCE_LIST = "source_list"


@dataclass(frozen=True)
class OwnList:
    """A bureau's own source list: its title, the day it was published, and the item that gives the power to order."""

    title: str
    published: date
    item: str

    @property
    def citation(self) -> str:
        """Return it as papers print it: 《唐县档案局责任清单》（2025年3月1日公布）第12项."""
        day = self.published
        return f"《{self.title.strip('《》')}》（{day.year}年{day.month}月{day.day}日公布）{self.item}"


def own_list_of(title: object, published: object, item: object) -> OwnList | None:
    """Return the list that was entered, None where a part of it is missing or no day."""
    try:
        day = date.fromisoformat(str(published or ""))
    except ValueError:
        return None
    words = str(title or "").strip(), str(item or "").strip()
    return OwnList(words[0], day, words[1]) if all(words) else None


def register_of(register: LegalRegister, source_list: str, own: OwnList | None) -> LegalRegister:
    """Return the register as a bureau may cite it: no source list but its own.

    ``source_list`` is the rule in the register that is this bureau's own, "" where none is; ``own`` what it entered:
    the clauses of the powers to order are then cited as its item, and no other clause is.
    """
    lists = [one for one in register.statutes.values() if one.kind == SOURCE_LIST and one.id != source_list]
    if not lists:
        return register
    withheld = frozenset(one.id for one in lists)
    kept = {one.id: one for one in register.statutes.values() if one.id not in withheld}
    if own is not None:
        kept |= {one.id: _cited_as(one, own, _clauses(register, one.id)) for one in lists}
    return replace(register, statutes=MappingProxyType(kept), withheld=withheld)


def _clauses(register: LegalRegister, statute: str) -> list[str]:
    """Return the provisions of a rule that powers to order rest on."""
    named = (article for power in register.powers for article in (*power.basis, *power.stop))
    return [one for one in named if parse_provision_id(one).statute == statute]


def _cited_as(one: Statute, own: OwnList, clauses: list[str]) -> Statute:
    return replace(
        one, title=own.title.strip("《》"), state=NOT_INCLUDED, in_force_from=own.published, until=None, note="",
        articles=MappingProxyType({}), cited=MappingProxyType(dict.fromkeys(clauses, own.citation)),
    )  # fmt: skip
