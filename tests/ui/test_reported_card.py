"""单位的整改报告 in the step of closing: registered with its scan, told where it cannot be, voided with a reason."""

import shutil

import pypdfium2
import pytest
from PIL import ExifTags, Image
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit

from app.domain.procedure.rectification import MORE_TIME
from app.errors import StorageFailed
from tests.services.on_site import FORMS
from tests.services.papers.made import numbers
from tests.services.rechecking.again import serve_order
from tests.ui.conftest import calm, on_stage, part
from tests.ui.sealed_visit import at, concluded, desk_of, press, show
from ui.models import rechecking
from ui.models.making import making_view
from ui.pages.closing.page import ClosingPage
from ui.pages.papers.scan_view import ScanView
from ui.widgets.pdf_view import PdfView
from ui.widgets.picture_view import PictureView

SAMPLES = FORMS / "inspections" / "electronic-records" / "samples"


@pytest.fixture
def held(tmp_path_factory):
    return concluded(tmp_path_factory)


@pytest.fixture
def place(held, premises, watch):
    with desk_of(held[0], premises, watch) as place:
        yield place


@pytest.fixture
def site(held, place, watch):
    begun = at(held[1], place.desk, watch)
    numbers(begun)
    serve_order(begun, held[2])
    return begun


@pytest.fixture
def page(place, site, qtbot):
    made = ClosingPage(place, site.inspection)
    window = on_stage(qtbot, made)
    show(qtbot, made)
    made.show_part("recheck")
    yield made
    window.close()


def test_that_a_report_is_registered_with_its_scan_and_voided_with_a_reason(page, site, tmp_path, qtbot) -> None:
    assert part(page, QLabel, "nothingReported").isVisible()
    scan = tmp_path / "report.pdf"
    scan.write_bytes(b"%PDF-1.7 drill")
    part(page, QAbstractButton, "reportedMore").setChecked(True)
    press(qtbot, page, "reportedGo")
    assert "写明" in part(page, QLabel, "reportedTextProblem").text()
    part(page, QPlainTextEdit, "reportedText").setPlainText("日志保存策略已调整（演练）")
    part(page, QLineEdit, "reportedScan").setText(str(scan))
    press(qtbot, page, "reportedGo")
    (report,) = page.place.desk.case(site.inspection).unit_reports
    assert len(report.evidence) == 1
    assert "日志保存策略已调整（演练）" in part(page, QLabel, "reported_0").text()
    part(page, QAbstractButton, "reportedWrong_0").setChecked(True)
    press(qtbot, page, "reportedVoid_0")
    reason = f"reportedReason_{report.id.rpartition('/')[2]}"
    assert "原因" in part(page, QLabel, f"{reason}Problem").text()
    part(page, QLineEdit, reason).setText("误登（演练）")
    page.keep_unsaved()
    calm(qtbot, page.place.tasks)
    again = ClosingPage(page.place, site.inspection)
    window = on_stage(qtbot, again)
    show(qtbot, again)
    again.show_part("recheck")
    assert part(again, QAbstractButton, "reportedWrong_0").isChecked()
    assert part(again, QLineEdit, reason).text() == "误登（演练）"
    window.close()
    press(qtbot, page, "reportedVoid_0")
    assert page.place.desk.case(site.inspection).unit_reports == ()


def test_that_an_application_for_more_time_asks_until_when(page, site, qtbot) -> None:
    part(page, QAbstractButton, "reportedMore").setChecked(True)
    assert not part(page, QLineEdit, "reportedUntil").isVisible()
    part(page, QAbstractButton, f"reportedSort_{MORE_TIME}").click()
    part(page, QPlainTextEdit, "reportedText").setPlainText("设备到货延迟（演练）")
    press(qtbot, page, "reportedGo")
    assert "哪一天" in part(page, QLabel, "reportedUntilProblem").text()
    part(page, QLineEdit, "reportedUntil").setText("2026年7月20日")
    press(qtbot, page, "reportedGo")
    (asked,) = page.place.desk.case(site.inspection).unit_reports
    assert asked.sort == MORE_TIME and f"{asked.until}" == "2026-07-20"


