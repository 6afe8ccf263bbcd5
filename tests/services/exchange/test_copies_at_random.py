"""A laptop, a copy of it and two colleagues, by stick and centre in any order: in the end all have everything."""

import random
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from app.errors import IntegrityBroken, Refused
from app.services.centre.office import centre_office
from app.services.exchange.enrolling import let_in_again, read_enrolment_file
from app.services.exchange.parcel_journal import peers
from app.services.exchange.parcels import pack
from app.services.exchange.second_pasts import only_here
from app.services.exchange.taking_in import take_in
from app.services.session.opening import close
from app.services.verification.folders import public_keys
from tests import stretching
from tests.centre.faults.amounts import LONG
from tests.centre.field import Centre
from tests.services.exchange.device import NOW, Laptop, clock, laptop

cheap = stretching.codes
SEEDS = range(40 if LONG else 3)
STEPS = 18


class Field:
    """The four, and what each may do by itself."""

    def __init__(self, centre: Centre, folder: Path) -> None:
        self.centre, self.folder, self.files, self.questions = centre, folder, count(), count()
        first = laptop(centre, folder / "first")
        first.answer("q0_0", "符合")
        assert first.sync(lease=False).state == "synced"
        self.colleagues = [laptop(centre, folder / name, f"演练{name}") for name in ("c", "d")]
        close(first.desk)
        shutil.copytree(first.folder, folder / "copy")
        self.twins = [first, Laptop(folder / "copy", first.desk)]
        for each in self.twins:
            each.reopen_closed()
        self.answered = ["q0_0"]

    @property
    def all(self) -> list[Laptop]:
        return [*self.twins, *self.colleagues]

    def answer(self, one: Laptop) -> None:
        self.answered.append(f"q{next(self.questions)}_1")
        one.answer(self.answered[-1], "符合")

    def hand(self, sender: Laptop, receiver: Laptop, *, whole: bool) -> None:
        peer = receiver.desk.store.device
        known = peer if not whole and peer in peers(sender.desk) else ""
        try:
            packed = pack(sender.desk, self.folder / f"{next(self.files)}.aix", peer=known)
            take_in(receiver.desk, packed.path, packed.code)
        except (IntegrityBroken, Refused) as told:
            assert told.code in ("device-forked", "refused"), told

    def let_in(self, one: Laptop) -> None:
        file = self.folder / f"{next(self.files)}.enrol"
        with centre_office(self.centre.server.dsn(self.centre.database), self.centre.server.password) as office:
            told = office.readmit_device(one.desk.store.device, file, NOW)
        let_in_again(one.desk, read_enrolment_file(file, told.code, clock))
        assert one.sync(lease=False).problem is None

    def step(self, chance: random.Random) -> None:
        one = chance.choice(self.all)
        act = chance.random()
        if act < 0.35:
            self.answer(one)
        elif act < 0.65:
            self.hand(one, chance.choice([each for each in self.all if each is not one]), whole=chance.random() < 0.5)
        elif act < 0.95:
            report = one.sync(lease=False)
            turned_away = report.problem is not None and report.problem.code in ("login-refused", "device-forked")
            assert report.problem is None or (turned_away and one in self.twins), report.problem
        else:
            self.let_in(chance.choice(self.twins))


@pytest.fixture
def field(bureau: Centre, tmp_path: Path) -> Iterator[Field]:
    made = Field(bureau, tmp_path)
    yield made
    for one in made.all:
        close(one.desk)


@pytest.mark.parametrize("seed", SEEDS)
def test_that_in_the_end_all_have_everything(field: Field, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(STEPS):
        field.step(chance)
    for one in (*field.twins, *field.twins):
        field.let_in(one)
    for one in field.colleagues * 2:
        assert one.sync(lease=False).state == "synced"
    *_, last = field.twins
    assert last.sync(lease=False).state == "synced"
    for one in (last, *field.colleagues):
        assert only_here(one.desk) == () and one.desk.store.replication.holes() == {}
        assert one.desk.store.upkeep.check(public_keys(one.desk.store)).problems == ()
        held = {each.entity_id.rpartition("/")[2] for each in one.desk.store.read_all("answer")}
        assert held == set(field.answered)
    assert len({one.desk.store.upkeep.fold_digest() for one in (last, *field.colleagues)}) == 1
