"""A laptop that enrolled once is as good in each test as one that enrolled for it, whatever other tests did with it."""

from pathlib import Path

import pytest
from psycopg import sql

from app.services.session.opening import close
from tests.services.exchange.enrolled import EnrolledOnce

SPOILT = {
    "another password": "alter role {} password 'spoilt'",
    "no login": "alter role {} nologin",
    "a setting": "alter role {} set statement_timeout = '1ms'",
    "not in the group": "revoke inspection_device from {}",
}


@pytest.mark.parametrize("act", SPOILT.values(), ids=SPOILT)
def test_that_a_copy_exchanges_although_another_one_was_locked_out(
    enrolled_once: EnrolledOnce, tmp_path: Path, act: str
) -> None:
    for spoilt in (True, False):
        with enrolled_once.copied("one") as (centre, rest):
            laptop = rest.laptop(centre, "one", tmp_path / f"one-{spoilt}")
            laptop.answer("q1_1", "符合")
            ((role,),) = centre.ask("select role from centre.device")
            if spoilt:
                centre.connection.execute(sql.SQL(act).format(sql.Identifier(role)))  # type: ignore[arg-type]
            report = laptop.sync()
            close(laptop.desk)
            assert (report.problem is not None) == spoilt, report.problem
            answers = centre.ask("select count(*) from centre.operation where root = 'inspection-1'")
            assert answers == [(0 if spoilt else 1,)], "what another copy delivered is not here"
