"""Releases: form sets, calendars, legal texts and program updates that a bureau publishes, signed, to its devices."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.centre.device.transport import LEAF_SIZE
from app.centre.office.administration import Connection, administering, as_owner, looking_at, require_bureau
from app.errors import CentreRefused, StorageFailed

# from this version of the schema on no program publishes without signing the moment
_SIGNED_SINCE = 12


@dataclass(frozen=True)
class Content:
    """What a release holds, leaf by leaf; ``leaves`` gives them anew each time it is called."""

    sha256: str
    size: int
    digests: tuple[str, ...]
    leaves: Callable[[], Iterable[bytes]]


@dataclass(frozen=True)
class Publication:
    """One release; ``signature`` is the publisher's over its content, checked by the devices and not here."""

    kind: str
    name: str
    version: str
    content: Content
    signature: str


def content_of(leaves: Callable[[], Iterable[bytes]]) -> Content:
    """Return content with its digests."""
    whole, size, digests = hashlib.sha256(), 0, []
    for leaf in leaves():
        whole.update(leaf)
        size += len(leaf)
        digests.append(hashlib.sha256(leaf).hexdigest())
    return Content(whole.hexdigest(), size, tuple(digests), leaves)


def content_in(content: bytes) -> Content:
    """Return bytes as content."""
    return content_of(lambda: (content[at : at + LEAF_SIZE] for at in range(0, len(content), LEAF_SIZE)))


def content_of_file(file: Path) -> Content:
    """Return a file as content; it is read leaf by leaf, and once more when it is published.

    Raises:
        StorageFailed: it cannot be read.
    """

    def leaves() -> Iterable[bytes]:
        try:
            with file.open("rb") as stream:
                while leaf := stream.read(LEAF_SIZE):
                    yield leaf
        except OSError as error:
            raise StorageFailed("package-unreadable", f"要发布的文件读不到：{file}", "请核对文件位置。") from error

    return content_of(leaves)


def next_moment(connection: Connection, bureau: str) -> datetime | None:
    """Return the moment under which a bureau may publish next, for its publisher to sign.

    None at a centre of an earlier version: there an earlier program could publish after it without any.

    Raises:
        CentreRefused: the bureau is unknown.
    """
    with administering(connection) as centre:
        as_owner(connection)
        require_bureau(connection, bureau)
        # the newest counts: it is later than those before it although the server's clock was set back since
        row = connection.execute(
            "select date_trunc('milliseconds', greatest(clock_timestamp(), max(published_at)"
            " + interval '1 millisecond')) from centre.release where bureau = %s",
            (bureau,),
        ).fetchone()
    assert row is not None
    return row[0] if centre.version >= _SIGNED_SINCE else None


def publish_release(
    connection: Connection, bureau: str, kind: str, name: str, version: str, content: bytes, signature: str,
    at: datetime | None = None,
) -> str:  # fmt: skip
    """Publish a release to a bureau and all below it; return the digest by which devices fetch its content.

    Raises:
        CentreRefused: as for ``publish_releases``.
    """
    one = Publication(kind, name, version, content_in(content), signature)
    publish_releases(connection, bureau, [one], at)
    return one.content.sha256


def publish_releases(
    connection: Connection, bureau: str, publications: Sequence[Publication], at: datetime | None = None
) -> None:
    """Publish several releases, all or none, at the moment ``at`` that was signed (``next_moment``).

    Raises:
        CentreRefused: the bureau is unknown, a version of that name was published before, or something of that name
            was published in between.
        StorageFailed: a file changed while it was read.
    """
    with looking_at(connection, bureau):
        # who publishes at the same time waits, so that the order of the moments is the order of the commits
        connection.execute("lock table centre.release in share row exclusive mode")
        for one in publications:
            _enter(connection, bureau, one, at)
            _keep(connection, bureau, one.content)


def published_versions(connection: Connection, bureau: str, kind: str, name: str) -> tuple[str, ...]:
    """Return the versions of one name that a bureau published, in order of their publishing."""
    with administering(connection):
        as_owner(connection)
        rows = connection.execute(
            "select version from centre.release where (bureau, kind, name) = (%s, %s, %s) order by published_at",
            (bureau, kind, name),
        ).fetchall()
    return tuple(version for (version,) in rows)


@dataclass(frozen=True, slots=True)
class Entered:
    """One release as the centre has it; ``size`` is None where its content is not whole there."""

    bureau: str
    bureau_name: str
    kind: str
    name: str
    version: str
    published_at: datetime
    sha256: str
    signature: str
    size: int | None


