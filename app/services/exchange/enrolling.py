"""Enrolment: a data folder of its own for a device that the centre invited, then the first synchronisation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.centre.device import enrolment as first_contact
from app.centre.device.enrolment import Enrolment, read_enrolment
from app.centre.failures import nothing_begun, refused
from app.centre.secrecy import new_secret
from app.domain.clock import CHINA
from app.domain.procedure.records import Officer
from app.errors import Blocker, CentreRefused, CentreUnreachable, Refused, StorageFailed
from app.sealing.signing import new_key_pair
from app.services.desk import new_id
from app.services.exchange.link import CA_FILE, LINK, Link, keep_link, link_from, link_of
from app.services.session.opening import Clock, OpenDesk, close, open_desk
from app.services.session.setting_up import (
    Place,
    Secrets,
    fresh,
    guarded_ring,
    insist_outside,
    new_store,
    training_ring,
)
from app.services.session.trust import certificate_of, training_certificate
from app.services.shelf import shelf
from app.storage.exchange.renumbering import RESTORED_AT
from app.storage.keys.keyfile import KEYS_FILE
from app.storage.keys.keyring import ADMINISTRATOR, KeyRing
from app.storage.store import ENROLLED, TRAINING

_KNOCK_SECONDS = 15.0


@dataclass(frozen=True)
class Newcomer:
    """Who takes the device into use. A training centre's device needs neither secrets nor a recovery file.

    ``officer`` is the id of the first who can open it, the device's administrator unless said otherwise.
    """

    officer: str = ""
    secrets: Secrets | None = None
    recovery_file: Path | None = None


def read_enrolment_file(file: Path, code: str, clock: Clock) -> Enrolment:
    """Return what an enrolment file says.

    Raises:
        StorageFailed: the file cannot be read.
        CentreRefused: no enrolment file, a wrong code, or older than 72 hours.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise StorageFailed("enrolment-missing", "登记文件读不到。", "请核对文件位置，或重新插好 U 盘。") from error
    return read_enrolment(content, code, clock())


def enrol(
    folder: Path,
    enrolment: Enrolment,
    newcomer: Newcomer | None = None,
    *,
    forms: Path,
    clock: Clock,
    via: str | None = None,
    identify: Callable[[], str] = new_id,
) -> OpenDesk:
    """Return the open desk of a device that the centre now knows; synchronise next.

    Where the centre cannot be reached, or turns the file away, an empty folder is as empty as before. Everything the
    exchange needs is kept before the key is handed over, so that the call may be repeated with the same file where it
    is cut there. A file that lets the device of this folder in again (``centre device readmit``) leaves all its data
    as it is.

    Raises:
        CentreUnreachable: nothing was begun, or the outcome is unknown: the advice says which; repeat.
        CentreRefused: the file was used by another device, or is too old.
        Refused, StorageFailed, DocumentFailed: the folder, the secrets or the bureau cannot be used.
    """
    who = newcomer or Newcomer()
    shelf(forms).bureau(enrolment.bureau)
    if not (folder / KEYS_FILE).exists():
        return _first_time(enrolment, who, Place(
            folder, forms, clock, TRAINING if enrolment.training else ENROLLED, enrolment.device, enrolment.bureau,
            new_key_pair(), identify=identify,
        ), via)  # fmt: skip
    desk = _again(folder, enrolment, who, forms, clock)
    before = link_of(desk.store)
    _hand_over_again(desk, before, enrolment)
    try:
        _finish_or_go_back(desk, enrolment, before, via)
    except BaseException:
        close(desk)
        raise
    return desk


def let_in_again(desk: OpenDesk, enrolment: Enrolment, *, via: str | None = None) -> None:
    """Let the device of an open desk in again by the file made for it (``centre device readmit``); synchronise next.

    All its data stay as they are; the call may be repeated with the same file after any failure.

    Raises:
        CentreUnreachable: outcome unknown; repeat.
        CentreRefused: the file is another centre's, was used, or is too old.
        StorageFailed: it is another laptop's.
    """
    _insist_own(desk, enrolment, "请核对：这份文件是发给另一台电脑的。本机数据没有改动。")
    before = link_of(desk.store)
    _hand_over_again(desk, before, enrolment)
    _finish_or_go_back(desk, enrolment, before, via)


