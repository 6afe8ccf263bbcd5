"""A paper as it would be set: looked at before anything is made final, since what is sealed must be printable."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from app.domain.bureaus import own_data
from app.domain.document_slots import missing_slots
from app.domain.procedure.case import Case
from app.domain.procedure.outcomes import Document
from app.errors import Blocker, DocumentFailed
from app.services.desk import Desk
from app.services.papers.coding import codes_of
from app.services.papers.composing.setting import setting_of
from app.services.pinning import definition_of

_LOST = re.compile(r"（U\+([0-9A-F]{4,6})）")
ADDED_LATER = ("readback", "signatures", "refusal")
"""What a record says only when it was read back and signed."""

if TYPE_CHECKING:
    from app.typesetting.rendering import RenderedDocument


def set_paper(
    desk: Desk, case: Case, document: Document, *, draft: bool = False, by_hand: bool = False
) -> RenderedDocument:
    """Return a paper set from its words and what was added since, by the form its inspection is pinned to.

    ``draft`` puts 草稿 behind every page and stops at no blank slot. ``by_hand`` leaves room for everybody who has yet
    to sign, on every page. A paper whose words are final carries its codes.

    Raises:
        DocumentFailed: a mandatory slot is blank, or no font has a character.
    """
    # pikepdf and jinja cost 0.1 s, which the unlock prompt must not wait for
    from app.typesetting.rendering import render

    definition = definition_of(desk, case, document.kind)
    words = setting_of(case, document, room=draft or by_hand)
    if by_hand:
        words["signing"] = "paper"
    codes = codes_of(desk, case, document)
    training = desk.store.training
    try:
        return render(definition, words, training=training, draft=draft, code=codes.square, typed=codes.typed)
    except DocumentFailed as failure:
        raise _of_the_bureau(desk, failure) from failure


def _of_the_bureau(desk: Desk, failure: DocumentFailed) -> DocumentFailed:
    """Lead to where a character that no font has was entered, if it is in what papers say of the own bureau."""
    lost = _LOST.search(failure.title) if failure.code == "glyph-missing" else None
    own = {**own_data(desk.issuing(desk.bureau)), "bureau": desk.issuing(desk.bureau).name}
    if lost is None or not any(chr(int(lost[1], 16)) in str(text) for text in own.values()):
        return failure
    way = "这是本机关的资料：请管理员到“设置·本机关”中更正；已接入中心库的，由中心库管理员更正后重新发布。"
    return DocumentFailed(failure.code, failure.title, f"{failure.advice.rstrip('。')}。{way}")


def load_typesetter() -> None:
    """Load what the first paper would wait for, fonts included; again costs nothing.

    Raises:
        DocumentFailed: a font is missing or damaged, so that no paper could be set.
    """
    from app.typesetting.rendering import get_ready

    get_ready()


def load_papers(desk: Desk) -> None:
    """Load the typesetter and the papers of the forms in force; what is wrong with a paper waits until it is asked for.

    Raises:
        DocumentFailed: a font is missing or damaged, so that no paper could be set.
    """
    load_typesetter()
    folders = sorted(one.name for one in (desk.forms / "inspections").iterdir() if one.is_dir())
    for form in folders:
        with suppress(DocumentFailed):
            desk.shelf.documents(form)


def insist_printable(desk: Desk, case: Case, document: Document) -> None:
    """Do nothing where a paper can be printed as it stands.

    Raises:
        DocumentFailed: it cannot; nothing was frozen, so that it can still be put right.
    """
    set_paper(desk, case, document)


def blank_blockers(desk: Desk, case: Case, document: Document) -> list[Blocker]:
    """Return what the drafted words leave blank that must be there: known before anybody has signed them."""
    missing = missing_slots(definition_of(desk, case, document.kind), case.contents[document.id].data)
    return [
        Blocker("slot-blank", f"文书缺少“{one.name}”，请补填后重新生成。", place=_place_of(one.path))
        for one in missing
        if not one.path.startswith(ADDED_LATER)
    ]


def _place_of(path: str) -> str:
    return "persons" if path.startswith("persons") else "record"
