"""Laptops at one visit, and parcels between them: whole ones, and those that a colleague with ill will wrote anew."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from app.domain.clock import CHINA
from app.domain.operations import Change, Operation
from app.errors import IntegrityBroken
from app.sealing.arriving import Incoming
from app.services.attaching import attached, keep
from app.services.exchange.parcel_content import Packer, Unpacker
from app.services.exchange.parcel_journal import journal, peers
from app.services.exchange.parcels import pack
from app.services.exchange.taking_in import take_in
from app.services.session.opening import OpenDesk, close, open_desk
from app.services.session.setting_up import set_up_training
from app.storage.exchange import parcel_file
from tests import stretching
from tests.services.on_site import BUREAU, FORMS, PEOPLE

cheap = stretching.codes
NOW = datetime(2026, 6, 8, 11, 0, tzinfo=CHINA)


def laptop(folder: Path, clock: Callable[[], datetime] = lambda: NOW) -> OpenDesk:
    return set_up_training(folder, forms=FORMS, clock=clock, bureau=BUREAU, officers=PEOPLE)


@pytest.fixture
def one(tmp_path: Path) -> Iterator[OpenDesk]:
    desk = laptop(tmp_path / "one")
    yield desk
    close(desk)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[OpenDesk]:
    desk = laptop(tmp_path / "two")
    yield desk
    close(desk)


def reopened(folder: Path) -> OpenDesk:
    return open_desk(folder, forms=FORMS, clock=lambda: NOW, officer="jia", passphrase="training-only")


def answer(desk: OpenDesk, question: str, verdict: str) -> None:
    desk.commit([Change("answer", f"inspection-1/{question}", "value", {"verdict": verdict})])


def with_photo(desk: OpenDesk, content: bytes = b"a photo of the exercise" * 40_000) -> str:
    digest = keep(desk, content)
    opened = Change("inspection", "inspection-1", "unit", "unit-1")
    desk.commit([opened, *attached(desk, "inspection-1", digest, "photo")])
    return digest


def state(desk: OpenDesk) -> str:
    return str(desk.store.upkeep.fold_digest())


def both_ways(one: OpenDesk, two: OpenDesk, folder: Path) -> None:
    for sender, receiver in ((one, two), (two, one)):
        packed = pack(sender, folder / "parcel.aix", peer=receiver.store.device if peers(sender) else "")
        take_in(receiver, packed.path, packed.code)


Record = tuple[Operation, Incoming]


def as_it_was(records: list[Record]) -> list[Record]:
    return records


def repacked(
    source: OpenDesk, path: Path, code: str, change: Callable[[list[Record]], list[Record]] = as_it_was,
    told: Mapping[str, Any] | None = None,
) -> None:
    """Write a parcel again with its records changed, signed by ``source`` as a colleague with ill will could.

    ``told`` stands in its head instead of what stood there; None as a value takes the field out.
    """
    plain = code.replace("-", "")
    with parcel_file.opened(path, plain) as stream:
        parcel = Unpacker(stream)
        files = [(file, content.read()) for file, content in parcel.files()]
        records = [(one, incoming) for one, incoming in parcel.operations()]
    with parcel_file.written(path, plain) as stream:
        packer = Packer(stream)
        head = {**parcel.head.as_json(), **(told or {})}
        packer.record({name: value for name, value in head.items() if value is not None})
        for _, content in files:
            packer.plain(content)
        for one, incoming in change(records):
            packer.operation(one, incoming.signature)
        packer.sign(source.store.device_key)


def broken(desk: OpenDesk, path: Path, code: str) -> IntegrityBroken:
    """Return what is told of a parcel that does not come in: nothing here changed."""
    before = state(desk), journal(desk)
    with pytest.raises(IntegrityBroken) as told:
        take_in(desk, path, code)
    assert (state(desk), journal(desk)) == before
    return told.value
