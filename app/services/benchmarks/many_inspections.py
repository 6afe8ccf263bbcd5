"""A store with as many inspections as a bureau has after decades: for benchmarks and tests of lists.

The newest are real, with operations, and can be opened. The rest are rows of the list only: a hundred thousand
inspections with all their answers would take an hour to record, and lists look at nothing but their rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from app.domain.clock import iso
from app.domain.procedure.circumstances import day_of
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.records import Inspection, Unit
from app.domain.procedure.tasks import end_of
from app.services.desk import Desk
from app.services.listing.refreshing import refresh
from app.services.listing.rows import CALLED_OFF, CLOSED, TITLES, search_words
from app.storage.listing.rows import ListedRow

AT_ONCE = 2_000
UNITS = 1_755
_PLACES = ["竞秀", "莲池", "满城", "清苑", "徐水", "涞水", "阜平", "定兴", "唐县", "高阳", "容城", "望都", "易县"]
_KINDS = ["档案馆", "水利局", "教育局", "供热公司", "中心医院", "农业农村局", "城建集团", "第一中学", "博物馆"]
_STEPS = (
    ("outcome", "认定与措施", "进行中 · 2 个问题"), ("checking", "检查", "进行中 · 还有 12 项"),
    ("record", "笔录与签名", "进行中"),
    ("papers", "文书与送达", "待送达 1 份"), ("closing", "归档与同步", "办结还差 1 项"),
)  # fmt: skip
_OPEN_SHARE, _OFF_SHARE = 33, 97  # one in so many has not ended, one in so many was called off


def fill(desk: Desk, count: int, real: int = 20) -> None:
    """Put ``count`` inspections into the list, of which ``real`` can be opened."""
    for number in range(min(real, count)):
        _plan(desk, number)
    refresh(desk)
    listing = desk.store.listing
    batch: dict[str, ListedRow | None] = {}
    for row in _rows(desk, count - min(real, count)):
        batch[row.root] = row
        if len(batch) == AT_ONCE:
            listing.write(batch)
            batch = {}
    listing.write(batch)


def unit_name(number: int) -> str:
    """Return the name of a made-up unit; there are ``UNITS`` of them."""
    place, kind = _PLACES[number % len(_PLACES)], _KINDS[number // len(_PLACES) % len(_KINDS)]
    return f"演练{place}{kind}第{number // (len(_PLACES) * len(_KINDS)) % 15 + 1}分部"


def _plan(desk: Desk, number: int) -> None:
    today = day_of(desk.now())
    unit = Unit(f"unit-measured-{number}", unit_name(number), "organ", desk.bureau, f"{number:018d}", "演练路1号")
    plan = Inspection(
        desk.identify(), desk.bureau, unit.id, "electronic-records", "routine", {"kind": "plan", "plan_title": "演练"},
        "电子档案监管", ("电子档案",), planned_from=today, planned_to=today + timedelta(days=number % 9),
        officers=tuple(sorted(desk.officers()))[:2], lead_device=desk.store.device,
    )  # fmt: skip
    desk.commit([*changes_of(unit), *changes_of(plan)])


def _rows(desk: Desk, count: int) -> Iterator[ListedRow]:
    now, names = desk.now(), {one.id: one.name for one in desk.officers().values()}
    ids = sorted(names) or ["nobody"]
    districts = [(one.code, one.name) for one in desk.shelf.registers.districts]
    modes = [one.label for one in desk.shelf.registers.modes]
    for number in range(count):
        team = tuple(dict.fromkeys((ids[number % len(ids)], ids[(number // 7 + 1) % len(ids)])))
        words = "、".join(names.get(one, one) for one in team)
        # A unit stays in its district, as in life.
        district = districts[number % UNITS % len(districts)]
        yield _row(number, now, team, words, district, modes[number % len(modes)])


def _row(
    number: int, now: datetime, team: tuple[str, ...], officers: str, district: tuple[str, str], mode: str
) -> ListedRow:
    day = date(now.year, 1, 1) - timedelta(days=number // 12)
    state, step, words = _standing(number)
    ended = state in (CLOSED, CALLED_OFF)
    due = "" if ended else iso(end_of(day_of(now) + timedelta(days=number % 90 - 15)))
    cells = {
        "unit": unit_name(number), "code": f"{number % UNITS:018d}", "kind": "机关", "district": district[1],
        "mode": mode, "officers": officers, "purpose": "电子档案监管", "planned": day.isoformat(),
        "visited": day.isoformat(), "step": step, "words": words, "findings": number % 9,
        "numbers": f"演练检通〔{day.year}〕{number % 4_380 + 1}号、演练执通〔{day.year}〕{number % 4_380 + 1}号",
        "codes": "、".join(f"{number % 6 + 1}.{one}" for one in range(1, number % 4 + 1)),
        "closed": day.isoformat() if state == CLOSED else "", "next": "" if ended else state,
        "due_for": "" if ended else "整改期限届满，核查整改",
    }  # fmt: skip
    shown = {name: value for name, value in cells.items() if value}
    return ListedRow(
        f"0000{10**8 - number:08d}-0000-7000-8000-{number:012d}", state, not ended, due, day.year, district[0], team,
        1 if state == "papers" else 0, shown, search_words(shown),
    )  # fmt: skip


def _standing(number: int) -> tuple[str, str, str]:
    if number % _OPEN_SHARE == 0:
        return _STEPS[number // _OPEN_SHARE % len(_STEPS)]
    state = CALLED_OFF if number % _OFF_SHARE == 0 else CLOSED
    return state, TITLES[state], ""
