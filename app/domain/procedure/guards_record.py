"""Guards of the record: questions, evidence, findings with measures, read-back, signatures, seal."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.characters import says_nothing
from app.domain.procedure import grounds
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import Circumstances
from app.domain.procedure.guards_arrival import answers_for_unit, entry_was_refused
from app.domain.procedure.guards_preparation import assigned
from app.domain.procedure.handover import pending_handover
from app.domain.procedure.outcomes import Content, Signature
from app.domain.procedure.recorded_refusals import recording_blockers
from app.domain.procedure.records import REFUSAL
from app.domain.procedure.visit_cards import invalid_at_visits
from app.errors import Blocker

PARTS: Mapping[str, str] = {"content": "检查内容", "findings": "发现的问题", "handling": "处理情况"}
LISTED = 8
BEYOND = "{code}责令改正的内容包含没有查明的情形"
SIGN = "record/sign"
LEAD_PLACE = "preparation/lead_device"
MOVING: Mapping[bool, str] = {
    True: "主办终端正在移交给另一台终端，对方接收之前两台都不能封存和用号；不移交的，请先撤回。",
    False: "主办终端正在移交给本机，接收之前两台都不能封存和用号；请先接收。",
}


def record_is_sealed(case: Case) -> bool:
    """Return whether a seal stands on the record of this inspection (D4)."""
    record = case.document("D4")
    return record is not None and any(_seals(value, record.id) for value in case.seals.values())


def record_not_sealed(case: Case, about: Circumstances) -> list[Blocker]:
    """Refuse changes after the seal; what is found later goes into 补正 or 补充材料 (T15)."""
    if not record_is_sealed(case):
        return []
    text = "现场检查笔录已经封存，不能再改动；需要更正的请另作补正，新材料请作补充材料。"
    return [Blocker("record-sealed", text, grounds.UNCHANGED_RECORD, "record")]


def record_sealed(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand the sealed record."""
    if record_is_sealed(case):
        return []
    return [Blocker("record-not-sealed", "现场检查笔录尚未签名封存。", grounds.SIGNED_RECORD, "record")]


def on_lead_device(case: Case, about: Circumstances) -> list[Blocker]:
    """Refuse sealing and numbers on any device but the lead device (主办终端), and on it while a handover waits."""
    lead, waiting = case.inspection.lead_device, pending_handover(case.inspection)
    if not about.device or not lead:
        return []
    if waiting is not None and about.device in (waiting.giver, waiting.receiver):
        return [Blocker("handover-pending", MOVING[about.device == waiting.giver], (), LEAD_PLACE)]
    if about.device == lead:
        return []
    text = (
        "本机不是本次检查的主办终端，封存和用号只能在主办终端办理。在本机填写、签名的内容，"
        "请同步或者用 U 盘送到主办终端；要由本机接着办的，先在主办终端移交。"
    )
    return [Blocker("not-lead-device", text, (), LEAD_PLACE)]


