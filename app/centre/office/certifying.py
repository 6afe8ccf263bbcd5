"""The certificates with which a bureau vouches for its devices: the first ones, and new ones after its key changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.centre.office.administration import Connection, administering, as_owner
from app.domain.clock import iso
from app.sealing.key_loss import LOST, KeyLoss
from app.sealing.key_succession import SUCCEEDS, succession
from app.sealing.signing import KeyPair, issue_certificate

# of a device ``d``: whether its certificate is of another key than its bureau's latest one
OUTDATED = """
        coalesce(d.certificate ->> 'issuer_public_key' <> (
            select x.certificate ->> 'issuer_public_key' from centre.device x
            where x.bureau = d.bureau and x.certificate is not null
            order by x.certificate ->> 'valid_from' desc, x.created_at desc limit 1), false)"""


@dataclass(frozen=True, slots=True)
class Certified:
    """How many devices got their first certificate, how many a new one, and how many keep one of another key."""

    fresh: int = 0
    renewed: int = 0
    others: int = 0


@dataclass(frozen=True, slots=True)
class Loss:
    """Why a bureau's former key cannot vouch for its new one, and who attests to it."""

    reason: str
    witness: str


def certify_devices(
    connection: Connection,
    bureau: str,
    issuer: KeyPair,
    now: datetime,
    former: KeyPair | None = None,
    loss: Loss | None = None,
) -> Certified:
    """Give the enrolled devices of a bureau the certificate they lack.

    Those whose certificate was signed by ``former`` get one of ``issuer``, with the former key's word for it: without
    that no device takes it by itself. Where the former key is lost, its devices get one with the declaration of that,
    and take it when a person at each has typed the code of the new key.
    """
    with administering(connection) as centre:
        as_owner(connection)
        rows = connection.execute(
            "select device, public_key, certificate from centre.device"
            " where bureau = %s and public_key is not null and revoked_at is null for update",
            (bureau,),
        ).fetchall()
        counts = dict.fromkeys(("fresh", "renewed", "others"), 0)
        for device, public_key, standing in rows:
            signer = None if standing is None else str(standing.get("issuer_public_key"))
            if signer == issuer.public.hex():
                continue
            if signer is not None and loss is None and (former is None or signer != former.public.hex()):
                counts["others"] += 1
                continue
            made = issue_certificate(
                issuer, device=device, bureau=bureau, public_key=bytes.fromhex(public_key), valid_from=now,
                training=centre.training,
            )  # fmt: skip
            told = {**made.as_json(), **_vouched(bureau, standing, former, issuer)}
            told |= _declared(bureau, standing, issuer, loss, now)
            kept = "update centre.device set certificate = %s where device = %s"
            connection.execute(kept, (json.dumps(told), device))
            counts["fresh" if standing is None else "renewed"] += 1
    return Certified(**counts)


def _vouched(
    bureau: str, standing: Mapping[str, Any] | None, former: KeyPair | None, issuer: KeyPair
) -> dict[str, Any]:
    """Return who vouched for whom up to this issuer: a device may have slept through several changes."""
    if standing is None or former is None:
        return {}
    before = standing.get(SUCCEEDS)
    return {SUCCEEDS: [*(before if isinstance(before, list) else []), succession(bureau, former, issuer.public)]}


def _declared(
    bureau: str, standing: Mapping[str, Any] | None, issuer: KeyPair, loss: Loss | None, now: datetime
) -> dict[str, Any]:
    """Return what was ever declared lost up to this issuer: a person may not have compared the code yet."""
    before = [] if standing is None else standing.get(LOST, [])
    told = [*(before if isinstance(before, list) else [])]
    if loss is not None and standing is not None:
        # of the keys before it, too: a device that slept through a change knows one of them alone
        vouched = standing.get(SUCCEEDS)
        earlier = [str(one["former"]) for one in vouched] if isinstance(vouched, list) else []
        for former in (*earlier, str(standing.get("issuer_public_key"))):
            said = KeyLoss(bureau, former, issuer.public.hex(), loss.reason, loss.witness, iso(now))
            told.append(said.signed(issuer))
    return {LOST: told} if told else {}
