"""The command ``bench``: how fast the program is, against stated baselines."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from app.errors import StorageFailed
from app.services.benchmarks.figures import Figure
from app.services.benchmarks.running import BENCHES, measured, unknown_names
from app.services.session.paths import built_in_forms

WORDS = {
    "notice": "生成通知书",
    "case-file": "生成案卷",
    "casework": "案件办理",
    "unlock": "解锁",
    "commit": "保存一条答案",
    "commit-during-pull": "接收数据时保存一条答案",
    "push": "上传",
    "pull": "下载",
    "first-sync": "新终端首次同步",
    "idle-sync": "没有新内容时同步",
    "attachments": "上传附件",
    "many-laptops": "多台终端同时同步",
    "centre-backup": "备份中心库",
    "parcel": "U 盘交换",
    "rebuild": "重建",
    "window": "窗口",
    "list": "十万次检查的列表",
    "visit-day": "窗口里的一天",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add NAME..., --full and --json."""
    parser.epilog = f"可选的项目：{'、'.join(BENCHES)}。倍数为测得值与基准之比，越小越好。"
    parser.add_argument("names", nargs="*", metavar="NAME", help="只测这些项目（默认全部）")
    parser.add_argument("--full", action="store_true", help="按目标所说的数量测（例如 20000 次检查），需要若干分钟")
    parser.add_argument("--json", type=Path, metavar="FILE", help="把结果另存为 JSON")


def run(arguments: argparse.Namespace) -> int:
    """Measure, print a table, and write the JSON where asked; 2 for a name that is none."""
    wrong = unknown_names(arguments.names)
    if wrong:
        print(f"没有这些项目：{'、'.join(wrong)}。可选：{'、'.join(BENCHES)}", file=sys.stderr)
        return 2
    figures: list[Figure] = []
    for one in measured(arguments.names, built_in_forms(), full=arguments.full):
        figures.append(one)
        print(line_of(one), flush=True)
    if arguments.json is not None:
        _write(arguments.json, figures)
    return 0


def line_of(figure: Figure) -> str:
    """Return one line of the table."""
    told = f"{WORDS[figure.bench]}（{figure.bench} {figure.figure}）：{figure.value:.3g} {figure.unit}"
    if figure.ratio is not None:
        told += f"，基准 {figure.baseline:.3g} {figure.unit}，{figure.ratio:.2f} 倍"
    if figure.aim is not None:
        verdict = "达到" if figure.value <= figure.aim else "未达到"
        told += f"；目标 {figure.aim:g} {figure.unit} 以内，{verdict}"
    return told


def _write(file: Path, figures: list[Figure]) -> None:
    try:
        file.write_text(json.dumps([one.as_json() for one in figures], indent=1), encoding="utf-8")
    except OSError as error:
        raise StorageFailed("bench-json", "测量结果未能写入文件。", "请核对 --json 的路径和磁盘空间。") from error
