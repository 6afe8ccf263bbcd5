"""The outcome of a verification, for people and for other programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

INTACT, BROKEN, UNKNOWN = "intact", "broken", "unknown"
PDF, DATA_FOLDER, CODE, OTHER = "pdf", "data-folder", "code", "unknown"
EXIT_CODES = {INTACT: 0, BROKEN: 1, UNKNOWN: 3}
STATE_WORDS = {INTACT: "完好", BROKEN: "已损坏或被改动", UNKNOWN: "无法判断"}


@dataclass(frozen=True)
class Outcome:
    """What was found: ``state`` intact, broken or unknown (cannot be judged), with ``reasons`` in Chinese.

    ``facts`` are further JSON values by stable English keys.
    """

    path: str
    kind: str
    state: str
    reasons: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def exit_code(self) -> int:
        """Return 0 intact, 1 broken, 3 cannot be judged."""
        return EXIT_CODES[self.state]

    def as_json(self) -> dict[str, Any]:
        """Return the stable keys of ``main.py verify --json``."""
        named = {"path": self.path, "kind": self.kind, "state": self.state, "reasons": list(self.reasons)}
        return {**named, **self.facts}


def cannot_judge(path: str, reasons: Sequence[str], kind: str = OTHER) -> Outcome:
    """Return that nothing can be said, and why."""
    return Outcome(path, kind, UNKNOWN, tuple(reasons))
