"""The list as a workbook for Excel and WPS: typed days and counts, and no cell that could be taken for a formula."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from app.errors import StorageFailed
from app.services.desk import Desk
from app.services.listing.columns import COUNT, DAY, Column, column_of
from app.services.listing.rows import step_words
from app.services.listing.told import WRAPPED, Asked, made_at, tell
from app.services.saving import not_saved
from app.storage.files import flush_file, replace

AT_ONCE = 500
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_LONGEST = 32_767  # signs in a cell, by the format
NOTHING_ASKED = Asked()


@dataclass(frozen=True, slots=True)
class Exported:
    """The file written, and how many inspections it lists."""

    path: Path
    rows: int


def export(
    desk: Desk,
    path: Path,
    rows: Sequence[tuple[str, str]],
    columns: Sequence[str],
    *,
    asked: Asked = NOTHING_ASKED,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> Exported:
    """Write inspections, as (id, term) in the order given, with these columns; the old file stays until all is written.

    A second sheet says which filter (``asked``) and columns it has, and when and by whom it was made.

    Raises:
        StorageFailed: cancelled, the file is in use, or the disk is full; no half file is left.
    """
    beside = path.with_name(f".{path.name}.part")
    book = Workbook(write_only=True)
    sheet = book.create_sheet("检查清单")
    shown = [column_of(key) for key in columns]
    try:
        _lay_out(sheet, len(rows), shown)
        for done in range(0, len(rows), AT_ONCE):
            progress(done, len(rows))
            if cancelled():
                raise StorageFailed("cancelled", "已取消导出。", "没有留下文件，需要时可重新导出。")
            for cells in _cells(desk, rows[done : done + AT_ONCE]):
                sheet.append([_cell(sheet, column_of(key), cells.get(key)) for key in columns])
        progress(len(rows), len(rows))
        tell(book, _about(desk, len(rows), shown, asked))
        book.save(beside)
        flush_file(beside)
        replace(beside, path)
    except OSError as error:
        raise not_saved(error, path, "清单") from error
    finally:
        for one in book.worksheets:
            _discard(one)
        beside.unlink(missing_ok=True)
    return Exported(path, len(rows))


def _lay_out(sheet: Any, rows: int, columns: Sequence[Column]) -> None:
    sheet.freeze_panes = "A2"
    for place, one in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = 2.2 * one.wide
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{rows + 1}"
    sheet.append([_heading(sheet, one.heading) for one in columns])


def _about(desk: Desk, rows: int, columns: Sequence[Column], asked: Asked) -> list[tuple[str, str]]:
    who = desk.officers().get(desk.officer)
    return [
        ("名称", "执法检查清单"),
        ("导出单位", desk.issuing(desk.bureau).name),
        *asked.rows,
        ("列", "、".join(one.heading for one in columns)),
        ("件数", f"{rows} 次检查"),
        ("导出时间", made_at(desk.now())),
        ("导出人", who.name if who is not None else desk.officer),
    ]


def _discard(sheet: Any) -> None:
    """Remove what a sheet that was not saved holds on the disk: the library would keep it, readable, until the exit."""
    if not sheet.closed:
        sheet.close()
    writer = sheet._writer
    if writer is not None and Path(writer.out).exists():
        writer.cleanup()


def _cells(desk: Desk, rows: Sequence[tuple[str, str]]) -> Iterable[dict[str, Any]]:
    known = desk.store.listing.cells([root for root, _ in rows])
    for root, due in rows:
        cells = known.get(root, {})
        yield cells | {"due": due[:10], "step": step_words(cells)}


def _heading(sheet: Any, words: str) -> Any:
    cell = WriteOnlyCell(sheet, words)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, column: Column, value: Any) -> Any:
    if value in (None, ""):
        return None
    if column.kind == COUNT:
        return int(value)
    if column.kind == DAY:
        return date.fromisoformat(str(value))
    words = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:_LONGEST]
    computed, long = words.startswith(_FORMULA_SIGNS), len(words) > column.wide or "\n" in words
    if not computed and not long:
        return words
    cell = WriteOnlyCell(sheet, words)
    if long:
        cell.alignment = WRAPPED
    if computed:  # marked as text, so that nothing is ever computed
        cell.data_type = "s"
        cell.quotePrefix = True
    return cell
