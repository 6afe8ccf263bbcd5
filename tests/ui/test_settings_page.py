"""设置: the bureau's data on papers, passphrase and recovery key, habits, printer, and what the program is made of."""

from dataclasses import replace

import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QListWidget, QPlainTextEdit, QWidget

from app.services.exchange.journal import automatic
from app.services.papers.composing.order import remedy_clause
from app.services.registers.bureau import bureau_data, fixed_because, keep_bureau_data
from app.services.registers.paper_setting import PaperSetting, keep_paper_setting, paper_setting
from app.services.session.habits import idle_minutes, usual_stamping
from tests.ui.conftest import calm, on_stage, part
from tests.ui.registers_desk import GOOD, press, said, standalone, write
from tests.ui.test_way_in import click
from ui.pages.settings import paper as settings_paper
from ui.pages.settings.backup import BackupCard
from ui.pages.settings.page import SettingsPage
from ui.widgets.printing import PrintFailed, print_test_page, whole_page
from ui.workplace import Workplace

__all__ = ["standalone"]  # a fixture of the registers' tests


@pytest.fixture
def page(place, qtbot):
    made = SettingsPage(place)
    window = on_stage(qtbot, made)
    made.refresh()
    calm(qtbot, place.tasks)
    yield made
    window.close()


def pick(qtbot, place, page, name: str, value: object) -> None:
    box = part(page, QComboBox, name)
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())
    calm(qtbot, place.tasks)


def test_that_the_court_of_the_bureau_stands_in_the_remedy_clause(page, place, qtbot, visit) -> None:
    write(page, bureau_court="演练区")
    press(qtbot, place, page, "bureauSave")
    assert "法院的全称" in part(page, QLabel, "bureau_courtProblem").text()
    write(page, bureau_court="演练区人民法院", bureau_number_prefix="演档")
    press(qtbot, place, page, "bureauSave")
    assert "机关信息已保存" in said(page)
    assert "演练区人民法院" in remedy_clause(place.desk, place.desk.case(visit.inspection), "D11")
    assert place.desk.issuing(place.desk.bureau).number_prefix == "演档"


def test_that_days_without_a_stated_kind_are_counted_as_the_bureau_chose(page, place, qtbot) -> None:
    assert part(page, QComboBox, "unstatedDays").itemText(0) == "按随程序提供的设定（按日历日计算）"
    pick(qtbot, place, page, "unstatedDays", "wd")
    assert place.desk.unstated.unit == "wd" and "已改为“按工作日计算”" in said(page)
    page.refresh()
    calm(qtbot, place.tasks)
    assert part(page, QComboBox, "unstatedDays").currentData() == "wd"
    pick(qtbot, place, page, "unstatedDays", "")
    assert place.desk.unstated == place.desk.shelf.unstated


def test_that_who_is_no_administrator_reads_the_data_and_why(place) -> None:
    other = place.desk.acting("yi")
    assert fixed_because(other) == "机关信息由管理员更改。"
    with pytest.raises(Exception, match="不能更改机关信息"):
        keep_bureau_data(other, bureau_data(other))


def test_that_the_place_of_stamps_and_the_fonts_are_set_in_the_window(page, place, qtbot) -> None:
    press(qtbot, place, page, "settingsPart_paper")
    assert not part(page, QLineEdit, "paperAcross").isVisible()
    assert "本机" in part(page, QLabel, "fontsHere").text()
    pick(qtbot, place, page, "paperSheets", "stamped")
    pick(qtbot, place, page, "paperFonts", "machine")
    assert part(page, QLineEdit, "paperAcross").isVisible()
    write(page, paperAcross="140", paperDown="290")
    press(qtbot, place, page, "paperSave")
    assert "95 至 230" in part(page, QLabel, "paperDownProblem").text()
    assert part(page, QLineEdit, "paperDown").hasFocus() and paper_setting(place.desk) == PaperSetting()
    write(page, paperDown="215")
    press(qtbot, place, page, "paperSave")
    assert "文书版式已保存" in said(page) and not part(page, QLabel, "paperDownProblem").isVisible()
    assert paper_setting(place.desk) == PaperSetting(True, "140", "215", True)
    bureau = place.desk.issuing(place.desk.bureau)
    assert (bureau.stamp_place, bureau.machine_fonts) == ((140, 215), True)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ((("标题", ""), ("正文", "")), "本机没有可用的公文字体，选“本机安装的字体”也用随程序提供的字体。"),
        ((("标题", ""), ("正文", "FangSong")), "本机可用：正文 FangSong。标题用随程序提供的字体。"),
        ((("标题", "FZXBSJW"), ("正文", "FangSong")), "本机可用：标题 FZXBSJW、正文 FangSong。"),
    ],
)
def test_that_the_fonts_of_the_machine_are_named(place, qtbot, monkeypatch, found, words) -> None:
    monkeypatch.setattr(settings_paper, "fonts_of_this_machine", lambda: found)
    page = SettingsPage(place)
    window = on_stage(qtbot, page)
    page.refresh()
    calm(qtbot, place.tasks)
    assert part(page, QLabel, "fontsHere").text() == words
    window.close()


