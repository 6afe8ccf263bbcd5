"""Who may open the store: officers' passphrases and PINs, the administrator's codes, the recovery key.

The passphrase is the key; a PIN only confirms an officer whose passphrase was given on the same day and is still held
in memory. Every try is counted on disk before it is answered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from app.domain.clock import CHINA, iso
from app.domain.secret_strength import TRAINING_PASSPHRASE, TRAINING_PIN, passphrase_problems, pin_problems
from app.errors import Blocker, Refused, StorageFailed
from app.sealing.signing import KeyPair, new_key_pair
from app.storage.keys.codes import with_code, without_code
from app.storage.keys.datakeys import DataKeys, new_data_keys
from app.storage.keys.keyfile import KeyFile, Slot, read_keys, write_keys
from app.storage.keys.passphrases import (
    Cost,
    cost_from,
    new_salt,
    same,
    stretch,
    unwrap,
    verifier,
    wrap,
)
from app.storage.keys.recovery import open_box, read_recovery_key, seal_box

ADMINISTRATOR = "administrator"
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Present:
    """An officer whose passphrase was given on ``day``."""

    key: KeyPair
    day: date


class KeyRing:
    """The keys of one data folder. After ``lock`` (suspend, idle, exit) everything must be given again."""

    def __init__(self, folder: Path, content: KeyFile, keys: DataKeys | None = None, cost: Cost | None = None) -> None:
        """Take the content of keys.json; use ``create`` or ``open``."""
        self._folder = folder
        self._content = content
        self._keys = keys
        self._cost = cost or Cost()
        self._present: dict[str, _Present] = {}

    @classmethod
    def create(
        cls, folder: Path, *, kind: str, recovery_public: bytes | None = None, cost: Cost | None = None
    ) -> KeyRing:
        """Return a ring with a fresh data key and no slot; nothing can be opened until ``add_officer``.

        ``recovery_public`` comes from ``recovery.make_recovery_key``; training stores need none.

        Raises:
            StorageFailed: the folder has keys already.
        """
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / "keys.json").exists() or (folder / "keys.json.1").exists():
            raise StorageFailed("keys-exist", "该文件夹中已有密钥。", "请直接打开，或另选一个空文件夹。")
        keys = new_data_keys()
        box = {} if recovery_public is None else seal_box(recovery_public, keys.data_key)
        return cls(folder, write_keys(folder, KeyFile(kind, recovery=box)), keys, cost)

    @classmethod
    def open(cls, folder: Path, *, cost: Cost | None = None) -> KeyRing:
        """Return the locked ring of a data folder."""
        return cls(folder, read_keys(folder), None, cost)

    @property
    def officers(self) -> tuple[str, ...]:
        """Return the officers who have a slot."""
        return tuple(one.officer for one in self._content.slots)

    @property
    def keys(self) -> DataKeys:
        """Return the unlocked data key, for ``Store`` and ``Vault``.

        Raises:
            Refused: the ring is locked.
        """
        if self._keys is None:
            raise _refused("locked", "数据已锁定。", "请输入口令解锁。")
        return self._keys

    def unlock(self, officer: str, passphrase: str, *, now: datetime) -> KeyPair:
        """Let an officer in by passphrase and return that officer's signing key: the first act of the day.

        Raises:
            Refused: no slot, too soon after wrong tries, or a wrong passphrase; an empty one counts as no try.
        """
        slot = self._try(officer, passphrase, now)
        wrapping = stretch(passphrase, bytes.fromhex(slot.salt), cost_from(slot.cost))
        data_key, signing = unwrap(wrapping, slot.data_key), unwrap(wrapping, slot.signing_key)
        if data_key is None or signing is None:
            raise self._wrong("passphrase-wrong", "口令不正确。", slot)
        self._right(slot)
        self._keys = DataKeys(data_key)
        self._present[officer] = _Present(new_key_pair(signing), now.astimezone(CHINA).date())
        return self._present[officer].key

    def confirm(self, officer: str, pin: str, *, now: datetime) -> KeyPair:
        """Return the signing key of an officer who gave the passphrase today and now the PIN.

        Raises:
            Refused: the passphrase is due first, too soon after wrong tries, or a wrong PIN (an empty one is no try).
        """
        present = self._present.get(officer)
        if self._keys is None or present is None or present.day != now.astimezone(CHINA).date():
            told = "每人当天第一次操作、锁定或者重新打开以后第一次操作，用口令；之后用 PIN。锁定会清除各人的密钥。"
            raise _refused("passphrase-due", "这一次需要本人的口令，不能用 PIN。", told)
        slot = self._try(officer, pin, now)
        if not same(slot.pin, self._pin_verifier(officer, pin, bytes.fromhex(slot.pin_salt), cost_from(slot.cost))):
            raise self._wrong("pin-wrong", "PIN 不正确。", slot)
        self._right(slot)
        return present.key

    def lock(self) -> None:
        """Forget every key and who was let in."""
        self._keys = None
        self._present.clear()

    def issue_code(self, officer: str, *, now: datetime, code: str | None = None) -> str:
        """Return a one-time code that lets ``officer`` set a first slot or a new PIN within 72 hours.

        The administrator's service calls it (on a device with a centre with the code from the enrolment file). In a
        store past its first officer the administrator must have unlocked it.

        Raises:
            Refused: the administrator is not present.
        """
        if self._content.slots and ADMINISTRATOR not in self._present:
            raise _refused("administrator-absent", "只有管理员能发放一次性码。", "请管理员用本人口令解锁后再发放。")
        content, text = with_code(self._content, self.keys, officer, code, now, self._cost)
        self._content = write_keys(self._folder, content)
        return text

    def add_officer(
        self, officer: str, passphrase: str, pin: str, *, code: str = "", now: datetime, renewed: bool = False
    ) -> KeyPair:
        """Make an officer's first slot in an unlocked ring and return the officer's new signing key.

        ``renewed``: the passphrase was forgotten, the slot is replaced and its signing key is lost with it.
        In a training store no code is needed and the published passphrase and PIN are taken.

        Raises:
            Refused: weak passphrase or PIN, a slot already, or a code that is wrong, used or out of date.
        """
        if self._content.slot(officer) is not None and not renewed:
            raise _refused("slot-exists", "该执法人员已在本机设置口令。", "请直接用口令解锁，或更换口令。")
        self._insist_strong(passphrase, pin)
        self._use_code(officer, code, now)
        key = new_key_pair()
        self._content = write_keys(self._folder, self._content.with_slot(self._slot(officer, passphrase, pin, key)))
        self._present[officer] = _Present(key, now.astimezone(CHINA).date())
        return key

    def change_passphrase(self, officer: str, passphrase: str, new: str, pin: str, *, now: datetime) -> None:
        """Replace a passphrase; officer, old passphrase and PIN must be right.

        Raises:
            Refused: wrong old passphrase or PIN, or a weak new passphrase.
        """
        self.unlock(officer, passphrase, now=now)
        key = self.confirm(officer, pin, now=now)
        self._insist_strong(new, pin)
        self._content = write_keys(self._folder, self._content.with_slot(self._slot(officer, new, pin, key)))

    def change_pin(self, officer: str, pin: str, *, code: str, now: datetime) -> None:
        """Set a new PIN for an officer, on the administrator's one-time code.

        Raises:
            Refused: a weak PIN, or a code that is wrong, used or out of date.
        """
        slot = self._content.slot(officer)
        problems = [] if self._content.kind == "training" else pin_problems(pin)
        if slot is None or problems:
            raise Refused("PIN 未更换。", [Blocker("pin", p) for p in problems] or [Blocker("no-slot", "没有该人员。")])
        self._use_code(officer, code, now)
        salt = new_salt()
        stored = self._pin_verifier(officer, pin, salt, cost_from(slot.cost))
        renewed = replace(slot, pin_salt=salt.hex(), pin=stored, failures=0, wait_until="")
        self._content = write_keys(self._folder, self._content.with_slot(renewed))

    def drop_officer(self, officer: str) -> None:
        """Take an officer's slot and unused codes away: the passphrase opens nothing any more.

        Raises:
            Refused: it is the only slot, or the administrator's.
        """
        slots = tuple(one for one in self._content.slots if one.officer != officer)
        if not slots or officer == ADMINISTRATOR:
            raise _refused("slot-needed", "不能停用最后一个能打开本机的人或管理员。", "请先为另一人在本机开通。")
        codes = tuple(one for one in self._content.codes if one.officer != officer)
        self._content = write_keys(self._folder, replace(self._content, slots=slots, codes=codes))
        self._present.pop(officer, None)

    def renew_recovery(self, recovery_public: bytes) -> None:
        """Let another recovery key open the data from now on, and the one before no more."""
        box = seal_box(recovery_public, self.keys.data_key)
        self._content = write_keys(self._folder, replace(self._content, recovery=box))

    def recover(self, recovery_file: Path, officer: str, passphrase: str, pin: str, *, now: datetime) -> KeyPair:
        """Open the ring with the recovery key and give ``officer`` a new slot; all other slots stay.

        The officer's signing key is new, since the old one is lost with the passphrase.

        Raises:
            StorageFailed: the file is not the recovery key of this folder.
            Refused: weak passphrase or PIN.
        """
        data_key = open_box(read_recovery_key(recovery_file), self._content.recovery)
        self._insist_strong(passphrase, pin)
        self._keys = DataKeys(data_key)
        key = new_key_pair()
        self._content = write_keys(self._folder, self._content.with_slot(self._slot(officer, passphrase, pin, key)))
        self._present[officer] = _Present(key, now.astimezone(CHINA).date())
        return key

    def _slot(self, officer: str, passphrase: str, pin: str, key: KeyPair) -> Slot:
        salt, pin_salt = new_salt(), new_salt()
        wrapping = stretch(passphrase, salt, self._cost)
        return Slot(
            officer=officer,
            salt=salt.hex(),
            cost=self._cost.as_json(),
            data_key=wrap(wrapping, self.keys.data_key),
            signing_key=wrap(wrapping, key.private),
            public_key=key.public.hex(),
            pin_salt=pin_salt.hex(),
            pin=self._pin_verifier(officer, pin, pin_salt, self._cost),
        )

    def _pin_verifier(self, officer: str, pin: str, salt: bytes, cost: Cost) -> str:
        return verifier(self.keys.derived("pin:" + officer), pin, salt, cost)

    def _insist_strong(self, passphrase: str, pin: str) -> None:
        if self._content.kind == "training" and (passphrase, pin) == (TRAINING_PASSPHRASE, TRAINING_PIN):
            return
        problems = [*passphrase_problems(passphrase), *pin_problems(pin)]
        if problems:
            raise Refused("口令或 PIN 不合要求。", [Blocker("weak", text) for text in problems], code="weak")

    def _use_code(self, officer: str, code: str, now: datetime) -> None:
        if self._content.kind == "training":
            return
        content = without_code(self._content, self.keys, officer, code, now, self._cost)
        self._content = write_keys(self._folder, content)

    def _try(self, officer: str, secret: str, now: datetime) -> Slot:
        """Count a try on disk before it is answered, and return the slot; nothing entered is no try."""
        if not secret:
            raise _refused("secret-missing", "还没有输入 PIN 或口令。", "请输入后再试。")
        slot = self._content.slot(officer)
        if slot is None:
            raise _refused("no-slot", "该执法人员未在本机设置口令。", "请向管理员索取一次性码后设置。")
        if slot.wait_until and now < datetime.fromisoformat(slot.wait_until):
            until = self._wait_end(slot, now)
            raise _refused("wait", "连续输错，暂时不能再试。", f"请在 {until:%H:%M:%S} 之后再试。")
        failures = slot.failures + 1
        counted = replace(slot, failures=failures, wait_until=iso(now + _wait(failures)))
        self._content = write_keys(self._folder, self._content.with_slot(counted))
        return counted

    def _wait_end(self, slot: Slot, now: datetime) -> datetime:
        """Return when the wait ends; one set by a clock that ran ahead begins anew, lest it last for years."""
        until = datetime.fromisoformat(slot.wait_until).astimezone(CHINA)
        longest = now.astimezone(CHINA) + _wait(slot.failures)
        if until > longest:
            until = longest
            self._content = write_keys(self._folder, self._content.with_slot(replace(slot, wait_until=iso(until))))
        return until

    def _right(self, slot: Slot) -> None:
        cleared = replace(slot, failures=0, wait_until="")
        self._content = write_keys(self._folder, self._content.with_slot(cleared))

    def _wrong(self, code: str, title: str, slot: Slot) -> Refused:
        seconds = int(_wait(slot.failures).total_seconds())
        forgotten = "忘记时请联系管理员；管理员忘记的，用恢复密钥重新设置。"
        return _refused(code, title, f"已输错 {slot.failures} 次，请等 {seconds} 秒后再试；{forgotten}")


def _wait(failures: int) -> timedelta:
    """Return how long the next try waits after so many wrong ones."""
    return min(timedelta(seconds=2 ** min(failures, 20)), LONGEST_WAIT)


def _refused(code: str, title: str, advice: str) -> Refused:
    return Refused(title, (Blocker(code, title),), advice, code)
