"""An inspection that is done: sealed record, order served, photos taken; or one still under way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from PIL import Image

from app.domain.operations import Change
from app.services.evidence.intake import Particulars, add_file, add_photo
from app.services.numbers import ledger
from app.services.papers.composing import compose
from app.services.papers.delivery import complete_service
from app.services.papers.drafting import draft
from app.services.pinning import pin_forms
from app.storage.keys.datakeys import DataKeys
from tests.services.at_the_table import VIOLATES, at_the_table, begin, sign_for, stamped
from tests.services.on_site import OnSite


def photograph(site: OnSite, folder: Path, number: int, size: tuple[int, int] = (1200, 900), **said: object) -> str:
    """Return the evidence id of a photo that shows nothing else like it."""
    path = folder / f"照片{number}.jpg"
    Image.new("RGB", size, (number * 40 % 256, 90, 200 - number)).save(path)
    usual = {"place": "演练路1号机房", "links": ("2.3",), **said}
    told = Particulars("手机", "拍照", f"机房日志设置第{number}处", **usual)
    taken = add_photo(site.desk, site.inspection, path, told)
    assert taken.evidence is not None, taken.problems
    return taken.evidence.id


@contextmanager
def under_way(folder: Path, keys: DataKeys | None = None, photos: int = 3) -> Iterator[OnSite]:
    """Give a visit at which photos and a file were taken; D1 and D2 are drafted and as good as final."""
    folder.mkdir(parents=True, exist_ok=True)
    with at_the_table(folder / "data", keys, q2_3=VIOLATES) as site:
        pinned = pin_forms(site.desk, "electronic-records")
        site.desk.commit([Change("inspection", site.inspection, "pinned", pinned)])
        number = ledger.lease_locally(site.desk, ["D2"], 2026, 1, 5)[0].id
        for kind in ("D1", "D2"):
            document = site.desk.case(site.inspection).document(kind)
            assert document is not None
            if kind == "D2":
                site.desk.commit([Change("document", document.id, "number", number)])
                document = replace(document, number=number)
            draft(site.desk, site.inspection, document, compose)
            site.desk.commit([Change("document", document.id, "frozen_at", "2026-06-07T10:00:00+08:00")])
        for place in range(photos):
            photograph(site, folder, place, (900, 1200) if place == 1 else (1200, 900))
        path = folder / "log-export.csv"
        path.write_text("时间,用户\n", encoding="utf-8")
        add_file(site.desk, site.inspection, path, Particulars("硬盘", "导出", "日志内容", links=("2.3",)))
        yield site


@contextmanager
def done(folder: Path, keys: DataKeys | None = None, photos: int = 3) -> Iterator[OnSite]:
    """Give an inspection whose order was served and whose tasks are done."""
    with under_way(folder, keys, photos) as site:
        notice = stamped(site)
        receipt = begin(site, notice)
        sign_for(site, receipt.id, (site.person, "recipient"))
        complete_service(site.desk, site.inspection, receipt.id)
        end_tasks(site)
        yield site


def end_tasks(site: OnSite) -> None:
    """Record that every task is done."""
    tasks = [one for one in site.desk.case(site.inspection).tasks if one.done_at is None]
    if tasks:
        site.desk.commit([Change("task", one.id, "done_at", "2026-07-08T09:00:00+08:00") for one in tasks])
