"""Legal defects by which a paper could still leave: wrong remedy or recipient, an account that nobody confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.clock import CHINA
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.records import DEPUTY, Person
from app.domain.procedure.traps import ABSENT, AMBER, CLEAR, RED
from app.errors import Refused
from app.services.measures.deciding import record_measure
from app.services.papers import life
from app.services.papers.drafting import paper
from app.services.papers.legality import checkup
from tests.services import violated_visit
from tests.services.at_the_table import begin, order, picture, refused_codes, somebody, stamped
from tests.services.on_site import OnSite
from tests.services.papers.made import approved, final, made, unreviewed

site = violated_visit.site


def measure(site: OnSite, kind: str) -> None:
    (finding,) = site.desk.case(site.inspection).findings
    record_measure(site.desk, site.inspection, kind, [finding.id], f"演练{kind}")


@pytest.mark.parametrize(("body", "remedy", "state"), [
    ("保定市人民政府", None, CLEAR),
    ("河北省档案局", None, RED),
    ("演练开发区管理委员会", None, AMBER),
    ("保定市人民政府", "如不服本通知书，可以依法申请行政复议或者提起行政诉讼。", RED),
])  # fmt: skip
def test_that_a_wrong_remedy_is_stopped(site: OnSite, body: str, remedy: str | None, state: str) -> None:
    notice = order(site)
    case = site.desk.case(site.inspection)
    data = dict(case.contents[notice].data)
    data["bureau"] = {**data["bureau"], "review_body": body}
    data["remedy"] = data["remedy"] if remedy is None else remedy
    worded = replace(case, contents={**case.contents, notice: replace(case.contents[notice], data=data)})
    found = checkup(site.desk, worded, paper(worded, notice)).findings
    (remedy,) = [one for one in found if one.trap.code == "T9"]
    assert remedy.state == state
    assert ("settings/bureau" in [one.place for one in remedy.faults]) == ("档案" in body)


@pytest.mark.parametrize(("said", "state"), [("refuse", RED), ("grant", ABSENT)])
def test_that_an_answer_that_refuses_tells_how_it_may_be_contested(site: OnSite, said: str, state: str) -> None:
    notice = order(site)
    case = site.desk.case(site.inspection)
    answer = replace(paper(case, notice), id="answer", kind="D49")
    words = replace(case.contents[notice], id="answer", data={**case.contents[notice].data, "remedy": ""})
    told = replace(
        case, documents=(*case.documents, answer), contents={**case.contents, "answer": words},
        entries={**case.entries, "answer": {"decision": said}},
    )  # fmt: skip
    assert next(one.state for one in checkup(site.desk, told, answer).findings if one.trap.code == "T9") == state


def test_that_a_witness_does_not_receive_a_paper(site: OnSite) -> None:
    notice = stamped(site)
    witness = somebody(site, "演练见证人")
    with pytest.raises(Refused) as refused:
        begin(replace(site, person=witness), notice)
    assert refused_codes(refused) == ["recipient-is-witness"]


def test_that_a_deputy_receives_only_with_the_letter(site: OnSite) -> None:
    notice = stamped(site)
    visit = site.desk.case(site.inspection).visits[-1].id
    deputy = Person(site.desk.part_id(site.inspection), visit, "演练代理人", "科员", DEPUTY, "演练证件-7")
    site.desk.commit(changes_of(deputy))
    with pytest.raises(Refused) as refused:
        begin(replace(site, person=deputy.id), notice)
    assert refused_codes(refused) == ["recipient-unauthorized"]
    letter = picture(site, site.desk.store.folder, set_aside="授权委托书")
    site.desk.commit(changes_of(replace(deputy, authorization=letter), "authorization"))
    assert begin(replace(site, person=deputy.id), notice).frozen_at is None


@pytest.mark.parametrize(("account", "codes"), [
    ("drill@example.invalid", []), (" Drill@example.invalid", []), ("other@example.invalid", ["account-not-confirmed"]),
])  # fmt: skip
def test_that_a_paper_goes_only_to_the_account_that_was_confirmed(site: OnSite, account: str, codes: list[str]) -> None:
    notice = stamped(site)
    final(site, "D34")
    if not codes:
        assert begin(site, notice, "electronic", details={"account": account, "channel": "演练网址"}).frozen_at is None
        return
    with pytest.raises(Refused) as refused:
        begin(site, notice, "electronic", details={"account": account})
    assert refused_codes(refused) == codes


def test_that_consent_taken_back_ends_electronic_service(site: OnSite) -> None:
    notice = stamped(site)
    final(site, "D34")
    site.watch.pass_by(minutes=5)
    final(site, "D34", consent="no", ways=[], account="")
    with pytest.raises(Refused) as refused:
        begin(site, notice, "electronic", details={"account": "drill@example.invalid"})
    assert refused_codes(refused) == ["no-consent"]


def test_that_evidence_registered_before_the_leader_approved_is_stopped(site: OnSite) -> None:
    order(site)
    measure(site, "M5")
    final(site, "D7")
    early = (site.desk.now() - timedelta(hours=1)).astimezone(CHINA).isoformat(timespec="minutes")[:16]
    document = made(site, "D8", saved_at=early)
    with pytest.raises(Refused) as refused:
        life.freeze(site.desk, site.inspection, document)
    assert refused_codes(refused) == ["need-after_approval"]
    assert life.freeze(site.desk, site.inspection, made(site, "D8")).frozen_at is not None


def test_that_a_seizure_begun_before_the_leader_approved_is_not_signed(site: OnSite) -> None:
    order(site)
    measure(site, "M9")
    final(site, "D15", evidence=[picture(site, site.desk.store.folder, links=("q2_3",))])
    early = (site.desk.now() - timedelta(minutes=20)).astimezone(CHINA).isoformat(timespec="minutes")[:16]
    with pytest.raises(Refused) as refused:
        final(site, "D16", starts=early)
    assert set(refused_codes(refused)) == {"need-after_approval"}


def test_that_a_stop_order_asks_for_a_report_on_a_working_day_to_come(site: OnSite) -> None:
    order(site)
    measure(site, "M4")
    late = ["need-day_not_past"]
    for day, codes in (("2026-06-13", late), ("2026-06-05", late), ("2026-06-15", [])):
        document = made(site, "D12", report_by=day)
        approved(site, document, "D12")
        unreviewed(site, document)
        found = life.freezing_blockers(site.desk, site.desk.case(site.inspection), paper(
            site.desk.case(site.inspection), document))
        assert [one.code for one in found] == codes
