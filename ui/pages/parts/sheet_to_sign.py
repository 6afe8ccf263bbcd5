"""The sheet that somebody signs by hand, saved as a file: for those who print it elsewhere."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app.services.desk import Desk
from app.services.papers.life import record_sheet_print
from app.services.papers.rendering import sheet_to_sign
from app.services.saving import save_file
from ui.pages.parts.step_page import StepPage
from ui.widgets.file_dialogs import ask_new_file


def save_sheet_to_sign(page: StepPage, document: str, title: str) -> None:
    """Ask where to, and save the sheet of a paper there, logged as printed; ``title`` is what it is called."""
    usual = QCoreApplication.translate("SheetToSign", "{title}（手签用）.pdf").format(title=title)
    save_as = QCoreApplication.translate("SheetToSign", "另存为")
    elsewhere = QCoreApplication.translate("SheetToSign", "另存后在别处打印")
    kind = QCoreApplication.translate("SheetToSign", "PDF 文件 (*.pdf)")
    chosen = ask_new_file(page, save_as, usual, kind)
    if not chosen:
        return

    def work(desk: Desk) -> None:
        save_file(Path(chosen), sheet_to_sign(desk, page.inspection, document).pdf)
        record_sheet_print(desk, page.inspection, document, elsewhere)

    saved = QCoreApplication.translate("SheetToSign", "手签用纸已保存，请打印后由本人签名。")
    page.place.ask(page, work, lambda _: page.say_done(saved), page.show_failure)
