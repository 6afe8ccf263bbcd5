"""What is set on this laptop, in words."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.services.desk import Desk
from app.services.frequency import enterprise_cap
from app.services.safekeeping.backups import DONE, is_on_own_disk, last_backup, second_folder
from ui.models.moments import kept_moment_words

DAYS_IN_A_YEAR = 365


@dataclass(frozen=True)
class Settings:
    """The backup folder ("" for none), how the last backup ended ("" before the first), the yearly cap.

    ``near``: the folder lies on the disk of the data.
    """

    folder: str = ""
    last_backup: str = ""
    cap: int | None = None
    near: bool = False


def backup_words(desk: Desk) -> str:
    """Return how the last backup ended and, where it failed, when the last good one was made; "" before the first."""
    last = last_backup(desk)
    if last is None:
        return ""
    at = kept_moment_words(last.at)
    if last.state == DONE:
        return f"{at}  {last.text}"
    good = tr("上次成功：{at}").format(at=kept_moment_words(last.good_at)) if last.good_at else tr("还没有成功过")
    return tr("{at} 没有成功：{text}{good}").format(at=at, text=last.text, good=good)


def failed_backup(desk: Desk) -> str:
    """Return what the home page says of backups that should have been made and were not, "" where all is well."""
    last = last_backup(desk)
    if last is None or last.state == DONE or second_folder(desk) is None:
        return ""
    good = tr("上次成功：{at}").format(at=kept_moment_words(last.good_at)) if last.good_at else tr("还没有成功过")
    return tr("备份没有成功（{at}），{good}。去备份").format(at=kept_moment_words(last.at), good=good)


def tr(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("settings", text)


def settings(desk: Desk) -> Settings:
    """Return the settings of this laptop."""
    folder = second_folder(desk)
    near = is_on_own_disk(desk)
    return Settings("" if folder is None else str(folder), backup_words(desk), enterprise_cap(desk), near)


def near_words() -> str:
    """Return what is told of a backup that a thief or a fault takes together with the data."""
    return tr("请留意：备份文件夹和数据在同一块磁盘上，磁盘损坏或电脑丢失时会一起丢失。建议改用 U 盘或另一块磁盘。")


def cap_from(text: str) -> int | None:
    """Return the cap as typed, 1 to 365; None for anything else."""
    if not (text.isascii() and text.isdigit()):
        return None
    return int(text) if 1 <= int(text) <= DAYS_IN_A_YEAR else None
