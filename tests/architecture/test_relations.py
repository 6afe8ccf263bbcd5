"""No call of PySide that hangs one control on another: where the one goes, what hangs on it goes too, and it crashes.

Shiboken takes what a getter without arguments returns for a child of what was asked, whatever Qt's own parents are. So
a control further on in the chain of focus, on another page, became the child of a field of a form, and went with it.
"""

import ast

from tests.architecture.source_files import ROOT, named, program_files, tree

HANGING = {"nextInFocusChain", "previousInFocusChain", "childAt", "buddy", "group"}
WINDOW = [one for one in program_files() if one.is_relative_to(ROOT / "ui")]


def test_that_no_control_is_hung_on_another() -> None:
    calls = ((named(file), node) for file in WINDOW for node in ast.walk(tree(file)) if isinstance(node, ast.Call))
    asked = [(name, one.func) for name, one in calls if isinstance(one.func, ast.Attribute)]
    assert [f"{name}:{one.lineno} {one.attr}" for name, one in asked if one.attr in HANGING] == []
