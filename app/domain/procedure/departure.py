"""The departure check: what must be in order before the car leaves the office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.domain.procedure.circumstances import chinese_day, chinese_moment
from app.domain.procedure.guards_preparation import PAPER_NAMES, credential_blockers
from app.domain.procedure.records import Officer

ENOUGH_DISK = 5 * 1024**3
CLOCK_DRIFT = timedelta(minutes=2)
NUMBERS_WANTED = 2


@dataclass(frozen=True, slots=True)
class DepartureFacts:
    """What the departure check looks at.

    ``form_problems`` are the faults found in the forms, ``numbers_left`` maps kinds of paper to free numbers here,
    ``disk_free`` is in bytes, ``known_time`` a trusted time (of the centre or a phone) read at ``now``, None where
    there was none; ``latest_recorded`` the latest moment in the store. ``stamped`` counts the papers that carry the
    stamp already, ``sheets`` are the numbers of the pre-stamped sheets on this laptop, ``printers`` the printers it
    knows (None where nobody looked). ``unlisted`` tells what a bureau without a source list of its own goes without.
    """

    now: datetime
    form_problems: tuple[str, ...]
    calendar_known: bool
    numbers_left: Mapping[str, int]
    officers: tuple[Officer, ...]
    visit_day: date
    disk_free: int
    training: bool
    known_time: datetime | None = None
    latest_recorded: datetime | None = None
    stamped: int = 0
    sheets: tuple[str, ...] = ()
    printers: tuple[str, ...] | None = None
    unlisted: str = ""


@dataclass(frozen=True, slots=True)
class DepartureLine:
    """One line of the check: stable key, title, whether it is in order, and what to do where it is not."""

    key: str
    title: str
    ok: bool
    advice: str = ""


def departure_lines(facts: DepartureFacts) -> tuple[DepartureLine, ...]:
    """Return every line of the check, in the order in which they are shown."""
    no_calendar = (
        f"没有{facts.visit_day.year}年的节假日安排，工作日期限只能暂定；请同步，"
        "没有中心库的由管理员在“设置·工作日历”中导入。"
    )
    return (
        _line("forms", "检查表和文书模板", not facts.form_problems, "；".join(facts.form_problems[:3])),
        _line("calendar", "节假日日历", facts.calendar_known, no_calendar),
        _numbers(facts),
        _cards(facts),
        *([_line("list", "本机关责任清单", False, facts.unlisted)] if facts.unlisted else []),
        _stamped_paper(facts),
        *_printer(facts),
        _disk(facts),
        _clock(facts),
        _line("training", "正式数据", not facts.training, "当前是演练数据，不能用于真实检查；请打开正式数据文件夹。"),
    )


def _line(key: str, title: str, ok: bool, advice: str) -> DepartureLine:
    return DepartureLine(key, title, ok, "" if ok else advice)


def _numbers(facts: DepartureFacts) -> DepartureLine:
    few = [(kind, left) for kind, left in sorted(facts.numbers_left.items()) if left < NUMBERS_WANTED]
    short = [f"{PAPER_NAMES.get(kind, kind)}余{left}个" for kind, left in few]
    return _line("numbers", "文书编号", not short, f"文号不足（{'，'.join(short)}），请同步领取号段或由管理员登记。")


def _cards(facts: DepartureFacts) -> DepartureLine:
    found = [blocker.text for one in facts.officers for blocker in credential_blockers(one, facts.visit_day)]
    if len(facts.officers) < 2:
        found.insert(0, "执法人员不足两人。")
    return _line("cards", f"执法证件（{chinese_day(facts.visit_day)}）", not found, "".join(found))


def _stamped_paper(facts: DepartureFacts) -> DepartureLine:
    """Return the line to count by; carrying none is in order, since the stamp may be carried along."""
    held = f"{facts.sheets[0]} 至 {facts.sheets[-1]}" if len(facts.sheets) > 1 else "".join(facts.sheets)
    blank = f"预盖章纸 {len(facts.sheets)} 张（{held}）" if facts.sheets else "没有预盖章纸"
    return DepartureLine("sheets", f"请清点：已盖章文书 {facts.stamped} 份，{blank}", True)


def _printer(facts: DepartureFacts) -> list[DepartureLine]:
    if facts.printers is None:
        return []
    title = f"打印机（{facts.printers[0]}）" if facts.printers else "打印机"
    advice = "本机没有打印机，到场后不能打印文书；请接好随车打印机，并试打一页。"
    return [_line("printer", title, bool(facts.printers), advice)]


def _disk(facts: DepartureFacts) -> DepartureLine:
    free = facts.disk_free / 1024**3
    return _line("disk", "磁盘空间", facts.disk_free >= ENOUGH_DISK, f"仅剩{free:.1f} GB，请清理到5 GB以上。")


def _clock(facts: DepartureFacts) -> DepartureLine:
    latest, known = facts.latest_recorded, facts.known_time
    if latest is not None and latest > facts.now + CLOCK_DRIFT:
        advice = f"本机时钟（{chinese_moment(facts.now)}）早于已有记录（{chinese_moment(latest)}），请校准。"
        return DepartureLine("clock", "本机时钟", False, advice)
    if known is not None and abs(known - facts.now) > CLOCK_DRIFT:
        apart = f"本机时钟（{chinese_moment(facts.now)}）与标准时间（{chinese_moment(known)}）相差过大"
        advice = f"{apart}，请校准；有中心库的，再同步一次。"
        return DepartureLine("clock", "本机时钟", False, advice)
    return DepartureLine("clock", "本机时钟", True)
