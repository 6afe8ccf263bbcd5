"""What officers paste, and clocks that are wrong, on the way between two laptops and the centre."""

from datetime import timedelta

import pytest

from app.domain.operations import Change
from app.services.session.opening import close, open_desk
from app.services.session.paths import built_in_forms
from tests.services.exchange.device import NOW, Laptop


def test_that_whatever_can_be_kept_arrives(pair: tuple[Laptop, Laptop]) -> None:
    one, two = pair
    controls = "\0\u0001\u001f\u007f\u2028\ufeff\uffff"
    values = ["㛃䶮𬍡😀", "字" * 10_000, controls, "\\u0000", {"深": [[[[{"": None}]]]]}, True, ""]
    for number, value in enumerate(values):
        # as a program of another version may record it: the store and the centre keep what they are given
        change = Change("answer", f"inspection-1/q{number}", "note", value)
        one.desk.store.commit([change], officer=one.desk.officer, now=one.desk.now())
    for device in (one, two, one):
        assert device.sync().state == "synced"
    arrived = [two.desk.store.read("answer", f"inspection-1/q{number}").value("note") for number in range(len(values))]
    assert arrived == values
    assert one.desk.store.upkeep.fold_digest() == two.desk.store.upkeep.fold_digest()


@pytest.mark.parametrize("years", [-10, 10])
def test_that_a_clock_wrong_by_ten_years_loses_nothing(pair: tuple[Laptop, Laptop], years: int) -> None:
    one, two = pair
    close(one.desk)
    wrong = NOW + timedelta(days=365 * years)
    one.desk = open_desk(one.folder, forms=built_in_forms(), clock=lambda: wrong, officer="training-1")
    one.answer("q1_1", "符合")
    two.answer("q1_1", "不符合")
    two.answer("q1_2", "符合")
    for device in (one, two, one, two):
        assert device.sync().state == "synced"
    assert len(one.desk.store.read("answer", "inspection-1/q1_1").fields["verdict"].live) == 2
    two.answer("q1_1", "符合")
    for device in (two, one):
        device.sync()
    assert one.desk.store.read("answer", "inspection-1/q1_1").value("verdict") == "符合"
    assert one.desk.store.upkeep.fold_digest() == two.desk.store.upkeep.fold_digest()
    assert not one.desk.store.upkeep.check().problems
