"""All evidence of an inspection: what belongs to nothing is marked, linked, set aside or voided with its reason."""

import io
from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QListWidget, QWidget

from app.services.evidence.intake import Particulars, add_file, add_photo
from tests.services.on_site import FORMS
from tests.storage.test_photos import photo
from tests.ui.conftest import calm, on_stage, part
from ui.pages.evidence.page import EvidencePage
from ui.pages.evidence.panel import EvidencePanel
from ui.pages.inspection import InspectionPage
from ui.unfinished import keep_all
from ui.widgets.notice import Notice
from ui.widgets.picture_view import PictureView

SAMPLES = FORMS / "inspections" / "electronic-records" / "samples"


@pytest.fixture
def taken(place, visit):
    linked = Particulars("现场拍摄照片", "手机拍摄", "演练：制度版本", ("1.2",))
    loose = Particulars("电子数据", "导出", "演练：日志时间")
    photo = add_photo(place.desk, visit.inspection, SAMPLES / "rules-2019.png", linked).evidence
    file = add_file(place.desk, visit.inspection, SAMPLES / "log-export.csv", loose).evidence
    return photo, file


@pytest.fixture
def page(place, visit, taken, qtbot):
    made = InspectionPage(place, visit.inspection, "checking", "q1_2")
    window = on_stage(qtbot, made)
    calm(qtbot, place.tasks)
    part(made, QAbstractButton, "openEvidence").click()
    calm(qtbot, place.tasks)
    yield made.findChild(EvidencePage)
    window.close()
    calm(qtbot, place.tasks)


def rows(page):
    shown = part(page, QListWidget, "evidenceList")
    return [shown.item(place) for place in range(shown.count())]


def choose(page, row) -> None:
    part(page, QListWidget, "evidenceList").setCurrentRow(row)


def press(page, name, place, qtbot) -> None:
    part(page, QAbstractButton, name).click()
    calm(qtbot, place.tasks)


def held(place, visit, number):
    return place.desk.case(visit.inspection).evidence[number]


def test_that_every_piece_is_listed_and_what_belongs_to_nothing_is_marked(page) -> None:
    texts = [one.text() for one in rows(page)]
    assert ["未关联" in text for text in texts] == [False, True]
    assert part(page, QAbstractButton, "evidence_loose").text() == "未关联 1"
    assert rows(page)[1].data(Qt.ItemDataRole.AccessibleTextRole).startswith("log-export.csv，未关联")


def test_that_the_arrow_keys_go_from_piece_to_piece_as_soon_as_the_page_opens(page, place, qtbot) -> None:
    page.window().activateWindow()
    press(page, "evidenceBack", place, qtbot)
    part(page.window(), QAbstractButton, "openEvidence").setFocus()
    press(page.window(), "openEvidence", place, qtbot)
    shown = part(page, QListWidget, "evidenceList")
    qtbot.waitUntil(shown.hasFocus)
    qtbot.keyClick(shown, Qt.Key.Key_Down)
    assert shown.currentRow() == 1


def test_that_a_photo_of_another_day_is_asked_about_at_the_item(page, place, visit, qtbot) -> None:
    old = Particulars("现场拍摄照片", "手机拍摄", "演练：旧照片", ("1.2",))
    add_photo(place.desk, visit.inspection, io.BytesIO(photo()), replace(old, name="旧.jpg"))  # taken on 2 March
    page.show_question("q1_2")
    calm(qtbot, place.tasks)
    assert "⚠ 核对拍摄时间" in rows(page)[2].text() and "⚠" not in rows(page)[0].text()
    choose(page, 2)
    asked = part(page, QWidget, "photoTimeAsked")
    assert "早于到场 98 天，请核对是否本次现场拍摄" in asked.findChildren(QLabel)[0].text()


def test_that_the_filter_shows_only_what_belongs_to_nothing(page) -> None:
    part(page, QAbstractButton, "evidence_loose").click()
    assert [one.text().splitlines()[0] for one in rows(page)] == ["log-export.csv"]


def test_that_a_loose_piece_is_linked_to_the_question_it_was_opened_from(page, place, visit, qtbot) -> None:
    choose(page, 1)
    assert part(page, QComboBox, "linkTarget").currentData() == "q1_2"
    press(page, "linkEvidence", place, qtbot)
    assert held(place, visit, 1).links == ("q1_2",)
    assert part(page, QAbstractButton, "evidence_loose").text() == "未关联 0"


