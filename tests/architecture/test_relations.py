"""No call of PySide that hangs one control on another: where the one goes, what hangs on it goes too, and it crashes.

Shiboken takes what a getter without arguments returns for a child of what was asked, whatever Qt's own parents are. So
a control further on in the chain of focus, on another page, became the child of a field of a form, and went with it.
"""

import ast
from pathlib import Path

import pytest

from tests.architecture.source_files import ROOT, named, program_files, tree

HANGING = {"nextInFocusChain", "previousInFocusChain", "childAt", "buddy", "group"}
WINDOW = [one for one in program_files() if one.is_relative_to(ROOT / "ui")]


@pytest.mark.parametrize("file", WINDOW, ids=named)
def test_that_no_control_is_hung_on_another(file: Path) -> None:
    calls = (node for node in ast.walk(tree(file)) if isinstance(node, ast.Call))
    asked = [one.func for one in calls if isinstance(one.func, ast.Attribute) and one.func.attr in HANGING]
    assert [f"{one.attr}:{one.lineno}" for one in asked] == []
