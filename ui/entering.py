"""What the forms of the way in hand over, and what is done with it: enrolment, restoring, the recovery key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain.namesakes import told_apart
from ui.entry import Premises
from ui.models.moments import kept_moment_words

if TYPE_CHECKING:
    from app.services.safekeeping.backups import Restored
    from app.services.safekeeping.restoring import FoundBackup
    from app.services.session.opening import OpenDesk

Heard = Callable[[str, int, int], None]
Stopped = Callable[[], bool]


@dataclass(frozen=True)
class Invitation:
    """What an enrolment file says: for which bureau and laptop, at which centre, until when, and who works there."""

    bureau: str
    device: str
    centre: str
    until: str
    training: bool
    officers: tuple[tuple[str, str], ...]
    content: Any = field(repr=False, default=None)


@dataclass(frozen=True, repr=False)
class Joining:
    """How this laptop joins: the invitation read, who begins, and the secrets chosen (none where it is training)."""

    invitation: Invitation
    officer: str = ""
    passphrase: str = ""
    pin: str = ""
    recovery_file: Path | None = None


@dataclass(frozen=True, repr=False)
class Restoring:
    """From which backup, as whom: with the passphrase, or with the recovery key and new secrets."""

    source: Path
    officer: str
    passphrase: str
    pin: str = ""
    recovery_file: Path | None = None


@dataclass(frozen=True, repr=False)
class Recovering:
    """Whose secrets are set anew with the recovery key."""

    officer: str
    passphrase: str
    pin: str
    recovery_file: Path


def read_invitation(premises: Premises, file: Path, code: str) -> Invitation:
    """Return what an enrolment file says.

    Raises:
        StorageFailed, CentreRefused: it cannot be read, a wrong code, out of date.
    """
    from app.services.exchange.enrolling import officers_in, read_enrolment_file

    found = read_enrolment_file(file, code, premises.clock)
    people = tuple(told_apart(officers_in(found.officers)).items())
    until = kept_moment_words(found.expires_at)
    centre = f"{found.host}:{found.port}"
    return Invitation(found.bureau_name, found.device_name, centre, until, found.training, people, found)


def join(premises: Premises, how: Joining, heard: Heard, stopped: Stopped) -> OpenDesk:
    """Return the open desk of a laptop that the centre knows, after its first synchronisation.

    Where that is cut short the desk is open all the same: the page of sync goes on from there.
    """
    from app.services.exchange.enrolling import Newcomer, enrol
    from app.services.exchange.syncing import synchronise
    from app.services.session.setting_up import Secrets

    heard("enrol", 0, 0)
    secrets = None if how.invitation.training else Secrets(how.passphrase, how.pin)
    newcomer = Newcomer(how.officer, secrets, how.recovery_file)
    desk = enrol(premises.folder, how.invitation.content, newcomer, forms=premises.forms, clock=premises.clock)
    synchronise(desk, progress=lambda what, count: heard(what, count, 0), cancelled=stopped)
    return desk


def look_at_backup(source: Path) -> FoundBackup:
    """Return the newest backup in a folder.

    Raises:
        StorageFailed: there is none.
    """
    from app.services.safekeeping.restoring import look_at

    return look_at(source)


def restore(premises: Premises, how: Restoring, heard: Heard) -> Restored:
    """Return what was restored into the empty data folder.

    Raises:
        Refused, StorageFailed, IntegrityBroken: nothing was restored; the folder is empty as before.
    """
    from app.services.safekeeping.backups import bring_back
    from app.services.safekeeping.restoring import bring_back_by_key
    from app.services.session.setting_up import Secrets

    def progress(done: int, total: int) -> None:
        heard("restore", done, total)

    if how.recovery_file is None:
        return bring_back(
            how.source,
            premises.folder,
            now=premises.clock(),
            officer=how.officer,
            passphrase=how.passphrase,
            progress=progress,
        )
    return bring_back_by_key(
        how.source,
        premises.folder,
        how.recovery_file,
        Secrets(how.passphrase, how.pin),
        forms=premises.forms,
        clock=premises.clock,
        officer=how.officer,
        progress=progress,
    )


def recover(premises: Premises, how: Recovering) -> OpenDesk:
    """Return the open desk with an officer at it whose passphrase and PIN are new.

    Raises:
        Refused, StorageFailed: weak secrets, or a recovery key of other data; nothing was changed.
    """
    from app.services.safekeeping.recovering import recover as opened
    from app.services.session.setting_up import Secrets

    return opened(
        premises.folder,
        how.recovery_file,
        Secrets(how.passphrase, how.pin),
        forms=premises.forms,
        clock=premises.clock,
        officer=how.officer,
    )
