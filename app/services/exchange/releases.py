"""What the bureau published, fetched at a synchronisation: used only where a key that this store trusts signed it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import chain
from typing import Any

from app.centre.device.attachments import leaf_count
from app.centre.device.sync import SyncReport
from app.centre.device.transport import LEAF_SIZE, LEAVES_A_CALL, Release
from app.domain.clock import iso
from app.errors import CentreRefused, CentreUnreachable, InspectorError, IntegrityBroken
from app.sealing.canonical import sha256
from app.sealing.signing import signature_valid, training_root
from app.services.desk import Desk
from app.services.releases import publishers
from app.services.releases.content import KIND_WORDS, KINDS, LARGEST, release_message, unpacked
from app.services.releases.forms import HeldRelease, held_releases, keep_releases
from app.services.releases.moments import insist_unmoved, moment_in
from app.services.releases.publishers import accepted_publishers, keep_publishers, publishers_in
from app.services.releases.refused import (
    ABSENT,
    SPOILED,
    forget_refusals,
    place_of,
    refuse,
    standing_refusal,
    turn_away,
)
from app.services.session.lost_key import lost_keys
from app.services.session.trust import trusted

UNTRUSTED = (
    "不是由本单位、也不是由本单位认可的上级签名的发布，没有采用。"
    "上级发布的，请管理员用本单位的签发密钥执行一次 centre release accept。"
)
NOT_CERTIFIED = "本机还没有终端证书，暂时无法核对签名，没有采用。签发证书（centre certify）之后，下次同步自动采用。"


def receive_releases(desk: Desk, line: Any, report: SyncReport) -> InspectorError | None:
    """Fetch what is new; it is in force from the next opening. A cut line tries again next time.

    Returns what is to be told, once, of releases that cannot be used.
    """
    if report.problem is not None:
        return None
    news = []
    with suppress(CentreUnreachable, CentreRefused):  # the next synchronisation asks again; what came whole is kept
        offered = line.offered()
        for one in chain(_accept(desk, line, offered), _all_taken(desk, line, offered)):
            news.append(one)  # told even where the line is cut after it: it is news only once
    told = "".join(news)
    return InspectorError("releases-passed-over", "有发布的资料没有采用。", told) if told else None


def _all_taken(desk: Desk, line: Any, offered: Sequence[Release]) -> Iterator[str]:
    """Take what is new of forms, calendars and legal texts; yield the faults that are news."""
    held = {(one.bureau, one.kind, one.name): one for one in held_releases(desk.store)}
    new = 0
    try:
        for one in offered:
            standing = held.get(place_of(one))
            if one.kind not in KINDS or (standing is not None and _settled(standing, one)):
                continue
            taken = _taken(desk, line, one, after_signed=standing is not None and standing.signed)
            if isinstance(taken, HeldRelease):
                held[place_of(one)], new = taken, new + 1
            elif taken and taken != NOT_CERTIFIED:
                yield f"{KIND_WORDS[one.kind]} {one.name} 第 {one.version} 版：{taken}"
    finally:
        if new:
            keep_releases(desk.store, list(held.values()))
    settled = [place for place, one in held.items() if any(_is(one, other) for other in offered)]
    forget_refusals(desk.store, but=offered, used=settled)


def _is(held: HeldRelease, offered: Release) -> bool:
    same = ((held.bureau, held.kind, held.name), held.sha256) == (place_of(offered), offered.sha256)
    return same and not _moved(held, offered)


def _moved(held: HeldRelease, offered: Release) -> bool:
    return held.signed and held.published_at != iso(offered.published_at)


def _accept(desk: Desk, line: Any, offered: Sequence[Release]) -> Iterator[str]:
    """Keep whom the own bureau accepts above it; a list that it did not sign, or an older one, changes nothing.

    Yields the faults that are news.
    """
    for one in offered:
        standing, _ = accepted_publishers(desk.store)
        own = (one.bureau, one.kind, one.name) == (desk.store.identity.bureau, publishers.KIND, publishers.NAME)
        if not own or not one.version.isdecimal() or int(one.version) <= standing:
            continue
        if signature_fault(desk.store, one) or standing_refusal(desk.store, one, desk.now()):
            continue
        try:
            content = fetched(line, one, publishers.LARGEST_LIST)
            insist_unmoved(moment_in(content, one.kind), one)
            keep_publishers(desk.store, int(one.version), publishers_in(content))
        except IntegrityBroken as error:
            yield turn_away(desk.store, one, error, desk.now())


def _settled(standing: HeldRelease, offered: Release) -> bool:
    """Return whether a release is here, or an older one was offered: a centre that came back brings no old forms."""
    same = (standing.version, standing.sha256) == (offered.version, offered.sha256)
    return not _moved(standing, offered) if same else standing.published_at > iso(offered.published_at)


def _taken(desk: Desk, line: Any, one: Release, *, after_signed: bool) -> HeldRelease | str:
    """Return the release with its content in the vault, or why the one before stays in use, "" where that is known."""
    if fault := signature_fault(desk.store, one):
        return fault if refuse(desk.store, one, fault, unlooked=True) else ""
    if standing_refusal(desk.store, one, desk.now()):
        return ""
    try:
        content = fetched(line, one)
        unpacked(content, one.kind)
        signed = moment_in(content, one.kind)
        insist_unmoved(signed, one, after_signed=after_signed)
    except IntegrityBroken as error:
        return turn_away(desk.store, one, error, desk.now())
    blob: Any = desk.vault.put(content)
    desk.store.attachments.note(blob.sha256, blob.sm3, blob.size, here=True, sent=True)
    return HeldRelease(
        one.bureau, one.kind, one.name, one.version, one.sha256, iso(one.published_at), signed=bool(signed)
    )


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
        lost = lost_keys(store)
        listed = [by for by in trusted(store) if by.code == bureau and not by.training]
        return [bytes.fromhex(by.public_key) for by in listed if by.public_key not in lost]
    _, above = accepted_publishers(store)
    return [bytes.fromhex(one.public_key) for one in above if one.bureau == bureau]


def fetched(line: Any, one: Release, largest: int = LARGEST) -> bytes:
    """Return a release's content.

    Raises:
        IntegrityBroken: the centre has it no longer whole, gave out another, or one larger than this kind may be.
    """
    content = content_of(line, one.sha256, largest)
    advice = "请联系管理员核对中心库的附件（centre storage --check）。"
    if not content:
        raise IntegrityBroken(ABSENT, "中心库里没有这份发布的内容，没有采用。", advice)
    if sha256(content) != one.sha256:
        raise IntegrityBroken(SPOILED, "中心库给出的内容与签名不符，没有采用，过一天再取。", advice)
    return content


def content_of(line: Any, sha256: str, largest: int) -> bytes:
    """Return an attachment of the centre, cut where it is larger than it may be; nothing where it is not there."""
    content = b""
    for first in range(0, leaf_count(largest), LEAVES_A_CALL):
        piece = line.blob_get(sha256, first, LEAVES_A_CALL) or b""
        content += piece
        if len(piece) < LEAVES_A_CALL * LEAF_SIZE:
            break
    return content
