"""Argument parsing whose messages are Chinese."""

from __future__ import annotations

import argparse
from typing import Any

_TEXTS = {
    "usage: ": "用法：",
    "positional arguments": "参数",
    "options": "选项",
    "show this help message and exit": "显示本帮助并退出",
    "subcommands": "命令",
    "%(prog)s: error: %(message)s\n": "%(message)s\n查看用法：%(prog)s --help\n",
    "the following arguments are required: %s": "缺少参数：%s",
    "one of the arguments %s is required": "这些参数必须给出一个：%s",
    "unrecognized arguments: %s": "不认识的参数：%s",
    "not allowed with argument %s": "不能与 %s 同时使用",
    "ignored explicit argument %r": "此参数不带值：%r",
    "expected one argument": "需要一个值",
    "expected at most one argument": "最多一个值",
    "expected at least one argument": "至少一个值",
    "expected %s argument": "需要 %s 个值",
    "expected %s arguments": "需要 %s 个值",
    "invalid choice: %(value)r (choose from %(choices)s)": "不能是 %(value)r，可选：%(choices)s",
    "unknown parser %(parser_name)r (choices: %(choices)s)": "没有命令 %(parser_name)r，可选：%(choices)s",
    "invalid %(type)s value: %(value)r": "值 %(value)r 不对",
    "ambiguous option: %(option)s could match %(matches)s": "选项 %(option)s 不明确，可能是：%(matches)s",
    "argument %(argument_name)s: %(message)s": "参数 %(argument_name)s：%(message)s",
    "can't open '%(filename)s': %(error)s": "打不开 %(filename)s：%(error)s",
}


def _translated(message: str) -> str:
    return _TEXTS.get(message, message)


def _translated_plural(singular: str, plural: str, number: int) -> str:
    return _TEXTS.get(plural if number != 1 else singular, plural)


# argparse offers no other way to words of one's own than the gettext calls it made global in its module;
# the texts above are those of Python 3.11 (tests/cli/test_chinese_arguments.py sees one that was missed).
vars(argparse).update({"_": _translated, "ngettext": _translated_plural})


class ChineseParser(argparse.ArgumentParser):
    """A parser that speaks Chinese, takes no abbreviated options and ends wrong usage with exit code 2."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("allow_abbrev", False)
        super().__init__(*args, **kwargs)
