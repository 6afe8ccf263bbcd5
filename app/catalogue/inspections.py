"""Checks forms/inspections: checklists against the legal register, workflows against code and papers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.catalogue.checklist import load_checklist
from app.catalogue.documents import read_documents
from app.catalogue.legal import load_legal
from app.catalogue.toml_reader import Problem
from app.catalogue.workflow import load_workflow
from app.domain.checklist.alternatives import alternatives
from app.domain.checklist.form import compile_form
from app.domain.checklist.model import MEASURE_CODES, STAGES, Checklist, Fault, SurveyRow
from app.domain.checklist.verdicts import SEVERITIES
from app.domain.law import BINDING_KINDS, INCLUDED, LegalRegister

UNCONFIRMED = "待法制审核"


def check_inspections(root: Path) -> list[Problem]:
    """Return the problems of every folder under ``root``/inspections: checklist, workflow and papers."""
    register = load_legal(root / "legal")[0]
    problems: list[Problem] = []
    for folder in sorted(path for path in (root / "inspections").glob("*") if path.is_dir()):
        problems += check_checklist(folder / "checklist.toml", root, register)
        problems += _check_workflow(folder, root)
    return problems


def check_checklist(path: Path, root: Path | None, register: LegalRegister | None) -> list[Problem]:
    """Return what is wrong with a checklist, for play and for the inspection; without a register bases go unchecked."""
    checklist, problems = load_checklist(path, root)
    if checklist is None:
        return problems
    name = path.relative_to(root).as_posix() if root is not None and path.is_relative_to(root) else path.name
    faults = [*compile_form(checklist)[1], *inspection_faults(checklist, register)]
    return [Problem(name, one.row, one.fault, one.remedy) for one in faults]


def _check_workflow(folder: Path, root: Path) -> list[Problem]:
    path = folder / "workflow.toml"
    workflow, problems = load_workflow(path, root)
    if workflow is None:
        return problems
    name = path.relative_to(root).as_posix()
    if workflow.code != folder.name:
        problems.append(Problem(name, 0, f"代码“{workflow.code}”与文件夹名不同", f"请改为 {folder.name}"))
    if not (folder / workflow.checklist).is_file():
        problems.append(Problem(name, 0, f"检查表“{workflow.checklist}”不存在", "请改正文件名"))
    papers = read_documents(folder / "documents", root)
    for kind in workflow.documents:
        if kind not in papers.definitions:
            problems.append(Problem(name, 0, f"文书“{kind}”没有模板", f"请在 documents 中补上 {kind}.toml"))
    return [*problems, *papers.problems]


def inspection_faults(checklist: Checklist, register: LegalRegister | None) -> Iterator[Fault]:
    """Yield what is wrong with the questions of an inspection: wording, tags, bases, samples, secrets."""
    names = {row.name: row for row in checklist.rows}
    codes: set[str] = set()
    for row in checklist.questions():
        code = row.inspection.code
        if code in codes:
            yield Fault(row.row, f"编号“{code}”重复", "请改成不同的编号")
        codes.add(code)
        yield from _wording_faults(row)
        yield from _tag_faults(row, checklist)
        yield from _secret_faults(row)
        if row.inspection.sample and names.get(row.inspection.sample, row).type != "begin_repeat":
            yield Fault(row.row, f"抽样表“{row.inspection.sample}”不是循环组", "请写出 begin_repeat 的题名")
        if register is not None:
            yield from _basis_faults(row, register)


def _wording_faults(row: SurveyRow) -> Iterator[Fault]:
    for key, text in (("code", row.inspection.code), ("label", row.label), ("finding", row.inspection.finding)):
        if not text:
            yield Fault(row.row, f"检查项“{row.name}”缺少 {key}", f"请填写 {key}")
    facts, demands = alternatives(row.inspection.finding), row.inspection.demands
    if demands and len(demands) != len(facts):
        told = f"demands 有{len(demands)}条，finding 用“，或者”列出的情形有{len(facts)}种"
        yield Fault(row.row, told, "请按 finding 的顺序逐种写出责令的内容")


def _tag_faults(row: SurveyRow, checklist: Checklist) -> Iterator[Fault]:
    about = row.inspection
    if (about.item or checklist.items) and about.item not in {item.key for item in checklist.items}:
        yield Fault(row.row, f"检查事项“{about.item}”不存在", "请改为 [[settings.item]] 中的 key")
    if about.severity and about.severity not in SEVERITIES:
        yield Fault(row.row, f"严重程度“{about.severity}”不存在", f"请改为：{'、'.join(SEVERITIES)}")
    for key, given, known in (("stage", about.stage, STAGES), ("measure", about.measures, MEASURE_CODES)):
        if not given:
            yield Fault(row.row, f"检查项“{row.name}”缺少 {key}", f"请从 {'、'.join(known)} 中选择")
        for one in given:
            if one not in known:
                yield Fault(row.row, f"{key} 的值“{one}”不存在", f"请从 {'、'.join(known)} 中选择")


def _secret_faults(row: SurveyRow) -> Iterator[Fault]:
    if not row.inspection.secret:
        return
    if row.inspection.evidence_rule != "forbidden":
        yield Fault(row.row, "涉密检查项须禁止取证", 'evidence_rule 请写 "forbidden"')
    if not row.inspection.phrases:
        yield Fault(row.row, "涉密检查项缺少固定用语", "请填写 phrases")


def _basis_faults(row: SurveyRow, register: LegalRegister) -> Iterator[Fault]:
    about = row.inspection
    if not about.basis:
        yield Fault(row.row, f"检查项“{row.name}”缺少依据", "请填写 basis")
    for article in (*about.basis, *about.order_basis, *about.consequence, about.supervision):
        if article and register.find(article) is None:
            yield Fault(row.row, f"依据“{article}”没有收录", "请核对编号，或先在 legal/register.toml 登记")
    for article in about.order_basis:
        if not _supports_order(article, register):
            yield Fault(row.row, f"上位条款“{article}”不是已收录原文的法律、法规、规章", "请改用可作责令依据的条款")
    if about.order_basis and about.order_basis_state not in {UNCONFIRMED, "已审核"}:
        yield Fault(row.row, "上位条款缺少审核状态", f"order_basis_state 请写 {UNCONFIRMED} 或 已审核")
    if not any(_supports_order(article, register) for article in (*about.basis, *about.order_basis)):
        yield Fault(row.row, f"检查项“{row.name}”没有可作责令依据的上位条款", "请在 order_basis 中补上")


def _supports_order(article: str, register: LegalRegister) -> bool:
    found = register.find(article)
    if found is None or found.state != INCLUDED:
        return False
    return register.statutes[found.statute].kind in BINDING_KINDS
