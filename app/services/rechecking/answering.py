"""The answer (D49) to a unit that asks for more time: one for each application, begun from what was registered."""

from __future__ import annotations

from app.domain.procedure.more_time import ANSWER, APPLICATION, unanswered
from app.domain.procedure.outcomes import Document
from app.domain.procedure.rectification import MORE_TIME
from app.services.desk import Desk, missing
from app.services.papers.making import begin


def begin_answer(desk: Desk, inspection: str, application: str) -> Document:
    """Return the answer to an application, begun from it; one begun already is given back.

    Raises:
        Refused: it does not wait for an answer, no paper of this kind can be begun, or no number is left.
    """
    case = desk.case(inspection)
    asked = next((one for one in case.unit_reports if one.id == application and one.sort == MORE_TIME), None)
    if asked is None or asked not in unanswered(case, asked.order):
        raise missing("application", "没有等待答复的延期申请。", "请刷新后重试；已经答复的，在“文书”中查看。")
    begun = next(
        (
            one for one in case.documents
            if one.kind == ANSWER and one.frozen_at is None
            and case.entries.get(one.id, {}).get(APPLICATION) == application
        ),
        None,
    )  # fmt: skip
    return begun or begin(desk, inspection, ANSWER, subject=asked.order)
