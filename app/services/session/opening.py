"""Opening a data folder, who is at the desk, and closing it again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from app.domain.namesakes import told_apart
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.records import Officer
from app.domain.secret_strength import TRAINING_PASSPHRASE, TRAINING_PIN
from app.errors import IntegrityBroken, StorageFailed
from app.sealing.signing import KeyPair
from app.services.desk import CENTRE_LINK, Desk, new_id
from app.services.releases.forms import forms_in_force
from app.services.session.doorway import is_training
from app.storage.attached.vault import Vault
from app.storage.drafts import Place
from app.storage.keys.keyring import KeyRing
from app.storage.keys.passphrases import Cost
from app.storage.keys.people import write_people
from app.storage.store import Store

Clock = Callable[[], datetime]

# Everybody has the published passphrase: stretching it would protect nothing, and make who tries the program out wait.
TRAINING_COST = Cost(passes=1, memory_kib=64, lanes=1)


@dataclass(frozen=True)
class OpenDesk(Desk):
    """A desk with the key ring that opened it; made by ``open_desk`` and the set-ups, ended by ``close``."""

    ring: Any = None

    def __repr__(self) -> str:
        return f"OpenDesk(device={self.store.device!r}, officer={self.officer!r})"


def open_desk(
    folder: Path,
    *,
    forms: Path,
    clock: Clock,
    officer: str = "",
    passphrase: str = "",
    identify: Callable[[], str] = new_id,
) -> OpenDesk:
    """Return the desk of a data folder with an officer at it (the first with a slot where none is named).

    A training folder opens by itself with the published passphrase where none is given.

    Raises:
        StorageFailed: no data, open elsewhere, of a newer program, or damaged.
        Refused: wrong passphrase, too soon after wrong ones, or no slot of this officer.
    """
    ring = opened_ring(folder, officer=officer, passphrase=passphrase, now=clock())
    store = Store.open(folder, ring.keys)
    try:
        insist_same_kind(store, folder)
        who, vault = officer or ring.officers[0], Vault(folder, ring.keys)
        in_force = forms_in_force(store, vault, forms)
        desk = OpenDesk(store, vault, in_force, store.identity.bureau, who, clock, identify, ring)
        return desk if officer or not store.training else _somebody_known(desk)
    except BaseException:
        store.close()
        raise


def _somebody_known(desk: OpenDesk) -> OpenDesk:
    """Return a training desk with the first officer at it whom the register knows."""
    known = roster(desk)
    return enter(desk, known[0].id) if known else desk


def insist_same_kind(store: Store, folder: Path) -> None:
    """Do nothing where the key file says the same of training as the store itself.

    Raises:
        IntegrityBroken: somebody changed the key file, so that codes would no longer be asked for.
    """
    if store.training != is_training(folder):
        advice = "请用最近的备份恢复（restore），并联系管理员。"
        raise IntegrityBroken("keys-altered", "密钥文件被改动过，与数据不符。", advice)


def opened_ring(folder: Path, *, officer: str, passphrase: str, now: datetime) -> KeyRing:
    """Return the unlocked key ring of a data folder; see ``open_desk``."""
    training = is_training(folder)
    ring = KeyRing.open(folder, cost=TRAINING_COST if training else None)
    if not ring.officers:
        raise StorageFailed("no-slot", "这个数据文件夹的设置没有完成。", "请清空该文件夹后重新执行 init 或 enrol。")
    secret = passphrase or (TRAINING_PASSPHRASE if training else "")
    ring.unlock(officer or ring.officers[0], secret, now=now)
    return ring


def enter(desk: OpenDesk, officer: str, passphrase: str = "") -> OpenDesk:
    """Return the desk with another officer at it, let in by passphrase: the officer's first act of the day.

    Raises:
        Refused: no slot, a wrong passphrase, or too soon after wrong ones.
    """
    secret = passphrase or (TRAINING_PASSPHRASE if desk.store.training else "")
    desk.ring.unlock(officer, secret, now=desk.now())
    return cast(OpenDesk, desk.acting(officer))


def confirm(desk: OpenDesk, officer: str, pin: str = "") -> OpenDesk:
    """Return the desk with an officer at it who gave the passphrase today and now the PIN.

    Raises:
        Refused: the passphrase is due first, a wrong PIN, or too soon after wrong ones.
    """
    desk.ring.confirm(officer, pin or (TRAINING_PIN if desk.store.training else ""), now=desk.now())
    return cast(OpenDesk, desk.acting(officer))


def issue_code(desk: OpenDesk, officer: str) -> str:
    """Return a one-time code with which an officer sets a first passphrase or a new PIN on this device.

    Raises:
        Refused: the administrator has not given the passphrase.
    """
    code: str = desk.ring.issue_code(officer, now=desk.now())
    return code


def add_slot(desk: OpenDesk, officer: str, passphrase: str = "", pin: str = "", *, code: str = "") -> OpenDesk:
    """Return the desk with an officer at it who now opens this device by an own passphrase.

    In a training store the published passphrase and PIN are taken where none is given, and no code is needed.

    Raises:
        Refused: weak passphrase or PIN, a slot already, or a code that is wrong, used or out of date.
    """
    if desk.store.training:
        passphrase, pin = passphrase or TRAINING_PASSPHRASE, pin or TRAINING_PIN
    key: KeyPair = desk.ring.add_officer(officer, passphrase, pin, code=code, now=desk.now())
    entered = cast(OpenDesk, desk.acting(officer))
    note_public_key(entered, key)
    return entered


def note_public_key(desk: Desk, key: KeyPair) -> None:
    """Record the officer's public key in the register, where officers are kept on the device itself.

    Where a centre exists the register is the centre's.
    """
    known = desk.officers().get(desk.officer)
    if known is not None and desk.store.settings.get(CENTRE_LINK) is None:
        changes = changes_of(replace(known, public_key=key.public.hex()), "public_key")
        desk.store.commit(changes, officer=desk.officer, now=desk.now())  # an auditor's own key, too


def roster(desk: OpenDesk) -> tuple[Officer, ...]:
    """Return the officers of the register who have a slot on this device and did not leave."""
    known = desk.officers()
    return tuple(known[one] for one in desk.ring.officers if one in known and not known[one].retired)


def note_names(desk: OpenDesk) -> tuple[Officer, ...]:
    """Return the officers who have a slot on this device, their names noted for the time when it is locked.

    Everybody may open a training store: there the door asks for no name. A full disk keeps nobody out.
    """
    known = roster(desk)
    with suppress(StorageFailed):
        if not desk.store.training:
            write_people(desk.store.folder, told_apart(known))
    return known


def last_place(desk: Desk) -> Place | None:
    """Return where the officer last was (inspection, step, question), None on a fresh store."""
    place: Place | None = desk.store.drafts.last_place()
    return place


def close(desk: OpenDesk) -> None:
    """Close the store, free its folder and forget every key; a second call does nothing."""
    desk.store.close()
    desk.ring.lock()
