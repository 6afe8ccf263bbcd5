"""``rehearse``: the whole main job without a window, in training stores, through the same services."""

from __future__ import annotations

import argparse
import json
from contextlib import suppress
from pathlib import Path

from app.cli.chinese_arguments import ChineseParser
from app.cli.console import add_secret_arguments, read_secret
from app.errors import InspectorError
from app.services.rehearsal.centring import AdminAccess, wrong_access
from app.services.rehearsal.playing import STEPS, Rehearsal, rehearse, scenario_from
from app.services.session.paths import built_in_forms

UNFINISHED = "未完成.txt"
STEP_WORDS = {
    "prepared": "准备：登记、立项、审批、检查通知书",
    "arrived": "到场：签到、亮证、告知、送达检查通知书",
    "checked": "检查：取证、40 项检查、认定与措施",
    "sealed": "笔录：宣读、签名、拒签、封存",
    "served": "文书：定稿、盖章、送达",
    "synced": "同步：两台终端与中心库一致",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="输出文件夹（新的或空的）")
    parser.add_argument("--scenario", metavar="FILE", type=Path, help="情景文件（默认用自带的）")
    parser.add_argument("--until", metavar="STEP", choices=STEPS[1:], default="", help="做完某一步就停：%(choices)s")
    parser.add_argument("--centre", metavar="ADMIN_DSN", help="用这个中心库，而不是临时启动的（口令另给）")
    add_secret_arguments(parser)
    parser.add_argument("--json", action="store_true", help="只输出结果 JSON")


def run(arguments: argparse.Namespace) -> int:
    """Play the scenario; 0 where all was as expected, 1 otherwise."""
    wrong = wrong_access(arguments.centre) if arguments.centre else ""
    if wrong:
        ChineseParser(prog="python main.py rehearse").error(wrong)
    forms = built_in_forms()
    file = arguments.scenario or forms / "inspections" / "electronic-records" / "samples" / "full-day.toml"
    done: list[str] = []

    def tell(step: str) -> None:
        done.append(step)
        if not arguments.json:
            print(f"已完成　{STEP_WORDS[step]}", flush=True)

    scenario = scenario_from(file)
    centre = AdminAccess(arguments.centre, read_secret(arguments, "中心库管理员口令")) if arguments.centre else None
    asked = Rehearsal(arguments.out, forms, scenario, arguments.until, centre, told=tell)
    try:
        summary = rehearse(asked)
    except BaseException as error:
        _note_failure(arguments.out, done, error)
        raise
    text = json.dumps(summary, ensure_ascii=False, indent=2)
    (arguments.out / "summary.json").write_text(text + "\n", "utf-8")
    print(text if arguments.json else _told(summary, arguments.out))
    return 0 if summary["passed"] else 1


def _note_failure(out: Path, done: list[str], error: BaseException) -> None:
    """Say in the folder that what lies there is unfinished; nothing where the rehearsal made no folder of its own."""
    untouched = isinstance(error, InspectorError) and error.code in ("out-not-empty", "scenario-faulty")
    if untouched or not out.is_dir():
        return
    reason = error.title if isinstance(error, InspectorError) else type(error).__name__
    steps = "、".join(STEP_WORDS[step].split("：")[0] for step in done) or "无"
    text = f"演练没有做完，本文件夹中的数据和文书不完整，只供查找原因。\n已完成：{steps}\n原因：{reason}\n"
    with suppress(OSError):  # a full disk is told by what stopped the rehearsal
        (out / UNFINISHED).write_text(text, "utf-8")


def _told(summary: dict[str, object], out: Path) -> str:
    expected, documents = summary["expected"], summary["documents"]
    assert isinstance(expected, list) and isinstance(documents, list)
    wrong = [one for one in expected if not one["ok"]]
    lines = [f"文书 {len(documents)} 份，核对 {len(expected)} 项，不符 {len(wrong)} 项。结果在 {out}"]
    lines += [f"不符：{one['check']}，应为 {one['want']}，实为 {one['got']}" for one in wrong]
    return "\n".join(lines)
