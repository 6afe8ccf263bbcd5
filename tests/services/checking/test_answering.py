"""Answers, rows, overrules, undo and drafts on a real store."""

from __future__ import annotations

import pytest

from app.domain.operations import Change
from app.errors import Refused
from app.services.checking import answering, findings
from app.services.checking.results import previous_answers, results
from app.services.checking.sheet import sheet
from tests.services.on_site import answer_everything, begin, on_site

VIOLATES = {"verdict": "violates", "severity": "serious", "reason": "日志仅保存三个月"}


@pytest.fixture
def site(tmp_path):
    with on_site(tmp_path / "data") as begun:
        yield begun


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refused.value.blockers]


def test_that_an_answer_is_kept_under_its_path_and_the_next_open_question_is_told(site):
    done = answering.answer(site.desk, site.inspection, "q1_1", {"verdict": "符合"})
    assert (done.path, done.problems) == ("q1_1", ())
    state = results(site.desk, site.inspection)
    assert state.questions[0].word == "符合"
    assert (len(state.questions), len(state.open)) == (40, 39)
    assert state.next_question == "q1_2"


def test_that_a_checklist_is_opened_anew_once_something_changed_or_a_minute_went_by(site):
    first = sheet(site.desk, site.inspection)
    assert sheet(site.desk, site.inspection) is first
    answering.answer(site.desk, site.inspection, "q1_1", {"verdict": "符合"})
    second = sheet(site.desk, site.inspection)
    assert first is not second and second.case.answers["q1_1"]["verdict"] == "conforms"
    site.watch.pass_by(minutes=1)
    assert sheet(site.desk, site.inspection).play.now > second.play.now
    unit = site.desk.unit(second.case.inspection.unit)
    site.desk.commit([Change("unit", unit.id, "name", "演练改名单位")])
    assert sheet(site.desk, site.inspection).case.unit.name == "演练改名单位"


def test_that_an_unchanged_answer_is_not_recorded_again(site):
    answering.answer(site.desk, site.inspection, "q1_1", {"verdict": "符合"})
    assert answering.answer(site.desk, site.inspection, "q1_1", {"verdict": "conforms"}).txn == ""


def test_that_a_verdict_without_its_reason_is_kept_and_stays_open(site):
    done = answering.answer(site.desk, site.inspection, "q1_1", {"verdict": "not_checked"})
    assert done.txn and done.missing == ("选择“未检查”须填写理由",)
    assert "q1_1" in results(site.desk, site.inspection).open
    answering.answer(site.desk, site.inspection, "q1_1", {"verdict": "not_checked", "reason": "当日未能调阅"})
    assert "q1_1" not in results(site.desk, site.inspection).open


@pytest.mark.parametrize("reason", ["长" * 10_001, "x" * 20_000])
def test_that_text_beyond_ten_thousand_characters_is_refused_and_its_draft_stays(site, reason):
    answering.save_draft(site.desk, site.inspection, "q1_1", reason, "reason")
    done = answering.answer(site.desk, site.inspection, "q1_1", {**VIOLATES, "reason": reason})
    assert done.txn == "" and "超过" in done.problems[0]
    assert answering.take_drafts(site.desk, site.inspection) == {("q1_1", "reason"): reason}


def test_that_ten_thousand_characters_are_kept(site):
    assert answering.answer(site.desk, site.inspection, "q1_1", {**VIOLATES, "reason": "长" * 10_000}).txn


def test_that_a_draft_is_dropped_with_the_commit_of_its_answer(site):
    answering.save_draft(site.desk, site.inspection, "q2_3", "日志仅", "reason")
    answering.answer(site.desk, site.inspection, "q2_3", VIOLATES)
    assert answering.take_drafts(site.desk, site.inspection) == {}


def test_that_the_secret_question_takes_no_text_of_its_own(site):
    path = sheet(site.desk, site.inspection).path_of("5.8")
    phrase = sheet(site.desk, site.inspection).question(path).inspection.phrases[0]
    typed = answering.answer(site.desk, site.inspection, path, {**VIOLATES, "reason": "某涉密文件在互联网计算机"})
    assert typed.problems == ("涉密问题只能选用固定用语，不得填写文字",)
    assert answering.answer(site.desk, site.inspection, path, {**VIOLATES, "reason": phrase}).txn


@pytest.mark.parametrize("value", ["乱写", 7, ["conforms"], {"verdict": "maybe"}, {"verdict": "conforms", "reason": 5}])
def test_that_what_is_no_verdict_is_told_and_not_kept(site, value):
    done = answering.answer(site.desk, site.inspection, "q1_1", value)
    assert done.problems and done.txn == ""
    assert results(site.desk, site.inspection).next_question == "q1_1"


def test_that_an_unknown_question_is_refused(site):
    with pytest.raises(Refused) as refused:
        answering.answer(site.desk, site.inspection, "q9_9", {"verdict": "符合"})
    assert codes(refused) == ["question-missing"]


def test_that_nothing_is_answered_before_both_officers_signed_in(site):
    states = site.desk.store.read_root(site.inspection)
    sign_in = next(one for one in states if one.entity == "sign_in" and one.value("officer") == "yi")
    site.desk.commit([Change("sign_in", sign_in.entity_id, "void", {"reason": "x"}, "void")])
    with pytest.raises(Refused) as refused:
        answering.answer(site.desk, site.inspection, "q1_1", {"verdict": "符合"})
    assert "not-signed-in" in codes(refused)


