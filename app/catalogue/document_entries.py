"""The form of a paper and its place in the case, read from the ``[[field]]`` and ``[procedure]`` tables of its file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from app.catalogue.terms import read_extension
from app.catalogue.toml_reader import TomlTable
from app.domain.days import Side
from app.domain.documents import Slot
from app.domain.entries import (
    APPROVERS,
    CELL_TYPES,
    CHOICE,
    CHOICES,
    CLOCK_MOMENTS,
    DELIVERIES,
    FIELD_TYPES,
    GROUPS,
    LISTS,
    MOMENTS,
    ROWS,
    SIGNER_GROUPS,
    STAGES,
    EntryField,
    Need,
    Option,
    PaperClock,
    Procedure,
    Settle,
)
from app.domain.procedure.needs import NEEDS
from app.domain.terms import declared_problems

SIDES = ("party", "authority")
ENTERED = "文书与送达·填写"


def read_fields(top: TomlTable) -> tuple[EntryField, ...]:
    """Return the fields of a form in order; faults are reported on the file."""
    fields = tuple(_field(table, FIELD_TYPES) for table in top.tables("field"))
    names = [one.name for one in fields]
    for name in sorted({one for one in names if names.count(one) > 1}):
        top.report("field", f"栏目“{name}”重复", "请改成不同的 name")
    return fields


def read_procedure(top: TomlTable, fields: Sequence[EntryField]) -> Procedure | None:
    """Return the place of a paper in the case, None where the file does not say one."""
    if "procedure" not in top.values:
        top.raw("procedure")
        return None
    table = top.table("procedure")
    names = {one.name for one in fields}
    procedure = Procedure(
        group=table.text("group", allowed=GROUPS),
        measures=table.texts("measures"),
        stage=table.text("stage", required=False, default="any", allowed=STAGES),
        approval=table.text("approval", required=False, allowed=("", *APPROVERS)),
        signers=_among(table, "signers", SIGNER_GROUPS),
        delivery=table.text("delivery", required=False, default="none", allowed=DELIVERIES),
        repeat=table.flag("repeat"),
        closes=table.flag("closes"),
        follows=_one_or_more(table, "follows"),
        note=table.text("note", required=False),
        needs=tuple(_need(one, names) for one in table.tables("need")),
        clocks=tuple(_clock(one, names) for one in table.tables("clock")),
        settles=tuple(_settle(one, names) for one in table.tables("settle")),
    )
    table.refuse_unknown_keys()
    return procedure


def slots_of(fields: Iterable[EntryField]) -> tuple[Slot, ...]:
    """Return the mandatory slots of a form: what must be filled in must stand on the paper."""
    found = []
    for one in fields:
        if not one.required:
            continue
        path = f"{one.name}[]" if one.type in LISTS else one.name
        found.append(Slot(path, one.label, ENTERED, f"asked.{one.name}", one.least, one.basis))
    return tuple(found)


def _field(table: TomlTable, types: Sequence[str]) -> EntryField:
    kind = table.text("type", allowed=types)
    one = EntryField(
        name=table.text("name"),
        label=table.text("label"),
        type=kind,
        required=not table.flag("optional"),
        hint=table.text("hint", required=False),
        when=table.text("when", required=False),
        default=table.text("default", required=False),
        rows_from=table.text("rows_from", required=False),
        taken=table.text("taken", required=False),
        options=tuple(_option(row) for row in table.tables("options")),
        columns=tuple(_field(row, CELL_TYPES) for row in table.tables("columns")),
        rows=tuple(_row(row) for row in table.tables("rows")),
        least=table.number("least", required=False, default=1),
        basis=table.texts("basis"),
    )
    if kind in (CHOICE, CHOICES) and not one.options:
        table.report("options", f"“{one.label}”没有选项", "请在 options 中列出")
    if kind == ROWS and not one.columns:
        table.report("columns", f"“{one.label}”没有列", "请在 columns 中列出")
    table.refuse_unknown_keys()
    return one


def _row(table: TomlTable) -> dict[str, str]:
    return {key: table.text(key, required=False) for key in table.values}


def _option(table: TomlTable) -> Option:
    option = Option(table.text("key"), table.text("label"))
    table.refuse_unknown_keys()
    return option


def _need(table: TomlTable, names: set[str]) -> Need:
    guard = table.text("guard", allowed=NEEDS)
    details = {key: value for key, value in table.values.items() if key not in _NEED_KEYS}
    for key in details:
        table.raw(key)
    need = Need(
        guard=guard,
        text=table.text("text"),
        basis=table.texts("basis"),
        when=_condition(table, names),
        place=table.text("place", required=False, default="papers"),
        details=details,
    )
    known = NEEDS[guard].details if guard in NEEDS else frozenset(details)
    optional = NEEDS[guard].optional if guard in NEEDS else frozenset()
    for key in sorted(set(details) - optional ^ set(known)):
        table.report(key, f"关卡“{guard}”的“{key}”多余或缺少", f"该关卡须写：{'、'.join(sorted(known)) or '无'}")
    if "field" in details and details["field"] not in names:
        table.report("field", f"没有栏目“{details['field']}”", "请改为本文书 [[field]] 中的 name")
    return need


_NEED_KEYS = frozenset({"guard", "text", "basis", "when", "place"})


def _clock(table: TomlTable, names: set[str]) -> PaperClock:
    clock = PaperClock(
        title=table.text("title"),
        starts=table.text("starts"),
        side=cast(Side, table.text("side", required=False, default="authority", allowed=SIDES)),
        term=table.text("term", required=False),
        until=table.text("until", required=False),
        ends=table.texts("ends"),
        when=_condition(table, names),
        rights=table.flag("rights"),
        basis=table.texts("basis"),
        extend=read_extension(table),
        to_approve=table.flag("to_approve"),
        duty=table.text("duty", required=False),
    )
    if clock.starts not in (*CLOCK_MOMENTS, *names):
        table.report("starts", f"起算点“{clock.starts}”不存在", f"请改为 {'、'.join(CLOCK_MOMENTS)} 或栏目名")
    if clock.term and declared_problems(clock.term):
        table.report("term", f"期限“{clock.term}”无法识别", "请写作 7wd、15d、10u、6mo、2y 或 24h")
    if bool(clock.term) == bool(clock.until):
        table.report("term", "期限须写 term 或 until 之一", "请补上其中一个，不能都写")
    if clock.until and clock.until not in names:
        table.report("until", f"没有栏目“{clock.until}”", "请改为本文书 [[field]] 中的 name")
    table.refuse_unknown_keys()
    return clock


def _settle(table: TomlTable, names: set[str]) -> Settle:
    settle = Settle(
        table.text("duty"),
        table.text("at", required=False, default="final", allowed=MOMENTS),
        _condition(table, names),
    )
    table.refuse_unknown_keys()
    return settle


def _one_or_more(table: TomlTable, key: str) -> tuple[str, ...]:
    """Return a list that may hold one text without brackets, as definitions pinned earlier write it."""
    return (table.text(key),) if isinstance(table.values.get(key), str) else table.texts(key)


def _condition(table: TomlTable, names: set[str]) -> str:
    text = table.text("when", required=False)
    name = text.removeprefix("!").partition("=")[0]
    if name and name not in names:
        table.report("when", f"条件中的“{name}”不是本文书的栏目", "请改为 [[field]] 中的 name")
    return text


def _among(table: TomlTable, key: str, allowed: Sequence[str]) -> tuple[str, ...]:
    given = table.texts(key)
    for one in given:
        if one not in allowed:
            table.report(key, f"“{key}”的值“{one}”不在允许范围内", f"请改为：{'、'.join(allowed)}")
    return given
