"""Duties of measures, their terms, and what keeps a case open."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from app.domain.calendar_days import Calendar
from app.domain.clock import CHINA
from app.domain.days import Unstated
from app.domain.procedure import tasks
from app.domain.procedure.case import Case
from app.domain.procedure.issuing import Sending
from app.domain.procedure.outcomes import Document, Measure, Service, Task
from app.domain.procedure.records import Inspection, Unit
from app.domain.registers import Measure as Kind
from app.domain.registers import MeasureTerm

UNSTATED = Unstated("wd", "演练")
DECIDED = datetime(2026, 9, 30, 15, 20, tzinfo=CHINA)
# the break of a made-up year: 1 to 8 October off, Saturday 10 October worked
CALENDAR = Calendar(2026, 2026, {date(2026, 10, day): "国庆节" for day in range(1, 9)}, {date(2026, 10, 10): "国庆节"})
STOP = Kind(
    "M4",
    "责令立即停止",
    ("D12",),
    False,
    ("b:1",),
    (
        MeasureTerm("向网信部门报告", "24h", "authority", "发现", ("b:2",)),
        MeasureTerm("向上级报告", "24h", "authority", "发现", ("b:2",)),
    ),
)
TRANSFER = Kind(
    "M8",
    "移送",
    ("D36",),
    False,
    (),
    (
        MeasureTerm("决定", "3d", "authority", "报告", ()),
        MeasureTerm("移送", "24h", "authority", "决定", ()),
    ),
)
KEEP = Kind("M5", "登记保存", ("D8",), False, (), (MeasureTerm("处理决定", "7wd", "authority", "保存之日", ()),))


def task(local: str, kind: str = "measure", due: datetime | None = None, done: datetime | None = None) -> Task:
    return Task(f"i/{local}", kind, local, "i/m", DECIDED, due=due, done_at=done)


def case(**parts) -> Case:
    return Case(Inspection("i", "130600", "u", "f", "routine"), Unit("u", "演练单位", "organ", "130600"), {}, **parts)


def test_that_a_complete_measure_brings_no_duty():
    assert tasks.duties_of(Kind("M2", "责令限期改正", ("D11",), True)) == ()


def test_that_each_term_of_a_measure_is_a_duty_with_its_own_basis():
    assert [(one.key, one.basis) for one in tasks.first_duties(STOP)] == [("M4.1", ("b:2",)), ("M4.2", ("b:2",))]


def test_that_a_measure_without_a_term_is_one_duty_that_tells_its_gate():
    (duty,) = tasks.first_duties(Kind("M6", "处分建议", ("D32",), False, gate="须先有责令改正"))
    assert duty.title == "处分建议：须先有责令改正"
    assert tasks.due_of(duty, DECIDED, CALENDAR, UNSTATED) is None


def test_that_seizure_has_no_term_before_its_basis_is_found():
    seizure = Kind("M9", "查封、扣押", ("D17",), False, terms=(MeasureTerm("期限", "30d", "authority", "", ()),))
    assert [one.key for one in tasks.first_duties(seizure)] == ["M9.0"]


def test_that_the_transfer_itself_starts_only_after_the_decision():
    assert [one.key for one in tasks.first_duties(TRANSFER)] == ["M8.1"]
    following = tasks.following_duty(TRANSFER, "M8.1")
    assert following is not None and following.key == "M8.2"
    assert tasks.following_duty(TRANSFER, "M8.2") is None


def test_that_hours_run_through_the_holiday_and_working_days_do_not():
    stop, keep = tasks.first_duties(STOP)[0], tasks.first_duties(KEEP)[0]
    assert tasks.due_of(stop, DECIDED, CALENDAR, UNSTATED) == DECIDED + timedelta(hours=24)
    assert tasks.due_of(keep, DECIDED, CALENDAR, UNSTATED) == datetime(2026, 10, 16, 23, 59, 59, tzinfo=CHINA)


def test_that_a_term_without_a_stated_kind_of_day_is_counted_as_the_setting_says_and_tells_it():
    kind = Kind("M5", "登记保存", ("D8",), False, (), (MeasureTerm("答复", "10u", "party", "收到之日", ()),))
    (duty,) = tasks.first_duties(kind)
    days = Unstated("d", "演练")
    assert tasks.due_of(duty, DECIDED, CALENDAR, UNSTATED) == tasks.end_of(date(2026, 10, 21))
    assert tasks.due_of(duty, DECIDED, CALENDAR, days) == tasks.end_of(date(2026, 10, 10))
    counted = tasks.counted_duty(duty, DECIDED, CALENDAR, UNSTATED)
    assert counted is not None and "没有写明日的种类，按本机关设定以工作日计算（演练）" in counted.explanation[0]


def test_that_days_that_bind_the_bureau_do_not_roll_over_the_holiday():
    assert tasks.due_of(tasks.first_duties(TRANSFER)[0], DECIDED, CALENDAR, UNSTATED) == tasks.end_of(date(2026, 10, 3))


def test_that_open_tasks_come_by_term_and_those_without_one_last():
    later, sooner = task("a", due=DECIDED + timedelta(days=3)), task("b", due=DECIDED + timedelta(hours=1))
    listed = tasks.open_tasks(case(tasks=(task("c"), later, sooner, task("d", done=DECIDED))))
    assert [one.id for one in listed] == ["i/b", "i/a", "i/c"]


def test_that_a_measure_is_red_until_done_and_other_tasks_once_overdue():
    due = DECIDED + timedelta(hours=1)
    assert tasks.red(task("a"), DECIDED)
    assert not tasks.red(task("a", done=DECIDED), DECIDED)
    assert not tasks.red(task("a", "serve", due), due)
    assert tasks.red(task("a", "serve", due), due + timedelta(seconds=1))


def test_that_an_open_task_keeps_the_case_open_and_names_its_basis():
    blocked = tasks.closing_blockers(case(tasks=(Task("i/t", "measure", "补发", "i/m", DECIDED, basis=("b:1",)),)))
    assert [(one.code, one.basis) for one in blocked] == [("task-open", ("b:1",))]


def test_that_an_order_keeps_the_case_open_until_its_notice_was_served():
    order = Measure("i/m", "M2", ("i/f",))
    notice = Document("i/d", "D11", measure="i/m")
    served = Service("i/s", "i/d", "direct", DECIDED, "现场", "i/p", ("o1", "o2"))
    assert [one.code for one in tasks.closing_blockers(case(measures=(order,), documents=(notice,)))] == [
        "order-not-served"
    ]
    left = tasks.closing_blockers(case(measures=(order,), documents=(notice,), services=(served,)))
    assert [one.code for one in left] == ["order-not-checked"]


def test_that_an_order_keeps_the_case_open_until_it_was_checked_again():
    order = Measure("i/m", "M2", ("i/f",))
    notice = Document("i/d", "D11", measure="i/m")
    served = Service("i/s", "i/d", "direct", DECIDED, "现场", "i/p", ("o1", "o2"))
    for frozen, expected in ((None, ["order-not-checked"]), (DECIDED, [])):
        again = Document("i/e", "D35", subject="i/d", frozen_at=frozen)
        left = tasks.closing_blockers(case(measures=(order,), documents=(notice, again), services=(served,)))
        assert [one.code for one in left] == expected


def test_that_a_stamped_paper_keeps_the_case_open_until_it_was_served_or_sent():
    report = Document("i/d", "D13", lifecycle="stamped", delivery="send")
    strip = Document("i/e", "D19", lifecycle="stamped", delivery="none")
    sent = Sending("i/s", "i/d", "演练机关", "hand", DECIDED, "o1")
    assert [one.code for one in tasks.closing_blockers(case(documents=(report, strip)))] == ["paper-not-served"]
    assert tasks.closing_blockers(case(documents=(report, strip), sendings=(sent,))) == []
