"""A certificate that runs out is told weeks before the day on which nothing goes over any more."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from app.centre.authority import AUTHORITY_YEARS, make_authority
from app.domain.clock import CHINA, iso
from app.services.exchange import certificates_end
from app.services.exchange.certificates_end import certificate_ends, look_at_server
from app.services.exchange.link import CA_FILE, LINK, Link
from app.storage.exchange.replication import SyncState

NOW = datetime(2026, 3, 9, 9, 30, tzinfo=CHINA)
DAY = timedelta(days=1)
_CA = make_authority("演练市档案局", "a long passphrase", NOW)


@dataclass
class Settings:
    kept: dict[str, Any] = field(default_factory=dict)

    def get(self, name: str, default: Any = None) -> Any:
        return self.kept.get(name, default)

    def set(self, name: str, value: Any) -> None:
        self.kept[name] = value


class Laptop:
    """As much of a desk as is asked: settings and a clock."""

    def __init__(self, folder: Any, ca: str | None = _CA.certificate.decode()) -> None:
        self.settings, self.training, self.folder, self.moment = Settings(), True, folder, NOW
        self.store = self.replication = self
        self.ahead = timedelta()
        self.link = Link("centre.example", 5432, "c", ca, "id", "130600", "演练市档案局", "d", ("s",), "e", False)
        self.settings.set(LINK, {"host": "centre.example", "ca": ca})

    def now(self) -> datetime:
        return self.moment

    def sync_state(self) -> SyncState:
        return SyncState(clock_offset_ms=int(self.ahead.total_seconds() * 1000), synced_at=iso(NOW))

    def told(self, moment: datetime) -> str:
        self.moment = moment
        found = certificate_ends(cast(Any, self))
        return "" if found is None else f"{found.title}{found.advice}"


def test_that_the_end_of_the_authority_is_told_sixty_days_before(tmp_path: Any) -> None:
    laptop, end = Laptop(tmp_path), NOW + timedelta(days=365 * AUTHORITY_YEARS)
    assert laptop.told(end - 61 * DAY) == ""
    soon = laptop.told(end - 59 * DAY)
    assert "CA 证书还有 59 天到期" in soon and "readmit" in soon and "不受影响" in soon
    assert "已于2046年3月4日 09:30到期" in laptop.told(end + DAY)
    assert Laptop(tmp_path, None).told(end) == ""
    laptop.training, laptop.ahead = False, 300 * DAY  # as the centre's clock has it
    assert "还有 10 天到期" in laptop.told(end - 310 * DAY)


def test_that_the_servers_certificate_is_looked_at_once_a_day_and_told(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    laptop, asked = Laptop(tmp_path), list[Any]()
    answers = iter([NOW + 61 * DAY, None, NOW + 400 * DAY])

    def answer(address: Any, via: Any) -> datetime | None:
        asked.append((address.ca_file, via))
        return next(answers)

    monkeypatch.setattr(certificates_end, "server_until", answer)
    for _ in range(2):
        look_at_server(cast(Any, laptop), laptop.link, None)
    assert asked == [(str(tmp_path / CA_FILE), None)]
    assert laptop.told(NOW) == "" and "服务器的证书还有 59 天到期" in laptop.told(NOW + 2 * DAY)
    look_at_server(cast(Any, laptop), laptop.link, None)  # it did not answer: what was known stays
    assert "服务器的证书还有 59 天到期" in laptop.told(NOW + 2 * DAY)
    laptop.moment = NOW + 3 * DAY
    look_at_server(cast(Any, laptop), laptop.link, None)
    assert laptop.told(NOW + 3 * DAY) == ""
    assert laptop.settings.kept["centre_certificate"]["until"] == iso(NOW + 400 * DAY)


def test_that_a_line_without_certificates_looks_at_none(tmp_path: Any) -> None:
    laptop = Laptop(tmp_path, None)
    look_at_server(cast(Any, laptop), laptop.link, None)
    assert "centre_certificate" not in laptop.settings.kept
