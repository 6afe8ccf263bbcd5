"""A copied laptop's second past came by stick before the centre told the first: whoever took it goes on."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.cli.registry import build_parser
from app.errors import Refused
from app.sealing.arriving import Incoming
from app.services.centre.office import centre_office
from app.services.exchange.enrolling import let_in_again, read_enrolment_file
from app.services.exchange.parcels import pack
from app.services.exchange.second_pasts import only_here
from app.services.exchange.settling import may_settle, settle, waiting_operations, words_of
from app.services.exchange.taking_in import take_in
from app.services.session.opening import close
from app.storage.exchange.later_entries import ENTRIES, SECOND_PAST
from tests import stretching
from tests.centre.field import Centre
from tests.services.exchange.device import NOW, Laptop, clock, laptop

cheap = stretching.codes


@dataclass
class Scene:
    """``one`` synchronised, its ``copy`` gave another past to ``colleague`` by stick."""

    centre: Centre
    one: Laptop
    copy: Laptop
    colleague: Laptop
    third: Laptop
    folder: Path

    def hand(self, sender: Laptop, receiver: Laptop, peer: str = "") -> tuple[str, ...]:
        packed = pack(sender.desk, self.folder / "parcel.aix", peer=peer)
        return take_in(receiver.desk, packed.path, packed.code).apart

    def let_in(self, one: Laptop) -> None:
        file = self.folder / "again.enrol"
        file.unlink(missing_ok=True)
        with centre_office(self.centre.server.dsn(self.centre.database), self.centre.server.password) as office:
            told = office.readmit_device(one.desk.store.device, file, NOW)
        let_in_again(one.desk, read_enrolment_file(file, told.code, clock))


def says(desk: Laptop, question: str) -> object:
    found = desk.desk.store.read("answer", f"inspection-1/{question}")
    return None if found is None else found.value("verdict")


def sound(one: Laptop) -> None:
    """Insist that chains, signatures and state of a laptop fit each other."""
    from app.services.verification.folders import public_keys

    assert one.desk.store.upkeep.check(public_keys(one.desk.store)).problems == ()
    assert one.desk.store.replication.holes() == {}


@pytest.fixture
def scene(bureau: Centre, one: Laptop, tmp_path: Path) -> Iterator[Scene]:
    one.answer("q1_0", "符合")
    assert one.sync(lease=False).state == "synced"
    colleague, third = (laptop(bureau, tmp_path / name, f"演练{name}") for name in ("colleague", "third"))
    close(one.desk)
    shutil.copytree(one.folder, tmp_path / "copy")
    copy = Laptop(tmp_path / "copy", one.desk)
    for each in (one, copy):
        each.reopen_closed()
    one.answer("q1_1", "符合")
    one.answer("q1_2", "不符合")
    for question in ("q2_1", "q2_2", "q2_3"):
        copy.answer(question, "符合")
    copy.answer("q1_2", "符合")
    made = Scene(bureau, one, copy, colleague, third, tmp_path)
    made.hand(copy, colleague)
    assert one.sync(lease=False).state == "synced"
    yield made
    for each in (one, copy, colleague, third):
        close(each.desk)


def test_that_a_colleague_who_took_the_second_past_first_goes_on_pulling_and_keeps_it(scene: Scene) -> None:
    scene.colleague.answer("q5_1", "符合")
    report = scene.colleague.sync(lease=False)
    assert (report.problem, report.state, report.pending) == (None, "synced", 0)
    for question in ("q1_0", "q1_1", "q2_1", "q2_2", "q2_3", "q5_1"):
        assert says(scene.colleague, question) == "符合"
    assert [str(one.key.entity_id) for one in scene.colleague.desk.store.conflicts()] == ["inspection-1/q1_2"]
    (kept,) = only_here(scene.colleague.desk)
    assert kept.device == scene.one.desk.store.device and kept.operations == 4
    assert scene.colleague.desk.store.settings.get(ENTRIES) == [SECOND_PAST]  # a program that does not know it is told
    assert scene.one.desk.store.settings.get(ENTRIES) is None
    sound(scene.colleague)
    scene.one.answer("q1_3", "符合")
    for each in (scene.one, scene.colleague, scene.colleague):
        assert each.sync(lease=False).state == "synced"
    assert says(scene.colleague, "q1_3") == says(scene.one, "q5_1") == "符合"


def test_that_what_was_kept_takes_its_place_when_the_copy_is_let_in_again(scene: Scene) -> None:
    assert scene.colleague.sync(lease=False).state == "synced"
    scene.let_in(scene.copy)
    assert scene.copy.sync(lease=False).state == "synced"
    assert scene.colleague.sync(lease=False).state == "synced"
    assert only_here(scene.colleague.desk) == ()
    sound(scene.colleague)
    other = laptop(scene.centre, scene.folder / "other", "演练三号机")
    assert other.desk.store.upkeep.fold_digest() == scene.colleague.desk.store.upkeep.fold_digest()
    assert other.desk.store.upkeep.fold_digest() == scene.copy.desk.store.upkeep.fold_digest()
    close(other.desk)


def test_that_what_was_kept_takes_its_place_by_stick_too(scene: Scene) -> None:
    assert scene.colleague.sync(lease=False).state == "synced"
    scene.let_in(scene.copy)
    assert scene.copy.sync(lease=False).state == "synced"
    assert scene.hand(scene.copy, scene.colleague) == ()
    assert only_here(scene.colleague.desk) == ()
    sound(scene.colleague)
    assert scene.colleague.sync(lease=False).state == "synced"


def test_that_a_past_whose_copy_is_gone_is_settled_and_reaches_everybody(scene: Scene) -> None:
    colleague, device = scene.colleague, scene.one.desk.store.device
    assert colleague.sync(lease=False).state == "synced"
    waiting = waiting_operations(colleague.desk, device)
    assert [one.entity_id.split("/")[1] for one in waiting] == ["q2_1", "q2_2", "q2_3", "q1_2"]
    as_administrator(colleague)
    done = settle(colleague.desk, device, "硬盘损坏，数据找不回")
    assert [one.entity_id[-4:] for one in done.entered] == ["q2_1", "q2_2", "q2_3"]
    assert [one.entity_id[-4:] for one in done.left] == ["q1_2"]  # it competes: a person resolves it
    assert only_here(colleague.desk) == () and waiting_operations(colleague.desk, device) == ()
    assert len(colleague.desk.store.second_pasts.operations(device)) == 4  # the rows stay
    sound(colleague)
    for each in (colleague, scene.one):
        assert each.sync(lease=False).state == "synced"
    for question in ("q2_1", "q2_2", "q2_3"):
        assert says(scene.one, question) == "符合"
    (told,) = scene.one.desk.store.read_all("other_record")
    (word,) = told.elements("settled")
    assert isinstance(word, dict) and word["reason"] == "硬盘损坏，数据找不回" and len(word["operations"]) == 4


def test_that_a_copy_let_in_after_its_past_was_settled_takes_its_places(scene: Scene) -> None:
    colleague = scene.colleague
    assert colleague.sync(lease=False).state == "synced"
    as_administrator(colleague)
    settle(colleague.desk, scene.one.desk.store.device, "以为找不回")
    assert colleague.sync(lease=False).state == "synced"
    scene.let_in(scene.copy)
    for each in (scene.copy, colleague, scene.copy):
        assert each.sync(lease=False).state == "synced"
    sound(colleague)
    assert colleague.desk.store.upkeep.fold_digest() == scene.copy.desk.store.upkeep.fold_digest()
    assert [str(one.key.entity_id) for one in colleague.desk.store.conflicts()] == ["inspection-1/q1_2"]


def test_that_only_an_administrator_settles_and_says_why(scene: Scene) -> None:
    colleague, device = scene.colleague, scene.one.desk.store.device
    assert colleague.sync(lease=False).state == "synced"
    long, broken = ("长" * 201, "reason-unfit"), ("坏\ue000字", "reason-unfit")
    for reason, code in (("硬盘损坏", "not-administrator"), (" ", "reason-missing"), long, broken):
        as_administrator(colleague, code != "not-administrator")
        with pytest.raises(Refused) as told:
            settle(colleague.desk, device, reason)
        assert [one.code for one in told.value.blockers] == [code]
    assert may_settle(colleague.desk)
    first = words_of(colleague.desk, waiting_operations(colleague.desk, device)[0])
    assert first.startswith("第 2 条") and "检查项答案" in first and "符合" in first
    with pytest.raises(Refused) as told:
        settle(colleague.desk, "another", "硬盘损坏")
    assert [one.code for one in told.value.blockers] == ["nothing-to-settle"]
    assert len(waiting_operations(colleague.desk, device)) == 4


def test_that_the_command_lists_and_settles(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    colleague, device = scene.colleague, scene.one.desk.store.device
    assert colleague.sync(lease=False).state == "synced"
    as_administrator(colleague)
    close(colleague.desk)

    def told(*more: str) -> str:
        words = ["--data", str(colleague.folder), "other-record", "--officer", colleague.officer, *more]
        arguments = build_parser().parse_args(words)
        assert arguments.run(arguments) == 0
        return capsys.readouterr().out

    assert "中心库还没有的 4 条" in told() and "检查项答案（inspection-1/q2_1）：符合" in told()
    done = told("--settle", device, "--reason", "硬盘损坏")
    assert "补录 3 条" in done and "没有补录的 1 条" in done and "inspection-1/q1_2" in done
    assert told() == "没有。各终端的记录与中心库一致。\n"
    colleague.reopen_closed()


def as_administrator(one: Laptop, administrator: bool = True) -> None:
    found = next(who for who, known in one.desk.officers().items() if ("administrator" in known.roles) is administrator)
    close(one.desk)
    one.officer = found
    one.reopen_closed()


def test_that_the_two_go_on_exchanging_by_stick_the_difference_only(scene: Scene) -> None:
    third = scene.third
    scene.hand(scene.colleague, third)  # the second past, too
    scene.hand(third, scene.colleague, peer=scene.colleague.desk.store.device)
    for number in range(4):  # at the place of the last that both sticks knew the centre has another operation
        scene.one.answer(f"q1_{number + 4}", "符合")
    for each in (scene.one, scene.colleague):
        assert each.sync(lease=False).state == "synced"
    scene.colleague.answer("q6_1", "符合")
    third.answer("q6_2", "符合")
    copied = scene.one.desk.store.device[-8:]
    assert scene.hand(third, scene.colleague, peer=scene.colleague.desk.store.device) == ("演练一号机",)
    assert scene.hand(scene.colleague, third, peer=third.desk.store.device)[0][-8:] in ("演练一号机", copied)
    assert says(third, "q6_1") == says(scene.colleague, "q6_2") == "符合"
    assert third.sync(lease=False).state == "synced"
    sound(third)
    sound(scene.colleague)


def test_that_a_past_that_the_laptop_did_not_sign_moves_nothing(scene: Scene) -> None:
    store, copied = scene.colleague.desk.store, scene.one.desk.store.device
    page = scene.colleague.line().pull(0)
    rows = [Incoming(*row.operation) for row in page.rows if row.device == copied]
    keys = {copied: scene.one.desk.store.device_key.public}
    unsigned = [one._replace(signature=None) for one in rows]
    others = [one if one.signature is None else one._replace(signature=bytes(64)) for one in rows]
    for wrong, known in ((unsigned, keys), (others, keys), (rows, {}), (rows[:1], keys)):
        assert store.second_pasts.make_way(wrong, known) == {}
    assert only_here(scene.colleague.desk) == ()
    assert store.second_pasts.make_way(rows, keys) == {copied: rows.index(rows[-2]) + 1}
    sound(scene.colleague)
