"""A new signing key of this laptop's bureau where the former one was lost: offered by the centre, taken by a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from app.domain.clock import iso
from app.domain.operations import Json
from app.errors import Blocker, Refused
from app.sealing.key_loss import KeyLoss, key_code, loss_in, same_code
from app.sealing.signing import TrustedBureau, certificate_from, certificate_signature_valid
from app.services.desk import Desk
from app.services.session.trust import CERTIFICATE, believe, certificate_of

KEY_LOST = "bureau-key-lost"
"""The code of a synchronisation in which everything went through, and a new key waits to be compared."""
_OFFERED, _TAKEN = "_offered_key", "_taken_keys"


def note_offer(store: Any, content: Mapping[str, Any]) -> KeyLoss | None:
    """Return the loss that a certificate of this device declares, after keeping it for a person to judge."""
    loss = _loss_of(store, content)
    if loss is not None and store.settings.get(_OFFERED) != dict(content):
        store.settings.set(_OFFERED, cast(Json, dict(content)))
    return loss


def offered_key(store: Any) -> KeyLoss | None:
    """Return the loss for which this laptop's person has to compare a code, None where there is none."""
    kept = store.settings.get(_OFFERED)
    return _loss_of(store, kept) if isinstance(kept, dict) else None


def take_offered_key(desk: Desk, code: str) -> KeyLoss:
    """Take the bureau's new key after the code told by phone was typed, and return what was declared.

    Papers under the former key stay verifiable; releases and certificates under it count no longer.

    Raises:
        Refused: nothing is offered, or the code is another one. Nothing changed.
    """
    loss = offered_key(desk.store)
    if loss is None:
        _refuse("没有需要核对的签发密钥。", "key-not-offered", "请先同步一次；单位没有更换签发密钥的，不需要办理。")
    assert loss is not None
    if not same_code(code, key_code(loss.bureau, loss.key)):
        advice = (
            "请再打电话核对一遍，用您平时知道的号码打过去，不要用别人给的号码。"
            "仍然不符的不要采用，请告诉管理员和负责人：可能有人改动过中心库。"
        )
        _refuse("口令码不符，没有采用新的签发密钥。", "key-code-wrong", advice)
    content = cast("dict[str, Any]", desk.store.settings.get(_OFFERED))
    certificate = certificate_from(content)
    assert certificate is not None
    names = [one["name"] for one in cast("list[dict[str, str]]", desk.store.settings.get("trust") or [])
             if one.get("code") == loss.bureau]  # fmt: skip
    believe(desk.store, [TrustedBureau(loss.bureau, names[0] if names else loss.bureau, loss.key, False)])
    taken = {"former": loss.former, "key": loss.key, "reason": loss.reason, "witness": loss.witness,
             "declared_at": loss.declared_at, "by": desk.officer, "at": iso(desk.now())}  # fmt: skip
    desk.store.settings.set(_TAKEN, cast(Json, [*taken_keys(desk.store), taken]))
    desk.store.settings.set(CERTIFICATE, cast(Json, certificate.as_json()))
    desk.store.settings.set(_OFFERED, None)
    return loss


def taken_keys(store: Any) -> list[dict[str, str]]:
    """Return what was taken here, by whom and when."""
    kept = store.settings.get(_TAKEN)
    return list(cast("list[dict[str, str]]", kept)) if isinstance(kept, list) else []


def lost_keys(store: Any) -> frozenset[str]:
    """Return the keys (hex) under which nothing new counts here any more."""
    return frozenset(one["former"] for one in taken_keys(store))


def _loss_of(store: Any, content: Mapping[str, Any]) -> KeyLoss | None:
    certificate, standing = certificate_from(content), certificate_of(store)
    if certificate is None or standing is None or not certificate_signature_valid(certificate):
        return None
    if (certificate.public_key, certificate.training) != (store.device_key.public.hex(), False):
        return None
    return loss_in(content, standing.bureau, standing.issuer_public_key)


def _refuse(title: str, code: str, advice: str) -> None:
    raise Refused(title, (Blocker(code, title),), advice, code)
