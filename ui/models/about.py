"""The program's version and the components it is made of, as resources/scripts/make_licences.py wrote them down."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

from app.services.session.paths import resource_path


@dataclass(frozen=True)
class Component:
    """A component with its version, the name of its licence, and the whole text of it."""

    name: str
    version: str
    licence: str
    text: str


@dataclass(frozen=True)
class About:
    """The version of this program and everything that is shipped with it."""

    version: str
    components: tuple[Component, ...]


@lru_cache(maxsize=1)
def about() -> About:
    """Return what is shipped."""
    kept = json.loads(resource_path("resources", "licences.json").read_text(encoding="utf-8"))
    rule = "\n\n" + "—" * 30 + "\n\n"
    components = tuple(
        Component(one["name"], one["version"], one["licence"], rule.join(kept["texts"][text] for text in one["texts"]))
        for one in kept["components"]
    )
    return About(kept["version"], components)
