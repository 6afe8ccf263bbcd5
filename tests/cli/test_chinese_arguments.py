import argparse
import ast
import inspect

import pytest

from app.cli import chinese_arguments
from app.cli.chinese_arguments import ChineseParser


def _messages_of_argparse() -> set[str]:
    messages = set()
    for call in ast.walk(ast.parse(inspect.getsource(argparse))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in {"_", "ngettext"}:
            messages |= {text.value for text in call.args if isinstance(text, ast.Constant)}
    return messages


def test_that_every_message_a_person_can_meet_has_a_chinese_text() -> None:
    # The rest are faults of the program, not of the person: they reach nobody but a developer.
    for_developers = {
        '%r is not callable',
        "'required' is an invalid argument for positionals",
        '.__call__() not defined',
        'argument "-" with mode %r',
        'cannot have multiple subparser arguments',
        'cannot merge actions - two groups are named %r',
        'conflicting option string: %s',
        'conflicting option strings: %s',
        'conflicting subparser alias: %s',
        'conflicting subparser: %s',
        'dest= is required for options like %r',
        'invalid conflict_resolution value: %r',
        'invalid option string %(option)r: must start with a character %(prefix_chars)r',
        'mutually exclusive arguments must be optional',
        'unexpected option string: %s',
    }
    untranslated = {text for text in _messages_of_argparse() if chinese_arguments._translated(text) == text}
    assert untranslated <= for_developers


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "缺少参数：FILE"),
        (["a", "--count", "x"], "参数 --count：值 'x' 不对"),
        (["a", "--count"], "参数 --count：需要一个值"),
        (["a", "b"], "不认识的参数：b"),
        (["a", "--coun", "1"], "不认识的参数：--coun 1"),
    ],
)
def test_that_wrong_usage_is_said_in_chinese_and_ends_with_2(arguments, message, capsys) -> None:
    parser = ChineseParser(prog="demo")
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--count", type=int)
    with pytest.raises(SystemExit) as ended:
        parser.parse_args(arguments)
    assert ended.value.code == 2
    assert message in capsys.readouterr().err
