"""A person in front of the real window: looks at the screen, uses mouse and keyboard, and nothing else."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
PATIENCE, TRIES = 60.0, 8
READS_S = 0.9
Shown = Mapping[str, Any]


@dataclass
class Person:
    """Starts the program and works in its window.

    ``spells`` collects when the UI thread was busy for long, ``paces`` how fast the machine was meanwhile;
    ``scrolls``: also reads what is a turn of the wheel away, as large letters need.
    """

    folder: Path
    environment: Mapping[str, str]
    pictures: Path
    spells: list[dict[str, Any]] = field(default_factory=list)
    paces: list[float] = field(default_factory=list)
    doing: str = ""
    scrolls: bool = False
    _program: subprocess.Popen[str] | None = None
    _taken: int = 0
    _pressed: tuple[tuple[int, int], float] = ((0, 0), 0.0)

    def start(self) -> None:
        """Start the program as a person does."""
        environment = {**self.environment, "INSPECTION_WITNESS": "1", "QT_NO_GLIB": "1"}
        with (self.pictures / "program.err").open("a", encoding="utf-8") as said:
            self._program = subprocess.Popen(
                [sys.executable, str(ROOT / "main.py"), "--data", str(self.folder)],
                cwd=ROOT, env=environment, text=True, encoding="utf-8", stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=said,
            )  # fmt: skip

    def kill(self) -> None:
        """End the program as a dying battery does."""
        if self._program is not None:
            self._program.kill()
            self._program.communicate()

    def fail(self, failure: BaseException) -> None:
        """Say where the pictures of what went wrong are."""
        if self._program is not None and self._program.poll() is None:
            self.picture("failed")
        failure.add_note(f"while: {self.doing}; pictures of every page: {self.pictures}")

    def close(self) -> None:
        """Close the window from the keyboard and wait for the program to end."""
        if self._program is None or self._program.poll() is not None:
            return
        self.note_spells()
        self.do("key", "alt+F4")
        try:
            self._program.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def memory(self) -> float:
        """Return the MB that the program holds now, with the processes beside it."""
        assert self._program is not None
        return sum(_held(pid) for pid in (self._program.pid, *_children(self._program.pid)))

    def memory_once_quiet(self) -> float:
        """Return the same once the program gave back what its work had taken, two seconds after its last act."""
        time.sleep(2)
        return self.memory()

    # looking

    def ask(self, **question: Any) -> Any:
        """Return the program's answer about what it shows."""
        program = self._program
        assert program is not None and program.stdin is not None and program.stdout is not None
        program.stdin.write(json.dumps(question) + "\n")
        program.stdin.flush()
        line = program.stdout.readline()
        assert line, f"the program ended while: {self.doing}\n{self._last_words()}"
        told = json.loads(line)
        assert not isinstance(told, dict) or "failed" not in told, f"{self.doing}: {told['failed']}"
        return told

    def look(self) -> list[Shown]:
        """Return what is on the screen once nothing is under way."""
        end = time.monotonic() + PATIENCE
        while (told := self.ask())["busy"]:
            assert time.monotonic() < end, f"still busy: {self.doing}"
            time.sleep(0.01)
        shown: list[Shown] = told["widgets"]
        return shown

    def find(self, name: str, text: str | None = None, *, must: bool = True) -> Shown:
        """Return a control by name once it is shown (one that is in sight before others)."""
        end = time.monotonic() + (PATIENCE if must else 0)
        while True:
            found = [one for one in self.look() if one["name"] == name and (text is None or text in one["text"])]
            if found or not must:
                return next((one for one in found if one["seen"]), found[0] if found else {})
            assert time.monotonic() < end, f"{name} {text or ''} is not shown while: {self.doing}"
            time.sleep(0.02)

    def shows(self, name: str) -> bool:
        """Return whether a control is shown now."""
        return bool(self.find(name, must=False))

    def reads(self, words: str) -> None:
        """Wait until words stand on the screen."""
        self.until(lambda: words in self.page_text(), words)

    def page_text(self) -> str:
        """Return all words on the screen."""
        shown = self.look()
        cells = [cell["text"] for one in shown for cell in one.get("rows", ())]
        return "\n".join([one["text"] for one in shown if one["seen"] or self.scrolls] + cells)

    def _comes_to(self, true: Callable[[], bool]) -> bool:
        """Return whether something is so before a person would try again: a clipboard may be late on a busy machine."""
        end = time.monotonic() + PATIENCE / TRIES
        while not true():
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
        return True

    def until(self, true: Callable[[], bool], what: str) -> None:
        """Wait until something is so."""
        end = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < end, f"not so: {what}, while: {self.doing}"
            time.sleep(0.02)

    def picture(self, name: str) -> Path:
        """Take a picture of the whole screen."""
        self._taken += 1
        file = self.pictures / f"{self._taken:02}-{name}.png"
        self.ask(picture=str(file))
        return file

    def note_spells(self) -> None:
        """Keep when the UI thread was busy for long while doing what was done until now."""
        self.spells += [{**one, "doing": self.doing} for one in self.ask(spells=True)]
        self.paces.append(self.ask(pace=True))

    def begins(self, what: str) -> None:
        """Say what is done next: pictures and failures are told by it."""
        if self._program is not None and self._program.poll() is None:
            self.look()
            self.note_spells()
            self.picture(self.doing or "start")
        self.doing = what

    # acting

    def thinks(self) -> None:
        """Do nothing for a moment: what was typed half a second ago is meant to be safe."""
        time.sleep(0.8)

    def do(self, *words: str) -> None:
        """Move the mouse, press keys."""
        subprocess.run(["xdotool", *words], env=dict(self.environment), check=True, stdout=subprocess.DEVNULL)

    def keys(self, *names: str) -> None:
        """Press keys one after another."""
        self.do("key", "--delay", "8", *names)

    def types(self, text: str) -> None:
        """Type what a keyboard has, faster than anybody does; Chinese comes by the clipboard, as a candidate would."""
        if text.isascii():
            self.do("type", "--delay", "25", text)
            return
        subprocess.run(
            ["xclip", "-selection", "clipboard", "-i"], input=text, text=True, encoding="utf-8",
            env=dict(self.environment), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.keys("ctrl+v")

    def press(self, at: Sequence[int]) -> None:
        """Click into the middle of a rectangle."""
        x, y, width, height = at
        place = (x + width // 2, y + height // 2)
        if place == self._pressed[0]:  # who reads what has come there takes longer than a double click
            time.sleep(max(0.0, self._pressed[1] + READS_S - time.monotonic()))
        self._pressed = (place, time.monotonic())
        self.do("mousemove", *map(str, place), "click", "1")

    def click(self, name: str, text: str | None = None) -> None:
        """Click a control that is shown, scrolling to it where it is out of sight."""
        one = self._in_sight(name, text)
        self.until(lambda: self.find(name, text).get("able", False), f"{name} can be used")
        x, y, width, height = one["at"]
        # of a box with words only these and the box itself react, however wide it is
        self.press([x, y, min(width, 24), height] if one["kind"] in ("TickBox", "QRadioButton") else one["at"])

    def enter(self, name: str) -> None:
        """Click into a field or list."""
        self.click(name)

    def fill(self, name: str, text: str) -> None:
        """Go to a field and put a text in place of what stands there."""
        self.enter(name)
        self.until(lambda: self.find(name)["focus"], f"{name} has the focus")
        for _ in range(TRIES):
            self.keys("ctrl+a")
            self.types(text)
            if self._comes_to(lambda: self._stands(name, text)):
                return
        raise AssertionError(f"{name} does not take {text} while: {self.doing}")

    def choose(self, name: str, words: str) -> None:
        """Choose an entry of a drop-down by keyboard."""
        one = self._in_sight(name, None)
        place = next(n for n, choice in enumerate(one["choices"]) if words in choice)
        self.press(one["at"])
        self.keys("Home", *["Down"] * place, "Return")
        self.until(lambda: words in self.find(name)["text"], f"{name} says {words}")

    def click_cell(self, name: str, words: str) -> None:
        """Click the cell of a list that says these words, once it stands still."""
        found: list[Sequence[int]] = []

        def still() -> bool:
            cells = (cell for cell in self.find(name).get("rows", ()) if words in cell["text"])
            found.extend(cell["at"] for cell in itertools.islice(cells, 1))
            return len(found) > 1 and found[-1] == found[-2]

        self.until(still, f"{name} has {words}")
        self.press(found[-1])

    def draw(self, name: str, strokes: Sequence[Sequence[tuple[float, float]]]) -> None:
        """Draw with the mouse; points are shares of the control's width and height."""
        x, y, width, height = self._in_sight(name, None)["at"]
        for stroke in strokes:
            words: list[str] = []
            for number, (across, down) in enumerate(stroke):
                words += ["mousemove", str(round(x + across * width)), str(round(y + down * height))]
                words += ["mousedown", "1"] if number == 0 else []
            self.do(*words, "mouseup", "1")

    def _stands(self, name: str, text: str) -> bool:
        shown = self.find(name)["text"]
        return shown == text or len(shown) == len(text)

    def _in_sight(self, name: str, text: str | None) -> Shown:
        one = self.find(name, text)
        for _ in range(60):
            before, one = one, self.find(name, text)
            if one["at"] != before["at"]:
                continue  # the page is still being laid out
            if one["seen"] and one["at"][3] >= min(one["size"][1], 30):
                return one
            self._scroll(one)
        raise AssertionError(f"{name} cannot be scrolled into sight while: {self.doing}")

    def _scroll(self, one: Shown) -> None:
        """Turn the wheel over the area that holds the control, down to its end and then up again."""
        assert one["area"], f"{one['name']} is out of sight and nothing scrolls while: {self.doing}"
        x, y, width, height = one["area"]
        below = one["at"][1] + one["size"][1] > y + height
        self.do("mousemove", str(x + width // 2), str(y + height // 2), "click", "5" if below else "4")

    def _last_words(self) -> str:
        return (self.pictures / "program.err").read_text(encoding="utf-8")[-3000:]


def _held(pid: int) -> float:
    """Return the MB that a process holds, 0 for one that has ended."""
    told = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    return next((int(line.split()[1]) for line in told.splitlines() if line.startswith("VmRSS:")), 0) / 1024


def _children(pid: int) -> list[int]:
    """Return the processes beside the program that still run."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    children = [int(child) for one in tasks for child in one.read_text(encoding="ascii").split()]
    return [one for one in children if _held(one)]
