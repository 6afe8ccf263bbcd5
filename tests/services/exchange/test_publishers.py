"""Whose releases a county's laptop takes: its own bureau's and, once that said so under its key, the city's."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.centre.bureau_key import BureauKey
from app.centre.office.administration import add_bureau
from app.centre.office.certifying import certify_devices
from app.centre.office.officers import add_officer
from app.centre.releases import publish_release
from app.cli.sync import release_lines
from app.errors import CentreRefused, IntegrityBroken
from app.sealing.signing import TrustedBureau, new_key_pair
from app.services.centre.office import CentreOffice
from app.services.centre.releases import ProgramUpdate, accept_publishers, publish, publish_program
from app.services.exchange.enrolling import Newcomer, enrol
from app.services.exchange.program_updates import HERE, REFUSED, held_update
from app.services.exchange.syncing import synchronise
from app.services.releases.content import packed, release_message
from app.services.releases.forms import releases_told
from app.services.releases.program import this_platform
from app.services.releases.publishers import accepted_publishers, publishers_in
from app.services.session.opening import OpenDesk, close, open_desk
from app.services.session.paths import built_in_forms
from app.services.session.sample_officers import sample_officers
from app.services.session.setting_up import Secrets
from app.services.working_days import known_years
from app.storage.keys.passphrases import Cost
from tests.centre.field import NOW, Centre
from tests.services.exchange.device import IMPATIENT, clock

CITY, COUNTY, SIBLING = "130600", "130602", "130606"
PASSPHRASE = "演练用的很长的口令一号"
CALENDAR = "calendar/2026.toml"


@dataclass
class County:
    """A city's centre with two counties; each bureau has a key of its own, each of the first two a laptop."""

    centre: Centre
    keys: dict[str, BureauKey]
    desks: dict[str, OpenDesk]
    folder: Path

    @property
    def office(self) -> CentreOffice:
        return CentreOffice(self.centre.connection)

    def trusted(self, *bureaus: str) -> list[TrustedBureau]:
        return [TrustedBureau(one, one, self.keys[one].key.public.hex(), False) for one in bureaus]

    def accept(self, *bureaus: str, by: str = COUNTY) -> list[str]:
        return [
            one.bureau for one in accept_publishers(self.office, by, self.trusted(*bureaus), self.keys[by])
        ]

    def publish(self, bureau: str, version: str, *, name: str = "2026") -> None:
        folder = self.folder / f"{bureau}-{name}-{version}"
        (folder / "calendar").mkdir(parents=True)
        known = (built_in_forms() / CALENDAR).read_text(encoding="utf-8")
        (folder / CALENDAR).write_text(f"# {bureau} {name} {version}\n{known}", encoding="utf-8")
        publish(self.office, bureau, "calendar", name, version, folder, self.keys[bureau], forms=built_in_forms())

    def spoil(self, bureau: str) -> None:
        """Publish past all checks, under the bureau's own key, what no laptop can use."""
        file = self.folder / "spoiled" / "calendar" / "2025.toml"
        file.parent.mkdir(parents=True)
        file.write_text("days = 'nonsense", encoding="utf-8")
        content = packed(self.folder / "spoiled", "calendar")
        message = release_message(bureau, "calendar", "2025", "1", hashlib.sha256(content).hexdigest())
        signature = self.keys[bureau].key.sign(message).hex()
        publish_release(self.centre.connection, bureau, "calendar", "2025", "1", content, signature)

    def smuggle(self, under: str, name: str, signer: str) -> None:
        """Publish past all checks, as who owns the centre could: in one bureau's name under another's key."""
        content = packed(self.folder / f"{CITY}-2026-1", "calendar")
        message = release_message(name, "calendar", "2026", "9", hashlib.sha256(content).hexdigest())
        signature = self.keys[signer].key.sign(message).hex()
        publish_release(self.centre.connection, under, "calendar", "2026", "9", content, signature)

    def in_force(self, bureau: str = COUNTY) -> str:
        """Synchronise and open anew; return the first line of the calendar in force."""
        assert synchronise(self.desks[bureau], patience=IMPATIENT).state == "synced"
        close(self.desks[bureau])
        self.desks[bureau] = open_desk(
            self.folder / bureau, forms=built_in_forms(), clock=clock, officer=f"{bureau}-1", passphrase=PASSPHRASE
        )
        return (self.desks[bureau].forms / CALENDAR).read_text(encoding="utf-8").splitlines()[0]

    def told(self, bureau: str = COUNTY) -> str:
        return "".join(release_lines(releases_told(self.desks[bureau].store)))