def questions_answered(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand an answer to every question, or 未检查 with its reason; a refused entry has no checklist."""
    if entry_was_refused(case) or not about.open_questions:
        return []
    named = "、".join(about.open_questions[:LISTED]) + ("等" if len(about.open_questions) > LISTED else "")
    text = f"还有{len(about.open_questions)}个检查项没有结论（{named}）；未检查的请选“未检查”并写明理由。"
    return [Blocker("questions-open", text, grounds.THREE_PARTS, f"checking/{about.open_questions[0]}")]


def evidence_in_place(case: Case, about: Circumstances) -> list[Blocker]:
    """Refuse orphan evidence (neither linked nor set aside) and copies without their ground (S141)."""
    used = evidence_in_use(case)
    found = [
        Blocker(
            "evidence-orphan",
            f"证据“{one.name}”未关联检查项或问题，请关联，或说明理由后搁置。",
            grounds.EVIDENCE_VERIFIED,
            f"evidence/{one.id}",
        )
        for one in case.evidence
        if not one.links and not one.set_aside.strip() and one.id not in used
    ]
    found += [
        Blocker(
            "copy-without-ground",
            f"“{one.name}”是复制的资料，须写明依据的举报或涉嫌违法证据。",
            grounds.COPY_GROUND,
            f"evidence/{one.id}",
        )
        for one in case.evidence
        if one.copied and not copy_ground_given(one.ground)
    ]
    return found


def evidence_in_use(case: Case) -> frozenset[str]:
    """Return the evidence that proves an act of procedure: authorizations, signed sheets, refusals, service."""
    used = {one.authorization for one in case.persons} | {one.paper for one in case.approvals}
    used |= {one.paper for one in case.signatures} | {item for one in case.signatures for item in one.media}
    used |= {item for one in case.services for item in one.media}
    used |= {str(item) for one in case.visits for item in one.refused.get("media") or ()}
    return frozenset(used - {""})


def copy_ground_given(ground: Mapping[str, object]) -> bool:
    """Return whether copying rests on a report or on evidence of a violation that is named (S141)."""
    return ground.get("kind") in ("report", "evidence") and bool(str(ground.get("detail") or "").strip())


def findings_have_measures(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand a finding of each 不符合, and of each finding its wording, its basis and a measure that deals with it."""
    dealt = {finding for one in case.measures for finding in one.findings}
    found = []
    if about.unfound:
        text = f"还有 {len(about.unfound)} 项不符合没有认定为问题（{'、'.join(about.unfound)}）。"
        found.append(Blocker("violation-without-finding", text, grounds.THREE_PARTS, "outcome/findings"))
    for one in case.findings:
        place = f"outcome/{one.id}"
        if not one.text.strip():
            text = f"{one.code}的问题没有写明事实。"
            found.append(Blocker("finding-blank", text, grounds.THREE_PARTS, place))
        if one.id in about.undecided:
            text = f"{one.code}的问题用“或者”列出几种情形，没有写明查明的是哪一种；请选择查明的情形，或者修改表述。"
            found.append(Blocker("finding-undecided", text, grounds.THREE_PARTS, place))
        if one.id in about.beyond:
            text = BEYOND.format(code=one.code) + "；请撤回该措施，按查明的情形重新作出，或者改选查明的情形。"
            found.append(Blocker("order-beyond-finding", text, grounds.FACTS, place))
        if not one.basis:
            text = f"{one.code}的问题没有写明违反的规定。"
            found.append(Blocker("finding-without-basis", text, grounds.NOTICE, place))
        if one.id not in dealt:
            text = f"{one.code}的问题还没有处理措施。"
            found.append(Blocker("finding-without-measure", text, grounds.THREE_PARTS, place))
    return found


def statement_taken(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand the unit's own statement, or that it made none (PL 45)."""
    if case.statements or entry_was_refused(case):
        return []
    text = "请记录被检查单位的陈述申辩；没有意见的，登记“无意见”。"
    return [Blocker("no-statement", text, grounds.PLEAS, "record/statement")]


def record_written(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand the record's words (D4): what is read back must be what is signed."""
    if current_content(case) is not None:
        return []
    return [Blocker("record-missing", "现场检查笔录尚未生成。", grounds.THREE_PARTS, "record")]


def three_parts_filled(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand content, findings (or 未发现问题) and handling (S137)."""
    return [
        Blocker(f"part-{key}-blank", f"笔录的“{title}”没有填写。", grounds.THREE_PARTS, f"record/{key}")
        for key, title in PARTS.items()
        if not str(about.record_parts.get(key) or "").strip()
    ]


def read_back_done(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand that the present wording was read back to the unit (on screen or on paper)."""
    content = current_content(case)
    if content is None or entry_was_refused(case):
        return []
    if any(one.document == content.id and one.digest == content.digest for one in case.read_backs):
        return []
    changed = any(one.document == content.id for one in case.read_backs)
    text = "宣读后笔录内容又有改动，请重新宣读。" if changed else "笔录尚未向被检查单位宣读或交其阅读。"
    return [Blocker("not-read-back", text, grounds.SIGNED_RECORD, "record/read_back")]


def officers_signed(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand the signature of every officer taking part, on the present wording (S138)."""
    signed = {one.signer for one in signatures_now(case) if one.way != REFUSAL}
    return [
        Blocker("officer-not-signed", f"{one.name}尚未签名{_again(case, one.id)}。", grounds.SIGNED_RECORD, SIGN)
        for one in assigned(case)
        if one.id not in signed
    ]


def unit_signed(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand the unit's signature on the present wording, or its refusal recorded with reason (S138, S139)."""
    mine = {one.id for one in case.persons if answers_for_unit(case, one)}
    if entry_was_refused(case) and not mine:
        return _refused_entry_proved(case)
    acts = [one for one in signatures_now(case) if one.signer in mine]
    if not acts:
        again = "".join(sorted({_again(case, one) for one in mine}))
        text = f"被检查单位负责人或其委托的人尚未签名{again}；拒绝签名的，请登记拒签理由。"
        return [Blocker("unit-not-signed", text, grounds.SIGNED_RECORD, SIGN)]
    return []


def refusals_proved(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand of every refusal to sign its reason and a photo or video, or a witness who signs (S139, T13)."""
    refused = [one for one in signatures_now(case) if one.way == REFUSAL]
    found = [blocker for one in refused for blocker in (*refusal_blockers(one), *recording_blockers(case, one))]
    signed = {one.signer for one in signatures_now(case) if one.way != REFUSAL}
    names = {one.id: one.name for one in case.persons}
    for witness in sole_witnesses(case):
        if witness not in signed:
            who = f"拒绝的情形没有照片、录像、执法记录仪文件，只有见证人{names.get(witness, '')}作证"
            text = f"{who}，须由见证人在笔录上签名；见证人不签的，补充现场照片（拒签登记先作废，附照片重新登记）。"
            found.append(Blocker("witness-not-signed", text, grounds.SIGNED_RECORD, SIGN))
    return found


def sole_witnesses(case: Case) -> tuple[str, ...]:
    """Return the witnesses on whom alone it rests that somebody refused to sign or to let in: no photo, no video."""
    told = [(one.witness, one.media or one.recording) for one in signatures_now(case) if one.way == REFUSAL]
    if entry_was_refused(case) and not any(answers_for_unit(case, one) for one in case.persons):
        told += [(str(one.refused.get("witness") or ""), one.refused.get("media") or ()) for one in case.visits]
    return tuple(dict.fromkeys(witness for witness, media in told if witness and not media))


def refusal_blockers(refusal: Signature) -> list[Blocker]:
    """Return what a refusal to sign still lacks."""
    found = []
    if says_nothing(refusal.reason):
        text = "请写明拒绝签名的理由；对方不说明的，写明“未说明理由”和当时情形。"
        found.append(Blocker("refusal-without-reason", text, grounds.SIGNED_RECORD, SIGN))
    if not (refusal.witness or refusal.media or refusal.recording):
        text = "拒绝签名须有见证人，或有照片、录像、执法记录仪文件佐证。"
        found.append(Blocker("refusal-without-proof", text, grounds.SIGNED_RECORD, SIGN))
    return found


def _refused_entry_proved(case: Case) -> list[Blocker]:
    found = []
    for visit in case.visits:
        told = visit.refused
        if told and (not str(told.get("reason") or "").strip() or not (told.get("witness") or told.get("media"))):
            text = "拒绝进场须写明理由，并有见证人或照片、录像佐证。"
            found.append(Blocker("refused-entry-unproved", text, grounds.SIGNED_RECORD, "arrival/refused"))
    return found


def conflicts_resolved(case: Case, about: Circumstances) -> list[Blocker]:
    """Refuse sealing while two laptops disagree on anything."""
    if not case.conflicts:
        return []
    entity, entity_id, name = case.conflicts[0]
    text = f"还有{len(case.conflicts)}处两台终端填写不一致，请先选定。"
    return [Blocker("conflict-open", text, grounds.UNCHANGED_RECORD, f"{entity}/{entity_id}/{name}")]


def credentials_were_valid(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand that each credential was valid on each day its officer signed in, whatever card is registered since."""
    return invalid_at_visits(case)


def current_content(case: Case) -> Content | None:
    """Return the present wording of the record (D4)."""
    record = case.document("D4")
    return None if record is None else case.contents.get(record.id)


def signatures_now(case: Case) -> tuple[Signature, ...]:
    """Return the signatures and refusals bound to the present wording of the record; older ones do not count."""
    content = current_content(case)
    if content is None:
        return ()
    return tuple(one for one in case.signatures if one.document == content.id and one.digest == content.digest)


def _again(case: Case, signer: str) -> str:
    content = current_content(case)
    stale = content is not None and any(one.document == content.id and one.signer == signer for one in case.signatures)
    return "（签名后内容有改动，须重新签名）" if stale else ""


def _seals(value: object, document: str) -> bool:
    return isinstance(value, Mapping) and value.get("document") == document
