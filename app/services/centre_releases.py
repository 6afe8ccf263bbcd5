"""Publishing at a centre: forms, calendars and legal texts to the laptops of a bureau and of all below it."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

from app.centre.administration import require_bureau
from app.centre.bureau_key import BureauKey
from app.centre.releases import publish_release
from app.errors import CentreRefused
from app.sealing.signing import KeyPair, training_root
from app.services.centre import CentreOffice
from app.services.release_content import lay_over, packed, release_message, unpacked
from app.services.shelf import usable


def publish(
    office: CentreOffice, bureau: str, kind: str, name: str, version: str, folder: Path, key: BureauKey | None,
    *, forms: Path,
) -> str:  # fmt: skip
    """Return the digest of a folder's files published under the bureau's key; a training centre needs none.

    Raises:
        DocumentFailed: over the built-in forms the files have faults: nothing was published.
        StorageFailed: the folder holds nothing, or what this kind may not replace.
        CentreRefused: the bureau is unknown, the key is missing or another's, or this version was published before.
    """
    require_bureau(office.connection, bureau)
    content = packed(folder, kind)
    with tempfile.TemporaryDirectory() as aside:
        usable(None, lay_over(forms, [unpacked(content, kind)], Path(aside)))
    digest = hashlib.sha256(content).hexdigest()
    signature = _signer(office, bureau, key).sign(release_message(bureau, kind, name, version, digest))
    return publish_release(office.connection, bureau, kind, name, version, content, signature.hex())


def _signer(office: CentreOffice, bureau: str, key: BureauKey | None) -> KeyPair:
    if office.is_training():
        return training_root()
    if key is None or key.bureau != bureau:
        advice = "请用 --key 给出该单位自己的签发密钥（centre key 生成）。"
        raise CentreRefused("bureau-key-foreign", f"发布要用单位 {bureau} 的签发密钥签名。", advice)
    return key.key
