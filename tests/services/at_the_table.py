"""The end of a visit: all answered, the record drafted and read back, people about to sign; orders and their papers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.domain.operations import SET, Change
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Document
from app.domain.procedure.records import WITNESS, Person
from app.errors import Refused
from app.sealing.arriving import Incoming
from app.services.checking.findings import choose_facts, draft_findings, edit_finding
from app.services.evidence.intake import Particulars, add_photo
from app.services.measures.deciding import Order, decide_order
from app.services.numbers import ledger
from app.services.papers import life
from app.services.papers.composing import compose
from app.services.papers.delivery import Delivery, begin_service, sign_receipt
from app.services.papers.drafting import draft
from app.services.papers.numbering import numbered
from app.services.preparation.approvals import Decision, record_approval
from app.services.record import journey
from app.services.rehearsal.ink import strokes_of
from app.services.session.trust import keep_certificate, training_certificate
from app.storage.keys.datakeys import DataKeys
from app.storage.store import Store
from tests.services.on_site import BUREAU, MORNING, OnSite, acting, answer_everything, on_site

VIOLATES = {"verdict": "violates", "severity": "serious", "note": "日志仅保存三个月（演练）。"}
DUE = date(2026, 7, 8)


@contextmanager
def at_the_table(
    folder: Path,
    keys: DataKeys | None = None,
    and_then: Callable[[OnSite], object] | None = None,
    **given: dict[str, str],
) -> Iterator[OnSite]:
    """Give a visit with every question answered, the certificate and numbers to use, and what ``and_then`` recorded.

    ``and_then`` is a function of a module: it runs once in a process, the next test gets a copy of what it left.
    """

    def sit_down(site: OnSite) -> None:
        certify(site.desk.store)
        told = {"secrecy": "不拍照", "prepare": "制度文本", "contact": "演练甲 0312-0"}
        site.desk.commit([
            Change("unit", "unit-1", "address", "演练路1号"),
            *(Change("inspection", site.inspection, name, text) for name, text in told.items()),
        ])
        ledger.lease_locally(site.desk, ["D11", "D33"], 2026, 1, 5)
        answer_everything(site, **given)
        if and_then is not None:
            and_then(site)

    told = json.dumps([given, f"{and_then.__module__}.{and_then.__qualname__}" if and_then else ""], sort_keys=True)
    with on_site(folder, keys=keys, and_then=sit_down, told=told) as site:
        yield site


def certify(store: Store) -> None:
    """Give a store the certificate of a training device."""
    made = training_certificate(store.device_key, device=store.device, bureau=BUREAU, now=MORNING)
    keep_certificate(store, made.as_json())


def somebody(site: OnSite, name: str, role: str = WITNESS) -> str:
    """Return the id of one more person present."""
    case = site.desk.case(site.inspection)
    person = Person(site.desk.part_id(site.inspection), case.visits[-1].id, name, "职员", role, "演练证件-8", "0312-0")
    site.desk.commit(changes_of(person))
    return person.id


def picture(site: OnSite, folder: Path, **said: Any) -> str:
    """Return the evidence id of a small photo taken now."""
    path = folder / f"{len(list(folder.glob('*.png')))}.png"
    Image.new("RGB", (8, 8), (len(path.name) * 9 % 255, 40, 90)).save(path)
    taken = add_photo(site.desk, site.inspection, path, Particulars("照片", "手机拍摄", "演练", **said))
    assert taken.evidence is not None
    return taken.evidence.id


def read_out(site: OnSite, text: str = "") -> None:
    """Take the unit's statement, draft the record and read it back."""
    journey.state_for_unit(site.desk, site.inspection, site.person, text)
    journey.draft_record(site.desk, site.inspection)
    journey.read_back(site.desk, site.inspection, site.person, "screen")


def ink(site: OnSite, who: str, role: str) -> str:
    """Return the id of a signature on screen, an officer's by the officer."""
    by = acting(site, who) if role == "officer" else site
    return journey.sign(by.desk, site.inspection, who, role, "ink", ink=strokes_of(who)).id


