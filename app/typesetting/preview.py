"""A finished PDF as pictures, one for each page, for the screen's preview and for tests."""

from __future__ import annotations

import io

import pypdfium2

from app.errors import DocumentFailed
from app.typesetting.rendering import DOCUMENT_LOCK


def page_pictures(pdf: bytes, dpi: int = 100) -> list[bytes]:
    """Return every page as PNG bytes on white.

    Raises:
        DocumentFailed: the bytes are no PDF.
    """
    with DOCUMENT_LOCK:
        document = _opened(pdf)
        try:
            return [_picture(document[index], dpi) for index in range(len(document))]
        finally:
            document.close()


def page_texts(pdf: bytes) -> list[str]:
    """Return the text layer of every page as a reader sees it."""
    with DOCUMENT_LOCK:
        document = _opened(pdf)
        try:
            return [document[index].get_textpage().get_text_bounded() for index in range(len(document))]
        finally:
            document.close()


def _opened(pdf: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        advice = "该文件不是 PDF 或已损坏，请使用存档的原件"
        raise DocumentFailed("document-unreadable", "文件无法打开", advice) from error


def _picture(page: pypdfium2.PdfPage, dpi: int) -> bytes:
    picture = page.render(scale=dpi / 72, fill_color=(255, 255, 255, 255)).to_pil()
    out = io.BytesIO()
    picture.convert("RGB").save(out, "PNG")
    return out.getvalue()
