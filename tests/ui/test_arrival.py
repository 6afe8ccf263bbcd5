"""The step 到场: each officer signs in alone, rights are told to somebody known, what fails is recorded too."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from app.domain.procedure.rail import DONE, OPEN
from app.domain.secret_strength import TRAINING_PASSPHRASE
from app.errors import Refused
from app.services.papers.delivery import sign_receipt
from app.services.rehearsal.ink import strokes_of
from tests.ui import arriving_step
from tests.ui.arriving_step import arrive, photo, register_head, texts
from tests.ui.at_the_office import Shown, workplace
from tests.ui.conftest import part
from ui.models.arrival import arrival_view
from ui.models.arriving import sign_in_by
from ui.pages.arrival.persons_part import PersonsPart
from ui.pages.arrival.recordings_part import RecordingsPart
from ui.pages.arrival.sign_in_part import SignInPart
from ui.widgets.part_row import PartButton

shown = arriving_step.shown


def sign_everywhere(shown, receipt: str) -> None:
    person = shown.case.persons[0].id
    for who, role in ((person, "recipient"), ("jia", "server"), ("yi", "server")):
        seat = shown.place.desk.acting(who) if role == "server" else shown.place.desk
        sign_receipt(seat, shown.inspection, receipt, who, role, "ink", ink=strokes_of(who))


def test_that_everybody_signs_in_and_the_head_is_told_of_the_rights(shown) -> None:
    told = []
    shown.step.changed.connect(told.append)
    assert shown.label("visitPlace") == "演练路1号"
    arrive(shown)
    assert part(shown.step, PartButton, "part_sign_in").isChecked()
    shown.click("signIn_jia", "signIn_yi")
    assert {one.officer for one in shown.case.sign_ins} == {"jia", "yi"}
    assert shown.place.desk.officer == "jia"
    register_head(shown)
    assert (shown.case.persons[0].name, shown.case.persons[0].post) == ("演练负责人", "局长")
    shown.click("part_rights", "recusal_no", "recordRights")
    rights = shown.case.rights[0]
    assert rights.recusal == {"requested": False} and {one["officer"] for one in rights.credentials} == {"jia", "yi"}
    assert told[-1].step("arrival").state == OPEN


def test_that_the_words_of_somebody_registered_wrongly_come_back_to_be_corrected(shown) -> None:
    arrive(shown)
    register_head(shown)
    (before,) = shown.case.persons
    shown.click(f"void_{before.id.rsplit('/', 1)[-1]}")
    assert not shown.case.persons and "已作废演练负责人的登记" in texts(shown)
    assert part(shown.step, QLineEdit, "person_name").text() == before.name
    part(shown.step, QLineEdit, "person_post").setText("副局长")
    shown.click("recordPerson")
    assert [(one.name, one.post, one.role) for one in shown.case.persons] == [(before.name, "副局长", "responsible")]


def test_that_d2_is_served_at_the_door_with_everybodys_signature(shown) -> None:
    arrive(shown)
    shown.click("signIn_jia", "signIn_yi")
    register_head(shown)
    shown.click("part_rights", "recusal_no", "recordRights", "part_service", "beginService")
    receipt = shown.case.document("D33")
    sign_everywhere(shown, receipt.id)
    shown.page.show_step("arrival")
    shown.settle()
    shown.click("completeService")
    assert shown.case.document("D2").state == "served"
    assert shown.label("stepWords") == "已完成" and shown.label("nextPart") == "下一步：检查"
    shown.click("part_recordings")  # registered when a file ends, long before anybody leaves
    assert shown.label("nextPart") == "下一步：检查"
    shown.click("nextPart")
    assert shown.page._shown == "checking"


def test_that_what_is_read_out_names_the_officers_and_the_rights(shown) -> None:
    shown.click("part_rights")
    spoken = shown.label("spokenText")
    for words in ("演练甲，执法证号演练-0001", "演练乙", "有权申请回避", "有权进行陈述、申辩", "检查目的是：电子档案"):
        assert words in spoken
    assert "在场人员" in shown.label("personsFirst")


def test_that_an_arrival_in_the_future_is_told_beside_its_field(shown, watch) -> None:
    watch.pass_by(hours=1)
    shown.type(arrivedAt="23:50")
    shown.click("beginVisit")
    assert "晚于本机时间" in shown.label("arrivedAtProblem")
    shown.type(arrivedAt="abc")
    shown.click("beginVisit")
    assert "09:00" in shown.label("arrivedAtProblem") and not shown.case.visits
    time = part(shown.step, QLineEdit, "arrivedAt")
    place = part(shown.step, QLineEdit, "visitPlace")
    assert shown.step.window().focusWidget() is time
    assert place.mapTo(shown.step, QPoint()).y() == time.mapTo(shown.step, QPoint()).y()  # the problem moves neither
    shown.type(arrivedAt="1005")
    shown.click("beginVisit")
    assert f"{shown.case.visits[0].arrived_at:%H:%M}" == "10:05"


def test_that_another_day_asks_for_its_reason_in_the_page(shown, watch) -> None:
    watch.pass_by(days=3)
    shown.page.show_step("arrival")
    shown.settle()
    shown.click("beginVisit")
    assert "写明理由" in shown.words("refusal") and not shown.case.visits
    shown.type(**{"reason_outside-planned-days": "单位临时停电改期"})
    shown.click("beginVisit")
    assert shown.case.visits and shown.case.inspection.reasons == {"outside-planned-days": "单位临时停电改期"}


def test_that_an_officer_signs_in_by_the_own_passphrase_first(shown, watch) -> None:
    arrive(shown)
    for secret, code in (("000000", "passphrase-due"), ("not the passphrase", "passphrase-wrong")):
        with pytest.raises(Refused) as refusal:
            sign_in_by(shown.place.desk, shown.inspection, "yi", secret)
        assert refusal.value.code == code
    assert not shown.case.sign_ins
    watch.pass_by(minutes=5)
    sign_in_by(shown.place.desk, shown.inspection, "yi", TRAINING_PASSPHRASE)
    assert [(one.officer, shown.place.desk.officer) for one in shown.case.sign_ins] == [("yi", "jia")]


def test_that_where_a_secret_is_asked_it_is_never_shown_and_a_wrong_one_is_told(shown) -> None:
    arrive(shown)
    sign_in = shown.step.findChild(SignInPart)
    sign_in.show_view(replace(arrival_view(shown.place.desk, shown.case), training=False))
    shown.settle()
    secret = part(shown.step, QLineEdit, "signInSecret_yi")
    assert secret.isVisible() and secret.echoMode() == QLineEdit.EchoMode.Password
    secret.setText("not the passphrase")
    shown.click("signIn_yi")
    assert secret.text() == "" and not shown.case.sign_ins
    assert shown.sees("refusal") or shown.sees("notice")


def test_that_a_mistyped_number_is_told_and_does_not_keep_somebody_from_being_registered(shown) -> None:
    arrive(shown)
    shown.click("part_persons")
    shown.type(person_name="演练负责人", person_post="局长", person_id_number="110101190001010005")
    part(shown.step, QLineEdit, "person_id_number").editingFinished.emit()
    assert "第18位（校验位）" in shown.label("person_id_numberDoubt")
    shown.click("recordPerson")
    assert shown.case.persons[0].id_number == "110101190001010005"
    assert "第18位（校验位）" in texts(shown) and not shown.sees("lacking")


def test_that_a_deputy_needs_the_letter_and_gets_it_by_a_photo(shown, tmp_path) -> None:
    arrive(shown)
    shown.click("part_persons", "personRole_deputy")
    assert shown.label("person_name") == ""
    shown.click("recordPerson")
    assert shown.label("person_nameProblem") == "请填写姓名。"
    shown.type(person_name="演练受托人", person_post="科长", person_phone="0312-0000002")
    shown.click("recordPerson")
    deputy = shown.case.persons[0]
    bind = f"authorize_{deputy.id.rsplit('/', 1)[-1]}"
    shown.qtbot.waitUntil(lambda: part(shown.step, QAbstractButton, bind).hasFocus())
    assert "还没有关联授权委托书" in texts(shown) and "授权委托书" in shown.words("lacking")
    shown.step.findChild(PersonsPart).bind(deputy.id, photo(tmp_path))
    shown.settle()
    assert shown.case.persons[0].authorization == shown.case.evidence[0].id
    assert "已关联授权委托书" in texts(shown) and not shown.sees("lacking")


def test_that_a_recording_is_registered_with_the_digest_of_its_file(shown, watch, tmp_path) -> None:
    arrive(shown)
    watch.pass_by(minutes=30)
    file = tmp_path / "YJ-20260608-001.mp4"
    file.write_bytes(b"made-up film")
    shown.click("part_recordings")
    shown.step.findChild(RecordingsPart).read_file(file)
    shown.settle()
    shown.click("recordRecording")
    assert shown.label("recording_started_atProblem") == "请写成 09:15 这样的时间。"
    shown.type(recording_started_at="0931", recording_ended_at="09:50", recording_camera="DSJ-1")
    shown.click("recordRecording")
    made = shown.case.recordings[0]
    assert (made.number, made.sha256) == ("YJ-20260608-001", hashlib.sha256(b"made-up film").hexdigest())
    assert made.ended_at - made.started_at == timedelta(minutes=19)


def test_that_the_day_ends_with_leaving_and_the_next_begins_anew(shown, watch) -> None:
    arrive(shown)
    shown.click("signIn_jia", "signIn_yi")
    register_head(shown)
    shown.click("part_leaving")
    shown.type(leftAt="08:00")
    shown.click("leaveSite")
    assert "早于" in shown.label("leftAtProblem")
    shown.type(leftAt="")
    watch.pass_by(hours=6)
    shown.click("leaveSite")
    assert shown.case.visits[0].left_at == watch.moment
    watch.pass_by(hours=18)
    shown.page.show_step("arrival")
    shown.settle()
    shown.click("newVisit")
    shown.type(**{"reason_outside-planned-days": "第二天继续检查"})
    shown.click("beginVisit")
    assert len(shown.case.visits) == 2
    assert "未签到" in texts(shown)
    shown.click("part_persons", f"again_{shown.case.persons[0].id.rsplit('/', 1)[-1]}")
    first, second = shown.case.persons
    assert (second.name, second.post, second.visit) == (first.name, first.post, shown.case.visits[1].id)


def test_that_a_locked_step_leads_to_what_unlocks_it(premises, tmp_path_factory, qtbot) -> None:
    with workplace(premises, tmp_path_factory) as (place, inspection):
        shown = Shown(place, inspection, "arrival", qtbot)
        assert "尚不能开始" in shown.label("lackingTitle") and "未经负责人批准" in shown.words("lacking")
        shown.click("lackingGo0")
        assert shown.page._shown == "preparation"
        assert shown.page._state.step("preparation").state != DONE


def test_that_after_one_person_the_form_waits_for_the_next(shown) -> None:
    arrive(shown)
    shown.click("signIn_jia", "signIn_yi")
    register_head(shown)
    name = part(shown.step, QLineEdit, "person_name")
    assert shown.window.focusWidget() is name and name.text() == ""
    assert part(shown.step, QAbstractButton, "personRole_other").isChecked()
