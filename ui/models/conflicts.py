"""Where two laptops disagree: what it is about, and the competing values with their officer and time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.checklist.verdicts import SEVERITIES, verdict_word
from app.domain.clock import moment_of_stamp
from app.domain.entity_words import field_words
from app.domain.fold import FieldState, Live
from app.domain.operations import SET, root_of
from app.domain.procedure.case import Case
from app.services.checking.answering import ANSWER
from app.services.checking.settling import NO_TEXT, SETTLED_HERE, conflicts_of
from app.services.checking.sheet import Sheet, sheet_of
from app.services.desk import Desk
from app.services.exchange.queue import conflicts_to_settle, device_name, unit_of
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
        return not self.question and all(one.text is not None for one in self.candidates)


@dataclass(frozen=True)
class Disagreement:
    """Everything on which two laptops disagree in one inspection."""

    inspection: str
    unit: str
    conflicts: tuple[Conflict, ...]


def disagreements(desk: Desk) -> tuple[Disagreement, ...]:
    """Return where two laptops disagree, over all inspections, the newest first."""
    roots = sorted({root_of(one.key.entity_id) for one in conflicts_to_settle(desk)}, reverse=True)
    return tuple(Disagreement(root, unit_of(desk, root), conflicts(desk, desk.case(root))) for root in roots)


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
    name = case.officers[live.officer].name if live.officer in case.officers else live.officer
    here, device = live.device == desk.store.device, device_name(desk, live.device)
    text = live.value if isinstance(live.value, str) and field.key.entity not in NO_TEXT else None
    return Candidate(
        live.op_id, _words(question, live.value), name, device, moment_words(moment_of_stamp(live.hlc)), here, text
    )


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
