"""A stick pulled while a parcel is read from it: nothing half inside, and the words say what happened."""

import errno
import os
from collections.abc import Iterator

import pytest

from app.errors import StorageFailed
from app.services.exchange.parcel_journal import journal
from app.services.exchange.parcels import pack
from app.services.exchange.taking_in import take_in
from app.storage.attached import frames
from app.storage.exchange import parcel_file, parcel_place
from tests.services.exchange import sticks
from tests.services.exchange.sticks import both_ways, state, with_photo

one, two, cheap = sticks.one, sticks.two, sticks.cheap


@pytest.mark.parametrize("pieces", range(4))
def test_that_a_stick_pulled_in_reading_brings_nothing_and_says_so(one, two, tmp_path, monkeypatch, pieces) -> None:
    with_photo(one, os.urandom(3_000_000))
    packed = pack(one, tmp_path / "parcel.aix")
    before, left = state(two), [pieces]
    real = parcel_place._pieces

    def pulled(stream: object) -> Iterator[bytes]:
        class Gone:
            def read(self, size: int) -> bytes:
                left[0] -= 1
                if left[0] < 0:
                    raise OSError(errno.EIO, "Input/output error")
                return stream.read(size)

        return real(Gone())

    monkeypatch.setattr(parcel_place, "_pieces", pulled)
    with pytest.raises(StorageFailed) as told:
        take_in(two, packed.path, packed.code)
    assert told.value.code == "parcel-unreadable" and "附件" not in told.value.title + told.value.advice
    assert (state(two), two.store.attachments.all(), journal(two)) == (before, (), ())


def test_that_a_stick_pulled_after_it_was_read_stops_nothing(one, two, tmp_path) -> None:
    with_photo(one, os.urandom(3_000_000))
    packed = pack(one, tmp_path / "parcel.aix")

    def pull(done: int, total: int) -> None:
        if done >= packed.size:
            packed.path.unlink(missing_ok=True)

    got = take_in(two, packed.path, packed.code, progress=pull)
    assert (got.new, got.files) == (packed.operations, 1) and not packed.path.exists()
    assert list((tmp_path / "two").glob("tmp*")) == []


@pytest.mark.parametrize("pieces", [0, 4, 9, 10])
def test_that_without_room_for_a_copy_a_pulled_stick_says_so_and_a_second_time_brings_the_rest(
    one, two, tmp_path, monkeypatch, pieces
) -> None:
    with_photo(one, os.urandom(1_500_000))
    packed = pack(one, tmp_path / "parcel.aix")
    monkeypatch.setattr(parcel_place, "_LEFT_FREE", 1 << 60)
    real, left = frames.FrameReader._frame, [pieces]

    def pulled(reader: frames.FrameReader, number: int) -> bytes:
        if isinstance(reader, parcel_file._ParcelFrames):
            left[0] -= 1
            if left[0] < 0:
                raise frames.unreadable()
        return real(reader, number)

    with monkeypatch.context() as gone, pytest.raises(StorageFailed) as told:
        gone.setattr(frames.FrameReader, "_frame", pulled)
        take_in(two, packed.path, packed.code)
    assert told.value.code == "parcel-unreadable" and "再导入一次" in told.value.advice
    take_in(two, packed.path, packed.code)
    both_ways(two, one, tmp_path)
    assert state(one) == state(two)
