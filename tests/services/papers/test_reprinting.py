"""A frozen paper gives the same bytes for ever: again, after a crash, on another laptop, after its form changed."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.operations import Change
from app.sealing.signing import new_key_pair
from app.services.attaching import keep
from app.services.papers.composing import compose
from app.services.papers.rendering import preview, render_paper
from app.services.pinning import pin_forms
from app.services.record import journey
from app.storage.attached.vault import Vault
from app.storage.keys.datakeys import new_data_keys
from app.storage.store import TRAINING, Store
from tests.services.at_the_table import at_the_table, certify, everybody_signs, read_out, sent
from tests.services.on_site import BUREAU, FORMS, MORNING, OnSite

KEYS = new_data_keys()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnSite]:
    """Give a sealed record, pinned to the forms of a folder that may be changed afterwards."""
    folder = tmp_path_factory.mktemp("reprinting")
    shutil.copytree(FORMS, folder / "forms")
    with at_the_table(folder / "data", KEYS) as begun:
        site = replace(begun, desk=replace(begun.desk, forms=folder / "forms"))
        pinned = pin_forms(site.desk, "electronic-records")
        site.desk.commit([Change("inspection", site.inspection, "pinned", pinned)])
        read_out(site)
        everybody_signs(site)
        journey.seal_record(site.desk, site.inspection)
        yield site


def record(site: OnSite) -> str:
    document = site.desk.case(site.inspection).document("D4")
    assert document is not None
    return document.id


def printed(site: OnSite) -> bytes:
    return render_paper(site.desk, site.inspection, record(site)).pdf


def test_that_the_same_words_are_set_to_the_same_bytes(site: OnSite) -> None:
    once = preview(site.desk, site.inspection, record(site))
    assert once.pdf == preview(site.desk, site.inspection, record(site)).pdf
    assert "现场检查笔录" in once.text and "演练负责人" in once.text


def test_that_printing_again_gives_the_same_file_and_records_nothing_more(site: OnSite) -> None:
    first = printed(site)
    operations = len(site.desk.store.operations())
    assert printed(site) == first and len(site.desk.store.operations()) == operations


def test_that_a_change_in_the_register_does_not_reach_a_paper_already_made(site: OnSite) -> None:
    first = printed(site)
    try:
        site.desk.commit([Change("officer", "jia", "name", "演练改名")])
        assert printed(site) == first
    finally:
        site.desk.commit([Change("officer", "jia", "name", "演练甲")])


def test_that_the_file_is_made_again_alike_where_it_was_lost(site: OnSite) -> None:
    first = printed(site)
    site.desk.commit([Change("document", record(site), "pdf", "")])
    assert printed(site) == first


def test_that_a_store_left_by_a_crash_prints_the_same_file(site: OnSite, tmp_path: Path) -> None:
    first = printed(site)
    shutil.copytree(site.desk.store.folder, tmp_path / "left")
    store = Store.open(tmp_path / "left", KEYS)
    try:
        again = replace(site, desk=replace(site.desk, store=store, vault=Vault(tmp_path / "left", KEYS)))
        again.desk.commit([Change("document", record(site), "pdf", "")])
        assert printed(again) == first
    finally:
        store.close()


def test_that_another_laptop_prints_the_file_that_was_signed_first(site: OnSite, tmp_path: Path) -> None:
    first = printed(site)
    keys = new_data_keys()
    store = Store.create(
        tmp_path / "second", keys, kind=TRAINING, device_id="second", bureau=BUREAU, now=MORNING,
        device_key=new_key_pair(),
    )  # fmt: skip
    try:
        certify(store)
        store.replication.receive(sent(site.desk.store), cursor=1, now=MORNING)
        there = replace(site, desk=replace(site.desk, store=store, vault=Vault(tmp_path / "second", keys)))
        keep(there.desk, first)
        pinned = site.desk.case(site.inspection).inspection.pinned["documents"]["D4"]
        keep(there.desk, site.desk.vault.read(pinned))
        assert printed(there) == first
        assert store.replication.pending() == 0
    finally:
        store.close()


def test_that_a_paper_is_set_by_the_form_its_inspection_was_pinned_to(site: OnSite) -> None:
    form = site.desk.forms / "inspections" / "electronic-records" / "documents" / "D4.toml"
    first, before = printed(site), form.read_text("utf-8")
    try:
        form.write_text(before.replace("现场检查笔录", "另一种笔录"), "utf-8")
        site.desk.commit([Change("document", record(site), "pdf", "")])
        assert printed(site) == first
    finally:
        form.write_text(before, "utf-8")


def test_that_the_checklist_on_paper_is_the_pinned_one(site: OnSite) -> None:
    checklist = site.desk.forms / "inspections" / "electronic-records" / "checklist.toml"
    before = checklist.read_text("utf-8")
    words = site.desk.case(site.inspection).contents[record(site)].data
    try:
        label = str(words["checklist"][0]["question"])
        checklist.write_text(before.replace(label, "改过的检查项"), "utf-8")
        case = site.desk.case(site.inspection)
        document = next(one for one in case.documents if one.id == record(site))
        assert compose(site.desk, case, document)["checklist"][0]["question"] == label
    finally:
        checklist.write_text(before, "utf-8")


def test_that_the_fonts_of_a_paper_are_kept_with_it(site: OnSite) -> None:
    printed(site)
    document = site.desk.case(site.inspection).document("D4")
    assert document is not None
    folder = FORMS.parent / "resources" / "fonts"
    fang = hashlib.sha256((folder / "ArchivesFang.ttf").read_bytes()).hexdigest()
    assert document.fonts["ArchivesFang"] == fang
    assert {"ArchivesHei", "ArchivesSong", "ArchivesTitle"} <= set(document.fonts)
