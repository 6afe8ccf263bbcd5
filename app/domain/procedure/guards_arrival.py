"""Guards at the unit: the visit, sign-ins, the notice, who is present, credentials shown and rights told."""

from __future__ import annotations

from datetime import date, timedelta

from app.domain.procedure import grounds
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import Circumstances, chinese_day, chinese_moment, day_of
from app.domain.procedure.guards_preparation import LEAST_OFFICERS, assigned, credential_key
from app.domain.procedure.rechecks import is_recheck
from app.domain.procedure.records import DEPUTY, RESPONSIBLE, Person, Rights, SignIn, Visit
from app.errors import Blocker

PLACE = "arrival"
SIGN_IN = "arrival/sign_in"
UNSIGNED = "unsigned"
CLOCK_SLACK = timedelta(minutes=10)  # by which the clocks of two laptops may differ


def current_visit(case: Case) -> Visit | None:
    """Return the latest visit, open or not, or None before the first."""
    return max(case.visits, key=lambda one: (one.arrived_at, one.id), default=None)


def is_open(visit: Visit) -> bool:
    """Return whether officers are still on site: not left, not refused, not called off."""
    return visit.left_at is None and not visit.refused and not visit.called_off


def is_at_the_door(visit: Visit, today: date) -> bool:
    """Return whether officers can sign in at a visit of today: let in, or refused a moment ago and still there."""
    here = visit.left_at is None and not visit.called_off
    return here and (not visit.refused or day_of(visit.arrived_at) == today)


def entry_was_refused(case: Case) -> bool:
    """Return whether nobody was ever let in: every visit that took place ended in refused entry."""
    held = [one for one in case.visits if not one.called_off]
    return bool(held) and all(one.refused for one in held)


def no_visit_open(case: Case, about: Circumstances) -> list[Blocker]:
    """Refuse a second visit while one is still open on this inspection."""
    visit = current_visit(case)
    if visit is None or not is_open(visit):
        return []
    text = f"{chinese_moment(visit.arrived_at)}开始的到场尚未结束，请先登记离场时间。"
    return [Blocker("visit-still-open", text, (), f"{PLACE}/leaving")]


