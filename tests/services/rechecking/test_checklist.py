"""The checklist made from ordered items can always be read again, whatever an order says."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.catalogue.checklist import load_form
from app.domain.procedure.rechecks import OrderedItem
from app.services.rechecking.checklist import recheck_checklist
from tests.services.on_site import FORMS

TEMPLATE = (FORMS / "inspections" / "recheck" / "checklist.toml").read_bytes()
PAPERS = {"d": "《通知书》（演练1号）"}


def item(text: str = "调整日志保存策略", at: int = 1, **more: str) -> OrderedItem:
    return OrderedItem("d", f"r_a_{at}", text, **more)


def read(folder: Path, *items: OrderedItem):
    """Return the questions of the checklist made from items, in order."""
    path = folder / "checklist.toml"
    path.write_bytes(recheck_checklist(TEMPLATE, items, PAPERS))
    form, problems = load_form(path)
    assert form is not None and not problems, problems
    return form.checklist.questions()


@pytest.mark.parametrize(
    "text",
    [
        '说“好”，"引号"和\\反斜杠', "一\n二\r\n三\t四",
        "引用${q1_1}的题", "槽位{due}和{code}", "[[survey]]", "= 1 # 注",
        "控制\x7f符\x01", "㛃䶮𬍡𪟝",
    ],
)  # fmt: skip
def test_that_the_words_of_an_order_never_break_the_checklist(text: str, tmp_path: Path) -> None:
    (row,) = read(tmp_path, item(text, finding=text, seen=text, last="partly"))
    said = " ".join(text.replace("$", "＄").replace("\x7f", "").split())
    assert row.label == said and said in row.hint


def test_that_items_are_numbered_and_told_apart(tmp_path: Path) -> None:
    rows = read(tmp_path, item("甲"), item("乙", 2))
    assert [(one.name, one.inspection.code, one.label) for one in rows] == [
        ("r_a_1", "1", "甲"), ("r_a_2", "2", "乙"),
    ]  # fmt: skip
    assert {one.inspection.scale for one in rows} == {"correction"}


def test_that_what_is_not_known_is_left_out(tmp_path: Path) -> None:
    (row,) = read(tmp_path, item())
    assert row.hint.splitlines() == ["文书：《通知书》（演练1号）", "期限：立即"]


def test_that_the_answer_of_last_time_stands_in_the_hint(tmp_path: Path) -> None:
    (row,) = read(tmp_path, item(last="not", seen="仍为三个月"))
    assert row.hint.splitlines()[-1] == "上次复查：未改正，仍为三个月"


def test_that_the_same_items_give_the_same_checklist() -> None:
    assert recheck_checklist(TEMPLATE, [item()], PAPERS) == recheck_checklist(TEMPLATE, [item()], PAPERS)
