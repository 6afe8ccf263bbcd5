"""When something was published, under the publisher's signature.

The row at the centre says so too, but whoever owns the centre can change it, and the latest one counts. So the content
itself says it, and the signature is over the content's digest: a release that says its moment cannot lose it, and one
that does not was made by a program before this, or at a centre before version 12. Earlier programs pass over it: it
stands in an archive's comment, in a program's description and in the list of publishers.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from typing import Any

from app.domain.clock import iso
from app.errors import IntegrityBroken
from app.sealing.canonical import canonical, read_json
from app.services.releases.content import KINDS, WITHDRAWN, nothing_packed

MOVED = "release-moved"
"""The code of a release whose moment at the centre is not the one that its publisher signed."""


def stamped(archive: bytes, moment: str) -> bytes:
    """Return an archive that says when it is published, in place of what it said before; "" says nothing."""
    buffer = io.BytesIO(archive)
    with zipfile.ZipFile(buffer, "a") as opened:
        opened.comment = canonical({"published_at": moment}) if moment else b""
    return buffer.getvalue()


def moment_in(content: bytes, kind: str) -> str:
    """Return the moment that a release of this kind says of itself, "" where it says none."""
    try:
        said = zipfile.ZipFile(io.BytesIO(content)).comment if kind in KINDS else content
        told: Any = read_json(said)
        moment = told.get("published_at", "")
    except (ValueError, AttributeError, OSError, zipfile.BadZipFile):
        return ""
    return moment if isinstance(moment, str) else ""


def is_withdrawal(sha256: str, published_at: str) -> bool:
    """Return whether a release published at a moment holds nothing."""
    return sha256 in (WITHDRAWN, hashlib.sha256(stamped(nothing_packed(), published_at)).hexdigest())


def insist_unmoved(signed: str, offered: Any, *, after_signed: bool = False) -> None:
    """Do nothing where a release is of the moment that it says of itself, or says none.

    ``after_signed``: it would take the place of one that does, which no earlier one may.

    Raises:
        IntegrityBroken: somebody changed the moment at the centre.
    """
    advice = "请管理员查明谁改动了中心库，再由发布单位用新的版本号重新发布。"
    if signed and signed != iso(offered.published_at):
        raise IntegrityBroken(MOVED, "中心库里的发布时间与发布单位签名的不符，没有采用。", advice)
    if not signed and after_signed:
        title = "这份发布没有签名的发布时间，比在用的更早，中心库里的时间被改动过，没有采用。"
        raise IntegrityBroken(MOVED, title, advice)