def test_that_an_application_waits_for_an_answer_that_begins_from_it(page, site, tmp_path, qtbot) -> None:
    scan = tmp_path / "application.pdf"
    scan.write_bytes(b"%PDF-1.7 drill")
    part(page, QAbstractButton, "reportedMore").setChecked(True)
    part(page, QAbstractButton, f"reportedSort_{MORE_TIME}").click()
    part(page, QPlainTextEdit, "reportedText").setPlainText("设备到货延迟（演练）")
    part(page, QLineEdit, "reportedUntil").setText("2026年7月20日")
    part(page, QLineEdit, "reportedScan").setText(str(scan))
    press(qtbot, page, "reportedGo")
    assert part(page, QAbstractButton, "part_recheck").accessibleName().endswith("有延期申请待答复")
    (asked,) = page.place.desk.case(site.inspection).unit_reports
    weight = [part(page, QAbstractButton, one).property("kind") for one in ("reportedAnswer_0", "planRecheck")]
    assert weight == ["primary", ""]
    led = []
    page.step_wanted.connect(led.append)
    press(qtbot, page, "reportedAnswer_0")
    assert led == ["papers/making"]
    case = page.place.desk.case(site.inspection)
    entered = case.entries[case.documents[-1].id]
    assert (entered["grounds"], entered["asked_until"]) == ("设备到货延迟（演练）", "2026-07-20")
    assert entered["handed_in"] == list(asked.evidence)
    form = making_view(page.place.desk, case).forms[-1]
    assert set(asked.evidence) <= {one.id for one in form.choices["handed_in"]}
    press(qtbot, page, "reportedAnswer_0")
    assert sum(one.kind == "D49" for one in page.place.desk.case(site.inspection).documents) == 1


def test_that_a_report_registered_before_leaves_no_scan_without_it(page, site, tmp_path, qtbot) -> None:
    scan = tmp_path / "report.pdf"
    for content in (b"%PDF-1.7 drill", b"%PDF-1.7 drill again"):
        scan.write_bytes(content)
        part(page, QAbstractButton, "reportedMore").setChecked(True)
        part(page, QLineEdit, "reportedAt").setText(f"{page.place.desk.now():%Y-%m-%d %H:%M}")
        part(page, QPlainTextEdit, "reportedText").setPlainText("日志保存策略已调整（演练）")
        part(page, QLineEdit, "reportedScan").setText(str(scan))
        press(qtbot, page, "reportedGo")
    case = page.place.desk.case(site.inspection)
    (report,) = case.unit_reports
    assert [one.id for one in case.evidence if one.set_aside == "单位的整改报告"] == list(report.evidence)


def test_that_a_report_that_is_not_recorded_leaves_no_scan(page, site, tmp_path, qtbot, monkeypatch) -> None:
    def full(*_: object) -> None:
        raise StorageFailed("disk-full", "磁盘空间不足。", "请清理空间。")

    scan = tmp_path / "report.pdf"
    scan.write_bytes(b"%PDF-1.7 drill")
    with monkeypatch.context() as disk:
        disk.setattr(rechecking, "record_report", full)
        scan_registered(page, qtbot, scan)
    case = page.place.desk.case(site.inspection)
    assert not case.unit_reports and not [one for one in case.evidence if one.set_aside == "单位的整改报告"]
    press(qtbot, page, "reportedGo")
    (report,) = page.place.desk.case(site.inspection).unit_reports
    assert len(report.evidence) == 1


def test_that_the_course_counts_a_report_at_once_beside_the_terms_to_come(page, qtbot) -> None:
    def told() -> tuple[str, str]:
        button, count = part(page, QAbstractButton, "part_timeline"), part(page, QLabel, "timelineCount")
        return button.accessibleName(), count.text()

    assert told() == ("全程 21 条记录", "21 条记录，4 个期限")
    part(page, QAbstractButton, "reportedMore").setChecked(True)
    part(page, QPlainTextEdit, "reportedText").setPlainText("日志保存策略已调整（演练）")
    press(qtbot, page, "reportedGo")
    assert told() == ("全程 22 条记录", "22 条记录，3 个期限")


