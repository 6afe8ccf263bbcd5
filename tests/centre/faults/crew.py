"""A crew of real laptops at one centre, for the state machine: what each did, and what must stand in the end."""

from __future__ import annotations

import random
import shutil
import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from psycopg import sql

from app.centre import schema
from app.centre.device.sync import REFUSED, SYNCED, Patience, SyncReport
from app.centre.office.administration import as_owner
from app.centre.office.resuming import WORD_ON_NUMBERS, resume_numbers
from app.centre.safekeeping.restoring import LEAP
from app.domain.operations import Change
from app.domain.seals import seal_change, tips_of
from app.errors import Refused
from app.services.attaching import attached, keep
from app.services.centre.office import centre_office
from app.services.exchange.enrolling import enrol, let_in_again, read_enrolment_file
from app.services.exchange.syncing import synchronise
from app.services.numbers import ledger
from app.services.session.opening import OpenDesk, close, open_desk
from app.services.voiding import voiding
from tests.centre.conftest import close_lines
from tests.centre.faults.shelves import forms
from tests.centre.field import Centre
from tests.centre.proxy import CuttingProxy
from tests.services.exchange.device import BUREAU, NOW

INSPECTION = "inspection-1"
QUESTIONS = [f"q1_{number}" for number in range(1, 5)]
TWO_TRIES = Patience(attempts=2, pause=lambda seconds: None)
# the codes with which a copy is turned away: it went another way, or its secret is an old one
COPY_CODES = ("device-forked", "login-refused")


@dataclass
class Hand:
    """One laptop. ``committed`` are its transactions; ``stranded`` once the centre turned this copy of it away."""

    folder: Path
    desk: OpenDesk
    moment: list[datetime]
    copy: bool = False
    stranded: bool = False
    committed: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)

    def commit(self, changes: list[Change]) -> None:
        """Record an act of the officer, where it changes anything; what is sealed here refuses it at once."""
        if not changes:
            return
        try:
            self.committed.add(self.desk.commit(changes).txn)
        except Refused as refusal:
            assert refusal.code == "sealed", refusal

    def answer(self, question: str, verdict: str) -> None:
        self.commit([Change("answer", f"{INSPECTION}/{question}", "verdict", verdict)])

    def void(self, question: str) -> None:
        self.commit([voiding(self.desk, "answer", f"{INSPECTION}/{question}", "演练作废")])

    def seal(self, questions: list[str]) -> None:
        """Seal what stands in some answers here."""
        covers = [("answer", f"{INSPECTION}/{one}") for one in questions]
        store = self.desk.store
        heads = tips_of(store.operations(INSPECTION), covers, {one.op_id for one in store.refused(INSPECTION)})
        self.commit([seal_change(self.desk.part_id(INSPECTION), covers, heads, {"purpose": "演练"})])

    def photo(self, content: bytes) -> None:
        self.commit(attached(self.desk, INSPECTION, keep(self.desk, content), "演练.bin"))

    def use_number(self) -> None:
        """Reserve the next number of a notice, where one is left."""
        try:
            _, changes = ledger.reserve(self.desk, "D11", f"{INSPECTION}/measure-{uuid.uuid4()}")
        except Refused:
            return
        self.commit(changes)

    def sync(self, via: str | None = None) -> SyncReport:
        """Synchronise; a copy that is turned away is stranded from then on."""
        report = synchronise(self.desk, via=via, patience=TWO_TRIES, seconds=20, wall=lambda: NOW)
        acked = self.desk.store.replication.sync_state().acked_lseq
        own = (one for one in self.desk.store.operations() if one.device == self.desk.store.device)
        self.acknowledged |= {one.txn for one in own if one.lseq <= acked}
        if report.state == REFUSED:
            assert self.copy, report
            assert report.problem is not None and report.problem.code in COPY_CODES, report
            self.stranded = True
        return report

    def reopen(self) -> None:
        close(self.desk)
        self.desk = opened(self.folder, self.moment)


