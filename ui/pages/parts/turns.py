"""Acts of a page take turns: what a field held is kept one after the other, a button pressed twice acts once."""

from __future__ import annotations

from collections.abc import Callable

Turn = Callable[[], None]


class Turns:
    """One act at a time. What is saved because its field was left waits, and so does the act pressed after it."""

    def __init__(self) -> None:
        self._busy, self._saving = False, False
        self._waiting: list[tuple[Turn, bool]] = []

    def take(self, turn: Turn, *, saving: bool) -> None:
        """Begin a turn, or let it wait; an act pressed while another act is under way is not done again."""
        if not self._busy:
            self._busy, self._saving = True, saving
            turn()
        elif saving or self._saving:
            self._waiting.append((turn, saving))

    def end(self, *, well: bool) -> None:
        """End the turn and begin the next; an act that followed on something that went wrong is dropped."""
        self._busy = False
        waiting, self._waiting = [one for one in self._waiting if well or one[1]], []
        for turn, saving in waiting:
            self.take(turn, saving=saving)
