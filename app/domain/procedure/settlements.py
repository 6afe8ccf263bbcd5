"""What became of a change that a seal turned away: taken into a correction, or set aside with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from app.domain.operations import Operation, root_of

CORRECTION, SUPPLEMENT = "D47", "D48"
"""补正笔录 and 补充材料说明: the papers that follow a sealed record."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of one refused operation. ``papers`` are the corrections that take it up (add-wins, so that two
    laptops never disagree); ``set_aside`` = {reason, by, at}.
    """

    ENTITY: ClassVar[str] = "settlement"
    SETS: ClassVar[frozenset[str]] = frozenset({"papers"})
    id: str
    papers: tuple[str, ...] = ()
    set_aside: Mapping[str, Any] = field(default_factory=dict)
    voided: bool = False

    @property
    def operation(self) -> str:
        """Return the op_id that it is about."""
        return self.id.split("/", 1)[1]


def settlement_id(operation: Operation) -> str:
    """Return the id of the settlement of an operation: inside the same inspection, outside every seal."""
    return f"{root_of(operation.entity_id)}/{operation.op_id}"
