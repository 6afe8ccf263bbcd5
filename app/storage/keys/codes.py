"""The administrator's one-time codes: made, kept as a verifier only, and spent once."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from app.domain.clock import iso
from app.errors import Blocker, Refused
from app.storage.keys.datakeys import DataKeys
from app.storage.keys.keyfile import Code, KeyFile
from app.storage.keys.passphrases import Cost, new_salt, same, verifier

CODE_HOURS = 72
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def with_code(
    content: KeyFile, keys: DataKeys, officer: str, code: str | None, now: datetime, cost: Cost
) -> tuple[KeyFile, str]:
    """Return the key file with a code for an officer, and the code (a fresh one where none is given)."""
    text = code or "".join(secrets.choice(LETTERS) for _ in range(10))
    salt = new_salt()
    stored = verifier(_pepper(keys, officer), text, salt, cost)
    one = Code(officer, salt.hex(), stored, iso(now + timedelta(hours=CODE_HOURS)))
    return replace(content, codes=(*content.codes, one)), text


def without_code(content: KeyFile, keys: DataKeys, officer: str, code: str, now: datetime, cost: Cost) -> KeyFile:
    """Return the key file with the officer's code spent.

    Raises:
        Refused: the code is wrong, used or out of date.
    """
    typed = "".join(code.split()).upper()
    for index, one in enumerate(content.codes):
        fits = one.officer == officer and not one.used_at and datetime.fromisoformat(one.expires_at) >= now
        if fits and same(one.verifier, verifier(_pepper(keys, officer), typed, bytes.fromhex(one.salt), cost)):
            codes = list(content.codes)
            codes[index] = replace(one, used_at=iso(now))
            return replace(content, codes=tuple(codes))
    title = "一次性码不正确、已使用或已过期。"
    advice = "请核对后重新输入；仍不行的，请管理员再发放一个。"
    raise Refused(title, (Blocker("code-wrong", title),), advice, "code-wrong")


def _pepper(keys: DataKeys, officer: str) -> bytes:
    return keys.derived("code:" + officer)