def test_that_rows_of_a_sampling_table_carry_their_own_answers(site):
    opened = sheet(site.desk, site.inspection)
    repeat = opened.question("q1_5").inspection.sample
    first = answering.add_row(site.desk, site.inspection, repeat)
    second = answering.add_row(site.desk, site.inspection, repeat)
    piece = answering.answer(site.desk, site.inspection, f"{repeat}[2]/piece", "2026-001")
    assert piece.path == f"{repeat}[{second}]/piece"
    answering.answer(site.desk, site.inspection, f"{repeat}[{second}]/result", "fail")
    state = next(one for one in results(site.desk, site.inspection).questions if one.path == "q1_5")
    assert state.sample is not None
    assert (state.sample.checked, state.sample.failed, state.sample.failures) == (1, 1, ("2026-001",))
    answering.remove_row(site.desk, site.inspection, repeat, second)
    assert site.desk.case(site.inspection).rows == {repeat: (first,)}


def test_that_a_removed_row_comes_back_with_its_answers(site):
    repeat = sheet(site.desk, site.inspection).question("q1_5").inspection.sample
    row = answering.add_row(site.desk, site.inspection, repeat)
    answering.answer(site.desk, site.inspection, f"{repeat}[{row}]/result", "fail")
    removed = answering.remove_row(site.desk, site.inspection, repeat, row)
    answering.undo(site.desk, site.inspection, removed)
    state = next(one for one in results(site.desk, site.inspection).questions if one.path == "q1_5")
    assert state.sample is not None and state.sample.failed == 1


def test_that_an_overrule_needs_a_reason_and_can_be_taken_back(site):
    answer_everything(site)
    assert answering.overrule_item(site.desk, site.inspection, "2", "violates", " ") == ["改定检查事项的结果须填写理由"]
    assert answering.overrule_item(site.desk, site.inspection, "2", "violates", "综合判断") == []
    item = results(site.desk, site.inspection).items[1]
    assert (item.computed, item.result, item.overruled) == ("conforms", "violates", True)
    answering.overrule_item(site.desk, site.inspection, "2", "", "")
    assert not results(site.desk, site.inspection).items[1].overruled


def test_that_undo_brings_the_old_answer_back(site):
    answering.answer(site.desk, site.inspection, "q1_1", {"verdict": "符合"})
    changed = answering.answer(site.desk, site.inspection, "q1_1", VIOLATES)
    answering.undo(site.desk, site.inspection, changed.txn)
    assert results(site.desk, site.inspection).questions[0].word == "符合"


def test_that_an_answer_with_a_finding_is_not_undone_silently(site):
    done = answering.answer(site.desk, site.inspection, "q2_3", VIOLATES)
    findings.draft_findings(site.desk, site.inspection)
    with pytest.raises(Refused) as refused:
        answering.undo(site.desk, site.inspection, done.txn)
    assert codes(refused) == ["finding-exists"]


def test_that_a_sealed_record_takes_no_answer(site):
    answer_everything(site)
    document = site.desk.part_id(site.inspection)
    seal = site.desk.part_id(site.inspection)
    site.desk.commit([
        Change("document", document, "kind", "D4"),
        Change("seal", seal, "seal", {"covers": [], "heads": [], "document": document}, "seal"),
    ])
    with pytest.raises(Refused) as refused:
        answering.answer(site.desk, site.inspection, "q1_1", VIOLATES)
    assert "record-sealed" in codes(refused)


def test_that_the_units_previous_inspection_tells_its_answers(site):
    answer_everything(site, q2_3=VIOLATES)
    site.watch.pass_by(minutes=1)
    later = begin(site.desk, site.watch)
    previous = previous_answers(site.desk, later.inspection)
    state = next(one for one in results(site.desk, later.inspection, previous).questions if one.path == "q2_3")
    assert state.previous is not None and state.previous["verdict"] == "violates"
    assert previous_answers(site.desk, site.inspection) == {}


@pytest.mark.parametrize("part", ["reason", "note"])
@pytest.mark.parametrize("lost", ["😀", "\ufffd", "\ud83d", "\ue000", "\U000f0000"])
def test_that_what_no_paper_can_print_is_told_at_once_and_its_draft_stays(site, part, lost):
    text = f"日志{lost}缺失"
    answering.save_draft(site.desk, site.inspection, "q1_1", text, part)
    done = answering.answer(site.desk, site.inspection, "q1_1", {**VIOLATES, part: text})
    assert done.txn == "" and "不能印出" in done.problems[0]
    kept = answering.take_drafts(site.desk, site.inspection)
    assert kept == {("q1_1", part): text.replace("\ud83d", "\ufffd")}


@pytest.mark.parametrize("rare", ["𬮿", "㛃", "𠮷"])
def test_that_rare_characters_of_names_are_kept(site, rare):
    done = answering.answer(site.desk, site.inspection, "q1_1", {**VIOLATES, "note": f"{rare}某在场"})
    assert done.txn and done.problems == ()
