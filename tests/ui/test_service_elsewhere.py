"""送达 where nobody of the party is met: what each way asks for and proposes, a letter that came back."""

from dataclasses import replace

from PIL import Image
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit, QPushButton

from tests.services.papers.made import final
from tests.ui import service_page, stage
from tests.ui.conftest import part
from tests.ui.sealed_visit import press, show
from tests.ui.service_page import case, said, sign_as_officer
from ui.models.service import Signer, UnderWay
from ui.pages.papers.service import ServicePart
from ui.pages.papers.service_details import WayDetails

sealed, place, site, notice, printers = stage.sealed, stage.place, stage.site, stage.notice, stage.printers
stamped, page = service_page.stamped, service_page.page


def line(page, name: str) -> QLineEdit:
    return part(page, QLineEdit, name)


def consent(qtbot, page) -> None:
    final(page.site, "D34")
    show(qtbot, page)
    page.show_part("service")


def test_that_a_way_without_a_place_asks_for_none_and_proposes_no_room(page, qtbot) -> None:
    assert line(page, "servicePlace").isVisible()
    for way in ("electronic", "notice"):
        press(qtbot, page, f"serviceWay_{way}")
        assert not line(page, "servicePlace").isVisible()
    press(qtbot, page, "serviceWay_post")
    assert line(page, "servicePlace").isVisible() and line(page, "serviceSentOn").text() == "2026年6月8日"


def test_that_electronic_service_says_at_once_that_there_is_no_consent(page, qtbot) -> None:
    press(qtbot, page, "serviceWay_electronic")
    assert part(page, QLabel, "noConsent").isVisible()


def test_that_electronic_service_goes_to_the_account_agreed_to_and_counts_from_its_arrival(page, qtbot) -> None:
    consent(qtbot, page)
    press(qtbot, page, "serviceWay_electronic")
    assert not part(page, QLabel, "noConsent").isVisible()
    assert line(page, "serviceAccount").text() == "drill@example.invalid"
    assert line(page, "serviceSentOn").accessibleName() == "发送日期"
    press(qtbot, page, "beginService")
    assert part(page, QLabel, "serviceChannelProblem").text().startswith("请填写已随文告知")
    line(page, "serviceChannel").setText("演练网址")
    press(qtbot, page, "beginService")
    line(page, "arrivedOn").setText("2026-6-8")
    press(qtbot, page, "recordArrival")
    for _ in range(2):
        sign_as_officer(qtbot, page)
    press(qtbot, page, "completeService")
    told = said(page, "servedLine")
    assert "2026年6月8日 发往drill@example.invalid，电子送达。" in told and "送达日期 2026年6月8日。" in told


def test_that_only_with_a_paper_that_can_be_contested_the_way_to_do_so_online_is_asked_for(page, qtbot) -> None:
    view = page.findChild(ServicePart)._shown
    (notice,) = view.contested
    details = page.findChild(WayDetails)
    for paper, asked in ((notice, True), ("another", False)):
        details.show_way("electronic", paper)
        assert ("channel" in details.said()) is asked


def test_that_the_day_of_posting_is_entered_and_told_at_its_field_where_it_cannot_be(page, qtbot) -> None:
    press(qtbot, page, "serviceWay_post")
    line(page, "serviceTracking").setText("演练-EMS-1")
    for typed, words in (("", "请填写交邮日期"), ("前天", "这不是日期"), ("2026-6-7", "早于"), ("6-9", "晚于今天")):
        line(page, "serviceSentOn").setText(typed)
        press(qtbot, page, "beginService")
        assert words in part(page, QLabel, "serviceSentOnProblem").text()
    assert case(page).document("D33") is None
    line(page, "serviceSentOn").setText("6月8日")
    press(qtbot, page, "beginService")
    (service,) = [one for one in case(page).services if one.way == "post"]
    assert service.details["sent_on"] == "2026-06-08"


def test_that_a_letter_that_came_back_is_told_in_the_reason_for_a_public_notice(page, tmp_path, qtbot) -> None:
    press(qtbot, page, "serviceWay_post")
    line(page, "serviceTracking").setText("演练-EMS-1")
    press(qtbot, page, "beginService")
    press(qtbot, page, "withdrawMore")
    photo = tmp_path / "退回.png"
    Image.new("RGB", (8, 8), (7, 8, 9)).save(photo)
    line(page, "withdrawReason").setText("邮件退回，原址查无此单位")
    line(page, "returnedScan").setText(str(photo))
    press(qtbot, page, "withdrawService")
    kept = case(page).evidence[-1]
    assert (kept.name, kept.set_aside) == ("退回.png", "退回的邮件")
    press(qtbot, page, "serviceWay_notice")
    told = "2026年6月8日邮寄送达（邮件号码演练-EMS-1）：邮件退回，原址查无此单位。"
    assert part(page, QPlainTextEdit, "serviceReason").toPlainText() == told
    assert part(page, QAbstractButton, "beginService").text() == "登记公告，生成送达回证"
    press(qtbot, page, "serviceWay_post")
    assert part(page, QPlainTextEdit, "serviceReason").toPlainText() == "", "what nobody typed goes with its way"


def test_that_what_was_typed_of_a_way_stays_when_another_is_looked_at(page, qtbot) -> None:
    press(qtbot, page, "serviceWay_notice")
    part(page, QPlainTextEdit, "serviceReason").setPlainText("下落不明（演练）")
    press(qtbot, page, "serviceWay_post")
    press(qtbot, page, "serviceWay_notice")
    assert part(page, QPlainTextEdit, "serviceReason").toPlainText() == "下落不明（演练）"


def test_that_a_public_notice_is_completed_only_once_its_days_have_passed(page, qtbot) -> None:
    signed = tuple(Signer(one, one, "server", "已在屏幕上签名") for one in ("jia", "yi"))
    running = UnderWay("r", "演练文书", "notice", (), signed, running=True)
    for one, head, ready in ((running, "公告期内：", False), (replace(running, running=False), "正在", True)):
        frame = page.findChild(ServicePart)._under_way(one)
        qtbot.addWidget(frame)
        assert frame.findChild(QLabel, "underWay").text().startswith(head)
        assert bool(frame.findChildren(QPushButton, "completeService")) is ready
        assert ("公告期满以后" in frame.findChild(QLabel, "allSigned").text()) is not ready
