"""Where two laptops disagree: what it is about, and the competing values with their officer and time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.checklist.verdicts import SEVERITIES, verdict_word
from app.domain.clock import moment_of_stamp
from app.domain.entity_words import field_words
from app.domain.fold import FieldState, Live
from app.domain.namesakes import told_apart
from app.domain.operations import SET, root_of
from app.domain.procedure.case import Case
from app.domain.procedure.records import Officer
from app.domain.received_reports import ReceivedReport
from app.errors import InspectorError
from app.services.checking.answering import ANSWER
from app.services.checking.settling import NO_TEXT, SETTLED_HERE, conflicts_of
from app.services.checking.sheet import Sheet, sheet_of
from app.services.desk import Desk
from app.services.exchange.queue import conflicts_to_settle, device_beside, device_name, unit_of
from app.services.registers.officers import STATES, not_administrator
from app.services.registers.settling import NEVER_CHOSEN, SETTLED, register_conflicts
from ui.models.moments import moment_words

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?[+-]\d\d:\d\d$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the competing values: its operation, the value in words, who gave it, on which device and when.

    ``text`` is the value itself where it is one, so that it can be written anew.
    """

    operation: str
    words: str
    officer: str
    device: str
    at: str
    here: bool
    text: str | None = None


@dataclass(frozen=True)
class Conflict:
    """One field with its candidates. ``settled_here`` tells whether a value may be chosen at this desk.

    ``inspection`` is "" where the field is of a register.

    ``finding`` says that a finding rests on the question, so that giving up 不符合 needs a reason. ``question`` is the
    path of the question that an answer belongs to, "" for everything else.
    """

    inspection: str
    title: str
    candidates: tuple[Candidate, ...]
    settled_here: bool
    decider: str
    finding: bool = False
    question: str = ""

    @property
    def texts(self) -> bool:
        """Return whether texts compete, so that one may be written anew."""
        texts = all(one.text is not None for one in self.candidates)
        return texts and not self.question and bool(self.inspection)


@dataclass(frozen=True)
class Disagreement:
    """Everything on which two laptops disagree in one inspection, or in the registers (both texts "" then)."""

    inspection: str
    unit: str
    conflicts: tuple[Conflict, ...]


def disagreements(desk: Desk) -> tuple[Disagreement, ...]:
    """Return where two laptops disagree, over all inspections, the newest first, then in the registers."""
    mine = (one for one in conflicts_to_settle(desk) if one.key.entity not in SETTLED)
    roots = sorted({root_of(one.key.entity_id) for one in mine}, reverse=True)
    found = [one for one in (_of_inspection(desk, root) for root in roots) if one is not None]
    registered = _of_registers(desk)
    return (*found, Disagreement("", "", registered)) if registered else tuple(found)


def _of_inspection(desk: Desk, root: str) -> Disagreement | None:
    try:
        return Disagreement(root, unit_of(desk, root), conflicts(desk, desk.case(root)))
    except InspectorError:  # it arrived in part only: nobody can choose yet
        return None


def _of_registers(desk: Desk) -> tuple[Conflict, ...]:
    fields, officers = register_conflicts(desk), desk.officers()
    administers = not not_administrator(desk)
    return tuple(
        Conflict(
            inspection="",
            title=f"{_entry_name(desk, one)} · {field_words(one.key.entity, one.key.field)}",
            candidates=tuple(
                _told(desk, officers, live, _register_words(desk, one.key.field, live.value))
                for live in one.live if live.kind == SET
            ),
            settled_here=one.key.field not in NEVER_CHOSEN and (administers or one.key.entity != Officer.ENTITY),
            decider="管理员",
        )
        for one in fields
    )


def _entry_name(desk: Desk, field: FieldState) -> str:
    state = desk.store.read(field.key.entity, field.key.entity_id)
    name = None if state is None else state.value("sender" if field.key.entity == ReceivedReport.ENTITY else "name")
    return str(name or field.key.entity_id)


def _register_words(desk: Desk, field: str, value: Any) -> str:
    kept = desk.shelf.registers
    kind, district = kept.unit_kind(str(value)), kept.district(str(value))
    if field == "kind" and kind is not None:
        return kind.label
    if field == "district" and district is not None:
        return district.name
    if field == "credential_state":
        return STATES.get(str(value), str(value))
    if isinstance(value, dict):
        return "、".join(str(one) for one in value.values()) or "（已清空）"
    return _words(None, value)


def conflicts(desk: Desk, case: Case) -> tuple[Conflict, ...]:
    """Return everything in an inspection on which two devices disagree."""
    found = conflicts_of(desk, case.inspection.id)
    if not found:
        return ()
    opened = sheet_of(desk, case)
    return tuple(_conflict(desk, case, opened, one) for one in found)


def _conflict(desk: Desk, case: Case, opened: Sheet, one: FieldState) -> Conflict:
    path = one.key.entity_id.split("/", 1)[-1]
    question = opened.questions().get(path) if one.key.entity == ANSWER else None
    asked = f"{question.inspection.code} {question.label}" if question is not None else ""
    lead = case.inspection.lead_device
    decider = "本机（主办终端）" if lead == desk.store.device else f"主办终端 {device_name(desk, lead)}"
    return Conflict(
        inspection=case.inspection.id,
        title=asked or field_words(one.key.entity, one.key.field),
        candidates=tuple(_candidate(desk, case, question, one, live) for live in one.live if live.kind == SET),
        settled_here=one.key.entity in SETTLED_HERE,
        decider=decider,
        finding=any(finding.question == path for finding in case.findings),
        question=path if question is not None else "",
    )


def _candidate(desk: Desk, case: Case, question: Any, field: FieldState, live: Live) -> Candidate:
    text = live.value if isinstance(live.value, str) and field.key.entity not in NO_TEXT else None
    return _told(desk, case.officers, live, _words(question, live.value), text)


def _told(desk: Desk, officers: Mapping[str, Officer], live: Live, words: str, text: str | None = None) -> Candidate:
    name = told_apart(list(officers.values())).get(live.officer, live.officer)
    here, device = live.device == desk.store.device, device_beside(desk, live.device, name)
    return Candidate(live.op_id, words, name, device, moment_words(moment_of_stamp(live.hlc)), here, text)


def _words(question: Any, value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if not isinstance(value, dict):
        return "（已清空）" if value in (None, "") else _plain(str(value))
    parts = []
    if question is not None and value.get("verdict"):
        parts.append(verdict_word(question, str(value["verdict"])))
    elif value.get("verdict"):
        parts.append(str(value["verdict"]))
    parts.append(SEVERITIES.get(str(value.get("severity") or ""), ""))
    parts += [f"{name}：{value[key]}" for key, name in (("reason", "理由"), ("note", "说明")) if value.get(key)]
    return "\n".join(part for part in parts if part) or "（已清空）"


def _plain(text: str) -> str:
    """Return a moment as pages show it, every other text as it is."""
    return moment_words(datetime.fromisoformat(text)) if _MOMENT.match(text) else text
