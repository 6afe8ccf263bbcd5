"""What was published at a centre, listed, and a wrong publication withdrawn by publishing what was in force before it.

Nothing that was published is ever deleted: laptops may hold it, and papers may rest on it. What is withdrawn is
followed by a later version with the content of the one before, or with none where there was none; programs of every
version take that as any other.
"""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.centre.bureau_key import BureauKey
from app.centre.releases import Entered, content_at, entered_releases
from app.domain.clock import CHINA, iso
from app.errors import CentreRefused, IntegrityBroken
from app.sealing.signing import signature_valid
from app.services.centre.office import CentreOffice
from app.services.centre.releases import publish_archive, signer_of
from app.services.releases.content import KINDS, lay_over, nothing_packed, release_message, unpacked
from app.services.releases.moments import is_withdrawal, stamped
from app.services.releases.program import PACKAGE
from app.services.shelf import usable

CURRENT, FOLLOWED, EMPTY, SPOILT = "current", "followed", "withdrawn", "incomplete"
"""What laptops get, what a later version took the place of, a withdrawal, and what is not whole at the centre."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One publication and how it stands; ``size`` of a program is its package's, None where that is not whole."""

    bureau: str
    bureau_name: str
    kind: str
    name: str
    version: str
    published_at: str
    sha256: str
    size: int | None
    state: str

    def as_json(self) -> dict[str, Any]:
        """Return it with stable keys."""
        return {name: getattr(self, name) for name in Listed.__slots__}


def published(office: CentreOffice, bureau: str | None = None) -> tuple[Listed, ...]:
    """Return what was ever published, of one bureau or of all, each name's in order of publishing.

    Raises:
        CentreRefused: the bureau is unknown.
    """
    entered = entered_releases(office.connection, bureau)
    packages = {(one.bureau, one.name, one.version): one.size for one in entered if one.kind == PACKAGE}
    last = {(one.bureau, one.kind, one.name): one.version for one in entered}
    return tuple(_listed(one, packages, last) for one in entered if one.kind != PACKAGE)


def _listed(
    one: Entered, packages: dict[tuple[str, str, str], int | None], last: dict[tuple[str, str, str], str]
) -> Listed:
    size = one.size
    if size is not None:
        size = packages.get((one.bureau, one.name, one.version), size) if one.kind == "program" else size
    newest = last[one.bureau, one.kind, one.name] == one.version
    state = FOLLOWED if not newest else SPOILT if size is None else EMPTY if _is_empty(one) else CURRENT
    at = iso(one.published_at.astimezone(CHINA))
    return Listed(one.bureau, one.bureau_name, one.kind, one.name, one.version, at, one.sha256, size, state)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Which version laptops took no longer, and which one's content is in force again, None where none was before."""

    version: str
    again: str | None
    sha256: str


def withdraw(
    office: CentreOffice, bureau: str, kind: str, name: str, version: str, key: BureauKey | None,
    *, forms: Path, built_in: bool = False,
) -> Withdrawn:  # fmt: skip
    """Publish as ``version`` what was in force before the latest publication of a name, and return what that was.

    ``built_in``: nothing, so that the laptops' own files count again. It is signed as any publication.

    Raises:
        CentreRefused: nothing was published under this name, or the latest is itself a withdrawal; the version was
            published before; the key is missing or another's; or what was in force before is of another key.
        IntegrityBroken: the centre has what was in force before no longer whole.
        DocumentFailed: over the built-in forms of this program what was before has faults.
    """
    if kind not in KINDS:
        advice = "程序更新请用更高的版本号重新发布；认可的上级用 centre release accept 更改。"
        raise CentreRefused("release-not-withdrawn", "这一类不能这样撤回。", advice)
    signer = signer_of(office, bureau, key)
    entered = [one for one in entered_releases(office.connection, bureau) if (one.kind, one.name) == (kind, name)]
    before = _before(office, entered, built_in=built_in)
    content = nothing_packed() if before is None else _whole(office, before, signer.public)
    with tempfile.TemporaryDirectory() as aside:
        usable(None, lay_over(forms, [unpacked(content, kind)], Path(aside)))
    digest = publish_archive(office, (bureau, kind, name, version), content, signer)
    return Withdrawn(entered[-1].version, None if before is None else before.version, digest)


def _is_empty(one: Entered) -> bool:
    return is_withdrawal(one.sha256, iso(one.published_at))


def _files(office: CentreOffice, one: Entered) -> str:
    """Return what tells one release's files from another's, whenever they were published."""
    content = content_at(office.connection, one.bureau, one.sha256)
    try:
        return hashlib.sha256(stamped(content, "")).hexdigest()
    except (zipfile.BadZipFile, ValueError):
        return one.sha256


def _before(office: CentreOffice, entered: Sequence[Entered], *, built_in: bool) -> Entered | None:
    """Return the publication that was in force before the latest one, None where that was what is built in."""
    if not entered or _is_empty(entered[-1]):
        advice = "请用 centre release list 核对单位、类别和名称。"
        raise CentreRefused("release-none", "没有可以撤回的发布：这个名称没有发布过，或者已经撤回。", advice)
    if built_in or len(entered) == 1:
        return None
    latest = _files(office, entered[-1])
    if any(_files(office, one) == latest for one in entered[:-1]):
        advice = "再恢复到更早的，请用当时的文件夹重新发布，或加上 --built-in 恢复为程序自带的。"
        title = f"第 {entered[-1].version} 版本身就是撤回后恢复的内容，没有再撤回。"
        raise CentreRefused("release-restored", title, advice)
    return None if _is_empty(entered[-2]) else entered[-2]


def _whole(office: CentreOffice, one: Entered, public_key: bytes) -> bytes:
    """Return the content of an earlier publication, checked as a laptop would."""
    content = content_at(office.connection, one.bureau, one.sha256)
    message = release_message(one.bureau, one.kind, one.name, one.version, one.sha256)
    advice = "请用当时的文件夹重新发布（centre release publish），或加上 --built-in 恢复为程序自带的。"
    if hashlib.sha256(content).hexdigest() != one.sha256:
        raise IntegrityBroken("release-spoilt", f"第 {one.version} 版在中心库里的内容与登记的摘要不符。", advice)
    try:
        signed = signature_valid(public_key, message, bytes.fromhex(one.signature))
    except ValueError:
        signed = False
    if not signed:
        title = f"第 {one.version} 版不是用这把签发密钥签名的（换过密钥，或有人改动过中心库），没有发布。"
        raise CentreRefused("release-other-key", title, advice)
    return content
