"""The steps of an inspection as workflow.toml lists them: named guards and papers, no expressions, no engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class WorkflowStep:
    """One step: its key on the rail, its Chinese title and guidance.

    ``acts`` are names of guards in code that the step's acts must pass, in order; ``leaves`` are guards that must pass
    before the next step; ``documents`` are the kinds of paper the step makes or uses.
    """

    key: str
    title: str
    guidance: str = ""
    acts: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Workflow:
    """The steps of one kind of inspection and the kinds of paper it pins.

    ``proposals`` are the usual words for purpose, prepare and secrecy of a plan, offered to whoever plans.
    """

    code: str
    title: str
    version: str
    checklist: str
    documents: tuple[str, ...]
    steps: tuple[WorkflowStep, ...]
    proposals: Mapping[str, str] = field(default_factory=dict)

    def step(self, key: str) -> WorkflowStep | None:
        """Return the step of a key, None where there is none."""
        return next((one for one in self.steps if one.key == key), None)
