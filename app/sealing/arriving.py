"""An operation as it arrives from elsewhere: read, and fit to be kept and compared."""

from __future__ import annotations

from app.domain.operations import Operation
from app.domain.set_aside import can_be_taken_in
from app.errors import IntegrityBroken
from app.sealing.canonical import parse_strictly


def readable(raw: str, chain: str) -> Operation:
    """Return the operation of a received ``raw``.

    Raises:
        IntegrityBroken: it cannot be read, or could be neither kept nor compared.
    """
    try:
        one = parse_strictly(raw, chain)
    except IntegrityBroken as error:
        raise _unreadable() from error
    if not can_be_taken_in(one):
        raise _unreadable()
    return one


def _unreadable() -> IntegrityBroken:
    advice = (
        "本机内容不受影响，可以继续工作，也会照常上传。请管理员在中心库用 centre feed 找出这条操作，"
        "再加上 --set-aside 搁置；之后再同步，会接着取回其余的内容。"
    )
    title = "收到的内容里有一条操作记录无法读取，没有取回它和它之后的内容。"
    return IntegrityBroken("operation-unreadable", title, advice)
