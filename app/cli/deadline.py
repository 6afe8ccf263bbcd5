"""The command ``deadline``: when a term ends, and why."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from app.cli.console import print_json
from app.domain.calendar_days import day_text
from app.domain.days import Deadline
from app.services.deadlines import AskedCircumstances, ask_deadline

NAME = "deadline"
HELP = "计算期限的最后一天"

BUILT_IN_FORMS = Path(__file__).resolve().parents[2] / "forms"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add FROM, TERM, --for, --way, --travel, --extend, --extended-on and --json."""
    parser.add_argument("event", metavar="FROM", help="事件发生的日期，如 2026-11-22；按小时的写 2026-11-22T14:30")
    parser.add_argument(
        "term",
        metavar="TERM",
        help="期限：7wd（工作日）、15d（日）、10u（没有写明日的种类）、6mo（月）、2y（年）、24h（小时）",
    )
    parser.add_argument(
        "--for",
        dest="side",
        metavar="SIDE",
        default="party",
        help="party 当事人的期限（遇放假顺延，默认），authority 约束行政机关的期限（不顺延）",
    )
    parser.add_argument(
        "--way",
        metavar="WAY",
        default=None,
        help="送达方式，FROM 即该行为之日：direct 签收、refused 留置、post 回执收件、electronic 到达、notice 公告",
    )
    parser.add_argument("--travel", metavar="N", type=int, default=0, help="在途日数，不计入当事人的期限")
    parser.add_argument(
        "--extend",
        metavar="TERM",
        action="append",
        default=[],
        help="经决定延长的期限，须与 --extended-on 同用；再次延长的再写一组。约束行政机关的期限只能按规定延长",
    )
    parser.add_argument(
        "--extended-on", metavar="DAY", action="append", default=[], help="延长决定的日期，须在期限届满前"
    )
    parser.add_argument("--json", action="store_true", help="输出一行 JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the deadline; 0 also where it is provisional, 2 for a day, term or side that cannot be read."""
    asked = AskedCircumstances(arguments.way, arguments.travel, tuple(arguments.extend), tuple(arguments.extended_on))
    answer = ask_deadline(arguments.event, arguments.term, arguments.side, BUILT_IN_FORMS, asked)
    for line in (*answer.problems, *answer.warnings):
        print(line, file=sys.stderr)
    if answer.deadline is None:
        return 2
    if arguments.json:
        print_json(as_json(answer.deadline))
    else:
        print("\n".join((_headline(answer.deadline), *answer.deadline.explanation)))
    return 0


def as_json(deadline: Deadline) -> dict[str, Any]:
    """Return the stable keys: last_day (or last_moment with +08:00), explanation, provisional."""
    end: dict[str, Any] = {}
    if deadline.last_moment is not None:
        end["last_moment"] = deadline.last_moment.isoformat()
    elif deadline.last_day is not None:
        end["last_day"] = deadline.last_day.isoformat()
    return {**end, "explanation": list(deadline.explanation), "provisional": deadline.provisional}


def _headline(deadline: Deadline) -> str:
    mark = "（暂定）" if deadline.provisional else ""
    if deadline.last_moment is not None:
        return f"届满时刻：{deadline.last_moment:%Y-%m-%d %H:%M:%S}{mark}"
    return f"最后一日：{day_text(deadline.last_day)}{mark}" if deadline.last_day else ""
