"""What the start pages ask of the services. They are loaded with the first call: the prompt must not wait for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import StorageFailed

if TYPE_CHECKING:
    from app.domain.procedure.records import Officer
    from app.services.session.opening import OpenDesk

Clock = Callable[[], datetime]
NO_DATA = "no-keys"


@dataclass(frozen=True)
class Premises:
    """Where this window works: the data folder, the forms that came with the program, and the clock."""

    folder: Path
    forms: Path
    clock: Clock


@dataclass(frozen=True)
class Doorway:
    """What stands in the data folder: nothing yet, a training store, or one that its officers unlock.

    ``names`` of theirs by id, as far as they were noted while it was open.
    """

    exists: bool
    training: bool = False
    officers: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FirstRun:
    """What is entered to set up a bureau without a centre; it never stands in a repr."""

    bureau: str
    administrator: str
    passphrase: str
    pin: str
    recovery_file: Path

    def __repr__(self) -> str:
        return f"FirstRun(bureau={self.bureau!r})"


def look(premises: Premises) -> Doorway:
    """Return what stands in the data folder.

    Raises:
        StorageFailed: its keys are damaged, or of a newer program.
    """
    from app.services.session.doorway import is_training, names_of, officers_of

    folder = premises.folder
    try:
        return Doorway(True, is_training(folder), officers_of(folder), names_of(folder))
    except StorageFailed as failure:
        if failure.code == NO_DATA:
            return Doorway(False)
        raise


def bureaus(premises: Premises) -> tuple[tuple[str, str], ...]:
    """Return the bureaus that may be set up, as (code, name), that of the city first."""
    from app.services.shelf import shelf

    enabled = [one for one in shelf(premises.forms).bureaus.values() if one.enabled]
    enabled.sort(key=lambda one: (one.level != "city", one.code))
    return tuple((one.code, one.name) for one in enabled)


def make_training(premises: Premises) -> OpenDesk:
    """Return the open desk of a new training store."""
    from app.services.session.setting_up import set_up_training

    return set_up_training(premises.folder, forms=premises.forms, clock=premises.clock)


def make_standalone(premises: Premises, entered: FirstRun) -> OpenDesk:
    """Return the open desk of a new store of a bureau without a centre."""
    from app.services.session.setting_up import Secrets, set_up_standalone

    return set_up_standalone(
        premises.folder,
        forms=premises.forms,
        clock=premises.clock,
        bureau=entered.bureau,
        administrator=entered.administrator,
        secrets=Secrets(entered.passphrase, entered.pin),
        recovery_file=entered.recovery_file,
    )


def unlock(premises: Premises, officer: str, passphrase: str) -> OpenDesk:
    """Return the open desk with the officer at it; a training store needs no passphrase."""
    from app.services.session.opening import open_desk

    return open_desk(
        premises.folder, forms=premises.forms, clock=premises.clock, officer=officer, passphrase=passphrase
    )


def people(desk: OpenDesk) -> tuple[Officer, ...]:
    """Return the officers who can work on this device."""
    from app.services.session.opening import roster

    return roster(desk)


def welcome(desk: OpenDesk) -> tuple[Officer, ...]:
    """Return the officers who can work on this device; the unlock page knows their names from now on."""
    from app.services.session.opening import note_names

    return note_names(desk)


def is_enrolled(desk: OpenDesk) -> bool:
    """Return whether this laptop belongs to a centre."""
    from app.services.desk import CENTRE_LINK

    return desk.store.settings.get(CENTRE_LINK) is not None


def who_sits(desk: OpenDesk) -> tuple[Officer | None, int]:
    """Return the officer at the desk, None where the register knows no such id, and the minutes until it locks."""
    from app.services.session.habits import idle_minutes

    return desk.officers().get(desk.officer), idle_minutes(desk)


def take_seat(desk: OpenDesk, officer: str, secret: str, *, by_pin: bool) -> OpenDesk:
    """Return the desk with another officer at it, let in by PIN or by passphrase.

    Raises:
        Refused: the passphrase is due first (code ``passphrase-due``), a wrong secret, or too soon after one.
    """
    from app.services.session.opening import confirm, enter

    if desk.store.training and not secret:
        return enter(desk, officer)
    return confirm(desk, officer, secret) if by_pin else enter(desk, officer, secret)


def leave(desk: OpenDesk) -> None:
    """Close the store, free its folder and forget every key."""
    from app.services.session.opening import close

    close(desk)
