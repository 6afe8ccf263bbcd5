"""keys.json: the slots that open a store, kept in two copies, each written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from app.domain.kept_records import over, record_of, unknown_to
from app.errors import StorageFailed
from app.sealing.canonical import canonical, sha256
from app.storage.files import file_errors, write_durably
from app.storage.folder import STORE_FILE

KEYS_FILE, SECOND_COPY = "keys.json", "keys.json.1"
KEY_COPIES = 2
KEYS_SCHEMA = 1
_MORE = "more"
_ADVICE = (
    "请不要删除或新建数据。插好备份U盘，请管理员执行 restore（后面写U盘的位置）：只补回密钥文件，备份之后的数据都还在。"
)


@dataclass(frozen=True, slots=True)
class Slot:
    """What lets one officer in. Wrapped keys, salts and verifiers are hex; ``cost`` is Argon2id's.

    ``failures`` counts wrong tries since the last right one, ``wait_until`` (ISO, "" = none) bars the next. ``more`` is
    what a later program keeps beside: it is written back as it was.
    """

    officer: str
    salt: str
    cost: Mapping[str, int]
    data_key: str
    signing_key: str
    public_key: str
    pin_salt: str
    pin: str
    failures: int = 0
    wait_until: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Code:
    """An administrator's one-time code for an officer. ``used_at`` is ISO, "" while unused; ``expires_at`` ISO."""

    officer: str
    salt: str
    verifier: str
    expires_at: str
    used_at: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KeyFile:
    """The content of keys.json. ``recovery`` is the sealed box of the data key, empty without a recovery key."""

    kind: str
    slots: tuple[Slot, ...] = ()
    codes: tuple[Code, ...] = ()
    recovery: Mapping[str, str] = field(default_factory=dict)
    revision: int = 0
    more: Mapping[str, Any] = field(default_factory=dict)

    def slot(self, officer: str) -> Slot | None:
        """Return an officer's slot."""
        return next((one for one in self.slots if one.officer == officer), None)

    def with_slot(self, slot: Slot) -> KeyFile:
        """Return the file with a slot added or replaced."""
        if self.slot(slot.officer) is None:
            return replace(self, slots=(*self.slots, slot))
        return replace(self, slots=tuple(slot if one.officer == slot.officer else one for one in self.slots))


_Entry = TypeVar("_Entry", Slot, Code)


def _as_json(keys: KeyFile) -> dict[str, Any]:
    def plain(one: Slot | Code) -> dict[str, Any]:
        named = {name: getattr(one, name) for name in one.__dataclass_fields__ if name != _MORE}
        known = {name: dict(value) if isinstance(value, Mapping) else value for name, value in named.items()}
        return over(one.more, known)

    known = {
        "schema": KEYS_SCHEMA,
        "kind": keys.kind,
        "revision": keys.revision,
        "slots": [plain(one) for one in keys.slots],
        "codes": [plain(one) for one in keys.codes],
        "recovery": dict(keys.recovery),
    }
    return over(keys.more, known)


def write_keys(folder: Path, keys: KeyFile) -> KeyFile:
    """Write both copies durably, one after the other, and return what was written (one revision on)."""
    newer = replace(keys, revision=keys.revision + 1)
    body = _as_json(newer)
    content = json.dumps({**body, "checksum": sha256(canonical(body))}, ensure_ascii=False).encode()
    with file_errors("密钥文件"):
        for name in (KEYS_FILE, SECOND_COPY):
            write_durably(folder / name, content)
    return newer


def read_keys(folder: Path) -> KeyFile:
    """Return the newest whole copy.

    Raises:
        StorageFailed: there is none (``keys-lost`` where data lies beside), both are damaged, or a newer program wrote
            them.
    """
    copies = [_whole(folder / name) for name in (KEYS_FILE, SECOND_COPY)]
    found = [one for one in copies if one is not None]
    if not found:
        present = any((folder / name).is_file() for name in (KEYS_FILE, SECOND_COPY))
        if present:
            raise StorageFailed("keys-damaged", "密钥文件已损坏。", _ADVICE)
        if (folder / STORE_FILE).is_file():
            raise StorageFailed("keys-lost", "数据文件还在，密钥文件（keys.json）不见了。", _ADVICE)
        raise StorageFailed(
            "no-keys", "该文件夹中没有密钥文件。", "请核对数据文件夹，或先执行 init、enrol 或 restore。"
        )
    body = max(found, key=lambda one: int(one["revision"]))
    if int(body["schema"]) > KEYS_SCHEMA:
        raise StorageFailed("newer-store", "密钥文件由更新版本的程序保存。", "请升级程序后再打开；数据没有被改动。")
    return KeyFile(
        kind=str(body["kind"]),
        slots=tuple(_entry(Slot, one) for one in body["slots"]),
        codes=tuple(_entry(Code, one) for one in body["codes"]),
        recovery=body["recovery"],
        revision=int(body["revision"]),
        more={name: told for name, told in unknown_to(KeyFile, body).items() if name != "schema"},
    )


def _entry(cls: type[_Entry], told: Mapping[str, Any]) -> _Entry:
    return record_of(cls, {**told, _MORE: unknown_to(cls, told)})


def damaged_copies(folder: Path) -> tuple[str, ...]:
    """Return which of the two copies is missing, torn or altered; the other one still opens the store."""
    return tuple(name for name in (KEYS_FILE, SECOND_COPY) if _whole(folder / name) is None)


def _whole(path: Path) -> dict[str, Any] | None:
    """Return the parsed body of one copy, None where it is missing, torn or altered."""
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        checksum = body.pop("checksum")
        whole = isinstance(body, dict) and checksum == sha256(canonical(body))
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return None
    return body if whole else None
