"""A real device's certificate up to a paper that verifies; its secret, new after each synchronisation."""

import argparse
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.centre.device.postgres import PostgresTransport
from app.centre.device.sync import Patience
from app.centre.failures import unreachable
from app.centre.trial.embedded import EmbeddedServer
from app.cli.registry import build_parser
from app.errors import InspectorError, Refused
from app.services.centre.office import centre_office
from app.services.exchange.enrolling import Newcomer, enrol, let_in_again, read_enrolment_file
from app.services.exchange.link import link_of
from app.services.exchange.parcels import pack
from app.services.exchange.syncing import synchronise
from app.services.papers.rendering import render_paper
from app.services.record import journey
from app.services.safekeeping.backups import back_up, bring_back
from app.services.session.opening import close, open_desk
from app.services.session.paths import built_in_forms
from app.services.session.setting_up import Secrets
from app.services.vouching import make_key
from app.storage.keys.passphrases import Cost
from tests.centre.field import Centre, establish
from tests.services.at_the_table import everybody_signs, read_out
from tests.services.exchange.device import BUREAU, IMPATIENT, NOW, Laptop, clock, laptop, with_bureau
from tests.services.on_site import FORMS, Watch, acting, answer_everything, begin

PASSPHRASE = "演练用的签发口令一号"


@pytest.fixture
def one(centre: Centre, tmp_path: Path) -> Iterator[Laptop]:
    made = laptop(with_bureau(centre), tmp_path / "one")
    yield made
    close(made.desk)


class Administrator:
    """Types commands; secrets stand in files, as on a file descriptor."""

    def __init__(self, server: EmbeddedServer, database: str, folder: Path, capsys: Any) -> None:
        self.dsn, self.capsys, self.folder = server.dsn(database), capsys, folder
        self.password = folder / "password"
        self.password.write_text(server.password, encoding="utf-8")
        self.secret = folder / "secret"
        self.secret.write_text(PASSPHRASE + "\n", encoding="utf-8")

    def type(self, *words: str, dsn: bool = True) -> dict[str, Any]:
        at = ["--dsn", self.dsn, "--password-file", str(self.password)] if dsn else []
        with self.secret.open("rb") as stream:
            arguments: argparse.Namespace = build_parser().parse_args(
                ["centre", *words, *at, "--secret-fd", str(stream.fileno()), "--json"]
            )
            assert arguments.run(arguments) == 0
        found: dict[str, Any] = json.loads(self.capsys.readouterr().out)
        return found


