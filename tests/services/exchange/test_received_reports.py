"""A received report reaches the other laptops of the bureau, with its copy and what was done about it."""

from __future__ import annotations

import io
from pathlib import Path

from app.domain.received_reports import MEASURE, ReportEntry
from app.services.registers.reports import receive, record_act, reports, save_copy
from app.services.session.opening import close
from tests.centre.field import Centre
from tests.services.exchange.device import laptop, with_bureau


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
