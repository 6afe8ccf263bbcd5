"""No control of the window changes under a mouse wheel that only passes over it."""

import ast

from tests.architecture.source_files import ROOT, classes, named, program_files, tree

# Qt's own take the wheel, with the focus and without; ui.widgets.drop_down holds the one that does not.
WHEELED = frozenset({
    "QComboBox", "QFontComboBox", "QSpinBox", "QDoubleSpinBox", "QDateEdit", "QTimeEdit", "QDateTimeEdit", "QSlider",
    "QDial",
})  # fmt: skip
FILES = [one for one in map(named, program_files()) if one.startswith("ui/")]


def test_that_no_control_is_made_that_takes_the_wheel() -> None:
    made = [
        f"{path}:{node.lineno} {node.func.id}"
        for path in FILES
        for node in ast.walk(tree(ROOT / path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WHEELED
    ]
    assert not made, "make a ui.widgets.drop_down.DropDown"


def test_that_a_control_of_our_own_leaves_the_wheel_to_the_page() -> None:
    for path, found in ((name, one) for name in FILES for one in classes(ROOT / name)):
        if WHEELED & {base.id for base in found.bases if isinstance(base, ast.Name)}:
            methods = {one.name for one in found.body if isinstance(one, ast.FunctionDef)}
            assert "wheelEvent" in methods, f"{path}: {found.name}"
