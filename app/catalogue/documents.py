"""Definitions of papers read from forms/inspections/<code>/documents/*.toml, with every fault named.

The format is told in forms/inspections/electronic-records/documents/README.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from app.catalogue.document_entries import read_fields, read_procedure, slots_of
from app.catalogue.toml_reader import Problem, TomlTable, read_toml
from app.domain.documents import (
    ALIGNMENTS,
    LAYOUTS,
    LIFECYCLES,
    STYLES,
    TEMPLATE_FILTERS,
    AnnexBlock,
    AnnexesBlock,
    Block,
    Cell,
    Column,
    DocumentDefinition,
    Foot,
    FormBlock,
    FormRow,
    GapBlock,
    HeadBlock,
    ImprintBlock,
    ListedTablesBlock,
    SignatureBlock,
    Slot,
    StampBlock,
    TableBlock,
    TextBlock,
    TitleBlock,
)


@dataclass(frozen=True)
class DocumentCatalogue:
    """The papers of one inspection by kind, and what is wrong with their files; use none while there are problems."""

    definitions: Mapping[str, DocumentDefinition] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def read_documents(folder: Path, root: Path | None = None) -> DocumentCatalogue:
    """Return every definition of a folder; ``root`` is what the file names in problems are relative to."""
    definitions: dict[str, DocumentDefinition] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.toml")):
        definition, found = read_document(path, root)
        problems += found
        if definition and definition.kind in definitions:
            problems.append(Problem(path.name, 0, f"文书“{definition.kind}”重复", "请删除其中一个文件或改用其他代号"))
        elif definition:
            definitions[definition.kind] = definition
    return DocumentCatalogue(definitions, tuple(problems))


def read_document(path: Path, root: Path | None = None) -> tuple[DocumentDefinition | None, list[Problem]]:
    """Return the definition of one file and its problems; None where the file is no TOML."""
    file = read_toml(path, root)
    if not file.readable:
        return None, file.problems
    top = file.top
    meta = top.table("meta", required=True)
    fields = read_fields(top)
    definition = DocumentDefinition(
        kind=meta.text("kind"),
        title=meta.text("title"),
        number_kind=meta.text("number_kind", required=False),
        lifecycle=meta.text("lifecycle", allowed=LIFECYCLES),
        layout=meta.text("layout", allowed=LAYOUTS),
        copies=meta.texts("copies"),
        prints=meta.texts("prints"),
        slots=(*(_slot(table) for table in top.tables("slot")), *slots_of(fields)),
        blocks=tuple(block for block in map(_block, top.tables("block", required=True)) if block),
        basis=meta.texts("basis"),
        foot=_foot(top.table("foot")),
        version=meta.text("version", required=False, default="1"),
        entries=fields,
        procedure=read_procedure(top, fields),
    )
    meta.refuse_unknown_keys()
    _check_annexes(definition.blocks, top)
    top.refuse_unknown_keys()
    return definition, file.problems


def _slot(table: TomlTable) -> Slot:
    slot = Slot(
        path=table.text("path"),
        name=table.text("name"),
        place=table.text("place"),
        when=table.text("when", required=False),
        least=table.number("least", required=False, default=1),
        basis=table.texts("basis"),
    )
    table.refuse_unknown_keys()
    return slot


def _foot(table: TomlTable) -> Foot:
    conditions = (_condition(table), _condition(table, "sign_when"))
    foot = Foot(_template(table, "text"), table.texts("signatures"), *conditions)
    table.refuse_unknown_keys()
    return foot


def _block(table: TomlTable) -> Block | None:
    kind = table.text("type", allowed=_READERS)
    if kind not in _READERS:
        return None
    block = _READERS[kind](table)
    table.refuse_unknown_keys()
    return block


def _head(table: TomlTable) -> HeadBlock:
    text, number = _template(table, "text", True), _template(table, "number", True)
    marks = (_template(table, key) for key in ("copy_number", "secrecy", "urgency"))
    return HeadBlock(text, number, _template(table, "signer"), _condition(table), *marks)


def _title(table: TomlTable) -> TitleBlock:
    return TitleBlock(_template(table, "text", True), _condition(table))


def _text(table: TomlTable) -> TextBlock:
    return TextBlock(
        text=_template(table, "text", True),
        style=table.text("style", required=False, default="body", allowed=STYLES),
        align=table.text("align", required=False, default="justify", allowed=ALIGNMENTS),
        indent=table.number("indent", required=False, default=2),
        before=_decimal(table, "before", 0.0),
        keep=table.flag("keep"),
        each=table.text("each", required=False),
        when=_condition(table),
    )


def _form(table: TomlTable) -> FormBlock:
    rows = []
    for row in table.tables("row", required=True):
        cells = tuple(_cell(cell) for cell in row.tables("cells", required=True))
        rows.append(FormRow(cells, row.text("each", required=False), _condition(row)))
        row.refuse_unknown_keys()
    return FormBlock(tuple(rows), _condition(table))


def _cell(table: TomlTable) -> Cell:
    cell = Cell(
        text=_template(table, "text"),
        width=_decimal(table, "width", 1.0),
        label=table.flag("label"),
        sign=table.text("sign", required=False),
        signer=_template(table, "signer"),
        instead=_template(table, "instead"),
        lines=table.number("lines", required=False, default=1),
    )
    table.refuse_unknown_keys()
    return cell


def _table(table: TomlTable) -> TableBlock:
    return TableBlock(
        each=table.text("each"),
        columns=tuple(_column(column) for column in table.tables("columns", required=True)),
        caption=_template(table, "caption"),
        group=_template(table, "group"),
        blank=table.number("blank", required=False, default=0),
        empty=_template(table, "empty"),
        when=_condition(table),
    )


def _column(table: TomlTable) -> Column:
    column = Column(
        title=table.text("title"),
        text=_template(table, "text", True),
        width=_decimal(table, "width", 1.0),
        align=table.text("align", required=False, default="left", allowed=ALIGNMENTS),
    )
    table.refuse_unknown_keys()
    return column


def _listed_tables(table: TomlTable) -> ListedTablesBlock:
    return ListedTablesBlock(table.text("each"), _template(table, "caption"), _condition(table))


def _signatures(table: TomlTable) -> SignatureBlock:
    columns = table.number("columns", required=False, default=2)
    return SignatureBlock(table.text("each"), columns, _condition(table))


def _stamp(table: TomlTable) -> StampBlock:
    return StampBlock(_template(table, "agency", True), _template(table, "date", True), _condition(table))


def _annexes(table: TomlTable) -> AnnexesBlock:
    return AnnexesBlock(table.text("each", required=False), _condition(table))


def _annex(table: TomlTable) -> AnnexBlock:
    name = table.text("name")
    if name and not (name.isascii() and name.isidentifier()):
        table.report("name", f"附件的代号“{name}”不能用在条件中", "请用英文字母开头，只用字母、数字和下划线")
    return AnnexBlock(name, _template(table, "title", True), _condition(table))


def _check_annexes(blocks: Sequence[Block], top: TomlTable) -> None:
    """Report annex pages that no 附件说明 names, and names used twice."""
    annexes = [block for block in blocks if isinstance(block, AnnexBlock)]
    if annexes and not any(isinstance(block, AnnexesBlock) for block in blocks):
        top.report("block", "有附件页，却没有附件说明", '请在署名之前加一个 type = "annexes" 的部分')
    if len({block.name for block in annexes}) < len(annexes):
        top.report("block", "附件的代号重复", "请给每个附件不同的 name")


def _imprint(table: TomlTable) -> ImprintBlock:
    issuer, date = _template(table, "issuer", True), _template(table, "date", True)
    return ImprintBlock(issuer, date, _template(table, "copies"), _condition(table))


def _gap(table: TomlTable) -> GapBlock:
    return GapBlock(_decimal(table, "lines", 1.0), _condition(table))


_READERS: dict[str, Callable[[TomlTable], Block]] = {
    "head": _head,
    "title": _title,
    "text": _text,
    "form": _form,
    "table": _table,
    "listed-tables": _listed_tables,
    "signatures": _signatures,
    "stamp": _stamp,
    "annexes": _annexes,
    "annex": _annex,
    "imprint": _imprint,
    "gap": _gap,
}


def _decimal(table: TomlTable, key: str, default: float) -> float:
    value = table.raw(key)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        table.report(key, f"“{key}”的类型不对", "请改为不小于 0 的数")
        return default
    return float(value)


def _template(table: TomlTable, key: str, required: bool = False) -> str:
    text = table.text(key, required=required)
    _check(table, key, text, _translated)
    return text


def _condition(table: TomlTable, key: str = "when") -> str:
    text = table.text(key, required=False)
    if text:
        _check(table, key, text, _environment().compile_expression)
    return text


def _check(table: TomlTable, key: str, text: str, compile_it: Callable[[str], Any]) -> None:
    try:
        compile_it(text)
    except TemplateError as error:
        table.report(key, f"“{key}”的模板语法错误（{error}）", "请检查花括号、百分号和引号")


def _translated(template: str) -> str:
    """Return a template as Python source: all faults show on the way, and compiling that too would take as long."""
    return _environment().compile(template, raw=True)


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(autoescape=False)
    environment.filters.update(dict.fromkeys(TEMPLATE_FILTERS, str))
    return environment