def test_that_a_place_half_entered_outlives_the_page(page, place, qtbot) -> None:
    pick(qtbot, place, page, "paperSheets", "stamped")
    write(page, paperAcross="12")
    page.keep_unsaved()
    calm(qtbot, place.tasks)
    again = SettingsPage(place)
    window = on_stage(qtbot, again)
    again.refresh()
    again.open_part("paper")
    calm(qtbot, place.tasks)
    assert part(again, QComboBox, "paperSheets").currentData() == "stamped"
    assert part(again, QLineEdit, "paperAcross").text() == "12" and part(again, QLineEdit, "paperAcross").isVisible()
    window.close()


def test_that_who_is_no_administrator_only_reads_how_papers_are_set(place, qtbot) -> None:
    keep_paper_setting(place.desk, PaperSetting(True, "140", "215", False))
    page = SettingsPage(Workplace(place.desk.acting("yi"), place.tasks))
    window = on_stage(qtbot, page)
    page.refresh()
    page.open_part("paper")
    calm(qtbot, place.tasks)
    assert part(page, QLabel, "paperFixed").text() == "机关信息由管理员更改。"
    assert not part(page, QAbstractButton, "paperSave").isVisible()
    assert not part(page, QComboBox, "paperSheets").isEnabled()
    assert part(page, QLineEdit, "paperAcross").isReadOnly() and part(page, QLineEdit, "paperAcross").text() == "140"
    window.close()


def test_that_habits_are_kept_at_once(page, place, qtbot) -> None:
    with qtbot.waitSignal(page.idle_set) as told:
        pick(qtbot, place, page, "idleMinutes", 5)
    pick(qtbot, place, page, "usualStamping", "bureau")
    assert told.args == [5]
    assert (idle_minutes(place.desk), usual_stamping(place.desk)) == (5, "bureau")


def test_that_only_with_a_centre_the_way_of_synchronising_is_asked(page, place, qtbot, monkeypatch) -> None:
    page.open_part("habits")
    assert not part(page, QComboBox, "automaticSync").isVisible()
    monkeypatch.setattr("ui.pages.settings.habits.desk_enrolled", lambda desk: True)
    page.refresh()
    calm(qtbot, place.tasks)
    assert part(page, QComboBox, "automaticSync").isVisible()
    pick(qtbot, place, page, "automaticSync", "off")
    assert not automatic(place.desk)


def test_that_the_window_locks_after_the_time_that_was_set(open_window, qtbot, visit) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    click(qtbot, window, "navSettings")
    box = part(window, QComboBox, "idleMinutes")
    box.setCurrentIndex(box.findData(10))
    box.activated.emit(box.currentIndex())
    calm(qtbot, window.tasks)
    assert window._idle._timer.interval() == 10 * 60_000


def test_that_an_own_passphrase_is_changed_in_the_window(standalone, qtbot) -> None:
    page = SettingsPage(standalone)
    window = on_stage(qtbot, page)
    write(page, keys_old=GOOD, keys_pin="135790", keys_new="演练新口令换成一句长话", keys_again="不一样")
    press(qtbot, standalone, page, "keysChange")
    assert "不一致" in part(page, QLabel, "keys_againProblem").text()
    write(page, keys_again="演练新口令换成一句长话")
    press(qtbot, standalone, page, "keysChange")
    assert "口令已更换" in said(page)
    assert part(page, QLineEdit, "keys_new").text() == ""
    window.close()


def test_that_the_recovery_key_is_tried_out_in_the_window(standalone, qtbot, tmp_path) -> None:
    page = SettingsPage(standalone)
    window = on_stage(qtbot, page)
    card = page._keys
    card.try_file(tmp_path / "stick" / "recovery.key")
    calm(qtbot, standalone.tasks)
    assert "试用通过" in said(page)
    card.renew_into(tmp_path / "stick" / "second.key")
    calm(qtbot, standalone.tasks)
    assert "旧的已失效" in said(page)
    card.try_file(tmp_path / "stick" / "recovery.key")
    calm(qtbot, standalone.tasks)
    assert "打不开本机数据" in said(page)
    window.close()


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_that_a_test_page_is_one_sheet(tmp_path, qapp) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "test.pdf"))
    print_test_page(whole_page(printer), ("打印测试页", "第二行"))
    assert (tmp_path / "test.pdf").read_bytes().startswith(b"%PDF")
    printer.setOutputFileName(str(tmp_path / "gone" / "test.pdf"))
    with pytest.raises(PrintFailed):
        print_test_page(printer, ("打印测试页",))


