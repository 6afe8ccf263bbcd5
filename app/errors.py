"""The error taxonomy: what may go wrong, said in Chinese with the next step.

Wrong input is never an exception: functions return a list of problems instead.
Adapters translate library errors into these classes at their edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Blocker:
    """One rule that forbids an act.

    ``code`` is a stable English key, ``text`` the Chinese reason, ``basis`` the article ids it rests on
    (``penalty-law-2021:42``), ``place`` the step, question or field where it can be mended.
    """

    code: str
    text: str
    basis: tuple[str, ...] = ()
    place: str = ""


class InspectorError(Exception):
    """Base of every foreseen failure: ``title`` says what happened, ``advice`` what to do next (both Chinese)."""

    def __init__(self, code: str, title: str, advice: str) -> None:
        super().__init__(f"{code}: {title} {advice}")
        self.code = code
        self.title = title
        self.advice = advice


class Refused(InspectorError):
    """A rule of law or procedure forbids the act; ``blockers`` name each rule, and are the advice where none is given.

    ``advised``: an advice of its own was given.
    """

    def __init__(self, title: str, blockers: Sequence[Blocker], advice: str = "", code: str = "refused") -> None:
        *earlier, last = [one.text for one in blockers] or [""]
        super().__init__(code, title, advice or "；".join([*(one.rstrip("。") for one in earlier), last]))
        self.blockers, self.advised = tuple(blockers), bool(advice)

    def leading(self, blockers: Sequence[Blocker]) -> Refused:
        """Return the same refusal whose reasons lead elsewhere."""
        return Refused(self.title, blockers, self.advice if self.advised else "", self.code)


class StorageFailed(InspectorError):
    """The local store, its keys or a file could not be read or written; nothing acknowledged was lost."""


class IntegrityBroken(InspectorError):
    """Stored or received content differs from its digest, signature or chain."""


class DocumentFailed(InspectorError):
    """A paper could not be made: a blank mandatory slot, a character no font has, a broken definition."""


class CentreUnreachable(InspectorError):
    """The centre does not answer: a state to show, not a fault; everything stays queued."""


class CentreRefused(InspectorError):
    """The centre answered and said no."""
