"""The command ``forms``: check the forms, play a checklist, bring in a calendar where there is no centre."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path

from app.cli.console import add_secret_arguments, data_folder, print_json
from app.cli.desks import add_officer_argument, opened
from app.domain.checklist.play import StepRefused
from app.domain.clock import CHINA
from app.services.forms import load_script, moment_of, play, playable, problems_in
from app.services.recounting import recount
from app.services.session.opening import close
from app.services.working_days import import_calendar, look_at

NAME = "forms"
HELP = "检查表单、试填检查表，导入工作日历"

BUILT_IN_FORMS = Path(__file__).resolve().parents[2] / "forms"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add ``check``, ``play`` and ``import`` with their arguments."""
    acts = parser.add_subparsers(title="操作", dest="act", metavar="操作", required=True)
    check = acts.add_parser("check", help="检查表单文件", description="检查表单文件，逐条列出文件、行、错误和改法。")
    check.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="文件或文件夹（默认检查整个 forms）")
    played = acts.add_parser("play", help="按脚本试填检查表", description="按脚本试填检查表，每步输出一行 JSON。")
    played.add_argument("checklist", type=Path, metavar="CHECKLIST|WORKBOOK", help="checklist.toml 或 XLSForm 工作簿")
    played.add_argument("--script", type=Path, required=True, metavar="FILE.json", help="脚本（JSON 步骤列表）")
    played.add_argument("--now", metavar="ISO", help="today() 和 now() 的时刻，如 2026-11-22T09:00（默认当前时刻）")
    about = "导入一个年度的工作日历（格式同 forms/calendar），由没有中心库的单位的管理员办理；加 --yes 才导入。"
    brought = acts.add_parser("import", help="导入工作日历", description=about)
    brought.add_argument("file", type=Path, metavar="FILE", help="工作日历文件，如 2027.toml")
    brought.add_argument("--yes", action="store_true", help="确认导入；该年已有的，替换")
    add_officer_argument(brought)
    add_secret_arguments(brought)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; exit code 0, 1 for faulty forms, 2 for a bad script or wrong usage."""
    acts = {"check": _check, "play": _play, "import": _import}
    return acts[arguments.act](arguments)


def _check(arguments: argparse.Namespace) -> int:
    problems = problems_in(arguments.paths, BUILT_IN_FORMS)
    for problem in problems:
        print(problem)
    if problems:
        print(f"共 {len(problems)} 处错误。", file=sys.stderr)
        return 1
    print("表单检查通过，没有发现错误。")
    return 0


def _play(arguments: argparse.Namespace) -> int:
    now = datetime.now(CHINA) if arguments.now is None else moment_of(arguments.now)
    if now is None:
        return _refused(f"--now 的时刻“{arguments.now}”读不懂，请写成 2026-11-22T09:00:00+08:00。")
    script = load_script(arguments.script)
    if script.fault:
        return _refused(f"{script.fault}。")
    form, problems = playable(arguments.checklist)
    if form is None:
        print("\n".join(map(str, problems)), file=sys.stderr)
        return 1
    try:
        for line in play(form, script, now):
            print_json(line)
    except StepRefused as refused:
        return _refused(f"{refused}。")
    return 0


def _import(arguments: argparse.Namespace) -> int:
    desk = opened(arguments, data_folder(arguments))
    try:
        looked = look_at(desk, arguments.file)
        if looked.problems:
            print("\n".join(looked.problems))
            return 1
        told = f"{looked.year}年：放假 {looked.days_off} 天，调休上班 {looked.make_up} 天。来源：{looked.source}"
        print("\n".join((told, *looked.changes) if looked.known else (told,)))
        if not arguments.yes:
            print("没有导入。核对后加 --yes 导入。")
            return 0
        counted = recount(desk, import_calendar(desk, looked))
    finally:
        close(desk)
    told = f"{looked.year}年工作日历已导入。"
    terms = f"重新计算了 {counted.running} 项期限，{len(counted.moved)} 项的最后一天有变化。"
    print("\n".join((told + terms, *counted.moved)))
    return 0


def _refused(reason: str) -> int:
    print(reason, file=sys.stderr)
    return 2