@pytest.fixture
def county(formal_centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[County]:
    monkeypatch.setattr("app.storage.keys.keyring.Cost", lambda: Cost(1, 64, 1))
    centre = formal_centre
    made = County(centre, {}, {}, tmp_path)
    for bureau, name in ((CITY, "某某市档案局"), (COUNTY, "竞秀区档案局"), (SIBLING, "莲池区档案局")):
        add_bureau(centre.connection, bureau, name, None if bureau == CITY else CITY)
        made.keys[bureau] = BureauKey(bureau, new_key_pair())
        add_officer(centre.connection, replace(sample_officers(bureau, NOW.date())[0], id=f"{bureau}-1"), NOW)
    for bureau in (CITY, COUNTY):
        newcomer = Newcomer(f"{bureau}-1", Secrets(PASSPHRASE, "135790"), tmp_path / f"{bureau}.key")
        invited = centre.invite(bureau)
        made.desks[bureau] = enrol(tmp_path / bureau, invited, newcomer, forms=built_in_forms(), clock=clock)
        certify_devices(centre.connection, bureau, made.keys[bureau].key, NOW)
        synchronise(made.desks[bureau], patience=IMPATIENT)
    yield made
    for desk in made.desks.values():
        close(desk)


def test_that_a_county_takes_the_citys_releases_once_its_own_bureau_said_so(county: County) -> None:
    county.publish(CITY, "1")
    assert not county.in_force().startswith("# 130600")
    assert "没有采用" in county.told() and "centre release accept" in county.told()
    assert county.accept(CITY) == [CITY]
    assert county.in_force() == "# 130600 2026 1"
    assert "某某市档案局发布" in county.told()
    year = next(one for one in known_years(county.desks[COUNTY]).years if one.year == 2026)
    assert year.publisher == "某某市档案局"
    assert county.in_force(CITY) == "# 130600 2026 1"


def test_that_the_own_bureaus_release_goes_before_a_later_one_of_the_city(county: County) -> None:
    county.accept(CITY)
    county.publish(COUNTY, "1")
    county.publish(CITY, "1")
    assert county.in_force() == "# 130602 2026 1"
    assert "以本单位的为准" in county.told()


def test_that_under_other_names_too_the_own_bureaus_file_wins(county: County) -> None:
    county.accept(CITY)
    county.publish(COUNTY, "1", name="own")
    county.publish(CITY, "1", name="2026")
    assert county.in_force() == "# 130602 own 1"


def test_that_a_faulty_release_of_the_city_leaves_the_own_bureaus_in_force(county: County) -> None:
    county.accept(CITY)
    county.publish(COUNTY, "1")
    county.spoil(CITY)
    assert county.in_force() == "# 130602 2026 1"
    assert "本单位发布的照常使用" in known_years(county.desks[COUNTY]).fault
    assert "合在一起有错误" in county.told() and county.told().count("没有采用") == 1
    county.accept()
    assert county.in_force() == "# 130602 2026 1"
    assert known_years(county.desks[COUNTY]).fault == ""


def test_that_nobody_beside_or_below_publishes(county: County) -> None:
    county.accept(CITY)
    county.publish(CITY, "1")
    before = county.in_force(), county.in_force(CITY)
    # the centre's owner puts them where the laptops look
    county.smuggle(CITY, CITY, COUNTY)
    county.smuggle(COUNTY, COUNTY, SIBLING)
    assert (county.in_force(), county.in_force(CITY)) == before
    county.centre.connection.execute("update centre.bureau set parent = %s where bureau = %s", (SIBLING, COUNTY))
    county.centre.connection.execute("update centre.bureau set parent = %s where bureau = %s", (COUNTY, CITY))
    county.publish(SIBLING, "7", name="sibling")
    county.publish(COUNTY, "7", name="county")
    assert county.in_force(CITY) == "# 130600 2026 1"
    assert county.in_force() == "# 130602 county 7"
    assert county.told(CITY).count("没有采用") == 4


@pytest.mark.parametrize("stranger", [SIBLING, COUNTY])
def test_that_only_a_bureau_above_can_be_accepted(county: County, stranger: str) -> None:
    with pytest.raises(CentreRefused, match="publisher-not-above"):
        county.accept(stranger, by=COUNTY if stranger == SIBLING else CITY)
    with pytest.raises(CentreRefused, match="bureau-key-foreign"):
        accept_publishers(county.office, COUNTY, county.trusted(CITY), county.keys[CITY])


def test_that_what_was_accepted_can_be_withdrawn_and_does_not_come_back(county: County) -> None:
    county.accept(CITY)
    county.publish(CITY, "1")
    assert county.in_force() == "# 130600 2026 1"
    assert county.accept() == []
    assert not county.in_force().startswith("# 130600")
    assert "不再采用" in county.told()
    # a centre that came back offers the earlier list
    county.centre.connection.execute("alter table centre.release disable trigger user")
    county.centre.connection.execute("delete from centre.release where kind = 'publishers' and version = '2'")
    county.in_force()
    assert accepted_publishers(county.desks[COUNTY].store) == (2, ())


def test_that_a_laptop_without_a_certificate_is_told_what_it_waits_for(county: County) -> None:
    newcomer = Newcomer(f"{CITY}-1", Secrets(PASSPHRASE, "135790"), county.folder / "third.key")
    county.publish(CITY, "1")
    invited = county.centre.invite(CITY)
    county.desks["third"] = enrol(county.folder / "third", invited, newcomer, forms=built_in_forms(), clock=clock)
    assert synchronise(county.desks["third"], patience=IMPATIENT).state == "synced"
    assert "centre certify" in county.told("third") and "centre release accept" not in county.told("third")
    certify_devices(county.centre.connection, CITY, county.keys[CITY].key, NOW)
    synchronise(county.desks["third"], patience=IMPATIENT)
    assert "没有采用" not in county.told("third")


@pytest.mark.skipif(not this_platform(), reason="no package is made for this machine")
def test_that_a_county_is_told_whose_program_it_has(county: County, tmp_path: Path) -> None:
    file = tmp_path / "setup.run"
    file.write_bytes(b"installer" * 1000)
    update = ProgramUpdate(file, this_platform(), "9.1.0", "0.0")
    publish_program(county.office, CITY, update, county.keys[CITY])
    county.in_force()
    refused = held_update(county.desks[COUNTY])
    assert refused is not None and refused.state == REFUSED
    county.accept(CITY)
    county.in_force()
    found = held_update(county.desks[COUNTY])
    assert found is not None and (found.state, found.publisher) == (HERE, "某某市档案局")
    county.accept()
    county.in_force()
    withdrawn = held_update(county.desks[COUNTY])
    assert withdrawn is not None and withdrawn.state == REFUSED


@pytest.mark.parametrize("content", [b"nonsense", b"{}", b"[]", b'{"schema":1,"publishers":[{"bureau":"1"}]}',
                                     b'{"schema":1,"publishers":["x"]}', b'{"schema":2,"publishers":[]}'])  # fmt: skip
def test_that_a_list_of_another_shape_is_refused(content: bytes) -> None:
    with pytest.raises(IntegrityBroken, match="publishers-malformed"):
        publishers_in(content)
