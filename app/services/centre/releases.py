"""Publishing at a centre: forms, calendars, legal texts and program updates to a bureau's laptops and those below."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.centre.bureau_key import BureauKey
from app.centre.office.administration import require_bureau
from app.centre.releases import (
    Content,
    Publication,
    bureaus_above,
    content_in,
    content_of_file,
    next_moment,
    publish_release,
    publish_releases,
    published_versions,
)
from app.domain.clock import iso
from app.errors import CentreRefused, InspectorError, StorageFailed
from app.sealing.signing import KeyPair, TrustedBureau, training_root
from app.services.centre.office import CentreOffice
from app.services.releases import publishers
from app.services.releases.content import lay_over, packed, release_message, unpacked
from app.services.releases.moments import stamped
from app.services.releases.program import (
    LARGEST_PACKAGE,
    PACKAGE,
    PLATFORMS,
    PROGRAM,
    ProgramPackage,
    is_newer,
    program_version,
    usable_name,
)
from app.services.releases.publishers import Publisher, publishers_content
from app.services.shelf import usable


@dataclass(frozen=True, slots=True)
class ProgramUpdate:
    """What is to be published: for which platform, and the oldest version that may still be in use."""

    file: Path
    platform: str
    version: str
    minimal: str


def publish(
    office: CentreOffice, bureau: str, kind: str, name: str, version: str, folder: Path, key: BureauKey | None,
    *, forms: Path,
) -> str:  # fmt: skip
    """Return the digest of a folder's files published under the bureau's key; a training centre needs none.

    Raises:
        DocumentFailed: over the built-in forms the files have faults: nothing was published.
        StorageFailed: the folder holds nothing, or what this kind may not replace, or not the year that it is named.
        CentreRefused: the bureau is unknown, the key is missing or another's, or this version was published before.
    """
    require_bureau(office.connection, bureau)
    content = packed(folder, kind)
    _insist_on_year(kind, name, folder)
    with tempfile.TemporaryDirectory() as aside:
        usable(None, lay_over(forms, [unpacked(content, kind)], Path(aside)))
    return publish_archive(office, (bureau, kind, name, version), content, signer_of(office, bureau, key))


def publish_archive(office: CentreOffice, place: tuple[str, str, str, str], archive: bytes, signer: KeyPair) -> str:
    """Return the digest of an archive published as (bureau, kind, name, version), at a moment that is signed with it.

    Raises:
        CentreRefused: the bureau is unknown, or this version was published before.
    """
    at = next_moment(office.connection, place[0])
    content = stamped(archive, "" if at is None else iso(at))
    signature = signer.sign(release_message(*place, hashlib.sha256(content).hexdigest()))
    return publish_release(office.connection, *place, content, signature.hex(), at)


def publish_program(office: CentreOffice, bureau: str, update: ProgramUpdate, key: BureauKey | None) -> ProgramPackage:
    """Return what was published of a program's package under the bureau's key; a training centre needs none.

    Laptops of the platform fetch it, check it and show it; none of them runs it.

    Raises:
        InspectorError: a version, the platform or the file's name is malformed.
        StorageFailed: the file cannot be read, is empty or too large.
        CentreRefused: the bureau is unknown, the key is missing or another's, or as new a version was published.
    """
    require_bureau(office.connection, bureau)
    _insist_on_names(update)
    signer = signer_of(office, bureau, key)
    for before in published_versions(office.connection, bureau, PROGRAM, update.platform):
        if not is_newer(update.version, before):
            advice = "版本只能升高；要撤回有问题的版本，请用更高的版本号重新发布。"
            raise CentreRefused("release-older", f"{update.platform} 的 {before} 已经发布过。", advice)
    package = content_of_file(update.file)
    if not 0 < package.size <= LARGEST_PACKAGE:
        raise StorageFailed("package-size", f"安装包是空的或超过 1 GB：{update.file}", "请核对文件。")
    at = next_moment(office.connection, bureau)
    told = ProgramPackage(
        update.platform, update.version, update.minimal, update.file.name, package.size, package.sha256,
        "" if at is None else iso(at),
    )  # fmt: skip

    def signed(kind: str, content: Content) -> Publication:
        message = release_message(bureau, kind, update.platform, update.version, content.sha256)
        return Publication(kind, update.platform, update.version, content, signer.sign(message).hex())

    both = [signed(PACKAGE, package), signed(PROGRAM, content_in(told.as_bytes()))]
    publish_releases(office.connection, bureau, both, at)
    return told


def accept_publishers(
    office: CentreOffice, bureau: str, listed: Sequence[TrustedBureau], key: BureauKey | None
) -> tuple[Publisher, ...]:
    """Return the bureaus above whose releases the bureau's laptops take from now on, nearest first.

    ``listed`` are keys as those bureaus gave them themselves; an empty one withdraws what was accepted. The bureau's
    own key signs the list, so that neither the centre nor a bureau beside or below can put itself there.

    Raises:
        CentreRefused: the bureau is unknown, the key is missing or another's, or nobody listed stands above it.
    """
    above = bureaus_above(office.connection, bureau)
    signer = signer_of(office, bureau, key)
    accepted = tuple(
        Publisher(code, name, one.public_key)
        for code, name in above for one in listed if one.code == code and not one.training
    )  # fmt: skip
    if listed and not accepted:
        names = "、".join(f"{name}（{code}）" for code, name in above) or "没有上级"
        title = f"名单中没有单位 {bureau} 的上级。"
        raise CentreRefused("publisher-not-above", title, f"中心库中它的上级：{names}。请给出上级的信任名单。")
    versions = published_versions(office.connection, bureau, publishers.KIND, publishers.NAME)
    version = str(max((int(one) for one in versions), default=0) + 1)
    at = next_moment(office.connection, bureau)
    content = publishers_content(accepted, "" if at is None else iso(at))
    place = (bureau, publishers.KIND, publishers.NAME, version)
    signature = signer.sign(release_message(*place, hashlib.sha256(content).hexdigest()))
    publish_release(office.connection, *place, content, signature.hex(), at)
    return accepted


def _insist_on_year(kind: str, name: str, folder: Path) -> None:
    """Refuse a calendar named after a year that it does not hold: laptops would show that year as arrived."""
    if kind == "calendar" and name.isdecimal() and not (folder / kind / f"{name}.toml").is_file():
        advice = f"请核对 --name，或把 {name} 年的日历放进文件夹的 calendar 中，文件名为 {name}.toml。没有发布。"
        raise StorageFailed("release-misnamed", f"文件夹里没有 {name} 年的日历。", advice)


def _insist_on_names(update: ProgramUpdate) -> None:
    program_version(update.version)
    if is_newer(update.minimal, update.version):
        advice = "最低版本不能高于本次发布的版本。"
        raise InspectorError("version-malformed", f"最低版本 {update.minimal} 不对。", advice)
    if update.platform not in PLATFORMS:
        advice = f"可以是：{'、'.join(PLATFORMS)}。"
        raise InspectorError("platform-unknown", f"没有这个平台：{update.platform}", advice)
    if not usable_name(update.file.name):
        advice = "文件名请用英文字母、数字、点、横线和下划线。"
        raise InspectorError("package-name", f"安装包的文件名不能用：{update.file.name}", advice)


def signer_of(office: CentreOffice, bureau: str, key: BureauKey | None) -> KeyPair:
    """Return the key that signs what a bureau publishes; a training centre has its own.

    Raises:
        CentreRefused: the key is missing or another bureau's.
    """
    if office.is_training():
        return training_root()
    if key is None or key.bureau != bureau:
        advice = "请用 --key 给出该单位自己的签发密钥（centre key 生成）。"
        raise CentreRefused("bureau-key-foreign", f"发布要用单位 {bureau} 的签发密钥签名。", advice)
    return key.key
