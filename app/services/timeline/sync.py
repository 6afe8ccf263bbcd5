"""The exchange of one case with the centre and other laptops, told only as far as this laptop knows it.

When the centre confirmed own operations stands in the receipts of the synchronisation log; when those of another
device came stands in the log's places that a synchronisation or parcel brought. What is older than that log, or came
before it kept its places, is told without a time of confirmation or arrival.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from app.domain.clock import moment_of_stamp
from app.domain.fold import FieldState
from app.domain.operations import REFUSED_ENTITY, REFUSED_FIELD, Operation
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import chinese_moment
from app.services.desk import Desk
from app.services.exchange.journal import LOG, sync_journal
from app.services.exchange.link import LINK
from app.services.exchange.parcel_journal import TAKEN_IN
from app.services.exchange.parcel_journal import journal as parcel_journal
from app.services.exchange.queue import SEALED, device_name
from app.services.timeline.events import Event
from app.storage.log.lookup import Logged

SYNC = "sync"
CLOSING = "closing"
_REASONS = {
    SEALED: "笔录已经封存，之后的改动不再计入",
    "officer-unknown": "中心库的人员名册里没有这名操作人",
    "officer-disabled": "操作时该人员的执法资格已在中心库停用",
    "clock-unreadable": "这处改动的时间记录读不出来",
}
_ENTITIES = {
    "answer": "检查项的答案", "finding": "发现的问题", "measure": "处理措施", "evidence": "证据", "document": "文书",
    "entry": "文书的填写内容", "visit": "到场记录", "person": "在场人员", "inspection": "检查计划", "task": "待办事项",
}  # fmt: skip


def exchanged(desk: Desk, case: Case) -> Iterator[Event]:
    """Return what was confirmed, received, turned away or found to disagree of a case, and what still waits."""
    root = case.inspection.id
    logged: Sequence[Logged] = desk.store.lookup.logged(root)
    own = [one for one in logged if one.device == desk.store.device]
    yield from _confirmed(desk, own)
    yield from _received(desk, [one for one in logged if one.device != desk.store.device])
    yield from _settled(desk, logged)
    for refused in desk.store.refused(root):
        yield _turned_away(desk, refused)
    for state in desk.store.conflicts(root):
        yield _disagreeing(desk, state)


def _confirmed(desk: Desk, own: Sequence[Logged]) -> Iterator[Event]:
    """Return the confirmations of own operations, each by the first synchronisation whose receipt covers it."""
    acked, left = desk.store.replication.sync_state().acked_lseq, list(own)
    for entry in reversed(sync_journal(desk)):
        receipt = entry.get("receipt") or {}
        if str(receipt.get("device")) != desk.store.device:
            continue
        until = int(receipt.get("acknowledged_lseq") or 0)
        covered = [one for one in left if one.lseq <= until]
        left = [one for one in left if one.lseq > until]
        if covered:
            told = f"回执：中心库时间 {_time(str(receipt['server_time']))}，已确认到本机第 {until} 项"
            yield Event(_at(entry), SYNC, f"中心库确认收到本机的 {len(covered)} 项记录", told, CLOSING)
    before = [one for one in left if one.lseq <= acked]
    if before:
        told = "何时确认，本机的同步记录没有保留"
        yield Event(_last(before), SYNC, f"中心库已确认收到本机的 {len(before)} 项记录", told, CLOSING)
    waiting = [one for one in left if one.lseq > acked]
    if waiting and desk.store.settings.get(LINK) is not None:
        title = f"本机有 {len(waiting)} 项记录还没有被中心库确认"
        yield Event(_last(waiting), SYNC, title, "下次同步时送出", CLOSING)


def _received(desk: Desk, foreign: Sequence[Logged]) -> Iterator[Event]:
    """Return what came from other devices, by the synchronisation or parcel that brought it."""
    left = list(foreign)
    for at, way, (first, last) in _arrivals(desk):
        brought = [one for one in left if first < one.seq <= last]
        left = [one for one in left if not first < one.seq <= last]
        for name, some in _by_device(desk, brought):
            yield Event(at, SYNC, f"收到“{name}”的 {len(some)} 项记录", f"{way}；{_recorded(some)}", CLOSING)
    for name, some in _by_device(desk, left):
        told = f"{_recorded(some)}；何时收到，本机没有记录"
        yield Event(_last(some), SYNC, f"本案有“{name}”的 {len(some)} 项记录", told, CLOSING)


def _arrivals(desk: Desk) -> Iterator[tuple[datetime, str, tuple[int, int]]]:
    synced = [(entry, "通过中心库同步") for entry in reversed(sync_journal(desk))]
    parcels = [
        (entry, "通过U盘交接") for entry in reversed(parcel_journal(desk)) if entry.get("kind") == TAKEN_IN
    ]
    for entry, way in (*synced, *parcels):
        places = entry.get(LOG)
        if isinstance(places, list) and len(places) == 2:
            yield _at(entry), way, (int(places[0]), int(places[1]))


def _settled(desk: Desk, logged: Sequence[Logged]) -> Iterator[Event]:
    for one in logged:
        if one.settled:
            who = "本机" if one.device == desk.store.device else f"“{device_name(desk, one.device)}”"
            title = f"两台电脑的记录不一致，已经选定：{_entity(one.settled)}"
            yield Event(moment_of_stamp(one.hlc), SYNC, title, f"由{who}选定", CLOSING)


def _turned_away(desk: Desk, one: Operation) -> Event:
    state = desk.store.read(REFUSED_ENTITY, one.op_id)
    said = state.fields[REFUSED_FIELD].current if state is not None and REFUSED_FIELD in state.fields else None
    reason = str(said.value.get("reason", "")) if said is not None and isinstance(said.value, Mapping) else SEALED
    why = _REASONS.get(reason, f"中心库没有接受（{reason}）")
    who = "本机" if one.device == desk.store.device else f"“{device_name(desk, one.device)}”"
    recorded = moment_of_stamp(one.hlc)
    at = moment_of_stamp(said.hlc) if said is not None else recorded
    detail = f"{who}记录于 {chinese_moment(recorded)}；{why}"
    return Event(at, SYNC, f"一项改动未被采纳：{_entity(one.entity)}", detail, CLOSING)


def _disagreeing(desk: Desk, state: FieldState) -> Event:
    names = dict.fromkeys(
        "本机" if one.device == desk.store.device else f"“{device_name(desk, one.device)}”" for one in state.live
    )
    at = max(moment_of_stamp(one.hlc) for one in state.live)
    title = f"两台电脑的记录不一致，还没有解决：{_entity(state.key.entity)}"
    return Event(at, SYNC, title, f"分别由{'、'.join(names)}记录，请在“归档与同步”中选定", CLOSING)


def _by_device(desk: Desk, some: Sequence[Logged]) -> Iterator[tuple[str, list[Logged]]]:
    for device in dict.fromkeys(one.device for one in some):
        yield device_name(desk, device), [one for one in some if one.device == device]


def _recorded(some: Sequence[Logged]) -> str:
    first, last = (chinese_moment(moment_of_stamp(end(one.hlc for one in some))) for end in (min, max))
    return f"记录于 {first}" if first == last else f"记录于 {first} 至 {last}"


def _last(some: Sequence[Logged]) -> datetime:
    return moment_of_stamp(max(one.hlc for one in some))


def _at(entry: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(cast(str, entry["at"]))


def _time(text: str) -> str:
    return chinese_moment(datetime.fromisoformat(text))


def _entity(entity: str) -> str:
    return _ENTITIES.get(entity, "其他记录")
