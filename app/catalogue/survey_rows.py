"""Makes survey rows and choices of cells, the same way for TOML checklists and XLSForm workbooks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.catalogue.survey_vocabulary import (
    REFUSED_COLUMNS,
    condition,
    is_yes,
    parameters_of,
    question_type,
)
from app.domain.checklist.expression_values import to_number
from app.domain.checklist.model import SELECT_TYPES, Choice, Fault, Inspection, SurveyRow

Cells = Mapping[str, str]


@dataclass
class SurveyReader:
    """Collects the rows, choices and faults of one form; ``take`` in the order of the survey."""

    rows: list[SurveyRow] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    _others: list[str] = field(default_factory=list)

    def take(self, cells: Cells, at: int, inspection: Inspection | None = None, was: tuple[str, ...] = ()) -> None:
        """Add one row of the survey; ``cells`` are its filled cells by column, ``at`` its row number."""
        if is_yes(cells.get("disabled", "")):
            return
        if "type" not in cells:
            if "name" in cells or "label" in cells:
                self._fault(at, "缺少题型（type）", "请填写题型，或删除该行")
            return
        made = self._row(cells, at, inspection or Inspection(), was)
        if made is not None:
            self._check(made, cells, at)
            self.rows.append(made)
            self._specify_other(made, cells, at)

    def take_choice(self, cells: Cells, at: int) -> None:
        """Add one choice."""
        list_name, name = cells.get("list_name", ""), cells.get("name", "")
        if not list_name and not name:
            return
        if not list_name or not name:
            missing = "列表名（list_name）" if not list_name else "选项名（name）"
            self.faults.append(Fault(at, f"选项缺少{missing}", "请补上，或删除该行", "choices"))
            return
        self.choices.append(Choice(list_name, name, cells.get("label", ""), at))

    def finished_choices(self) -> tuple[Choice, ...]:
        """Return the choices, with “other” added to the lists that ask for it."""
        added = [
            Choice(name, "other", "其他")
            for name in dict.fromkeys(self._others)
            if not any(choice.list_name == name and choice.name == "other" for choice in self.choices)
        ]
        return (*self.choices, *added)

    def _row(self, cells: Cells, at: int, inspection: Inspection, was: tuple[str, ...]) -> SurveyRow | None:
        kind = question_type(_whole_type(cells))
        if not kind.known:
            self._fault(at, f"题型“{cells['type'][:60]}”不支持", "请改用说明中列出的题型，或删除该题")
            return None
        name = cells.get("name", "")
        if not name and kind.name == "note":
            name = f"generated_note_name_{at}"
        return SurveyRow(
            type=kind.name,
            name=name,
            label=cells.get("label", ""),
            hint=cells.get("hint", ""),
            row=at,
            required=condition(cells.get("required", "")),
            required_message=cells.get("required_message", ""),
            relevant=cells.get("relevant", ""),
            constraint=cells.get("constraint", ""),
            constraint_message=cells.get("constraint_message", ""),
            calculation=cells.get("calculation", ""),
            default=cells.get("default", ""),
            read_only=condition(cells.get("read_only", "")),
            repeat_count=cells.get("repeat_count", ""),
            list_name=kind.list_name,
            parameters=parameters_of(cells.get("parameters", "")) if kind.name == "range" else {},
            was=was,
            inspection=inspection,
        )

    def _check(self, row: SurveyRow, cells: Cells, at: int) -> None:
        for column, named in REFUSED_COLUMNS.items():
            if column in cells:
                self._fault(at, f"不支持{named}", f"请清空 {column} 列的这一格，改用 relevant 或 constraint")
        if row.type == "calculate" and not row.calculation and not row.default:
            self._fault(at, f"calculate 题“{row.name}”没有算式", "请填写 calculation")
        if row.repeat_count and row.type != "begin_repeat":
            self._fault(at, "repeat_count 只能写在 begin_repeat 上", "请清空 repeat_count")
        numbers = [to_number(row.parameters[key]) for key in ("start", "end", "step") if key in row.parameters]
        if any(number != number for number in numbers):
            self._fault(at, "range 的参数不是数字", "请写成 start=0 end=10 step=1")

    def _specify_other(self, row: SurveyRow, cells: Cells, at: int) -> None:
        if not question_type(_whole_type(cells)).or_other:
            return
        self._others.append(row.list_name)
        relevant = f"selected(${{{row.name}}}, 'other')"
        self.rows.append(
            replace(SurveyRow("text"), name=f"{row.name}_other", label="请注明其他", row=at, relevant=relevant)
        )

    def _fault(self, at: int, fault: str, remedy: str) -> None:
        self.faults.append(Fault(at, fault, remedy))


def _whole_type(cells: Cells) -> str:
    """Return the type with its list: ``select_one`` beside a ``list_name`` is ``select_one list``."""
    written = cells["type"].strip()
    return f"{written} {cells['list_name']}" if written in SELECT_TYPES and "list_name" in cells else written
