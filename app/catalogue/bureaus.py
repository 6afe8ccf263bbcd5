"""Reads forms/bureaus: any number of files with [[bureau]] rows."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from app.catalogue.toml_reader import Problem, TomlTable, read_toml
from app.domain.bureaus import STAMP_ACROSS, STAMP_DOWN, Bureau, Office, may_be_stamped_at
from app.domain.source_lists import OwnList

LEVELS = ("city", "county")
STATES = ("待核实", "已核实")
# A file that a centre published before there was the key source_list: the list in the program is the city's.
_BEFORE_THE_KEY = {"city": "responsibility-list"}


def load_bureaus(folder: Path) -> tuple[dict[str, Bureau], list[Problem]]:
    """Return the bureaus of ``folder`` (forms/bureaus) by code, and every problem found."""
    problems: list[Problem] = []
    bureaus: dict[str, Bureau] = {}
    for path in sorted(folder.glob("*.toml")):
        file = read_toml(path, folder.parent)
        for row in file.top.tables("bureau", required=file.readable):
            bureau = _bureau(row)
            if bureau.code in bureaus:
                row.report("code", f"机关编号“{bureau.code}”重复", "请改正编号或删除重复的机关")
            elif bureau.code:
                bureaus[bureau.code] = bureau
        file.top.refuse_unknown_keys()
        problems += file.problems
    if not bureaus:
        problems.append(Problem(folder.name, 0, "没有登记任何档案局", "请从安装包或中心库恢复 forms/bureaus"))
    return bureaus, problems


def _bureau(row: TomlTable) -> Bureau:
    kinds = row.table("number_kinds")
    district, level = row.text("district"), row.text("level", allowed=LEVELS)
    bureau = Bureau(
        code=row.text("code"),
        name=row.text("name"),
        level=level,
        district=district,
        district_name=row.text("district_name"),
        districts=row.texts("districts") or (district,),
        state=row.text("state", allowed=STATES),
        enabled=row.flag("enabled", True),
        superior=row.text("superior"),
        reviewing_body=row.text("reviewing_body"),
        court=row.text("court"),
        network_security=row.texts("network_security"),
        number_prefix=row.text("number_prefix", required=False),
        number_kinds=MappingProxyType({kind: kinds.text(kind) for kind in kinds.values}),
        offices=tuple(_office(office) for office in row.tables("office")),
        public_body=row.text("public_body", required=False),
        penalty_account=row.text("penalty_account", required=False),
        note=row.text("note", required=False),
        stamp_place=_stamp_place(row),
        machine_fonts=row.flag("machine_fonts"),
        source_list=row.text("source_list", required=False) or _BEFORE_THE_KEY.get(level, ""),
        own_list=_own_list(row),
    )
    row.refuse_unknown_keys()
    _check_codes(row, bureau)
    return bureau


def _own_list(row: TomlTable) -> OwnList | None:
    told = row.table("own_list")
    if not told.values:
        return None
    title, published, item = told.text("title"), told.day("published"), told.text("item")
    told.refuse_unknown_keys()
    return OwnList(title, published, item) if published is not None else None


def _stamp_place(row: TomlTable) -> tuple[int, int] | None:
    place = row.table("stamp_place")
    if not place.values:
        return None
    x, y = place.number("x"), place.number("y")
    place.refuse_unknown_keys()
    if not may_be_stamped_at(x, y):
        across, down = ("～".join(map(str, one)) for one in (STAMP_ACROSS, STAMP_DOWN))
        row.report("stamp_place", "预盖印章的位置不在版心内", f"x 应为 {across}，y 应为 {down}（毫米）")
    return (x, y)


def _office(row: TomlTable) -> Office:
    office = Office(row.text("code"), row.text("name"), row.flag("enforcement"))
    row.refuse_unknown_keys()
    return office


def _check_codes(row: TomlTable, bureau: Bureau) -> None:
    for key, codes in (("district", (bureau.district,)), ("districts", bureau.districts)):
        for code in codes:
            if code and not (code.isascii() and code.isdecimal() and len(code) == 6):
                row.report(key, f"行政区划代码“{code}”不是六位数字", "请按 GB/T 2260 填写六位代码")
    offices = [office.code for office in bureau.offices]
    if len(set(offices)) != len(offices):
        row.report("office", "处室编号重复", "请给每个处室不同的编号")
