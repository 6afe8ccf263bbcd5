"""A bureau's signing key is lost: a person at each laptop compares a code, and nothing else lets the new key in."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.cli.registry import build_parser
from app.errors import InspectorError, Refused
from app.sealing.key_loss import LOST, KeyLoss, key_code, same_code
from app.sealing.signing import new_key_pair, verify_certificate
from app.services.exchange.releases import _keys
from app.services.session.lost_key import offered_key, take_offered_key, taken_keys
from app.services.session.opening import OpenDesk, close
from app.services.session.trust import certificate_of, trusted
from tests.services.exchange.device import BUREAU
from tests.services.exchange.test_new_bureau_key import Office, _sync, office  # noqa: F401  # a fixture
from ui.models.sync_state import sync_state
from ui.pages.sync.lost_key import LostKeyCard

WHY = ("--lost", "演练：U 盘损坏", "--witness", "演练甲、演练乙")


@pytest.fixture
def desk(office: Office) -> Iterator[OpenDesk]:  # noqa: F811
    """A laptop with a certificate of the key that is lost then, and another key at the centre."""
    made = office.laptop("laptop")
    office.certify("old")
    assert _sync(made).problem is None
    office.key("new")
    yield made
    close(made)


def test_that_the_new_key_counts_once_its_code_was_typed_and_old_papers_stay_verifiable(
    office: Office, desk: OpenDesk  # noqa: F811
) -> None:
    before = certificate_of(desk.store)
    assert before is not None
    code = office.certify("new", *WHY)["code"]
    report = _sync(desk)
    assert (report.problem.code, report.pending, report.state) == ("bureau-key-lost", 0, "refused")
    assert certificate_of(desk.store) == before
    offered = offered_key(desk.store)
    assert offered is not None and (offered.reason, offered.witness) == (WHY[1], WHY[3])
    for wrong in ("", code[:-1], key_code(BUREAU, "ab" * 32), key_code("130602", offered.key)):
        with pytest.raises(Refused, match="key-code-wrong"):
            take_offered_key(desk, wrong)
    assert certificate_of(desk.store) == before
    take_offered_key(desk, f" {code.lower().replace('-', ' ')} ")
    assert _sync(desk).problem is None
    after = certificate_of(desk.store)
    assert after is not None and after.issuer_public_key == office.public("new")
    assert [verify_certificate(one, trusted(desk.store)) for one in (before, after)] == ["trusted", "trusted"]
    # who found the old key publishes nothing here
    assert _keys(desk.store, BUREAU) == [bytes.fromhex(office.public("new"))]
    (taken,) = taken_keys(desk.store)
    assert (taken["by"], taken["reason"], taken["former"]) == (desk.officer, WHY[1], office.public("old"))
    with pytest.raises(Refused, match="key-not-offered"):
        take_offered_key(desk, code)


def test_that_no_centre_puts_another_key_in_the_place_of_the_one_that_is_told(
    office: Office, desk: OpenDesk  # noqa: F811
) -> None:
    told = office.certify("new", *WHY)["code"]
    stranger = new_key_pair()
    read, write = "select certificate from centre.device", "update centre.device set certificate = %s"
    true = office.centre.ask(read)[0][0]
    from app.sealing.signing import issue_certificate
    from tests.centre.field import NOW

    made = issue_certificate(
        stranger, device=desk.store.device, bureau=BUREAU, public_key=desk.store.device_key.public, valid_from=NOW,
        training=False,
    )  # fmt: skip
    loss = KeyLoss(BUREAU, office.public("old"), stranger.public.hex(), "x", "y", "2026-03-09T10:00:00+08:00")
    forged = {**made.as_json(), LOST: [loss.signed(stranger)]}
    office.centre.connection.execute(write, (json.dumps(forged),))
    assert _sync(desk).problem.code == "bureau-key-lost"
    with pytest.raises(Refused, match="key-code-wrong"):
        take_offered_key(desk, told)
    unsigned = {**forged, LOST: [{**loss.signed(stranger), "reason": "another"}]}
    for false in (unsigned, {**forged, LOST: None}, {**forged, LOST: [7]}, {**forged, LOST: {}}):
        office.centre.connection.execute(write, (json.dumps(false),))
        assert _sync(desk).problem.code == "certificate-changed"
    office.centre.connection.execute(write, (json.dumps(true),))
    assert _sync(desk).problem.code == "bureau-key-lost"
    take_offered_key(desk, told)
    assert _sync(desk).problem is None


def test_that_a_laptop_that_missed_it_all_compares_the_code_of_the_latest_key(
    office: Office, desk: OpenDesk  # noqa: F811
) -> None:
    office.certify("new", *WHY)
    office.key("newest")
    office.certify("newest", "--former", str(office.folder / "new"))
    assert _sync(desk).problem.code == "bureau-key-lost"
    take_offered_key(desk, key_code(BUREAU, office.public("newest")))
    assert _sync(desk).problem is None


def test_that_a_laptop_that_slept_through_a_change_before_the_loss_takes_the_code_too(
    office: Office, desk: OpenDesk  # noqa: F811
) -> None:
    office.certify("new", "--former", str(office.folder / "old"))
    office.key("newest")
    code = office.certify("newest", *WHY)["code"]
    assert _sync(desk).problem.code == "bureau-key-lost"
    take_offered_key(desk, code)
    assert _sync(desk).problem is None


def test_that_reason_and_witness_are_asked_for(office: Office, desk: OpenDesk) -> None:  # noqa: F811
    for words in (("--lost", " ", "--witness", "演练甲"), ("--lost", "演练")):
        with pytest.raises(InspectorError, match=r"丢失原因|见证人"):
            office.certify("new", *words)
    with pytest.raises(InspectorError, match="lost-and-former"):
        office.certify("new", *WHY, "--former", str(office.folder / "old"))


def test_that_the_window_names_what_is_declared_and_takes_the_code(
    office: Office, desk: OpenDesk, qtbot: QtBot  # noqa: F811
) -> None:
    code = office.certify("new", *WHY)["code"]
    assert sync_state(desk).lost_key == ""
    _sync(desk)
    words = sync_state(desk).lost_key
    assert WHY[1] in words and WHY[3] in words
    asked: list[Any] = []

    class Place:
        def ask_once(self, owner: Any, work: Any, then: Any, otherwise: Any) -> None:
            asked.append(work)
            then(work(desk))

    card = LostKeyCard(Place())  # type: ignore[arg-type]  # what the card needs of a workplace
    page = QWidget()
    qtbot.addWidget(page)
    card.setParent(page)
    card.show_words(words)
    card._go.click()
    assert not asked
    card._code.setText(code)
    with qtbot.waitSignal(card.taken):
        card._go.click()
    assert sync_state(desk).lost_key == ""


def test_that_a_person_types_the_code_by_command_too(office: Office, desk: OpenDesk) -> None:  # noqa: F811
    arguments = build_parser().parse_args(["sync", "--bureau-key", "0000-0000-0000-0000"])
    assert arguments.bureau_key == "0000-0000-0000-0000"


@pytest.mark.parametrize("typed", ["o1l0-abcd", "O1I0ABCD", "01 10 ab cd"])
def test_that_letters_that_look_alike_are_taken_for_one_another(typed: str) -> None:
    assert same_code(typed, "0110-ABCD")
    assert not same_code(typed, "0110-ABCE")


def test_that_codes_of_other_keys_and_bureaus_are_others() -> None:
    codes = {key_code(bureau, key) for bureau in ("130600", "130602") for key in ("ab" * 32, "cd" * 32)}
    assert len(codes) == 4 and all(len(one) == 19 for one in codes)
