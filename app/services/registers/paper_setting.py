"""How the own bureau wants its papers set on this device: the place of stamps set beforehand, and whose fonts."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.bureaus import STAMP_ACROSS, STAMP_DOWN, Bureau
from app.domain.problems import Problem
from app.services.desk import BUREAU_PAPER, Desk
from app.services.registers.bureau import insist_changeable
from app.typesetting.machine_fonts import use_machine_fonts

ROLE_WORDS = {"title": "标题", "fang": "正文", "hei": "一级标题", "kai": "二级标题", "song": "数字和页码"}


@dataclass(frozen=True, slots=True)
class PaperSetting:
    """Whether sheets are stamped beforehand, where (mm from the left and upper edge, as typed), and whose fonts."""

    stamped: bool = False
    across: str = ""
    down: str = ""
    machine_fonts: bool = False


def paper_setting(desk: Desk) -> PaperSetting:
    """Return how papers are set from now on."""
    return _setting(desk.issuing(desk.bureau))


def fonts_of_this_machine() -> tuple[tuple[str, str], ...]:
    """Return what each font of an official paper is for, and the machine's own that papers may embed; "" for none."""
    found = use_machine_fonts()
    return tuple((words, found.get(role, "")) for role, words in ROLE_WORDS.items())


def keep_paper_setting(desk: Desk, entered: PaperSetting) -> list[Problem]:
    """Keep what the administrator chose, or return what is wrong. What the forms say anyway is not kept.

    Raises:
        Refused: a centre governs it, or who acts is no administrator.
    """
    insist_changeable(desk)
    ranges = (("across", entered.across, STAMP_ACROSS), ("down", entered.down, STAMP_DOWN))
    found = [
        _out_of(name, span)
        for name, text, span in ranges
        if entered.stamped and _whole(text) not in range(span[0], span[1] + 1)
    ]
    if found:
        return found
    stamp = [_whole(entered.across), _whole(entered.down)] if entered.stamped else []
    kept = {"stamp": stamp, "machine_fonts": entered.machine_fonts}
    known = desk.shelf.bureau(desk.bureau)
    as_the_forms = stamp == list(known.stamp_place or ()) and entered.machine_fonts == known.machine_fonts
    desk.store.settings.set(BUREAU_PAPER, None if as_the_forms else kept)
    return []


def _setting(bureau: Bureau) -> PaperSetting:
    across, down = (str(one) for one in bureau.stamp_place) if bureau.stamp_place else ("", "")
    return PaperSetting(bureau.stamp_place is not None, across, down, bureau.machine_fonts)


def _whole(text: str) -> int | None:
    typed = text.strip()
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else None


def _out_of(name: str, span: tuple[int, int]) -> Problem:
    edge = "左边" if name == "across" else "上边"
    return Problem(name, f"请填写 {span[0]} 至 {span[1]} 的整数（毫米，从纸的{edge}量到印章中心）。")
