"""The answer of a verdict question: 符合, 不符合, 不适用 or 未检查, with reason, severity and note.

A question of a re-inspection asks whether what was ordered is put right: 已改正, 部分改正 or 未改正.

In data the verdict and the severity are stable English keys; Chinese words are accepted where a person or a script
writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.checklist.model import CORRECTION, SurveyRow

CONFORMS = "conforms"
VIOLATES = "violates"
PARTLY = "partly"
NOT_APPLICABLE = "not_applicable"
NOT_CHECKED = "not_checked"

WORDS = {CONFORMS: "符合", VIOLATES: "不符合", NOT_APPLICABLE: "不适用", NOT_CHECKED: "未检查"}
REVERSE_WORDS = {CONFORMS: "未发现", VIOLATES: "发现", NOT_APPLICABLE: "不适用", NOT_CHECKED: "未检查"}
CORRECTION_WORDS = {CONFORMS: "已改正", PARTLY: "部分改正", VIOLATES: "未改正"}
SEVERITIES = {"ordinary": "一般", "serious": "较重", "major": "重大"}
NEEDS_REASON = frozenset({NOT_APPLICABLE, NOT_CHECKED})

LONGEST_TEXT = 10_000
_KEYS = {word: key for words in (WORDS, REVERSE_WORDS, CORRECTION_WORDS) for key, word in words.items()}
_VERDICTS = frozenset(_KEYS.values())
_SEVERITY_KEYS = {word: key for key, word in SEVERITIES.items()}


@dataclass(frozen=True)
class VerdictAnswer:
    """One answer: keys of verdict and severity ("" for none), reason and note as written."""

    verdict: str = ""
    reason: str = ""
    severity: str = ""
    note: str = ""

    def as_object(self) -> dict[str, str | None]:
        """Return the answer as ``forms play`` and the store write it; empty parts are None."""
        return {
            "verdict": self.verdict or None,
            "reason": self.reason or None,
            "severity": self.severity or None,
            "note": self.note or None,
        }


def verdict_key(word: str) -> str:
    """Return the key of a verdict given as key or Chinese word, "" for anything else."""
    return word if word in _VERDICTS else _KEYS.get(word, "")


def severity_key(word: str) -> str:
    """Return the key of a severity given as key or Chinese word, "" for anything else."""
    return word if word in SEVERITIES else _SEVERITY_KEYS.get(word, "")


def offered(row: SurveyRow) -> Mapping[str, str]:
    """Return the verdicts that a question offers, in order, with their Chinese words."""
    if row.inspection.scale == CORRECTION:
        return CORRECTION_WORDS
    return REVERSE_WORDS if row.inspection.reverse else WORDS


def verdict_word(row: SurveyRow, verdict: str) -> str:
    """Return the Chinese word that a question shows for a verdict; a reverse question says 未发现 and 发现."""
    return offered(row).get(verdict, "")


def asks_severity(row: SurveyRow, verdict: str) -> bool:
    """Return whether a verdict needs a severity: 不符合, where it becomes a finding."""
    return verdict == VIOLATES and row.inspection.scale != CORRECTION


def asks_note(row: SurveyRow, verdict: str) -> bool:
    """Return whether a verdict needs a note: what was ordered and is not wholly put right."""
    return verdict in (PARTLY, VIOLATES) and row.inspection.scale == CORRECTION


def read_verdict(value: Any) -> VerdictAnswer | None:
    """Return the answer in an object or a bare word, None where the value is no verdict at all."""
    if isinstance(value, VerdictAnswer):
        return value
    if isinstance(value, str):
        return VerdictAnswer(verdict_key(value)) if verdict_key(value) else None
    if not isinstance(value, Mapping) or not set(value) <= {"verdict", "reason", "severity", "note"}:
        return None
    parts = {key: "" if part is None else part for key, part in value.items()}
    if not all(isinstance(part, str) for part in parts.values()):
        return None
    verdict, severity = parts.get("verdict", ""), parts.get("severity", "")
    if (verdict and not verdict_key(verdict)) or (severity and not severity_key(severity)):
        return None
    reason, note = parts.get("reason", "").strip(), parts.get("note", "").strip()
    return VerdictAnswer(verdict_key(verdict), reason, severity_key(severity), note)


def verdict_problems(row: SurveyRow, answer: VerdictAnswer) -> list[str]:
    """Return what is still wrong with an answer, in Chinese; an empty answer is not wrong, only open."""
    problems: list[str] = []
    if not answer.verdict:
        if answer.reason or answer.severity or answer.note:
            problems.append("请先选择结论")
        return problems
    if answer.verdict not in offered(row):
        return [f"本题的答案是：{'、'.join(offered(row).values())}"]
    problems += _lacking_words(row, answer)
    if answer.severity and not asks_severity(row, answer.verdict):
        problems.append(_no_severity(row))
    return [*problems, *_text_problems(row, answer)]


def _lacking_words(row: SurveyRow, answer: VerdictAnswer) -> list[str]:
    problems = []
    if asks_note(row, answer.verdict) and not answer.note:
        problems.append(f"选择“{verdict_word(row, answer.verdict)}”须写明复查情况")
    if answer.verdict in NEEDS_REASON and not answer.reason:
        problems.append(f"选择“{verdict_word(row, answer.verdict)}”须填写理由")
    if asks_severity(row, answer.verdict) and not answer.severity:
        problems.append("请选择严重程度：一般、较重或重大")
    if answer.severity == "major" and not answer.reason:
        problems.append("定为“重大”须填写理由")
    return problems


def _no_severity(row: SurveyRow) -> str:
    if row.inspection.scale == CORRECTION:
        return "复查不填写严重程度"
    return f"只有“{verdict_word(row, VIOLATES)}”才填写严重程度"


def _text_problems(row: SurveyRow, answer: VerdictAnswer) -> list[str]:
    if row.inspection.secret:
        allowed = ("", *row.inspection.phrases)
        if answer.reason not in allowed or answer.note not in allowed:
            return ["涉密问题只能选用固定用语，不得填写文字"]
        return []
    if max(len(answer.reason), len(answer.note)) > LONGEST_TEXT:
        return [f"文字超过 {LONGEST_TEXT} 字，请缩短或作为附件"]
    return []
