"""The photos of a case file: numbered as papers cite them, grouped by what they show, each with its small picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.casefiles import FiledPhoto
from app.domain.procedure.case import Case
from app.domain.procedure.guards_record import evidence_in_use
from app.domain.procedure.outcomes import Evidence
from app.errors import InspectorError, Refused
from app.services.checking.sheet import Sheet, sheet_of
from app.services.desk import Desk
from app.services.papers.composing.listed import listed_evidence
from app.services.papers.composing.wording import minute, person_name
from app.typesetting.casefile.pictures import jpeg_size

PHOTO = "photo"
LACKING, DAMAGED = "附件未取回", "附件已损坏"
SIGNING, SUPPLEMENT, OTHER = "审批、委托、签名和送达的影像", "补充材料", "其他照片"
LAST = 1000
SHORT = 16


@dataclass(frozen=True)
class Small:
    """A photo of the file with the digest of its original, by which its small picture is read."""

    photo: FiledPhoto
    sha256: str


def photos_of(desk: Desk, case: Case, watch: Callable[[int, int], None], prefix: str = "") -> tuple[Small, ...]:
    """Return the photos in the order of the file; each small picture is read once and let go again.

    ``prefix`` tells the photos of a re-inspection from those of the inspection itself.
    """
    photos = [one for one in case.evidence if one.kind == PHOTO]
    listed = [one.id for one in listed_evidence(case)]
    opened = sheet_of(desk, case) if photos else None
    used = evidence_in_use(case)
    grouped = sorted(
        ((_group(one, opened, used), one) for one in photos),
        key=lambda pair: (_rank(pair[0]), _place(pair[1], listed), pair[1].id),
    )
    found, unlisted = [], 0
    for done, (group, one) in enumerate(grouped, 1):
        unlisted += one.id not in listed
        number = f"证据{listed.index(one.id) + 1}" if one.id in listed else f"随卷{unlisted}"
        found.append(_small(desk, case, one, f"{prefix}{number}", f"{prefix}{group}"))
        watch(done, len(grouped))
    return tuple(found)


def _group(one: Evidence, opened: Sheet | None, used: frozenset[str]) -> str:
    if one.supplement and one.id not in used:
        return SUPPLEMENT
    codes = [code for code in (_code(link, opened) for link in one.links) if code]
    if codes:
        return f"检查项{min(codes, key=_order)}"
    return SIGNING if one.id in used else OTHER


def _code(link: str, opened: Sheet | None) -> str:
    assert opened is not None
    finding = next((one for one in opened.case.findings if one.id == link), None)
    if finding is not None:
        return finding.code
    try:
        return opened.question(link).inspection.code
    except Refused:  # a finding since voided, or a question of another version
        return ""


def _order(code: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else LAST for part in code.split("."))


def _rank(group: str) -> tuple[int, ...]:
    last = (OTHER, SUPPLEMENT, SIGNING)
    return (LAST, last.index(group)) if group in last else _order(group.removeprefix("检查项"))


def _place(one: Evidence, listed: list[str]) -> int:
    return listed.index(one.id) if one.id in listed else len(listed)


def _small(desk: Desk, case: Case, one: Evidence, number: str, group: str) -> Small:
    facts = {
        "number": number, "name": one.name, "taken_at": minute(one.captured_at), "place": one.place,
        "maker": person_name(case, one.maker), "group": group, "proves": one.proves, "short": one.sha256[:SHORT],
    }  # fmt: skip
    width = height = components = 0
    lacking = ""
    try:
        width, height, components = jpeg_size(desk.vault.derivative(one.sha256))
    except InspectorError as error:
        lacking = LACKING if error.code == "blob-missing" else DAMAGED
    photo = FiledPhoto(number, group, one.name, one.sha256, facts, width, height, components or 3, lacking)
    return Small(photo, one.sha256)
