"""The acts of the page 到场 that are more than one call of a service."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.domain.problems import Problem
from app.services.arrival.meeting import bind_authorization
from app.services.arrival.visits import begin_visit, prove_refusal, sign_in
from app.services.desk import Desk
from app.services.evidence.intake import Particulars, add_photo
from app.services.preparation.planning import give_reason
from app.services.session.opening import OpenDesk
from ui import entry
from ui.models.arrival import tr
from ui.models.whose import naming


def begin(
    desk: Desk, inspection: str, place: str, arrived: Any, reasons: dict[str, str]
) -> tuple[Any, Sequence[Problem]]:
    """Return the visit that begins; the reasons for warnings are recorded first.

    Raises:
        Refused: a hard stop stands, or a warning has no reason.
    """
    for code, reason in reasons.items():
        if reason.strip():
            give_reason(desk, inspection, code, reason)
    return begin_visit(desk, inspection, place, arrived)


def sign_in_by(desk: OpenDesk, inspection: str, officer: str, secret: str) -> Any:
    """Return the officer's own sign-in, let in by PIN or, as the first act of the day, by passphrase.

    The desk itself stays with the one who sits there.

    Raises:
        Refused: a wrong secret, the passphrase is due first (code ``passphrase-due``), or sign-in is not possible.
    """
    looks_like_pin = len(secret) == 6 and secret.isdigit()
    with naming(desk, officer):
        entered = entry.take_seat(desk, officer, secret, by_pin=looks_like_pin)
    return sign_in(entered, inspection, officer)


def authorize(desk: Desk, inspection: str, person: str, photo: Path) -> tuple[Any, Sequence[Problem]]:
    """Return the deputy with the photographed 授权委托书, which is taken in as evidence.

    Raises:
        StorageFailed: the file is no picture, or cannot be read.
    """
    return _bound(
        desk, inspection, photo, tr("证明代表人的授权"), tr("授权委托书，关联于在场人员"),
        lambda evidence: bind_authorization(desk, inspection, person, evidence),
    )  # fmt: skip


def prove(desk: Desk, inspection: str, visit: str, photo: Path) -> tuple[Any, Sequence[Problem]]:
    """Return the refused visit with one more photo of it.

    Raises:
        StorageFailed: the file is no picture, or cannot be read.
    """
    return _bound(
        desk, inspection, photo, tr("证明被拒绝进场的经过"), tr("拒绝进场的现场照片，关联于到场记录"),
        lambda evidence: prove_refusal(desk, inspection, visit, media=(evidence,)),
    )  # fmt: skip


def _bound(
    desk: Desk, inspection: str, photo: Path, proves: str, set_aside: str, bind: Any
) -> tuple[Any, Sequence[Problem]]:
    taken = add_photo(desk, inspection, photo, Particulars(tr("照片"), tr("拍照"), proves, set_aside=set_aside))
    if taken.evidence is None:
        return None, taken.problems
    return bind(taken.evidence.id), ()


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 of a file in hex, read in pieces: recordings are large."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
