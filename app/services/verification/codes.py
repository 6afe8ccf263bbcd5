"""Verification of the code on a paper: a scanned one by its signature, a typed one against the papers of the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.domain.clock import iso
from app.domain.codes import digest_start, tidied, typed_code, typed_problem
from app.errors import InspectorError
from app.sealing.codes import PaperCode, Unreadable, is_code, read_code, verify_code
from app.sealing.signing import TrustedBureau
from app.services.desk import Desk
from app.services.session.opening import OpenDesk
from app.services.verification.folders import is_data_folder
from app.services.verification.lookup import KnownPaper, paper_numbered, papers_beginning
from app.services.verification.outcome import BROKEN, CODE, INTACT, UNKNOWN, Outcome, cannot_judge
from app.services.verification.papers import TRAINING_PAPER, trust_of_desk, trust_of_file

Opener = Callable[[Path], OpenDesk]

TYPED_ALONE = (
    "验证码没有输错，但它只用来查找文书，单凭验证码不能证明真伪。",
    "请在存有该文书的电脑上核验，或者扫描文书上的二维码，用二维码内容核验。",
)
NOT_HERE = (
    "本机没有与验证码相符的正式文书。",
    "可能由其他电脑制作、尚未同步到本机，也可能不是本机关的文书；请同步后再试，或用二维码内容核验。",
)
LOOK_AT_PAPER = "核验的是定稿内容的摘要，不是纸上的字：纸面是否一致，请与存档文书逐字核对。"
ONLY_CODE = "本机没有存这份文书，以上仅根据二维码判断。"
OTHER_WORDS = "本机登记的同一文号的文书不是这个内容，请向制作该文书的机关核实。"


def verify_any_code(
    text: str, opener: Opener, *, trust_file: Path | None = None, data: Path | None = None
) -> Outcome:
    """Return the outcome for a code, typed or scanned.

    A scanned one is held against ``trust_file``, else against the store in ``data`` where there is one, else against
    the published training root; a typed one needs the store.
    """
    if is_code(text) and trust_file is not None:
        trust = trust_of_file(trust_file)
        return _judged(text, trust, None) if trust else cannot_judge(text, ("信任文件读不到或格式不对。",), CODE)
    if typed_problem(text) and not is_code(text):
        return cannot_judge(text, (typed_problem(text),), CODE)
    if data is None or not is_data_folder(data):
        return _judged(text, trust_of_desk(None), None)
    try:
        desk = opener(data)
    except InspectorError as error:
        more = "不打开数据也可核验：请用二维码内容，并用 --trust 指明信任文件。"
        return cannot_judge(text, (f"{error.title}{error.advice}{more}",), CODE)
    try:
        return verify_code_at(desk, text)
    finally:
        desk.store.close()
        desk.ring.lock()


def verify_code_at(desk: OpenDesk, text: str) -> Outcome:
    """Return the outcome for a code, typed or scanned, at an open desk."""
    return _judged(text, trust_of_desk(desk), desk)


def _judged(text: str, trust: Sequence[TrustedBureau], desk: Desk | None) -> Outcome:
    if not is_code(text):
        return _typed(text, desk)
    try:
        code = read_code(text)
    except Unreadable as error:
        return cannot_judge(text, (str(error),), CODE)
    return _scanned(text, code, trust, desk)


def _typed(text: str, desk: Desk | None) -> Outcome:
    problem = typed_problem(text)
    if problem:
        return cannot_judge(text, (problem,), CODE)
    if desk is None:
        return cannot_judge(text, TYPED_ALONE, CODE)
    found = papers_beginning(desk, digest_start(text))
    if not found:
        return cannot_judge(text, NOT_HERE, CODE)
    return held_against(Outcome(text, CODE, INTACT, (), {"code": _shown(text)}), found)


def _shown(text: str) -> str:
    code = tidied(text)
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _scanned(text: str, code: PaperCode, trust: Sequence[TrustedBureau], desk: Desk | None) -> Outcome:
    verdict = verify_code(code, trust)
    told = Outcome(text, CODE, verdict.state, verdict.reasons, {
        "code": typed_code(code.digest),
        "paper": {"kind": code.kind, "number": code.number},
        "digest": code.digest,
        "device": verdict.device,
        "bureau": verdict.bureau,
        "training": verdict.training,
    })  # fmt: skip
    if verdict.training and verdict.state == INTACT:
        told = replace(told, reasons=(*told.reasons, TRAINING_PAPER))
    if desk is None or verdict.state == BROKEN:
        return _with_limit(told)
    found = papers_beginning(desk, code.digest)
    if found:
        return held_against(told, found)
    if code.number and paper_numbered(desk, code.kind, code.number) is not None:
        return replace(told, state=BROKEN, reasons=(OTHER_WORDS,))
    return _with_limit(replace(told, reasons=(*told.reasons, ONLY_CODE)))


def held_against(told: Outcome, found: Sequence[KnownPaper]) -> Outcome:
    """Return the outcome after a look at the papers here; one that stands counts before one that was voided.

    What is broken in itself stays so, whatever is known of the paper that it claims to be.
    """
    known = min(found, key=lambda one: bool(one.fault))
    facts: dict[str, Any] = {**told.facts, "paper": _facts(known)}
    if known.fault:
        return replace(told, state=BROKEN, reasons=(*told.reasons, known.fault), facts=facts)
    return _with_limit(replace(told, facts=facts))


def _facts(known: KnownPaper) -> dict[str, str]:
    return {
        "kind": known.kind,
        "number": known.number,
        "title": known.title,
        "unit": known.unit,
        "frozen_at": iso(known.frozen_at) if known.frozen_at else "",
        "document": known.document,
        "inspection": known.inspection,
    }


def _with_limit(told: Outcome) -> Outcome:
    return told if told.state in (BROKEN, UNKNOWN) else replace(told, reasons=(*told.reasons, LOOK_AT_PAPER))
