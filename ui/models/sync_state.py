"""How this device stands with its centre, as far as this device knows, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.domain.entity_words import entity_words
from app.errors import InspectorError
from app.services.desk import Desk
from app.services.exchange.certificates_end import certificate_ends
from app.services.exchange.journal import LAST_SYNC, automatic, sync_journal
from app.services.exchange.link import LINK
from app.services.exchange.program_updates import held_update
from app.services.exchange.queue import Waiting, disagreeing, waiting
from app.services.exchange.syncing import NOT_LET_IN, pending_count, tells_of_content
from app.services.releases.forms import releases_told
from app.services.session.lost_key import KEY_LOST, offered_key
from app.services.wrong_clock import clock_apart
from ui.models.moments import kept_moment_words
from ui.models.other_record import OtherRecord, other_records
from ui.models.refused import RefusedLine, refused_lines
from ui.models.update_words import release_words, update_words

SHOWN_KINDS = 4


@dataclass(frozen=True)
class WaitingLine:
    """What of one inspection waits, in words; ``files`` is "" where all its material is at the centre."""

    root: str
    title: str
    words: str
    files: str


@dataclass(frozen=True)
class SyncState:
    """``centre`` is where it is, "" where there is none; ``last`` the report of the last sync with its time ``at``.

    ``refused`` counts what does not count and still waits for somebody, ``refusals`` are all;
    ``update`` tells of a newer program, ``releases`` of what else was published, ``lost_key`` of a signing key to be
    compared, ``other_records`` what a copied laptop's other one brought by stick, ``clock`` of one that errs;
    ``certificate`` of one that runs out; "" where there is none.
    """

    centre: str = ""
    bureau: str = ""
    pending: int = 0
    refused: int = 0
    conflicts: int = 0
    last: Mapping[str, Any] = field(default_factory=dict)
    automatic: bool = False
    waiting: tuple[WaitingLine, ...] = ()
    refusals: tuple[RefusedLine, ...] = ()
    journal: tuple[Mapping[str, Any], ...] = ()
    update: str = ""
    releases: str = ""
    lost_key: str = ""
    other_records: tuple[OtherRecord, ...] = ()
    clock: str = ""
    certificate: str = ""


def sync_state(desk: Desk) -> SyncState:
    """Return how things stand; nothing is sent."""
    link = desk.store.settings.get(LINK)
    last = desk.store.settings.get(LAST_SYNC)
    told = refused_lines(desk)
    here = SyncState(
        refused=sum(one.waits for one in told),
        conflicts=disagreeing(desk),
        last=last if isinstance(last, dict) else {},
        refusals=told,
        journal=_named(desk),
    )
    if not isinstance(link, dict):
        return here
    update = held_update(desk)
    return SyncState(
        centre=f"{link['host']}:{link['port']}",
        bureau=str(link["bureau_name"]),
        pending=pending_count(desk),
        refused=here.refused,
        conflicts=here.conflicts,
        last=here.last,
        automatic=automatic(desk),
        waiting=tuple(_line(one) for one in waiting(desk)),
        refusals=here.refusals,
        journal=here.journal,
        update=update_words(update),
        releases=release_words(releases_told(desk.store, update.version if update is not None else "")),
        lost_key=_lost_key_words(desk),
        clock=_words(clock_apart(desk)),
        certificate=_words(certificate_ends(desk)),
        other_records=other_records(desk),
    )


def _words(told: InspectorError | None) -> str:
    return "" if told is None else f"{told.title}{told.advice}"


def _lost_key_words(desk: Desk) -> str:
    loss = offered_key(desk.store)
    if loss is None:
        return ""
    told = tr("管理员于 {at} 声明本单位原来的签发密钥已丢失：{reason}。见证人：{witness}。")
    return told.format(at=kept_moment_words(loss.declared_at), reason=loss.reason.rstrip("。"), witness=loss.witness)


def tr(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("sync_state", text)


def state_words(state: str) -> str:
    """Return how a synchronisation ended."""
    words = {
        "synced": tr("已同步"),
        "pending": tr("未完成，可以继续"),
        "unreachable": tr("连不上中心库（离线）"),
        "refused": tr("中心库没有接受"),
    }
    return words.get(state, state)


def advice_lines(problem: InspectorError) -> list[str]:
    """Return what to do after a synchronisation that failed, and once, in its own words or here, that nothing is lost.

    The centre's refusals say by themselves what became of the content wherever there is more to say of it.
    """
    return [problem.advice] if tells_of_content(problem) else [problem.advice, tr("内容都还在本机。")]


def _line(one: Waiting) -> WaitingLine:
    counted: dict[str, int] = {}
    for entity, count in one.changed.items():
        words = entity_words(entity)
        counted[words] = counted.get(words, 0) + count
    order = sorted(counted.items(), key=lambda pair: (pair[0] == tr("其他"), -pair[1]))
    parts = [tr("{kind} {n} 项").format(kind=kind, n=count) for kind, count in order[:SHOWN_KINDS]]
    more = tr("等 {n} 类").format(n=len(order)) if len(order) > SHOWN_KINDS else ""
    files = tr("材料 {sent}/{files} 已上传").format(sent=one.sent, files=one.files) if one.sent < one.files else ""
    return WaitingLine(one.root, one.unit or tr("登记簿、文号等"), "、".join(parts) + more, files)


def _named(desk: Desk) -> tuple[Mapping[str, Any], ...]:
    """Return the log with the names of the officers, who are read once."""
    known = {one.id: one.name for one in desk.officers().values()}
    entries = ((one, str(one.get("officer") or "")) for one in sync_journal(desk))
    return tuple({**one, "who": known.get(officer, officer)} for one, officer in entries)


def was_refused(state: SyncState) -> bool:
    """Return whether the centre did not accept the last synchronisation."""
    return str(state.last.get("state", "")) == "refused"


def not_let_in(state: SyncState) -> bool:
    """Return whether the centre does not let this laptop in."""
    return str(state.last.get("problem_code", "")) in NOT_LET_IN


def only_key_waits(state: SyncState) -> bool:
    """Return whether everything went through and a new signing key is left to be compared."""
    return bool(state.lost_key) and str(state.last.get("problem_code", "")) == KEY_LOST
