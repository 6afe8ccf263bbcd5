"""Reports of lower bureaus that came with their cases: proposed, registered once in one act, told where taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.received_reports import REPORT, ReportEntry
from app.domain.reports_below import gather
from app.errors import Refused
from app.services.clocks import board
from app.services.measures.deciding import record_measure
from app.services.papers.sending import record_reply, withdraw_sending
from app.services.registers.arrived import BELOW, arrived, register_arrived, taken_back
from app.services.registers.reports import receive, report_clock, report_file, reports, void_report, waiting
from tests.services.at_the_table import VIOLATES, at_the_table, order
from tests.services.on_site import OnSite
from tests.services.papers.made import final, numbers, sent

COUNTY = "130602"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OnSite]:
    """Give the city's desk with a stop order on the way to its reports."""
    with at_the_table(tmp_path / "data", q2_3=VIOLATES) as begun:
        numbers(begun)
        order(begun)
        (finding,) = begun.desk.case(begun.inspection).findings
        record_measure(begun.desk, begun.inspection, "M4", [finding.id], "责令停止（演练）")
        yield begun


def report(site: OnSite, audience: str = "superior", to: str = "保定市档案局", bureau: str = COUNTY) -> str:
    """Return the id of the sending of a report of a case of that bureau."""
    document = final(site, "D13", audience=audience, to=to)
    sent(site, document, to)
    tell(site, bureau)
    return site.desk.case(site.inspection).sendings[-1].id


def tell(site: OnSite, bureau: str = COUNTY) -> None:
    """Let the city know what this case tells, as its feed would."""
    told: dict[str, Any] = {}
    gather(told, site.desk.store.operations())
    site.desk.store.settings.set(BELOW, {bureau: {"told": told}})


def withdraw(site: OnSite, sending: str) -> None:
    withdraw_sending(site.desk, sending, "报送对象有误（演练）")
    tell(site)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refused.value.blockers] or [refused.value.code]


def test_that_a_report_of_a_county_waits_with_its_facts(site: OnSite) -> None:
    sending = report(site)
    (found,) = arrived(site.desk)
    told = found.report
    assert (told.kind, told.sender, told.unit_name) == ("stop", "竞秀区档案局", "保定市演练示范局（演练单位）")
    assert told.content == "发现擅自删除电子档案的行为。已采取的措施：已责令立即停止并封存日志。"
    assert told.source == sending and told.no_copy and told.number == "保档报〔2026〕1号"
    assert reports(site.desk) == () and waiting(site.desk) == (1, 0)


def test_that_one_act_registers_it_with_its_clock_and_only_once(site: OnSite) -> None:
    report(site)
    (found,) = arrived(site.desk)
    (row,) = [one for one in board(site.desk).rows if one.clock.source == REPORT]
    registered = register_arrived(site.desk, found.report.id)
    assert arrived(site.desk) == ()
    (file,) = reports(site.desk)
    assert file.report == registered and file.report.received_at == found.sent_at
    clock = report_clock(site.desk, file)
    assert clock is not None and clock.due == found.sent_at + timedelta(hours=24) == row.clock.due
    with pytest.raises(Refused):
        register_arrived(site.desk, found.report.id)
    assert len(reports(site.desk)) == 1


def test_that_its_term_runs_while_nobody_registers_it(site: OnSite) -> None:
    report(site)
    site.watch.pass_by(hours=25)
    assert waiting(site.desk) == (1, 1)


@pytest.mark.parametrize(("hours", "refused"), [(-1, True), (1, False), (3, True)])
def test_that_it_is_received_after_it_was_sent_and_before_now(site: OnSite, hours: int, refused: bool) -> None:
    report(site)
    site.watch.pass_by(hours=2)
    (found,) = arrived(site.desk)
    moment = found.sent_at + timedelta(hours=hours)
    if refused:
        with pytest.raises(Refused) as told:
            register_arrived(site.desk, found.report.id, moment)
        assert codes(told) == ["report-moment"]
    else:
        assert register_arrived(site.desk, found.report.id, moment).received_at == moment


@pytest.mark.parametrize(("audience", "to", "bureau", "waits"), [
    ("superior", "保定市档案局", "130600", 0),
    ("network", "演练网信办", COUNTY, 0),
    ("upward", "河北省档案局", COUNTY, 0),
    ("upward", "保定市档案局", COUNTY, 1),
    ("superior", "保定市档案局", "nobody", 0),
])  # fmt: skip
def test_that_only_reports_to_this_bureau_wait(
    site: OnSite, audience: str, to: str, bureau: str, waits: int
) -> None:
    report(site, audience, to, bureau)
    assert len(arrived(site.desk)) == waits


def test_that_a_report_taken_back_before_it_is_registered_waits_no_more(site: OnSite) -> None:
    sending = report(site)
    withdraw(site, sending)
    assert arrived(site.desk) == ()


def test_that_a_report_taken_back_afterwards_is_told_with_its_reason(site: OnSite) -> None:
    sending = report(site)
    registered = register_arrived(site.desk, arrived(site.desk)[0].report.id)
    assert taken_back(site.desk, registered) == ""
    withdraw(site, sending)
    assert taken_back(site.desk, report_file(site.desk, registered.id).report) == "报送对象有误（演练）"


def test_that_a_registration_voided_by_mistake_waits_again_with_its_reason(site: OnSite) -> None:
    report(site)
    first = register_arrived(site.desk, arrived(site.desk)[0].report.id)
    void_report(site.desk, first.id, "误登（演练）")
    (waiting,) = arrived(site.desk)
    assert reports(site.desk) == () and waiting.voided == "误登（演练）" and waiting.report.id != first.id
    again = register_arrived(site.desk, waiting.report.id)
    assert arrived(site.desk) == () and [one.report.id for one in reports(site.desk)] == [again.id]
    void_report(site.desk, again.id, "再次误登（演练）")
    assert arrived(site.desk)[0].voided == "再次误登（演练）"


def test_that_a_report_entered_by_hand_under_its_number_does_not_wait(site: OnSite) -> None:
    report(site)
    (waiting,) = arrived(site.desk)
    entry = ReportEntry(
        waiting.report.kind, waiting.report.sender, "演练单位", "演练", site.desk.now(), "hand",
        waiting.report.number, no_copy="电话补报",
    )  # fmt: skip
    assert waiting.report.number
    registered, problems = receive(site.desk, entry)
    assert registered is not None, problems
    assert arrived(site.desk) == ()


def test_that_the_duty_to_report_is_open_again_once_a_sending_is_taken_back(site: OnSite) -> None:
    def duty() -> bool:
        tasks = site.desk.case(site.inspection).tasks
        return next(one.done_at is not None for one in tasks if one.duty == "M4.2")

    sending = report(site)
    assert duty()
    withdraw_sending(site.desk, sending, "报送对象有误（演练）")
    assert not duty()
    case = site.desk.case(site.inspection)
    (paper,) = [one for one in case.documents if one.kind == "D13"]
    assert paper.state == "stamped" and case.sendings == ()


def test_that_an_answered_sending_is_not_taken_back(site: OnSite) -> None:
    sending = report(site)
    record_reply(site.desk, sending, "已收到（演练）")
    with pytest.raises(Refused) as refused:
        withdraw_sending(site.desk, sending, "误登（演练）")
    assert codes(refused) == ["sending-answered"]
