"""到场 where something is in the way: recusal asked for, entry refused, a visit called off."""

from dataclasses import replace

from PySide6.QtWidgets import QAbstractButton, QComboBox, QPlainTextEdit

from app.domain.procedure.mapping import changes_of
from app.domain.procedure.records import Person
from tests.ui import arriving_step
from tests.ui.arriving_step import arrive, choose, photo, register_head, texts
from tests.ui.conftest import part
from ui.pages.arrival.visit_part import ProofForm
from ui.widgets.part_row import PartButton

shown = arriving_step.shown


def test_that_recusal_is_asked_before_it_is_answered(shown) -> None:
    arrive(shown)
    register_head(shown)
    shown.click("part_rights")
    for one in ("recusal_no", "recusal_yes"):
        assert not part(shown.step, QAbstractButton, one).isChecked()
    shown.click("recordRights")
    assert shown.label("recusalProblem") == "请当面询问是否申请回避，再选择对方的答复。"
    assert not shown.case.rights
    shown.click("recusal_no", "recordRights")
    assert shown.case.rights[0].recusal == {"requested": False}
    assert "不申请回避" in texts(shown)
    shown.click("moreRights")
    assert not part(shown.step, QAbstractButton, "recusal_no").isChecked()


def test_that_an_older_record_without_the_answer_says_so_and_offers_to_ask(shown) -> None:
    arrive(shown)
    shown.click("signIn_jia", "signIn_yi")
    register_head(shown)
    shown.click("part_rights", "recusal_no", "recordRights")
    shown.place.desk.commit(changes_of(replace(shown.case.rights[0], recusal={}), "recusal"))
    shown.page.show_step("arrival/rights")
    shown.settle()
    assert "没有登记是否申请回避" in texts(shown)
    assert "回避未询问" in part(shown.step, PartButton, "part_rights").accessibleName()
    shown.click("recusal_no", "recordRights")
    assert "回避未询问" not in part(shown.step, PartButton, "part_rights").accessibleName()


def test_that_a_request_for_recusal_needs_a_reason_and_is_decided_by_the_leader(shown) -> None:
    arrive(shown)
    register_head(shown)
    shown.click("part_rights", "recusal_yes", "recordRights")
    assert shown.label("recusalProblem") == "请写明申请回避的理由。"
    choose(shown, "recusalOfficer", "演练乙")
    shown.type(recusalReason="近亲属在该单位任职")
    shown.click("recordRights")
    assert "申请演练乙回避：近亲属在该单位任职" in texts(shown)
    shown.click("recusalDecision_granted", "decideRecusal")
    assert shown.case.rights[0].recusal["decided_by"] == "ding"
    assert shown.case.inspection.officers == ("jia",)
    assert "演练丁决定：准予回避" in texts(shown)


def test_that_a_refused_entry_is_recorded_and_proved(shown, tmp_path) -> None:
    arrive(shown)
    shown.click("part_visit", "visitEnding_refused", "recordEnding")
    assert shown.label("refusedByProblem") and shown.label("endingReasonProblem")
    shown.type(endingReason="未说明理由", refusedBy="门卫，不肯说姓名")
    shown.click("recordEnding")
    assert shown.case.visits[0].refused["by"] == "门卫，不肯说姓名"
    assert "请添加现场照片" in shown.label("afterRefusal") and "签到" in shown.label("afterRefusal")
    assert not shown.sees("beginVisit")  # nobody begins another visit by a Return too many
    assert part(shown.step, QAbstractButton, "nextPart").property("kind") == "primary"
    shown.click("part_sign_in", "signIn_jia", "signIn_yi")
    assert shown.label("stepWords") == "已记录拒绝进场"
    assert shown.page._state.step("checking").words == "被拒绝进场，没有检查"
    assert "笔录" in part(shown.step, QAbstractButton, "nextPart").text()
    shown.click("part_visit")
    shown.step.findChild(ProofForm).add_photo(photo(tmp_path))
    shown.settle()
    assert shown.case.visits[0].refused["media"] == [shown.case.evidence[0].id]
    assert "佐证 1 件" in texts(shown)
    assert "照片" not in shown.label("afterRefusal")


def test_that_another_visit_may_begin_after_a_refused_entry(shown) -> None:
    arrive(shown)
    shown.click("part_visit", "visitEnding_refused")
    shown.type(endingReason="未说明理由", refusedBy="门卫")
    shown.click("recordEnding", "visitAgain", "beginVisit")
    assert len(shown.case.visits) == 2
    shown.click("part_visit")
    assert not shown.sees("visitAgain") and not shown.sees("beginVisit")


def test_that_who_is_registered_as_witness_is_chosen_where_entry_is_refused(shown) -> None:
    arrive(shown)
    visit = shown.case.visits[0].id
    seen = Person(f"{shown.inspection}/seen", visit, "演练见证人", "居委会工作人员", "witness")
    other = Person(f"{shown.inspection}/other", visit, "演练门卫", "门卫", "other")
    shown.place.desk.commit([*changes_of(other), *changes_of(seen)])
    shown.page.show_step("arrival")
    shown.settle()
    shown.click("part_visit", "visitEnding_refused")
    assert part(shown.step, QComboBox, "refusalWitness").currentText() == "演练见证人"
    shown.type(endingReason="未说明理由", refusedBy="门卫")
    shown.click("recordEnding")
    assert shown.case.visits[0].refused["witness"] == seen.id


def test_that_a_refused_entry_without_a_sign_in_is_explained_on_a_later_day(shown, watch) -> None:
    arrive(shown)
    shown.click("part_visit", "visitEnding_refused")
    shown.type(endingReason="未说明理由", refusedBy="门卫")
    shown.click("recordEnding")
    shown.click("part_sign_in")
    assert not shown.sees("explainUnsigned")  # today they can still sign in
    watch.pass_by(days=1)
    shown.page.refresh()
    shown.settle()
    assert "签到不能补办" in shown.label("unsignedWords")
    shown.click("explainUnsigned")
    assert "勾选本人" in shown.words("refusal")
    for one in ("jia", "yi"):
        part(shown.step, QAbstractButton, f"unsigned_{one}").setChecked(True)
    shown.click("explainUnsigned")
    assert "请写明" in shown.label("unsignedReasonProblem")
    part(shown.step, QPlainTextEdit, "unsignedReason").setPlainText("对方锁门，在门外未能开机（演练）")
    shown.click("explainUnsigned")
    assert not shown.sees("explainUnsigned")
    assert shown.case.visits[0].refused["unsigned"]["officers"] == ["jia", "yi"]
    assert "原因已经记录" in texts(shown)
    assert shown.label("stepWords") == "已记录拒绝进场"


def test_that_a_visit_called_off_keeps_its_reason_and_another_may_begin(shown) -> None:
    arrive(shown)
    shown.click("part_visit", "visitEnding_off", "recordEnding")
    assert shown.label("endingReasonProblem") == "请写明取消本次到场的原因。"
    shown.type(endingReason="单位停电")
    shown.click("recordEnding")
    assert "已取消：单位停电" in texts(shown)
    arrive(shown)
    assert len(shown.case.visits) == 2
