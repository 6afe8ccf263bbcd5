"""The sync loop over a line that is cut at any byte."""

import json
import random
from contextlib import closing
from dataclasses import replace

import pytest

from app.centre.device.sync import REFUSED, SYNCED, UNREACHABLE, Patience, SyncReport, synchronise
from app.centre.device.transport import SignedOperation
from app.centre.trial.embedded import EmbeddedServer
from app.domain.fold import fold
from app.errors import CentreRefused, CentreUnreachable
from app.sealing.canonical import fold_digest, parse
from tests.centre.field import Centre, FieldDevice, delivered, establish, everything
from tests.centre.proxy import CuttingProxy
from tests.centre.replica import ReplicaFiles, ReplicaLog

IMPATIENT = Patience(attempts=60, pause=lambda seconds: None, chance=lambda: 0.5)


class Laptop:
    """A device with its side of the sync."""

    def __init__(self, device: FieldDevice) -> None:
        self.device = device
        self.log = ReplicaLog(device)
        self.files = ReplicaFiles()

    def sync(self, via: str | None = None, patience: Patience = IMPATIENT) -> SyncReport:
        with closing(self.device.line(via, patience=5)) as line:
            return synchronise(line, self.log, self.files, patience=patience)

    def state(self) -> str:
        known = {**self.log.rows, **{parse(o.raw, "").op_id: o for o in self.device.log}}
        return fold_digest(fold(parse(one.raw, one.chain) for one in known.values()).values())


def test_that_two_devices_are_equal_after_each_synced(centre: Centre) -> None:
    one, two = Laptop(centre.device()), Laptop(centre.device())
    for laptop in (one, two):
        for number in range(30):
            laptop.device.write("符合", str(number), inspection="the-same-inspection")
    first = one.sync()
    assert (first.state, first.pushed, first.acknowledged, first.pending) == (SYNCED, 60, 60, 0)
    report = two.sync()
    assert (report.state, report.pulled) == (SYNCED, len(one.device.log) + len(everything(one.device.line())) - 120)
    assert one.sync().pulled == 60
    assert one.state() == two.state()
    assert report.receipt["compared"]
    assert json.dumps(report.as_json())


def test_that_nothing_is_lost_or_doubled_wherever_the_line_is_cut(centre: Centre) -> None:
    chance = random.Random(7)
    laptop, other = Laptop(centre.device()), Laptop(centre.device())
    with CuttingProxy((centre.server.host, centre.server.port)) as proxy:
        for round_number in range(6):
            for _ in range(12):
                laptop.device.write("符合" * chance.randint(1, 400), "不符合")
            laptop.files.add(chance.randbytes(400_000))
            proxy.cut_at([(int(10 ** chance.uniform(2, 5.3)), int(10 ** chance.uniform(2, 4.5))) for _ in range(14)])
            report = laptop.sync(proxy.via)
            assert report.state == SYNCED, (round_number, report)
        assert proxy.cuts > 30
    assert delivered(everything(laptop.device.line()), laptop.device.device) == laptop.device.log
    for digest, content in laptop.files.content.items():
        other.files.want(digest, len(content))
    assert other.sync().attachments_fetched == 6
    assert other.files.content == laptop.files.content
    assert other.state() == laptop.state()


def test_that_a_push_whose_answer_was_lost_is_not_repeated(centre: Centre) -> None:
    laptop = Laptop(centre.device())
    laptop.sync()
    laptop.device.write("符合", "不符合")
    with CuttingProxy((centre.server.host, centre.server.port)) as proxy:
        line = laptop.device.line(proxy.via)
        line.hello()
        proxy.drop_answers = True
        with pytest.raises(CentreUnreachable):
            line.push(laptop.device.log)
        proxy.drop_answers = False
        report = laptop.sync(proxy.via)
    assert (report.state, report.pushed, report.acknowledged) == (SYNCED, 0, 2)
    assert len(delivered(everything(laptop.device.line()), laptop.device.device)) == 2


def test_that_an_unreachable_centre_is_a_state_and_keeps_everything(centre: Centre) -> None:
    laptop = Laptop(centre.device())
    laptop.device.write("符合")
    waits: list[float] = []
    report = laptop.sync("127.0.0.1:9", Patience(attempts=4, pause=waits.append, chance=lambda: 1.0))
    assert (report.state, report.pending, report.problem and report.problem.code) == (
        UNREACHABLE, 1, "centre-unreachable",
    )  # fmt: skip
    assert waits == [1.5, 1.5**2, 1.5**3]