def everybody_signs(site: OnSite) -> None:
    """Let both officers and the responsible person sign."""
    for who, role in (("jia", "officer"), ("yi", "officer"), (site.person, "responsible")):
        ink(site, who, role)


def seal(site: OnSite) -> Document:
    """Return the sealed record, read out and signed before."""
    read_out(site)
    everybody_signs(site)
    return journey.seal_record(site.desk, site.inspection)


def order(
    site: OnSite, report_way: str = "书面报告", found: int = 2, aim: str = "", due: date = DUE, term: str = "30d"
) -> str:
    """Return the id of the drafted notice to correct what question 2.3 found: the alternative ``found``, from 0."""
    draft_findings(site.desk, site.inspection)
    (finding,) = site.desk.case(site.inspection).findings
    assert choose_facts(site.desk, finding.id, [found]) == []
    if aim:
        edit_finding(site.desk, finding.id, aim=aim)
    measure = decide_order(
        site.desk, site.inspection, [Order(finding.id, "调整日志保存策略")], due, report_way, term=term
    )
    document = Document(site.desk.part_id(site.inspection), "D11", measure=measure.id, number=measure.number)
    draft(site.desk, site.inspection, document, compose)
    return document.id


def review(site: OnSite, document: str, channel: str = "in_person", decision: str = "approve") -> str:
    """Return the id of the legal reviewer's opinion on a notice."""
    entry = Decision("D11", document, "wu", "reviewer", channel, decision, opinion="职权依据可以成立（演练）。")
    opinion, problems = record_approval(site.desk, site.inspection, entry)
    assert opinion is not None, problems
    return opinion.id


def approve(site: OnSite, document: str, channel: str = "in_person") -> str:
    """Return the id of the leader's approval of a notice, given after the legal reviewer's opinion."""
    review(site, document)
    decision = Decision("D11", document, "ding", "leader", channel, opinion="同意。")
    approval, problems = record_approval(site.desk, site.inspection, decision)
    assert approval is not None, problems
    return approval.id


def stamped(site: OnSite) -> str:
    """Return the id of an approved, frozen and stamped notice; the record is sealed."""
    document = order(site)
    seal(site)
    approve(site, document)
    life.freeze(site.desk, site.inspection, document)
    life.stamp(site.desk, site.inspection, document, way=life.CARRIED)
    return document


def begin(site: OnSite, document: str, way: str = "direct", **more: Any) -> Document:
    """Return the receipt of a service to the responsible person now under way."""
    delivery = Delivery(document, way, site.person, "会议室", **more)
    return begin_service(site.desk, site.inspection, delivery, *numbered(site.desk, site.inspection, "D33"))


def sign_for(site: OnSite, receipt: str, *persons: tuple[str, str]) -> None:
    """Let both officers sign a receipt, and the persons given with their roles."""
    for who in ("jia", "yi"):
        desk = acting(site, who).desk
        sign_receipt(desk, site.inspection, receipt, who, "server", "ink", ink=strokes_of(who))
    for who, role in persons:
        sign_receipt(site.desk, site.inspection, receipt, who, role, "ink", ink=strokes_of(who))


def refused_codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """Return the codes of the blockers of a refusal."""
    return [one.code for one in refused.value.blockers]


def sent(store: Store, after: int = 0) -> list[Incoming]:
    """Return what a store has to tell others, after a place in its log."""
    batch: list[Incoming] = []
    while groups := store.replication.outgoing(after, 100_000):
        for group in groups:
            batch += [Incoming(one.raw, one.chain) for one in group.operations]
        after = groups[-1].operations[-1].lseq
    return batch


def led_by(site: OnSite, device: str) -> None:
    """Let another device lead the inspection from now on."""
    site.desk.commit([Change("course", site.inspection, "lead_device", device)])


def elsewhere(site: OnSite, store: Store) -> OnSite:
    """Return the same inspection on another device's store."""
    return replace(site, desk=replace(site.desk, store=store, officer="yi"))


def change(
    site: OnSite, question: str, value: Any, entity: str = "answer", field: str = "value", kind: str = SET
) -> Change:
    """Return the change of one answer of the inspection."""
    return Change(entity, f"{site.inspection}/{question}", field, value, kind)


