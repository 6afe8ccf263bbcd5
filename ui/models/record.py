"""The record as its step shows it: what it will say line by line, who spoke, who heard it, and what sealing lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.checklist.verdicts import CONFORMS, CORRECTION_WORDS
from app.domain.namesakes import called
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import Circumstances
from app.domain.procedure.guards import GUARDS, warnings
from app.domain.procedure.guards_arrival import answers_for_unit
from app.domain.procedure.guards_record import current_content, record_is_sealed
from app.domain.procedure.outcomes import Document
from app.domain.procedure.rechecks import is_recheck
from app.domain.procedure.sealed_places import SealedPlace
from app.domain.procedure.witnesses import witnesses_for
from app.errors import Blocker
from app.services.checking.sheet import sheet_of
from app.services.checking.short_samples import short_samples
from app.services.correcting.beginning import places_to_correct
from app.services.desk import Desk
from app.services.papers.composing import compose
from app.services.papers.composing.record import statement_words
from app.services.papers.composing.wording import ROLE_NAMES, moment_words, person_name
from app.services.papers.signing import changed
from app.services.pinning import definition_of
from app.services.record.journey import RECORD, about, sealing_blockers
from ui.models.evidence_waiting import waiting_hindrances
from ui.models.hindrances import Hindrance, hindrances, sampling_hindrances
from ui.models.refused import CorrectionLine, RefusedLine, correction_lines, refused_lines
from ui.models.signing import SignerRow, recordings, sheets, signers, usual_witness

MODES = {"screen": "屏幕宣读", "paper": "交阅读"}
CONTENT, FINDINGS, HANDLING = "content", "findings", "handling"


PUT_RIGHT = CORRECTION_WORDS[CONFORMS]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the record. ``value`` stands beside it, ``place`` is where it is changed, "" where nowhere.

    ``alert`` marks what does not conform.
    """

    text: str
    value: str = ""
    place: str = ""
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the record under its heading."""

    key: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class SealedFacts:
    """The sealed record: who sealed it when, and the digests of its words."""

    officer: str
    at: str
    digest: str
    sm3: str


@dataclass(frozen=True, slots=True)
class RecordView:
    """The record as it stands. ``document`` is "" before the first draft; ``changed`` says what a new draft is for.

    ``last_statement`` is the id of what the unit said last; ``speakers`` are those present, as (person id, words);
    ``signatures`` are all on it, also on words since changed; ``short`` are sampling tables with too few pieces,
    ``waiting`` what is not taken in as evidence yet.
    ``witnesses`` are who may witness each one's refusal, with the name of who may be the same person; ``recordings``
    are the body-camera files that may show it.
    ``title`` is what the record is called: that of a re-inspection has a name of its own.
    Of a sealed record: ``corrections`` made, what was ``refused``
    after it, and the ``places`` at which a slip may stand.
    """

    sections: tuple[Section, ...]
    document: str
    digest: str
    changed: tuple[str, ...]
    statement: str
    told: str
    speakers: tuple[tuple[str, str], ...]
    read_backs: tuple[str, ...]
    was_read: bool
    signers: tuple[SignerRow, ...]
    signatures: tuple[str, ...]
    sheets: tuple[tuple[str, str], ...]
    lacks: tuple[Hindrance, ...]
    cautions: tuple[Hindrance, ...]
    short: tuple[Hindrance, ...]
    waiting: tuple[Hindrance, ...]
    sealed: SealedFacts | None
    corrections: tuple[CorrectionLine, ...] = ()
    refused: tuple[RefusedLine, ...] = ()
    places: tuple[SealedPlace, ...] = ()
    last_statement: str = ""
    witness: str = ""
    recordings: tuple[tuple[str, str], ...] = ()
    witnesses: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    title: str = ""

    @property
    def drafted(self) -> bool:
        """Return whether the draft says what the case says now."""
        return bool(self.document) and not self.changed

    @property
    def all_signed(self) -> bool:
        """Return whether everybody who must sign has signed or refused."""
        return all(one.done for one in self.signers if one.needed)


Lines = tuple[Line, ...]


def record_view(desk: Desk, case: Case) -> RecordView:
    """Return the record of an inspection as it stands."""
    document, content = case.document(RECORD), current_content(case)
    now = about(desk, case)
    fresh = document if document is not None else Document(f"{case.inspection.id}/none", RECORD)
    said = compose(desk, case, fresh)
    moved = [] if document is None or content is None else changed(desk, case, document)
    stale, sealed = tuple(one.text for one in moved), record_is_sealed(case)
    present = sorted(case.persons, key=lambda one: not answers_for_unit(case, one))
    names = called(case)
    speakers = tuple((one.id, f"{names[one.id]}（{ROLE_NAMES[one.role]}）") for one in present)
    statement = case.statements[-1] if case.statements else None
    told = f"{person_name(case, statement.person)}，{moment_words(statement.at)}" if statement is not None else ""
    return RecordView(
        sections=_sections(desk, case, said),
        document=document.id if document is not None and content is not None else "",
        digest=content.digest if content is not None else "",
        changed=() if sealed else stale,
        statement=statement_words(case) if statement is not None else "",
        last_statement=statement.id if statement is not None else "",
        told=told,
        speakers=speakers,
        read_backs=_heard(case),
        was_read=content is not None and not GUARDS["read_back_done"](case, now),
        signers=signers(case),
        signatures=tuple(one.id for one in case.signatures if document is not None and one.document == document.id),
        sheets=sheets(case),
        witness=usual_witness(case),
        recordings=recordings(case),
        witnesses={one.id: witnesses_for(case, one.id) for one in case.persons},
        title=definition_of(desk, case, RECORD).title,
        lacks=() if sealed else hindrances(desk, _lacks(desk, case, document, now)),
        cautions=() if sealed else hindrances(desk, warnings("seal", case, now)),
        short=() if sealed else sampling_hindrances(short_samples(sheet_of(desk, case))),
        waiting=waiting_hindrances(desk, case),
        sealed=_sealed(case) if sealed else None,
        corrections=correction_lines(desk, case) if sealed else (),
        refused=refused_lines(desk, case.inspection.id) if sealed else (),
        places=places_to_correct(desk, case.inspection.id) if sealed else (),
    )


def _lacks(desk: Desk, case: Case, document: Document | None, now: Circumstances) -> list[Blocker]:
    if document is None or document.id not in case.contents:
        return GUARDS["seal"](case, now)
    return sealing_blockers(desk, case, document)


def _heard(case: Case) -> tuple[str, ...]:
    content = current_content(case)
    found = []
    for one in case.read_backs:
        now = content is not None and one.digest == content.digest
        old = "" if now else "（其后内容有改动）"
        remarks = f"；补正意见：{one.remarks}" if one.remarks else ""
        who = person_name(case, one.person)
        found.append(f"{moment_words(one.at)}，{MODES.get(one.mode, one.mode)}，{who}{remarks}{old}")
    return tuple(found)


def _sealed(case: Case) -> SealedFacts:
    document = case.document(RECORD)
    assert document is not None
    seals = [one for one in case.seals.values() if isinstance(one, Mapping) and one.get("document") == document.id]
    seal: Mapping[str, Any] = seals[-1]
    at = moment_words(document.frozen_at) if document.frozen_at is not None else ""
    officer = person_name(case, str(seal.get("officer", "")))
    return SealedFacts(officer, at, str(seal.get("digest", "")), str(seal.get("sm3", "")))


def _found(answers: Lines, findings: Lines, again: bool, refused: bool) -> tuple[str, str, Lines]:
    """Return the second part as the paper says it: what was found, of a re-inspection each item with its result."""
    if again:
        return FINDINGS, "二、逐项复查情况", answers
    nothing = "未能实施检查，未形成问题结论。" if refused else "本次检查未发现问题。"
    return FINDINGS, "二、发现的问题", findings or (Line(nothing),)


def _sections(desk: Desk, case: Case, said: Mapping[str, Any]) -> tuple[Section, ...]:
    paths = {row.inspection.code: path for path, row in sheet_of(desk, case).questions().items()}
    again = is_recheck(case.inspection)
    present = tuple(Line(f"{one['role']}　{one['name']}", str(one["post"]), "persons") for one in said["persons"])
    answers = tuple(
        Line(
            f"{one['code']}　{one['question']}",
            "：".join(part for part in (str(one["answer"]), str(one["note"])) if part),
            f"checking/{paths.get(one['code'], '')}",
            alert=any(found.code == one["code"] for found in case.findings) or (again and one["answer"] != PUT_RIGHT),
        )
        for one in said["checklist"]
    )
    first = {one["group"]: paths.get(one["code"], "") for one in reversed(said["checklist"])}
    results = tuple(
        Line(
            str(one["title"]),
            "：".join(part for part in (one["result"], one["reason"]) if part),
            f"checking/{first.get(one['title'], '')}".rstrip("/"),
        )
        for one in said["item_results"]
    )
    findings = tuple(
        Line(f"{one['code']}　{one['fact']}", f"{one['severity']}；{one['basis']}", "outcome", alert=True)
        for one in said["findings"]
    )
    evidence = tuple(Line(f"{one['no']}　{one['name']}", str(one["proves"]), "checking") for one in said["evidence"])
    handling = tuple(Line(str(one), "", "" if again else "outcome") for one in said["handling"])
    statement = (Line(str(said["statement"]), "", "record/statement"),) if said["statement"] else ()
    return tuple(
        Section(key, title, lines)
        for key, title, lines in (
            ("persons", "在场人员", present),
            (CONTENT, "一、复查内容" if again else "一、检查内容", (Line(str(said["content"])), *results)),
            ("answers", "检查项", () if again else answers),
            _found(answers, findings, again, bool(said["entry_refused"])),
            (HANDLING, "三、处理情况", handling),
            ("evidence", "证据", evidence),
            ("statement", "被检查单位陈述", statement or (Line("尚未记录。", "", "record/statement"),)),
        )
        if lines
    )


