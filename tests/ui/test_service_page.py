"""送达: handed over or left behind, signed by each in person, its clocks; two laptops that disagree."""

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QWidget,
)

from app.domain.procedure.mapping import changes_of
from app.domain.procedure.records import Person
from app.services.evidence.intake import Particulars
from tests.services.at_the_table import somebody
from tests.ui import service_page, stage
from tests.ui.conftest import calm, part
from tests.ui.sealed_visit import press, show
from tests.ui.service_page import PIN, case, choose_signer, notice_of, said, sign_all, write
from ui.pages.papers.photo import PhotoField, taken_in
from ui.pages.papers.service import DeliveryForm

sealed, place, site, notice, printers = stage.sealed, stage.place, stage.site, stage.notice, stage.printers
stamped, page = service_page.stamped, service_page.page


def test_that_a_notice_handed_over_is_signed_by_all_and_starts_its_clocks(page, qtbot) -> None:
    press(qtbot, page, "beginService")
    sign_all(qtbot, page)
    assert {one.role for one in case(page).signatures if one.document == case(page).document("D33").id} == {
        "recipient", "officer",
    }  # fmt: skip
    press(qtbot, page, "completeService")
    assert notice_of(page).state == "served"
    assert "改正期限至2026年7月8日，整改情况2026年7月8日前报告。" in said(page, "servedLine")
    assert any("申请行政复议至2026年8月7日，提起行政诉讼至2026年12月8日" in one for one in said(page, "servedLine"))


def test_that_the_way_out_is_no_wider_than_its_words_and_opens_its_form_in_sight(page, qtbot) -> None:
    press(qtbot, page, "beginService")
    more, reason = part(page, QPushButton, "withdrawMore"), part(page, QLineEdit, "withdrawReason")
    assert more.width() == more.sizeHint().width()
    more.click()
    qtbot.waitUntil(reason.hasFocus)
    assert part(page, QPushButton, "withdrawService").visibleRegion().boundingRect().height() > 40


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_that_the_act_stays_in_sight_when_a_way_asks_for_more(page, qtbot) -> None:
    page.window().setMinimumSize(0, 0)
    page.window().resize(1152, 430)
    go, form = part(page, QPushButton, "beginService"), page.findChild(DeliveryForm)
    before = go.mapTo(form, QPoint()).y()
    part(page, QAbstractButton, "serviceWay_left_behind").click()
    qtbot.waitUntil(lambda: go.mapTo(form, QPoint()).y() > before + 100)  # the form has grown above it
    qtbot.waitUntil(lambda: go.visibleRegion().boundingRect() == go.rect())


def test_that_the_second_officer_signs_and_the_desk_goes_back(page, qtbot) -> None:
    press(qtbot, page, "beginService")
    sign_all(qtbot, page)
    receipt = case(page).document("D33").id
    signed = {one.signer: one for one in case(page).signatures if one.document == receipt}
    assert "yi" in signed and page.place.desk.officer == "jia"
    (made,) = [one for one in page.place.desk.store.operations() if one.entity_id == signed["yi"].id][:1]
    assert made.officer == "yi"


def test_that_a_refusal_to_take_it_needs_a_reason_and_a_witness(page, qtbot) -> None:
    press(qtbot, page, "serviceWay_left_behind")
    press(qtbot, page, "beginService")
    assert part(page, QLabel, "refusalProblem").text().startswith("请写明拒收的理由")
    assert part(page, QLabel, "proofProblem").text() == "请选择见证人，或添加送达过程的照片。"
    assert case(page).document("D33") is None


def test_that_a_notice_left_behind_is_signed_by_witness_and_officers(page, qtbot) -> None:
    press(qtbot, page, "serviceWay_left_behind")
    part(page, QLineEdit, "refusal").setText("对方称须请示上级，拒绝签收")
    witness = next(one for one in page.findChildren(QCheckBox) if one.text().startswith("演练见证人"))
    witness.setChecked(True)
    press(qtbot, page, "beginService")
    sign_all(qtbot, page)
    press(qtbot, page, "completeService")
    (service,) = [one for one in case(page).services if one.document == notice_of(page).id]
    assert service.way == "left_behind" and notice_of(page).state == "served"


def test_that_a_deputy_of_the_unit_is_not_offered_as_witness(page, qtbot) -> None:
    deputy = somebody(page.site, "演练受托人", "deputy")
    show(qtbot, page)
    page.show_part("service")
    press(qtbot, page, "serviceWay_left_behind")
    seen = {one.text().split("（")[0] for one in page.findChildren(QCheckBox) if one.isVisible()}
    assert "演练见证人" in seen and "演练受托人" not in seen and deputy
    assert not part(page, QLabel, "noWitness").isVisible()


