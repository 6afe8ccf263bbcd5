"""Whatever an administrator does to the server: a clear state with the next step, the queue intact, then on it goes."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from psycopg import sql

from app.cli.sync import sync_lines
from app.services.exchange.link import link_of
from app.services.exchange.syncing import pending_count
from tests.centre.field import Centre
from tests.services.exchange.device import Laptop

Change = Callable[[Centre, str], None]


def _login(words: str) -> Change:
    return lambda centre, role: _run(centre, f"alter role {{}} {words}", role)


def _database(words: str) -> Change:
    return lambda centre, _: _outside(centre, f"alter database {{}} {words}", centre.database)


def _run(centre: Centre, statement: str, *names: str) -> None:
    centre.connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _outside(centre: Centre, statement: str, *names: str) -> None:
    with centre.server.connect() as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _connect(word: str) -> Change:
    way = "from" if word == "revoke" else "to"
    return lambda centre, role: _run(centre, f"{word} connect on database {{}} {way} {{}}", centre.database, role)


def _schema(old: str, new: str) -> Change:
    return lambda centre, _: _run(centre, "alter schema {} rename to {}", old, new)


def _rights(word: str) -> Change:
    way = "from" if word == "revoke" else "to"
    return lambda centre, role: _run(centre, f"{word} inspection_device {way} {{}}", role)


CASES: dict[str, tuple[Change, Change, str, str]] = {
    "expired login": (
        _login("valid until '2020-01-01'"), _login("valid until 'infinity'"), "refused", "login-refused"
    ),
    "login shut": (_login("nologin"), _login("login"), "refused", "login-refused"),
    "another password": (_login("password 'x'"), lambda *_: None, "refused", "login-refused"),
    "no more lines for this login": (
        _login("connection limit 0"), _login("connection limit 3"), "unreachable", "centre-busy"
    ),
    "no right to connect": (_connect("revoke"), _connect("grant"), "refused", "login-refused"),
    "no right to the calls": (_rights("revoke"), _rights("grant"), "refused", "forbidden"),
    "no centre in the database": (
        _schema("api1", "elsewhere"), _schema("elsewhere", "api1"), "refused", "not-a-centre"
    ),
    "database shut": (
        _database("allow_connections false"), _database("allow_connections true"), "unreachable", "centre-busy"
    ),
    "database gone": (
        lambda centre, _: _moved(centre, centre.database, "aside"),
        lambda centre, _: _moved(centre, "aside", centre.database), "refused", "not-a-centre",
    ),
}  # fmt: skip


def _moved(centre: Centre, old: str, new: str) -> None:
    _outside(centre, "alter database {} allow_connections false", old)
    with centre.server.connect() as connection:
        connection.execute("select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = %s", (old,))
    _outside(centre, "alter database {} rename to {}", old, new)
    _outside(centre, "alter database {} allow_connections true", new)


@pytest.mark.parametrize("case", CASES)
def test_that_a_server_that_was_changed_is_a_state_with_a_next_step_and_keeps_the_queue(
    bureau: Centre, one: Laptop, case: str
) -> None:
    spoil, mend, state, code = CASES[case]
    one.answer("q1_1", "符合")
    waiting, link = pending_count(one.desk), link_of(one.desk.store)
    spoil(bureau, link.role)
    report = one.sync()
    assert (report.state, report.problem and report.problem.code) == (state, code)
    assert report.pending == pending_count(one.desk) == waiting > 0
    title, advice, *_ = sync_lines(report)
    assert title.endswith("。") and "请" in advice and "Traceback" not in advice
    mend(bureau, link.role)
    if case == "another password":
        with bureau.server.connect() as connection:
            connection.execute(
                sql.SQL("alter role {} password {}").format(sql.Identifier(link.role), sql.Literal(link.secrets[0]))
            )
    assert one.sync().state == "synced"


def test_that_a_server_which_is_no_database_is_a_state(one: Laptop) -> None:
    import socketserver
    import threading

    class Web(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(4096)
            self.request.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

    one.answer("q1_1", "符合")
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Web) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        report = one.sync(via=f"127.0.0.1:{server.server_address[1]}", seconds=5)
        server.shutdown()
    assert (report.state, report.pending) == ("unreachable", pending_count(one.desk))
    assert one.sync().state == "synced"


def test_that_a_laptop_of_another_centre_gets_nothing_and_loses_nothing(bureau: Centre, one: Laptop) -> None:
    one.answer("q1_1", "符合")
    bureau.connection.execute("set session_replication_role = replica")
    bureau.connection.execute("update centre.about set centre_id = 'another'")
    report = one.sync()
    assert (report.state, report.problem and report.problem.code, report.pushed) == ("refused", "foreign-centre", 0)
    own = link_of(one.desk.store).centre_id
    bureau.connection.execute("update centre.about set centre_id = %s", (own,))
    bureau.connection.execute("set session_replication_role = origin")
    assert one.sync().state == "synced"
    assert replace(report, problem=None).pending > 0
