"""A refusal to sign shown by a registered body-camera file: its time covers it, and the paper names it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.procedure.mapping import changes_of
from app.domain.procedure.records import REFUSAL, Recording
from app.errors import Refused
from app.services.arrival.recordings import RecordingEntry, register_recording
from app.services.papers.rendering import render_paper
from app.services.papers.signed_papers import seal_paper, sign_paper
from app.services.record import journey
from app.services.rehearsal.ink import strokes_of
from app.typesetting.preview import page_texts
from tests.services.at_the_table import at_the_table, everybody_signs, ink, read_out, refused_codes, somebody
from tests.services.on_site import OnSite, acting
from tests.services.papers.made import made

DIGEST = "ab" * 32


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OnSite]:
    with at_the_table(tmp_path / "data") as begun:
        yield begun


def filmed(site: OnSite, begins: int, ends: int, number: str = "演练-C001") -> Recording:
    """Return a file registered from so many minutes to so many minutes before now."""
    now = site.desk.now()
    entry = RecordingEntry(
        number, now - timedelta(minutes=begins), now - timedelta(minutes=ends), "演练记录仪1号", DIGEST
    )
    kept, problems = register_recording(site.desk, site.inspection, entry)
    assert kept is not None, problems
    return kept


def refuse(site: OnSite, recording: str, at: datetime | None = None, **more: Any) -> str:
    return journey.sign(
        site.desk, site.inspection, site.person, "responsible", REFUSAL, reason="对事实有异议（演练）",
        recording=recording, refused_at=at, **more,
    ).id  # fmt: skip


def text_of(site: OnSite, document: str) -> str:
    return "".join("".join(page_texts(render_paper(site.desk, site.inspection, document).pdf)).split())


def refused_at_the_table(site: OnSite) -> datetime:
    """Read the record out, and return when the party refused to sign it: twenty minutes ago."""
    read_out(site)
    site.watch.pass_by(minutes=10)
    at = site.desk.now()
    site.watch.pass_by(minutes=20)
    return at


def test_that_a_file_that_covers_the_refusal_proves_it_and_is_named_in_the_record(site: OnSite) -> None:
    at = refused_at_the_table(site)
    kept = filmed(site, begins=35, ends=5)
    refuse(site, kept.id, at)
    for who in ("jia", "yi"):
        ink(site, who, "officer")
    record = journey.seal_record(site.desk, site.inspection)
    text = text_of(site, record.id)
    assert "执法记录仪已录像（文件编号演练-C001" in text
    assert DIGEST in text
    assert f"{at.hour}时{at.minute:02}分" in text


@pytest.mark.parametrize(("begins", "ends"), [(19, 5), (29, 22)])
def test_that_a_file_of_another_time_proves_nothing(site: OnSite, begins: int, ends: int) -> None:
    at = refused_at_the_table(site)
    kept = filmed(site, begins, ends)
    with pytest.raises(Refused) as refused:
        refuse(site, kept.id, at)
    assert refused_codes(refused) == ["recording-of-another-time"]
    assert "演练-C001" in refused.value.blockers[0].text


def test_that_an_unknown_file_and_a_time_before_the_record_are_refused(site: OnSite) -> None:
    at = refused_at_the_table(site)
    with pytest.raises(Refused) as refused:
        refuse(site, f"{site.inspection}/unknown", at)
    assert refused_codes(refused) == ["recording-unknown"]
    kept = filmed(site, begins=60, ends=5)
    with pytest.raises(Refused) as refused:
        refuse(site, kept.id, at - timedelta(minutes=20))
    assert "refused-when" in refused_codes(refused)


def test_that_the_camera_that_ran_on_while_people_signed_changes_no_words(site: OnSite) -> None:
    filmed(site, begins=25, ends=20, number="演练-C000")
    at = refused_at_the_table(site)
    record = site.desk.case(site.inspection).document("D4")
    assert record is not None
    before = site.desk.case(site.inspection).contents[record.id]
    refuse(site, filmed(site, begins=35, ends=5).id, at)
    assert [one["no"] for one in before.data["recordings"]] == ["演练-C000"]
    assert site.desk.case(site.inspection).contents[record.id] == before


def test_that_a_file_whose_last_minute_is_that_of_the_reading_stays_in_the_record(site: OnSite) -> None:
    filmed(site, begins=25, ends=-1, number="演练-C000")
    read_out(site)
    everybody_signs(site)
    record = journey.seal_record(site.desk, site.inspection)
    assert "演练-C000" in text_of(site, record.id)


def test_that_a_file_besides_a_witness_frees_the_witness_from_signing(site: OnSite) -> None:
    witness = somebody(site, "演练见证人")
    at = refused_at_the_table(site)
    refuse(site, filmed(site, begins=35, ends=5).id, at, witness=witness)
    for who in ("jia", "yi"):
        ink(site, who, "officer")
    assert journey.seal_record(site.desk, site.inspection).frozen_at is not None


def test_that_a_refusal_whose_file_is_of_another_time_on_another_laptop_is_not_sealed(site: OnSite) -> None:
    at = refused_at_the_table(site)
    for who in ("jia", "yi"):
        ink(site, who, "officer")
    kept = filmed(site, begins=35, ends=5)
    refuse(site, kept.id, at)
    site.desk.commit(changes_of(replace(kept, ended_at=at - timedelta(minutes=2)), "ended_at"))
    with pytest.raises(Refused) as refused:
        journey.seal_record(site.desk, site.inspection)
    assert "recording-of-another-time" in refused_codes(refused)


def test_that_a_refused_interrogation_record_names_the_file(site: OnSite) -> None:
    document = made(site, "D5", person=site.person)
    site.watch.pass_by(minutes=10)
    at = site.desk.now()
    site.watch.pass_by(minutes=20)
    kept = filmed(site, begins=30, ends=5)
    told = {"reason": "不愿签名（演练）", "recording": kept.id, "refused_at": at}
    sign_paper(site.desk, site.inspection, document, site.person, "responsible", REFUSAL, **told)
    for who in ("jia", "yi"):
        by = acting(site, who).desk
        sign_paper(by, site.inspection, document, who, "officer", "ink", ink=strokes_of(who))
    seal_paper(site.desk, site.inspection, document)
    assert "文件编号演练-C001" in text_of(site, document)
