"""Who signs the record and how: the signers with their state, and each way of signing as one act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.domain.namesakes import called
from app.domain.problems import Problem
from app.domain.procedure.case import Case
from app.domain.procedure.guards_arrival import answers_for_unit
from app.domain.procedure.guards_preparation import assigned
from app.domain.procedure.guards_record import current_content, sole_witnesses
from app.domain.procedure.outcomes import Signature
from app.domain.procedure.records import INK, OTHER, PAPER, REFUSAL, WITNESS, Person
from app.errors import InspectorError, Refused
from app.services.desk import Desk
from app.services.evidence import linking
from app.services.evidence.intake import Particulars, add_photo
from app.services.papers.composing.wording import ROLE_NAMES, person_name
from app.services.papers.signing import void_signature
from app.services.record import journey
from app.services.session.opening import OpenDesk, confirm, enter
from ui.models.moments import moment_words
from ui.models.whose import naming

OFFICER = "officer"
PIN_LENGTH = 6
WAYS = {INK: "屏幕签名", PAPER: "纸上签名", REFUSAL: "拒绝签名"}
REASONS = ("对检查结果有异议", "认为无权签名，须请示上级", "未说明理由，当场离开")
"""What people usually say who do not sign; any other words can be entered."""
NOT_RECORDED = "签名未能记录，照片不再使用"


@dataclass(frozen=True, slots=True)
class SignerRow:
    """Somebody who signs, or may. ``needed`` without whom there is no seal; ``stale`` signed words since changed.

    ``signature`` is "" while there is none; ``words`` say how and when.
    """

    id: str
    name: str
    role: str
    title: str
    needed: bool
    words: str
    signature: str = ""
    stale: bool = False
    refused: bool = False

    @property
    def done(self) -> bool:
        """Return whether a signature or refusal on the present words is recorded."""
        return bool(self.signature) and not self.stale

    @property
    def is_officer(self) -> bool:
        """Return whether this is one of the inspecting officers, who sign by themselves and cannot refuse."""
        return self.role == OFFICER


@dataclass(frozen=True, slots=True)
class Refusing:
    """What is entered of a refusal: its reason, and a witness (person id), photos or a body-camera file.

    ``at`` is when it was refused where the file shows it, None for now.
    ``namesake``: by what the witness is known to be another person than somebody of the party of the same name.
    """

    reason: str
    witness: str = ""
    photos: tuple[Path, ...] = ()
    namesake: str = ""
    recording: str = ""
    at: datetime | None = None


def recordings(case: Case) -> tuple[tuple[str, str], ...]:
    """Return the body-camera files that are registered, as (id, words), the last one first."""
    in_order = sorted(case.recordings, key=lambda one: one.started_at, reverse=True)
    words = "{number}（{begins}至{ends:%H:%M}）"
    return tuple(
        (one.id, words.format(number=one.number, begins=moment_words(one.started_at), ends=one.ended_at))
        for one in in_order
    )


def signers(case: Case) -> tuple[SignerRow, ...]:
    """Return everybody who signs the record: the officers, then those who answer for the unit, then the others."""
    names = called(case)
    rows = [_row(case, one.id, names[one.id], OFFICER, needed=True) for one in assigned(case)]
    alone = sole_witnesses(case)
    mine = [one for one in case.persons if answers_for_unit(case, one)]
    acted = any(one.signer in {person.id for person in mine} for one in case.signatures)
    for person in mine:
        needed = not acted or person.id in {*_signed(case), *alone}
        rows.append(_row(case, person.id, names[person.id], person.role, needed=needed))
    others = [one for one in case.persons if one not in mine]
    return (*rows, *(_row(case, one.id, names[one.id], _role(one), needed=one.id in alone) for one in others))


def usual_witness(case: Case) -> str:
    """Return the one person registered as witness (见证人), at the last visit where there were several; "" for none."""
    known = [one for one in case.persons if one.role == WITNESS]
    here = [one for one in known if one.visit == case.visits[-1].id] or known
    return here[0].id if len(here) == 1 else ""


def seated(desk: OpenDesk, officer: str, secret: str) -> OpenDesk:
    """Return the desk with this officer at it, let in by PIN or passphrase; the desk given stays as it is.

    Raises:
        Refused: a wrong secret, the passphrase is due first, or too soon after wrong ones.
    """
    by_pin = len(secret) == PIN_LENGTH and secret.isdigit()
    with naming(desk, officer):
        if not by_pin:
            return enter(desk, officer, secret)
        if desk.store.training:
            enter(desk, officer)
        return confirm(desk, officer, secret)


def sign_ink(desk: OpenDesk, inspection: str, signer: SignerRow, ink: Mapping[str, Any], secret: str) -> Signature:
    """Return a signature on screen; an officer's by the officer's own PIN or passphrase."""
    by: Desk = seated(desk, signer.id, secret) if signer.is_officer else desk
    return journey.sign(by, inspection, signer.id, signer.role, INK, ink=dict(ink))


def sign_paper(desk: OpenDesk, inspection: str, signer: SignerRow, sheet: Path | str, secret: str) -> Signature:
    """Return a signature on paper: ``sheet`` is the photo of the signed sheet, or the id of one taken in before.

    Raises:
        Refused: the signature cannot be recorded; the photo is voided again.
    """
    by: Desk = seated(desk, signer.id, secret) if signer.is_officer else desk
    if isinstance(sheet, str):
        return journey.sign(by, inspection, signer.id, signer.role, PAPER, paper=sheet)
    (taken,) = _taken(by, inspection, (sheet,), f"{signer.name}在纸质笔录上签名")
    try:
        return journey.sign(by, inspection, signer.id, signer.role, PAPER, paper=taken)
    except InspectorError:
        linking.void(by, taken, NOT_RECORDED)
        raise


def refuse(desk: Desk, inspection: str, signer: SignerRow, said: Refusing) -> tuple[Any, Sequence[Problem]]:
    """Return the refusal recorded, or what its entry lacks by field."""
    problems = []
    if not said.reason.strip():
        problems.append(Problem("reason", "请写明拒签原因；对方不说明的，写“未说明理由”和当时情形。"))
    if not (said.witness or said.photos or said.recording):
        problems.append(Problem("proof", "请选择见证人、执法记录仪文件，或者添加现场照片。"))
    if problems:
        return None, problems
    media = _taken(desk, inspection, said.photos, f"{signer.name}拒绝签名的现场情况")
    try:
        details: dict[str, Any] = {"reason": said.reason.strip(), "witness": said.witness, "media": media}
        details |= {"remark": said.namesake, "recording": said.recording, "refused_at": said.at}
        return journey.sign(desk, inspection, signer.id, signer.role, REFUSAL, **details), ()
    except Refused:
        for one in media:
            linking.void(desk, one, NOT_RECORDED)
        raise


def void_all(desk: Desk, signatures: Sequence[str], reason: str) -> None:
    """Void signatures with one reason: the record is drafted again."""
    for one in signatures:
        void_signature(desk, one, reason)


def _taken(desk: Desk, inspection: str, photos: Sequence[Path], proves: str) -> tuple[str, ...]:
    """Return the evidence ids of photos taken in.

    They are not set aside: evidence set aside is listed in the record, and would change the words that are signed.
    """
    found = []
    for one in photos:
        taken = add_photo(desk, inspection, one, Particulars("照片", "拍摄后导入", proves))
        assert taken.evidence is not None
        found.append(taken.evidence.id)
    return tuple(found)


def _row(case: Case, signer: str, name: str, role: str, *, needed: bool) -> SignerRow:
    document, content = case.document(journey.RECORD), current_content(case)
    mine = [one for one in case.signatures if document is not None and one.document == document.id]
    found = next((one for one in reversed(mine) if one.signer == signer), None)
    title = ROLE_NAMES[role]
    if found is None:
        return SignerRow(signer, name, role, title, needed, "未签" if needed else "可签，不是必须")
    stale = content is None or found.digest != content.digest
    words, refused = _words(case, found, stale), found.way == REFUSAL
    return SignerRow(signer, name, role, title, needed, words, found.id, stale, refused)


def _words(case: Case, one: Signature, stale: bool) -> str:
    words = f"{WAYS[one.way]}　{moment_words(one.at)}"
    if one.reason:
        words += f"\n原因：{one.reason}"
    if one.recording:
        words += f"\n执法记录仪文件：{'、'.join(each.number for each in case.recordings if each.id == one.recording)}"
    if one.witness:
        words += f"\n见证人：{person_name(case, one.witness)}"
    return f"{words}\n签名后内容有改动，须作废后重新签名" if stale else words


def _role(person: Person) -> str:
    return WITNESS if person.role == OTHER else person.role


def _signed(case: Case) -> frozenset[str]:
    return frozenset(one.signer for one in case.signatures)


def sheets(case: Case) -> tuple[tuple[str, str], ...]:
    """Return the photos of signed sheets taken in already, as (evidence id, name)."""
    used = {one.paper for one in case.signatures if one.paper}
    return tuple((one.id, one.name) for one in case.evidence if one.id in used)
