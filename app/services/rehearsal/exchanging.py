"""Act six: two devices and the centre. One merge, one conflict settled by a person, one edit turned away by a seal."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.domain.procedure.case import Case
from app.services.rehearsal import checking, preparing, recording, visiting
from app.services.rehearsal.centring import Centre, enrolled, sync
from app.services.rehearsal.stage import Stage
from app.services.session.opening import OpenDesk, close

SECOND = "second-inspection"


def play_exchange(stage: Stage, centre: Centre) -> None:
    """Play the sync act and note what was measured."""
    sync_both(stage)
    said = stage.scenario.section("second")
    if said:
        begin_second(stage, said)
        edit_on_both(stage, said)
        settle(stage, said)
        seal_second(stage, said)
        sync_both(stage)
    verify_all(stage, centre)


def sync_both(stage: Stage) -> None:
    """Bring both devices to the same state; numbers are leased in the first round only."""
    lead, other = stage.team[:2]
    for device, officer, lease in (("first", lead, True), ("second", other, True), ("first", lead, False)):
        sync(stage, device, officer, lease=lease)


def begin_second(stage: Stage, said: Mapping[str, Any]) -> None:
    """Plan the second inspection and arrive, on the first device; the second learns of it."""
    plan = {**stage.scenario.section("inspection"), **{name: said[name] for name in _PLANNED}}
    preparing.plan(stage, SECOND, plan)
    visit = {**stage.scenario.section("visit"), "arrived": said["arrived"]}
    visiting.arrive(stage, stage.ids[SECOND], visit, plan["place"])
    notice = {"at": said["arrived"], "way": "direct", "recipient": visit["rights"]["person"], "place": plan["place"]}
    visiting.serve_notice(stage, stage.ids[SECOND], notice)
    sync_both(stage)


_PLANNED = ("unit", "purpose", "planned_from", "planned_to", "place")


def edit_on_both(stage: Stage, said: Mapping[str, Any]) -> None:
    """Answer on both devices without a connection: other questions merge, the same question conflicts."""
    _answer(stage, "first", said["merge"]["first"], checking.CONFORMS)
    _answer(stage, "second", said["merge"]["second"], checking.CONFORMS)
    conflict = said["conflict"]
    _answer(stage, "first", conflict["code"], {"verdict": conflict["first"]})
    other = {"verdict": conflict["second"], "severity": "ordinary", "note": "两台终端填写不一致（演练）。"}
    _answer(stage, "second", conflict["code"], other)
    sync_both(stage)
    cases = [_case(stage, device) for device in ("first", "second")]
    paths = [_path(stage, said["merge"][device]) for device in ("first", "second")]
    stage.facts["second.merged"] = all(path in case.answers for case in cases for path in paths)
    counts = {len(case.conflicts) for case in cases}
    stage.facts["second.conflicts"] = counts.pop() if len(counts) == 1 else sorted(counts)


def settle(stage: Stage, said: Mapping[str, Any]) -> None:
    """Let a person settle the conflict on the first device."""
    conflict = said["conflict"]
    _answer(stage, "first", conflict["code"], {"verdict": conflict["settled"]})
    sync_both(stage)


def seal_second(stage: Stage, said: Mapping[str, Any]) -> None:
    """Finish, sign and seal on the first device; an edit made meanwhile on the second is turned away everywhere."""
    inspection = stage.ids[SECOND]
    checking.answer_all(stage, inspection, {})
    spoke = stage.scenario.section("visit")["rights"]["person"]
    signed = [{"who": who, "role": "officer", "way": "ink"} for who in stage.team]
    signed.append({"who": spoke, "role": "responsible", "way": "ink"})
    recording.make_record(stage, inspection, {
        "at": said["sealed"],
        "statement": {"person": spoke, "text": ""},
        "read_back": {"person": spoke, "mode": "screen"},
        "signatures": signed,
    })  # fmt: skip
    late = said["refused"]
    _answer(stage, "second", late["code"], late)


def verify_all(stage: Stage, centre: Centre) -> None:
    """Pull everything onto a third, fresh device and hold the replicas against each other."""
    if SECOND in stage.ids:
        turned_away = {len(stage.desks[one].store.refused(stage.ids[SECOND])) for one in ("first", "second")}
        stage.facts["second.refused"] = turned_away.pop() if len(turned_away) == 1 else sorted(turned_away)
    stage.clock.jump(stage.clock() + timedelta(minutes=5))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        third = enrolled(stage, centre, "third", Path(folder) / "third", stage.lead)
        stage.facts["centre"] = told_of(third)
        stage.facts["attachments.complete"] = all(complete(one) for one in stage.desks.values())
        close(third)
        del stage.desks["third"]
    digests = {desk.store.upkeep.fold_digest() for desk in stage.desks.values()}
    stage.facts["replicas.equal"] = digests == {stage.facts["centre"]["fold_digest"]}


def told_of(desk: OpenDesk) -> dict[str, Any]:
    """Return counts and digest of a device, as the summary tells them."""
    return {
        "operations": sum(desk.store.upkeep.counts().values()),
        "attachments": len(desk.store.attachments.all()),
        "fold_digest": desk.store.upkeep.fold_digest(),
    }


def complete(desk: OpenDesk) -> bool:
    """Return whether every attachment that a device knows of is here and whole."""
    known = desk.store.attachments.all()
    return bool(known) and all(one.here and desk.vault.problem(one.sha256) is None for one in known)


def _answer(stage: Stage, device: str, code: str, said: Mapping[str, Any]) -> None:
    officer = stage.lead if device == "first" else stage.team[1]
    checking.give(stage.desk(officer, device), stage.ids[SECOND], _path(stage, code), said)


def _path(stage: Stage, code: str) -> str:
    found = checking.questions(stage.desks["first"], stage.ids[SECOND])
    return next(path for path, row in found.items() if row.inspection.code == code)


def _case(stage: Stage, device: str) -> Case:
    return stage.desks[device].case(stage.ids[SECOND])
