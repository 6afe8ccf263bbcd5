"""Entry point: without arguments the window opens, a sub-command does headless work."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path

from app.cli.console import data_folder, default_data_folder, use_utf8
from app.cli.failures import report_foreseen, report_unforeseen
from app.cli.interrupting import EXIT_CODE, stopping_at_signals, words_for
from app.cli.registry import build_parser
from app.errors import InspectorError


def main(argv: Sequence[str]) -> int:
    """Return the exit code: 0 done, 1 failed, 2 wrong usage, others as the command says."""
    use_utf8()
    folder, arguments = default_data_folder(), None
    try:
        arguments = build_parser().parse_args(argv)
        folder = data_folder(arguments)
        if arguments.command is None:
            return _open_window(folder)
        with stopping_at_signals():
            code: int = arguments.run(arguments)
        return code
    except InspectorError as error:
        return report_foreseen(error)
    except KeyboardInterrupt:
        print(words_for(arguments), file=sys.stderr)
        return EXIT_CODE
    except BrokenPipeError:
        # The reader of our output went away; closing quietly keeps the interpreter from complaining at exit.
        sys.stderr.close()
        return 1
    except Exception as error:  # noqa: BLE001 - the last funnel
        return report_unforeseen(error, folder)


def _open_window(folder: Path) -> int:
    if importlib.util.find_spec("ui.application") is None:
        print("窗口还没有做好。请先用命令：python main.py --help", file=sys.stderr)
        return 1
    # By name: the headless commands must start without Qt.
    code: int = importlib.import_module("ui.application").main(["--data", str(folder)])
    return code


if __name__ == "__main__":
    if getattr(sys, "frozen", False):
        # A process that binds case files starts as this very program on Windows; here it turns into that process.
        importlib.import_module("multiprocessing").freeze_support()
    sys.exit(main(sys.argv[1:]))