def test_that_a_report_half_entered_is_there_again_when_its_page_was_left(page, place, site, qtbot) -> None:
    part(page, QAbstractButton, "reportedMore").setChecked(True)
    part(page, QAbstractButton, f"reportedSort_{MORE_TIME}").click()
    part(page, QAbstractButton, "reportedWay_post").click()
    part(page, QPlainTextEdit, "reportedText").setPlainText("设备到货延迟（演练）")
    page.keep_unsaved()
    calm(qtbot, place.tasks)
    again = ClosingPage(place, site.inspection)
    window = on_stage(qtbot, again)
    show(qtbot, again)
    again.show_part("recheck")
    assert part(again, QAbstractButton, "reportedMore").isChecked()
    assert part(again, QPlainTextEdit, "reportedText").toPlainText() == "设备到货延迟（演练）"
    assert part(again, QAbstractButton, "reportedWay_post").isChecked()
    part(again, QLineEdit, "reportedUntil").setText("2026年7月20日")
    press(qtbot, again, "reportedGo")
    assert [one.way for one in place.desk.case(site.inspection).unit_reports] == ["post"]
    press(qtbot, again, "reportedMore")
    assert part(again, QPlainTextEdit, "reportedText").toPlainText() == ""
    window.close()


def seen(page, kind: type):
    """Return the one view of a kind that is seen: the case file has another."""
    (view,) = [one for one in page.findChildren(kind) if one.isVisible()]
    return view


def scan_registered(page, qtbot, file, text="日志保存策略已调整（演练）") -> None:
    part(page, QAbstractButton, "reportedMore").setChecked(True)
    part(page, QPlainTextEdit, "reportedText").setPlainText(text)
    part(page, QLineEdit, "reportedScan").setText(str(file))
    press(qtbot, page, "reportedGo")


def test_that_a_scanned_report_is_read_page_by_page_where_it_is_listed(page, tmp_path, qtbot) -> None:
    drill = pypdfium2.PdfDocument.new()
    for _ in range(2):
        drill.new_page(595, 842)
    drill.save(tmp_path / "report.pdf")
    drill.close()
    scan_registered(page, qtbot, tmp_path / "report.pdf")
    press(qtbot, page, "reportedScan_0_0")
    assert part(page, QLabel, "scanTitle").text() == "report.pdf"
    qtbot.waitUntil(lambda: seen(page, ScanView).findChild(PdfView).pages == 2)
    seen(page, ScanView).save_as(tmp_path / "again.pdf")
    calm(qtbot, page.place.tasks)
    assert (tmp_path / "again.pdf").read_bytes() == (tmp_path / "report.pdf").read_bytes()
    press(qtbot, page, "leaveScan")
    assert part(page, QAbstractButton, "reportedScan_0_0").isVisible()


def test_that_a_report_photographed_by_a_phone_in_its_own_format_is_seen(page, tmp_path, qtbot) -> None:
    shutil.copy(SAMPLES / "photo-backup-list.heic", tmp_path / "IMG_0001.HEIC")
    scan_registered(page, qtbot, tmp_path / "IMG_0001.HEIC")
    press(qtbot, page, "reportedScan_0_0")
    shown = seen(page, PictureView)
    assert shown.isVisible() and shown.size_shown.height() > 100
    press(qtbot, page, "leaveScan")
    (tmp_path / "IMG_0002.HEIC").write_bytes(b"drill")
    scan_registered(page, qtbot, tmp_path / "IMG_0002.HEIC", "日志已恢复（演练）")
    press(qtbot, page, "reportedScan_1_0")
    assert any("请点“另存为”" in one.text() and one.isVisible() for one in page.findChildren(QLabel))


def test_that_a_photographed_report_is_seen_and_a_file_of_another_kind_offered_to_be_saved(
    page, tmp_path, qtbot
) -> None:
    held = Image.Exif()
    held[ExifTags.Base.Orientation] = 6
    Image.new("RGB", (400, 300), "white").save(tmp_path / "report.jpg", exif=held)
    scan_registered(page, qtbot, tmp_path / "report.jpg")
    press(qtbot, page, "reportedScan_0_0")
    shown = seen(page, PictureView)
    assert shown.isVisible() and shown.size_shown.height() > shown.size_shown.width()
    press(qtbot, page, "leaveScan")
    (tmp_path / "report.pdf").write_bytes(b"%PDF-1.7 drill")
    scan_registered(page, qtbot, tmp_path / "report.pdf", "日志已恢复（演练）")
    press(qtbot, page, "reportedScan_1_0")
    assert "另存为" in part(page, QLabel, "pdfWords").text()
