"""Why an inspection's case file is not complete yet: what closing waits for, and papers that are not final."""

from __future__ import annotations

from app.domain.procedure.case import Case
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.rechecks import is_recheck
from app.errors import Blocker
from app.services.circumstances import circumstances
from app.services.desk import Desk
from app.services.pinning import definition_of

# a case file may be put together before the re-inspection, and again after it; closing waits for it
LATER = frozenset({
    "closed", "order-not-checked", "recheck-open", "recheck-without-opinion", "order-extended", "order-continued",
    "order-not-carried-out",
})  # fmt: skip
CORRECTION = "correction-open"
SERVICE = ("civil-procedure-law-2023:87",)


def case_blockers(desk: Desk, case: Case, required: tuple[str, ...]) -> list[Blocker]:
    """Return every reason, the missing papers first; a re-inspection has no file of its own."""
    if is_recheck(case.inspection):
        return [Blocker("recheck-file", "复查的笔录和照片装入原案的案卷，请在原案中生成。", (), "closing/recheck")]
    open_ones = [one for one in GUARDS["close"](case, circumstances(desk, case)) if one.code not in LATER]
    told = {one.place for one in open_ones if one.code == CORRECTION}  # these say it themselves, with the way out
    found = [*_missing(desk, case, required), *(one for one in _unfinished(desk, case) if one.place not in told)]
    found += open_ones
    if case.conflicts:
        text = f"两台终端的记录有{len(case.conflicts)}处不一致，请先核对选定。"
        found.append(Blocker("conflict", text, (), "answer"))
    return found


def _missing(desk: Desk, case: Case, required: tuple[str, ...]) -> list[Blocker]:
    called_off = bool(case.inspection.called_off)
    return [
        Blocker("paper-lacking", f"缺少《{definition_of(desk, case, kind).title}》。", (), "papers")
        for kind in (required[:1] if called_off else required)
        if not any(one.kind == kind and one.id in case.contents for one in case.documents)
    ]


def _unfinished(desk: Desk, case: Case) -> list[Blocker]:
    found = []
    for one in case.documents:
        title, place = definition_of(desk, case, one.kind).title, f"papers/{one.id}"
        if one.frozen_at is None:
            found.append(Blocker("paper-not-final", f"《{title}》尚未定稿。", (), place))
        elif one.is_served and not (case.was_served(one.id) or case.was_sent(one.id)):
            found.append(Blocker("not-served", f"《{title}》尚未送达。", SERVICE, place))
    return found
