"""What was found of a code or a file, in words for a person who holds the paper."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.services.pinning import title_of_kind
from app.services.verification.codes import verify_code_at
from app.services.verification.outcome import BROKEN, CODE, INTACT, Outcome
from app.services.verification.verifying import verify_file_at
from ui.models.moments import kept_moment_words

if TYPE_CHECKING:
    from app.services.session.opening import OpenDesk

tr = partial(QCoreApplication.translate, "Verifying")
GOOD, AMBER, RED = "success", "warning", "error"


@dataclass(frozen=True)
class Found:
    """A verdict: its kind (success, warning, error), title, reasons, facts, and the inspection of a paper kept here."""

    kind: str
    title: str
    reasons: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    inspection: str = ""


def verify_text(desk: OpenDesk, text: str) -> Found:
    """Return what is found of a typed code, or of the content of a code square."""
    return _found(desk, verify_code_at(desk, text))


def verify_file(desk: OpenDesk, path: Path) -> Found:
    """Return what is found of a PDF."""
    return _found(desk, verify_file_at(desk, path))


def _found(desk: OpenDesk, outcome: Outcome) -> Found:
    paper = outcome.facts.get("paper") or {}
    kind = {INTACT: GOOD, BROKEN: RED}.get(outcome.state, AMBER)
    told = str(paper.get("frozen_at", ""))
    moment = kept_moment_words(told)
    facts = (
        (tr("文书"), str(paper.get("title") or title_of_kind(desk.shelf, str(paper.get("kind", ""))))),
        (tr("文号"), str(paper.get("number", ""))),
        (tr("被检查单位"), str(paper.get("unit", ""))),
        (tr("定稿时间"), moment),
        (tr("验证码"), str(outcome.facts.get("code", ""))),
        (tr("签发机关"), _bureau(desk, str(outcome.facts.get("bureau", "")))),
        (tr("签发终端"), str(outcome.facts.get("device", ""))),
    )
    here = str(paper.get("inspection", ""))
    return Found(kind, _title(outcome, here), outcome.reasons, tuple(one for one in facts if one[1]), here)


def _title(outcome: Outcome, here: str) -> str:
    if outcome.state == BROKEN:
        return tr("不能认可") if outcome.kind == CODE else tr("文件已被改动或损坏")
    if outcome.state != INTACT:
        return tr("不能判断")
    if outcome.kind != CODE:
        return tr("文件自封存后没有改动")
    return tr("与本机存档的文书相符") if here else tr("二维码由可信的终端签发，内容没有改动")


def _bureau(desk: OpenDesk, code: str) -> str:
    if not code:
        return ""
    known = desk.shelf.bureaus.get(code)
    return known.name if known is not None else code
