"""A baseline: papers as PDF/A-2u by fpdf2, with its own subsetting of fonts."""

from collections.abc import Sequence
from pathlib import Path

from fpdf import FPDF

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
PITCH = 9.8
PICTURE_WIDTH = 120

Pages = list[list[list[tuple[str, float, str]]]]


def paper_as_pdf(pages: Pages) -> bytes:
    """Return the pages with their lines on A4, each run in its font."""
    return bytes(_with_pages(pages).output())


def case_file_as_pdf(pages: Pages, photos: Sequence[tuple[str, str]]) -> bytes:
    """Return the pages, then the photos (path of a JPEG, caption) two to a page."""
    pdf = _with_pages(pages)
    pdf.set_font("ArchivesFang", size=10)
    for number, (path, caption) in enumerate(photos):
        if number % 2 == 0:
            pdf.add_page()
        pdf.image(path, w=PICTURE_WIDTH)
        pdf.write(PITCH, caption)
        pdf.ln(PITCH)
    return bytes(pdf.output())


def _with_pages(pages: Pages) -> FPDF:
    pdf = FPDF(format="A4", enforce_compliance="PDF/A-2U")
    pdf.set_margins(28, 37, 26)
    pdf.set_auto_page_break(False)
    pdf.set_title("演练")
    pdf.set_lang("zh-CN")
    for font in sorted({font for page in pages for line in page for font, _, _ in line}):
        pdf.add_font(font, fname=FONTS / f"{font}.ttf")
    for page in pages:
        pdf.add_page()
        for line in page:
            for font, size, text in line:
                pdf.set_font(font, size=size)
                pdf.write(PITCH, text)
            pdf.ln(PITCH)
    return pdf
