"""全程记录: what happened in a case in its order, and the terms to come at its end."""

from pathlib import Path

from app.services.papers.delivery import complete_service
from app.services.timeline.telling import timeline
from tests.services.at_the_table import VIOLATES, at_the_table, begin, sign_for, stamped


def test_that_the_course_of_a_case_is_told_in_its_order(tmp_path: Path) -> None:
    with at_the_table(tmp_path / "data", q2_3=VIOLATES) as site:
        notice = stamped(site)
        site.watch.pass_by(minutes=5)
        receipt = begin(site, notice).id
        sign_for(site, receipt, (site.person, "recipient"))
        complete_service(site.desk, site.inspection, receipt)
        events = timeline(site.desk, site.desk.case(site.inspection))
    past = [one for one in events if not one.ahead]
    assert [one.at for one in past] == sorted(one.at for one in past)
    told = [one.title for one in past]
    for words in ("到场", "出示证件、告知权利", "宣读笔录"):
        assert words in told
    assert any(one.startswith("现场检查笔录：签名封存") for one in told)
    assert any("：盖章" in one for one in told)
    assert any(one.endswith("：直接送达") for one in told)
    # the notice was served on 2026-06-08: sixty days end on 2026-08-07, six months on 2026-12-08
    assert [(one.title, f"{one.at:%m-%d}", one.detail) for one in events if one.ahead] == [
        ("单位报告整改情况", "07-08", ""),
        ("责令改正期限届满，复查", "07-08", ""),
        ("当事人申请行政复议", "08-07", "当事人的期限"),
        ("当事人提起行政诉讼", "12-08", "当事人的期限"),
    ]
