"""Where transactions of a feed end: each with the signature of the device that wrote it.

The centre takes whole signed transactions only, so an operation without such an end was put into its database by hand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from app.domain.operations import CENTRE_DEVICE
from app.errors import IntegrityBroken


class Ends:
    """Follows a feed over its pages. ``left_open`` is (device, txn) of what has not ended yet."""

    def __init__(self) -> None:
        self.reached(0, None)

    def reached(self, cursor: int, left_open: tuple[str, str] | None) -> None:
        """Go on from here: all up to ``cursor`` was taken in, and this has not ended yet."""
        self._cursor, self._left_open_there = cursor, left_open
        self.left_open = left_open

    def begin(self, cursor: int, count: int) -> None:
        """Begin a page of so many rows up to ``cursor``; one that does not go on behind the last begins afresh.

        What an earlier try read of the same page without taking it in counts for nothing.
        """
        self.left_open = self._left_open_there if self._cursor == cursor - count else None

    def follow(self, ends: Iterable[tuple[str, str, bool]], known: Collection[str]) -> None:
        """Take notice of the next transactions (device, txn, signed), or parts of one (``app.sealing.sheets``).

        ``known`` are the devices whose keys are known.

        Raises:
            IntegrityBroken: the transaction before one has no signature, or nobody knows its device.
        """
        for device, txn, signed in ends:
            if self.left_open is not None and self.left_open != (device, txn):
                raise unsigned(self.left_open[0])
            if device == CENTRE_DEVICE:
                continue
            if device not in known:
                raise unsigned(device)
            self.left_open = None if signed else (device, txn)


def unsigned(device: str) -> IntegrityBroken:
    """Return the error for operations that their device did not sign."""
    return IntegrityBroken(
        "signature-missing",
        f"中心库给出的终端 {device} 的操作没有该终端的签名，可能有人在中心库里添加过内容。",
        "请停止同步并联系管理员核查中心库（centre root --check）；本机已有内容不受影响。",
    )
