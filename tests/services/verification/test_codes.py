"""The code on a paper, typed or scanned: held against a store, against a trust file, and alone."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.codes import typed_code
from app.domain.operations import VOID, VOID_FIELD, Change
from app.domain.procedure.outcomes import Document
from app.sealing.codes import sign_code
from app.sealing.signing import TrustedBureau, issue_certificate, new_key_pair, trust_text, trusted_training
from app.services.papers import life
from app.services.papers.coding import Codes, codes_of
from app.services.papers.drafting import paper
from app.services.session.opening import OpenDesk
from app.services.session.trust import certificate_of
from app.services.verification.codes import verify_any_code, verify_code_at
from app.services.verification.outcome import Outcome
from app.storage.attached.vault import Vault
from app.storage.keys.datakeys import new_data_keys
from app.storage.store import TRAINING, Store
from tests.services.at_the_table import VIOLATES, approve, at_the_table, order, seal
from tests.services.on_site import BUREAU, FORMS, MORNING, OnSite


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[OnSite, Document]]:
    """Give a visit with a final notice."""
    with at_the_table(tmp_path_factory.mktemp("codes"), q2_3=VIOLATES) as site:
        notice = order(site)
        seal(site)
        approve(site, notice)
        yield site, life.freeze(site.desk, site.inspection, notice)


def codes(office: tuple[OnSite, Document]) -> Codes:
    site, notice = office
    return codes_of(site.desk, site.desk.case(site.inspection), notice)


def at_the_desk(office: tuple[OnSite, Document], text: str) -> Outcome:
    desk = office[0].desk
    return verify_code_at(OpenDesk(desk.store, desk.vault, FORMS, BUREAU, "jia", desk.clock), text)


def without_data(text: str, trust: Path | None = None) -> Outcome:
    def never(_: Path) -> OpenDesk:
        raise AssertionError("no data folder is to be opened")

    return verify_any_code(text, never, trust_file=trust)


def test_that_a_draft_has_no_code(office: tuple[OnSite, Document]) -> None:
    site, notice = office
    case = site.desk.case(site.inspection)
    assert codes_of(site.desk, case, replace(notice, frozen_at=None)) == Codes()


def test_that_a_typed_code_finds_its_paper_and_says_what_is_left_to_do(office: tuple[OnSite, Document]) -> None:
    found = at_the_desk(office, codes(office).typed.lower().replace("-", ""))
    assert (found.state, found.exit_code) == ("intact", 0)
    told = found.as_json()
    assert told["paper"]["number"] == "保档执通〔2026〕1号" and told["paper"]["title"] == "档案监督检查执法通知书"
    assert told["paper"]["document"] == office[1].id and told["code"] == codes(office).typed
    assert "逐字核对" in found.reasons[-1]


def test_that_a_typed_code_alone_proves_nothing(office: tuple[OnSite, Document], tmp_path: Path) -> None:
    found = without_data(codes(office).typed)
    assert found.exit_code == 3 and "不能证明真伪" in "".join(found.reasons)
    trust = tmp_path / "trust.json"
    trust.write_text(trust_text([trusted_training()]), encoding="utf-8")
    assert without_data(codes(office).typed, trust).exit_code == 3


def test_that_a_slip_of_the_finger_is_no_forgery(office: tuple[OnSite, Document]) -> None:
    code = codes(office).typed
    wrong = ("1" if code[0] != "1" else "2") + code[1:]
    for found in (at_the_desk(office, wrong), without_data(wrong), at_the_desk(office, "")):
        assert found.exit_code == 3 and "逐组核对" in found.reasons[0]


def test_that_a_code_of_a_paper_that_is_not_here_cannot_be_judged(office: tuple[OnSite, Document]) -> None:
    found = at_the_desk(office, typed_code("12" * 32))
    assert found.exit_code == 3 and "没有与验证码相符" in found.reasons[0]


def test_that_a_scanned_code_is_judged_without_any_data(office: tuple[OnSite, Document], tmp_path: Path) -> None:
    found = without_data(codes(office).square)
    assert found.exit_code == 0 and found.as_json()["training"] is True
    assert found.as_json()["paper"] == {"kind": "D11", "number": "保档执通〔2026〕1号"}
    assert "不具有效力" in "".join(found.reasons)
    other = tmp_path / "trust.json"
    stranger = TrustedBureau(BUREAU, "演练档案局", new_key_pair().public.hex(), False)
    other.write_text(trust_text([stranger]), encoding="utf-8")
    assert without_data(codes(office).square, other).exit_code == 3
    other.write_text("{}", encoding="utf-8")
    assert without_data(codes(office).square, other).exit_code == 3


def test_that_a_real_bureaus_code_is_judged_by_its_trust_file(tmp_path: Path) -> None:
    root, key = new_key_pair(), new_key_pair()
    made = issue_certificate(
        root, device="d", bureau=BUREAU, public_key=key.public, valid_from=MORNING, training=False
    )  # fmt: skip
    text = sign_code("D4", "", "ab" * 32, key, made)
    trust = tmp_path / "trust.json"
    trust.write_text(trust_text([TrustedBureau(BUREAU, "演练档案局", root.public.hex(), False)]), encoding="utf-8")
    assert without_data(text, trust).exit_code == 0
    assert without_data(text).exit_code == 3
    trust.write_text(trust_text([TrustedBureau("130602", "别的局", root.public.hex(), False)]), encoding="utf-8")
    assert without_data(text, trust).exit_code == 3


def test_that_a_scanned_code_is_held_against_the_papers_here(office: tuple[OnSite, Document]) -> None:
    found = at_the_desk(office, codes(office).square)
    assert found.exit_code == 0 and found.as_json()["paper"]["document"] == office[1].id


def test_that_an_altered_code_is_broken(office: tuple[OnSite, Document]) -> None:
    head, _, body = codes(office).square.partition(":")
    content = base64.b32decode(body + "=" * (-len(body) % 8)).replace("1号".encode(), "9号".encode())
    text = f"{head}:{base64.b32encode(content).decode().rstrip('=')}"
    assert at_the_desk(office, text).exit_code == 1 and without_data(text).exit_code == 1


def test_that_our_number_on_other_words_is_broken_even_if_well_signed(office: tuple[OnSite, Document]) -> None:
    store = office[0].desk.store
    made = certificate_of(store)
    assert made is not None
    text = sign_code("D11", "保档执通〔2026〕1号", "cd" * 32, store.device_key, made)
    found = at_the_desk(office, text)
    assert found.exit_code == 1 and "同一文号" in found.reasons[0]
    unknown = at_the_desk(office, sign_code("D11", "保档执通〔2026〕4号", "cd" * 32, store.device_key, made))
    assert unknown.exit_code == 0 and "仅根据二维码" in "".join(unknown.reasons)


def test_that_a_voided_paper_is_told(office: tuple[OnSite, Document], tmp_path: Path) -> None:
    site, notice = office
    keys = new_data_keys()
    store = Store.create(tmp_path / "d", keys, kind=TRAINING, device_id="other", bureau=BUREAU, now=MORNING)
    try:
        from tests.services.at_the_table import sent

        store.replication.receive(sent(site.desk.store), cursor=1, now=MORNING)
        desk = OpenDesk(store, Vault(tmp_path / "d", keys), FORMS, BUREAU, "jia", site.watch)
        assert verify_code_at(desk, codes(office).typed).exit_code == 0
        seals = [one for one in store.read_all("seal") if one.value("seal")["document"] == notice.id]
        desk.commit([Change("seal", one.entity_id, VOID_FIELD, {"reason": "演练"}, VOID) for one in seals])
        found = verify_code_at(desk, codes(office).typed)
        assert found.exit_code == 1 and "作废" in found.reasons[0]
        assert paper(desk.case(site.inspection), notice.id)
    finally:
        store.close()
