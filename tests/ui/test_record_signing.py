"""Signatures, refusals and the seal of the record in the window."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
)

from app.domain.operations import Change
from app.domain.procedure.guards_record import record_is_sealed
from app.domain.procedure.mapping import changes_of
from app.services.arrival.recordings import RecordingEntry, register_recording
from app.services.record import journey
from app.services.rehearsal.ink import strokes_of
from tests.services.at_the_table import somebody
from tests.services.on_site import acting
from tests.ui import record_table
from tests.ui.conftest import calm, part
from tests.ui.record_table import PIN, Table, draw
from ui.models.signing import signers
from ui.widgets.hindrance_list import HindranceList
from ui.widgets.ink_pad import InkPad
from ui.widgets.page import into_sight

prepared, table = record_table.prepared, record_table.table


def test_that_a_wrong_pin_signs_nothing_and_says_so(table: Table) -> None:
    table.read_out()
    table.sign_as_officer("演练乙", "123456")
    assert not table.case.signatures
    assert part(table.page, QLabel, "noticeTitle").text() or part(table.page, HindranceList, "refusal").texts


def test_that_two_officers_of_one_name_are_told_apart_where_they_sign(table: Table) -> None:
    officers = table.place.desk.officers()
    table.place.desk.commit(changes_of(replace(officers["yi"], name=officers["jia"].name), "name"))
    table.show("signing")
    listed = part(table.page, QListWidget, "signers")
    names = [listed.item(at).text().split("　")[0] for at in range(2)]
    assert names == [f"演练甲（{officers[one].credential}）" for one in ("jia", "yi")]


def test_that_a_signature_needs_ink_and_pin(table: Table) -> None:
    table.read_out()
    table.click("signInk")
    assert "没有笔迹" in table.text("InkFormProblem")
    draw(part(table.page, InkPad, "inkPad"))
    table.click("signInk")
    assert "PIN" in table.text("inkSecretProblem")
    assert not table.case.signatures


def test_that_the_second_officer_signs_without_taking_the_desk(table: Table) -> None:
    table.read_out()
    table.sign_as_officer("演练乙")
    (signature,) = table.case.signatures
    assert (signature.signer, signature.role) == ("yi", "officer")
    assert table.place.desk.officer == "jia"


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_that_the_next_officer_sees_the_whole_pad_on_a_small_screen(table: Table, qtbot) -> None:
    table.read_out()
    table.window.setMinimumSize(600, 300)
    table.window.resize(780, 420)
    table.window.activateWindow()
    pad, secret = part(table.page, InkPad, "inkPad"), part(table.page, QLineEdit, "inkSecret")
    table.choose("演练甲")
    draw(pad)
    into_sight(part(table.page, QPushButton, "signInk"))
    secret.setFocus()
    secret.setText(PIN)
    qtbot.waitUntil(lambda: pad.visibleRegion().boundingRect() != pad.rect())
    QTest.keyClick(secret, Qt.Key.Key_Return)
    calm(qtbot, table.place.tasks)
    assert table.case.signatures[0].signer == "jia" and pad.is_empty
    qtbot.waitUntil(lambda: pad.visibleRegion().boundingRect() == pad.rect())


def test_that_a_signature_on_paper_binds_its_photo_without_changing_the_words(table: Table, tmp_path: Path) -> None:
    table.read_out()
    photo = tmp_path / "sheet.png"
    Image.new("RGB", (40, 30), (200, 200, 190)).save(photo)
    table.choose("演练负责人")
    table.click("way_paper")
    table.click("signPaper")
    assert "照片" in table.text("PaperFormProblem")
    table.page._parts["signing"]._paper.choose(photo)
    table.click("signPaper")
    (signature,) = table.case.signatures
    assert signature.way == "paper"
    assert [one.id for one in table.case.evidence] == [signature.paper]
    table.choose("演练甲")
    assert part(table.page, QPushButton, "signPaper").isVisible(), "the words are still those read back"
    assert part(table.page, QComboBox, "earlierSheet").findData(signature.paper) == 1


def test_that_a_refusal_needs_a_reason_and_a_proof(table: Table) -> None:
    somebody(table.site, "演练见证人")
    table.read_out()
    table.choose("演练负责人")
    table.click("way_refusal")
    witness = part(table.page, QComboBox, "refusalWitness")
    assert witness.count() == 2 and "演练见证人" in witness.currentText()  # who is registered as witness
    witness.setCurrentIndex(0)
    table.click("recordRefusal")
    assert "原因" in table.text("refusalReasonProblem")
    assert "见证人" in table.text("refusalWitnessProblem")
    part(table.page, QComboBox, "refusalReason").setCurrentIndex(1)
    witness.setCurrentIndex(1)
    table.click("recordRefusal")
    (signature,) = table.case.signatures
    assert (signature.way, bool(signature.reason), bool(signature.witness)) == ("refusal", True, True)
    row = next(one for one in signers(table.case) if one.id == signature.witness)
    assert (row.needed, row.words) == (True, "未签")  # without a photo it is the witness who proves it


def test_that_the_reason_of_a_refusal_half_written_comes_back_to_whom_it_is_about(table: Table) -> None:
    table.read_out()
    table.choose("演练负责人")
    table.click("way_refusal")
    part(table.page, QComboBox, "refusalReason").setEditText("演练：写到一半")
    table.choose("演练乙")
    table.choose("演练负责人")
    table.click("way_refusal")
    assert part(table.page, QComboBox, "refusalReason").currentText() == "演练：写到一半"


def test_that_a_registered_file_proves_a_refusal_at_its_time(table: Table) -> None:
    table.read_out()
    site, begun = table.site, table.site.desk.now()
    site.watch.pass_by(minutes=20)
    entry = RecordingEntry("演练-C001", begun - timedelta(minutes=5), site.desk.now() - timedelta(minutes=5))
    assert register_recording(site.desk, site.inspection, entry)[1] == []
    table.show("signing")
    table.choose("演练负责人")
    table.click("way_refusal")
    part(table.page, QComboBox, "refusalReason").setCurrentIndex(1)
    files = part(table.page, QComboBox, "refusalRecording")
    assert "演练-C001" in files.itemText(1)
    files.setCurrentIndex(1)
    table.click("recordRefusal")
    assert not [one for one in table.case.signatures if one.way == "refusal"], "the file does not reach until now"
    part(table.page, QLineEdit, "refusalAt").setText(f"{begun + timedelta(minutes=2):%H:%M}")
    table.click("recordRefusal")
    (refusal,) = [one for one in table.case.signatures if one.way == "refusal"]
    assert refusal.recording == table.case.recordings[-1].id


def test_that_the_witness_who_signs_next_has_not_refused(table: Table) -> None:
    somebody(table.site, "演练见证人")
    table.read_out()
    table.sign_as_officer("演练甲")
    table.sign_as_officer("演练乙")
    table.choose("演练负责人")
    table.click("way_refusal")
    part(table.page, QComboBox, "refusalReason").setCurrentIndex(1)
    table.click("recordRefusal")
    assert "演练见证人" in part(table.page, QLabel, "signerName").text()
    assert part(table.page, QAbstractButton, "way_ink").isChecked()


def test_that_an_officer_cannot_refuse(table: Table) -> None:
    table.read_out()
    table.choose("演练甲")
    assert not part(table.page, QPushButton, "way_refusal").isVisible()


def test_that_a_signature_is_voided_with_its_reason(table: Table) -> None:
    table.read_out()
    table.sign_as_officer("演练甲")
    table.choose("演练甲")
    assert not part(table.page, QPushButton, "voidSignature").isVisible()
    table.click("openVoiding")
    table.click("voidSignature")
    assert "原因" in table.text("voidReasonProblem")
    table.type("voidReason", "签错位置（演练）")
    table.click("voidSignature")
    assert not table.case.signatures


def test_that_the_seal_names_what_is_lacking_and_leads_there(table: Table) -> None:
    table.read_out()
    table.page.show_part("seal")
    lacks = part(table.page, HindranceList, "sealLacks")
    assert any("演练甲尚未签名" in one for one in lacks.texts)
    assert not part(table.page, QPushButton, "sealRecord").isVisible()
    table.click("sealLacksGo0")
    assert part(table.page, QListWidget, "signers").isVisible()


def test_that_a_change_after_the_signatures_is_lacking_for_the_seal_and_for_the_signatures(table: Table) -> None:
    table.read_out()
    for who, role in (("jia", "officer"), ("yi", "officer"), (table.site.person, "responsible")):
        by = acting(table.site, who) if role == "officer" else table.site
        journey.sign(by.desk, by.inspection, who, role, "ink", ink=strokes_of(who))
    table.show("seal")
    assert part(table.page, QPushButton, "sealRecord").isVisible()
    part(table.page, QCheckBox, "sealSure").setChecked(True)
    journey.state_for_unit(table.site.desk, table.site.inspection, table.site.person, "补充一句（演练）。", more=True)
    table.show("seal")
    assert any("又有改动" in one for one in part(table.page, HindranceList, "sealLacks").texts)
    assert not part(table.page, QPushButton, "sealRecord").isVisible()
    assert "笔录有改动，须重新签名" in part(table.page, QAbstractButton, "part_signing").accessibleName()


def test_that_what_the_record_still_misses_is_told_before_anybody_signs(table: Table, qtbot) -> None:
    journey.state_for_unit(table.site.desk, table.site.inspection, table.site.person, "")
    journey.draft_record(table.site.desk, table.site.inspection)
    table.show("readBack")
    told = part(table.page, HindranceList, "shortSamples")
    at = next(n for n, text in enumerate(told.texts) if "记录仪" in text)
    with qtbot.waitSignal(table.page.step_wanted) as wanted:
        part(table.page, QPushButton, f"shortSamplesGo{at}").click()
    assert wanted.args == ["arrival/recordings"]


def test_that_sealing_asks_for_a_last_look(table: Table) -> None:
    table.read_out()
    for who, role in (("jia", "officer"), ("yi", "officer"), (table.site.person, "responsible")):
        by = acting(table.site, who) if role == "officer" else table.site
        journey.sign(by.desk, by.inspection, who, role, "ink", ink=strokes_of(who))
    table.show("seal")
    table.click("sealRecord")
    assert "勾选" in table.text("sealProblem")
    assert not record_is_sealed(table.case)


def test_that_return_in_the_pin_signs_or_says_what_is_lacking(table: Table) -> None:
    table.read_out()
    pin = part(table.page, QLineEdit, "inkSecret")
    QTest.keyClick(pin, Qt.Key.Key_Return)
    assert "没有笔迹" in table.text("InkFormProblem")
    draw(part(table.page, InkPad, "inkPad"))
    pin.setText("000000")
    QTest.keyClick(pin, Qt.Key.Key_Return)
    calm(table.qtbot, table.place.tasks)
    assert len(table.case.signatures) == 1


def test_that_who_signs_on_another_laptop_than_the_leading_one_learns_how_it_gets_there(table: Table) -> None:
    table.read_out()
    table.site.desk.commit([Change("course", table.site.inspection, "lead_device", "second")])
    table.show("sign")
    (told,) = part(table.page, HindranceList, "lacking").texts
    assert "签名" in told and "用 U 盘送到主办终端" in told
