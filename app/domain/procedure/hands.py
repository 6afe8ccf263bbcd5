"""Who may act on an inspection: its own officers do, and a few acts are also those of who decides or appoints.

Penalty law 42 and the responsibility list (3-2-4) let the officers of the inspection carry it out; leaders, chiefs and
reviewers decide on what these did (archives law 47), and whoever decides does not investigate as well.
"""

from __future__ import annotations

from collections.abc import Collection

from app.domain.procedure.records import Officer

PLANNER = "planner"
"""Beside the roles of officers: who planned the inspection."""

ANYBODY = "anybody"
DECIDING = frozenset({"chief", "leader", "reviewer"})
SETTLING = frozenset({"chief", "leader"})
LEADING = frozenset({"leader"})
APPOINTING = frozenset({PLANNER, "chief", "leader", "administrator"})
ARCHIVING = frozenset({"chief", "leader", "administrator"})
EVERYBODY = frozenset({ANYBODY})
"""What the program does by itself whoever sits there: files named, terms counted anew, a re-inspection planned."""


def hands_of_paper(kind: str) -> frozenset[str]:
    """Return whose a paper is beside the officers of the inspection: D1 is drafted by who plans and appoints, too."""
    return APPOINTING if kind == "D1" else frozenset()


def carries_out(team: Collection[str], officer: str, planner: str) -> bool:
    """Return whether the acts of an inspection are this officer's: of its team, or who planned one without a team."""
    return officer in team or (not team and officer == planner)


def may_also(officer: Officer | None, planner: str, also: Collection[str]) -> bool:
    """Return whether an act that is also that of others (roles, ``PLANNER``, ``ANYBODY``) is this officer's."""
    if ANYBODY in also or officer is None:
        return ANYBODY in also
    return bool(set(officer.roles) & set(also)) or (PLANNER in also and officer.id == planner)


def deserted(team: Collection[str], known: Collection[Officer]) -> bool:
    """Return whether there was a team and nobody of it is in office any more; ``known`` are those in the register."""
    gone = {one.id for one in known if one.retired or one.voided}
    return bool(team) and gone.issuperset(team)
