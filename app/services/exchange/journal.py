"""The log of synchronisations: when, how each ended, and its receipt; and whether they begin by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from app.centre.device.sync import SyncReport
from app.domain.operations import Json
from app.errors import InspectorError
from app.services.desk import Desk
from app.services.exchange.brought import BROUGHT, DELIVERED, as_kept, brought, delivered
from app.services.exchange.link import LINK

LAST_SYNC, SYNC_JOURNAL, AUTOMATIC = "last_sync", "sync_journal", "sync_automatic"
EARLIER = "sync_journal_earlier"
"""The setting with the older entries: five hundred of them are most of a megabyte, too much to write each time."""

LOG = "log"
"""The key of an entry that holds where the operation log ended before and after it."""

KEPT_ENTRIES = 500
# at so many the older half moves to the others
_PAGE = 20
_MOVED = ("pushed", "acknowledged", "pulled")
_STANDING = ("state", "refused", "conflicts", "problem", "numbers", "files", "releases")


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a synchronisation has come: the end of the operation log, and of it the last own one at the centre."""

    log_end: int
    acknowledged: int


def standing(desk: Desk) -> Standing:
    """Return how far it has come now."""
    return Standing(desk.store.lookup.log_end(), desk.store.replication.sync_state().acked_lseq)


def remember(desk: Desk, report: SyncReport, *, by_itself: bool, began: Standing | None = None) -> SyncReport:
    """Return the report after keeping it as the last, and as a line of the log.

    ``began`` is how things stood before: with how they stand now it tells what it brought, and what it delivered.

    One that nobody asked for, and that moved nothing, takes the place of another such that ended alike: every few
    minutes with nothing new to tell would drive out what there is to tell.
    """
    entry: dict[str, Any] = {
        **report.as_json(),
        "at": desk.now().isoformat(timespec="seconds"),
        "officer": desk.officer,
        "by_itself": by_itself,
        "fetched": report.attachments_fetched,
        **(_moved(desk, began) if began is not None else {LOG: None}),
        "problem": _words(report.problem),
        "numbers": _words(report.numbers),
        "files": _words(report.files),
        "releases": _words(report.releases),
        "clock": _words(report.clock),
    }
    if report.problem is not None:
        entry["problem_code"] = report.problem.code
    recent = _entries(desk, SYNC_JOURNAL)
    if recent and _idle(entry) and _idle(recent[-1]) and _ended(entry) == _ended(recent[-1]):
        recent.pop()
    recent.append(entry)
    kept = {LAST_SYNC: entry, SYNC_JOURNAL: recent}
    if len(recent) >= _PAGE:
        moved = len(recent) - _PAGE // 2
        earlier = [*_entries(desk, EARLIER), *recent[:moved]]
        kept |= {SYNC_JOURNAL: recent[moved:], EARLIER: earlier[-(KEPT_ENTRIES - _PAGE) :]}
    desk.store.settings.set_all(cast("Mapping[str, Json]", kept))
    return report


def sync_journal(desk: Desk) -> tuple[Mapping[str, Any], ...]:
    """Return the synchronisations, newest first: the keys of ``sync --json`` and those that ``remember`` adds."""
    return tuple(reversed([*_entries(desk, EARLIER), *_entries(desk, SYNC_JOURNAL)]))


def automatic(desk: Desk) -> bool:
    """Return whether this device synchronises by itself when the centre is reachable; never without a centre."""
    return desk.store.settings.get(LINK) is not None and desk.store.settings.get(AUTOMATIC, True) is True


def set_automatic(desk: Desk, wanted: bool) -> None:
    """Keep whether this device synchronises by itself."""
    desk.store.settings.set(AUTOMATIC, wanted)


def _moved(desk: Desk, began: Standing) -> dict[str, Any]:
    now = standing(desk)
    return {
        LOG: [began.log_end, now.log_end],
        BROUGHT: as_kept(brought(desk, began.log_end)),
        DELIVERED: as_kept(delivered(desk, began.acknowledged, now.acknowledged)),
    }


def _words(problem: InspectorError | None) -> dict[str, str] | None:
    return None if problem is None else {"title": problem.title, "advice": problem.advice}


def _idle(entry: Mapping[str, Any]) -> bool:
    files = entry["attachments"]
    moved = any(entry[one] for one in _MOVED) or files["sent"] or entry.get("fetched")
    return bool(entry.get("by_itself")) and not moved


def _ended(entry: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(entry.get(one) for one in _STANDING)


def _entries(desk: Desk, setting: str) -> list[Any]:
    return list(cast("list[Any]", desk.store.settings.get(setting, [])))
