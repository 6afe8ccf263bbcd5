"""What an import entered, kept until it was read: the page may be made anew while rows are entered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from app.services.desk import Desk
from app.services.registers.importing.entering import Imported, enter
from app.services.registers.importing.reading import Heard
from app.services.registers.importing.rows import FAULTY
from ui.models.importing import Looked, give_up

_ENTERED: WeakKeyDictionary[Any, dict[str, Entered]] = WeakKeyDictionary()  # by store and register


@dataclass(frozen=True, slots=True)
class Entered:
    """What an import did, and how many rows at fault it left out."""

    done: Imported
    left: int


def enter_rows(desk: Desk, looked: Looked, heard: Heard, *, leave_faulty: bool) -> Entered:
    """Enter the rows of a table into its register, keep what was done, and return it.

    Raises:
        Stopped: it was stopped; nothing was entered.
    """
    done = enter(desk, looked.table, looked.wish, looked.rows, heard, leave_faulty=leave_faulty)
    register = looked.wish.register
    entered = Entered(done, looked.count(FAULTY))
    _ENTERED.setdefault(desk.store, {})[register] = entered
    give_up(desk, register)  # it stands in the register now
    return entered


def entered_last(desk: Desk, register: str) -> Entered | None:
    """Return what was entered last and not read to the end, None for nothing."""
    return _ENTERED.get(desk.store, {}).get(register)


def forget_entered(desk: Desk, register: str) -> None:
    """Forget what was entered: it was read."""
    _ENTERED.get(desk.store, {}).pop(register, None)
