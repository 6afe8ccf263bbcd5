"""Operations as they arrive from elsewhere: read, rightly linked and signed, and fit to be kept and compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from app.domain.operations import Operation
from app.domain.set_aside import can_be_taken_in
from app.errors import IntegrityBroken
from app.sealing.canonical import next_chain, parse_strictly
from app.sealing.signing import verify_transaction


class Incoming(NamedTuple):
    """One received operation; ``signature`` stands on the last operation of its transaction, else None."""

    raw: str
    chain: str
    signature: bytes | None = None


def read_linked(incoming: Sequence[Incoming], give_way: Callable[[], None] = lambda: None) -> list[Operation]:
    """Return operations whose links were checked, where both ends of one are here.

    Raises:
        IntegrityBroken: a text or a link does not fit.
    """
    operations = []
    for one in incoming:
        give_way()
        operations.append(readable(one.raw, one.chain))
    _check_links(operations)
    return operations


def insist_signed(
    signed: Iterable[tuple[str, str, str, bytes | None]],
    keys: Mapping[str, bytes],
    give_way: Callable[[], None] = lambda: None,
) -> None:
    """Check (device, txn, chain, signature) of the devices whose keys are known; ``give_way`` is called before each.

    Raises:
        IntegrityBroken: a device did not make a signature.
    """
    for device, txn, chain, signature in signed:
        if signature is not None and device in keys:
            give_way()
            if not verify_transaction(keys[device], device, txn, chain, signature):
                raise broken("signature", device)


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


def check_link(before: str, raw: str, chain: str, device: str) -> None:
    """Check that an operation goes on behind the chain before it.

    Raises:
        IntegrityBroken: it does not.
    """
    if next_chain(before, raw) != chain:
        raise broken("chain", device)


def broken(code: str, device: str) -> IntegrityBroken:
    """Return the error for operations of a device that do not fit each other."""
    return IntegrityBroken(
        code,
        f"终端 {device} 的操作记录前后不一致，可能被改动或重复使用。",
        "请停止同步并联系管理员核查该终端；本机已有内容不受影响。",
    )


def _check_links(operations: Iterable[Operation]) -> None:
    here: dict[tuple[str, int], Operation] = {}
    for one in operations:
        other = here.setdefault((one.device, one.lseq), one)
        if other is not one and (other.raw, other.chain) != (one.raw, one.chain):
            raise broken("device-forked", one.device)
    for (device, lseq), one in here.items():
        before = here.get((device, lseq - 1))
        if before is not None or lseq == 1:
            check_link("" if before is None else before.chain, one.raw, one.chain, device)


def _unreadable() -> IntegrityBroken:
    advice = (
        "本机内容不受影响，可以继续工作，也会照常上传。请管理员在中心库用 centre feed 找出这条操作，"
        "再加上 --set-aside 搁置；之后再同步，会接着取回其余的内容。"
    )
    title = "收到的内容里有一条操作记录无法读取，没有取回它和它之后的内容。"
    return IntegrityBroken("operation-unreadable", title, advice)
