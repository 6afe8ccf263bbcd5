"""The checklist as it is written: settings, survey rows in flat order, choices; and the faults found in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

TEXT_TYPES = frozenset({"text", "barcode", "hidden", "calculate", "note", "image", "audio", "video", "file"})
NUMBER_TYPES = frozenset({"integer", "decimal", "range"})
MOMENT_TYPES = frozenset({"date", "time", "dateTime"})
SELECT_TYPES = frozenset({"select_one", "select_multiple"})
PRELOADED_TYPES = frozenset({"start", "end", "today"})
QUESTION_TYPES = TEXT_TYPES | NUMBER_TYPES | MOMENT_TYPES | SELECT_TYPES | PRELOADED_TYPES | {"acknowledge", "verdict"}
GROUP_TYPES = frozenset({"begin_group", "begin_repeat"})
END_TYPES = frozenset({"end_group", "end_repeat"})
ROW_TYPES = QUESTION_TYPES | GROUP_TYPES | END_TYPES
# Never shown, so nobody can be asked to mend them: ODK holds neither required nor constraint against them.
UNASKED_TYPES = frozenset({"calculate", "hidden"}) | PRELOADED_TYPES

CORRECTION = "correction"
SCALES = ("", CORRECTION)
STAGES = ("形成", "保管", "利用", "移交")
MEASURE_CODES = ("M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8", "M9")


@dataclass(frozen=True)
class Fault:
    """Why a form cannot be played: the row it stands in (sheet row or line; 0 for the whole), fault and remedy."""

    row: int
    fault: str
    remedy: str
    sheet: str = ""


@dataclass(frozen=True)
class Choice:
    """One choice of a list."""

    list_name: str
    name: str
    label: str
    row: int = 0


@dataclass(frozen=True)
class Inspection:
    """What a question means for the inspection; empty for questions of an ordinary survey.

    ``basis`` and ``order_basis`` (上位条款) are article ids of forms/legal; ``order_basis_state`` says whether the
    reviewer has confirmed them (``待法制审核``). ``evidence_rule`` is ``wanted`` or ``forbidden``; ``phrases`` are the
    only texts a ``secret`` question takes. ``finding`` is a wording with ``{unit}``, ``demand`` what an order asks for
    and ``demands`` what it asks for where only some of the wording's alternatives were found, one for each;
    ``consequence`` are the article ids of what follows when the order is not obeyed. ``sample`` names the repeat that
    holds the question's sampling table, ``sample_size`` how many pieces it wants. ``severity`` is proposed, never
    imposed. ``measures`` are codes M1 to M9; ``supervision`` is the item of AL 42 the question belongs to; ``special``
    puts it into the short set.
    ``scale`` says which answers a question offers: "" 符合, 不符合 ..., ``correction`` 已改正, 部分改正, 未改正.
    """

    code: str = ""
    item: str = ""
    supervision: str = ""
    basis: tuple[str, ...] = ()
    order_basis: tuple[str, ...] = ()
    order_basis_state: str = ""
    stage: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    evidence_rule: str = "wanted"
    finding: str = ""
    demand: str = ""
    demands: tuple[str, ...] = ()
    consequence: tuple[str, ...] = ()
    severity: str = ""
    measures: tuple[str, ...] = ()
    reverse: bool = False
    secret: bool = False
    phrases: tuple[str, ...] = ()
    special: bool = False
    sample: str = ""
    sample_size: int = 0
    applies_to: tuple[str, ...] = ()
    scale: str = ""


@dataclass(frozen=True)
class SurveyRow:
    """One row of the survey, in XLSForm's vocabulary; expressions are texts, "" where there is none.

    ``required`` and ``read_only`` are expressions too (``true()`` for yes). ``parameters`` holds ``start``, ``end``
    and ``step`` of a range. ``was`` are former names of the question.
    """

    type: str
    name: str = ""
    label: str = ""
    hint: str = ""
    row: int = 0
    required: str = ""
    required_message: str = ""
    relevant: str = ""
    constraint: str = ""
    constraint_message: str = ""
    calculation: str = ""
    default: str = ""
    read_only: str = ""
    repeat_count: str = ""
    list_name: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    was: tuple[str, ...] = ()
    inspection: Inspection = field(default_factory=Inspection)


@dataclass(frozen=True)
class CheckItem:
    """One check item of the source list (六个检查事项): its key, its title and its wording in the list."""

    key: str
    title: str
    text: str
    source: str = ""


@dataclass(frozen=True)
class Checklist:
    """A whole checklist as read from a file, before it is compiled for play."""

    title: str = ""
    form_id: str = ""
    version: str = ""
    rows: tuple[SurveyRow, ...] = ()
    choices: tuple[Choice, ...] = ()
    items: tuple[CheckItem, ...] = ()

    def choice_names(self, list_name: str) -> tuple[str, ...]:
        """Return the names of a list's choices in order."""
        return tuple(choice.name for choice in self.choices if choice.list_name == list_name)

    def questions(self) -> tuple[SurveyRow, ...]:
        """Return the verdict questions in order, those that the inspection is about."""
        return tuple(row for row in self.rows if row.type == "verdict")

    def question_of_code(self, code: str) -> SurveyRow | None:
        """Return the question printed under a code such as ``1.10``, None where there is none."""
        return next((row for row in self.rows if row.inspection.code == code), None)
