"""Traps of the visit, the record, the evidence and service: one rule each.

A rule returns what is wrong (red stops, amber asks for a reason), or says that the trap cannot occur here and why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from app.domain.entries import moment_of
from app.domain.procedure import guards_arrival as arrival
from app.domain.procedure import guards_preparation as preparation
from app.domain.procedure import guards_record as record
from app.domain.procedure.circumstances import Circumstances, chinese_moment, day_of
from app.domain.procedure.guards_service import FEW_SERVERS, service_proved
from app.domain.procedure.moments import as_moment
from app.domain.procedure.outcomes import Document, Service
from app.domain.procedure.photo_times import CLOCK_DRIFT, pictures_of_another_day
from app.domain.procedure.recorded_refusals import recording_blockers
from app.domain.procedure.records import ELECTRONIC, LEFT_BEHIND, REFUSAL
from app.domain.procedure.servers_cards import invalid_then, withdrawn_since
from app.domain.procedure.trap_looks import RECORD, Look, Verdict, red
from app.domain.procedure.trap_rules_acts import in_two_places, signed_before_written, without_a_visit
from app.domain.procedure.visit_cards import withdrawn_since_visits
from app.errors import Blocker

EXTRACTION = "D10"
BEFORE_THE_VISIT = frozenset({"D1", "D2"})
OWN_CASE = ("penalty-law-2021:43", "penalty-law-2021:57")
ELECTRONIC_DATA = frozenset({"file", "data", "log"})


def two_officers(look: Look) -> Verdict:
    """T1: two officers on site at every visit, none added afterwards."""
    found = [*preparation.enough_officers(look.case, look.about), *preparation.officers_differ(look.case, look.about)]
    if look.is_receipt:
        served = [blocker for one in look.services for blocker in service_proved(look.case, _serving(look, one))]
        return red([*found, *(one for one in served if one.code == FEW_SERVERS)])
    staffed = arrival.every_visit_was_staffed(look.case, look.about) if look.case.visits else []
    return Verdict((*found, *staffed), (*in_two_places(look), *without_a_visit(look)))


def cards_shown(look: Look) -> Verdict:
    """T2: cards valid on the day and shown; of a proof of service, valid on the day of service."""
    if look.is_receipt:
        invalid = tuple(blocker for one in look.services for blocker in invalid_then(look.case, one))
        return Verdict(invalid, tuple(told for one in look.services for told in withdrawn_since(look.case, one)))
    if not look.case.visits:
        return Verdict(absent="尚未到场。")
    shown = [] if arrival.entry_was_refused(look.case) else arrival.cards_shown_and_rights_told(look.case, look.about)
    invalid = (*record.credentials_were_valid(look.case, look.about), *shown)
    return Verdict(invalid, tuple(withdrawn_since_visits(look.case)))


def refusals_have_reasons(look: Look) -> Verdict:
    """T13: whoever does not sign is noted with the reason."""
    ids = {one.id for one in look.papers}
    refused = [one for one in look.case.signatures if one.way == REFUSAL and one.document in ids]
    if not refused:
        return Verdict(absent="没有拒绝签名的情形。")
    kept = {one.id for one in look.case.evidence}
    text = "证明拒绝签名的照片、录像已经作废，也没有见证人；请另行关联。"
    basis = ("litigation-evidence-rules-2002:15-p1",)
    gone = [
        Blocker("refusal-unproved", text, basis, "signing")
        for one in refused if one.media and not (one.witness or one.recording) and not kept & set(one.media)
    ]  # fmt: skip
    own = (blocker for one in refused for blocker in record.refusal_blockers(one))
    filmed = (blocker for one in refused for blocker in recording_blockers(look.case, one))
    return red([*own, *filmed, *gone])


def left_with_proof(look: Look) -> Verdict:
    """T14: a paper left behind has a witness or pictures."""
    return _services(look, LEFT_BEHIND, "没有留置送达。")


def record_unchanged(look: Look) -> Verdict:
    """T15: the record is made and signed at the visit, and not changed after it."""
    made = look.case.document(RECORD)
    if made is None:
        return Verdict(absent="尚未制作现场检查笔录。")
    if look.document is not None and look.document.kind != RECORD:
        early = tuple(signed_before_written(look))
        return Verdict(amber=early) if early else Verdict(absent="本文书不是现场检查笔录。")
    found = [
        Blocker("paper-changed", "文书生成后所依据的内容又有改动，须重新生成并核对。", (), f"papers/{one}")
        for one in look.changed
    ]
    days = [day_of(one.left_at or one.arrived_at) for one in look.case.visits]
    sealed = made.frozen_at or (look.about.now if look.document is not None else None)
    late = sealed is not None and bool(days) and day_of(sealed) > max(days)
    basis = ("litigation-evidence-rules-2002:57-i1",)
    text = "笔录在离开现场的次日以后才封存，请写明原因。"
    told = (Blocker("sealed-late", text, basis, "record"),) if late else ()
    return Verdict(tuple(found), (*told, *signed_before_written(look)))


def data_described(look: Look) -> Verdict:
    """T16: electronic data with medium, method, time, maker, object of proof and digest; extracted when it was made.

    The record of a visit takes in pictures of its days: one of another day is told with its reason.
    """
    data = [one for one in look.case.evidence if one.kind in ELECTRONIC_DATA and not one.set_aside]
    strays = tuple(stray for one in look.papers if one.kind in _STRAYS for stray in _STRAYS[one.kind](look, one))
    if not data and not strays:
        return Verdict(absent="没有电子数据证据。")
    found = []
    for one in data:
        blank = [words for value, words in (
            (one.medium, "载体"), (one.method, "制作方法"), (one.maker, "制作人"), (one.proves, "证明对象"),
            (one.sha256, "校验值"),
        ) if not str(value).strip()]  # fmt: skip
        if blank:
            text = f"电子数据“{one.name}”没有写明{'、'.join(blank)}。"
            found.append(Blocker("data-bare", text, ("litigation-evidence-rules-2002:12",), "evidence"))
    return Verdict(tuple(found), strays)


def _of_another_time(look: Look, paper: Document) -> list[Blocker]:
    """Return which files the record of an extraction takes in though they were made at another time."""
    told = look.case.entries.get(paper.id, {})
    began, ended = (moment_of(told.get(name)) for name in ("starts", "ends"))
    if began is None or ended is None:
        return []
    first, last = as_moment(began) - CLOCK_DRIFT, as_moment(ended) + CLOCK_DRIFT
    chosen = told.get("files")
    files = [one for one in look.case.evidence if isinstance(chosen, list) and one.id in chosen]
    span = f"{chinese_moment(as_moment(began))}至{chinese_moment(as_moment(ended))}"
    text = (
        "“{name}”的制作时间是{made}，不在提取时间（{span}）内。"
        "请核对所选的文件和提取时间；确属这次提取的，写明理由。"
    )
    return [
        Blocker(
            "file-of-another-time",
            text.format(name=one.name, made=chinese_moment(one.captured_at), span=span),
            ("litigation-evidence-rules-2002:12",), f"papers/{paper.id}",
        )
        for one in files if not first <= one.captured_at <= last
    ]  # fmt: skip


def _of_another_day(look: Look, paper: Document) -> list[Blocker]:
    """Return which pictures the record of the visit tells of though they were taken on no day of it."""
    text = (
        "“{name}”的制作时间是{made}，不是检查当天。请核对是不是这次拍摄的、相机的时钟是否准确；"
        "确属本次检查的证据，写明理由。"
    )
    return [
        Blocker(
            "picture-of-another-day", text.format(name=one.name, made=chinese_moment(one.captured_at)),
            ("litigation-evidence-rules-2002:12", "litigation-evidence-rules-2002:15"), f"papers/{paper.id}",
        )
        for one in pictures_of_another_day(look.case)
    ]  # fmt: skip


_STRAYS: Mapping[str, Callable[[Look, Document], list[Blocker]]] = {
    EXTRACTION: _of_another_time, RECORD: _of_another_day,
}  # fmt: skip


def electronic_with_consent(look: Look) -> Verdict:
    """T17: electronic service only with the signed confirmation."""
    return _services(look, ELECTRONIC, "没有电子送达。")


def recusal_decided(look: Look) -> Verdict:
    """T24: the party was told of recusal, and an application was decided."""
    if not look.case.visits:
        return Verdict(absent="尚未到场。")
    undecided = arrival.recusals_decided(look.case, look.about)
    asked = () if look.is_receipt else (*undecided, *_judge_in_own_case(look))
    return Verdict(tuple(preparation.nobody_is_recused(look.case, look.about)), asked)


def _judge_in_own_case(look: Look) -> list[Blocker]:
    """Return that whoever approved a paper upon the visit inspected the unit, too.

    No article that is known forbids it: articles 43 (recusal) and 58 (the reviewer) do not speak of it, article 57 has
    the head of the authority examine what was found. It is told, and the reason is kept with the paper.
    """
    team, found = {*look.case.inspection.officers, *look.case.handlers}, []
    for one in look.papers:
        decision = look.case.approved(one.id) or (look.case.approved(one.measure) if one.measure else None)
        if one.kind in BEFORE_THE_VISIT or decision is None or decision.approver not in team:
            continue
        officer = look.case.officers.get(decision.approver)
        text = (
            f"批准这份文书的{officer.name if officer else '负责人'}同时是本案的执法人员，自己检查、自己批准。"
            "能由其他负责人批准的，请由其他负责人重新批准；确需本人批准的，写明理由（如本机关没有其他负责人）。"
        )
        found.append(Blocker("approver-inspected", text, OWN_CASE, f"papers/{one.id}"))
    return found


def enterprise_frequency(look: Look) -> Verdict:
    """T28: enterprises are not inspected more often than the published cap."""
    if not look.case.unit.enterprise:
        return Verdict(absent="被检查单位不是企业。")
    told = [
        one for one in preparation.enterprise_not_too_often(look.case, look.about)
        if not look.case.inspection.reasons.get(one.code)  # the reason was given when the inspection was approved
    ]  # fmt: skip
    return Verdict(amber=tuple(told))


def data_protected(look: Look) -> Verdict:
    """T29: what lies on the laptop is encrypted; what nobody needs is not kept, copies have their ground."""
    if look.document is not None and look.document.kind == RECORD:
        # amber: a photo of what is being signed is linked by the signature; the seal itself refuses orphans
        return Verdict(amber=tuple(record.evidence_in_place(look.case, look.about)))
    orphans = [one for one in look.case.evidence if not one.links and not one.set_aside.strip() and not one.supplement]
    text = "证据“{name}”没有关联检查项；超出需要取得的材料不应留在本机。"
    basis = ("archives-law-2020:47",)
    return Verdict(amber=tuple(
        Blocker("evidence-unlinked", text.format(name=one.name), basis, "evidence")
        for one in orphans if one.id not in record.evidence_in_use(look.case)
    ))  # fmt: skip


def _services(look: Look, way: str, absent: str) -> Verdict:
    mine = [one for one in look.services if one.way == way]
    if not mine:
        return Verdict(absent=absent)
    return red(blocker for one in mine for blocker in service_proved(look.case, _serving(look, one)))


def _serving(look: Look, service: Service) -> Circumstances:
    return replace(look.about, service=service)
