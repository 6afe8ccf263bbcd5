"""A bureau's signing key is changed: laptops are told apart, get new certificates, and old papers stay verifiable."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli.registry import build_parser
from app.sealing.key_succession import succession
from app.sealing.signing import new_key_pair, verify_certificate
from app.services.exchange.enrolling import Newcomer, enrol
from app.services.exchange.syncing import synchronise
from app.services.session.opening import OpenDesk, close
from app.services.session.setting_up import Secrets
from app.services.session.trust import certificate_of, trusted
from app.services.vouching import read_key, trusted_in
from app.storage.keys.passphrases import Cost
from tests.centre.field import Centre
from tests.services.exchange.device import BUREAU, IMPATIENT, clock, with_bureau
from tests.services.exchange.test_certificates_and_secrets import PASSPHRASE, Administrator
from tests.services.on_site import FORMS


class Office(Administrator):
    """An administrator of a real centre who made a signing key."""

    def __init__(self, centre: Centre, folder: Path, capsys: Any) -> None:
        super().__init__(centre.server, centre.database, folder, capsys)
        self.centre = centre
        self.secret.write_text(f"{PASSPHRASE}\n{PASSPHRASE}\n", encoding="utf-8")
        self.trust = folder / "trust.json"
        self.key("old")

    def key(self, name: str) -> Path:
        words = ("--out", str(self.folder / name), "--trust", str(self.trust))
        self.type("key", "--bureau", BUREAU, *words, dsn=False)
        return self.folder / name

    def certify(self, key: str, *more: str) -> dict[str, Any]:
        return self.type("certify", "--bureau", BUREAU, "--key", str(self.folder / key), *more)

    def laptop(self, name: str) -> OpenDesk:
        newcomer = Newcomer("training-1", Secrets("演练用的很长的口令一号", "135790"), self.folder / f"{name}.usb")
        return enrol(self.folder / name, self.centre.invite(BUREAU, name), newcomer, forms=FORMS, clock=clock)

    def public(self, name: str) -> str:
        return read_key(self.folder / name, PASSPHRASE).key.public.hex()

    def told(self, *words: str) -> str:
        arguments = build_parser().parse_args(
            ["centre", *words, "--dsn", self.dsn, "--password-file", str(self.password)]
        )
        assert arguments.run(arguments) == 0
        return str(self.capsys.readouterr().out)


@pytest.fixture
def office(
    formal_centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Office:
    monkeypatch.setattr("app.storage.keys.keyring.Cost", lambda: Cost(1, 64, 1))
    return Office(with_bureau(formal_centre), tmp_path, capsys)


def _sync(desk: OpenDesk) -> Any:
    return synchronise(desk, patience=IMPATIENT, lease=False)


def test_that_a_laptop_takes_the_certificate_that_its_former_key_vouches_for(office: Office) -> None:
    desk = office.laptop("laptop")
    office.certify("old")
    assert _sync(desk).problem is None
    before = certificate_of(desk.store)
    office.key("new")
    assert office.certify("new") == {"bureau": BUREAU, "certified": 0, "renewed": 0, "others": 1}
    assert _sync(desk).problem is None
    assert certificate_of(desk.store) == before
    done = office.certify("new", "--former", str(office.folder / "old"))
    assert (done["renewed"], done["others"]) == (1, 0)
    assert _sync(desk).problem is None
    after = certificate_of(desk.store)
    assert after is not None and before is not None
    assert (before.issuer_public_key, after.issuer_public_key) == (office.public("old"), office.public("new"))
    # papers that carry the old certificate stay verifiable, here and by the trust file
    for trust in (trusted(desk.store), trusted_in(office.trust)):
        assert [verify_certificate(one, trust) for one in (before, after)] == ["trusted", "trusted"]
    close(desk)


def test_that_a_laptop_that_missed_a_key_takes_the_one_after_it(office: Office) -> None:
    desk = office.laptop("laptop")
    office.certify("old")
    _sync(desk)
    for former, key in (("old", "new"), ("new", "newest")):
        office.key(key)
        office.certify(key, "--former", str(office.folder / former))
    assert _sync(desk).problem is None
    found = certificate_of(desk.store)
    assert found is not None and found.issuer_public_key == office.public("newest")
    close(desk)


def test_that_no_centre_forges_the_former_keys_word_or_brings_an_old_certificate_back(office: Office) -> None:
    desk = office.laptop("laptop")
    office.certify("old")
    _sync(desk)
    read = "select certificate from centre.device where device = %s"
    write = "update centre.device set certificate = %s where device = %s"
    old = office.centre.ask(read, desk.store.device)[0][0]
    stranger = office.key("stranger")
    office.certify("stranger", "--former", str(office.folder / "old"))
    true = office.centre.ask(read, desk.store.device)[0][0]
    key = read_key(stranger, PASSPHRASE).key
    forged = succession(BUREAU, new_key_pair(), key.public)
    of_others = succession("130602", read_key(office.folder / "old", PASSPHRASE).key, key.public)
    for false in (None, [], [{**forged, "former": office.public("old")}], [of_others], [7], {"former": 1}, [{}]):
        office.centre.connection.execute(write, (json.dumps({**true, "succeeds": false}), desk.store.device))
        report = _sync(desk)
        assert report.problem is not None and report.problem.code == "certificate-changed", false
    office.centre.connection.execute(write, (json.dumps(true), desk.store.device))
    assert _sync(desk).problem is None
    office.centre.connection.execute(write, (json.dumps(old), desk.store.device))
    assert _sync(desk).problem.code == "certificate-changed"
    close(desk)


def test_that_the_administrator_is_told_whose_certificate_is_of_the_former_key(office: Office) -> None:
    first = office.laptop("first")
    office.certify("old")
    for words in (("status",), ("device", "list")):
        assert "原来的签发密钥" not in office.told(*words)
    office.key("new")
    second = office.laptop("second")
    assert office.certify("new")["others"] == 1
    for words in (("status",), ("device", "list")):
        text = office.told(*words)
        assert f"单位 {BUREAU} 有 1 台在用终端的证书由原来的签发密钥签发" in text and "--former" in text
        assert text.count("由原来的签发密钥签发") == 2
    office.certify("new", "--former", str(office.folder / "old"))
    for words in (("status",), ("device", "list")):
        assert "原来的签发密钥" not in office.told(*words)
    for desk in (first, second):
        assert _sync(desk).problem is None
        close(desk)
