"""Attachments at the centre, read back and compared with their digests: what its disk lost is to be sent again.

The database checks each leaf as it arrives, and the whole of up to 64 MiB when the last one is there. It cannot hash
more without holding all of it at once (README.md, section 3), so the whole of a larger one is hashed here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from app.centre.failures import refused
from app.centre.office.administration import Connection, administering, as_owner

HASHED_ON_ARRIVAL = 64 * 1024**2  # as in api1.blob_finish
_LEAVES_AT_ONCE = 16

_FOUND = """
    select b.bureau, b.sha256, b.size from centre.blob b
    where b.finished_at is not null and cardinality(b.leaves) <>
            (select count(*) from centre.leaf l where (l.bureau, l.sha256) = (b.bureau, b.sha256))
        or exists (select from centre.leaf l where (l.bureau, l.sha256) = (b.bureau, b.sha256)
            and encode(sha256(l.content), 'hex') is distinct from b.leaves[l.n + 1])
    order by b.bureau, b.sha256"""
_LARGE = "select bureau, sha256, size from centre.blob where finished_at is not null and size > %s order by 1, 2"
_LEAVES = "select content from centre.leaf where (bureau, sha256) = (%s, %s) order by n"
_DROP_ALL = "delete from centre.leaf where (bureau, sha256) = (%s, %s)"
_DROP_LEAVES = """
    delete from centre.leaf l using centre.blob b
    where (l.bureau, l.sha256) = (b.bureau, b.sha256) and (b.bureau, b.sha256) = (%s, %s)
        and encode(sha256(l.content), 'hex') is distinct from b.leaves[l.n + 1]"""
_REOPEN = "update centre.blob set finished_at = null where (bureau, sha256) = (%s, %s)"


@dataclass(frozen=True, slots=True)
class DamagedAttachment:
    """An attachment of a bureau that is not what its digests say; ``size`` in bytes as it was announced.

    ``wholly``: its leaves are as their sender said, and are together another content.
    """

    bureau: str
    sha256: str
    size: int
    wholly: bool = False


def damaged_attachments(connection: Connection) -> tuple[DamagedAttachment, ...]:
    """Return the attachments of which leaves are missing or damaged, after reading all of them."""
    with administering(connection):
        as_owner(connection)
        return _found(connection)


def reopen_damaged(connection: Connection) -> tuple[DamagedAttachment, ...]:
    """Return the damaged attachments after taking away what is wrong of them: whoever has one may send it again.

    Raises:
        CentreRefused: the administrator is no superuser, who alone may pass over the triggers that keep attachments.
    """
    with administering(connection):
        found = _found(connection)
        if found:
            try:
                connection.execute("set local session_replication_role = replica")
            except psycopg.errors.InsufficientPrivilege as error:
                raise refused("superuser-needed-to-repair") from error
            for one in found:
                connection.execute(_DROP_ALL if one.wholly else _DROP_LEAVES, (one.bureau, one.sha256))
                connection.execute(_REOPEN, (one.bureau, one.sha256))
    return found


def _found(connection: Connection) -> tuple[DamagedAttachment, ...]:
    by_leaves = [DamagedAttachment(*row) for row in connection.execute(_FOUND).fetchall()]
    known = {(one.bureau, one.sha256) for one in by_leaves}
    others = [
        DamagedAttachment(bureau, sha256, size, wholly=True)
        for bureau, sha256, size in connection.execute(_LARGE, (HASHED_ON_ARRIVAL,)).fetchall()
        if (bureau, sha256) not in known and _whole_digest(connection, bureau, sha256) != sha256
    ]
    return tuple(sorted([*by_leaves, *others], key=lambda one: (one.bureau, one.sha256)))


def _whole_digest(connection: Connection, bureau: str, sha256: str) -> str:
    whole = hashlib.sha256()
    for leaf in _leaves(connection, bureau, sha256):
        whole.update(leaf)
    return whole.hexdigest()


def _leaves(connection: Connection, bureau: str, sha256: str) -> Iterator[bytes]:
    """Give the leaves a few at a time: neither side ever holds the whole."""
    with connection.cursor("leaves", binary=True) as cursor:
        cursor.itersize = _LEAVES_AT_ONCE
        cursor.execute(_LEAVES, (bureau, sha256))
        for (content,) in cursor:
            yield content
