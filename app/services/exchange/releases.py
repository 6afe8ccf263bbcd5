"""What the bureau published, fetched at a synchronisation: used only where a key that this store trusts signed it."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

from app.centre.attachments import leaf_count
from app.centre.sync import SyncReport
from app.centre.transport import LEAVES_A_CALL, Release
from app.domain.clock import iso
from app.errors import CentreRefused, CentreUnreachable, InspectorError, IntegrityBroken
from app.sealing.canonical import sha256
from app.sealing.signing import signature_valid, training_root
from app.services import publishers
from app.services.desk import Desk
from app.services.published_forms import HeldRelease, held_releases, keep_releases
from app.services.publishers import accepted_publishers, keep_publishers, publishers_in
from app.services.release_content import KINDS, LARGEST, release_message, unpacked
from app.services.session.trust import trusted

UNTRUSTED = (
    "不是由本单位、也不是由本单位认可的上级签名的发布，没有采用。"
    "上级发布的，请管理员用本单位的签发密钥执行一次 centre release accept。"
)
NOT_CERTIFIED = "本机还没有终端证书，暂时无法核对签名，没有采用。签发证书（centre certify）之后，下次同步自动采用。"


def receive_releases(desk: Desk, line: Any, report: SyncReport) -> int:
    """Return how many releases came new; they are in force from the next opening. A cut line tries again next time."""
    if report.problem is not None:
        return 0
    held = {(one.bureau, one.kind, one.name): one for one in held_releases(desk.store)}
    new = 0
    try:
        offered = line.offered()
        _accept(desk, line, offered)
        for one in offered:
            place = (one.bureau, one.kind, one.name)
            standing = held.get(place)
            if one.kind not in KINDS or (standing is not None and _settled(standing, one)):
                continue
            taken = _taken(desk, line, one)
            if taken is not None:
                held[place], new = taken, new + 1
    except (CentreUnreachable, CentreRefused):
        pass  # the next synchronisation asks again; what came whole is kept
    if new:
        keep_releases(desk.store, list(held.values()))
    return new


def _accept(desk: Desk, line: Any, offered: Sequence[Release]) -> None:
    """Keep whom the own bureau accepts above it; a list that it did not sign, or an older one, changes nothing."""
    for one in offered:
        standing, _ = accepted_publishers(desk.store)
        own = (one.bureau, one.kind, one.name) == (desk.store.identity.bureau, publishers.KIND, publishers.NAME)
        if not own or not one.version.isdecimal() or int(one.version) <= standing:
            continue
        if not signature_fault(desk.store, one):
            content = fetched(line, one, publishers.LARGEST_LIST)
            if sha256(content) == one.sha256:
                with contextlib.suppress(IntegrityBroken):
                    keep_publishers(desk.store, int(one.version), publishers_in(content))


def _settled(standing: HeldRelease, offered: Release) -> bool:
    """Return whether a release is here, or an older one was offered: a centre that came back brings no old forms."""
    same = (standing.version, standing.sha256) == (offered.version, offered.sha256)
    return (same and not standing.fault) or standing.published_at > iso(offered.published_at)


def _taken(desk: Desk, line: Any, one: Release) -> HeldRelease | None:
    """Return the release with its content in the vault; None where the one before stays in use."""
    about = HeldRelease(one.bureau, one.kind, one.name, one.version, one.sha256, iso(one.published_at))
    if fault := signature_fault(desk.store, one):
        return _unused(desk, about, fault)
    content = fetched(line, one)
    try:
        unpacked(content, one.kind)
    except InspectorError as error:
        return _unused(desk, about, f"{error.title}{error.advice}")
    blob: Any = desk.vault.put(content)
    if blob.sha256 != one.sha256:
        return _unused(desk, about, "发布的内容与签名不符，没有采用。请联系发布单位。")
    desk.store.attachments.note(blob.sha256, blob.sm3, blob.size, here=True, sent=True)
    return about


def _unused(desk: Desk, about: HeldRelease, fault: str) -> HeldRelease | None:
    place = (about.bureau, about.kind, about.name)
    standing = {(one.bureau, one.kind, one.name) for one in held_releases(desk.store)}
    return None if place in standing else HeldRelease(
        about.bureau, about.kind, about.name, about.version, about.sha256, about.published_at, fault
    )  # fmt: skip


def signature_fault(store: Any, one: Release) -> str:
    """Return "" where a release is under the key of the bureau that it names and that may publish here, else why not.

    A laptop without a certificate does not know its own bureau's key yet.
    """
    message = release_message(one.bureau, one.kind, one.name, one.version, one.sha256)
    try:
        signature = bytes.fromhex(one.signature)
    except ValueError:
        return UNTRUSTED
    if any(signature_valid(key, message, signature) for key in _keys(store, one.bureau)):
        return ""
    return UNTRUSTED if _keys(store, store.identity.bureau) else NOT_CERTIFIED


def _keys(store: Any, bureau: str) -> list[bytes]:
    if store.training:
        return [training_root().public]
    if bureau == store.identity.bureau:
        return [bytes.fromhex(by.public_key) for by in trusted(store) if by.code == bureau and not by.training]
    _, above = accepted_publishers(store)
    return [bytes.fromhex(one.public_key) for one in above if one.bureau == bureau]


def fetched(line: Any, one: Release, largest: int = LARGEST) -> bytes:
    """Return a release's content, cut where it is larger than this kind may be."""
    return content_of(line, one.sha256, largest)


def content_of(line: Any, sha256: str, largest: int) -> bytes:
    """Return an attachment of the centre, cut where it is larger than it may be; nothing where it is not there."""
    content = b""
    for first in range(0, leaf_count(largest), LEAVES_A_CALL):
        piece = line.blob_get(sha256, first, LEAVES_A_CALL)
        if not piece:
            break
        content += piece
    return content