def _first_time(enrolment: Enrolment, who: Newcomer, place: Place, via: str | None) -> OpenDesk:
    """Return the desk in a new folder; nothing stays of it unless the centre may have taken its key in."""
    cut: BaseException | None = None
    recovery = [who.recovery_file] if who.recovery_file is not None and not enrolment.training else []
    with fresh(place.folder, *recovery) as made:
        _insist_complete(place, who)
        _knock(enrolment, via)
        desk = _prepared(enrolment, who, place)
        made.append(desk)
        keep_link(desk.store, link_from(enrolment, new_secret()))
        try:
            finish_enrolment(desk, enrolment.secret, via=via)
        except BaseException as error:
            if isinstance(error, CentreRefused) and error.code in first_contact.TURNED_AWAY:
                raise
            cut = error
    if cut is None:
        return desk
    close(desk)
    if isinstance(cut, CentreUnreachable | CentreRefused):
        kept = "" if place.kind == TRAINING else "和恢复密钥都请保留：恢复密钥已能打开它"
        advice = (
            f"数据文件夹已建立{kept}。请用同一份登记文件、同一个口令再登记一次，或打开程序后同步，会接着办完。"
        )
        raise type(cut)(cut.code, f"登记还没有办完：{cut.title}", advice) from cut
    raise cut


def _knock(enrolment: Enrolment, via: str | None) -> None:
    """Do nothing where the centre answers to this file; it is asked before anything is made.

    Raises:
        CentreUnreachable, CentreRefused: it does not, or does not let the file in.
    """
    with TemporaryDirectory() as aside:
        file = None if enrolment.ca is None else Path(aside) / CA_FILE
        if file is not None:
            file.write_text(str(enrolment.ca), encoding="utf-8")
        fault = first_contact.try_out(enrolment, None if file is None else str(file), via=via, patience=_KNOCK_SECONDS)
    if fault is not None:
        raise nothing_begun(fault)


def _finish_or_go_back(desk: OpenDesk, enrolment: Enrolment, before: Link, via: str | None) -> None:
    try:
        finish_enrolment(desk, enrolment.secret, via=via)
    except CentreRefused:
        keep_link(desk.store, before)  # of no use here: what opened the line before is tried as before
        raise


def finish_enrolment(desk: OpenDesk, one_time_secret: str, *, via: str | None = None, patience: float = 60.0) -> None:
    """Hand over the public key and exchange the one-time secret; does nothing where that was done."""
    link = link_of(desk.store)
    if not link.waiting:
        return
    certificate = certificate_of(desk.store)
    first_contact.enrol(
        _as_enrolment(link, desk.store.device, one_time_secret, desk.store.training),
        desk.store.device_key.public.hex(),
        link.secrets[0],
        ca_file=link.address(desk.store.folder).ca_file,
        certificate=None if certificate is None else certificate.as_json(),
        via=via,
        patience=patience,
        known=[secret for _, secret in link.former],
    )
    keep_link(desk.store, replace(link, waiting=False, secrets=link.secrets[:1]))


def _as_enrolment(link: Link, device: str, secret: str, training: bool) -> Enrolment:
    return Enrolment(
        link.host, link.port, link.database, link.ca, link.centre_id, training, link.bureau, link.bureau_name, device,
        "", link.role, link.enrolment_role, secret, "",
    )  # fmt: skip


def _prepared(enrolment: Enrolment, who: Newcomer, place: Place) -> OpenDesk:
    if not enrolment.training:
        return new_store(place, *_guarded_keys(place, who))
    ring, officer = _training_keys(place, enrolment, who)
    certificate = training_certificate(place.device_key, device=place.device, bureau=place.bureau, now=place.clock())
    return new_store(replace(place, certificate=certificate), ring, officer)


