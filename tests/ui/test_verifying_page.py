"""核验文书: codes typed, scanned and pasted, files chosen and dropped, and the verdict in words."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit

from app.domain.codes import typed_code
from app.services.papers import life
from app.services.papers.coding import codes_of
from app.services.papers.rendering import render_paper
from tests.services.at_the_table import approve
from tests.ui import stage
from tests.ui.conftest import calm, on_stage, part
from tests.ui.sealed_visit import press
from ui.pages.verifying import VerifyingPage
from ui.widgets.notice import Notice

sealed, place, sealed_site = stage.sealed, stage.place, stage.site


@pytest.fixture
def site(sealed_site, sealed):
    approve(sealed_site, sealed[2])
    life.freeze(sealed_site.desk, sealed_site.inspection, sealed[2])
    return sealed_site


@pytest.fixture
def page(place, site, qtbot):
    made = VerifyingPage(place)
    window = on_stage(qtbot, made)
    made.refresh()
    made.place = place
    yield made
    window.close()


@pytest.fixture
def codes(site, sealed):
    case = site.desk.case(site.inspection)
    return codes_of(site.desk, case, next(one for one in case.documents if one.id == sealed[2]))


def enter(page, qtbot, text: str) -> str:
    part(page, QLineEdit, "verifyCode").setText(text)
    press(qtbot, page, "verifyGo")
    return part(page, Notice, "notice").accessibleName()


def told(page) -> list[str]:
    return [one.text() for one in page.findChildren(QLabel) if one.isVisible()]


def drop(page, *files: Path) -> None:
    what = QMimeData()
    what.setUrls([QUrl.fromLocalFile(str(one)) for one in files])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(QPoint(50, 50), Qt.DropAction.CopyAction, what, buttons, keys))


def test_that_a_typed_code_leads_to_the_paper_and_its_inspection(page, codes, site, qtbot) -> None:
    opened = []
    page.inspection_wanted.connect(opened.append)
    assert enter(page, qtbot, codes.typed.lower()).startswith("与本机存档的文书相符")
    facts = {"保档执通〔2026〕1号", "档案监督检查执法通知书", "保定市演练示范局（演练单位）", codes.typed}
    qtbot.waitUntil(lambda: facts <= set(told(page)))
    assert "逐字核对" in part(page, QLabel, "noticeText").text()
    press(qtbot, page, "openVerified")
    assert opened == [site.inspection]


def test_that_enter_after_scanning_judges_the_square(page, codes, qtbot) -> None:
    line = part(page, QLineEdit, "verifyCode")
    line.setText(codes.square)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    calm(qtbot, page.place.tasks)
    assert part(page, Notice, "notice").property("role") == "success"
    assert "演练文书" in part(page, QLabel, "noticeText").text()


@pytest.mark.parametrize(
    ("change", "role", "words"),
    [
        (lambda code: typed_code("12" * 32), "warning", "没有与验证码相符"),
        (lambda code: "ABCD-EFGH", "warning", "16 位"),
        (lambda code: code.square[:200], "warning", "不完整"),
        (lambda code: code.square[:40] + ("A" if code.square[40] != "A" else "B") + code.square[41:], "error", "伪造"),
    ],
)
def test_that_what_cannot_be_confirmed_says_why(page, codes, qtbot, change, role, words) -> None:
    assert words in enter(page, qtbot, change(codes))
    assert part(page, Notice, "notice").property("role") == role
    assert not part(page, QAbstractButton, "openVerified").isVisible()


def test_that_nothing_entered_is_asked_for_beside_the_field(page, qtbot) -> None:
    press(qtbot, page, "verifyGo")
    assert part(page, QLabel, "verifyCodeProblem").text() and not part(page, Notice, "notice").isVisible()


def test_that_a_dropped_file_is_judged_and_an_edited_one_found(page, site, sealed, tmp_path, qtbot) -> None:
    pdf = render_paper(site.desk, site.inspection, sealed[2]).pdf
    good, bad = tmp_path / "通知书.pdf", tmp_path / "改过.pdf"
    good.write_bytes(pdf)
    bad.write_bytes(pdf.replace(b"endstream", b"endstreaM", 1))
    drop(page, good)
    calm(qtbot, page.place.tasks)
    assert part(page, QLabel, "noticeTitle").text() == "文件自封存后没有改动"
    qtbot.waitUntil(lambda: "保档执通〔2026〕1号" in told(page))
    drop(page, bad)
    calm(qtbot, page.place.tasks)
    assert part(page, QLabel, "noticeTitle").text() == "文件已被改动或损坏"
    drop(page, good, bad)  # two at once: neither is taken
    calm(qtbot, page.place.tasks)
    assert part(page, QLabel, "noticeTitle").text() == "文件已被改动或损坏"


def test_that_a_file_that_is_gone_or_none_is_said(page, tmp_path, qtbot) -> None:
    strange = tmp_path / "a.pdf"
    strange.write_text("不是 PDF", encoding="utf-8")
    for path in (strange, tmp_path / "gone.pdf"):
        page.verify_file(path)
        calm(qtbot, page.place.tasks)
        assert part(page, Notice, "notice").property("role") == "warning"


def test_that_the_page_says_what_a_drawn_signature_is_not(page) -> None:
    assert any("一般不是" in one and "第十三条" in one for one in told(page))
