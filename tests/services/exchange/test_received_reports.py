"""A received report reaches the other laptops of the bureau, with its copy and what was done about it."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

from app.centre.office import administration
from app.centre.office.officers import add_officer
from app.domain.operations import Change
from app.domain.procedure.case import ENTRY
from app.domain.procedure.issuing import Sending
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Content, Document
from app.domain.procedure.records import Inspection
from app.domain.received_reports import MEASURE, ReportEntry
from app.services.attaching import attached, keep
from app.services.desk import Desk
from app.services.registers.arrived import arrived, register_arrived, taken_back
from app.services.registers.reports import receive, record_act, reports, save_copy
from app.services.session.opening import close
from app.services.session.sample_officers import sample_officers
from app.services.voiding import voiding
from tests.centre.field import Centre
from tests.services.exchange.device import BUREAU, NOW, laptop, with_bureau

COUNTY = "130602"
PAPER = b"%PDF-1.7 county"


def test_that_a_report_registered_on_one_laptop_is_dealt_with_on_another(centre: Centre, tmp_path: Path) -> None:
    one = laptop(with_bureau(centre), tmp_path / "one")
    two = laptop(centre, tmp_path / "two", "演练二号机")
    entry = ReportEntry("stop", "演练县档案局", "演练县示范单位", "演练", one.desk.now(), "exchange")
    report, problems = receive(one.desk, entry, io.BytesIO(b"%PDF-1.7"), "演练报告.pdf")
    assert report is not None, problems
    one.sync()
    two.sync()
    (file,) = reports(two.desk)
    assert file.report == report
    save_copy(two.desk, report.id, tmp_path / "copy.pdf")
    assert (tmp_path / "copy.pdf").read_bytes() == b"%PDF-1.7"
    record_act(two.desk, report.id, MEASURE, "演练：已派员处理。")
    assert two.sync().refused == 0
    one.sync()
    assert [act.text for act in reports(one.desk)[0].acts] == ["演练：已派员处理。"]
    close(one.desk)
    close(two.desk)


def test_that_a_report_of_a_county_waits_at_the_city_after_both_synchronised(centre: Centre, tmp_path: Path) -> None:
    with_bureau(centre)
    administration.add_bureau(centre.connection, COUNTY, "竞秀区档案局（演练）", BUREAU)
    add_officer(centre.connection, replace(sample_officers(COUNTY, NOW.date())[0], id="county-1"), NOW)
    county = laptop(centre, tmp_path / "county", "演练县一号机", COUNTY, "county-1")
    cities = [laptop(centre, tmp_path / name, f"演练市{name}") for name in ("一号机", "二号机")]
    sending = report_of(county.desk)
    county.sync()
    registered = []
    for city in cities:
        city.sync()
        (found,) = arrived(city.desk)
        assert (found.report.sender, found.report.unit_name) == ("竞秀区档案局", "演练县示范单位")
        registered.append(register_arrived(city.desk, found.report.id))
        save_copy(city.desk, found.report.id, tmp_path / f"{city.desk.store.device}.pdf")
        assert (tmp_path / f"{city.desk.store.device}.pdf").read_bytes() == PAPER
    for city in (*cities, *cities):
        assert city.sync().refused == 0
    for city in cities:
        (file,) = reports(city.desk)
        assert file.report.id == registered[0].id and not file.disagreeing
    county.desk.commit([voiding(county.desk, Sending.ENTITY, sending, "报送对象有误（演练）")])
    county.sync()
    cities[1].sync()
    assert taken_back(cities[1].desk, reports(cities[1].desk)[0].report) == "报送对象有误（演练）"
    assert all(city.desk.store.read(Inspection.ENTITY, sending.split("/")[0]) is None for city in cities)
    for one in (county, *cities):
        close(one.desk)


def report_of(desk: Desk) -> str:
    """Return the id of the sending of a report upward, in a case of the desk's own bureau."""
    case, moment = desk.identify(), desk.now()
    plan = Inspection(case, desk.bureau, "unit-1", "electronic-records", "routine")
    pdf = keep(desk, PAPER)
    paper = Document(f"{case}/{desk.identify()}", "D13", "served", lifecycle="stamped", delivery="send", pdf=pdf)
    sending = Sending(f"{case}/{desk.identify()}", paper.id, "保定市档案局", "exchange", moment, desk.officer)
    said = {"audience": "superior", "to": "保定市档案局", "what": "演练：擅自删除在用电子档案"}
    content = Content(paper.id, {"unit": {"name": "演练县示范单位"}, "number": ""}, "0" * 64, "0" * 64, "0" * 64)
    records = [change for one in (plan, paper, content, sending) for change in changes_of(one)]
    records += attached(desk, case, pdf, "D13.pdf")
    desk.commit([*records, *(Change(ENTRY, paper.id, name, value) for name, value in said.items())])
    return sending.id
