"""Verification of a paper: the file, the device that signed it, the bureau that vouches for the device."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.domain.codes import is_digest, typed_code
from app.errors import IntegrityBroken
from app.sealing.paper import Verdict, verify_paper
from app.sealing.signing import TrustedBureau, trust_from, trusted_training
from app.services.session.opening import OpenDesk
from app.services.session.trust import trusted
from app.services.verification.outcome import BROKEN, INTACT, PDF, Outcome, cannot_judge
from app.typesetting.seal_slot import digest_with_slot_zeroed, has_slot, read_seal

PDF_START = b"%PDF-"


NO_SEAL = "文件中没有本程序的封存信息：不是本程序的文书，或者另存、打印时丢失了封存信息。"
EMPTY_SEAL = "文件的封存位置是空的：是未定稿的草稿、校对稿，或者封存信息已被去掉。"
USE_CODE = "文书上印有二维码或验证码的，可改用验证码核验。"
TRAINING_PAPER = "演练文书：只证明内容没有改动，不证明出处，不具有效力。"
DRAWN = (
    "文书中有 {count} 个屏幕手写签名。核验只证明笔迹随文书封存后没有改动；它本身一般不是《中华人民共和国电子签名法》"
    "第十三条所称的可靠的电子签名，签名人身份须由在场人员、执法记录等其他证据证明。"
)


def verify_pdf(path: str, content: bytes, trust: Sequence[TrustedBureau], words_sha256: str | None = None) -> Outcome:
    """Return whether a PDF is as its device signed it; ``words_sha256`` is the digest of the words it should show."""
    try:
        seal = read_seal(content)
        if seal is None:
            return cannot_judge(path, (EMPTY_SEAL if has_slot(content) else NO_SEAL, USE_CODE), PDF)
        verdict = verify_paper(seal, digest_with_slot_zeroed(content), trust, words_sha256)
    except IntegrityBroken as broken:
        return Outcome(path, PDF, BROKEN, (f"{broken.title}。",))
    return Outcome(path, PDF, verdict.state, _reasons(verdict), {
        "device": verdict.device,
        "bureau": verdict.bureau,
        "training": verdict.training,
        "data_sha256": verdict.sealed.data,
        "code": typed_code(verdict.sealed.words) if is_digest(verdict.sealed.words) else "",
        "drawn_signatures": verdict.sealed.drawn,
    })  # fmt: skip


def _reasons(verdict: Verdict) -> tuple[str, ...]:
    more = []
    if verdict.training and verdict.state == INTACT:
        more.append(TRAINING_PAPER)
    if verdict.sealed.drawn and verdict.state != BROKEN:
        more.append(DRAWN.format(count=verdict.sealed.drawn))
    return (*verdict.reasons, *more)


def trust_of_file(file: Path) -> tuple[TrustedBureau, ...] | None:
    """Return the bureaus of a trust file, None where it cannot be read or is none."""
    try:
        return trust_from(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def trust_of_desk(desk: OpenDesk | None) -> tuple[TrustedBureau, ...]:
    """Return whom the store of a desk believes; without one, the published training root alone."""
    return (trusted_training(),) if desk is None else trusted(desk.store)
