"""Visits: each day's arrival, the officers' own sign-ins, leaving, entry refused, visit called off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from app.domain.characters import says_nothing
from app.domain.clock import iso
from app.domain.problems import LONGEST_LINE, LONGEST_PASSAGE, Problem, typing_faults
from app.domain.procedure import grounds
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import chinese_day, day_of
from app.domain.procedure.guards import GUARDS, blockers
from app.domain.procedure.guards_arrival import current_visit, is_at_the_door, is_open, lawful_sign_ins
from app.domain.procedure.guards_preparation import credential_blockers
from app.domain.procedure.guards_record import record_is_sealed
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.moments import moment_problems
from app.domain.procedure.records import Departure, SignIn, Visit
from app.domain.procedure.visit_cards import card_of
from app.domain.procedure.witnesses import party, witness_blockers
from app.errors import Blocker
from app.services.circumstances import circumstances
from app.services.desk import Desk, insist
from app.services.preparation.planning import insist_reasons, planning_circumstances


def begin_visit(
    desk: Desk, inspection: str, place: str, arrived_at: datetime | None = None
) -> tuple[Visit | None, list[Problem]]:
    """Return the visit that begins a day at the unit, or None with what is wrong with the entry.

    Raises:
        Refused: a hard stop of departure stands (approval, officers, credentials, authority, D2), another visit is
            still open, or a warning has no reason.
    """
    case = desk.case(inspection)
    arrived = arrived_at or desk.now()
    problems = _arrival_problems(case, place, arrived, desk.now())
    if problems:
        return None, problems
    about = replace(planning_circumstances(desk, case), now=arrived)
    insist("现在不能开始到场检查。", blockers("begin_visit", case, about))
    insist_reasons("begin_visit", case, about)
    visit = Visit(desk.part_id(inspection), arrived, place.strip())
    desk.commit(changes_of(visit))
    return visit, []


def _arrival_problems(case: Case, place: str, arrived: datetime, now: datetime) -> list[Problem]:
    found = [] if place.strip() else [Problem("place", "请填写检查地点。")]
    found += typing_faults({"place": place}, LONGEST_LINE)
    last = current_visit(case)
    after = last.left_at if last is not None else None
    found += moment_problems("arrived_at", "到场时间", arrived, now, after, "上次离场时间")
    if day_of(arrived) != day_of(now):
        text = f"到场须当天登记；今天是{chinese_day(day_of(now))}，签到不能事后补办。"
        found.append(Problem("arrived_at", text))
    return found


def sign_in(desk: Desk, inspection: str, officer: str) -> SignIn:
    """Return the officer's own sign-in at the open visit; a second one changes nothing.

    Raises:
        Refused: somebody else is at the desk, the officer is not assigned, no visit of today is open, or the
            credential does not carry today.
    """
    case = desk.case(inspection)
    visit = current_visit(case)
    about = circumstances(desk, case)
    refused = visit is not None and bool(visit.refused) and is_at_the_door(visit, about.today)
    shut = [] if refused else GUARDS["visit_is_open"](case, about)  # who was turned away was there all the same
    insist("不能签到。", [*shut, *_signer_blockers(desk, case, officer)])
    assert visit is not None, "an open visit was just asked for"
    insist("不能签到。", credential_blockers(case.officers[officer], about.today))
    known = next((one for one in lawful_sign_ins(case, visit) if one.officer == officer), None)
    if known is not None:
        return known
    card = card_of(case.officers[officer])
    signed = SignIn(desk.part_id(inspection), visit.id, officer, desk.now(), desk.store.device, card)
    desk.commit(changes_of(signed))
    return signed


def _signer_blockers(desk: Desk, case: Case, officer: str) -> list[Blocker]:
    place = f"arrival/sign_in/{officer}"
    if desk.officer != officer:
        text = "签到须由执法人员本人用自己的口令或 PIN 办理，不能代签。"
        return [Blocker("not-in-person", text, grounds.TWO_OFFICERS, place)]
    if officer not in case.inspection.officers or officer not in case.officers:
        text = "您不是本次检查的承办执法人员，不能签到；请先指派。"
        return [Blocker("not-assigned", text, grounds.TWO_OFFICERS, place)]
    return []


def leave(
    desk: Desk, inspection: str, left_at: datetime | None = None
) -> tuple[Visit | None, list[Problem]]:
    """Return the visit ended for the day, or None with what is wrong with the time.

    After the seal, which covers the visit, the departure is recorded beside it: papers are served on site, and the
    officers leave after that. On a later day the time must be said: now is not when they left.

    Raises:
        Refused: no visit is open.
    """
    case = desk.case(inspection)
    visit = _open_visit(case)
    if left_at is None and day_of(visit.arrived_at) < day_of(desk.now()):
        day = chinese_day(day_of(visit.arrived_at))
        return None, [Problem("left_at", f"请写明{day}到场之后实际离场的时间，如 17:00。")]
    moment = left_at or desk.now()
    steps = [visit.arrived_at, *(one.at for one in case.sign_ins if one.visit == visit.id)]
    steps += [one.told_at for one in case.rights if one.visit == visit.id]
    problems = moment_problems("left_at", "离场时间", moment, desk.now(), max(steps), "当日最后一次现场记录")
    if problems:
        return None, problems
    ended = replace(visit, left_at=moment)
    if record_is_sealed(case):
        desk.commit(changes_of(Departure(visit.id, moment)))
    else:
        desk.commit(changes_of(ended, "left_at"))
    return ended, []


def refuse_entry(
    desk: Desk, inspection: str, reason: str, by: str, witness: str = "", media: Sequence[str] = ()
) -> tuple[Visit | None, list[Problem]]:
    """Return the visit at which entry was refused, or None with what is missing; no checklist follows.

    ``by`` says who refused, ``witness`` is a person id, ``media`` evidence ids; they may follow (``prove_refusal``).

    Raises:
        Refused: no visit is open, or the witness stands for the unit itself.
    """
    case = desk.case(inspection)
    visit = _open_visit(case)
    _insist_witness(case, witness)
    problems = [
        Problem(name, text)
        for name, given, text in (
            ("reason", reason, "请写明拒绝进场的理由；对方不说明的，写明“未说明理由”和当时情形。"),
            ("by", by, "请写明拒绝进场的人员姓名、职务；不清楚的写明其特征。"),
        )
        if says_nothing(given)
    ]
    problems += typing_faults({"reason": reason, "by": by}, LONGEST_PASSAGE)
    if problems:
        return None, problems
    told = {"reason": reason.strip(), "by": by.strip(), "at": iso(desk.now()), "recorded_by": desk.officer}
    return _refused(desk, visit, {**told, "witness": witness, "media": list(media)}), []


def prove_refusal(desk: Desk, inspection: str, visit_id: str, witness: str = "", media: Sequence[str] = ()) -> Visit:
    """Return the visit with the witness or the photos of a refused entry added.

    Raises:
        Refused: entry was not refused at this visit, or the witness stands for the unit itself.
    """
    case = desk.case(inspection)
    visit = next((one for one in case.visits if one.id == visit_id and one.refused), None)
    if visit is None:
        insist("不能补充佐证。", [Blocker("not-refused", "这次到场没有拒绝进场的记录。", (), "arrival/refused")])
    assert visit is not None
    _insist_witness(case, witness)
    kept = [str(one) for one in visit.refused.get("media") or ()]
    added = [one for one in media if one not in kept]
    proof = {"witness": witness or visit.refused.get("witness", ""), "media": [*kept, *added]}
    return _refused(desk, visit, {**visit.refused, **proof})


def _insist_witness(case: Case, witness: str) -> None:
    """Demand of a witness of a refused entry that it is somebody met who does not stand for the unit."""
    if not witness:
        return
    place, advice = "arrival/persons", "请先作废这名见证人的登记，再连同证件号码重新登记。"
    found = witness_blockers(
        case, [witness], party(case, "", served=True), "", grounds.OTHERS_SIGN, place, advice=advice
    )
    if all(one.id != witness for one in case.persons):
        found = [Blocker("witness-unknown", "见证人没有登记为在场人员，请先登记。", grounds.OTHERS_SIGN, place)]
    insist("不能登记这名见证人。", found)


def _refused(desk: Desk, visit: Visit, told: dict[str, object]) -> Visit:
    refused = replace(visit, refused=told)
    desk.commit(changes_of(refused, "refused"))
    return refused


def call_off_visit(desk: Desk, inspection: str, reason: str) -> tuple[Visit | None, list[Problem]]:
    """Return the open visit called off with its reason, or None where no reason is given.

    Raises:
        Refused: no visit is open.
    """
    visit = _open_visit(desk.case(inspection))
    if says_nothing(reason):
        return None, [Problem("reason", "请写明取消本次到场的原因。")]
    if wrong := typing_faults({"reason": reason}, LONGEST_PASSAGE):
        return None, wrong
    told = {"reason": reason.strip(), "by": desk.officer, "at": iso(desk.now())}
    off = replace(visit, called_off=told)
    desk.commit(changes_of(off, "called_off"))
    return off, []


def _open_visit(case: Case) -> Visit:
    visit = current_visit(case)
    if visit is None or not is_open(visit):
        text = "现在没有进行中的到场，请先登记到场。"
        insist("没有进行中的到场。", [Blocker("no-visit", text, grounds.THREE_PARTS, "arrival/visit")])
    assert visit is not None
    return visit