def _training_keys(place: Place, enrolment: Enrolment, who: Newcomer) -> tuple[KeyRing, str]:
    listed = officers_in(enrolment.officers)
    named = [who.officer] if who.officer else []
    ids = list(dict.fromkeys([*named, *(one.id for one in listed)])) or [ADMINISTRATOR]
    ring = training_ring(place.folder, [Officer(one, one, place.bureau) for one in ids], place.clock)
    return ring, ids[0]


def _insist_complete(place: Place, who: Newcomer) -> None:
    if place.kind == TRAINING:
        return
    if who.secrets is None or who.recovery_file is None:
        text = "首次使用需要设置口令、PIN 和恢复密钥的位置。"
        raise Refused("登记尚未开始。", (Blocker("secrets-missing", text),), code="secrets-missing")
    insist_outside(place.folder, who.recovery_file)


def _guarded_keys(place: Place, who: Newcomer) -> tuple[KeyRing, str]:
    assert who.secrets is not None
    assert who.recovery_file is not None
    officer = who.officer or ADMINISTRATOR
    ring, _ = guarded_ring(place.folder, place.kind, officer, who.secrets, who.recovery_file, place.clock)
    return ring, officer


def _again(folder: Path, enrolment: Enrolment, who: Newcomer, forms: Path, clock: Clock) -> OpenDesk:
    """Return the desk that an enrolment cut short left behind, or of a device that is let in again.

    Raises:
        StorageFailed: the folder holds something else.
        CentreRefused: the file is another centre's.
    """
    passphrase = "" if who.secrets is None else who.secrets.passphrase
    desk = open_desk(folder, forms=forms, clock=clock, officer=who.officer, passphrase=passphrase)
    try:
        _insist_own(desk, enrolment, "请另选一个空文件夹登记，原有数据不会改动。")
    except BaseException:
        close(desk)
        raise
    return desk


def _insist_own(desk: OpenDesk, enrolment: Enrolment, advice: str) -> None:
    link = desk.store.settings.get(LINK)
    other = desk.store.device != enrolment.device
    if other and link is not None and link_of(desk.store).waiting and desk.store.replication.position()[0] == 0:
        raise StorageFailed(
            "enrolment-unfinished",
            "这个数据文件夹里是另一次没有完成的登记，没有工作内容。",
            f"请退出程序，把文件夹 {desk.store.folder} 改名或移走，再用新的登记文件登记。",
        )
    if other or link is None:
        raise StorageFailed("folder-not-empty", "该文件夹中已有别的数据。", advice)
    if link_of(desk.store).centre_id != enrolment.centre_id or desk.store.training != enrolment.training:
        raise refused("foreign-centre")


def _hand_over_again(desk: OpenDesk, link: Link, enrolment: Enrolment) -> None:
    """Let the next contact hand over the key again; does nothing where it is to do so with this file already.

    A centre that knows this device answers as the first time, one that lost it takes it in. Where the centre is may
    have changed, and its authority.
    """
    if link.waiting and link.secrets[-1] == enrolment.secret:
        return
    fresh = link_from(enrolment, new_secret())
    day = f"{desk.now().astimezone(CHINA):%Y-%m-%d}"
    keep_link(desk.store, replace(fresh, former=(*((day, one) for one in link.secrets), *link.former)))
    if desk.store.settings.get(RESTORED_AT) is None:
        # a copy of the folder may have delivered other things meanwhile: the administrator says that this one goes on
        desk.store.settings.set(RESTORED_AT, desk.store.replication.sync_state().acked_lseq)


def officers_in(listed: Sequence[Mapping[str, Any]]) -> tuple[Officer, ...]:
    """Return the officers that an enrolment file names (id, name and bureau; the rest comes with the first pull)."""
    return tuple(
        Officer(str(one["id"]), str(one.get("name", one["id"])), str(one.get("bureau", "")))
        for one in listed
        if "id" in one
    )
