"""The sub-commands by name, and the parser that knows them; a command's module is loaded only when it is chosen.

Such a module defines ``add_arguments(parser) -> None`` and ``run(arguments) -> int`` (the exit code).
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.cli.chinese_arguments import ChineseParser


@dataclass(frozen=True)
class Command:
    """One sub-command: its name, its module and the line that --help shows."""

    name: str
    module: str
    help: str


COMMANDS = (
    Command("init", "app.cli.init", "新建数据文件夹（独立或演练）"),
    Command("enrol", "app.cli.enrol", "用中心发放的文件登记本终端"),
    Command("recover", "app.cli.recover", "用恢复密钥重新打开数据"),
    Command("backup", "app.cli.backup", "把数据加密备份到第二个磁盘或 U 盘"),
    Command("restore", "app.cli.restore", "从备份恢复数据"),
    Command("rehearse", "app.cli.rehearse", "不开窗口，完整演练一次执法检查"),
    Command("sync", "app.cli.sync", "与中心库同步"),
    Command("casefile", "app.cli.casefile", "把一次检查的全部文书和照片合成案卷 PDF"),
    Command("parcel", "app.cli.parcel", "没有网络时，用 U 盘与同事的电脑交换"),
    Command("other-record", "app.cli.other_record", "查看、了结被复制过的终端的另一份记录"),
    Command("verify", "app.cli.verify", "核验文书或数据文件夹是否完整"),
    Command("deadline", "app.cli.deadline", "计算期限的最后一天"),
    Command("forms", "app.cli.forms", "检查表单、试填检查表，导入工作日历"),
    Command("centre", "app.cli.centre", "建立和管理中心库"),
    Command("bench", "app.cli.bench", "测量速度"),
)


def available_commands() -> list[Command]:
    """Return the commands whose module is there, in the order of --help; none of them is loaded."""
    return [command for command in COMMANDS if importlib.util.find_spec(command.module) is not None]


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole program.

    The namespace it gives has ``data`` (Path or None), ``secret_fd`` (int or None), ``command`` (name or None) and,
    with a command, ``run`` (its function).
    """
    parser = ChineseParser(
        prog="python main.py",
        description="档案执法检查。不带命令时打开窗口。",
        epilog="每个命令的用法：python main.py 命令 --help",
    )
    _add_global_arguments(parser, None)
    commands = parser.add_subparsers(title="命令", dest="command", metavar="命令", parser_class=_CommandParser)
    for command in available_commands():
        commands.add_parser(command.name, help=command.help, description=command.help, module=command.module)
    return parser


def _add_global_arguments(parser: argparse.ArgumentParser, default: str | None) -> None:
    parser.add_argument("--data", type=Path, metavar="DIR", default=default, help="数据文件夹（默认用本机的）")
    parser.add_argument(
        "--secret-fd", type=int, metavar="N", default=default, help="从文件描述符 N 逐行读取口令（0 为标准输入）"
    )


class _CommandParser(ChineseParser):
    """The parser of one command, which loads the command's module when it is first asked to parse."""

    def __init__(self, *args: Any, module: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._module = module

    def parse_known_args(  # type: ignore[override]  # one signature for all overloads
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> Any:
        """Return the namespace and what is left, with the command's own arguments known."""
        if self._module:
            module = importlib.import_module(self._module)
            self._module = ""
            # After the command the global options may stand as well; unset they leave the outer value alone.
            _add_global_arguments(self, argparse.SUPPRESS)
            module.add_arguments(self)
            self.set_defaults(run=module.run)
        return super().parse_known_args(args, namespace)
