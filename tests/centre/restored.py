"""What tests of a restored centre work with: laptops that are led to another server, and the office at a database."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from app.centre.device.sync import synchronise
from app.services.centre.office import CentreOffice
from tests.centre.field import Centre, FieldDevice
from tests.centre.replica import ReplicaFiles, ReplicaLog


class Laptop:
    """A device with its side of the sync, which may be led to another server."""

    def __init__(self, device: FieldDevice) -> None:
        self.device, self.log, self.files, self.via = device, ReplicaLog(device), ReplicaFiles(), ""

    def sync(self) -> Any:
        with closing(self.device.line(self.via or None)) as line:
            return synchronise(line, self.log, self.files)


def office(centre: Centre) -> CentreOffice:
    return CentreOffice(centre.connection)


def moved(empty: CentreOffice, *laptops: Laptop) -> None:
    for one in laptops:
        one.via = f"{empty.connection.info.host}:{empty.connection.info.port}"


def ask(there: CentreOffice, query: str) -> list[tuple[Any, ...]]:
    return there.connection.execute(query).fetchall()