def opened(folder: Path, moment: list[datetime]) -> OpenDesk:
    return open_desk(folder, forms=forms(), clock=lambda: moment[0], officer="training-1")


@dataclass
class Crew:
    """The laptops and their centre."""

    centre: Centre
    folder: Path
    hands: list[Hand] = field(default_factory=list)
    saved: str = ""
    restores: int = 0

    def __post_init__(self) -> None:
        self._grant()
        self.proxy = CuttingProxy((self.centre.server.host, self.centre.server.port)).__enter__()

    def join(self) -> Hand:
        """Enrol one more laptop."""
        folder, moment = self.folder / f"laptop-{len(self.hands)}", [NOW]
        invitation = self.centre.invite(BUREAU, f"演练{len(self.hands)}号机")
        desk = enrol(folder, invitation, forms=forms(), clock=lambda: moment[0])
        self.hands.append(Hand(folder, desk, moment))
        self.hands[-1].sync()  # officers and numbers come with the first
        self.hands[-1].reopen()
        if self.saved:  # a laptop that enrolled after the backup is unknown to the restored centre, and must enrol anew
            self.save()
        return self.hands[-1]

    def clone(self, hand: Hand) -> Hand:
        """Copy a laptop's disk; both go on."""
        folder = self.folder / f"laptop-{len(self.hands)}"
        close(hand.desk)
        shutil.copytree(hand.folder, folder)
        hand.desk = opened(hand.folder, hand.moment)
        moment = list(hand.moment)
        hand.copy = True
        self.hands.append(Hand(folder, opened(folder, moment), moment, True, hand.stranded, set(hand.committed), set()))
        return self.hands[-1]

    def let_in_again(self, hand: Hand) -> None:
        """Let the administrator say that this laptop goes on: any copy of it is out from now on."""
        device, file = hand.desk.store.device, self.folder / f"again-{uuid.uuid4()}"
        with centre_office(self.centre.server.dsn(self.centre.database), self.centre.server.password) as office:
            told = office.readmit_device(device, file, NOW)
        let_in_again(hand.desk, read_enrolment_file(file, told.code, lambda: NOW))
        for one in self.hands:
            if one.desk.store.device == device:
                one.stranded = one is not hand

    def cut_sync(self, hand: Hand, up: int, down: int) -> None:
        """Synchronise over a line that is cut once; how it ends is open."""
        self.proxy.cut_once(up, down)
        hand.sync(self.proxy.via)

    def upgrade(self) -> None:
        """Bring the centre to the newest version."""
        schema.upgrade(self.centre.connection)

    def save(self) -> None:
        """Keep the centre as it is now, as a nightly backup does."""
        self._drop(self.saved)
        self.saved = f"saved_{uuid.uuid4().hex[:12]}"
        self._copy(self.centre.database, self.saved)

    def restore(self) -> None:
        """Put the saved centre in place of the one that is lost."""
        self._copy(self.saved, self.centre.database, instead=True)
        connection, epoch = self.centre.connection, str(uuid.uuid4())
        self._grant()
        with connection.transaction():
            as_owner(connection)
            connection.execute("update centre.about set feed_epoch = %s, restored_at = clock_timestamp()", (epoch,))
            connection.execute("update centre.bureau set centre_lseq = centre_lseq + %s", (LEAP,))
        found = schema.identity(connection)
        if found is not None and found.version >= WORD_ON_NUMBERS:
            resume_numbers(connection, BUREAU, 0)  # every laptop is known to the copy (see join)
        self.restores += 1

    def _grant(self) -> None:
        """Give the rights on the database itself, which a copy of it does not have."""
        connection, database = self.centre.connection, sql.Identifier(self.centre.database)
        connection.execute(sql.SQL("revoke all on database {} from public").format(database))
        connection.execute(sql.SQL("grant create on database {} to inspection_owner").format(database))
        for (role,) in self.centre.ask("select unnest(array[role, enrolment_role]) from centre.device"):
            connection.execute(sql.SQL("grant connect on database {} to {}").format(database, sql.Identifier(role)))

    def _copy(self, source: str, target: str, instead: bool = False) -> None:
        close_lines()
        self.centre.connection.close()
        with self.centre.server.connect() as connection:
            for name in (source, target):
                connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", (name,))
            if instead:
                connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(target)))
        self.centre.server.create_database(target, source)
        made = schema.open_administration(self.centre.server.dsn(self.centre.database), self.centre.server.password)
        self.centre = replace(self.centre, connection=made)

    def _drop(self, database: str) -> None:
        if database:
            with self.centre.server.connect() as connection:
                connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(database)))

    def insist(self) -> None:
        """Let all synchronise over a clean line, and compare what was recorded, the stores and the centre."""
        for _ in range(6):  # numbers that were waited for come late, and are told to the others
            moved = [self._moved(hand) for hand in self.hands if not hand.stranded]
            if not any(moved):
                break
        else:
            raise AssertionError("the laptops do not come to rest")
        working = [hand for hand in self.hands if not hand.stranded]
        feed = self.centre.ask(
            "select device, lseq, op_id, chain, raw::json ->> 'txn' from centre.operation where bureau = %s"
            " order by 1, 2",
            BUREAU,
        )
        there = {txn for *_, txn in feed}
        for hand in self.hands:
            assert hand.acknowledged <= there, "what the centre acknowledged is gone"
        for hand in working:
            self._insist_whole(hand, feed)
        assert len({hand.desk.store.upkeep.fold_digest() for hand in working}) <= 1
        self._insist_numbers()
        self._insist_files(working)

    def _moved(self, hand: Hand) -> bool:
        report = hand.sync()
        assert hand.stranded or report.problem is None, report
        # a file that only a copy has, which was turned away, is waited for in vain
        waits = report.state != SYNCED and not any(one.stranded for one in self.hands)
        return hand.stranded or waits or bool(report.pushed or report.pulled)

    def _insist_whole(self, hand: Hand, feed: list[tuple[object, ...]]) -> None:
        store = hand.desk.store
        operations = store.operations()
        assert hand.committed <= {one.txn for one in operations}, "what was saved is gone"
        assert store.replication.holes().keys() <= {"centre"}
        problems = store.upkeep.check({store.device: store.device_key.public}).problems
        assert problems == ()
        own = sorted((one for one in operations if one.device == store.device), key=lambda one: one.lseq)
        at_centre = [row[1:4] for row in feed if row[0] == store.device]
        assert at_centre == [(one.lseq, one.op_id, one.chain) for one in own]
        ours = {one.op_id for one in operations if one.device != "centre"}
        assert ours == {str(row[2]) for row in feed if row[0] != "centre"}

    def _insist_numbers(self) -> None:
        twice = self.centre.ask(
            "select a.request, b.request from centre.number_lease a"
            " join centre.number_lease b using (bureau, kind, year)"
            " where a.request < b.request and a.low <= b.high and b.low <= a.high"
        )
        assert twice == [], "numbers were given twice"

    def _insist_files(self, working: list[Hand]) -> None:
        whole = {one for (one,) in self.centre.ask("select sha256 from centre.blob where finished_at is not null")}
        for hand in working:
            for file in hand.desk.store.attachments.all():
                if file.here:
                    assert file.sha256 in whole
                    assert hand.desk.vault.problem(file.sha256) is None

    def close(self) -> None:
        """Close the laptops and the line."""
        for hand in self.hands:
            close(hand.desk)
        self.proxy.__exit__()
        close_lines()

    def disband(self) -> None:
        """Close everything and remove it."""
        self.close()
        self.centre.connection.close()
        self._drop(self.saved)
        self._drop(self.centre.database)
        shutil.rmtree(self.folder)


def some_bytes(number: int) -> bytes:
    """Return the content of a photo: few different ones, so that the same is often attached twice."""
    return random.Random(number).randbytes((0, 20, 3_000, 300_000)[number % 4])


def moved(years: int) -> datetime:
    """Return the moment that a clock shows that is so many years off."""
    return NOW + timedelta(days=365 * years)
