"""Verification of a paper: the file, the device that signed it, the bureau that vouches for the device."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.errors import IntegrityBroken
from app.sealing.paper import Verdict, verify_paper
from app.sealing.signing import TrustedBureau, trust_from, trusted_training
from app.services.session.opening import OpenDesk
from app.services.session.trust import trusted
from app.services.verification.outcome import BROKEN, PDF, UNKNOWN, Outcome, cannot_judge
from app.typesetting.seal_slot import digest_with_slot_zeroed, read_seal

PDF_START = b"%PDF-"


def verify_pdf(path: str, content: bytes, trust: Sequence[TrustedBureau]) -> Outcome:
    """Return whether a PDF is as its device signed it."""
    try:
        seal = read_seal(content)
        if seal is None:
            return cannot_judge(path, ("文件中没有本程序的封存信息，不是本程序的文书，或封存信息已被去掉。",), PDF)
        verdict = verify_paper(seal, digest_with_slot_zeroed(content), trust)
    except IntegrityBroken as broken:
        return Outcome(path, PDF, BROKEN, (broken.title,))
    return Outcome(path, PDF, verdict.state, _reasons(verdict), {
        "device": verdict.device,
        "bureau": verdict.bureau,
        "training": verdict.training,
        "data_sha256": str(seal.get("data_sha256", "")),
    })  # fmt: skip


def _reasons(verdict: Verdict) -> tuple[str, ...]:
    if verdict.training and verdict.state not in (BROKEN, UNKNOWN):
        return (*verdict.reasons, "演练文书：只证明内容没有改动，不证明出处，不具有效力。")
    return verdict.reasons


def trust_of_file(file: Path) -> tuple[TrustedBureau, ...] | None:
    """Return the bureaus of a trust file, None where it cannot be read or is none."""
    try:
        return trust_from(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def trust_of_desk(desk: OpenDesk | None) -> tuple[TrustedBureau, ...]:
    """Return whom the store of a desk believes; without one, the published training root alone."""
    return (trusted_training(),) if desk is None else trusted(desk.store)
