"""The checklist of one inspection with everything stored in it, ready to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, cast

from app.domain.checklist.alternatives import demanded, ordered_beyond, undecided
from app.domain.checklist.arrangement import Node
from app.domain.checklist.form import Form
from app.domain.checklist.items import checklist_problems, open_questions, question_paths, violations
from app.domain.checklist.model import Checklist, SurveyRow
from app.domain.checklist.paths import find_question, stored_path
from app.domain.checklist.play import Play, StepRefused
from app.domain.checklist.resume import resume
from app.domain.checklist.row_table import Place
from app.domain.clock import CHINA
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import Circumstances
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.outcomes import Finding
from app.errors import Blocker, DocumentFailed, Refused
from app.sealing.canonical import sha256
from app.services.checking.pinned_checklist import pinned_form
from app.services.circumstances import circumstances
from app.services.desk import Desk, insist

PLACE = "checking"


@dataclass(frozen=True)
class Sheet:
    """One inspection's checklist. ``stray`` are stored paths that the form does not know (another version's)."""

    case: Case
    form: Form
    play: Play
    stray: tuple[str, ...]

    @property
    def checklist(self) -> Checklist:
        """Return the checklist as written."""
        return self.form.checklist

    def place(self, path: str) -> Place:
        """Return where a question stands; a bare name is enough where it is unique.

        Raises:
            Refused: the checklist has no such question.
        """
        try:
            return find_question(self.play, path)
        except StepRefused as refused:
            raise no_such("question", f"检查表中没有“{path}”：{refused}。") from refused

    def node(self, place: Place) -> Node:
        """Return the node of a place."""
        return self.form.nodes[place[0]]

    def stored(self, place: Place) -> str:
        """Return the path that the answer is kept under, with row ids."""
        return stored_path(self.play, *place)

    def questions(self) -> dict[str, SurveyRow]:
        """Return the verdict questions that are relevant as things stand, by stored path, in order."""
        return self._questions

    @cached_property
    def _questions(self) -> dict[str, SurveyRow]:
        found = question_paths(self.checklist)
        return {path: row for path, row in found.items() if self.play.is_relevant(*find_question(self.play, path))}

    def question(self, path: str) -> SurveyRow:
        """Return the question of a stored path.

        Raises:
            Refused: the checklist has no such question.
        """
        return self.node(self.place(path)).row

    def path_of(self, code: str) -> str:
        """Return the path of the question printed under a code such as ``1.10``.

        Raises:
            Refused: the checklist has no question of this code.
        """
        for path, row in question_paths(self.checklist).items():
            if row.inspection.code == code:
                return path
        raise no_such("question", f"检查表中没有编号为“{code}”的检查项。")

    def open_paths(self) -> tuple[str, ...]:
        """Return the relevant questions that still lack a verdict, or a reason or severity that the verdict needs."""
        return self._open_paths

    @cached_property
    def _open_paths(self) -> tuple[str, ...]:
        # Asked three times for each answer given: rail, list and guards look at the same sheet.
        answers: Mapping[str, Any] = self.case.answers
        open_now = {*open_questions(self.checklist, answers), *checklist_problems(self.checklist, answers)}
        return tuple(path for path in self.questions() if path in open_now)

    def open_codes(self) -> tuple[str, ...]:
        """Return the codes of ``open_paths``, as the guards and the record name them."""
        return tuple(self.question(path).inspection.code or path for path in self.open_paths())

    def unfound_codes(self) -> tuple[str, ...]:
        """Return the codes of relevant questions answered 不符合 of which no finding was made."""
        have = {one.question for one in self.case.findings}
        wanted = violations(self.checklist, self.case.answers)
        return tuple(
            one.question.inspection.code or one.path
            for one in wanted
            if one.path not in have and one.path in self.questions()
        )

    def undecided(self) -> tuple[str, ...]:
        """Return the ids of the findings whose words leave open which of the checklist's alternatives was found."""
        wordings = _wordings(self.checklist, self.case)
        return tuple(one.id for one in self.case.findings if undecided(wordings.get(one.id, ""), one.text))


    def beyond(self) -> tuple[str, ...]:
        """Return the ids of the findings about which an order asks for what a fact asks that was not found."""
        return _beyond(self.checklist, self.case)


def beyond_in(desk: Desk, case: Case) -> tuple[str, ...]:
    """Return the same of a case whose checklist is not opened.

    Raises:
        DocumentFailed: the pinned checklist is not on this device, or cannot be used.
    """
    return _beyond(form_of(desk, case).checklist, case) if case.findings else ()


