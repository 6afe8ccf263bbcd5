"""One case with a paper of every kind that the program makes, drafted or final, as any bureau would make it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.services.checking.findings import HAZARD
from app.services.measures.deciding import record_measure
from tests.services.at_the_table import picture
from tests.services.on_site import OnSite
from tests.services.papers.chains import MEASURES, decide, more, serve_order
from tests.services.papers.made import final, made

KEPT = ("D7", "D8", "D15", "D16", "D18", "D17")
ON_SITE = ("D9", "D5", "D6", "D10", "D12", "D13", "D14", "D19", "D20", "D21", "D22", "D34", "D46")
AFTERWARDS = ("D23", "D32", "D35", "D36", "D37", "D43", "D47", "D48", "D49")


@dataclass(frozen=True)
class Whole:
    """The visit with its papers by kind."""

    site: OnSite
    papers: dict[str, str]


def with_every_paper(site: OnSite, folder: Path) -> Whole:
    """Return the visit after every kind of paper was made in it."""
    folder.mkdir()
    photo = picture(site, folder, links=("q2_3",))
    notice = decide(site, *MEASURES, aim=HAZARD)
    papers = {kind: final(site, kind, **more(kind, photo)) for kind in KEPT}
    papers |= {kind: made(site, kind, **more(kind, photo)) for kind in ON_SITE}
    (finding,) = site.desk.case(site.inspection).findings
    serve_order(site, notice)
    record_measure(site.desk, site.inspection, "M7", [finding.id], "立案（演练）")
    papers |= {kind: made(site, kind, **more(kind, photo)) for kind in AFTERWARDS}
    kinds = {one.kind: one.id for one in site.desk.case(site.inspection).documents}
    return Whole(site, {**kinds, **papers})


def spoken(words: object) -> Iterator[str]:
    """Yield every text among the words of a paper."""
    if isinstance(words, str):
        yield words
    elif isinstance(words, dict):
        for one in words.values():
            yield from spoken(one)
    elif isinstance(words, list | tuple):
        for one in words:
            yield from spoken(one)
