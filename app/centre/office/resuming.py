"""A bureau's numbers given out again after the centre was restored, once the administrator vouches for every device."""

from __future__ import annotations

from app.centre.failures import refused
from app.centre.office.administration import Connection, administering, as_owner, require_bureau
from app.errors import CentreRefused

_MOST = 10_000
# The version of the schema from which a centre keeps the word.
WORD_ON_NUMBERS = 6
_LOST = """
    select d.name from centre.device d, centre.about a where d.bureau = %s and (d.readmitted or
        d.enrolled_at < a.restored_at) and d.revoked_at > a.restored_at and d.epoch_seen is distinct from a.feed_epoch
    order by d.name"""
_WAITED_FOR = """
    select d.name from centre.device d, centre.about a where d.bureau = %s and (d.readmitted or
        d.enrolled_at < a.restored_at) and d.revoked_at is null and d.epoch_seen is distinct from a.feed_epoch
    order by d.name"""


def resume_numbers(connection: Connection, bureau: str, beyond: int) -> tuple[str, ...]:
    """Return the names of the devices that blocks still wait for, after the administrator's word was kept.

    It says that every device enrolled between backup and restore was let in again or is lost. ``beyond`` numbers of
    each series of these years are left out for what lost ones may have used.

    Raises:
        CentreRefused: the bureau is unknown, the centre was never restored or is older; or a device was given up
            unheard, and no gap is left for what it used.
    """
    if not 0 <= beyond <= _MOST:
        raise CentreRefused("gap-malformed", "间隔的数目不正确。", f"请写 0 至 {_MOST} 之间的整数。")
    with administering(connection) as centre:
        if centre.version < WORD_ON_NUMBERS:
            raise refused("centre-older")
        as_owner(connection)
        require_bureau(connection, bureau)
        if connection.execute("select restored_at from centre.about").fetchone() == (None,):
            raise CentreRefused("not-restored", "这个中心库没有从备份恢复过，文号一直在发放。", "不需要执行这条命令。")
        lost = _names(connection, _LOST, bureau)
        if lost and not beyond:
            advice = "请用 --beyond 留出间隔：备份之后到停用之前，它最多可能领用过的文号数（拿不准时取大）。"
            title = f"恢复后停用的终端没有同步过（{'、'.join(lost)}），它用过哪些文号不得而知。"
            raise CentreRefused("gap-needed", title, advice)
        connection.execute(
            "insert into centre.numbers_resumed (bureau, feed_epoch, beyond)"
            " select %s, feed_epoch, %s from centre.about",
            (bureau, beyond),
        )
        return _names(connection, _WAITED_FOR, bureau)


def _names(connection: Connection, query: str, bureau: str) -> tuple[str, ...]:
    return tuple(str(name) for (name,) in connection.execute(query.encode(), (bureau,)).fetchall())