def test_that_the_licence_of_a_component_is_read_from_settings(page, place, qtbot) -> None:
    press(qtbot, place, page, "settingsPart_about")
    components = part(page, QListWidget, "aboutComponents")
    names = [components.item(row).text() for row in range(components.count())]
    components.setCurrentRow(names.index("LXGW WenKai"))
    assert "SIL Open Font License" in part(page, QPlainTextEdit, "aboutText").toPlainText()
    assert not part(page, QAbstractButton, "aboutBack").isVisible()
    press(qtbot, place, page, "settingsPart_backup")
    assert part(page, QAbstractButton, "backupChoose").isVisible()
    press(qtbot, place, page, "settingsPart_about")
    assert components.isVisible()


def test_that_backups_beside_the_data_are_warned_of(page, place, qtbot, tmp_path) -> None:
    assert not part(page, QLabel, "backupNear").isVisible()
    page.findChild(BackupCard)._keep_folder(tmp_path)
    calm(qtbot, place.tasks)
    assert "同一块磁盘" in part(page, QLabel, "backupNear").text() and part(page, QLabel, "backupNear").isVisible()
    press(qtbot, place, page, "backupNone")
    assert not part(page, QLabel, "backupNear").isVisible()


def test_that_one_section_is_shown_at_a_time_and_is_told_as_the_place(page, place, qtbot) -> None:
    assert page.shown == "backup" and part(page, QAbstractButton, "backupChoose").isVisible()
    for name, control in (
        ("habits", "idleMinutes"), ("bureau", "bureauSave"), ("bureau", "enterpriseCap"), ("paper", "paperSheets"),
        ("calendar", "calendarFixed"),
    ):  # fmt: skip
        page.open_part(name)
        calm(qtbot, place.tasks)
        assert page.shown == name and part(page, QWidget, control).isVisible(), name
        assert not part(page, QAbstractButton, "backupChoose").isVisible()


def test_that_the_published_secrets_of_training_have_no_section(page) -> None:
    assert not part(page, QAbstractButton, "settingsPart_keys").isVisible()


def test_that_passphrase_and_pin_have_a_section(standalone, qtbot) -> None:
    page = SettingsPage(standalone)
    window = on_stage(qtbot, page)
    press(qtbot, standalone, page, "settingsPart_keys")
    assert part(page, QWidget, "keysChange").isVisible() and part(page, QWidget, "pinChange").isVisible()
    window.close()


def test_that_a_section_begins_without_the_words_of_another(page, place, qtbot) -> None:
    write(page, enterpriseCap="2")
    press(qtbot, place, page, "capSave")
    assert "上限已保存" in said(page)
    press(qtbot, place, page, "settingsPart_calendar")
    assert not part(page, QWidget, "notice").isVisible()


def test_that_the_sections_use_the_room_of_a_small_screen(page) -> None:
    assert page.width() == 1366 and page.findChild(BackupCard).width() > 1050


def test_that_a_county_enters_its_own_source_list_and_is_told_what_it_lacks(place, qtbot, visit) -> None:
    place.desk = replace(place.desk, bureau="130627")
    made = SettingsPage(place)
    window = on_stage(qtbot, made)
    made.refresh()
    made.open_part("bureau")
    calm(qtbot, place.tasks)
    told = made._bureau._unlisted
    assert told.isVisible() and "尚未登记（待核实）" in told.accessibleName()
    write(made, bureau_list_title="保定市档案局责任清单", bureau_list_published="2025-03-01", bureau_list_item="第12项")
    press(qtbot, place, made, "bureauSave")
    assert "其他机关的清单" in part(made, QLabel, "bureau_list_titleProblem").text()
    write(made, bureau_list_title="唐县档案局责任清单")
    press(qtbot, place, made, "bureauSave")
    assert not told.isVisible() and place.desk.issuing("130627").own_list.item == "第12项"
    window.close()


def test_that_the_city_is_not_asked_for_a_list(page) -> None:
    page.open_part("bureau")
    assert not page._bureau._unlisted.isVisible() and not part(page, QLineEdit, "bureau_list_title").isVisible()
