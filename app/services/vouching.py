"""A bureau's own signing key: made once, kept off the network, used to vouch for the devices of the bureau."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from app.centre.bureau_key import BureauKey, locked_key, opened_key
from app.domain.secret_strength import passphrase_problems
from app.errors import Blocker, Refused, StorageFailed
from app.sealing.signing import TrustedBureau, new_key_pair, trust_from, trust_text
from app.services.shelf import shelf
from app.storage.files import file_errors, write_durably


def make_key(bureau: str, out: Path, passphrase: str, *, forms: Path, trust: Path | None = None) -> TrustedBureau:
    """Return whom to trust from now on: a bureau whose new key was written to ``out``, locked by the passphrase.

    ``trust`` names a trust file to be made, or to be extended where it is there.

    Raises:
        Refused: the passphrase is weak.
        StorageFailed: the key file exists already, a file cannot be written, or ``trust`` is no trust file.
        DocumentFailed: the bureau is unknown.
    """
    made = BureauKey(bureau, new_key_pair())
    entry = TrustedBureau(bureau, shelf(forms).bureau(bureau).name, made.key.public.hex(), False)
    if weak := passphrase_problems(passphrase):
        blockers = [Blocker("passphrase", text) for text in weak]
        raise Refused("签发密钥没有生成。", blockers, "请换一个更强的口令。", "passphrase")
    if out.exists():
        raise StorageFailed("file-exists", f"文件已存在：{out}", "请换一个文件名；不要覆盖正在使用的密钥。")
    listed = () if trust is None or not trust.exists() else trusted_in(trust)
    try:
        with file_errors("签发密钥"):
            write_durably(out, locked_key(made, passphrase), private=True)
            if trust is not None:
                write_durably(trust, trust_text([*listed, entry]).encode())
    except BaseException:
        with suppress(OSError):
            out.unlink(missing_ok=True)  # nobody trusts it, and it would be in the way of the next try
        raise
    return entry


def read_key(file: Path, passphrase: str) -> BureauKey:
    """Return the key in a file that ``make_key`` wrote.

    Raises:
        StorageFailed: the file cannot be read.
        InspectorError: it is no key file, or the passphrase is another one.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise StorageFailed("bureau-key-missing", f"签发密钥文件读不到：{file}", "请核对位置，或插好 U 盘。") from error
    return opened_key(content, passphrase)


def trusted_in(file: Path) -> tuple[TrustedBureau, ...]:
    """Return the bureaus of a trust file.

    Raises:
        StorageFailed: it cannot be read or is none.
    """
    try:
        return trust_from(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        advice = "请换一个文件名，原文件不会改动。"
        raise StorageFailed("trust-unreadable", f"这不是信任名单文件：{file}", advice) from error
