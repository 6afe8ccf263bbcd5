"""Slabs are laid on pages: chains that belong together stay together, frames are closed and opened at a break."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from app.typesetting.slabs import Frame, Page, RuleMark, Slab, foot_of, moved

SLACK = 0.05
PAD_AT_BREAK = 3.0
# a row that would leave more than this share of a page blank is parted at a line
MUCH_BLANK = 0.14
# a head that takes more of a page than this is not set again: each row would need a page or more of its own
MOST_HEAD = 0.5


def paginate(slabs: Sequence[Slab], height: float) -> list[Page]:
    """Return the pages of a type area of ``height`` points; at least one page."""
    press = _Press(height)
    for chain in _chains(slabs):
        press.lay(chain)
    return press.pages


def fits_on_a_page(slabs: Sequence[Slab], height: float) -> bool:
    """Return whether the last slab fits on one page with all that keeps with it."""
    return _foot(_chains(slabs)[-1], 0.0) <= height + SLACK


def _chains(slabs: Iterable[Slab]) -> list[list[Slab]]:
    chains: list[list[Slab]] = [[]]
    for slab in slabs:
        if slab.fresh:
            chains.append([])
        chains[-1].append(slab)
        if not slab.keep:
            chains.append([])
    return [chain for chain in chains if chain]


def _foot(chain: Sequence[Slab], used: float) -> float:
    """Return where a chain would end below ``used`` points: never, where it reaches past a slab's fixed place."""
    for slab in chain:
        if slab.top is not None and used > slab.top + SLACK:
            return math.inf
        used = foot_of(slab, used)
    return used


def _parted(chain: Sequence[Slab]) -> list[Slab]:
    """Return the chain with its rows line by line; what was to be kept with a row is kept with its last line."""
    parted: list[Slab] = []
    for slab in chain:
        parted += slab.parts or (slab,)
        parted[-1] = replace(parted[-1], keep=slab.keep)
    return parted


class _Press:
    """Lays chain after chain and turns the page where one does not fit."""

    def __init__(self, height: float) -> None:
        self.height = height
        self.pages = [Page()]
        self.last: Slab | None = None

    def lay(self, chain: Sequence[Slab]) -> None:
        if chain[0].fresh and self.pages[-1].used:
            self._turn(chain[0])
        page = self.pages[-1]
        fits_here = _foot(chain, page.used) <= self.height + SLACK
        if page.used and not fits_here and _foot(chain, self._head_height(chain[0])) <= self.height + SLACK:
            if all(slab.gap for slab in chain):
                return
            whole = list(takewhile(lambda slab: not slab.parts, chain))
            if len(whole) < len(chain) and self.height - _foot(whole, page.used) > MUCH_BLANK * self.height:
                for part in _chains(_parted(chain)):
                    self.lay(part)
                return
            self._turn(chain[0])
        for slab in chain:
            self._put(slab)

    def _head_height(self, slab: Slab) -> float:
        return sum(part.height for part in self._head_for(slab))

    def _head_for(self, slab: Slab) -> tuple[Slab, ...]:
        head = slab.frame.head if slab.frame and self._same_frame(slab) else ()
        return head if sum(part.height for part in head) <= MOST_HEAD * self.height else ()

    def _same_frame(self, slab: Slab) -> bool:
        return self.last is not None and slab.frame is not None and self.last.frame is slab.frame

    def _put(self, slab: Slab) -> None:
        page = self.pages[-1]
        if slab.gap and not page.used:
            return
        if page.used and _foot([slab], page.used) > self.height + SLACK:
            if slab.gap:
                return
            self._turn(slab)
        self._stamp(slab)

    def _turn(self, slab: Slab) -> None:
        """Begin a page; a frame that goes on is closed above and opened below, with its head set again."""
        going_on = self._same_frame(slab)
        if going_on and slab.frame:
            self._pad(self.last, at_end=True)
            self._rule(slab.frame)
        head = self._head_for(slab)
        self.pages.append(Page())
        for part in head:
            self._stamp(part)
        if going_on and slab.frame:
            self._rule(slab.frame)
            self._pad(slab, at_end=False)
            page = self.pages[-1]
            page.marks += [moved(mark, 0, page.used) for mark in slab.continued]

    def _pad(self, slab: Slab | None, at_end: bool) -> None:
        """Keep a parted row's text off the rule: its uprights go on a little."""
        edge = 0.0 if slab is None or not at_end else slab.height
        rules = [mark for mark in slab.marks if isinstance(mark, RuleMark)] if slab else []
        if not rules or any(rule.y1 == rule.y2 == edge for rule in rules):
            return
        page = self.pages[-1]
        top, foot = page.used, page.used + PAD_AT_BREAK
        page.marks += [RuleMark(one.x1, top, one.x1, foot, one.width) for one in rules if one.x1 == one.x2]
        page.used = foot

    def _rule(self, frame: Frame) -> None:
        page = self.pages[-1]
        page.marks.append(RuleMark(frame.left, page.used, frame.right, page.used, frame.rule))

    def _stamp(self, slab: Slab) -> None:
        page = self.pages[-1]
        top = page.used if slab.top is None else slab.top
        page.marks += [moved(mark, 0, top) for mark in slab.marks]
        page.used = foot_of(slab, page.used)
        self.last = slab