def test_that_photos_of_leaving_it_behind_become_evidence(page, tmp_path, qtbot) -> None:
    photo = tmp_path / "door.png"
    Image.new("RGB", (8, 8), (1, 2, 3)).save(photo)
    press(qtbot, page, "serviceWay_left_behind")
    part(page, QLineEdit, "refusal").setText("未说明理由，离开现场")
    part(page, PhotoField, "proof").take(photo)
    press(qtbot, page, "beginService")
    (service,) = [one for one in case(page).services if one.document == notice_of(page).id]
    assert service.media == (case(page).evidence[-1].id,)


def test_that_photos_are_not_kept_of_a_service_that_is_refused(page, tmp_path, qtbot) -> None:
    photo = tmp_path / "door.png"
    Image.new("RGB", (8, 8), (1, 2, 3)).save(photo)
    press(qtbot, page, "serviceWay_left_behind")
    part(page, QLineEdit, "refusal").setText("未说明理由，离开现场")
    part(page, PhotoField, "proof").take(photo)
    box = part(page, QComboBox, "recipient")
    box.setCurrentIndex(next(at for at in range(box.count()) if box.itemText(at).startswith("演练见证人")))
    press(qtbot, page, "beginService")
    assert not case(page).document("D33")
    assert not [one for one in case(page).evidence if one.name == "door.png"]


def test_that_a_wrong_pin_leaves_no_photo_of_the_signed_sheet_behind(page, tmp_path, qtbot) -> None:
    photo = tmp_path / "receipt.png"
    Image.new("RGB", (8, 8), (4, 5, 6)).save(photo)
    press(qtbot, page, "beginService")
    choose_signer(page, "演练乙")
    press(qtbot, page, "signWay_paper")
    part(page, PhotoField, "photos").take(photo)
    before = len(page.place.desk.store.operations())
    part(page, QLineEdit, "signerSecret").setText("999999")
    press(qtbot, page, "confirmSignature")
    assert len(page.place.desk.store.operations()) == before


def test_that_photos_for_an_act_that_is_not_recorded_are_voided(page, tmp_path, qtbot) -> None:
    photo, broken = tmp_path / "door.png", tmp_path / "broken.png"
    Image.new("RGB", (8, 8), (4, 5, 6)).save(photo)
    broken.write_bytes(b"no picture")
    said = Particulars("照片", "拍照", "拒绝签名的现场情况")

    def work(desk) -> None:
        with taken_in(desk, page.inspection, (photo, broken), said):
            pass

    before = len(case(page).evidence)
    page.act(work)
    calm(qtbot, page.place.tasks)
    assert [one.voided for one in page.place.desk.store.read_all("evidence")][-1:] == [True]
    assert len(case(page).evidence) == before


def test_that_an_empty_pad_is_no_signature(page, qtbot) -> None:
    press(qtbot, page, "beginService")
    choose_signer(page, "演练乙")
    press(qtbot, page, "confirmSignature")
    assert part(page, QLabel, "signatureProblem").text() == "还没有笔迹，请先在签名框内签名。"
    write(page)
    press(qtbot, page, "confirmSignature")
    assert part(page, QLabel, "signerSecretProblem").text() == "请输入本人的 PIN 或口令。"
    assert not [one for one in case(page).signatures if one.document == case(page).document("D33").id]


def test_that_a_receipt_is_signed_in_the_same_layout_and_words_as_the_record(page, qtbot) -> None:
    press(qtbot, page, "beginService")
    held = part(page, QListWidget, "receiptSigners")
    assert held.item(0).text() == "演练负责人　受送达人\n未签名"
    hand = part(page, QAbstractButton, "handOverReceipt")
    assert hand.text() == "把电脑交给 演练负责人 签名" and part(page, QLabel, "honestWords").isVisible()
    choose_signer(page, "演练乙")
    QApplication.processEvents()
    names = ("receiptSigner", "signWay_ink", "inkPad", "honestWords")
    down = [place_of(page, one).top() for one in names]
    assert down == sorted(down)
    pad, secret, go = (place_of(page, one) for one in ("inkPad", "signerSecret", "confirmSignature"))
    assert held.mapTo(page, held.rect().topRight()).x() < pad.left() < secret.left()
    assert secret.bottom() < go.top()
    assert part(page, QAbstractButton, "confirmSignature").text() == "记录签名"
    press(qtbot, page, "signWay_paper")
    assert part(page, QAbstractButton, "confirmSignature").text() == "记录纸上签名"
    assert not part(page, QWidget, "inkPad").isVisible()


def place_of(page, name: str) -> QRect:
    found = part(page, QWidget, name)
    assert found.isVisible(), name
    return QRect(found.mapTo(page, QPoint(0, 0)), found.size())