def test_that_an_unlinked_piece_is_marked(page, place, visit, qtbot) -> None:
    choose(page, 0)
    press(page, "unlink0", place, qtbot)
    assert held(place, visit, 0).links == ()
    assert "未关联" in rows(page)[0].text()


def test_that_secret_questions_are_not_offered_for_a_link(page) -> None:
    targets = part(page, QComboBox, "linkTarget")
    offered = [targets.itemText(row) for row in range(targets.count())]
    assert any(text.startswith("5.7") for text in offered)
    assert not any(text.startswith("5.8") for text in offered)


@pytest.mark.parametrize("act", ["setAside", "voidChosen"])
def test_that_nothing_is_set_aside_or_voided_without_a_reason(page, place, visit, qtbot, act) -> None:
    choose(page, 1)
    press(page, act, place, qtbot)
    assert part(page, QLabel, "evidenceReasonProblem").text() == "请先写明理由。"
    assert held(place, visit, 1).set_aside == ""


def test_that_a_reason_half_typed_stays_with_its_piece(page, place, visit, qtbot) -> None:
    choose(page, 1)
    calm(qtbot, place.tasks)
    qtbot.keyClicks(part(page, QLineEdit, "evidenceReason"), "ABC")
    choose(page, 0)
    calm(qtbot, place.tasks)
    assert part(page, QLineEdit, "evidenceReason").text() == ""
    part(page, QAbstractButton, "evidenceBack").click()
    again = EvidencePage(place, visit.inspection, {})
    window = on_stage(qtbot, again)
    again.show_question("q1_2", "")
    calm(qtbot, place.tasks)
    choose(again, 1)
    calm(qtbot, place.tasks)
    assert part(again, QLineEdit, "evidenceReason").text() == "ABC"
    window.close()


def test_that_a_recorded_reason_is_not_offered_again(page, place, visit, qtbot) -> None:
    choose(page, 1)
    calm(qtbot, place.tasks)
    part(page, QLineEdit, "evidenceReason").setText("演练：与本次检查无关")
    press(page, "setAside", place, qtbot)
    assert part(page, QLineEdit, "evidenceReason").text() == ""
    choose(page, 0)
    choose(page, 1)
    calm(qtbot, place.tasks)
    assert part(page, QLineEdit, "evidenceReason").text() == ""


def test_that_a_reason_typed_while_another_is_being_recorded_stays(page, place, visit, qtbot) -> None:
    choose(page, 1)
    calm(qtbot, place.tasks)
    part(page, QLineEdit, "evidenceReason").setText("演练：重复")
    part(page, QAbstractButton, "setAside").click()
    choose(page, 0)  # nothing was waited for
    part(page, QLineEdit, "evidenceReason").setText("演练：误添加")
    calm(qtbot, place.tasks)
    assert part(page, QLineEdit, "evidenceReason").text() == "演练：误添加"
    keep_all(page)  # else it is kept as the window goes
    calm(qtbot, place.tasks)


def test_that_a_reason_sets_aside_and_is_shown(page, place, visit, qtbot) -> None:
    choose(page, 1)
    part(page, QLineEdit, "evidenceReason").setText("演练：与本次检查无关")
    press(page, "setAside", place, qtbot)
    assert held(place, visit, 1).set_aside == "演练：与本次检查无关"
    assert "演练：与本次检查无关" in part(page, QLabel, "chosenFacts").text()


def test_that_a_voided_piece_leaves_the_list(page, place, visit, qtbot) -> None:
    choose(page, 1)
    part(page, QLineEdit, "evidenceReason").setText("演练：误添加")
    press(page, "voidChosen", place, qtbot)
    assert [one.name for one in place.desk.case(visit.inspection).evidence] == ["rules-2019.png"]
    assert len(rows(page)) == 1


def offered(page, *files) -> None:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(one)) for one in files])
    assert page.findChild(EvidencePanel).offer(content)


