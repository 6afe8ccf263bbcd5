"""Today's program at a centre of each earlier version, and what an earlier program calls at today's centre."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from app.centre import schema
from app.centre.trial.embedded import EmbeddedServer
from app.errors import CentreRefused
from app.services.attaching import attached, keep
from app.services.session.opening import close
from tests import stretching
from tests.centre.conftest import copy
from tests.centre.field import Centre, establish
from tests.centre.typist import Typist
from tests.services.exchange.device import BUREAU, Laptop, laptop, with_bureau

cheap = stretching.codes
VERSIONS = schema.versions()
NEWEST = VERSIONS[-1].number
EARLIER = [one.number for one in VERSIONS[:-1]]
OlderCentre = Callable[[int], Centre]


@pytest.fixture(scope="module")
def installed(server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory) -> OlderCentre:
    """Give a new centre of a version to be copied, with the bureau of the built-in forms; nobody is connected to it."""

    @cache
    def of(version: int) -> Centre:
        database, folder = f"older_{version}", tmp_path_factory.mktemp(f"sql{version}")
        server.create_database(database)
        for one in VERSIONS[:version]:
            shutil.copytree(schema._FOLDER / f"v{one.number:03}", folder / f"v{one.number:03}")
        with pytest.MonkeyPatch.context() as then:
            then.setattr(schema, "_FOLDER", folder)
            made = with_bureau(establish(server, database))
        made.connection.close()
        return made

    return of


@pytest.fixture
def older(installed: OlderCentre) -> Iterator[OlderCentre]:
    """Give a centre of a version, which a test may spoil; the program is today's again."""
    with ExitStack() as opened:
        yield lambda version: opened.enter_context(copy(installed(version)))


def _work(one: Laptop, question: str) -> None:
    one.answer(question, "符合")
    for number, size in enumerate((900, 300_000, 5_000_000)):
        name = f"{question}-{number}"
        one.desk.commit(attached(one.desk, "inspection-1", keep(one.desk, os.urandom(size)), name))


def _alike(*laptops: Laptop) -> bool:
    states = {one.desk.store.upkeep.fold_digest() for one in laptops}
    files = {tuple(sorted(file.sha256 for file in one.desk.store.attachments.all() if file.here)) for one in laptops}
    return len(states) == len(files) == 1


@pytest.mark.parametrize("version", EARLIER)
def test_that_laptops_exchange_all_at_an_older_centre_and_go_on_over_its_upgrade(
    older: OlderCentre, tmp_path: Path, version: int
) -> None:
    centre = older(version)
    one, two = laptop(centre, tmp_path / "one"), laptop(centre, tmp_path / "two", "演练二号机")
    try:
        for question in ("q1_1", "q1_2"):
            _work(one, question)
            report = one.sync()
            assert (report.state, report.problem, report.numbers) == ("synced", None, None)
            assert not report.attachments_pending
            _work(two, f"{question}_b")
            for each in (two, one, two):
                assert each.sync().problem is None
            assert _alike(one, two)
            assert schema.identity(centre.connection) == schema.upgrade(centre.connection) or question == "q1_1"
        assert schema.identity(centre.connection).version == NEWEST
        assert not one.desk.store.replication.pending()
    finally:
        for each in (one, two):
            close(each.desk)


@pytest.mark.parametrize("version", EARLIER)
def test_that_what_an_earlier_program_calls_is_there_as_it_was(
    older: OlderCentre, centre: Centre, version: int
) -> None:
    callable_ = (
        "select p.proname, pg_get_function_identity_arguments(p.oid), pg_get_function_result(p.oid), r.rolname"
        " from pg_proc p, pg_roles r where p.pronamespace = 'api1'::regnamespace"
        " and r.rolname in ('inspection_device', 'inspection_enrolment')"
        " and has_function_privilege(r.oid, p.oid, 'execute')"
    )
    before = set(older(version).ask(callable_))
    assert before and before <= set(centre.ask(callable_))


# what today's centre answers too
_AS_TODAY = ("receipt-unknown", "not-restored")
# every command that only looks, or that would change what an older centre has no place for
ACTS = (
    ("status",), ("bureau", "list"), ("bureau", "add", "130602", "--name", "演练区档案局"), ("device", "list"),
    ("officer", "list", "--bureau", BUREAU), ("officer", "open", "--bureau", BUREAU, "--id", "training-1"),
    ("officer", "disable", "--bureau", BUREAU, "--id", "training-2"), ("conflicts",), ("storage",),
    ("storage", "--check"), ("storage", "--repair"), ("number", "leases", "--bureau", BUREAU),
    ("number", "account", "--bureau", BUREAU, "--year", "2026"),
    ("number", "resume", "--bureau", BUREAU, "--beyond", "0"), ("root", "--out", "{folder}/root.json"),
    ("receipt", "check", "0123-4567-89ab-cdef"), ("reader", "add", "yanlian_{version}", "--bureau", BUREAU),
    ("reader", "remove", "yanlian_{version}"),
    ("device", "create", "--bureau", BUREAU, "--name", "演练三号机", "--out", "{folder}/c"),
    ("device", "readmit", "{device}", "--out", "{folder}/r"), ("device", "revoke", "{other}", "--reason", "遗失"),
    ("number", "void", "{other}", "--reason", "演练"), ("device", "succeed", "{other}", "--by", "{device}"),
    ("backup", "--out", "{folder}/b"), ("upgrade",),
)  # fmt: skip


@pytest.mark.parametrize("version", EARLIER)
def test_that_each_command_works_at_an_older_centre_or_names_the_upgrade(
    older: OlderCentre, tmp_path: Path, version: int, capsys: pytest.CaptureFixture[str]
) -> None:
    centre = older(version)
    device, other = (centre.device(BUREAU, name).device for name in ("演练一号机", "演练二号机"))
    typist = Typist(centre.server, centre.server.dsn(centre.database), capsys, tmp_path)
    told = {"device": device, "other": other, "folder": str(tmp_path), "version": str(version)}
    wrong = []
    for act in ACTS:
        try:
            typist.code(*(word.format(**told) for word in act))
        except CentreRefused as error:
            if "centre upgrade" not in error.advice and error.code not in _AS_TODAY:
                wrong.append((act, error))
    assert not wrong
