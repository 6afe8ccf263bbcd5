"""Releases: form sets, calendars, legal texts and program updates that a bureau publishes, signed, to its devices."""

from __future__ import annotations

import hashlib

from app.centre.administration import Connection, administering, as_owner, require_bureau
from app.centre.transport import LEAF_SIZE
from app.errors import CentreRefused


def publish_release(
    connection: Connection, bureau: str, kind: str, name: str, version: str, content: bytes, signature: str
) -> str:
    """Publish a release to a bureau and all below it; return the digest by which devices fetch its content.

    ``signature`` is the publisher's over the content, checked by the devices and not here.

    Raises:
        CentreRefused: the bureau is unknown, or this version of that name was published before.
    """
    digest = hashlib.sha256(content).hexdigest()
    leaves = [content[at : at + LEAF_SIZE] for at in range(0, len(content), LEAF_SIZE)]
    digests = [hashlib.sha256(leaf).hexdigest() for leaf in leaves]
    with administering(connection):
        as_owner(connection)
        require_bureau(connection, bureau)
        new = connection.execute(
            "insert into centre.release (bureau, kind, name, version, sha256, signature)"
            " values (%s, %s, %s, %s, %s, %s) on conflict do nothing returning 1",
            (bureau, kind, name, version, digest, signature),
        ).fetchone()
        if new is None:
            raise CentreRefused("release-exists", f"{name} {version} 已经发布过。", "请用新的版本号发布。")
        fresh = connection.execute(
            "insert into centre.blob (bureau, sha256, size, leaves, device) values (%s, %s, %s, %s, 'centre')"
            " on conflict do nothing returning 1",
            (bureau, digest, len(content), digests),
        ).fetchone()
        if fresh is not None:
            for number, leaf in enumerate(leaves):
                connection.execute(
                    "insert into centre.leaf (bureau, sha256, n, content) values (%s, %s, %s, %s)",
                    (bureau, digest, number, leaf),
                )
            connection.execute(
                "update centre.blob set finished_at = clock_timestamp() where (bureau, sha256) = (%s, %s)",
                (bureau, digest),
            )
    return digest
