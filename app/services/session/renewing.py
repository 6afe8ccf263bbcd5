"""Passphrases, PINs and the recovery key while the data is open: changed by their owner, renewed on a one-time code."""

from __future__ import annotations

from pathlib import Path

from app.errors import Blocker, StorageFailed
from app.services.desk import insist
from app.services.session.opening import OpenDesk, note_public_key
from app.services.session.setting_up import insist_outside
from app.storage.keys.keyfile import read_keys
from app.storage.keys.recovery import make_recovery_key, open_box, read_recovery_key


def change_passphrase(desk: OpenDesk, passphrase: str, new: str, pin: str) -> None:
    """Give the officer at the desk another passphrase; the old one and the PIN must be right.

    Raises:
        Refused: a training store, a wrong passphrase or PIN, too soon after one, or a weak new passphrase.
    """
    _insist_real(desk)
    desk.ring.change_passphrase(desk.officer, passphrase, new, pin, now=desk.now())


def change_pin(desk: OpenDesk, officer: str, pin: str, code: str) -> None:
    """Give an officer another PIN on the administrator's one-time code.

    Raises:
        Refused: a training store, a weak PIN, or a code that is wrong, used or out of date.
    """
    _insist_real(desk)
    desk.ring.change_pin(officer, pin, code=code, now=desk.now())


def renew_slot(desk: OpenDesk, officer: str, passphrase: str, pin: str, code: str) -> None:
    """Let an officer who forgot the passphrase choose another on a one-time code; the signing key is new.

    Raises:
        Refused: a training store, weak passphrase or PIN, or a code that is wrong, used or out of date.
    """
    _insist_real(desk)
    key = desk.ring.add_officer(officer, passphrase, pin, code=code, now=desk.now(), renewed=True)
    note_public_key(desk.acting(officer), key)


def recovery_fits(desk: OpenDesk, recovery_file: Path) -> bool:
    """Return whether a recovery key opens this data, by opening the box that it would be needed for.

    Raises:
        StorageFailed: the file cannot be read or is no recovery key.
    """
    key = read_recovery_key(recovery_file)
    try:
        opened = open_box(key, read_keys(desk.store.folder).recovery)
    except StorageFailed:
        return False
    return bool(opened == desk.ring.keys.data_key)


def renew_recovery(desk: OpenDesk, recovery_file: Path) -> None:
    """Write a new recovery key outside the data folder and let it open the data; the one before opens it no more.

    Raises:
        Refused: who acts is no administrator, a training store, or a place inside the data folder.
        StorageFailed: the file exists, cannot be written, or does not open the data: the old key stays good then.
    """
    _insist_real(desk)
    acting = desk.officers().get(desk.officer)
    if acting is None or "administrator" not in acting.roles:
        insist("不能更换恢复密钥。", [Blocker("not-administrator", "恢复密钥由管理员更换。", (), "settings")])
    insist_outside(desk.store.folder, recovery_file)
    public = make_recovery_key(recovery_file, desk.now())
    desk.ring.renew_recovery(public)
    if not recovery_fits(desk, recovery_file):
        raise StorageFailed("recovery-untested", "新的恢复密钥试用失败。", "请换一个 U 盘后再更换一次。")


def close_slot(desk: OpenDesk, officer: str) -> None:
    """Let an officer who left open this device no more; nothing happens where there is no slot.

    Raises:
        Refused: it is the last slot, or the administrator's.
    """
    if officer in desk.ring.officers:
        desk.ring.drop_officer(officer)


def _insist_real(desk: OpenDesk) -> None:
    if desk.store.training:
        text = "演练数据用公开的口令和 PIN，不能更换。"
        insist("演练数据不需要。", [Blocker("training", text, (), "settings")])
