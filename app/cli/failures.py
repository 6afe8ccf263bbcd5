"""The funnel of the command line: every failure ends as a Chinese message and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from app.errors import InspectorError, Refused
from app.file_faults import unusable_place


def report_foreseen(error: InspectorError) -> int:
    """Print what happened, the rules that forbid it and what to do next; return exit code 1."""
    lines = [error.title]
    if isinstance(error, Refused):
        for blocker in error.blockers:
            basis = "、".join(_cited(blocker.basis))
            lines.append(f"  - {blocker.text}" + (f"（依据：{basis}）" if basis else ""))
    if error.advice and not (isinstance(error, Refused) and error.advice == _joined(error)):
        lines.append(error.advice)
    print("\n".join(lines), file=sys.stderr)
    return 1


def _cited(articles: Sequence[str]) -> list[str]:
    """Return articles as Chinese citations; an article that no legal text here knows keeps its id.

    No source list (责任清单) is cited: it is one bureau's own, and a failure may come before it is known whose store it
    is. The law alone binds every bureau.
    """
    if not articles:
        return []
    from app.domain.source_lists import SOURCE_LIST
    from app.services.session.paths import built_in_forms  # only a refusal pays for reading the legal texts
    from app.services.shelf import shelf

    try:
        legal = shelf(built_in_forms()).legal
    except InspectorError:
        return list(articles)
    found = {one: legal.find(one) for one in articles}
    lists = {one.id for one in legal.statutes.values() if one.kind == SOURCE_LIST}
    return [
        one if article is None else article.citation
        for one, article in found.items() if article is None or article.statute not in lists
    ]  # fmt: skip


def _joined(error: Refused) -> str:
    return "；".join(blocker.text for blocker in error.blockers)


def report_unforeseen(error: BaseException, data_folder: Path) -> int:
    """Log where ``error`` arose, tell the person that saved content is safe; return exit code 1.

    The log holds the type and the places in the code only: an exception's text may quote what an officer typed.
    Where INSPECTION_DEBUG is set, the whole traceback is printed for a developer.
    """
    if os.environ.get("INSPECTION_DEBUG"):
        import traceback

        traceback.print_exception(error)
    log = _written_log(error, data_folder)
    unusable = unusable_place(error)
    if unusable is not None:
        print(f"{unusable.title}\n{unusable.advice}", file=sys.stderr)
        return 1
    place = f"详细情况已记入：{log}" if log else "详细情况未能写入日志。"
    print(
        f"程序遇到未预料的问题（{type(error).__name__}）。已保存的内容不受影响。\n"
        f"请重新运行一次；如果仍然出现，请把日志交给管理员。{place}",
        file=sys.stderr,
    )
    return 1


def _written_log(error: BaseException, data_folder: Path) -> Path | None:
    import tempfile  # only what goes wrong pays for it

    folder = data_folder / "logs" if data_folder.is_dir() else Path(tempfile.gettempdir())
    log = folder / "archives-inspection-errors.log"
    try:
        folder.mkdir(exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write("\n".join(_described(error)) + "\n")
    except OSError:
        return None
    return log


def _described(error: BaseException) -> list[str]:
    import traceback

    lines = [f"{datetime.now(UTC).isoformat(timespec='seconds')} {type(error).__name__}"]
    for frame in traceback.extract_tb(error.__traceback__):
        lines.append(f"  {frame.filename}:{frame.lineno} {frame.name}")
    cause = error.__cause__ or error.__context__
    if cause is not None:
        lines += ["caused by", *_described(cause)]
    return lines