def test_that_a_real_device_prints_a_paper_that_its_bureau_vouches_for(
    server: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setattr("app.storage.keys.keyring.Cost", lambda: Cost(1, 64, 1))
    server.create_database("certified")
    real = with_bureau(establish(server, "certified", training=False))
    administrator = Administrator(server, "certified", tmp_path, capsys)
    key, trust = tmp_path / "bureau.key", tmp_path / "trust.json"
    made = administrator.type("key", "--bureau", BUREAU, "--out", str(key), "--trust", str(trust), dsn=False)
    assert made["public_key"] not in key.read_text("ascii") and "private" not in key.read_text("ascii")

    newcomer = Newcomer("training-1", Secrets("演练用的很长的口令一号", "135790"), tmp_path / "usb.key")
    watch = Watch()
    desk = enrol(tmp_path / "d", real.invite(BUREAU), newcomer, forms=FORMS, clock=watch)
    assert synchronise(desk, patience=IMPATIENT).state == "synced"
    assert [one["certified"] for one in administrator.type("status")["devices"]] == [False]
    assert administrator.type("certify", "--bureau", BUREAU, "--key", str(key))["certified"] == 1
    assert administrator.type("certify", "--bureau", BUREAU, "--key", str(key))["certified"] == 0

    site = acting(begin(desk, watch), "jia")  # who enrolled the laptop is not of the team
    assert synchronise(desk, patience=IMPATIENT, lease=False).problem is None
    answer_everything(site)
    read_out(site)
    everybody_signs(site)
    document = journey.seal_record(site.desk, site.inspection)
    paper = tmp_path / "D4.pdf"
    paper.write_bytes(render_paper(site.desk, site.inspection, document.id).pdf)
    close(desk)
    real.connection.close()

    words = ["--data", str(tmp_path / "nothing"), "verify", str(paper), "--json"]
    for more, code in (["--trust", str(trust)], 0), ([], 3):
        arguments = build_parser().parse_args([*words, *more])
        assert arguments.run(arguments) == code
    content = bytearray(paper.read_bytes())
    content[len(content) // 2] ^= 1
    paper.write_bytes(content)
    arguments = build_parser().parse_args([*words, "--trust", str(trust)])
    assert arguments.run(arguments) == 1


@pytest.mark.parametrize("fault", ["passphrase", "other bureau", "no key"])
def test_that_a_key_that_does_not_fit_is_named(tmp_path: Path, fault: str) -> None:
    from app.cli import centre_keys

    key, secret = tmp_path / "bureau.key", tmp_path / "secret"
    make_key(BUREAU, key, PASSPHRASE, forms=built_in_forms())
    secret.write_text("另一个口令" if fault == "passphrase" else PASSPHRASE, encoding="utf-8")
    if fault == "no key":
        key.write_text("{}", encoding="ascii")
    with secret.open("rb") as stream, pytest.raises(InspectorError) as refused:
        asked = argparse.Namespace(
            bureau="130602" if fault == "other bureau" else BUREAU, key=key, secret_fd=stream.fileno()
        )
        centre_keys.opened_key(asked)
    wanted = {"passphrase": "locked", "other bureau": "foreign", "no key": "unreadable"}
    assert refused.value.code == f"bureau-key-{wanted[fault]}"
    assert refused.value.advice


def test_that_a_weak_passphrase_makes_no_key(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        make_key(BUREAU, tmp_path / "bureau.key", "123456", forms=built_in_forms(), trust=tmp_path / "trust.json")
    assert not list(tmp_path.iterdir())


def test_that_each_synchronisation_brings_a_new_secret(one: Laptop) -> None:
    before = link_of(one.desk.store).secrets
    assert one.sync().state == "synced"
    after = link_of(one.desk.store).secrets
    assert len(before) == len(after) == 1 and before != after
    assert one.sync(via="127.0.0.1:9").state == "unreachable"
    assert link_of(one.desk.store).secrets == after


@pytest.mark.parametrize("arrived", [True, False])
def test_that_a_lost_answer_locks_nobody_out(one: Laptop, monkeypatch: pytest.MonkeyPatch, arrived: bool) -> None:
    real = PostgresTransport.rotate_secret

    def lost(line: PostgresTransport, verifier: str) -> None:
        if arrived:
            real(line, verifier)
        raise unreachable()

    for _ in range(2):
        monkeypatch.setattr(PostgresTransport, "rotate_secret", lost)
        assert one.sync().state == "synced"
        assert len(link_of(one.desk.store).secrets) == 2
    one.reopen()
    monkeypatch.setattr(PostgresTransport, "rotate_secret", real)
    assert one.sync().state == "synced"
    assert len(link_of(one.desk.store).secrets) == 1


def test_that_a_device_brought_back_from_an_old_backup_is_let_in_again(
    centre: Centre, one: Laptop, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    back_up(one.desk, tmp_path / "stick")
    one.answer("q1_1", "符合")
    assert one.sync().state == "synced"
    digest, device = one.desk.store.upkeep.fold_digest(), one.desk.store.device
    bring_back(tmp_path / "stick", tmp_path / "again", now=NOW, officer="training-1")
    back = Laptop(tmp_path / "again", open_desk(
        tmp_path / "again", forms=built_in_forms(), clock=clock, officer="training-1"
    ))  # fmt: skip
    report = back.sync()
    assert report.problem is not None and report.problem.code == "login-refused"
    close(back.desk)

    with centre_office(centre.server.dsn(centre.database), centre.server.password) as office:
        told = office.readmit_device(device, tmp_path / "file", NOW)
    again = read_enrolment_file(tmp_path / "file", told.code, clock)
    back.desk = enrol(tmp_path / "again", again, forms=built_in_forms(), clock=clock)
    assert back.sync().state == "synced"
    assert back.desk.store.upkeep.fold_digest() == digest
    assert back.sync().state == "synced"
    close(back.desk)


@pytest.mark.parametrize("synced_since", [0, 1, 2])
def test_that_what_a_device_recorded_since_it_was_brought_back_is_not_lost(
    centre: Centre, one: Laptop, tmp_path: Path, synced_since: int
) -> None:
    one.answer("q1_0", "符合")
    (tmp_path / "stick").mkdir()
    back_up(one.desk, tmp_path / "stick")
    for number in range(1, synced_since + 1):
        one.answer(f"q1_{number}", "符合")
    assert one.sync(lease=False).state == "synced"
    device = one.desk.store.device
    bring_back(tmp_path / "stick", tmp_path / "again", now=NOW, officer="training-1")
    back = Laptop(tmp_path / "again", open_desk(
        tmp_path / "again", forms=built_in_forms(), clock=clock, officer="training-1"
    ))  # fmt: skip
    back.answer("q1_1", "不符合")
    back.answer("q2_1", "符合")
    with pytest.raises(Refused, match="请先同步一次"):
        pack(back.desk, tmp_path / "parcel")
    with centre_office(centre.server.dsn(centre.database), centre.server.password) as office:
        told = office.readmit_device(device, tmp_path / "file", NOW)
    let_in_again(back.desk, read_enrolment_file(tmp_path / "file", told.code, clock))
    report = back.sync(lease=False)
    assert (report.problem, report.state, report.pending) == (None, "synced", 0)
    other = laptop(centre, tmp_path / "other", "演练另一台")
    for desk in (back.desk, other.desk):
        assert desk.store.read("answer", "inspection-1/q2_1").value("verdict") == "符合"
        live = [str(each.value) for each in desk.store.read("answer", "inspection-1/q1_1").fields["verdict"].live]
        assert sorted(live) == sorted({"不符合", *(["符合"] if synced_since else [])})
        assert not desk.store.upkeep.check({device: one.desk.store.device_key.public}).problems
    pack(back.desk, tmp_path / "parcel")
    assert other.desk.store.upkeep.fold_digest() == back.desk.store.upkeep.fold_digest()
    assert back.sync(lease=False).state == "synced"
    close(other.desk)
    close(back.desk)


def test_that_the_copy_of_a_laptop_with_which_its_bureau_goes_on_delivers_what_it_recorded(
    centre: Centre, one: Laptop, tmp_path: Path
) -> None:
    one.answer("q1_0", "符合")
    assert one.sync(lease=False).state == "synced"
    close(one.desk)
    shutil.copytree(one.folder, tmp_path / "copy")
    copy = Laptop(tmp_path / "copy", one.desk)
    for laptop_, answers in ((one, ("q1_1", "q1_2")), (copy, ("q2_1",))):
        laptop_.reopen_closed()
        for question in answers:
            laptop_.answer(question, "符合")
    assert one.sync(lease=False).state == "synced"
    assert copy.sync(lease=False).problem.code == "login-refused"
    device = one.desk.store.device
    for number in range(2):  # a second file does no harm
        with centre_office(centre.server.dsn(centre.database), centre.server.password) as office:
            told = office.readmit_device(device, tmp_path / f"file{number}", NOW)
        let_in_again(copy.desk, read_enrolment_file(tmp_path / f"file{number}", told.code, clock))
        report = copy.sync(lease=False)
        assert (report.problem, report.state, report.pending) == (None, "synced", 0)
    other = laptop(centre, tmp_path / "other", "演练另一台")
    for question in ("q1_0", "q1_1", "q1_2", "q2_1"):
        assert other.desk.store.read("answer", f"inspection-1/{question}").value("verdict") == "符合"
    assert other.desk.store.upkeep.fold_digest() == copy.desk.store.upkeep.fold_digest()
    assert one.sync(lease=False).problem.code == "login-refused"  # the other copy is out
    for made in (other, copy):
        close(made.desk)


def test_that_a_laptop_whose_last_answer_was_lost_goes_on_where_it_is_let_in_again(
    centre: Centre, one: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.answer("q1_0", "符合")
    real = PostgresTransport.push

    def lost(line: PostgresTransport, operations: Any) -> None:
        real(line, operations)
        raise unreachable()

    monkeypatch.setattr(PostgresTransport, "push", lost)
    once = Patience(attempts=1, pause=lambda seconds: None)
    assert one.sync(lease=False, patience=once).state == "unreachable"
    monkeypatch.undo()
    with centre_office(centre.server.dsn(centre.database), centre.server.password) as office:
        told = office.readmit_device(one.desk.store.device, tmp_path / "file", NOW)
    let_in_again(one.desk, read_enrolment_file(tmp_path / "file", told.code, clock))
    one.answer("q1_1", "符合")
    report = one.sync(lease=False)
    assert (report.problem, report.state, report.pending) == (None, "synced", 0)


def test_that_a_device_is_let_in_again_with_its_desk_open_and_by_its_own_file_only(
    centre: Centre, one: Laptop, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    back_up(one.desk, tmp_path / "stick")
    one.answer("q1_1", "符合")
    assert one.sync().state == "synced"
    digest, device = one.desk.store.upkeep.fold_digest(), one.desk.store.device
    bring_back(tmp_path / "stick", tmp_path / "again", now=NOW, officer="training-1")
    back = Laptop(tmp_path / "again", open_desk(
        tmp_path / "again", forms=built_in_forms(), clock=clock, officer="training-1"
    ))  # fmt: skip
    assert back.sync().problem is not None
    with centre_office(centre.server.dsn(centre.database), centre.server.password) as office:
        told = office.readmit_device(device, tmp_path / "file", NOW)
        other = office.invite_device(BUREAU, "演练另一台", tmp_path / "other", NOW)
    kept = link_of(back.desk.store)
    with pytest.raises(InspectorError) as foreign:
        let_in_again(back.desk, read_enrolment_file(tmp_path / "other", other.code, clock))
    assert foreign.value.code == "folder-not-empty"
    assert link_of(back.desk.store) == kept
    let_in_again(back.desk, read_enrolment_file(tmp_path / "file", told.code, clock))
    assert back.sync().state == "synced"
    assert back.desk.store.upkeep.fold_digest() == digest
    close(back.desk)