def test_that_what_is_no_photo_stays_and_may_be_kept_as_a_file(place, visit, qtbot, tmp_path) -> None:
    wrong = tmp_path / "演练.jpg"
    wrong.write_bytes(b"no picture")
    made = InspectionPage(place, visit.inspection, "checking", "q1_2")
    window = on_stage(qtbot, made)
    calm(qtbot, place.tasks)
    offered(made, wrong, SAMPLES / "rules-2019.png")
    press(made, "keepEvidence", place, qtbot)
    assert [one.name for one in place.desk.case(visit.inspection).evidence] == ["rules-2019.png"]
    assert part(made, QLabel, "evidenceNames").text() == "演练.jpg"
    press(made, "keepAsFile", place, qtbot)
    kinds = {one.name: one.kind for one in place.desk.case(visit.inspection).evidence}
    assert kinds == {"rules-2019.png": "photo", "演练.jpg": "file"}
    window.close()


def test_that_a_copy_names_who_provided_it(place, visit, qtbot, tmp_path) -> None:
    made = InspectionPage(place, visit.inspection, "checking", "q1_2")
    window = on_stage(qtbot, made)
    calm(qtbot, place.tasks)
    offered(made, SAMPLES / "log-export.csv")
    people = part(made, QComboBox, "evidenceProvider")
    people.setCurrentIndex(people.findData(visit.person))
    part(made, QAbstractButton, "evidenceCopied").click()
    part(made, QLineEdit, "evidenceGroundDetail").setText("演练举报 1 号")
    press(made, "keepEvidence", place, qtbot)
    (one,) = place.desk.case(visit.inspection).evidence
    assert (one.provider, one.original, one.copied) == (visit.person, False, True)
    window.close()


def test_that_a_piece_voided_elsewhere_is_told_in_the_page(page, place, visit, taken, qtbot) -> None:
    from app.services.evidence.linking import void

    choose(page, 1)
    void(place.desk, taken[1].id, "演练：另一处作废")
    press(page, "linkEvidence", place, qtbot)
    assert "没有这件证据" in part(page, Notice, "notice").accessibleName()


def test_that_a_photo_is_seen_large_in_its_own_size_and_left_by_a_key(page, place, qtbot) -> None:
    press(page, "lookEvidence", place, qtbot)
    large = page.findChild(PictureView)
    assert large.isVisible() and "rules-2019.png" in part(page, QLabel, "pictureTitle").text()
    fitted = large.size_shown
    assert fitted.width() > 400
    press(page, "pictureWhole", place, qtbot)
    assert large.size_shown.width() > fitted.width()
    QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_Escape)
    assert not large.isVisible()
    assert page.window().focusWidget() is part(page, QListWidget, "evidenceList")


def test_that_only_a_photo_offers_to_be_seen_large(page) -> None:
    choose(page, 1)
    assert not part(page, QAbstractButton, "lookEvidence").isVisible()


def test_that_a_photo_not_yet_here_says_so(page, place, qtbot, taken) -> None:
    for name in (taken[0].sha256, f"1600:{taken[0].sha256}"):
        place.desk.vault.path_of(name).unlink(missing_ok=True)
    press(page, "lookEvidence", place, qtbot)
    told = [one.text() for one in page.findChild(PictureView).findChildren(QLabel)]
    assert any("还没有到本机" in one for one in told)


def test_that_evidence_is_saved_outside_as_it_was_taken_in(page, place, taken, qtbot, tmp_path, monkeypatch) -> None:
    target, offered = tmp_path / "日志.csv", []
    monkeypatch.setattr("ui.pages.evidence.page.ask_new_file", lambda *said: offered.append(said[-1]) or str(target))
    choose(page, 1)
    assert not part(page, QAbstractButton, "lookEvidence").isVisible()
    press(page, "saveEvidence", place, qtbot)
    assert offered == [taken[1].name]
    assert target.read_bytes() == (SAMPLES / "log-export.csv").read_bytes()
    assert "已另存为“日志.csv”" in page.findChild(Notice).accessibleName()
    monkeypatch.setattr("ui.pages.evidence.page.ask_new_file", lambda *_: str(tmp_path / "gone" / "日志.csv"))
    press(page, "saveEvidence", place, qtbot)
    assert "证据没有保存" in page.findChild(Notice).accessibleName()
    assert [one for one in tmp_path.iterdir() if one.is_file()] == [target]


def test_that_a_list_that_lets_its_rows_go_reaches_no_part_that_is_gone(page, qtbot) -> None:
    shiboken6.delete(page._detail)
    with qtbot.captureExceptions() as raised:
        part(page, QListWidget, "evidenceList").setCurrentRow(1)
    assert raised == []
