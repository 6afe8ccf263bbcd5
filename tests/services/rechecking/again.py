"""A case whose order was served, and the re-inspection of it from its plan to the sealed record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app.services.arrival.meeting import PersonEntry, RightsEntry, record_person, show_credentials_and_tell_rights
from app.services.arrival.visits import begin_visit, sign_in
from app.services.checking.answering import answer
from app.services.papers import life
from app.services.rechecking.planning import RecheckPlan, plan_recheck, proposed_plan
from tests.services import at_the_table
from tests.services.at_the_table import VIOLATES
from tests.services.on_site import OnSite
from tests.services.papers import made

THEN = date(2026, 7, 9)
CORRECTED = {"verdict": "conforms"}
PARTLY = {"verdict": "partly", "note": "两台服务器中仅一台调整（演练）"}
NOT = {"verdict": "violates", "note": "仍为三个月（演练）"}
HEAD = PersonEntry("演练负责人", "局长", "responsible", "演练证件-1", "0312-0000000")


@contextmanager
def ordered(folder: Path) -> Iterator[OnSite]:
    """Give a case whose notice to correct what question 2.3 found was served; 31 days have gone by."""
    with at_the_table.at_the_table(folder, and_then=_order_and_serve, q2_3=VIOLATES) as site:
        yield site


def _order_and_serve(site: OnSite) -> None:
    just_served(site)
    site.watch.pass_by(days=31)


def just_served(site: OnSite) -> None:
    """Order what question 2.3 found, seal the record and serve the notice, on the day of the visit."""
    made.numbers(site)
    notice = at_the_table.order(site)
    at_the_table.seal(site)
    _issue(site, notice)


def serve_order(site: OnSite, notice: str) -> None:
    """Issue and serve a drafted notice; 31 days go by."""
    _issue(site, notice)
    site.watch.pass_by(days=31)


def _issue(site: OnSite, notice: str) -> None:
    at_the_table.approve(site, notice)
    life.freeze(site.desk, site.inspection, notice)
    life.stamp(site.desk, site.inspection, notice, way=life.CARRIED)
    made.served(site, notice)


def plan(site: OnSite, **more: Any) -> RecheckPlan:
    """Return what is proposed, with what is entered otherwise."""
    return replace(proposed_plan(site.desk, site.desk.case(site.inspection)), **more)


def planned(site: OnSite, **more: Any) -> OnSite:
    """Return the re-inspection planned, nobody met yet."""
    inspection, problems = plan_recheck(site.desk, site.inspection, plan(site, **more))
    assert inspection is not None, problems
    return replace(site, inspection=inspection.id, person="")


def arrived(site: OnSite) -> OnSite:
    """Return the re-inspection with its officers on site, their cards shown and the rights told."""
    site.watch.pass_by(minutes=5)
    visit, problems = begin_visit(site.desk, site.inspection, "演练路1号")
    assert visit is not None, problems
    for one in ("jia", "yi"):
        sign_in(site.desk.acting(one), site.inspection, one)
    person, problems = record_person(site.desk, site.inspection, HEAD)
    assert person is not None, problems
    site.watch.pass_by(minutes=5)
    told, problems = show_credentials_and_tell_rights(
        site.desk, site.inspection, RightsEntry(person.id, "已看清执法证件", recusal={"requested": False})
    )
    assert told is not None, problems
    return replace(site, person=person.id)


def answered(site: OnSite, given: Mapping[str, str], *more: Mapping[str, str]) -> OnSite:
    """Return the re-inspection with its items answered in order, the last answer for all that follow."""
    answers = [given, *more]
    for at, path in enumerate(questions(site)):
        done = answer(site.desk, site.inspection, path, answers[min(at, len(answers) - 1)])
        assert not (done.problems or done.missing), done
    return site


def questions(site: OnSite) -> tuple[str, ...]:
    """Return the questions of a re-inspection, by path."""
    from app.services.checking.sheet import sheet

    return tuple(sheet(site.desk, site.inspection).questions())


def sealed(site: OnSite) -> OnSite:
    """Return the re-inspection read back, signed and sealed; an hour has gone by."""
    site.watch.pass_by(minutes=30)
    at_the_table.seal(site)
    site.watch.pass_by(minutes=30)
    return site


def rechecked(site: OnSite, given: Mapping[str, str], *more: Mapping[str, str]) -> OnSite:
    """Return a whole re-inspection with these answers."""
    return sealed(answered(arrived(planned(site)), given, *more))


def later(site: OnSite, days: int) -> None:
    """Let days go by."""
    site.watch.moment += timedelta(days=days)
