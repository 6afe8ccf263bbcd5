"""Copies of a laptop's folder, let in again one after the other: whatever each recorded is delivered, once."""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from app.centre.device.postgres import PostgresTransport
from app.errors import CentreUnreachable
from app.sealing.arriving import broken
from app.services.centre.office import centre_office
from app.services.exchange.enrolling import let_in_again, read_enrolment_file
from app.services.exchange.syncing import FEED_FORKED, NOT_LET_IN, SyncReport, with_way_back
from app.services.session.opening import close
from tests.centre.field import Centre
from tests.services.exchange.device import NOW, Laptop, clock, laptop


class Copies:
    """A laptop and copies of it; all have the same identity."""

    def __init__(self, centre: Centre, first: Laptop, folder: Path) -> None:
        self.centre, self.folder, self.numbers, self.all = centre, folder, count(1), [first]

    def copy(self, of: Laptop) -> Laptop:
        close(of.desk)
        folder = self.folder / f"copy-{next(self.numbers)}"
        shutil.copytree(of.folder, folder)
        of.reopen_closed()
        made = Laptop(folder, of.desk)
        made.reopen_closed()
        self.all.append(made)
        return made

    def let_in(self, one: Laptop) -> None:
        file = self.folder / f"file-{next(self.numbers)}"
        with centre_office(self.centre.server.dsn(self.centre.database), self.centre.server.password) as office:
            told = office.readmit_device(one.desk.store.device, file, NOW)
        let_in_again(one.desk, read_enrolment_file(file, told.code, clock))

    def goes_on(self, one: Laptop) -> None:
        """Let one in again; it delivers all that it has."""
        self.let_in(one)
        report = one.sync(lease=False)
        assert (report.problem, report.state, report.pending) == (None, "synced", 0)
        key = {one.desk.store.device: one.desk.store.device_key.public}
        assert one.desk.store.upkeep.check(key).problems == ()


@pytest.fixture
def copies(bureau: Centre, one: Laptop, tmp_path: Path) -> Iterator[Copies]:
    one.answer("q1_0", "符合")
    assert one.sync(lease=False).state == "synced"
    made = Copies(bureau, one, tmp_path)
    yield made
    for each in made.all:
        close(each.desk)


def everything_at(centre: Centre, folder: Path, *questions: str) -> Laptop:
    """Return a new laptop, having found there what the copies recorded."""
    other = laptop(centre, folder, "演练另一台")
    for question in questions:
        found = other.desk.store.read("answer", f"inspection-1/{question}")
        assert found is not None and found.value("verdict") == "符合"
    return other


def test_that_of_two_copies_of_one_copy_the_second_delivers_too(
    bureau: Centre, one: Laptop, copies: Copies, tmp_path: Path
) -> None:
    middle = copies.copy(one)
    middle.answer("q1_1", "符合")  # both of the next copies have it, and it never left
    middle.answer("q1_2", "符合")
    first, second = copies.copy(middle), copies.copy(middle)
    one.answer("q9_1", "符合")
    assert one.sync(lease=False).state == "synced"
    first.answer("q2_1", "符合")
    second.answer("q3_1", "符合")
    second.answer("q3_2", "符合")
    copies.goes_on(first)
    copies.goes_on(second)
    other = everything_at(bureau, tmp_path / "other", "q1_0", "q1_1", "q1_2", "q2_1", "q3_1", "q3_2", "q9_1")
    assert other.desk.store.upkeep.fold_digest() == second.desk.store.upkeep.fold_digest()
    close(other.desk)


def test_that_copies_may_be_let_in_by_turns(bureau: Centre, one: Laptop, copies: Copies, tmp_path: Path) -> None:
    one.answer("q1_1", "符合")
    second = copies.copy(one)
    third = copies.copy(second)
    questions = ["q1_0", "q1_1"]
    for turn in range(2):
        for number, each in enumerate((third, one, second)):
            each.answer(f"q{turn}_1{number}", "符合")
            questions.append(f"q{turn}_1{number}")
            copies.goes_on(each)
            assert each.sync(lease=False).state == "synced"
    other = everything_at(bureau, tmp_path / "other", *questions)
    assert other.desk.store.upkeep.fold_digest() == second.desk.store.upkeep.fold_digest()
    own = [entry for entry in other.desk.store.operations() if entry.device == one.desk.store.device]
    assert len({entry.op_id for entry in own}) == len(own)
    close(other.desk)


@pytest.mark.parametrize("pages", [1, 2, 3])
def test_that_a_copy_that_was_cut_while_all_came_back_goes_on(
    bureau: Centre, one: Laptop, copies: Copies, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pages: int
) -> None:
    for number in range(4):
        one.answer(f"q1_{number}", "符合")
    second = copies.copy(one)
    one.answer("q2_1", "符合")
    second.answer("q3_1", "符合")
    copies.goes_on(one)
    real, left = PostgresTransport.pull, count(pages, -1)

    def cut(line: PostgresTransport, cursor: int, limit: int = 1, *more: object) -> object:
        if next(left) <= 0:
            raise CentreUnreachable("cut", "断线。", "请重试。")
        return real(line, cursor, 1, *more)  # a page holds one transaction

    copies.let_in(second)
    with monkeypatch.context() as line:
        line.setattr(PostgresTransport, "pull", cut)
        assert second.sync(lease=False).state == "unreachable"
    second.answer("q3_2", "符合")
    second.reopen()
    assert second.sync(lease=False).state == "synced"
    other = everything_at(bureau, tmp_path / "other", *(f"q1_{n}" for n in range(4)), "q2_1", "q3_1", "q3_2")
    assert other.desk.store.upkeep.fold_digest() == second.desk.store.upkeep.fold_digest()
    close(other.desk)


def test_that_a_copy_turned_away_as_another_history_still_delivers_all(
    bureau: Centre, one: Laptop, copies: Copies, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the secret was not changed in between: the copy is let as far as the comparison of histories
    monkeypatch.setattr("app.services.exchange.syncing.rotate_secret", lambda *_: None)
    second = copies.copy(one)
    for number in range(3):
        one.answer(f"q1_{number + 1}", "符合")
        second.answer(f"q2_{number + 1}", "符合")
    assert one.sync(lease=False).state == "synced"
    report = second.sync(lease=False)
    assert report.problem is not None and report.problem.code == "device-forked"
    assert one.desk.store.device in report.problem.advice  # the administrator asks for the whole of it
    copies.goes_on(second)
    close(everything_at(bureau, tmp_path / "other", *(f"q{a}_{b}" for a in (1, 2) for b in (1, 2, 3))).desk)


def test_that_another_laptops_two_pasts_are_told_by_its_name_and_let_this_one_in_as_before(
    bureau: Centre, one: Laptop, tmp_path: Path
) -> None:
    two = laptop(bureau, tmp_path / "two", "演练二号机")
    two.answer("q1_1", "符合")
    for each in (two, one):
        assert each.sync(lease=False).state == "synced"
    other, own = two.desk.store.device, one.desk.store.device
    for code, told_as in (("device-forked", FEED_FORKED), ("chain", "chain"), ("signature", "signature")):
        report = with_way_back(one.desk, SyncReport("refused", problem=broken(code, other)))
        assert report.problem is not None and report.problem.code == told_as not in NOT_LET_IN
        assert report.problem.title.startswith("演练二号机的操作记录前后不一致") and own not in report.problem.advice
    close(two.desk)
