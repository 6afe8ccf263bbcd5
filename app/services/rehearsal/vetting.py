"""Before anything is made: does a scenario ask only for what the forms have?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from app.catalogue.scenarios import Scenario
from app.domain.checklist.items import question_paths
from app.domain.checklist.model import Checklist
from app.services.shelf import shelf


def code_problems(scenario: Scenario, forms: Path) -> list[str]:
    """Return, in Chinese, which form, bureau, mode, questions or sampling tables a scenario names in vain.

    Raises:
        DocumentFailed: a form itself is faulty.
    """
    on = shelf(forms)
    if not (forms / "inspections" / scenario.form / "checklist.toml").is_file():
        return [f"form：没有检查表“{scenario.form}”，请改为 forms/inspections 下的文件夹名。"]
    found = []
    if scenario.bureau not in on.bureaus:
        found.append(f"bureau：没有代码为“{scenario.bureau}”的档案局，请按 forms/bureaus 改正。")
    mode = scenario.section("inspection")["mode"]
    if on.registers.mode(mode) is None:
        known = "、".join(one.code for one in on.registers.modes)
        found.append(f"inspection.mode：没有检查方式“{mode}”，可用：{known}。")
    checklist = on.checklist(scenario.form).checklist
    return [*found, *_question_problems(scenario, checklist), *_sampling_problems(scenario, checklist)]


def _question_problems(scenario: Scenario, checklist: Checklist) -> Iterator[str]:
    codes = {row.inspection.code for row in question_paths(checklist).values()}
    for place, given in _named(scenario):
        for code in given:
            if code not in codes:
                yield f"{place}：检查表中没有编号为“{code}”的检查项，请改正。"


def _named(scenario: Scenario) -> Iterator[tuple[str, Iterable[Any]]]:
    yield "answers.given", (row["code"] for row in scenario.section("answers").get("given", ()))
    for row in scenario.rows("evidence"):
        yield f"evidence {row['key']}", row.get("links", ())
    measures = scenario.section("measures")
    for row in measures.get("on_the_spot", ()):
        yield "measures.on_the_spot", row["codes"]
    yield "measures.facts", (row["code"] for row in measures.get("facts", ()))
    order = measures.get("order", {})
    yield "measures.order.items", (row["code"] for row in order.get("items", ()))
    second = scenario.section("second")
    if second:
        yield "second.merge", second["merge"].values()
        yield "second.conflict", (second["conflict"]["code"],)
        yield "second.refused", (second["refused"]["code"],)


def _sampling_problems(scenario: Scenario, checklist: Checklist) -> Iterator[str]:
    tables = {row.inspection.code for row in checklist.questions() if row.inspection.sample}
    for code, count in scenario.section("sampling").get("rows", {}).items():
        if code not in tables:
            yield f"sampling.rows：第“{code}”项没有抽样表，请改正；有抽样表的：{'、'.join(sorted(tables))}。"
        elif isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= 1000:
            yield f"sampling.rows：第“{code}”项的行数须是 0 到 1000 的整数。"
