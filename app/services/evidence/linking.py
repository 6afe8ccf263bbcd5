"""What evidence belongs to: links to questions and findings, set aside with a reason, voided; the chain of custody."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from app.domain.clock import iso
from app.domain.operations import ADD, REMOVE, Change
from app.domain.procedure.case import Case
from app.domain.procedure.guards_record import evidence_in_use
from app.domain.procedure.outcomes import Evidence
from app.errors import Blocker, Refused
from app.services.checking.sheet import Sheet, insist_unsealed, no_such, sheet_of
from app.services.desk import Desk, insist, missing
from app.services.saving import save_stream
from app.services.voiding import voiding

FORBIDDEN = "forbidden"
SECRETS = ("archives-law-2020:20", "penalty-law-2021:50")


def links_of(desk: Desk, case: Case, wanted: Iterable[str]) -> tuple[str, ...]:
    """Return links as they are kept: finding ids as they are, question paths and codes as stored paths.

    Raises:
        Refused: there is no such question or finding, or its evidence is forbidden (secrets).
    """
    names = tuple(dict.fromkeys(wanted))
    if not names:
        return ()
    opened = sheet_of(desk, case)
    kept = tuple(_link(opened, one) for one in names)
    questions = [next((f.question for f in case.findings if f.id == one), one) for one in kept]
    blocked = [_forbidden(opened, path) for path in questions]
    insist("该检查项不能关联证据。", [one for one in blocked if one is not None])
    return tuple(dict.fromkeys(kept))


def _link(opened: Sheet, name: str) -> str:
    if any(one.id == name for one in opened.case.findings):
        return name
    if name.startswith(f"{opened.case.inspection.id}/"):
        raise no_such("finding", "没有这个问题，或者它已经作废。")
    if opened.checklist.question_of_code(name) is not None:
        return opened.path_of(name)
    return opened.stored(opened.place(name))


def _forbidden(opened: Sheet, path: str) -> Blocker | None:
    meaning = opened.question(path).inspection
    if not (meaning.secret or meaning.evidence_rule == FORBIDDEN):
        return None
    text = f"{meaning.code}涉及国家秘密，不得拍照、录像、复制或附文件，只选用固定用语记载"
    return Blocker("evidence-forbidden", text, SECRETS, f"checking/{path}")


def link(desk: Desk, evidence_id: str, name: str) -> Evidence:
    """Return evidence linked to a question (path or code) or a finding id; a reason to set it aside is dropped.

    Raises:
        Refused: no such evidence, question or finding; evidence forbidden there; the evidence is sealed.
    """
    case, held = _held(desk, evidence_id)
    (kept,) = links_of(desk, case, [name])
    changes = [Change(Evidence.ENTITY, held.id, "links", kept, ADD), _custody(desk, held, "linked", kept)]
    if held.set_aside:
        changes.append(Change(Evidence.ENTITY, held.id, "set_aside", ""))
    return _after(desk, held, changes)


def unlink(desk: Desk, evidence_id: str, name: str) -> Evidence:
    """Return evidence without one of its links; without any it shows 未关联 and blocks sealing.

    Raises:
        Refused: it has no such link, or it is sealed.
    """
    case, held = _held(desk, evidence_id)
    kept = name if name in held.links else _link(sheet_of(desk, case), name)
    if kept not in held.links:
        raise missing("link", "该证据没有关联到这里。", "请刷新后重试。")
    changes = [Change(Evidence.ENTITY, held.id, "links", kept, REMOVE), _custody(desk, held, "unlinked", kept)]
    return _after(desk, held, changes)


def set_aside(desk: Desk, evidence_id: str, reason: str) -> Evidence:
    """Return evidence that needs no link, with the reason.

    Raises:
        Refused: no reason was given, or it is sealed.
    """
    _, held = _held(desk, evidence_id)
    if not reason.strip():
        insist("搁置证据须说明理由。", [Blocker("set-aside-without-reason", "请填写搁置的理由", (), held.id)])
    aside = Change(Evidence.ENTITY, held.id, "set_aside", reason.strip())
    return _after(desk, held, [aside, _custody(desk, held, "set_aside", reason)])


def void(desk: Desk, evidence_id: str, reason: str) -> None:
    """Void evidence taken in by mistake; its file and history stay.

    Raises:
        Refused: no reason was given, it proves an act of procedure, or the record is sealed.
    """
    case, held = _held(desk, evidence_id)
    if not held.supplement:
        insist_unsealed(desk, case)
    if held.id in evidence_in_use(case):
        text = f"“{held.name}”已用于签名、委托、审批或送达，不能作废"
        insist("不能作废该证据。", [Blocker("evidence-in-use", text, (), held.id)])
    desk.commit([voiding(desk, Evidence.ENTITY, held.id, reason), _custody(desk, held, "voided", reason)])


def orphans(case: Case) -> tuple[Evidence, ...]:
    """Return the evidence that shows 未关联: no link, not set aside, proving no act of procedure."""
    used = evidence_in_use(case)
    return tuple(one for one in case.evidence if not one.links and not one.set_aside and one.id not in used)


def picture(desk: Desk, evidence_id: str) -> bytes:
    """Return a photo as JPEG of at most 1,600 pixels, upright.

    Raises:
        StorageFailed: it is not here yet, or no picture.
    """
    return bytes(desk.vault.derivative(_held(desk, evidence_id)[1].sha256))


def original(desk: Desk, evidence_id: str) -> BinaryIO:
    """Return the untouched original as a stream; the caller closes it.

    Raises:
        StorageFailed: it is not here yet.
    """
    stream: BinaryIO = desk.vault.open(_held(desk, evidence_id)[1].sha256)
    return stream


def save_original(desk: Desk, evidence_id: str, target: Path) -> int:
    """Write the untouched original to where a person chose, whole or not at all, and return its size in bytes.

    Raises:
        StorageFailed: it is not here yet, or cannot be written there; a file under that name stands as it was.
    """
    with original(desk, evidence_id) as source:
        return save_stream(target, source, "证据")


def _held(desk: Desk, evidence_id: str) -> tuple[Case, Evidence]:
    case = desk.case(evidence_id.split("/", 1)[0])
    held = next((one for one in case.evidence if one.id == evidence_id), None)
    if held is None:
        raise missing("evidence", "没有这件证据，或者它已经作废。", "请刷新证据列表后重试。")
    return case, held


def _after(desk: Desk, held: Evidence, changes: list[Change]) -> Evidence:
    desk.commit(changes)
    return _held(desk, held.id)[1]


def _custody(desk: Desk, held: Evidence, act: str, note: str) -> Change:
    event = {"at": iso(desk.now()), "officer": desk.officer, "act": act, "note": note}
    return Change(Evidence.ENTITY, held.id, "custody", dict(event), ADD)


__all__ = ["Refused", "link", "links_of", "orphans", "original", "picture", "set_aside", "unlink", "void"]
