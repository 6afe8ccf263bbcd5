"""What this device keeps of its centre: where it is, as whom to log in, and the secrets that open the line."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, cast

from app import VERSION
from app.centre.device.enrolment import Enrolment
from app.centre.device.postgres import PostgresTransport
from app.centre.device.transport import CentreAddress, Greeting, Release
from app.domain.kept_records import over, record_of
from app.domain.operations import Json
from app.errors import Blocker, Refused
from app.services.desk import CENTRE_LINK
from app.storage.database.schema import SCHEMA_VERSION
from app.storage.files import file_errors, write_durably

LINK = CENTRE_LINK
CA_FILE = "centre-ca.pem"


@dataclass(frozen=True, slots=True)
class Link:
    """The line to the centre. ``secrets`` are tried in order; ``waiting`` = the enrolment was never confirmed.

    ``former`` are earlier secrets, newest first, each after the day on which it was given up: a centre brought back
    from a backup knows the one of its day.
    """

    host: str
    port: int
    database: str
    ca: str | None
    centre_id: str
    bureau: str
    bureau_name: str
    role: str
    secrets: tuple[str, ...]
    enrolment_role: str
    waiting: bool
    former: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return f"Link(centre_id={self.centre_id!r}, bureau={self.bureau!r})"

    def address(self, folder: Path) -> CentreAddress:
        """Return where the centre is; its authority's certificate is put into the data folder, where libpq reads it."""
        if self.ca is None:
            return CentreAddress(self.host, self.port, self.database)
        file, content = folder / CA_FILE, self.ca.encode()
        with file_errors("中心库证书"):
            if not file.is_file() or file.read_bytes() != content:
                write_durably(file, content)
        return CentreAddress(self.host, self.port, self.database, str(file))


class HearingTransport(PostgresTransport):
    """The line to the centre that remembers the last greeting."""

    greeting: Greeting | None = None
    _offered: tuple[Release, ...] | None = None

    def hello(self) -> Greeting:
        """Return who the centre is and where this device stands."""
        self.greeting = super().hello()
        return self.greeting

    def offered(self) -> tuple[Release, ...]:
        """Return the newest release of each name; the centre is asked once."""
        if self._offered is None:
            self._offered = self.release_get()
        return self._offered

    @property
    def accepted(self) -> str:
        """Return the secret that opened the line last, "" before it was open."""
        return self._line.accepted


def link_from(enrolment: Enrolment, secret: str) -> Link:
    """Return the link of a device that is about to exchange the one-time secret for ``secret``."""
    return Link(
        enrolment.host, enrolment.port, enrolment.database, enrolment.ca, enrolment.centre_id, enrolment.bureau,
        enrolment.bureau_name, enrolment.role, (secret, enrolment.secret), enrolment.enrolment_role, True,
    )  # fmt: skip


def keep_link(store: Any, link: Link) -> None:
    """Keep the link durably in the encrypted store."""
    content = {one.name: getattr(link, one.name) for one in fields(link)}
    former = [list(one) for one in link.former]
    now = {**content, "secrets": list(link.secrets), "former": former}
    store.settings.set(LINK, cast(Json, over(store.settings.get(LINK), now)))


def link_of(store: Any) -> Link:
    """Return the link of an enrolled device.

    Raises:
        Refused: this store has no centre.
    """
    kept = store.settings.get(LINK)
    if not isinstance(kept, dict):
        text = "本机数据是独立建立的，没有登记到中心库。"
        advice = "独立运行不需要同步。要接入中心库的，请向管理员索取登记文件，在新的数据文件夹执行 enrol。"
        raise Refused("不能同步。", (Blocker("no-centre", text),), advice, "no-centre")
    former = tuple((str(day), str(secret)) for day, secret in cast("list[list[str]]", kept.get("former") or []))
    return record_of(Link, {**kept, "secrets": tuple(cast("list[str]", kept["secrets"])), "former": former})


def open_line(folder: Path, link: Link, *, training: bool, via: str | None, patience: float) -> HearingTransport:
    """Return the line to the centre; it opens with the first call."""
    known = (*link.secrets, *(secret for _, secret in link.former))
    return HearingTransport(
        link.address(folder), link.role, known, centre_id=link.centre_id, training=training, via=via,
        patience=patience, program=VERSION, schema=SCHEMA_VERSION,
    )  # fmt: skip
