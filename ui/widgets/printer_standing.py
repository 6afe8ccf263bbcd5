"""How a printer stands just now, as the system tells it: Qt says nothing of what became of pages handed over."""

from __future__ import annotations

import ctypes

from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from app.errors import DocumentFailed
from ui.models.printer_words import Standing, standing_words


class PrintFailed(DocumentFailed):
    """Nothing was printed. ``standing`` tells why where that was known before anything was handed over."""

    def __init__(self, name: str, standing: Standing | None = None) -> None:
        super().__init__("printer-refused", *standing_words(name, standing))
        self.name, self.standing = name, standing


def standing_of(name: str) -> Standing:
    """Return how a printer stands; may ask the network, so it runs off the UI thread."""
    found = QPrinterInfo.printerInfo(name)
    if found.isNull():
        return Standing.GONE
    if _takes_no_jobs(name):
        return Standing.REFUSING
    state = found.state()
    if state in (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted):
        return Standing.STOPPED
    return Standing.BUSY if state == QPrinter.PrinterState.Active else Standing.READY


class _Option(ctypes.Structure):
    """One option of a printer, as cups/cups.h lays it out."""

    _fields_ = (("name", ctypes.c_char_p), ("value", ctypes.c_char_p))


class _Destination(ctypes.Structure):
    """A printer, as cups/cups.h lays it out."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("instance", ctypes.c_char_p),
        ("is_default", ctypes.c_int),
        ("count", ctypes.c_int),
        ("options", ctypes.POINTER(_Option)),
    )


def _takes_no_jobs(name: str) -> bool:
    """Return whether CUPS takes no jobs for a printer, which Qt does not tell; False where there is no CUPS."""
    try:
        cups = ctypes.CDLL("libcups.so.2")
    except OSError:
        return False
    cups.cupsGetNamedDest.restype = ctypes.POINTER(_Destination)
    cups.cupsGetNamedDest.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p)
    cups.cupsFreeDests.argtypes = (ctypes.c_int, ctypes.POINTER(_Destination))
    found = cups.cupsGetNamedDest(None, name.encode(), None)
    if not found:
        return False
    options = [found.contents.options[at] for at in range(found.contents.count)]
    told = {bytes(one.name): bytes(one.value) for one in options}
    cups.cupsFreeDests(1, found)
    return told.get(b"printer-is-accepting-jobs") == b"false"
