"""The log tells what a synchronisation delivered and brought in inspections, papers, evidence and entries of registers.

Entries that an older program kept, without these figures, read on.
"""

from typing import Any

from app.domain.operations import Change
from app.services.exchange.brought import DELIVERED, Brought, kept
from app.services.exchange.journal import sync_journal
from tests.services.exchange.device import Laptop
from ui.models.sync_entries import entry_facts, entry_line

Pair = tuple[Laptop, Laptop]


def last(one: Laptop) -> dict[str, Any]:
    return dict(sync_journal(one.desk)[0])


def test_that_what_went_and_what_came_is_kept_with_a_synchronisation(pair: Pair) -> None:
    one, two = pair
    one.desk.commit([
        Change("unit", "unit-9", "name", "演练局"), Change("inspection", "inspection-9", "unit", "unit-9"),
        Change("document", "inspection-9/d-1", "kind", "D1"), Change("evidence", "inspection-9/e-1", "name", "照片"),
    ])  # fmt: skip
    one.sync()
    went = kept(last(one), DELIVERED)
    assert went == Brought(changed=1, papers=1, evidence=1, registered=1)
    assert kept(last(one)) == Brought()
    two.sync()
    assert kept(last(two)) == Brought(new=1, papers=1, evidence=1, registered=1)
    facts = dict(entry_facts(last(one)))
    assert facts["送出"] == "1 次检查，涉及文书 1 份，证据 1 件，登记簿 1 条"
    assert facts["取回"] == "没有新的检查、文书和证据"
    assert facts["仍待确认"] == "没有" and "操作记录送出" in facts["核对用条数"], "what the receipt proves stays"
    assert "送出 1 次检查" in entry_line(last(one)) and "条" not in entry_line(last(one))
    one.sync()
    assert entry_line(last(one)).endswith("没有新内容")
    one.sync(via="127.0.0.1:9")
    assert entry_line(last(one)).endswith("没有送出和取回")


def test_that_an_entry_of_an_older_program_reads_on(pair: Pair) -> None:
    one, _ = pair
    old = {name: value for name, value in last(one).items() if name not in ("brought", DELIVERED)}
    old |= {"pushed": 12, "acknowledged": 11, "pulled": 3, "pending": 1}
    assert "送出 12 条记录、取回 3 条" in entry_line(old)
    facts = dict(entry_facts(old))
    assert (facts["送出"], facts["取回"], facts["仍待确认"]) == ("", "", "有，下次同步继续")
    assert facts["核对用条数"] == "操作记录送出 12 条，新确认 11 条，取回 3 条，仍待确认 1 条"
