"""A new data folder: training, standalone, or for a device that a centre invited."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from app.domain.clock import CHINA
from app.domain.operations import Change
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.records import CONFIRMED, Officer
from app.domain.secret_strength import TRAINING_PASSPHRASE, TRAINING_PIN
from app.errors import Blocker, InspectorError, Refused, StorageFailed
from app.sealing.signing import Certificate, KeyPair, TrustedBureau, issue_certificate, new_key_pair
from app.services.desk import new_id
from app.services.numbers.ledger import lease_locally
from app.services.session.opening import TRAINING_COST, Clock, OpenDesk, note_public_key
from app.services.session.sample_officers import sample_officers
from app.services.session.sample_units import sample_units
from app.services.session.trust import BUREAU_KEY, believe, training_certificate
from app.services.shelf import shelf
from app.storage.attached.vault import Vault
from app.storage.folder import insist_local
from app.storage.keys.keyfile import read_keys
from app.storage.keys.keyring import ADMINISTRATOR, KeyRing
from app.storage.keys.recovery import make_recovery_key, open_box, read_recovery_key
from app.storage.store import STANDALONE, TRAINING, Store

PRACTICE_NUMBERS = 50


@dataclass(frozen=True)
class Place:
    """Where and as what a store is made. ``device_key`` signs, ``certificate`` is what its bureau says of that key."""

    folder: Path
    forms: Path
    clock: Clock
    kind: str
    device: str
    bureau: str
    device_key: KeyPair
    certificate: Certificate | None = None
    identify: Callable[[], str] = new_id


@dataclass(frozen=True, slots=True)
class Secrets:
    """What an officer chose; it never stands in a repr."""

    passphrase: str
    pin: str

    def __repr__(self) -> str:
        return "Secrets(…)"


def set_up_training(
    folder: Path,
    *,
    forms: Path,
    clock: Clock,
    bureau: str = "",
    officers: Sequence[Officer] = (),
    identify: Callable[[], str] = new_id,
) -> OpenDesk:
    """Return the open desk of a new training folder, its first officer at it.

    Every officer gets a slot with the published passphrase and PIN; made-up ones are entered where none are given, with
    numbers for their papers and units to inspect: who tries the program out goes through a whole visit.

    Raises:
        Refused, StorageFailed: the folder cannot be used or holds data already.
        DocumentFailed: the bureau is unknown.
    """
    now, device, key = clock(), identify(), new_key_pair()
    code = bureau or default_bureau(forms)
    shelf(forms).bureau(code)
    entered = tuple(officers) or sample_officers(code, now.date())
    certificate = training_certificate(key, device=device, bureau=code, now=now)
    place = Place(folder, forms, clock, TRAINING, device, code, key, certificate, identify)
    with fresh(folder) as made:
        desk = new_store(place, training_ring(folder, entered, clock), entered[0].id)
        made.append(desk)
        desk.commit([change for one in entered for change in _confirmed(one)])
        if not officers:
            _practise_numbers(desk)
            district = next(one for one in shelf(forms).bureau(code).districts)
            desk.commit([change for one in sample_units(district) for change in changes_of(one)])
    return desk


def _practise_numbers(desk: OpenDesk) -> None:
    bureau, year = desk.issuing(desk.bureau), desk.now().astimezone(CHINA).year
    papers = [one for one in bureau.number_kinds if not bureau.number_blockers(one)]
    lease_locally(desk, papers, year, 1, PRACTICE_NUMBERS)


def training_ring(folder: Path, officers: Sequence[Officer], clock: Clock) -> KeyRing:
    """Return a new key ring that every one of the officers opens with the published passphrase."""
    ring = KeyRing.create(folder, kind=TRAINING, cost=TRAINING_COST)
    for one in officers:
        ring.add_officer(one.id, TRAINING_PASSPHRASE, TRAINING_PIN, now=clock())
    return ring


def set_up_standalone(
    folder: Path,
    *,
    forms: Path,
    clock: Clock,
    bureau: str,
    administrator: str,
    secrets: Secrets,
    recovery_file: Path,
    identify: Callable[[], str] = new_id,
) -> OpenDesk:
    """Return the open desk of a new folder of a bureau without a centre, its administrator at it.

    ``administrator`` is the person's name. The recovery key is written to ``recovery_file`` (outside the folder, on a
    USB stick) and has opened the data key before this returns.

    Raises:
        Refused: weak passphrase or PIN, a recovery file inside the folder, or an unusable folder.
        StorageFailed: the folder holds data already, or a file cannot be written.
        DocumentFailed: the bureau is unknown.
    """
    name = shelf(forms).bureau(bureau).name
    insist_outside(folder, recovery_file)
    now, device, key, root = clock(), identify(), new_key_pair(), new_key_pair()
    certificate = issue_certificate(
        root, device=device, bureau=bureau, public_key=key.public, valid_from=now, training=False
    )
    place = Place(folder, forms, clock, STANDALONE, device, bureau, key, certificate, identify)
    with fresh(folder, recovery_file) as made:
        ring, officer_key = guarded_ring(folder, STANDALONE, ADMINISTRATOR, secrets, recovery_file, clock)
        desk = new_store(place, ring, ADMINISTRATOR)
        made.append(desk)
        desk.store.settings.set(BUREAU_KEY, root.private.hex())
        believe(desk.store, [TrustedBureau(bureau, name, root.public.hex(), False)])
        desk.commit(_confirmed(Officer(ADMINISTRATOR, administrator, bureau, roles=("administrator",))))
        note_public_key(desk, officer_key)
    return desk


def guarded_ring(
    folder: Path, kind: str, officer: str, secrets: Secrets, recovery_file: Path, clock: Clock
) -> tuple[KeyRing, KeyPair]:
    """Return a new key ring with its first officer, and that officer's key; the recovery key was tried out.

    ``fresh`` takes back what was written where it fails.

    Raises:
        Refused: weak passphrase or PIN.
        StorageFailed: the recovery key cannot be written or does not open the data key.
    """
    recovery_public = make_recovery_key(recovery_file, clock())
    ring = KeyRing.create(folder, kind=kind, recovery_public=recovery_public)
    code = ring.issue_code(officer, now=clock())
    key = ring.add_officer(officer, secrets.passphrase, secrets.pin, code=code, now=clock())
    if open_box(read_recovery_key(recovery_file), read_keys(folder).recovery) != ring.keys.data_key:
        raise StorageFailed("recovery-untested", "恢复密钥试用失败，未完成设置。", "请换一个 U 盘后重新执行。")
    return ring, key


def new_store(place: Place, ring: KeyRing, officer: str) -> OpenDesk:
    """Return the open desk of a store made with an unlocked ring."""
    store = Store.create(
        place.folder, ring.keys, kind=place.kind, device_id=place.device, bureau=place.bureau, now=place.clock(),
        device_key=place.device_key, certificate=place.certificate,
    )  # fmt: skip
    vault = Vault(place.folder, ring.keys)
    return OpenDesk(store, vault, place.forms, place.bureau, officer, place.clock, place.identify, ring)


def default_bureau(forms: Path) -> str:
    """Return the code of the one bureau of a city among the forms.

    Raises:
        InspectorError: there are several, so that one must be named.
    """
    bureaus = [one for one in shelf(forms).bureaus.values() if one.enabled]
    cities = [one.code for one in bureaus if one.level == "city"]
    if len(cities) != 1:
        listed = "、".join(f"{one.code} {one.name}" for one in bureaus)
        raise InspectorError("bureau-missing", "没有指明档案局。", f"请用 --bureau 写明代码，可选：{listed}。")
    return cities[0]


def insist_outside(folder: Path, recovery_file: Path) -> None:
    """Do nothing where the recovery key will lie outside the data folder.

    Raises:
        Refused: it would be lost or stolen together with the data.
    """
    if recovery_file.absolute().is_relative_to(folder.absolute()):
        text = "恢复密钥不能放在数据文件夹内，否则会同时丢失。"
        advice = "请放到 U 盘，与电脑分开保管。"
        raise Refused("恢复密钥的位置不对。", (Blocker("recovery-inside", text),), advice, "recovery-inside")


def _confirmed(officer: Officer) -> list[Change]:
    return changes_of(replace(officer, credential_state=CONFIRMED))


@contextmanager
def fresh(folder: Path, *besides: Path) -> Iterator[list[OpenDesk]]:
    """Leave nothing behind in a folder where a set-up failed half-way, so that it can be tried again.

    The desk made meanwhile is put into the list given. ``besides`` are files written elsewhere: the recovery key of a
    store that came to nothing goes too; one that was there before stays.

    Raises:
        Refused, StorageFailed: the folder is on the network, in a cloud drive, or not empty.
    """
    insist_local(folder)
    was_there = folder.exists()
    if was_there and any(one.name != "logs" for one in folder.iterdir()):
        raise StorageFailed("folder-not-empty", "该文件夹不是空的。", "请另选一个空文件夹；已有数据的请直接打开。")
    made: list[OpenDesk] = []
    written = [one for one in besides if not one.exists()]
    try:
        yield made
    except BaseException:
        for desk in made:
            desk.store.close()
        with suppress(OSError):  # the stick may be gone
            for one in written:
                one.unlink(missing_ok=True)
        for one in folder.iterdir() if folder.exists() else ():
            if one.name != "logs":
                shutil.rmtree(one, ignore_errors=True) if one.is_dir() else one.unlink(missing_ok=True)
        if not was_there and folder.exists():
            folder.rmdir()
        raise
