"""Definitions of papers read from forms/inspections/<code>/documents/*.toml, with every fault named.

The format is told in forms/inspections/electronic-records/documents/README.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from app.catalogue.document_entries import read_fields, read_procedure, slots_of
from app.catalogue.document_templates import condition, template
from app.catalogue.toml_reader import Problem, TomlFile, TomlTable, read_toml, toml_in
from app.domain.documents import (
    ALIGNMENTS,
    LAYOUTS,
    LIFECYCLES,
    STYLES,
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
        known = faultless_document(path.read_bytes()) if path.is_file() else None
        definition, found = (known, []) if known else read_document(path, root)
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
    return _definition_in(file), file.problems


@lru_cache(maxsize=128)
def faultless_document(content: bytes) -> DocumentDefinition | None:
    """Return the definition that is a file's content, None where anything is wrong with it; each is read once."""
    file = toml_in(content, "")
    definition = _definition_in(file) if file.readable else None
    return None if file.problems else definition


def _definition_in(file: TomlFile) -> DocumentDefinition:
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
    return definition


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
    conditions = (condition(table), condition(table, "sign_when"))
    foot = Foot(template(table, "text"), table.texts("signatures"), *conditions, table.text("signers", required=False))
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
    text, number = template(table, "text", True), template(table, "number", True)
    marks = (template(table, key) for key in ("copy_number", "secrecy", "urgency"))
    return HeadBlock(text, number, template(table, "signer"), condition(table), *marks)


def _title(table: TomlTable) -> TitleBlock:
    return TitleBlock(template(table, "text", True), condition(table))


def _text(table: TomlTable) -> TextBlock:
    return TextBlock(
        text=template(table, "text", True),
        style=table.text("style", required=False, default="body", allowed=STYLES),
        align=table.text("align", required=False, default="justify", allowed=ALIGNMENTS),
        indent=table.number("indent", required=False, default=2),
        before=_decimal(table, "before", 0.0),
        keep=table.flag("keep"),
        each=table.text("each", required=False),
        when=condition(table),
    )


def _form(table: TomlTable) -> FormBlock:
    rows = []
    for row in table.tables("row", required=True):
        cells = tuple(_cell(cell) for cell in row.tables("cells", required=True))
        rows.append(FormRow(cells, row.text("each", required=False), condition(row)))
        row.refuse_unknown_keys()
    return FormBlock(tuple(rows), condition(table))


def _cell(table: TomlTable) -> Cell:
    cell = Cell(
        text=template(table, "text"),
        width=_decimal(table, "width", 1.0),
        label=table.flag("label"),
        sign=table.text("sign", required=False),
        signer=template(table, "signer"),
        instead=template(table, "instead"),
        lines=table.number("lines", required=False, default=1),
    )
    table.refuse_unknown_keys()
    return cell


def _table(table: TomlTable) -> TableBlock:
    return TableBlock(
        each=table.text("each"),
        columns=tuple(_column(column) for column in table.tables("columns", required=True)),
        caption=template(table, "caption"),
        group=template(table, "group"),
        blank=table.number("blank", required=False, default=0),
        empty=template(table, "empty"),
        when=condition(table),
    )


def _column(table: TomlTable) -> Column:
    column = Column(
        title=table.text("title"),
        text=template(table, "text", True),
        width=_decimal(table, "width", 1.0),
        align=table.text("align", required=False, default="left", allowed=ALIGNMENTS),
    )
    table.refuse_unknown_keys()
    return column


def _listed_tables(table: TomlTable) -> ListedTablesBlock:
    return ListedTablesBlock(table.text("each"), template(table, "caption"), condition(table))


def _signatures(table: TomlTable) -> SignatureBlock:
    columns = table.number("columns", required=False, default=2)
    return SignatureBlock(table.text("each"), columns, condition(table))


def _stamp(table: TomlTable) -> StampBlock:
    return StampBlock(template(table, "agency", True), template(table, "date", True), condition(table))


def _annexes(table: TomlTable) -> AnnexesBlock:
    return AnnexesBlock(table.text("each", required=False), condition(table))


def _annex(table: TomlTable) -> AnnexBlock:
    name = table.text("name")
    if name and not (name.isascii() and name.isidentifier()):
        table.report("name", f"附件的代号“{name}”不能用在条件中", "请用英文字母开头，只用字母、数字和下划线")
    return AnnexBlock(name, template(table, "title", True), condition(table))


def _check_annexes(blocks: Sequence[Block], top: TomlTable) -> None:
    """Report annex pages that no 附件说明 names, and names used twice."""
    annexes = [block for block in blocks if isinstance(block, AnnexBlock)]
    if annexes and not any(isinstance(block, AnnexesBlock) for block in blocks):
        top.report("block", "有附件页，却没有附件说明", '请在署名之前加一个 type = "annexes" 的部分')
    if len({block.name for block in annexes}) < len(annexes):
        top.report("block", "附件的代号重复", "请给每个附件不同的 name")


def _imprint(table: TomlTable) -> ImprintBlock:
    issuer, date = template(table, "issuer", True), template(table, "date", True)
    return ImprintBlock(issuer, date, template(table, "copies"), condition(table))


def _gap(table: TomlTable) -> GapBlock:
    return GapBlock(_decimal(table, "lines", 1.0), condition(table))


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