def test_that_one_photo_of_the_signed_sheet_serves_for_all(page, tmp_path, printers, qtbot) -> None:
    photo = tmp_path / "receipt.png"
    Image.new("RGB", (8, 8), (4, 5, 6)).save(photo)
    press(qtbot, page, "beginService")
    press(qtbot, page, "signWay_paper")
    press(qtbot, page, "printSheetToSign")
    assert printers.sent[0].stat().st_size > 0
    part(page, PhotoField, "photos").take(photo)
    press(qtbot, page, "confirmSignature")
    for _ in range(2):
        part(page, QLineEdit, "signerSecret").setText(PIN)
        press(qtbot, page, "confirmSignature")
    receipt = case(page).document("D33")
    assert {one.paper for one in case(page).signatures if one.document == receipt.id} == {case(page).evidence[-1].id}
    press(qtbot, page, "completeService")
    assert notice_of(page).state == "served"


def test_that_the_sheet_to_sign_is_saved_where_there_is_no_printer(page, tmp_path, monkeypatch, qtbot) -> None:
    target = tmp_path / "sheet.pdf"
    monkeypatch.setattr("ui.pages.parts.sheet_to_sign.ask_new_file", lambda *_: str(target))
    press(qtbot, page, "beginService")
    press(qtbot, page, "signWay_paper")
    press(qtbot, page, "saveSheetToSign")
    assert target.read_bytes().startswith(b"%PDF")


def test_that_a_recipient_who_will_not_sign_is_served_again_as_left_behind(page, qtbot) -> None:
    press(qtbot, page, "beginService")
    press(qtbot, page, "withdrawMore")
    press(qtbot, page, "withdrawService")
    assert part(page, QLabel, "withdrawReasonProblem").text() == "请写明原因。"
    part(page, QLineEdit, "withdrawReason").setText("对方拒绝签收，改为留置")
    press(qtbot, page, "withdrawService")
    assert case(page).document("D33") is None
    assert part(page, QAbstractButton, "beginService").isVisible()


def test_that_once_the_recipient_signed_the_way_out_speaks_of_a_slip_alone(page, qtbot) -> None:
    press(qtbot, page, "beginService")
    assert part(page, QPushButton, "withdrawMore").text() == "对方不签、改变送达方式…"
    sign_all(qtbot, page)
    assert part(page, QPushButton, "completeService").isVisible()
    assert part(page, QPushButton, "withdrawMore").text() == "送达登记有误，作废重做…"


def test_that_a_witness_of_the_recipients_name_is_asked_about_and_told_in_the_receipt(page, qtbot) -> None:
    page.site.desk.commit(changes_of(Person(
        page.site.desk.part_id(page.inspection), case(page).visits[-1].id, "演练负责人", "档案员", "other",
    )))  # fmt: skip
    show(qtbot, page)
    page.show_part("service")
    press(qtbot, page, "serviceWay_left_behind")
    part(page, QLineEdit, "refusal").setText("对方称须请示上级，拒绝签收")
    asked = part(page, QLineEdit, "serviceNamesake")
    box = next(one for one in page.findChildren(QCheckBox) if one.text().startswith("演练负责人（档案员"))
    assert not asked.isVisible()
    box.setChecked(True)
    assert asked.isVisible()
    press(qtbot, page, "beginService")
    assert case(page).document("D33") is None
    asked.setText("当面核对工作证")
    press(qtbot, page, "beginService")
    receipt = case(page).document("D33")
    assert case(page).contents[receipt.id].data["note"].endswith("不是同一人：当面核对工作证。")


def test_that_it_is_asked_of_somebody_else_present_by_what_they_receive_for_the_unit(page, qtbot) -> None:
    somebody(page.site, "演练收发员", "other")
    show(qtbot, page)
    page.show_part("service")
    asked, box = part(page, QLineEdit, "serviceCapacity"), part(page, QComboBox, "recipient")
    assert not asked.isVisible()
    box.setCurrentIndex(next(at for at in range(box.count()) if box.itemText(at).startswith("演练收发员")))
    assert asked.isVisible()
    press(qtbot, page, "beginService")
    assert part(page, QLabel, "serviceCapacityProblem").text().startswith("请写明凭什么认定")
    assert case(page).document("D33") is None
    asked.setText("办公室收发员")
    press(qtbot, page, "beginService")
    receipt = case(page).document("D33")
    assert case(page).contents[receipt.id].data["receiver"]["relation"] == "负责收件的人，办公室收发员"


def test_that_who_is_not_listed_is_registered_first(page, qtbot) -> None:
    with qtbot.waitSignal(page.step_wanted) as wanted:
        press(qtbot, page, "meetReceiver")
    assert wanted.args == ["arrival/persons"]
