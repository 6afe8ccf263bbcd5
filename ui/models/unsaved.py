"""Text typed into a form and not recorded yet: kept outside the record when its page is left, and put back."""

from __future__ import annotations

import json
from collections.abc import Mapping

from app.services.checking.answering import drop_draft, save_draft, take_drafts
from app.services.desk import Desk

_PART = "entry"


def keep_texts(desk: Desk, inspection: str, step: str, texts: Mapping[str, str]) -> None:
    """Keep the texts of a step by the names of their fields; without any the kept ones are forgotten."""
    if texts:
        save_draft(desk, inspection, step, json.dumps(dict(texts), ensure_ascii=False), _PART)
    else:
        drop_draft(desk, inspection, step, _PART)


def kept_texts(desk: Desk, inspection: str, step: str) -> Mapping[str, str]:
    """Return the texts kept for a step."""
    kept = take_drafts(desk, inspection).get((step, _PART), "")
    return {str(name): str(text) for name, text in json.loads(kept).items()} if kept else {}


def texts_left(desk: Desk, root: str, prefix: str) -> Mapping[str, Mapping[str, str]]:
    """Return the texts kept for every step beginning with ``prefix``, by what follows it."""
    steps = (path for path, part in take_drafts(desk, root) if part == _PART and path.startswith(prefix))
    return {step.removeprefix(prefix): kept_texts(desk, root, step) for step in steps}


def left_unfinished(desk: Desk, root: str, prefix: str) -> str:
    """Return the latest step beginning with ``prefix`` of which texts are kept, "" where there is none."""
    found = [(one.saved_at, one.place_key.removeprefix(f"{root}/").partition("#")[0])
             for one in desk.store.drafts.drafts(root)]  # fmt: skip
    return max((one for one in found if one[1].startswith(prefix)), default=("", ""))[1]
