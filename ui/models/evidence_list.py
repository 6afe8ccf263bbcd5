"""All evidence of an inspection as its page shows it: what each piece proves and belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QImage

from app.domain.checklist.model import SurveyRow
from app.domain.namesakes import name_of
from app.domain.procedure.guards_record import evidence_in_use, record_is_sealed
from app.domain.procedure.outcomes import Evidence
from app.domain.procedure.photo_times import photo_time_question
from app.errors import InspectorError, Refused
from app.services.checking.sheet import Sheet, sheet
from app.services.desk import Desk
from app.services.evidence.linking import FORBIDDEN, picture
from ui.models.moments import moment_words

LINKED, ORPHAN, ASIDE, PROCEDURE = "linked", "orphan", "aside", "procedure"
PICTURE = QSize(112, 84)


def tr(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("evidence_list", text)


@dataclass(frozen=True, slots=True)
class Link:
    """One thing a piece of evidence belongs to: the stored link and its words."""

    target: str
    words: str


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One piece of evidence. ``state`` is linked, orphan, aside (with ``reason``) or procedure (proves an act).

    ``question`` is what does not fit the visit and is to be looked at, "" for nothing.
    """

    id: str
    name: str
    photo: bool
    size: str
    taken: str
    medium: str
    method: str
    proves: str
    copied: bool
    maker: str
    provider: str
    links: tuple[Link, ...]
    state: str
    reason: str
    supplement: bool
    question: str = ""

    @property
    def word(self) -> str:
        """Return the state in words."""
        words = {
            LINKED: "、".join(one.words for one in self.links), ORPHAN: tr("未关联"),
            ASIDE: tr("已搁置"), PROCEDURE: tr("程序材料"),
        }  # fmt: skip
        return words[self.state]


@dataclass(frozen=True)
class EvidenceView:
    """All evidence of an inspection; ``targets`` are the questions and findings that it may be linked to.

    ``sealed``: only what came after the record may still be changed.
    """

    rows: tuple[EvidenceRow, ...]
    targets: tuple[Link, ...]
    question: str
    about: str
    sealed: bool


def evidence_view(desk: Desk, inspection: str, question: str) -> EvidenceView:
    """Return the evidence of an inspection beside one of its questions."""
    opened = sheet(desk, inspection)
    row = opened.question(question)
    rows = tuple(_row(opened, one) for one in opened.case.evidence)
    return EvidenceView(rows, _targets(opened), question, row.inspection.code, record_is_sealed(opened.case))


def small_picture(desk: Desk, evidence: str) -> QImage:
    """Return a photo small enough for the list, a null image where its file is not here yet; off the UI thread."""
    image = large_picture(desk, evidence)
    if image.isNull():
        return image
    return image.scaled(PICTURE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)


def large_picture(desk: Desk, evidence: str) -> QImage:
    """Return a photo as large as it is kept to be looked at, a null image where its file is not here yet."""
    try:
        return QImage.fromData(picture(desk, evidence))
    except InspectorError:
        return QImage()  # its file comes with the next synchronisation


def _targets(opened: Sheet) -> tuple[Link, ...]:
    findings = [Link(one.id, tr("{code}的问题").format(code=one.code)) for one in opened.case.findings]
    rows = {path: row for path, row in opened.questions().items() if not _barred(row)}
    questions = [Link(path, f"{row.inspection.code}　{row.label}") for path, row in rows.items()]
    return (*questions, *findings)


def _barred(row: SurveyRow) -> bool:
    return row.inspection.secret or row.inspection.evidence_rule == FORBIDDEN


def _row(opened: Sheet, one: Evidence) -> EvidenceRow:
    case = opened.case
    links = tuple(Link(target, _link_words(opened, target)) for target in one.links)
    state = LINKED if links else ASIDE if one.set_aside else ORPHAN
    if state == ORPHAN and one.id in evidence_in_use(case):
        state = PROCEDURE
    return EvidenceRow(
        one.id, one.name, one.kind == "photo", size_words(one.size),
        moment_words(one.captured_at), one.medium, one.method, one.proves, one.copied,
        name_of(case, one.maker), name_of(case, one.provider), links, state, one.set_aside, one.supplement,
        photo_time_question(case, one),
    )  # fmt: skip


def _link_words(opened: Sheet, target: str) -> str:
    finding = next((one for one in opened.case.findings if one.id == target), None)
    if finding is not None:
        return tr("{code}的问题").format(code=finding.code)
    try:
        return opened.question(target).inspection.code or target
    except Refused:
        return target


def size_words(size: int) -> str:
    """Return a size in KB or MB."""
    return f"{size / 1024:.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"
