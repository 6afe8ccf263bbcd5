"""登记簿 · 收到的报告: registered, acted on, closed, and led to from the board of deadlines."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QListWidget, QPlainTextEdit, QTableView

from app.domain.received_reports import MEASURE, REPLY, ReportEntry
from app.services.registers.arrived import BELOW
from app.services.registers.reports import finish, receive, record_act, reports
from tests.ui.conftest import calm, on_stage, part
from tests.ui.test_way_in import click
from ui import style
from ui.pages.home import HomePage
from ui.pages.registers.reports import ReportsTab
from ui.unfinished import keep_all
from ui.widgets.notice import Notice


@pytest.fixture
def tab(place, qtbot):
    made = ReportsTab(place)
    window = on_stage(qtbot, made)
    made.refresh()
    made.place = place
    calm(qtbot, place.tasks)
    yield made
    window.close()


@pytest.fixture
def copy(tmp_path):
    path = tmp_path / "演练报告.pdf"
    path.write_bytes(b"%PDF-1.7")
    return path


@pytest.mark.parametrize("large", [False, True])
def test_that_the_kind_of_a_report_is_read_whole(place, qtbot, qapp, large) -> None:
    style.dress(qapp, large)
    made = ReportsTab(place)
    window = on_stage(qtbot, made)
    made.refresh()
    calm(qtbot, place.tasks)
    box, words = part(made, QComboBox, "reportKind"), part(made, QLabel, "reportKindWords")
    for at in range(box.count()):
        box.setCurrentIndex(at)
        assert words.text() == box.itemText(at)
        assert words.wordWrap() and words.height() >= words.heightForWidth(words.width())
    window.close()


def press(qtbot, tab, name: str) -> None:
    part(tab, QAbstractButton, name).click()
    calm(qtbot, tab.place.tasks)


def enter(tab, **texts: str) -> None:
    for name, text in texts.items():
        part(tab, QLineEdit, name).setText(text)


def registered(qtbot, tab, copy) -> None:
    enter(tab, reportSender="演练县档案局", reportUnit="演练县示范单位", reportReceived="08:00", reportCopy=str(copy))
    part(tab, QPlainTextEdit, "reportContent").setPlainText("擅自删除在用电子档案，已责令立即停止。")
    press(qtbot, tab, "reportReceive")


def said(tab) -> str:
    return part(tab, Notice, "notice").accessibleName()


def facts(tab) -> str:
    return " ".join(one.text() for one in tab._acts.findChildren(QLabel))


def test_that_an_empty_register_offers_the_form_and_tells_what_is_missing(tab, place, qtbot) -> None:
    assert "报来重大违法、严重隐患" in part(tab, QLabel, "reportsAbout").text()
    press(qtbot, tab, "reportReceive")
    told = [part(tab, QLabel, f"{name}Problem").text() for name in
            ("reportSender", "reportUnit", "reportContent", "reportReceived", "reportCopy")]
    assert all(told) and "电话报告" in told[-1]
    assert tab.window().focusWidget() is part(tab, QLineEdit, "reportSender")
    assert reports(place.desk) == ()


def test_that_a_double_click_registers_one_report_and_one_act(tab, place, qtbot, copy) -> None:
    enter(tab, reportSender="演练县档案局", reportUnit="演练县示范单位", reportReceived="08:00", reportCopy=str(copy))
    part(tab, QPlainTextEdit, "reportContent").setPlainText("擅自删除在用电子档案，已责令立即停止。")
    go = part(tab, QAbstractButton, "reportReceive")
    for _ in range(3):
        go.click()
    calm(qtbot, place.tasks)
    assert len(reports(place.desk)) == 1


def test_that_a_report_is_registered_with_its_copy_and_its_term_is_told(tab, place, qtbot, copy, tmp_path) -> None:
    registered(qtbot, tab, copy)
    (file,) = reports(place.desk)
    assert file.report.copy_name == "演练报告.pdf" and file.report.received_at.hour == 8
    assert "已登记" in said(tab)
    assert part(tab, QTableView, "reports").model().rowCount() == 1
    assert "二十四小时为本机关默认" in part(tab, QLabel, "reportWhy").text()
    assert file.report.copy in facts(tab).replace(" ", "")
    tab.take_out_to(tmp_path / "取出.pdf")
    calm(qtbot, place.tasks)
    assert (tmp_path / "取出.pdf").read_bytes() == copy.read_bytes()


def test_that_measure_reply_and_result_are_recorded_in_turn(tab, place, qtbot, copy) -> None:
    registered(qtbot, tab, copy)
    press(qtbot, tab, "reportMeasure")
    assert "请写明采取了什么措施" in said(tab)
    part(tab, QPlainTextEdit, "reportText").setPlainText("演练：派员到场督办。")
    press(qtbot, tab, "reportFinish")
    assert "还没有记录采取的措施" in said(tab)
    press(qtbot, tab, "reportMeasure")
    part(tab, QPlainTextEdit, "reportText").setPlainText("演练：已派员处理。")
    press(qtbot, tab, "reportReply")
    (file,) = reports(place.desk)
    assert [one.sort for one in file.acts] == [MEASURE, REPLY] and file.acts[1].to == "演练县档案局"
    assert "答复演练县档案局" in facts(tab)
    part(tab, QPlainTextEdit, "reportText").setPlainText("演练：隐患已消除。")
    press(qtbot, tab, "reportFinish")
    assert reports(place.desk)[0].report.result == "演练：隐患已消除。"
    assert not part(tab, QAbstractButton, "reportMeasure").isVisible()


def test_that_an_entry_is_voided_only_with_its_reason(tab, place, qtbot, copy) -> None:
    registered(qtbot, tab, copy)
    press(qtbot, tab, "reportVoid")
    assert part(tab, QLabel, "reportVoidReasonProblem").text() and len(reports(place.desk)) == 1
    enter(tab, reportVoidReason="演练：重复登记")
    press(qtbot, tab, "reportVoid")
    assert reports(place.desk) == ()
    assert part(tab, QAbstractButton, "reportReceive").isVisible()


def test_that_a_copy_may_come_later(tab, place, qtbot, copy) -> None:
    enter(tab, reportNoCopy="电话报告")
    box = part(tab, QComboBox, "reportWay")
    box.setCurrentIndex(box.findData("phone"))
    enter(tab, reportSender="演练县档案局", reportUnit="演练县示范单位", reportReceived="08:00")
    part(tab, QPlainTextEdit, "reportContent").setPlainText("演练")
    press(qtbot, tab, "reportReceive")
    assert "没有：电话报告" in facts(tab)
    press(qtbot, tab, "reportAttach")
    assert part(tab, QLabel, "reportLateCopyProblem").text()
    enter(tab, reportLateCopy=str(copy))
    press(qtbot, tab, "reportAttach")
    assert reports(place.desk)[0].report.copy_name == "演练报告.pdf"
    assert not part(tab, QAbstractButton, "reportAttach").isVisible()


def test_that_an_entry_half_typed_is_there_again(tab, place, qtbot) -> None:
    qtbot.keyClicks(part(tab, QLineEdit, "reportNumber"), "P-3")
    keep_all(tab)
    calm(qtbot, place.tasks)
    again = ReportsTab(place)
    window = on_stage(qtbot, again)
    again.refresh()
    calm(qtbot, place.tasks)
    assert part(again, QLineEdit, "reportNumber").text() == "P-3"
    window.close()


def test_that_the_board_leads_to_the_report(open_window, visit, qtbot) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    desk = window._desk
    entry = ReportEntry("stop", "演练县档案局", "演练县示范单位", "演练", desk.now(), "phone", no_copy="电话报告")
    report, problems = receive(desk, entry)
    assert report is not None, problems
    click(qtbot, window, "navHome")
    click(qtbot, window, "homeDeadlines")
    board = part(window, QListWidget, "board")
    assert "演练县示范单位 · 演练县档案局的报告：采取必要措施，及时处理" in board.item(0).text()
    assert part(window, QAbstractButton, "boardOpen").text() == "打开登记的报告"
    click(qtbot, window, "boardOpen")
    assert part(window, QLabel, "reportHeading").text().startswith("演练县示范单位")
    assert part(window, QTableView, "reports").isVisible()


def test_that_the_home_page_reminds_of_reports_that_wait_and_leads_there(place, qtbot, watch) -> None:
    page = HomePage(place)
    window = on_stage(qtbot, page)

    def reminder() -> str:
        page.refresh()
        calm(qtbot, place.tasks)
        shown = part(page, QAbstractButton, "homeReports")
        return shown.text() if shown.isVisible() else ""

    assert reminder() == ""
    entry = ReportEntry("stop", "演练县档案局", "演练县示范单位", "演练", place.desk.now(), "phone", no_copy="电话报告")
    report, _ = receive(place.desk, entry)
    assert report is not None and reminder() == "收到的报告：1 份待处理"
    watch.pass_by(hours=25)
    assert reminder() == "收到的报告：1 份待处理，1 份已逾期没有采取措施"
    with qtbot.waitSignal(page.destination_wanted) as wanted:
        part(page, QAbstractButton, "homeReports").click()
    assert wanted.args == ["registers/reports"]
    record_act(place.desk, report.id, MEASURE, "演练：已派员处理。")
    assert reminder() == "收到的报告：1 份待处理"
    finish(place.desk, report.id, "演练：办结。")
    assert reminder() == ""
    window.close()


def from_a_county(desk, **more: str) -> None:
    """Let a report of a county have come by sync."""
    paper = {
        "audience": "superior", "to": "保定市档案局", "what": "演练：擅自删除在用电子档案", "taken": "已责令停止",
        "unit": "竞秀区演练示范局（演练单位）", "number": "竞档报〔2026〕1号",
    }  # fmt: skip
    sending = {"document": "case/d", "to": "保定市档案局", "way": "exchange", "at": desk.now().isoformat(), **more}
    told = {"papers": {"case/d": paper}, "sendings": {"case/s": sending}}
    desk.store.settings.set(BELOW, {"130602": {"told": told}})


def test_that_a_report_that_came_by_sync_is_registered_with_one_press(tab, place, qtbot) -> None:
    from_a_county(place.desk)
    tab.refresh()
    calm(qtbot, place.tasks)
    assert "待登记 1" in part(tab, QLabel, "reportsAbout").text()
    assert "竞秀区演练示范局（演练单位）" in facts(tab) and "竞秀区档案局" in facts(tab)
    assert not part(tab, QAbstractButton, "reportMeasure").isVisible()
    press(qtbot, tab, "reportRegister")
    (file,) = reports(place.desk)
    assert file.report.sender == "竞秀区档案局" and "已登记" in said(tab)
    assert part(tab, QAbstractButton, "reportMeasure").isVisible()
    assert not part(tab, QAbstractButton, "reportRegister").isVisible()


def test_that_a_report_its_sender_took_back_says_why(tab, place, qtbot) -> None:
    from_a_county(place.desk)
    tab.refresh()
    calm(qtbot, place.tasks)
    press(qtbot, tab, "reportRegister")
    from_a_county(place.desk, void="报送对象有误（演练）")
    tab.refresh()
    calm(qtbot, place.tasks)
    assert "已经撤回这份报告：报送对象有误（演练）" in facts(tab)


def received(desk, content: str) -> str:
    entry = ReportEntry("stop", "演练县档案局", "演练单位", content, desk.now(), "phone", no_copy="电话报告")
    report, _ = receive(desk, entry)
    assert report is not None
    return report.id


def test_that_an_act_on_one_report_leaves_what_is_typed_about_another(tab, place, qtbot) -> None:
    first, other = (received(place.desk, content) for content in ("演练甲", "演练乙"))
    tab.choose(first)
    tab.refresh()
    calm(qtbot, place.tasks)
    part(tab, QPlainTextEdit, "reportText").setPlainText("演练：已派员处理。")
    part(tab, QAbstractButton, "reportMeasure").click()
    table = part(tab, QTableView, "reports")
    table.selectRow(tab._table.place_of(other))
    part(tab, QPlainTextEdit, "reportText").setPlainText("演练：写到一半")
    calm(qtbot, place.tasks)
    assert part(tab, QPlainTextEdit, "reportText").toPlainText() == "演练：写到一半" and "已记录" in said(tab)
    table.selectRow(tab._table.place_of(first))
    calm(qtbot, place.tasks)
    assert part(tab, QPlainTextEdit, "reportText").toPlainText() == ""
