"""A receipt's file says more than what the centre protects: whatever repeats that must say the same."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.centre.office.receipt_check import GENUINE, HOLDS
from app.centre.office.roots import kept_from
from app.services.centre.office import CentreOffice
from app.services.centre.receipts import ReceiptJudgement, intact, judge_receipt
from tests.centre.field import Centre
from tests.centre.test_sync import Laptop
from tests.centre.typist import Typist

Judge = Callable[[dict[str, Any]], ReceiptJudgement]


@pytest.fixture
def receipt(centre: Centre) -> dict[str, Any]:
    made = Laptop(centre.device())
    made.device.write("符合", "不符合")
    return made.sync().receipt


@pytest.fixture
def judge(centre: Centre, tmp_path: Path) -> Judge:
    def judged(receipt: dict[str, Any]) -> ReceiptJudgement:
        file = tmp_path / "receipt.json"
        file.write_text(json.dumps({"receipt": receipt}), encoding="utf-8")
        return judge_receipt(CentreOffice(centre.connection), str(file))

    return judged


def test_that_an_untouched_file_says_nothing_else(receipt: dict[str, Any], judge: Judge) -> None:
    found = judge(receipt)
    assert intact(found) and found.beside == ()
    assert intact(judge({**receipt, "feed_root": {**receipt["feed_root"], "last": receipt["feed_root"]["last"] - 1}}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("acknowledged_lseq", 999), ("device", "another"), ("bureau", "yanlian"), ("cursor", 999), ("digest", "0" * 64),
        ("feed_epoch", "other"), ("centre_id", "other"), ("officer", "演练甲"), ("feed_root", "nonsense"),
        ("feed_root", {"last": 999, "count": 1, "day": "2026-03-09", "root": "0", "head": "0"}),
    ],
)  # fmt: skip
def test_that_what_was_altered_beside_the_centres_word_is_named(
    receipt: dict[str, Any], judge: Judge, name: str, value: object
) -> None:
    found = judge({**receipt, name: value})
    assert (found.origin, found.standing, found.beside) == (GENUINE, HOLDS, (name,))
    assert not intact(found)


def test_that_the_administrator_is_told_what_was_altered_and_gets_no_good_answer(
    receipt: dict[str, Any], centre: Centre, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typist = Typist(centre.server, centre.server.dsn(centre.database), capsys, tmp_path)
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps({**receipt, "acknowledged_lseq": 999}), encoding="utf-8")
    assert typist.code("receipt", "check", str(file)) == 1
    told = capsys.readouterr().out
    assert "开具的部分以外被改动过" in told and "确认到第几条" in told and "确认到第 2 条操作" in told


def test_that_roots_are_compared_with_what_the_centre_gave(receipt: dict[str, Any]) -> None:
    feigned = {**receipt, "feed_root": {**receipt["feed_root"], "root": "0" * 64}}
    assert kept_from(feigned).bureaus == kept_from(receipt).bureaus