def demand_of(question: SurveyRow, unit_name: str, finding: Finding) -> str:
    """Return what an order asks for about a finding in the checklist's words, "" where it has none."""
    meaning = question.inspection
    return demanded(meaning.finding, meaning.demands, meaning.demand, unit_name, finding.text)


def asks_beyond(question: SurveyRow, unit_name: str, finding: Finding, order: str) -> bool:
    """Return whether an order about a finding asks for what a fact asks that the finding does not state."""
    meaning = question.inspection
    return ordered_beyond(meaning.finding, meaning.demands, meaning.demand, unit_name, finding.text, order)


def _beyond(checklist: Checklist, case: Case) -> tuple[str, ...]:
    rows, known = question_paths(checklist), {one.id: one for one in case.findings}
    orders = [(known.get(str(item["finding"])), str(item["text"])) for one in case.measures for item in one.orders]
    return tuple(
        finding.id for finding, text in orders
        if finding is not None and finding.question in rows
        and asks_beyond(rows[finding.question], case.unit.name, finding, text)
    )


def wordings_of(desk: Desk, case: Case) -> Mapping[str, str]:
    """Return the checklist's wording of each finding by its id.

    Raises:
        DocumentFailed: the pinned checklist is not on this device, or cannot be used.
    """
    return _wordings(form_of(desk, case).checklist, case) if case.findings else {}


def _wordings(checklist: Checklist, case: Case) -> Mapping[str, str]:
    rows = question_paths(checklist)
    return {one.id: rows[one.question].inspection.finding for one in case.findings if one.question in rows}


def form_of(desk: Desk, case: Case) -> Form:
    """Return the checklist that the inspection is pinned to, whatever is in force today.

    Raises:
        DocumentFailed: the pinned checklist is not on this device, or cannot be used.
    """
    digest = str(case.inspection.pinned.get("checklist", ""))
    built_in = desk.forms / "inspections" / case.inspection.form / "checklist.toml"
    today = built_in.read_bytes() if built_in.is_file() else b""
    if not digest or (today and sha256(today) == digest):
        return desk.shelf.checklist(case.inspection.form)
    if not desk.vault.has(digest):
        raise DocumentFailed("form-missing", "本机没有这次检查所用的检查表。", "请同步后重试。")
    return pinned_form(desk.vault.read(digest), today)


def sheet(desk: Desk, inspection: str) -> Sheet:
    """Return the checklist of an inspection with its answers and rows taken up.

    Raises:
        Refused: this store has no such inspection.
        DocumentFailed: the checklist's file cannot be used.
    """
    return sheet_of(desk, desk.case(inspection))


def sheet_of(desk: Desk, case: Case) -> Sheet:
    """Return the checklist of a case already read."""
    form, now = form_of(desk, case), desk.now()

    def made() -> Sheet:
        play, stray = resume(form, now, case.answers, case.rows)
        return Sheet(case, form, play, stray)

    def still(known: Sheet) -> bool:
        return known.form is form and _minute(known.play.now) == _minute(now)

    return cast(Sheet, desk.store.worked_out.of(case, "sheet", made, still))


def _minute(moment: datetime) -> datetime:
    return moment.astimezone(CHINA).replace(second=0, microsecond=0)


def about(desk: Desk, opened: Sheet) -> Circumstances:
    """Return the circumstances of an act with the questions that are still open and the violations not dealt with."""
    return circumstances(
        desk, opened.case, open_questions=opened.open_codes(), unfound=opened.unfound_codes(),
        undecided=opened.undecided(), beyond=opened.beyond(),
    )


def insist_checking(desk: Desk, opened: Sheet) -> None:
    """Do nothing where answers may be given: on site, signed in, cards shown and rights told, not sealed.

    Raises:
        Refused: a guard of ``start_checking`` stands.
    """
    insist("现在不能填写检查表。", GUARDS["start_checking"](opened.case, circumstances(desk, opened.case)))


def insist_unsealed(desk: Desk, case: Case) -> None:
    """Do nothing where the record is not sealed.

    Raises:
        Refused: it is.
    """
    insist("笔录已经封存。", GUARDS["record_not_sealed"](case, circumstances(desk, case)))


def no_such(what: str, text: str) -> Refused:
    """Return the refusal for a path or code that the checklist does not have."""
    return Refused(text, (Blocker(f"{what}-missing", text, (), PLACE),), "请刷新检查表后重试。")

