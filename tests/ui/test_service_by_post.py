"""送达 by post: on its way until the receipt of the post is registered with its scan."""

from dataclasses import replace

from PIL import Image
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QLineEdit,
)

from tests.ui import service_page, stage
from tests.ui.conftest import part
from tests.ui.sealed_visit import press
from tests.ui.service_page import case, notice_of, said, sign_as_officer
from ui.pages.papers.service import DeliveryForm, ServicePart
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.notice import Notice

sealed, place, site, notice, printers = stage.sealed, stage.place, stage.site, stage.notice, stage.printers
stamped, page = service_page.stamped, service_page.page


def post(qtbot, page) -> None:
    """Hand the notice to the post."""
    press(qtbot, page, "serviceWay_post")
    part(page, QLineEdit, "serviceTracking").setText("演练-EMS-1")
    press(qtbot, page, "beginService")


def scan_of(tmp_path) -> str:
    photo = tmp_path / "回执.png"
    Image.new("RGB", (8, 8), (7, 8, 9)).save(photo)
    return str(photo)


def test_that_a_posted_notice_is_on_its_way_until_its_receipt_is_registered_with_its_scan(
    page, tmp_path, qtbot
) -> None:
    post(qtbot, page)
    assert said(page, "underWay")[0].startswith("邮寄在途：")
    assert part(page, QAbstractButton, "part_service").accessibleName() == "送达 1 份邮寄在途"
    part(page, QLineEdit, "arrivedOn").setText("2026-6-8")
    press(qtbot, page, "recordArrival")
    assert part(page, QLabel, "arrivalScanProblem").text() == "请选择回执的照片或者扫描件。"
    part(page, QLineEdit, "arrivalScan").setText(scan_of(tmp_path))
    part(page, QLineEdit, "arrivedOn").setText("2026-6-7")
    press(qtbot, page, "recordArrival")
    assert not [one for one in case(page).evidence if one.name == "回执.png"], "nothing is left of a day refused"
    part(page, QLineEdit, "arrivedOn").setText("2026-6-8")
    press(qtbot, page, "recordArrival")
    service = next(one for one in case(page).services if one.way == "post")
    assert service.media == (case(page).evidence[-1].id,) and case(page).evidence[-1].kind == "photo"
    assert said(page, "underWay")[0].startswith("正在送达：")
    for _ in range(2):
        sign_as_officer(qtbot, page)
    press(qtbot, page, "completeService")
    assert notice_of(page).state == "served" and "送达日期 2026年6月8日。" in said(page, "servedLine")


def test_that_a_day_of_arrival_is_mended_behind_a_link_until_somebody_signs(page, tmp_path, qtbot) -> None:
    post(qtbot, page)
    part(page, QLineEdit, "arrivalScan").setText(scan_of(tmp_path))
    part(page, QLineEdit, "arrivedOn").setText("2026-6-8")
    press(qtbot, page, "recordArrival")
    press(qtbot, page, "mendArrival")
    part(page, QLineEdit, "arrivedOn").setText("2026-6-8")
    press(qtbot, page, "recordArrival")
    assert [len(one.media) for one in case(page).services if one.way == "post"] == [1]
    sign_as_officer(qtbot, page)
    assert not page.findChildren(QLineEdit, "arrivedOn")

def test_that_a_letter_goes_to_the_address_of_the_unit_and_not_to_the_room_of_the_visit(page, qtbot) -> None:
    shown = page.findChild(ServicePart)._shown
    assert shown.address == case(page).unit.address
    form = DeliveryForm(page, replace(shown, place="三层会议室"))
    qtbot.addWidget(form)
    place, ways = part(form, QLineEdit, "servicePlace"), part(form, ChoiceRow, "serviceWay")
    ways.choose("post")
    assert place.text() == shown.address and place.accessibleName() == "寄往的地址"
    ways.choose("direct")
    assert place.text() == "三层会议室" and place.accessibleName() == "送达地点"
    place.setText("演练路9号")
    ways.choose("post")
    assert place.text() == "演练路9号", "what was typed stays"


def test_that_a_day_and_a_scan_that_both_lack_are_told_together_and_the_first_is_gone_to(page, qtbot) -> None:
    post(qtbot, page)
    press(qtbot, page, "recordArrival")
    assert "请填写收件日期" in part(page, QLabel, "arrivedOnProblem").text()
    assert part(page, QLabel, "arrivalScanProblem").text() == "请选择回执的照片或者扫描件。"
    assert page.focusWidget() is part(page, QLineEdit, "arrivedOn")
    part(page, QLineEdit, "arrivedOn").setText("2026-6-8")
    press(qtbot, page, "recordArrival")
    assert page.focusWidget() is part(page, QLineEdit, "arrivalScan")
    assert not part(page, Notice, "notice").isVisible(), "one field that tells it itself is not told above, too"
