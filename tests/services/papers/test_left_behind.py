"""A paper left behind: its photos are taken in with the service, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from app.errors import Refused, StorageFailed
from app.services.papers.delivery import Delivery, begin_service, complete_service
from app.services.papers.numbering import numbered
from tests.services.at_the_table import refused_codes, sign_for, somebody, stamped
from tests.services.on_site import OnSite
from tests.services.papers import test_life as life_of_papers
from tests.services.papers.test_life import state

site = life_of_papers.site


def photo(folder: Path, name: str) -> Path:
    path = folder / name
    Image.new("RGB", (8, 8), (len(name), 40, 90)).save(path)
    return path


def leave(site: OnSite, document: str, photos: list[Path], *witnesses: str) -> str:
    delivery = Delivery(document, "left_behind", site.person, "会议室", "拒收", tuple(witnesses))
    number = numbered(site.desk, site.inspection, "D33")
    return begin_service(site.desk, site.inspection, delivery, *number, photos=photos).id


def test_that_photos_of_a_service_that_is_refused_are_not_taken_in(site: OnSite, tmp_path: Path) -> None:
    document = stamped(site)
    deputy = somebody(site, "演练受托人", "deputy")
    before = len(site.desk.store.operations())
    with pytest.raises(Refused) as refused:
        leave(site, document, [photo(tmp_path, "门前.png")], deputy)
    assert refused_codes(refused) == ["witness-of-the-party"]
    assert len(site.desk.store.operations()) == before and not site.desk.case(site.inspection).evidence


def test_that_nothing_is_recorded_where_one_of_the_photos_cannot_be_read(site: OnSite, tmp_path: Path) -> None:
    document = stamped(site)
    broken = tmp_path / "坏.png"
    broken.write_bytes(b"no picture")
    before = len(site.desk.store.operations())
    with pytest.raises(StorageFailed):
        leave(site, document, [photo(tmp_path, "门前.png"), broken])
    assert len(site.desk.store.operations()) == before


def test_that_the_photos_are_recorded_in_one_transaction_with_the_service(site: OnSite, tmp_path: Path) -> None:
    document = stamped(site)
    before = len(site.desk.store.operations())
    receipt = leave(site, document, [photo(tmp_path, "门前.png"), photo(tmp_path, "文书.png")])
    assert len({one.txn for one in site.desk.store.operations()[before:]}) == 1
    case = site.desk.case(site.inspection)
    assert case.services[-1].media == tuple(one.id for one in case.evidence)
    assert [one.proves for one in case.evidence] == ["留置送达的过程"] * 2
    sign_for(site, receipt)
    complete_service(site.desk, site.inspection, receipt)
    assert state(site, document) == "served"
