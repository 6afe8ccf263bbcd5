"""How a case file 案卷 is put together, read from forms/casefile with every fault named."""

from __future__ import annotations

from pathlib import Path

from app.catalogue.documents import read_document
from app.catalogue.toml_reader import Problem, TomlTable, read_toml
from app.domain.casefiles import Caption, CaseFileDefinition
from app.domain.documents import DocumentDefinition

SHEETS = ("cover", "index", "photos", "reference")
STATES = ("待核实", "已核实")


def load_casefile(folder: Path) -> tuple[CaseFileDefinition | None, list[Problem]]:
    """Return the definition of case files and its problems; None where a file is missing or no TOML."""
    root = folder.parent
    file = read_toml(folder / "casefile.toml", root)
    sheets: dict[str, DocumentDefinition] = {}
    problems: list[Problem] = []
    for name in SHEETS:
        found, faults = read_document(folder / f"{name}.toml", root)
        problems += faults
        if found is not None:
            sheets[name] = found
    if not file.readable or len(sheets) < len(SHEETS):
        return None, [*file.problems, *problems]
    top = file.top
    settings = top.table("settings", required=True)
    definition = CaseFileDefinition(
        title=settings.text("title"),
        version=settings.text("version"),
        state=settings.text("state", allowed=STATES),
        order=settings.texts("order"),
        receipt=settings.text("receipt"),
        required=settings.texts("required"),
        retentions=settings.texts("retentions"),
        captions=tuple(_caption(one) for one in top.tables("caption", required=True)),
        **sheets,
    )
    if not definition.retentions:
        settings.report("retentions", "没有保管期限", "请至少写一个，第一个为常用的")
    settings.text("note", required=False)
    settings.refuse_unknown_keys()
    top.refuse_unknown_keys()
    return definition, [*file.problems, *problems]


def _caption(table: TomlTable) -> Caption:
    caption = Caption(table.text("label"), table.text("text"))
    table.refuse_unknown_keys()
    return caption