def visit_is_open(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand an open visit of the day: not refused, not called off, not left."""
    visit = current_visit(case)
    if visit is None:
        return [Blocker("no-visit", "尚未登记到场，不能进行现场检查。", grounds.THREE_PARTS, f"{PLACE}/visit")]
    if visit.refused:
        text = "被检查单位拒绝进场：请如实记录拒绝的人员、理由和经过，不能填写检查表。"
        return [Blocker("entry-refused", text, grounds.SIGNED_RECORD, f"{PLACE}/refused")]
    if visit.called_off:
        return [Blocker("visit-called-off", "本次到场已取消，不能进行现场检查。", (), f"{PLACE}/visit")]
    if visit.left_at is not None:
        text = f"已于{chinese_moment(visit.left_at)}离场；现场检查须在现场进行，继续检查请登记新的到场。"
        return [Blocker("visit-ended", text, grounds.UNCHANGED_RECORD, f"{PLACE}/visit")]
    if about.now < visit.arrived_at - CLOCK_SLACK:
        now, then = chinese_moment(about.now), chinese_moment(visit.arrived_at)
        text = f"本机时钟（{now}）早于到场登记的时间（{then}），请先校准本机的日期和时间，再继续。"
        return [Blocker("clock-behind", text, grounds.UNCHANGED_RECORD)]
    if day_of(visit.arrived_at) != about.today:
        text = f"当前到场登记于{chinese_day(day_of(visit.arrived_at))}，请先登记当日离场，再登记今天的到场。"
        return [Blocker("visit-of-another-day", text, grounds.UNCHANGED_RECORD, f"{PLACE}/leaving")]
    return []


def everybody_signed_in(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand the own sign-in on site of each assigned officer at the current visit (S135, T1)."""
    visit = current_visit(case)
    if visit is None:
        return []
    here = {one.officer for one in lawful_sign_ins(case, visit)}
    return [
        Blocker(
            "not-signed-in",
            f"{one.name}尚未在{chinese_day(day_of(visit.arrived_at))}的现场签到，须本人到场签到，不能事后补签。",
            grounds.TWO_OFFICERS,
            f"{PLACE}/sign_in/{one.id}",
        )
        for one in assigned(case)
        if one.id not in here
    ]


def every_visit_was_staffed(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand two officers signed in on each day of the inspection, and each assigned officer on one day at least."""
    found = []
    present: set[str] = set()
    for visit in case.visits:
        if visit.called_off:
            continue
        here = present_at(case, visit)
        present |= here
        if too_few(case, here):
            found.append(_understaffed(visit, about))
    late = [one for one in case.visits if one.refused and day_of(one.arrived_at) < about.today]
    place = f"{PLACE}/{UNSIGNED}" if late else SIGN_IN
    found += [
        Blocker("never-signed-in", f"{one.name}从未在现场签到，不能作为承办人签名。", grounds.TWO_OFFICERS, place)
        for one in assigned(case)
        if one.id not in present
    ]
    return found


def present_at(case: Case, visit: Visit) -> set[str]:
    """Return the officers at a visit: who signed in, and at a refused entry who said afterwards why they did not."""
    told = visit.refused.get(UNSIGNED) or {}
    return {one.officer for one in lawful_sign_ins(case, visit)} | set(map(str, told.get("officers") or ()))


def too_few(case: Case, here: set[str]) -> bool:
    """Return whether these are fewer than two people, by their credentials."""
    people = {credential_key(case.officers[one].credential) or one for one in here if one in case.officers}
    return len(people) < LEAST_OFFICERS


def unsigned_entries(case: Case, today: date) -> tuple[Visit, ...]:
    """Return the refused entries of earlier days of which somebody must still say why officers did not sign in."""
    present = {one for visit in case.visits if not visit.called_off for one in present_at(case, visit)}
    lacking = any(one.id not in present for one in assigned(case))
    return tuple(
        one for one in case.visits
        if one.refused and not one.called_off and day_of(one.arrived_at) < today
        and (lacking or too_few(case, present_at(case, one)))
    )  # fmt: skip


def _understaffed(visit: Visit, about: Circumstances) -> Blocker:
    day = day_of(visit.arrived_at)
    if visit.refused and day < about.today:
        text = (
            f"{chinese_day(day)}被拒绝进场，签到的执法人员不足两人；签到不能补办，"
            "请当日到场的执法人员写明没有签到的原因，记入笔录并签名。"
        )
        return Blocker("visit-understaffed", text, grounds.TWO_OFFICERS, f"{PLACE}/{UNSIGNED}")
    text = f"{chinese_day(day)}到场签到的执法人员不足两人，当日检查程序违法。"
    return Blocker("visit-understaffed", text, grounds.TWO_OFFICERS, SIGN_IN)


def lawful_sign_ins(case: Case, visit: Visit) -> list[SignIn]:
    """Return the sign-ins of a visit made on site: between arrival and leaving."""
    return [
        one
        for one in case.sign_ins
        if one.visit == visit.id
        and one.at >= visit.arrived_at
        and (visit.left_at is None or one.at <= visit.left_at)
    ]


def somebody_answers_for_the_unit(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand a responsible person at the current visit, or a deputy with 授权委托书."""
    visit = current_visit(case)
    if visit is None or visit.refused:
        return []
    if any(answers_for_unit(case, one) for one in case.persons if one.visit == visit.id):
        return []
    text = "请登记被检查单位在场的负责人；由他人代表的，须拍摄并关联其授权委托书。"
    return [Blocker("no-responsible-person", text, grounds.SIGNED_RECORD, f"{PLACE}/persons")]


def deputies_are_authorized(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand the 授权委托书 of every deputy, bound as evidence."""
    return [
        Blocker(
            "deputy-without-authorization",
            f"{one.name}代表单位在场，但没有关联授权委托书。请拍摄委托书并关联，或改登记为其他在场人员。",
            grounds.DEPUTY,
            f"{PLACE}/persons/{one.id}",
        )
        for one in case.persons
        if one.role == DEPUTY and not is_authorized(case, one)
    ]


def answers_for_unit(case: Case, person: Person) -> bool:
    """Return whether this person may sign for the unit: its responsible person or an authorized deputy."""
    return person.role == RESPONSIBLE or (person.role == DEPUTY and is_authorized(case, person))


def is_authorized(case: Case, person: Person) -> bool:
    """Return whether the 授权委托书 named by the person is among the evidence."""
    return bool(person.authorization) and any(one.id == person.authorization for one in case.evidence)


def cards_shown_and_rights_told(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand, before checking, that each officer's card was shown and the rights were told at this visit (S136)."""
    visit = current_visit(case)
    if visit is None or visit.refused:
        return []
    told = told_at(case, visit)
    if told is None:
        text = "请先出示执法证件，并告知回避、陈述申辩等权利，登记对方的答复。"
        return [Blocker("rights-not-told", text, grounds.RIGHTS, f"{PLACE}/rights")]
    shown = {str(card.get("officer")) for card in told.credentials}
    found = [
        Blocker("card-not-shown", f"没有登记{one.name}出示执法证件。", grounds.CREDENTIALS, f"{PLACE}/rights")
        for one in assigned(case)
        if one.id not in shown
    ]
    if not told.acknowledged.strip():
        text = "请登记被检查单位人员对出示证件和权利告知的确认情况。"
        found.append(Blocker("not-acknowledged", text, grounds.RIGHTS, f"{PLACE}/rights"))
    return found


def told_at(case: Case, visit: Visit) -> Rights | None:
    """Return the latest telling of rights at a visit."""
    told = [one for one in case.rights if one.visit == visit.id]
    return max(told, key=lambda one: (one.told_at, one.id), default=None)


def notice_served(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand that D2 was served before or at arrival: checking does not begin without it; a re-inspection has none."""
    if is_recheck(case.inspection):
        return []
    notice = case.document("D2")
    if notice is not None and case.was_served(notice.id, about.now):
        return []
    text = "行政检查通知书尚未送达，请在开始检查前送达并取得送达回证。"
    return [Blocker("d2-not-served", text, grounds.FORMS_OF_INSPECTION, "papers/D2")]


def recusals_decided(case: Case, about: Circumstances) -> list[Blocker]:
    """Name requests for recusal that the leader has not decided; checking goes on meanwhile (PL 43)."""
    return [
        Blocker(
            "recusal-undecided",
            "回避申请尚待机关负责人决定；决定作出前不停止检查，但记录封存前须有决定。",
            grounds.RECUSAL,
            f"{PLACE}/recusal/{one.id}",
        )
        for one in case.rights
        if one.recusal.get("requested") and not one.recusal.get("decision")
    ]


def recusal_answered(rights: Rights) -> bool:
    """Return whether the person said at this telling if recusal is asked for; older records may lack the answer."""
    return isinstance(rights.recusal.get("requested"), bool)


def recusals_asked(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand the answer on recusal from each visit at which rights were told: the record says it (PL 43)."""
    answered = {one.visit for one in case.rights if recusal_answered(one)}
    if all(one.visit in answered for one in case.rights):
        return []
    text = "亮证告知没有登记对方是否申请回避。请当面询问，在“亮证告知”中再告知一次并选择对方的答复。"
    return [Blocker("recusal-not-asked", text, grounds.RECUSAL, f"{PLACE}/rights")]


def camera_registered(case: Case, about: Circumstances) -> list[Blocker]:
    """Warn where a visit has no body-camera file registered."""
    recorded = {one.visit for one in case.recordings}
    return [
        Blocker(
            "no-recording",
            f"{chinese_day(day_of(one.arrived_at))}的到场没有登记执法记录仪文件，请登记编号和起止时间。",
            grounds.WHOLE_COURSE_RECORD,
            f"{PLACE}/recordings",
        )
        for one in case.visits
        if not one.called_off and one.id not in recorded
    ]


def within_planned_days(case: Case, about: Circumstances) -> list[Blocker]:
    """Warn where the day of the visit lies outside the days that D1 approved."""
    plan = case.inspection
    if is_recheck(plan):  # no approval names its days
        return []
    if plan.planned_from is None or plan.planned_to is None or plan.planned_from <= about.today <= plan.planned_to:
        return []
    text = f"今天不在审批的检查日期（{chinese_day(plan.planned_from)}至{chinese_day(plan.planned_to)}）内，请写明理由。"
    return [Blocker("outside-planned-days", text, grounds.FORMS_OF_INSPECTION, "preparation/planned_from")]
