"""The evidence of a question with small pictures of it, and taking in what an officer dropped, pasted or chose."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from app.domain.clock import CHINA
from app.domain.problems import Problem
from app.domain.procedure.case import Case
from app.domain.procedure.outcomes import Evidence
from app.domain.procedure.photo_times import photo_time_question
from app.errors import InspectorError
from app.services.desk import Desk
from app.services.evidence.intake import PHOTO, Intake, Particulars, Watch, add_file, add_photo
from app.services.evidence.linking import picture, void
from ui.models.acting import moment_of
from ui.models.evidence_waiting import Source, content_of
from ui.models.inspection_state import InspectionState, inspection_state

THUMBNAIL = 96
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True)
class EvidenceItem:
    """One piece of evidence in the list; ``thumbnail`` is None for what is no picture or not on this device."""

    id: str
    name: str
    proves: str
    thumbnail: QImage | None


@dataclass(frozen=True)
class Said:
    """What was entered about them all; ``ground`` = {kind: report or evidence, detail} where they are copies.

    ``provider`` is a person present, "" where an officer made it; ``place`` is where a photo was taken, ``made_at`` the
    time of today as typed, "" for the photo's own, else now.
    """

    medium: str
    method: str
    proves: str
    copied: bool = False
    ground: Mapping[str, str] = field(default_factory=dict)
    provider: str = ""
    place: str = ""
    made_at: str = ""


@dataclass(frozen=True)
class TakenIn:
    """What became of them: which are in, which were here before, what was wrong, and the inspection after it.

    ``twice``: what is in and what had the same content before, by name; ``questions`` say of what is in what is to be
    looked at. ``left`` are the sources that are not in: they failed, or the copy was stopped before them.
    """

    taken: tuple[Source, ...]
    twice: tuple[tuple[str, str], ...]
    questions: tuple[str, ...]
    problems: tuple[Problem, ...]
    failed: tuple[tuple[Source, InspectorError], ...]
    left: tuple[Source, ...]
    state: InspectionState

    @property
    def count(self) -> int:
        """Return how many are in."""
        return len(self.taken)

    @property
    def no_photos(self) -> bool:
        """Return whether something only failed because it is no picture: it may be kept as a file."""
        return any(error.code == "not-a-photo" for _, error in self.failed)


def evidence_of(desk: Desk, case: Case, path: str) -> tuple[EvidenceItem, ...]:
    """Return the evidence linked to a question or its finding, with small pictures."""
    wanted = {path, *(one.id for one in case.findings if one.question == path)}
    return tuple(_item(desk, one) for one in case.evidence if wanted & set(one.links))


def _item(desk: Desk, one: Evidence) -> EvidenceItem:
    image: QImage | None = None
    if one.kind == PHOTO:
        try:
            image = QImage.fromData(picture(desk, one.id))
        except InspectorError:
            image = None  # its file comes with the next synchronisation
    if image is not None and not image.isNull():
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        image = image.scaled(THUMBNAIL, THUMBNAIL, keep, smooth)
    return EvidenceItem(one.id, one.name, one.proves, image)


def take_in(
    desk: Desk,
    inspection: str,
    path: str,
    sources: Sequence[Source],
    said: Said,
    previous: Mapping[str, Any],
    told: Progress,
    stopped: threading.Event,
) -> TakenIn:
    """Return what became of the sources; what was taken in stays even where a later one fails or is stopped."""
    moment = moment_of(said.made_at, desk.now().astimezone(CHINA).date()) if said.made_at else None
    if said.made_at and moment is None:
        wrong = Problem("captured_at", "请写成 09:15 这样的时间；不填为照片自带的时间，没有的为现在。")
        return TakenIn((), (), (), (wrong,), (), tuple(sources), inspection_state(desk, inspection, previous))
    particulars = Particulars(
        said.medium, said.method, said.proves, (path,), original=not said.copied, copied=said.copied,
        ground=said.ground, provider=said.provider, place=said.place, captured_at=moment,
    )  # fmt: skip
    watch = Watch(told, stopped.is_set)
    done: list[tuple[Source, Intake]] = []
    failed: list[tuple[Source, InspectorError]] = []
    left: list[Source] = []
    for place, source in enumerate(sources):
        if stopped.is_set():
            left += sources[place:]
            break
        try:
            done.append((source, _one(desk, inspection, source, particulars, watch)))
        except InspectorError as error:
            failed.append((source, error))
    state = inspection_state(desk, inspection, previous)
    kept = [one.evidence for _, one in done if one.evidence is not None]
    return TakenIn(
        taken=tuple(source for source, one in done if one.evidence is not None),
        twice=tuple(
            (one.evidence.name, _names(state.case, one.duplicates))
            for _, one in done if one.evidence is not None and one.duplicates
        ),
        questions=tuple(
            f"{one.name}：{question}" for one in kept if (question := photo_time_question(state.case, one))
        ),
        problems=tuple(dict.fromkeys(problem for _, one in done for problem in one.problems)),
        failed=tuple(failed),
        left=(*(source for source, _ in failed), *left),
        state=state,
    )


def _names(case: Case, wanted: Sequence[str]) -> str:
    return "、".join(dict.fromkeys(one.name for one in case.evidence if one.id in wanted))


def _one(desk: Desk, inspection: str, source: Source, said: Particulars, watch: Watch) -> Intake:
    taking = add_photo if source.is_photo else add_file
    said = replace(said, waited_as=source.id)
    if source.file is not None:
        return taking(desk, inspection, source.file, said, watch)
    said = replace(said, name=source.name, captured_at=said.captured_at or source.at)
    return taking(desk, inspection, io.BytesIO(content_of(desk, source)), said, watch)


def void_evidence(
    desk: Desk, inspection: str, evidence: str, reason: str, previous: Mapping[str, Any]
) -> InspectionState:
    """Return the inspection after evidence taken in by mistake was voided; its file and history stay."""
    void(desk, evidence, reason)
    return inspection_state(desk, inspection, previous)
