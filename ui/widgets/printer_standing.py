"""How a printer stands just now, as the system tells it: Qt says nothing of what became of pages handed over."""

from __future__ import annotations

import ctypes
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from app.errors import DocumentFailed


class Standing(Enum):
    """READY prints what comes, BUSY prints now, STOPPED keeps it waiting, REFUSING takes nothing, GONE is no more."""

    READY = auto()
    BUSY = auto()
    STOPPED = auto()
    REFUSING = auto()
    GONE = auto()


class PrintFailed(DocumentFailed):
    """Nothing was printed. ``standing`` tells why where that was known before anything was handed over."""

    def __init__(self, name: str, standing: Standing | None = None) -> None:
        super().__init__("printer-refused", *_words(name, standing))
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


def _words(name: str, standing: Standing | None) -> tuple[str, str]:
    """Return the title and the advice for a printer that printed nothing."""
    tr = QCoreApplication.translate
    told = {
        Standing.STOPPED: (
            tr("printer_standing", "打印机“{name}”停着：可能卡纸、缺纸、没有开机，或者被暂停。没有送去打印。"),
            tr(
                "printer_standing",
                "请处理后再点“打印”，或者换一台打印机。现在再点一次也可以，页面在打印队列里等着，打印机恢复后自动打出。",
            ),
        ),
        Standing.REFUSING: (
            tr("printer_standing", "打印机“{name}”现在不接受打印任务。没有送去打印。"),
            tr("printer_standing", "请在系统的打印机设置中让它恢复接受任务，或者换一台打印机，再点“打印”。"),
        ),
        Standing.GONE: (
            tr("printer_standing", "找不到打印机“{name}”。没有送去打印。"),
            tr("printer_standing", "请检查连接和系统中的打印机，或者换一台打印机；接好后重新打开本页再打印。"),
        ),
    }
    title, advice = told.get(standing) or (  # type: ignore[arg-type]  # None has no words of its own
        tr("printer_standing", "打印机“{name}”没有接受打印。"),
        tr("printer_standing", "请检查打印机后重新打印，或者另存为 PDF。"),
    )
    return title.format(name=name), advice


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
