"""全程记录 at a real centre: confirmed, received, and refused by it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.operations import Change
from app.services.session.opening import close
from app.services.timeline.sync import exchanged
from tests.centre.field import Centre
from tests.services.exchange.device import NOW, Laptop, laptop, with_bureau
from tests.services.exchange.test_queue_and_journal import planned


@pytest.fixture
def one(centre: Centre, tmp_path: Path) -> Iterator[Laptop]:
    made = laptop(with_bureau(centre), tmp_path / "one")
    yield made
    close(made.desk)


@pytest.fixture
def two(one: Laptop, centre: Centre, tmp_path: Path) -> Iterator[Laptop]:
    made = laptop(centre, tmp_path / "two", "演练二号机")
    yield made
    close(made.desk)


def told(made: Laptop, inspection: str) -> list[str]:
    found = sorted(exchanged(made.desk, made.desk.case(inspection)), key=lambda event: event.title)
    return [f"{event.title}；{event.detail}" for event in found]


def test_that_both_laptops_tell_what_the_centre_confirmed_and_passed_on(one: Laptop, two: Laptop) -> None:
    inspection = planned(one)
    own = len(one.desk.store.operations(inspection))
    assert told(one, inspection) == [f"本机有 {own} 项记录还没有被中心库确认；下次同步时送出"]
    one.sync()
    (confirmed,) = told(one, inspection)
    assert confirmed.startswith(f"中心库确认收到本机的 {own} 项记录；回执：中心库时间 ")
    two.sync()
    two.desk.commit([Change("answer", f"{inspection}/q1_1", "value", {"verdict": "conforms"})])
    two.sync()
    received = next(event for event in told(two, inspection) if event.startswith("收到"))
    assert f"的 {own} 项记录；通过中心库同步；记录于 2026年3月9日 10:00" in received
    one.sync()
    assert any(event.startswith("收到“演练二号机”的 1 项记录；通过中心库同步") for event in told(one, inspection))


def test_that_what_the_centre_refused_is_told_with_its_reason(one: Laptop) -> None:
    inspection = planned(one)
    one.desk.store.commit(
        [Change("answer", f"{inspection}/q1_1", "value", {"verdict": "conforms"})], officer="nobody", now=NOW
    )
    one.sync()
    refused = next(event for event in told(one, inspection) if "未被采纳" in event)
    assert refused.startswith("一项改动未被采纳：检查项的答案；本机记录于 2026年3月9日 10:00")
    assert refused.endswith("中心库的人员名册里没有这名操作人")