def test_that_a_centre_that_never_answers_is_given_up(centre: Centre) -> None:
    with CuttingProxy(("127.0.0.1", 1), silent=True) as proxy:
        line = centre.device().line(proxy.via, patience=1)
        with pytest.raises(CentreUnreachable):
            line.hello()


def test_that_a_restored_laptop_gets_its_own_operations_back(centre: Centre) -> None:
    laptop = Laptop(centre.device())
    laptop.device.write("符合")
    old = Laptop(replace(laptop.device, log=list(laptop.device.log)))
    laptop.device.write("不符合", "不适用")
    laptop.sync()
    report = old.sync()
    assert report.state == SYNCED
    assert old.device.log == laptop.device.log


def test_that_a_restored_laptop_that_went_on_by_itself_is_stopped(centre: Centre) -> None:
    laptop = Laptop(centre.device())
    laptop.device.write("符合")
    old = Laptop(replace(laptop.device, log=list(laptop.device.log)))
    laptop.device.write("不符合")
    laptop.sync()
    old.device.write("不适用")
    report = old.sync()
    assert (report.state, report.problem and report.problem.code) == (REFUSED, "device-forked")


def test_that_a_centre_restored_from_yesterday_gets_all_again(own_centre: Centre) -> None:
    laptop = Laptop(own_centre.device())
    laptop.device.write("符合")
    laptop.sync()
    own_centre.connection.execute("alter table centre.device disable trigger user")
    own_centre.connection.execute("alter table centre.operation disable trigger user")
    own_centre.connection.execute("delete from centre.operation where device = %s", (laptop.device.device,))
    own_centre.connection.execute("update centre.device set next_lseq = 1, chain = ''")
    own_centre.connection.execute("alter table centre.bureau disable trigger user")
    own_centre.connection.execute(
        "update centre.bureau b set feed_seq = (select count(*) from centre.operation o where o.bureau = b.bureau)"
    )
    own_centre.connection.execute("update centre.about set feed_epoch = 'restored'")
    line, cursors = laptop.device.line(), []
    pull = line.pull
    line.pull = lambda cursor, limit=500: cursors.append(cursor) or pull(cursor, limit)
    report = synchronise(line, laptop.log, laptop.files, patience=IMPATIENT)
    assert (report.state, report.pushed, report.pending) == (SYNCED, 1, 0)
    assert laptop.log.kept.feed_epoch == "restored"
    assert cursors[0] == 0


def test_that_a_changed_operation_at_the_centre_is_noticed(centre: Centre) -> None:
    laptop = Laptop(centre.device())
    laptop.device.write("符合")
    laptop.sync()
    laptop.log.rows.clear()
    laptop.log.rows["stranger"] = SignedOperation(laptop.device.log[0].raw, "0" * 64)
    report = laptop.sync()
    assert (report.state, report.problem and report.problem.code) == (REFUSED, "replica-differs")


def test_that_a_foreign_centre_and_the_other_type_are_refused(centre: Centre) -> None:
    laptop = Laptop(centre.device())
    line = laptop.device.line(centre_id="another centre")
    report = synchronise(line, laptop.log, laptop.files, patience=IMPATIENT)
    assert (report.state, report.problem and report.problem.code) == (REFUSED, "foreign-centre")
    report = synchronise(laptop.device.line(training=False), laptop.log, laptop.files, patience=IMPATIENT)
    assert (report.state, report.problem and report.problem.code) == (REFUSED, "training-mismatch")


def test_that_a_training_centre_refuses_what_is_not_training(centre: Centre) -> None:
    laptop = Laptop(centre.device())
    laptop.device.training = False
    laptop.device.write("符合")
    report = synchronise(laptop.device.line(training=True), laptop.log, laptop.files, patience=IMPATIENT)
    assert (report.state, report.problem and report.problem.code) == (REFUSED, "training-mismatch")
    assert report.pending == 1


def test_that_a_real_centre_refuses_training(server: EmbeddedServer) -> None:
    server.create_database("centre_real")
    real = establish(server, "centre_real", training=False)
    laptop = Laptop(real.device())
    laptop.device.write("符合")
    line = laptop.device.line(training=False)
    with pytest.raises(CentreRefused, match="training-mismatch"):
        line.push(laptop.device.log)
    report = laptop.sync()
    assert (report.state, report.problem and report.problem.code) == (REFUSED, "training-mismatch")
    laptop.device.log.clear()
    laptop.device.training = False
    laptop.device.write("符合")
    assert laptop.sync().state == SYNCED
    line.close()
    real.connection.close()
