"""Attachments at the centre, read back and compared with their digests: what its disk lost is to be sent again."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

from app.centre.administration import Connection, administering, as_owner
from app.centre.failures import refused

_FOUND = """
    select b.bureau, b.sha256, b.size from centre.blob b
    where b.finished_at is not null and cardinality(b.leaves) <>
            (select count(*) from centre.leaf l where (l.bureau, l.sha256) = (b.bureau, b.sha256))
        or exists (select from centre.leaf l where (l.bureau, l.sha256) = (b.bureau, b.sha256)
            and encode(sha256(l.content), 'hex') is distinct from b.leaves[l.n + 1])
    order by b.bureau, b.sha256"""
_DROP_LEAVES = """
    delete from centre.leaf l using centre.blob b
    where (l.bureau, l.sha256) = (b.bureau, b.sha256) and (b.bureau, b.sha256) = (%s, %s)
        and encode(sha256(l.content), 'hex') is distinct from b.leaves[l.n + 1]"""
_REOPEN = "update centre.blob set finished_at = null where (bureau, sha256) = (%s, %s)"


@dataclass(frozen=True, slots=True)
class DamagedAttachment:
    """An attachment of a bureau that is not what its digests say; ``size`` in bytes as it was announced."""

    bureau: str
    sha256: str
    size: int


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
                connection.execute(_DROP_LEAVES, (one.bureau, one.sha256))
                connection.execute(_REOPEN, (one.bureau, one.sha256))
    return found


def _found(connection: Connection) -> tuple[DamagedAttachment, ...]:
    return tuple(DamagedAttachment(*row) for row in connection.execute(_FOUND).fetchall())
