"""Attachments that the centre's own disk spoiled: found, told, sent again, and no reason to lose everything else."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from app.centre import schema
from app.centre.device.sync import SYNCED, SyncReport, synchronise
from app.centre.device.transport import LEAF_SIZE, LEAVES_A_CALL
from app.centre.office.attachment_check import HASHED_ON_ARRIVAL
from app.centre.trial.embedded import EmbeddedServer
from app.cli.registry import build_parser
from app.errors import CentreRefused
from app.services.centre.office import CentreOffice
from app.services.centre.overview import damaged_attachments
from app.services.centre.vault import back_up, restore_from
from tests.centre.conftest import _numbers
from tests.centre.field import NOW, Centre, FieldDevice
from tests.centre.replica import ReplicaFiles, ReplicaLog


class Laptop:
    """A device with its side of the sync."""

    def __init__(self, device: FieldDevice) -> None:
        self.device, self.log, self.files = device, ReplicaLog(device), ReplicaFiles()
        self.device.write("符合")

    def sync(self) -> SyncReport:
        with closing(self.device.line()) as line:
            return synchronise(line, self.log, self.files)


@pytest.fixture
def laptop(own_centre: Centre) -> Laptop:
    return Laptop(own_centre.device())


@pytest.fixture
def empty(server: EmbeddedServer) -> Iterator[CentreOffice]:
    connection = schema.open_administration(server.create_database(f"empty_{next(_numbers)}"), server.password)
    yield CentreOffice(connection)
    connection.close()


def spoil(centre: Centre, statement: str, sha256: str) -> None:
    """Do to a leaf what a disk may do to it, or an owner who switches the triggers off."""
    centre.connection.execute("set session_replication_role = replica")
    centre.connection.execute(statement, (sha256,))
    centre.connection.execute("set session_replication_role = origin")


CHANGE = "update centre.leaf set content = 'x' where sha256 = %s and n = 1"
LOSE = "delete from centre.leaf where sha256 = %s and n = 1"


def test_that_what_was_spoiled_before_the_backup_keeps_nothing_else_from_coming_back(
    own_centre: Centre, laptop: Laptop, empty: CentreOffice, tmp_path: Path
) -> None:
    whole, changed, lost = (laptop.files.add(text * 100_000) for text in (b"whole", b"changed", b"lost"))
    assert laptop.sync().state == SYNCED
    spoil(own_centre, CHANGE, changed)
    spoil(own_centre, LOSE, lost)
    made = back_up(CentreOffice(own_centre.connection), tmp_path / "centre.bak", NOW)

    back = restore_from(empty, tmp_path / "centre.bak", made.code)
    assert (back.damaged, back.attachments) == (2, 3)
    finished = "select sha256 from centre.blob where finished_at is not null"
    assert empty.connection.execute(finished).fetchall() == [(whole,)]
    assert not damaged_attachments(empty)
    with pytest.raises(psycopg.Error, match="append-only"):
        empty.connection.execute("delete from centre.leaf where sha256 = %s", (whole,))


def test_that_damaged_attachments_are_found_and_sent_again(own_centre: Centre, laptop: Laptop) -> None:
    digests = [laptop.files.add(text * 100_000) for text in (b"whole", b"changed", b"lost")]
    assert laptop.sync().state == SYNCED
    office = CentreOffice(own_centre.connection)
    assert not damaged_attachments(office)
    spoil(own_centre, CHANGE, digests[1])
    spoil(own_centre, LOSE, digests[2])
    spoiled = sorted(digests[1:])
    assert [one.sha256 for one in damaged_attachments(office)] == spoiled
    assert [one.sha256 for one in damaged_attachments(office, reopen=True)] == spoiled
    laptop.files.unsent = digests
    assert laptop.sync().attachments_sent == 3
    assert not damaged_attachments(office)


def test_that_the_command_names_them_with_the_next_step(
    own_centre: Centre, laptop: Laptop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoiled = laptop.files.add(b"spoiled" * 100_000)
    assert laptop.sync().state == SYNCED
    secret = tmp_path / "password"
    secret.write_text(own_centre.server.password, encoding="utf-8")

    def typed(*words: str) -> tuple[int, str]:
        dsn = ["--dsn", own_centre.server.dsn(own_centre.database), "--password-file", str(secret)]
        arguments = build_parser().parse_args(["centre", "storage", *words, *dsn])
        return arguments.run(arguments), capsys.readouterr().out

    assert typed("--check") == (0, "附件全部完好。\n")
    spoil(own_centre, CHANGE, spoiled)
    code, told = typed("--check")
    assert code == 1 and spoiled in told and "centre storage --repair" in told
    code, told = typed("--repair")
    assert code == 1 and spoiled in told and "centre parcel" in told
    assert typed("--check")[0] == 0


def test_that_only_a_superuser_repairs(own_centre: Centre, laptop: Laptop) -> None:
    spoiled = laptop.files.add(b"spoiled" * 100_000)
    assert laptop.sync().state == SYNCED
    spoil(own_centre, CHANGE, spoiled)
    own_centre.connection.execute("set role inspection_owner")
    with pytest.raises(CentreRefused, match="superuser-needed-to-repair"):
        damaged_attachments(CentreOffice(own_centre.connection), reopen=True)
    own_centre.connection.execute("reset role")


def test_that_a_large_one_of_another_content_than_its_digest_is_found_and_sent_anew(
    own_centre: Centre, laptop: Laptop
) -> None:
    genuine = [bytes([number % 251]) * LEAF_SIZE for number in range(258)]
    assert sum(map(len, genuine)) > HASHED_ON_ARRIVAL
    digest = hashlib.sha256(b"".join(genuine)).hexdigest()
    small = laptop.files.add(b"small" * 100_000)
    assert laptop.sync().state == SYNCED
    _send(own_centre.device(), digest, [*genuine[1:], genuine[0]])  # each leaf as announced, the whole another
    office = CentreOffice(own_centre.connection)
    (found,) = damaged_attachments(office)
    assert (found.sha256, found.wholly) == (digest, True)
    damaged_attachments(office, reopen=True)
    assert _send(laptop.device, digest, genuine)
    assert not damaged_attachments(office)
    with closing(laptop.device.line()) as line:
        assert line.blob_get(digest, 0, 1) == genuine[0]
        assert line.blob_get(small, 0, 1) is not None


def _send(device: FieldDevice, sha256: str, leaves: Sequence[bytes]) -> bool:
    with closing(device.line()) as line:
        digests = [hashlib.sha256(leaf).hexdigest() for leaf in leaves]
        line.blob_begin(sha256, sum(map(len, leaves)), digests)
        for first in range(0, len(leaves), LEAVES_A_CALL):
            line.blob_put(sha256, first, b"".join(leaves[first : first + LEAVES_A_CALL]))
        return line.blob_finish(sha256)
