"""Two real stores and a real centre meet."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.centre.device.enrolment import enrolment_file
from app.centre.failures import unreachable
from app.centre.office.certifying import certify_devices
from app.centre.trial.embedded import EmbeddedServer
from app.domain.procedure.mapping import changes_of
from app.errors import CentreRefused, Refused, StorageFailed
from app.sealing.signing import new_key_pair, verify_certificate
from app.services.attaching import attached, keep
from app.services.exchange.enrolling import Newcomer, enrol, read_enrolment_file
from app.services.exchange.link import LINK
from app.services.exchange.syncing import LAST_SYNC, pending_count, synchronise
from app.services.numbers import ledger
from app.services.session.opening import close
from app.services.session.paths import built_in_forms
from app.services.session.setting_up import Secrets, set_up_training
from app.services.session.trust import certificate_of, trusted
from app.storage.keys.passphrases import Cost
from tests.centre.field import Centre, establish
from tests.centre.proxy import CuttingProxy
from tests.services.exchange.device import BUREAU, IMPATIENT, NOW, Laptop, clock, laptop, with_bureau


def attach(device: Laptop, content: bytes, name: str) -> str:
    digest = keep(device.desk, content)
    device.desk.commit(attached(device.desk, "inspection-1", digest, name))
    return digest


@pytest.fixture
def two(bureau: Centre, tmp_path: Path) -> Iterator[Laptop]:
    made = laptop(bureau, tmp_path / "two", "演练二号机")
    yield made
    close(made.desk)


def test_that_two_devices_and_the_centre_hold_the_same(one: Laptop, two: Laptop) -> None:
    one.answer("q1_1", "符合")
    assert pending_count(one.desk) > 0
    report = one.sync()
    assert (report.state, report.pending) == ("synced", 0)
    assert report.receipt["compared"]
    assert two.sync().pulled > 0
    two.answer("q1_2", "不符合")
    two.sync()
    one.sync()
    assert one.desk.store.upkeep.fold_digest() == two.desk.store.upkeep.fold_digest()
    assert one.desk.store.replication.holes() == {}


def test_that_a_synchronisation_opens_one_line_and_ends_it(bureau: Centre, one: Laptop) -> None:
    def open_lines() -> int:
        asked = "select count(*) from pg_stat_activity where usename in (select role from centre.device)"
        return int(bureau.ask(asked)[0][0])

    with CuttingProxy((bureau.server.host, bureau.server.port)) as proxy:
        one.answer("q1_1", "符合")
        assert one.sync(via=proxy.via).state == "synced"
        assert proxy.connections == 1
    for _ in range(600):
        if open_lines() == 0:
            break
        bureau.ask("select pg_sleep(0.1)")
    assert open_lines() == 0


def test_that_officers_come_from_the_centre_and_open_a_training_store(one: Laptop) -> None:
    assert {"training-1", "training-2"} <= set(one.desk.officers())
    assert set(one.desk.officers()) <= set(one.desk.ring.officers)


def test_that_numbers_are_leased_and_never_given_twice(one: Laptop, two: Laptop) -> None:
    one.sync()
    two.sync()
    one.sync()
    assert ledger.numbers_left(one.desk, "D11", 2026) == 10
    numbers = [(n.id, n.device) for n in ledger.known(one.desk) if ":执通:" in n.id]
    assert len(dict(numbers)) == len(numbers) == 20
    assert one.sync().pushed == 0


def test_that_a_lost_lease_answer_gives_the_same_block(bureau: Centre, tmp_path: Path, monkeypatch) -> None:
    made = laptop(bureau, tmp_path / "lost")
    real = ledger.receive_lease
    monkeypatch.setattr(ledger, "receive_lease", lambda desk, lease: (_ for _ in ()).throw(unreachable()))
    made.sync()
    monkeypatch.setattr(ledger, "receive_lease", real)
    made.sync()
    assert sorted(n.id for n in ledger.known(made.desk) if ":执通:" in n.id)[0] == f"{BUREAU}:执通:2026:1"
    close(made.desk)


def test_that_attached_files_arrive_whole(one: Laptop, two: Laptop) -> None:
    content = bytes(range(256)) * 3000
    digest, empty = attach(one, content, "演练.bin"), attach(one, b"", "空.txt")
    assert one.sync().attachments_sent == 2
    report = two.sync()
    assert (report.state, report.attachments_fetched) == ("synced", 2)
    assert two.desk.vault.read(digest) == content
    assert two.desk.vault.read(empty) == b""
    assert two.desk.store.attachments.to_send() == ()


def test_that_the_same_content_goes_over_once_whoever_attached_it(bureau: Centre, one: Laptop, two: Laptop) -> None:
    for each in (one, two, one, two):
        each.sync()
    content = bytes(range(256)) * 8000
    assert attach(one, content, "演练.bin") == attach(two, content, "演练.bin")
    assert one.sync().attachments_sent == 1
    with CuttingProxy((bureau.server.host, bureau.server.port)) as proxy:
        report = two.sync(via=proxy.via)
        assert sum(proxy.carried) < len(content) / 5
    assert (report.state, report.attachments_fetched) == ("synced", 0)
    assert bureau.ask("select count(*) from centre.blob") == [(1,)]


def test_that_an_unreachable_centre_is_a_state(one: Laptop) -> None:
    one.answer("q1_1", "符合")
    report = one.sync(via="127.0.0.1:9")
    assert report.state == "unreachable"
    assert report.pending == pending_count(one.desk) > 0
    kept = one.desk.store.settings.get(LAST_SYNC)
    assert kept["state"] == "unreachable"
    assert one.sync().state == "synced"


def test_that_a_foreign_centre_gets_nothing(one: Laptop) -> None:
    one.answer("q1_1", "符合")
    link = one.desk.store.settings.get(LINK)
    one.desk.store.settings.set(LINK, {**link, "centre_id": "another"})
    report = one.sync()
    assert (report.state, report.pushed) == ("refused", 0)
    assert report.problem is not None
    assert report.problem.code == "foreign-centre"


def test_that_a_changed_device_key_is_not_believed(one: Laptop, two: Laptop) -> None:
    one.answer("q1_1", "符合")
    one.sync()
    keys = two.desk.store.settings.get("device_keys", {})
    two.desk.store.settings.set("device_keys", {**keys, one.desk.store.device: "00" * 32})
    report = two.sync()
    assert report.problem is not None
    assert report.problem.code == "device-key-changed"


def test_that_cancelling_keeps_everything_queued(one: Laptop) -> None:
    one.answer("q1_1", "符合")
    waiting = pending_count(one.desk)
    assert one.sync(cancelled=lambda: True, via=None).state in ("pending", "synced")
    assert one.sync().state == "synced"
    assert waiting > 0


def test_that_a_store_without_a_centre_says_so(tmp_path: Path) -> None:
    desk = set_up_training(tmp_path / "d", forms=built_in_forms(), clock=clock)
    with pytest.raises(Refused) as refusal:
        synchronise(desk)
    assert refusal.value.code == "no-centre"
    close(desk)


def test_that_the_file_opens_with_its_code_only(bureau: Centre, tmp_path: Path) -> None:
    file = tmp_path / "x.enrol"
    file.write_bytes(enrolment_file(bureau.invite(BUREAU), "AAAA-BBBB-CCCC"))
    with pytest.raises(CentreRefused) as refusal:
        read_enrolment_file(file, "WRONG", clock)
    assert refusal.value.code == "enrolment-code-wrong"
    assert read_enrolment_file(file, "AAAA-BBBB-CCCC", clock).bureau == BUREAU
    with pytest.raises(StorageFailed):
        read_enrolment_file(tmp_path / "none", "x", clock)


def test_that_a_real_device_needs_secrets_first(bureau: Centre, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("app.storage.keys.keyring.Cost", lambda: Cost(1, 64, 1))
    invitation = replace(bureau.invite(BUREAU), training=False)
    with pytest.raises(Refused) as refusal:
        enrol(tmp_path / "d", invitation, forms=built_in_forms(), clock=clock)
    assert refusal.value.code == "secrets-missing"
    assert not (tmp_path / "d").exists()
    newcomer = Newcomer("training-1", Secrets("演练用的很长的口令一号", "135790"), tmp_path / "usb.key")
    desk = enrol(tmp_path / "d", invitation, newcomer, forms=built_in_forms(), clock=clock)
    assert desk.store.identity.kind == "enrolled"
    assert certificate_of(desk.store) is None
    report = synchronise(desk, patience=IMPATIENT)
    assert report.problem is not None
    assert report.problem.code == "training-mismatch"
    close(desk)


def test_that_a_real_device_gets_its_certificate_and_believes_its_bureau(
    server: EmbeddedServer, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr("app.storage.keys.keyring.Cost", lambda: Cost(1, 64, 1))
    server.create_database("centre_of_stores")
    real = with_bureau(establish(server, "centre_of_stores", training=False))
    newcomer = Newcomer("training-1", Secrets("演练用的很长的口令一号", "135790"), tmp_path / "usb.key")
    desk = enrol(tmp_path / "d", real.invite(BUREAU), newcomer, forms=built_in_forms(), clock=clock)
    assert synchronise(desk, patience=IMPATIENT).state == "synced"
    assert certificate_of(desk.store) is None
    certify_devices(real.connection, BUREAU, new_key_pair(), NOW)
    synchronise(desk, patience=IMPATIENT)
    certificate = certificate_of(desk.store)
    assert certificate is not None
    assert verify_certificate(certificate, trusted(desk.store)) == "trusted"
    assert ledger.numbers_left(desk, "D11", 2026) == 10
    close(desk)
    real.connection.close()


def test_that_a_conflict_is_counted_and_kept(one: Laptop, two: Laptop) -> None:
    one.answer("q1_1", "符合")
    two.answer("q1_1", "不符合")
    one.sync()
    report = two.sync()
    assert report.conflicts == 1
    assert one.sync().conflicts == 1
    officer = one.desk.officers()["training-2"]
    assert officer.name == "演练乙"
    assert changes_of(officer)
    assert NOW.year == 2026


def test_that_damage_on_the_way_is_found(one: Laptop, two: Laptop, monkeypatch) -> None:
    attach(one, b"x" * 1000, "演练.bin")
    one.sync()
    monkeypatch.setattr("app.services.exchange.own_side.OwnIncoming.put",
                        lambda self, number, leaf: self.blob.put(number, b"y" * 1000, _sha(b"y" * 1000)))
    report = two.sync()
    assert (report.problem, report.files and report.files.code) == (None, "attachments-passed-over")
    assert report.attachments_pending == 1
    monkeypatch.undo()
    assert two.sync().state == "synced"


def _sha(content: bytes) -> str:
    import hashlib

    return hashlib.sha256(content).hexdigest()
