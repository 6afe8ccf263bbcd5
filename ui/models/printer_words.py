"""How a printer stands, and what is told of one that printed nothing."""

from __future__ import annotations

from enum import Enum, auto
from functools import partial

from PySide6.QtCore import QCoreApplication

tr = partial(QCoreApplication.translate, "PrinterWords")


class Standing(Enum):
    """READY prints what comes, BUSY prints now, STOPPED keeps it waiting, REFUSING takes nothing, GONE is no more."""

    READY = auto()
    BUSY = auto()
    STOPPED = auto()
    REFUSING = auto()
    GONE = auto()


def standing_words(name: str, standing: Standing | None) -> tuple[str, str]:
    """Return the title and the advice for a printer that printed nothing."""
    told: dict[Standing | None, tuple[str, str]] = {
        None: (tr("打印机“{name}”没有接受打印。"), tr("请检查打印机后重新打印，或者另存为 PDF。")),
        Standing.STOPPED: (
            tr("打印机“{name}”停着：可能卡纸、缺纸、没有开机，或者被暂停。没有送去打印。"),
            tr("请处理后再点“打印”，或者换一台打印机。现在再点一次也可以，页面在打印队列里等着，打印机恢复后自动打出。"),
        ),
        Standing.REFUSING: (
            tr("打印机“{name}”现在不接受打印任务。没有送去打印。"),
            tr("请在系统的打印机设置中让它恢复接受任务，或者换一台打印机，再点“打印”。"),
        ),
        Standing.GONE: (
            tr("找不到打印机“{name}”。没有送去打印。"),
            tr("请检查连接和系统中的打印机，或者换一台打印机；接好后重新打开本页再打印。"),
        ),
    }
    title, advice = told.get(standing) or told[None]
    return title.format(name=name), advice
