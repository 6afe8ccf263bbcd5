"""What leaves the printer is what is shown and what is archived: the same page, in its real size."""

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageFilter
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter

from app.services.papers import life
from app.services.papers.coding import codes_of
from tests.services.at_the_table import approve
from tests.ui import stage
from tests.ui.conftest import calm, on_stage
from tests.ui.sealed_visit import FilePrinters, press, show
from ui.pages.papers.page import PapersPage
from ui.widgets.pdf_sheets import PdfSheet
from ui.widgets.pdf_view import PdfView
from ui.widgets.printing import PrintFailed, print_pages

sealed, place, site = stage.sealed, stage.place, stage.site


SAME = 0.3  # squares of the code may fall on other dots; a page fitted to 97 % or of another copy is far beyond


class SharpPrinters(FilePrinters):
    """As fine as an office printer: the code square needs it."""

    def printer(self, name: str) -> QPrinter:
        """Return a printer of 300 dots per inch that writes the next file."""
        made = super().printer(name)
        made.setResolution(300)
        return made


@pytest.fixture
def printers(tmp_path) -> FilePrinters:
    return SharpPrinters(tmp_path)


@pytest.fixture
def page(place, site, sealed, printers, qtbot):
    approve(site, sealed[2])
    life.freeze(site.desk, site.inspection, sealed[2])
    made = PapersPage(place, site.inspection, {}, printers)
    window = on_stage(qtbot, made)
    show(qtbot, made)
    yield made
    window.close()


def grey(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    return picture.convert("L").resize(size, Image.Resampling.BOX)


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return the greatest difference of two pictures after a slight blur, 0 to 1: edges may be drawn a shade apart."""
    soft = [picture.filter(ImageFilter.GaussianBlur(2)) for picture in (one, other)]
    return ImageChops.difference(*soft).getextrema()[1] / 255


def shown_pages(page, qtbot) -> list[Image.Image]:
    """Return the pages as they are drawn when one scrolls to them."""
    view = next(one for one in page.findChildren(PdfView) if one.isVisible())
    qtbot.waitUntil(lambda: view.pages > 0)
    images = []
    for sheet in sorted(view.findChildren(PdfSheet), key=lambda one: one.number):
        view.show_page(sheet.number)
        qtbot.waitUntil(lambda one=sheet: not one.pixmap().isNull())
        images.append(sheet.pixmap().toImage().convertToFormat(QImage.Format.Format_RGB32))
    return [Image.frombytes("RGB", (i.width(), i.height()), bytes(i.constBits()), "raw", "BGRX") for i in images]


def rasters(pdf: bytes, width: int) -> list[Image.Image]:
    opened = pypdfium2.PdfDocument(pdf)
    pictures = [one.render(scale=width / one.get_width()).to_pil() for one in opened]
    opened.close()
    return pictures


def test_that_preview_print_and_archive_are_the_same_page(page, sealed, site, printers, qtbot) -> None:
    press(qtbot, page, "printCopyNow")
    stored = next(one for one in page.place.desk.case(page.inspection).documents if one.id == sealed[2])
    archive = page.place.desk.vault.read(stored.pdf)
    preview = shown_pages(page, qtbot)
    width = preview[0].width
    archived, printed = rasters(archive, width), rasters(printers.sent[0].read_bytes(), width)
    assert len(preview) == len(archived) == 2 * len(printed)
    for place, sheet in enumerate(archived):
        size = sheet.size
        assert difference(grey(preview[place], size), grey(sheet, size)) == 0
        if place < len(printed):
            assert difference(grey(printed[place], size), grey(sheet, size)) < SAME
    size = archived[0].size
    fitted = Image.new("RGB", size, "white")
    fitted.paste(archived[0].resize((size[0] * 97 // 100, size[1] * 97 // 100)))
    for other in (fitted, archived[len(printed)]):
        assert difference(grey(printed[0], size), grey(other, size)) > 1.5 * SAME
    sizes = {tuple(map(round, one.get_size())) for one in pypdfium2.PdfDocument(printers.sent[0].read_bytes())}
    assert sizes == {(595, 842)}
    first = rasters(printers.sent[0].read_bytes(), 1654)[0]
    # asked for squares alone: in 3 of 1,000 of them a reader of every kind sees the bars of a linear code as well
    codes = zxingcpp.read_barcodes(first, formats=zxingcpp.BarcodeFormat.QRCode)
    assert [one.text for one in codes] == [codes_of(site.desk, site.desk.case(site.inspection), stored).square]


class FailingPrinter(QPrinter):
    """Takes every page and gives up when they are handed over, as a spooler without room does."""

    def printerState(self) -> QPrinter.PrinterState:
        """Return that printing failed."""
        return QPrinter.PrinterState.Error


def test_that_pages_the_spooler_gave_up_are_not_told_as_printed(place, page, qtbot, tmp_path) -> None:
    printer = FailingPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    pdf, failed = page._desk._shown.pdf, []
    place.tasks.run(page, lambda: print_pages(printer, pdf, (0,), "演练"), None, failed.append)
    calm(qtbot, place.tasks)
    assert [type(one) for one in failed] == [PrintFailed]
