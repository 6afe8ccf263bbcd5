"""Call an inspection off, before or during the visit: nothing may be left that still binds somebody."""

from __future__ import annotations

from dataclasses import replace

from app.domain.characters import says_nothing
from app.domain.clock import iso
from app.domain.procedure import grounds
from app.domain.procedure.case import Case
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.hands import APPOINTING
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.rechecks import orders_to_check
from app.domain.procedure.records import Inspection
from app.domain.procedure.tasks import MEASURE_TASK
from app.errors import Blocker
from app.services import recheck_ending
from app.services.circumstances import circumstances
from app.services.desk import Desk, insist


def call_off(desk: Desk, inspection: str, reason: str) -> Inspection:
    """Return the inspection called off before or during the visit, with the reason.

    Raises:
        Refused: no reason, ended already, or the record is sealed.
    """
    case = desk.case(inspection)
    about = circumstances(desk, case)
    found = [*GUARDS["not_ended"](case, about), *GUARDS["record_not_sealed"](case, about), *_under_way(case)]
    if says_nothing(reason):
        found.append(Blocker("reason-missing", "请写明取消检查的原因。", (), "preparation"))
    insist("不能取消检查。", found)
    told = {"reason": reason.strip(), "by": desk.officer, "at": iso(desk.now())}
    off = changes_of(replace(case.inspection, called_off=told), "called_off")
    desk.commit([*off, *recheck_ending.called_off(desk, case)], also=APPOINTING)
    return desk.case(inspection).inspection


def _under_way(case: Case) -> list[Blocker]:
    """Return what already binds somebody: a measure whose duties are open, an order handed over that still stands.

    Called off, the inspection takes no further act: nobody could decide on what was seized, or check an order again.
    """
    bound = {one.subject for one in case.tasks if one.kind == MEASURE_TASK and one.done_at is None}
    text = "已经采取的措施还有没有办结的事项；请办结、撤回，或者完成笔录。"
    acting = [one for one in case.measures if one.id in bound]
    found = [Blocker("measure-open", text, grounds.LAWFUL_PROCEDURE, "outcome/other") for _ in acting[:1]]
    text = "已经送达了责令的文书，检查不能取消；请完成笔录，按程序结案。文书被撤销的，先在“责令改正”中终结这项措施。"
    standing = orders_to_check(case)
    return found + [Blocker("paper-served", text, grounds.LAWFUL_PROCEDURE, f"papers/{one.id}") for one in standing[:1]]
