"""A finding's wording that names several facts as alternatives: which there are, and which of them a text leaves open.

``{unit}A，或者B`` asserts neither A nor B: the officer says what was found, and no more than that is ordered. The
alternatives are read from the wording itself, so that checklists pinned long ago have them too.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import combinations, pairwise

_UNIT, _OR, _ENDINGS = "{unit}", "或者", "。；;.，,"
_BEFORE, _AFTER = 4, 2  # characters on both sides of 或者 by which a text is known to come from the wording


def alternatives(wording: str) -> tuple[str, ...]:
    """Return the facts that a wording offers as alternatives, without the unit; none where it states one fact."""
    facts = tuple(part.strip(_ENDINGS) for part in wording.replace(_UNIT, "").split(f"，{_OR}"))
    return facts if len(facts) > 1 else ()


def chosen(wording: str, unit_name: str, text: str) -> frozenset[int] | None:
    """Return which alternatives the text's first sentence states, none yet while it is the wording's own.

    None where the officer has rewritten that sentence: it is no longer composed.
    """
    return next((some for one, some in _sentences(wording, unit_name) if text.startswith(one)), None)


def stated(wording: str, facts: Collection[int], unit_name: str, text: str) -> str:
    """Return the text with its first sentence stating these facts, in the wording's order; of none, all as offered.

    What follows that sentence (what was noted, the pieces that failed) stays; a rewritten sentence stays too.
    """
    sentences = _sentences(wording, unit_name)
    wanted = next(one for one, some in sentences if some == frozenset(facts))
    now = next((one for one, _ in sentences if text.startswith(one)), None)
    return text if now is None else wanted + text.removeprefix(now)


def undecided(wording: str, text: str) -> bool:
    """Return whether a text still leaves open which of the wording's facts was found."""
    parts = wording.replace(_UNIT, "").split(_OR)
    joints = pairwise(parts)
    return any(f"{before[-_BEFORE:]}{_OR}{after[:_AFTER]}" in text for before, after in joints)


def demanded(wording: str, demands: Sequence[str], demand: str, unit_name: str, text: str) -> str:
    """Return what an order asks for about a finding: of the facts that its text states, else the whole ``demand``.

    ``demands`` are those of the alternatives, in the wording's order; a checklist may tell none apart.
    """
    facts = _stated_places(wording, demands, unit_name, text)
    if not facts or len(facts) == len(demands):
        return demand
    return "；".join(demands[place].rstrip(_ENDINGS) for place in sorted(facts))


def ordered_beyond(wording: str, demands: Sequence[str], demand: str, unit_name: str, text: str, order: str) -> bool:
    """Return whether an order asks, in the checklist's words, for what a fact asks that the finding does not state."""
    facts = _stated_places(wording, demands, unit_name, text)
    if not facts or len(facts) == len(demands):
        return False
    asked = "；".join(demands[place] for place in facts)
    others = [one for place, one in enumerate(demands) if place not in facts and one not in asked]
    return any(one.rstrip(_ENDINGS) in order for one in (*others, demand) if one)


def _stated_places(wording: str, demands: Sequence[str], unit_name: str, text: str) -> frozenset[int]:
    facts = chosen(wording, unit_name, text) if demands else None
    return facts if facts is not None and len(demands) == len(alternatives(wording)) else frozenset()


def _sentences(wording: str, unit_name: str) -> list[tuple[str, frozenset[int]]]:
    facts = alternatives(wording)
    whole = wording.replace(_UNIT, unit_name).rstrip(_ENDINGS)
    found = [(f"{whole}。", frozenset[int]())]
    for size in range(1, len(facts) + 1):
        for some in combinations(range(len(facts)), size):
            found.append((f"{unit_name}{'，'.join(facts[place] for place in some)}。", frozenset(some)))
    return found
