"""A person who works through the window without a mouse: Tab, arrows, space and Enter; only ink needs a pen."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field

from tests.journeys.window.person import READS_S, Person

MOST_TABS = 150
GROUP = 12  # no group of choices has more


@dataclass
class KeyboardPerson(Person):
    """``ways`` counts the keys pressed to reach each control; ``lost`` tells after which act nothing had the focus."""

    ways: dict[str, int] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    _last: float = 0.0

    def click(self, name: str, text: str | None = None) -> None:
        """Go to a control and press it, unless an arrow key has chosen it already."""
        self.until(lambda: self.find(name, text).get("able", False), f"{name} can be used")
        self._reach(name, text)
        time.sleep(max(0.0, self._last + READS_S - time.monotonic()))  # who reads takes longer than a double press
        one = self.find(name, text)
        if not (one.get("checked") and one["kind"] != "TickBox" and self._grouped(name)):
            self.keys("space")
        self._last = time.monotonic()
        self._note_focus(name)

    def begins(self, what: str) -> None:
        """Keep how far it was to each control beside the pictures."""
        super().begins(what)
        (self.pictures / "ways.json").write_text(json.dumps(self.ways, ensure_ascii=False, indent=0), encoding="utf-8")

    def enter(self, name: str) -> None:
        """Go to a field or list."""
        self._reach(name, None)

    def choose(self, name: str, words: str) -> None:
        """Open a drop-down and choose an entry."""
        self._reach(name, None)
        place = next(n for n, choice in enumerate(self.find(name)["choices"]) if words in choice)
        self.keys("alt+Down", "Home", *["Down"] * place, "Return")
        self.until(lambda: words in self.find(name)["text"], f"{name} says {words}")

    def click_cell(self, name: str, words: str) -> None:
        """Go through a list to the row that says these words."""
        self._reach(name, None)
        self.keys("Home")
        for _ in range(MOST_TABS):
            view = self.find(name)
            if any(words in one["text"] for one in view["rows"] if one["row"] == view["current"]):
                return
            self.keys("Down")
        raise AssertionError(f"{name} has no {words} while: {self.doing}")

    def _reach(self, name: str, text: str | None) -> None:
        for count in range(MOST_TABS):
            if self.find(name, text)["focus"]:
                self.ways[f"{self.doing}: {name}"] = count
                return
            self.keys(self._arrow(name, text) or "Tab")
        raise AssertionError(f"{name} is not reached by keyboard while: {self.doing}")

    def _arrow(self, name: str, text: str | None) -> str:
        """Return the key that leads on where the focus is on another choice of the same group, "" elsewhere."""
        focused = next((one for one in self.look() if one["focus"]), None)
        if focused is None or not focused["name"].startswith(f"{name.split('_')[0]}_") or not self._grouped(name):
            return ""
        across, down = (self.find(name, text)["at"][way] - focused["at"][way] for way in (0, 1))
        if abs(down) > focused["size"][1] // 2:
            return "Down" if down > 0 else "Up"
        return "Right" if across > 0 else "Left"

    def _grouped(self, name: str) -> bool:
        prefix = f"{name.split('_')[0]}_"
        alike = [one for one in self.look() if one["name"].startswith(prefix) and "checked" in one]
        return 1 < len(alike) <= GROUP and not any(one["kind"] == "TickBox" for one in alike)

    def _note_focus(self, name: str) -> None:
        if not self._comes_to(lambda: any(one["focus"] for one in self.look())):
            self.lost.append(f"{self.doing}: {name}")
