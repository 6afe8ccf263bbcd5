"""Words of D4 现场检查笔录, in its three parts 内容、问题、处理情况."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.domain.procedure.case import Case
from app.domain.procedure.guards_arrival import UNSIGNED, entry_was_refused, recusal_answered
from app.domain.procedure.outcomes import Document, Evidence, Measure
from app.domain.procedure.recorded_refusals import listed_recordings
from app.domain.procedure.records import Person, Rights, Visit
from app.domain.procedure.visit_cards import cards_by_day
from app.domain.provisions import chinese_number
from app.services.checking.findings import HAZARD
from app.services.desk import Desk
from app.services.papers.composing.approval_form import drafted_at
from app.services.papers.composing.checklist_tables import checklist_rows, content_words, result_rows, sampling_tables
from app.services.papers.composing.filmed import recording_row
from app.services.papers.composing.listed import cited_as, listed_evidence, recorded_by
from app.services.papers.composing.made_for import made_for
from app.services.papers.composing.order import evidence_words, moving_words
from app.services.papers.composing.rechecked import record_words
from app.services.papers.composing.wording import (
    ROLE_NAMES,
    day_words,
    head,
    minute,
    moment_words,
    number_words,
    officer_rows,
    person_name,
)

REFUSED_HANDLING = "因被检查单位拒绝进场，本次检查未能实施，拒绝情况已如实记录，后续另行依法处理。"
SEVERITY_NAMES = {"ordinary": "一般", "serious": "较重", "major": "重大"}


def record(desk: Desk, case: Case, document: Document) -> Mapping[str, Any]:
    """Return the words of the record; read-back and signatures come when the paper is set."""
    made_at = drafted_at(desk, case, document)
    return {
        **head(desk, case, document, minute(made_at)),
        "drafted_at": minute(made_at),
        "visits": [
            {"starts": minute(one.arrived_at), "ends": minute(one.left_at or made_at), "place": one.place}
            for one in case.visits
        ],
        "persons": _persons(case),
        "recorder": person_name(case, recorder_of(case)),
        "officers": officer_rows(case, case.inspection.officers, cards_by_day(case)),
        "cards": _cards(told[0]) if (told := _tellings(case)) else {},
        "rights": _rights(case),
        "told_again": [_told_again(case, one) for one in told[1:]],
        "entry_refused": entry_was_refused(case),
        "nobody_met": entry_was_refused(case) and not case.persons,
        **_checked(desk, case),
        "samples": sampling_tables(desk, case),
        "findings": [
            {
                "code": one.code,
                "severity": SEVERITY_NAMES.get(one.severity, one.severity),
                "fact": one.text,
                "hazard": one.aim == HAZARD,
                "basis": desk.legal.cite_all(one.order_basis or one.basis),
                "evidence": evidence_words(case, one).removeprefix("见现场检查笔录").removeprefix("及"),
            }
            for one in case.findings
        ],
        "evidence": [_evidence(case, one, i) for i, one in enumerate(listed_evidence(case), 1)],
        "recordings": [recording_row(one) for one in listed_recordings(case, document)],
        "handling": handling_words(desk, case),
        **record_words(desk, case),
        "statement": statement_words(case),
    }


def _checked(desk: Desk, case: Case) -> dict[str, Any]:
    told = "".join(_refused_entry(case, one) for one in case.visits if one.refused and not one.called_off)
    if not entry_was_refused(case):
        return {
            "content": f"{told}{content_words(desk, case)}",
            "item_results": result_rows(desk, case),
            "checklist": checklist_rows(desk, case),
        }
    return {"content": f"{told}检查人员未能进场，检查表各项均未检查。", "item_results": [], "checklist": []}


def _refused_entry(case: Case, visit: Visit) -> str:
    said = visit.refused
    at = moment_words(datetime.fromisoformat(str(said["at"])))
    proofs = [f"见证人{person_name(case, str(said['witness']))}在场见证"] if said.get("witness") else []
    media = [str(one) for one in said.get("media") or ()]
    shown = "、".join(cited_as(case, media))
    proofs += [f"现场{'、'.join(recorded_by(case, media))}（{shown}）"] if shown else []
    proved = f"{'；'.join(proofs)}。" if proofs else ""
    refused = f"{at}，{said['by']}拒绝检查人员进场，理由：{str(said['reason']).rstrip('。')}。"
    return f"{refused}{proved}{_unsigned(case, visit)}"


def _unsigned(case: Case, visit: Visit) -> str:
    """Return why officers who were there did not sign in, as said afterwards."""
    said = visit.refused.get(UNSIGNED)
    if not said:
        return ""
    names = "、".join(person_name(case, str(one)) for one in said["officers"])
    reason, who = str(said["reason"]).rstrip("。"), person_name(case, str(said["by"]))
    at = moment_words(datetime.fromisoformat(str(said["at"])))
    return f"执法人员{names}当日到场，没有在本机签到，原因：{reason}（{who}于{at}说明）。"


def recorder_of(case: Case) -> str:
    """Return the officer who keeps the record: the first who signed in."""
    signed = sorted(case.sign_ins, key=lambda one: (one.at, one.id))
    return signed[0].officer if signed else next(iter(sorted(case.inspection.officers)), "")


def statement_words(case: Case) -> str:
    """Return all that the unit said to the record; of several each with who said it."""
    if not case.statements:
        return "无（拒绝进场，未作陈述）。" if entry_was_refused(case) else ""
    if len(case.statements) == 1:
        return case.statements[0].text
    in_order = sorted(case.statements, key=lambda one: (one.at, one.id))
    said = [f"{person_name(case, one.person)}：{one.text.rstrip('。')}。" for one in in_order]
    return "".join(f"（{chinese_number(at)}）{text}" for at, text in enumerate(said, 1))


def _persons(case: Case) -> list[dict[str, str]]:
    """Return the people met, once each: who is there on two days is registered on both."""
    told = [_person(case, one) for one in case.persons]
    return [one for at, one in enumerate(told) if one not in told[:at]]


def _person(case: Case, one: Person) -> dict[str, str]:
    files = {held.id: held.name for held in case.evidence}
    return {
        "role": ROLE_NAMES.get(one.role, one.role),
        "name": one.name,
        "post": "，".join(part for part in (one.employer, one.post) if part) or "未提供",
        "phone": one.phone or "未提供",
        "id_number": one.id_number or "未提供",
        "authority": files.get(one.authorization, ""),
    }


def _cards(rights: Rights) -> dict[str, str]:
    return {"shown_at": minute(rights.shown_at), "reply": rights.acknowledged.rstrip("。") + "。"}


def _tellings(case: Case) -> list[Rights]:
    """Return the first telling of each day at the unit, in the order of the days."""
    first: dict[str, Rights] = {}
    for one in sorted(case.rights, key=lambda one: (one.shown_at, one.told_at, one.id)):
        first.setdefault(one.visit, one)
    return list(first.values())


def _told_again(case: Case, one: Rights) -> dict[str, str]:
    """Return that cards were shown and rights told on a later day, with the answer given then."""
    asked = one.recusal.get("requested")
    officer = person_name(case, str(one.recusal.get("officer", ""))) or "执法人员"
    answer = "" if not recusal_answered(one) else f"申请{officer}回避" if asked else "不申请回避"
    said = str(one.statement.get("text") or "")
    parts = [one.acknowledged.rstrip("。"), answer, said.rstrip("。")]
    reply = "；".join(part for part in parts if part) + "。"
    return {"shown_at": minute(one.shown_at), "told_at": minute(one.told_at), "reply": reply}


def _rights(case: Case) -> dict[str, str]:
    if not case.rights:
        return {}
    # The telling at which the person said whether recusal is asked for, where an older one lacks it.
    rights = next((one for one in case.rights if recusal_answered(one)), case.rights[0])
    asked = bool(rights.recusal.get("requested"))
    officer = person_name(case, str(rights.recusal.get("officer", "")))
    answer = f"，申请{officer or '执法人员'}回避" if asked else "，不申请回避" if recusal_answered(rights) else ""
    decided = str(rights.recusal.get("decision") or "")
    said = str(rights.statement.get("text") or "")
    parts = [f"听清了{answer}", f"回避决定：{decided}" if decided else "", said.rstrip("。")]
    return {"told_at": minute(rights.told_at), "reply": "；".join(one for one in parts if one) + "。"}


def _evidence(case: Case, one: Evidence, index: int) -> dict[str, str]:
    maker = person_name(case, one.maker) or one.maker
    origin = "原始载体" if one.original else "复制件，与原件核对无误"
    provider = person_name(case, one.provider) or one.provider
    given = f"，由{provider}提供" if provider else ""
    return {
        "no": f"证据{index}",
        "name": one.name,
        "form": f"{one.medium}，1份",
        "made": f"{moment_words(one.captured_at)}，{one.method.rstrip('。')}，{maker}制作（{origin}{given}）",
        "proves": one.proves,
        "sha256": one.sha256,
    }


def handling_words(desk: Desk, case: Case) -> list[str]:
    """Return part three: each measure in a sentence, or that none was needed."""
    sentences = [_measure_words(desk, case, one) for one in case.measures]
    if sentences:
        return sentences
    return [REFUSED_HANDLING if entry_was_refused(case) else "本次检查未发现需要处理的问题。"]


def _measure_words(desk: Desk, case: Case, measure: Measure) -> str:
    register = desk.shelf.registers.measure(measure.kind)
    name = register.label if register else measure.kind
    codes = "、".join(one.code for one in case.findings if one.id in measure.findings)
    text = f"{name}（检查表第{codes}项）" if codes else name
    if measure.text:
        text += f"：{measure.text.rstrip('。')}"
    if measure.number:
        number = f"（{number_words(desk, measure.number)}）" if _signed_off(case, measure) else ""
        text += f"，另行制作《档案监督检查执法通知书》{number}送达"
    else:
        text += made_for(desk, case, measure)
    if measure.due:
        moves = moving_words(desk, measure.due)
        text += f"，改正期限至{day_words(measure.due)}{f'（{moves}）' if moves else ''}"
    return text + "。"


def _signed_off(case: Case, measure: Measure) -> bool:
    """Return whether the leader approved the order: a record made before that must not cite its number."""
    subjects = [measure.id, *(one.id for one in case.documents if one.measure == measure.id)]
    return any(case.approved(one) is not None for one in subjects)
