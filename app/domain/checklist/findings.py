"""The legal wording of a finding, drafted from the checklist and edited by the officer afterwards."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.checklist.items import SampleSummary
from app.domain.checklist.model import SurveyRow
from app.domain.checklist.verdicts import VIOLATES, VerdictAnswer

_ENDINGS = "。；;.，,"


def finding_draft(
    question: SurveyRow, answer: VerdictAnswer, unit_name: str, sample: SampleSummary | None = None
) -> str:
    """Return the proposed text of a finding, "" where the answer is no 不符合.

    The wording comes from the checklist's ``finding`` with ``{unit}``; without one it names the question. What the
    officer noted (without a note: the reason), and the pieces of the sample that failed, follow as facts.
    """
    if answer.verdict != VIOLATES:
        return ""
    wording = question.inspection.finding or f"{{unit}}经检查不符合要求：{question.label}"
    parts = [_filled(wording, {"unit": unit_name})]
    if facts := answer.note or answer.reason:
        parts.append(f"具体情况：{facts}")
    if sample is not None and sample.failed:
        pieces = "、".join(piece for piece in sample.failures if piece)
        named = f"（件号：{pieces}）" if pieces else ""
        parts.append(f"抽查{sample.checked}件，{sample.failed}件不合格{named}")
    return "".join(f"{part.rstrip(_ENDINGS)}。" for part in parts)


def _filled(wording: str, slots: Mapping[str, str]) -> str:
    text = wording
    for name, value in slots.items():
        text = text.replace(f"{{{name}}}", value)
    return text
