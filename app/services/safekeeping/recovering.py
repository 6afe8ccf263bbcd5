"""Opening a data folder with the recovery key when every passphrase is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.errors import Blocker, Refused
from app.services.desk import new_id
from app.services.session.doorway import is_training
from app.services.session.opening import Clock, OpenDesk, note_public_key
from app.services.session.setting_up import Secrets
from app.storage.attached.vault import Vault
from app.storage.keys.keyring import ADMINISTRATOR, KeyRing
from app.storage.store import Store


def recover(
    folder: Path,
    recovery_file: Path,
    secrets: Secrets,
    *,
    forms: Path,
    clock: Clock,
    officer: str = "",
    identify: Callable[[], str] = new_id,
) -> OpenDesk:
    """Return the open desk of a folder opened with its recovery key; ``officer`` has a new passphrase and PIN.

    ``officer`` is the administrator, or else the first who had a passphrase here. The officer's signing key is new.

    Raises:
        StorageFailed: no data, or the file is not this folder's recovery key.
        Refused: a training folder, or weak passphrase or PIN.
    """
    if is_training(folder):
        text = "演练数据用公开的口令打开，不需要恢复密钥。"
        raise Refused("不能恢复。", (Blocker("training", text),), "请直接打开。", "training")
    ring = KeyRing.open(folder)
    who = officer or (ADMINISTRATOR if ADMINISTRATOR in ring.officers or not ring.officers else ring.officers[0])
    key = ring.recover(recovery_file, who, secrets.passphrase, secrets.pin, now=clock())
    store = Store.open(folder, ring.keys)
    desk = OpenDesk(store, Vault(folder, ring.keys), forms, store.identity.bureau, who, clock, identify, ring)
    note_public_key(desk, key)
    return desk
