"""Write forms/calendar/<year>.toml for every year that chinesecalendar knows (1.11: 2004 to 2026).

    python -m venv /path/to/tool && /path/to/tool/bin/pip install chinesecalendar==1.11.0
    /path/to/tool/bin/python resources/scripts/make_calendar.py forms/calendar

The program itself does not need the library: later years arrive as files of the same form.
"""

from __future__ import annotations

import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path

from chinese_calendar import constants  # not a dependency of the program

NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日",
}


def rows(key: str, days: dict[date, str], year: int) -> list[str]:
    """Return the lines of one list."""
    own = sorted(day for day in days if day.year == year)
    return [f"{key} = [", *(f'  {{ date = {day}, name = "{NAMES[days[day]]}" }},' for day in own), "]"]


def main() -> int:
    """Write one file per year."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    library = f"数据取自 chinesecalendar {version('chinesecalendar')}"
    for year in sorted({day.year for day in constants.holidays}):
        lines = [
            "# Written by resources/scripts/make_calendar.py. Days off include the weekend days of a break.",
            f"year = {year}",
            f'source = "国务院办公厅关于{year}年部分节假日安排的通知（{library}）"',
            "",
            *rows("holidays", constants.holidays, year),
            "",
            *rows("make_up_days", constants.workdays, year),
        ]
        (folder / f"{year}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
