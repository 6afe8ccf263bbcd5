"""The columns of the list: what each is called, which kind of value it holds, and which are shown at first."""

from __future__ import annotations

from dataclasses import dataclass

WORDS, DAY, COUNT = "words", "day", "count"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``wide`` is how many Chinese characters it needs; ``shown`` = from the first start on."""

    key: str
    heading: str
    kind: str = WORDS
    wide: int = 8
    shown: bool = False


COLUMNS = (
    Column("unit", "被检查单位", wide=17, shown=True),
    Column("step", "当前步骤", wide=13, shown=True),
    Column("due", "下一期限", DAY, wide=11, shown=True),
    Column("officers", "执法人员", wide=10, shown=True),
    Column("district", "县（市、区）", wide=6, shown=True),
    Column("mode", "检查方式", wide=7, shown=True),
    Column("visited", "到场日期", DAY, wide=8, shown=True),
    Column("numbers", "文书编号", wide=16),
    Column("findings", "问题数", COUNT, wide=5),
    Column("codes", "问题所在检查项", wide=10),
    Column("ordered", "整改期限", DAY, wide=8),
    Column("planned", "计划日期", DAY, wide=8),
    Column("closed", "办结日期", DAY, wide=8),
    Column("purpose", "检查目的", wide=14),
    Column("kind", "单位类别", wide=7),
    Column("code", "统一社会信用代码", wide=12),
)
_BY_KEY = {one.key: one for one in COLUMNS}
FIRST_SHOWN = tuple(one.key for one in COLUMNS if one.shown)


def column_of(key: str) -> Column:
    """Return a column by its key."""
    return _BY_KEY[key]


def known(keys: object) -> tuple[str, ...]:
    """Return those keys that are columns of this version, in the order of the list; the first ones where none is."""
    wanted = set(keys) if isinstance(keys, (list, tuple)) else set()
    return tuple(one.key for one in COLUMNS if one.key in wanted) or FIRST_SHOWN