def entered_releases(connection: Connection, bureau: str | None = None) -> tuple[Entered, ...]:
    """Return what was ever published, of one bureau or of all: by bureau, kind and name, in order of publishing.

    Raises:
        CentreRefused: the bureau is unknown.
    """
    with administering(connection):
        as_owner(connection)
        if bureau is not None:
            require_bureau(connection, bureau)
        rows = connection.execute(
            "select r.bureau, b.name, r.kind, r.name, r.version, r.published_at, r.sha256, r.signature,"
            " case when f.finished_at is not null then f.size end"
            " from centre.release r join centre.bureau b using (bureau)"
            " left join centre.blob f on (f.bureau, f.sha256) = (r.bureau, r.sha256)"
            " where coalesce(r.bureau = %s, true) order by r.bureau, r.kind, r.name, r.published_at, r.version",
            (bureau,),
        ).fetchall()
    return tuple(Entered(*row) for row in rows)


def content_at(connection: Connection, bureau: str, sha256: str) -> bytes:
    """Return the content of a release as the centre has it, whatever that is; nothing where it is not there."""
    with looking_at(connection, bureau):
        row = connection.execute(
            "select string_agg(content, ''::bytea order by n) from centre.leaf where (bureau, sha256) = (%s, %s)",
            (bureau, sha256),
        ).fetchone()
    return bytes(row[0]) if row is not None and row[0] is not None else b""


def bureaus_above(connection: Connection, bureau: str) -> tuple[tuple[str, str], ...]:
    """Return the bureaus above one, nearest first, as (code, name).

    Raises:
        CentreRefused: the bureau is unknown.
    """
    with looking_at(connection, bureau):
        rows = connection.execute(
            "with recursive above(bureau, name, parent, far) as ("
            " select bureau, name, parent, 0 from centre.bureau where bureau = %s"
            " union all"
            " select b.bureau, b.name, b.parent, far + 1 from centre.bureau b join above on b.bureau = above.parent)"
            " select bureau, name from above where far > 0 order by far",
            (bureau,),
        ).fetchall()
    return tuple((code, name) for code, name in rows)


def _enter(connection: Connection, bureau: str, one: Publication, at: datetime | None) -> None:
    place = (bureau, one.kind, one.name)
    after = connection.execute(
        "select greatest(coalesce(%s::timestamptz, clock_timestamp()), max(published_at) + interval '1 millisecond')"
        " from centre.release where (bureau, kind, name) = (%s, %s, %s)",
        (at, *place),
    ).fetchone()
    assert after is not None
    if at is not None and after[0] != at:
        title = f"刚才另有人发布了 {one.name}，这一份没有发布。"
        raise CentreRefused("release-overtaken", title, "请用 centre release list 核对后再执行一次。")
    new = connection.execute(
        "insert into centre.release (bureau, kind, name, version, sha256, signature, published_at)"
        " values (%s, %s, %s, %s, %s, %s, %s) on conflict do nothing returning 1",
        (*place, one.version, one.content.sha256, one.signature, after[0]),
    ).fetchone()
    if new is None:
        raise CentreRefused("release-exists", f"{one.name} {one.version} 已经发布过。", "请用新的版本号发布。")


def _keep(connection: Connection, bureau: str, content: Content) -> None:
    place = (bureau, content.sha256)
    # what somebody began to send is no whole content: it makes room for the publisher's
    connection.execute("delete from centre.blob where (bureau, sha256) = (%s, %s) and finished_at is null", place)
    fresh = connection.execute(
        "insert into centre.blob (bureau, sha256, size, leaves, device) values (%s, %s, %s, %s, 'centre')"
        " on conflict do nothing returning 1",
        (*place, content.size, list(content.digests)),
    ).fetchone()
    if fresh is None:
        return
    kept = []
    for number, leaf in enumerate(content.leaves()):
        kept.append(hashlib.sha256(leaf).hexdigest())
        connection.execute(
            "insert into centre.leaf (bureau, sha256, n, content) values (%s, %s, %s, %s)", (*place, number, leaf)
        )
    if tuple(kept) != content.digests:
        raise StorageFailed("package-changed", "要发布的文件在读取时被改动，没有发布。", "请关闭用它的程序后重试。")
    connection.execute(
        "update centre.blob set finished_at = clock_timestamp() where (bureau, sha256) = (%s, %s)", place
    )
