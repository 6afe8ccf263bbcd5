"""The long run of all faults, see ``__main__``.

It goes through the parts, a round at a time and as long in each, until all have reached their aims; see ``amounts`` for
what can be set.
"""

from __future__ import annotations

import tempfile
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.centre.conftest import close_lines
from tests.centre.faults.grounds import Ground, Opening
from tests.centre.faults.tally import Tally

# a fresh ground after so many rounds: a server without its housekeeping grows
ROUNDS_OF_A_GROUND = 40
SECONDS_BETWEEN_WORDS = 60.0
RED_ROUNDS_AT_MOST = 10
AGAIN = "python -m tests.centre.faults"


def tell_at_once(words: str) -> None:
    """Print, also where the output goes to a file that somebody follows."""
    print(words, flush=True)


@dataclass
class _Open:
    stack: ExitStack
    ground: Ground
    rounds: int = 0


@dataclass
class Soak:
    """Rounds of the parts, counted in the tally; ``tell`` takes the words for a person."""

    parts: Mapping[str, Opening]
    aims: dict[str, int]
    tally: Tally
    tell: Callable[[str], None] = tell_at_once
    red: int = 0
    _open: dict[str, _Open] = field(default_factory=dict)

    def run(self, until: float = float("inf"), clock: Callable[[], float] = time.monotonic) -> int:
        """Go on until all aims are reached or the time is over, and return how many rounds were red."""
        said = clock()
        try:
            while (part := self._behind()) and clock() < until and self.red < RED_ROUNDS_AT_MOST:
                self._one_round(part, clock)
                if clock() - said > SECONDS_BETWEEN_WORDS:
                    said = clock()
                    self.tell(self.tally.told(self.aims))
        except KeyboardInterrupt:
            self.tell("interrupted: the round that was running comes again")
        finally:
            for part in list(self._open):
                self._close(part)
        self.tell(self.tally.told(self.aims))
        return self.red

    def once(self, part: str, seed: int) -> int:
        """Try one round again, and return how many faults stood."""
        try:
            return self._ground(part).round(seed)
        finally:
            self._close(part)

    def _behind(self) -> str | None:
        """Return the part that had the least time of those short of their aims, None where all are there."""
        short = [part for part in self.parts if self.tally.of(part).done < self.aims[part]]
        return min(short, key=lambda part: self.tally.of(part).seconds, default=None)

    def _one_round(self, part: str, clock: Callable[[], float]) -> None:
        ground, begun = self._ground(part), clock()
        try:
            done = ground.round(self.tally.of(part).seed)
        except Exception as error:
            if _interrupted(error):
                raise KeyboardInterrupt from error
            seed = self.tally.fail(part, clock() - begun)
            self.red += 1
            self.tell(f"{traceback.format_exc()}\nRED: {part}, seed {seed}. Again: {AGAIN} {part} {seed}")
            self._close(part)
            close_lines()
            return
        self.tally.add(part, done, clock() - begun)
        if self._open[part].rounds >= ROUNDS_OF_A_GROUND:
            self._close(part)

    def _ground(self, part: str) -> Ground:
        if part not in self._open:
            with ExitStack() as stack:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=f"soak-{part}-")))
                ground = stack.enter_context(self.parts[part](folder))
                self._open[part] = _Open(stack.pop_all(), ground)
            if ground.most is not None:
                self.aims[part] = min(self.aims[part], ground.most)
        self._open[part].rounds += 1
        return self._open[part].ground

    def _close(self, part: str) -> None:
        if part in self._open:
            self._open.pop(part).stack.close()


def _interrupted(error: BaseException) -> bool:
    """Return whether a round failed because it was interrupted: what it tidied up after that found nothing whole."""
    if isinstance(error, KeyboardInterrupt):
        return True
    within = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    return any(_interrupted(one) for one in (*within, error.__context__) if one is not None)
