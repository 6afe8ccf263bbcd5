"""The centre of a rehearsal: a server of its own or the one named, its bureau and officers, devices enrolled in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from app.centre import schema
from app.centre.office import administration
from app.centre.office.officers import add_officer
from app.centre.trial.embedded import embedded_server
from app.domain.clock import CHINA
from app.errors import InspectorError
from app.services.exchange.enrolling import enrol
from app.services.exchange.syncing import SYNCED, SyncReport, synchronise
from app.services.rehearsal.stage import Stage, officers_of
from app.services.session.opening import OpenDesk
from app.services.shelf import shelf

DATABASE = "rehearsal"
NAMES = {"first": "演练一号机", "second": "演练二号机", "third": "演练核对机"}


@dataclass(frozen=True)
class AdminAccess:
    """How an administrator reaches a centre's database; the password stands in no DSN and no repr."""

    dsn: str
    password: str = field(default="", repr=False)


def wrong_access(dsn: str) -> str:
    """Return why an administrator's DSN is wrong usage (it holds a password, or cannot be read), "" for none."""
    try:
        schema.check_dsn(dsn)
    except InspectorError as error:
        return f"{error.title}{error.advice}"
    return ""


@dataclass(frozen=True)
class Centre:
    """A training centre made for this rehearsal."""

    connection: Any
    address: administration.PublicAddress


@contextmanager
def centre_for(stage: Stage, access: AdminAccess | None) -> Iterator[Centre]:
    """Give a training centre with the scenario's bureau and officers; a server of our own is gone afterwards.

    Raises:
        InspectorError: the named database holds a centre that is not for training, or cannot be reached.
    """
    if access is not None:
        with closing(schema.open_administration(access.dsn, access.password)) as connection:
            yield _settled(stage, connection)
        return
    with embedded_server(durable=False) as server:
        server.create_database(DATABASE)
        with closing(schema.open_administration(server.dsn(DATABASE), server.password)) as connection:
            yield _settled(stage, connection)


def _settled(stage: Stage, connection: Any) -> Centre:
    known = schema.identity(connection)
    if known is None:
        schema.install(connection, True)
    elif not known.training:
        advice = "请另建一个空库，或用 centre init --training 建立。"
        raise InspectorError("centre-not-training", "这个中心库不是演练库。", advice)
    bureau = shelf(stage.forms).bureau(stage.scenario.bureau)
    administration.add_bureau(connection, bureau.code, f"{bureau.name}（演练）")
    for officer in officers_of(stage.scenario).values():
        add_officer(connection, officer, wall())
    info = connection.info
    return Centre(connection, administration.PublicAddress(info.host, info.port, info.dbname))


def wall() -> datetime:
    """Return the machine's own clock: the centre's is compared with it, not with the scenario's."""
    return datetime.now(CHINA)


def enrolled(stage: Stage, centre: Centre, device: str, folder: Path, officer: str) -> OpenDesk:
    """Return the open desk of a device that was enrolled and synchronised once."""
    invitation = administration.create_device(
        centre.connection, stage.scenario.bureau, NAMES[device], centre.address, wall(),
        [{"id": one.id, "name": one.name, "bureau": one.bureau} for one in officers_of(stage.scenario).values()],
    )  # fmt: skip
    desk = enrol(folder, invitation, forms=stage.forms, clock=stage.clock)
    stage.desks[device] = desk
    sync(stage, device, officer, lease=device != "third")
    return desk


def sync(stage: Stage, device: str, officer: str, *, lease: bool = True) -> SyncReport:
    """Return the report of one synchronisation, which must have gone through; ``lease`` off takes no numbers.

    Raises:
        InspectorError: it ended otherwise.
    """
    report = synchronise(stage.desk(officer, device), wall=wall, lease=lease)
    if report.state != SYNCED:
        reason = report.problem.title if report.problem else report.state
        raise InspectorError("rehearsal-sync", f"演练同步没有完成：{reason}", "请检查中心库后重试。")
    return report
