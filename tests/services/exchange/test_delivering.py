"""A parcel taken in at a real centre: a laptop without a line to it, its work there all the same, once."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.centre.office import administration
from app.cli.registry import build_parser
from app.domain.operations import Change
from app.errors import CentreRefused, IntegrityBroken, Refused, StorageFailed
from app.services.attaching import attached, keep
from app.services.centre.office import CentreOffice
from app.services.exchange import delivering
from app.services.exchange.delivering import deliver
from app.services.exchange.parcels import pack
from app.services.exchange.taking_in import take_in
from app.services.session.opening import close
from app.storage.exchange import parcel_file
from tests import stretching
from tests.centre.field import Centre
from tests.services.exchange.device import NOW, Laptop, laptop, with_bureau

cheap = stretching.codes


@pytest.fixture
def field(centre: Centre, tmp_path: Path) -> Iterator[tuple[Centre, Laptop, Laptop]]:
    prepared = with_bureau(centre)
    one, two = laptop(prepared, tmp_path / "one", "演练一号机"), laptop(prepared, tmp_path / "two", "演练二号机")
    yield prepared, one, two
    close(one.desk)
    close(two.desk)


def work(one: Laptop) -> str:
    """Record answers and a file of more than one leaf."""
    one.answer("q1_1", "conforms")
    digest = keep(one.desk, b"minutes of the exercise" * 30_000)
    opened = Change("inspection", "inspection-1", "unit", "unit-1")
    one.desk.commit([opened, *attached(one.desk, "inspection-1", digest, "photo")])
    return digest


def state(one: Laptop) -> str:
    return str(one.desk.store.upkeep.fold_digest())


def test_that_a_laptop_without_a_line_delivers_by_file_and_a_colleague_pulls_it(field, tmp_path) -> None:
    centre, one, two = field
    photo = work(one)
    packed = pack(one.desk, tmp_path / "parcel.aix")
    delivered = deliver(CentreOffice(centre.connection), packed.path, packed.code)
    assert delivered.files == 1 and delivered.operations >= 2 and delivered.refused == 0
    assert two.sync(lease=False).state == "synced"
    assert two.desk.vault.read(photo) == one.desk.vault.read(photo)
    assert state(one) == state(two)


def test_that_the_command_takes_the_password_from_a_file_and_the_code_from_elsewhere(
    field, tmp_path, capsys
) -> None:
    centre, one, two = field
    work(one)
    packed = pack(one.desk, tmp_path / "parcel.aix")
    password, code = tmp_path / "password", tmp_path / "code"
    password.write_text(centre.server.password, encoding="utf-8")
    code.write_text(f"{packed.code}\n", encoding="utf-8")
    words = ["centre", "parcel", str(packed.path), "--dsn", centre.server.dsn(centre.database), "--json"]
    with code.open("rb") as told:
        arguments = build_parser().parse_args(
            [*words, "--password-file", str(password), "--secret-fd", str(told.fileno())]
        )
        assert arguments.run(arguments) == 0
    assert json.loads(capsys.readouterr().out)["files"] == 1
    assert two.sync(lease=False).state == "synced" and state(one) == state(two)


def test_that_delivering_twice_brings_nothing_twice_and_the_laptop_learns_of_it(field, tmp_path) -> None:
    centre, one, _ = field
    work(one)
    packed = pack(one.desk, tmp_path / "parcel.aix")
    office = CentreOffice(centre.connection)
    deliver(office, packed.path, packed.code)
    again = deliver(office, packed.path, packed.code)
    assert (again.operations, again.files) == (0, 0)
    report = one.sync(lease=False)
    assert (report.state, report.pushed, report.pending, report.attachments_sent) == ("synced", 0, 0, 1)


def test_that_one_laptop_carries_the_work_of_both_to_the_centre(field, tmp_path) -> None:
    centre, one, two = field
    work(one)
    two.answer("q2_2", "conforms")
    to_two = pack(one.desk, tmp_path / "to-two.aix")
    take_in(two.desk, to_two.path, to_two.code)
    both = pack(two.desk, tmp_path / "both.aix")
    deliver(CentreOffice(centre.connection), both.path, both.code)
    assert one.sync(lease=False).state == "synced"
    assert state(one) == state(two)


def test_that_a_revoked_laptop_delivers_nothing(field, tmp_path) -> None:
    centre, one, _ = field
    work(one)
    packed = pack(one.desk, tmp_path / "parcel.aix")
    administration.revoke_device(centre.connection, one.desk.store.device, "演练：遗失")
    with pytest.raises(Refused) as refused:
        deliver(CentreOffice(centre.connection), packed.path, packed.code)
    assert [one.code for one in refused.value.blockers] == ["device-revoked"]


def test_that_a_cut_parcel_leaves_the_centre_as_it_was(field, tmp_path) -> None:
    centre, one, _ = field
    work(one)
    packed = pack(one.desk, tmp_path / "parcel.aix")
    before = centre.ask("select count(*) from centre.operation")
    content = packed.path.read_bytes()
    packed.path.write_bytes(content[:-40])
    with pytest.raises(IntegrityBroken):
        deliver(CentreOffice(centre.connection), packed.path, packed.code)
    assert centre.ask("select count(*) from centre.operation") == before


def test_that_the_administrator_is_nobody_else_after_a_delivery(field, tmp_path) -> None:
    centre, one, _ = field
    work(one)
    packed = pack(one.desk, tmp_path / "parcel.aix")
    before = centre.ask("select session_user, current_user")
    deliver(CentreOffice(centre.connection), packed.path, packed.code)
    assert centre.ask("select session_user, current_user") == before


def test_that_a_colleagues_work_by_stick_is_no_difference_before_the_colleague_synchronised(field, tmp_path) -> None:
    centre, one, two = field
    work(one)
    to_two = pack(one.desk, tmp_path / "to-two.aix")
    take_in(two.desk, to_two.path, to_two.code)
    one.answer("q1_3", "conforms")
    more = pack(one.desk, tmp_path / "more.aix")
    take_in(two.desk, more.path, more.code)
    carried = two.desk.store.settings.get("_carried_by_file")
    assert carried == {one.desk.store.device: [[1, one.desk.store.replication.position()[0]]]}
    two.answer("q2_2", "conforms")
    for _ in range(2):
        report = two.sync(lease=False)
        assert (report.problem, report.state, report.pending) == (None, "synced", 0)
    one.answer("q1_2", "conforms")
    assert one.sync(lease=False).state == "synced"
    assert two.sync(lease=False).state == "synced"
    assert state(one) == state(two) and not two.desk.store.settings.get("_carried_by_file")
    # from now on these count again
    rewrite = "update centre.operation set op_id = op_id || '-' where device = %s and lseq = 2"
    centre.connection.execute("set session_replication_role = replica")
    centre.connection.execute(rewrite, (one.desk.store.device,))
    assert two.sync(lease=False).problem.code == "replica-differs"


def test_that_a_parcel_taken_in_after_the_feed_brought_it_changes_nothing_of_that(field, tmp_path) -> None:
    _, one, two = field
    work(one)
    packed = pack(one.desk, tmp_path / "to-two.aix")
    assert one.sync(lease=False).state == two.sync(lease=False).state == "synced"
    take_in(two.desk, packed.path, packed.code)
    assert not two.desk.store.settings.get("_carried_by_file")
    assert two.sync(lease=False).state == "synced"


def test_that_a_revoked_laptops_log_keeps_no_colleague_from_delivering(field, tmp_path) -> None:
    centre, one, two = field
    work(one)
    assert one.sync(lease=False).state == "synced"
    one.answer("q1_2", "conforms")
    late = pack(one.desk, tmp_path / "late.aix")
    take_in(two.desk, late.path, late.code)
    lost, office = one.desk.store.device, CentreOffice(centre.connection)
    administration.revoke_device(centre.connection, lost, "演练：遗失")
    two.answer("q2_2", "conforms")
    packed = pack(two.desk, tmp_path / "all.aix")
    delivered = deliver(office, packed.path, packed.code)
    assert delivered.operations == 1 and delivered.left_out == ((lost, "演练一号机", 1),)
    assert two.sync(lease=False).state == "synced"

    seen = centre.ask("select revoked_at, revoked_reason from centre.device where device = %s", lost)
    delivered = deliver(office, packed.path, packed.code, revoked_too=True)
    assert (delivered.operations, delivered.left_out) == (1, ())
    assert centre.ask("select revoked_at, revoked_reason from centre.device where device = %s", lost) == seen
    assert one.sync(lease=False).problem.code == "device-revoked"
    three = laptop(centre, tmp_path / "three", "演练三号机")
    assert three.desk.store.read("answer", "inspection-1/q1_2").value("verdict") == "conforms"
    close(three.desk)


def test_that_what_fails_on_a_revoked_laptops_behalf_leaves_it_revoked(field, tmp_path, monkeypatch) -> None:
    centre, one, two = field
    work(one)
    to_two = pack(one.desk, tmp_path / "to-two.aix")
    take_in(two.desk, to_two.path, to_two.code)
    lost = one.desk.store.device
    administration.revoke_device(centre.connection, lost, "演练：遗失")
    packed = pack(two.desk, tmp_path / "all.aix")
    centre.connection.execute("alter function api1.push(jsonb) rename to gone")
    with pytest.raises(CentreRefused, match="not-a-centre"):
        deliver(CentreOffice(centre.connection), packed.path, packed.code, revoked_too=True)
    assert centre.ask("select revoked_at is null from centre.device where device = %s", lost) == [(False,)]
    assert centre.ask("select session_user = current_user, current_setting('session_replication_role')") == [
        (True, "origin")
    ]


def test_that_a_copied_laptops_file_is_refused_whole_in_words_for_the_administrator(field, tmp_path) -> None:
    centre, one, two = field
    work(one)
    close(one.desk)
    shutil.copytree(one.folder, tmp_path / "copy")
    one.reopen_closed()
    copy = Laptop(tmp_path / "copy", one.desk)
    copy.reopen_closed()
    one.answer("q9_1", "conforms")
    assert one.sync(lease=False).state == "synced"
    copy.answer("q8_1", "violates")
    packed = pack(copy.desk, tmp_path / "copy.aix")
    take_in(two.desk, packed.path, packed.code)
    two.answer("q7_1", "conforms")
    keep(two.desk, b"of the other laptop" * 30_000)
    mixed = pack(two.desk, tmp_path / "mixed.aix")
    before = centre.ask("select count(*) from centre.operation"), centre.ask("select count(*) from centre.blob")
    with pytest.raises(IntegrityBroken) as told:
        deliver(CentreOffice(centre.connection), packed.path, packed.code)
    assert told.value.code == "device-forked" and one.desk.store.device in told.value.title
    assert "centre device readmit" in told.value.advice and "本机" not in told.value.title + told.value.advice
    after = centre.ask("select count(*) from centre.operation"), centre.ask("select count(*) from centre.blob")
    assert after == before
    delivered = deliver(CentreOffice(centre.connection), mixed.path, mixed.code)
    assert delivered.apart == ((one.desk.store.device, "演练一号机"),) and delivered.operations == 1
    close(copy.desk)


def test_that_a_stick_pulled_once_it_was_read_stops_no_delivery(field, tmp_path, monkeypatch) -> None:
    centre, one, _ = field
    work(one)
    packed = pack(one.desk, tmp_path / "parcel.aix")
    before = centre.ask("select count(*) from centre.operation")
    real = parcel_file.opened

    @contextmanager
    def pulled(source: object, *more: object) -> Iterator[object]:
        with real(source, *more) as stream:
            yield stream
        packed.path.unlink(missing_ok=True)  # after it was read once

    monkeypatch.setattr(delivering, "opened", pulled)
    delivered = deliver(CentreOffice(centre.connection), packed.path, packed.code)
    assert delivered.files == 1 and not packed.path.exists()
    assert centre.ask("select count(*) from centre.operation") != before
    with pytest.raises(StorageFailed) as told:
        deliver(CentreOffice(centre.connection), packed.path, packed.code)
    assert told.value.code == "parcel-unreadable"


def test_that_a_laptop_whose_clock_is_ten_years_off_is_named_to_the_administrator(field, tmp_path) -> None:
    centre, one, _ = field
    later = replace(one.desk, clock=lambda: NOW + timedelta(days=3650))
    later.commit([Change("answer", "inspection-1/q1_1", "value", {"verdict": "conforms"})])
    packed = pack(later, tmp_path / "parcel.aix")
    assert deliver(CentreOffice(centre.connection), packed.path, packed.code).odd_time
    row = centre.ask("select clock_timestamp()")[0][0]
    right = pack(replace(one.desk, clock=lambda: row), tmp_path / "right.aix")
    assert not deliver(CentreOffice(centre.connection), right.path, right.code).odd_time


def test_that_the_file_of_an_unknown_laptop_is_refused_with_what_to_do(field, tmp_path, monkeypatch) -> None:
    centre, one, _ = field
    work(one)
    packed = pack(one.desk, tmp_path / "parcel.aix")
    monkeypatch.setattr(delivering, "known_devices", lambda connection: {})
    with pytest.raises(Refused) as told:
        deliver(CentreOffice(centre.connection), packed.path, packed.code)
    assert "送错了单位" in told.value.advice and "centre device readmit" in told.value.advice
