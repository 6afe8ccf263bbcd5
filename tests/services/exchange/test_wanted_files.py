"""What the centre lost of attachments it asks for, and a laptop that has them sends it at its next synchronisation."""

import itertools
import json
import os
from pathlib import Path

import pytest

from app.centre.device.postgres import PostgresTransport
from app.centre.device.transport import Wanted
from app.centre.office.attachment_check import damaged_attachments, reopen_damaged
from app.services.attaching import attached, keep
from app.storage.listing.rows import UNREADABLE, ListedRow
from tests.centre.field import Centre
from tests.centre.proxy import NO_LIMIT, CuttingProxy
from tests.services.exchange.device import BUREAU, Laptop
from tests.services.exchange.test_nonsense_answers import SHAPES, Liar


def _attach(one: Laptop, content: bytes) -> str:
    digest = keep(one.desk, content)
    one.desk.commit(attached(one.desk, "inspection-1", digest, "演练.bin"))
    return digest


def _lose(centre: Centre, *digests: str) -> None:
    """Spoil a leaf of each, as a disk does, and let the administrator repair that."""
    run = centre.connection.execute
    run("set session_replication_role = replica")
    run("update centre.leaf set content = 'x' where sha256 = any(%s) and n = 1", (list(digests),))
    run("set session_replication_role = origin")
    assert {one.sha256 for one in reopen_damaged(centre.connection)} == set(digests)


def _never_finished(centre: Centre, count: int) -> None:
    """Enter attachments that nobody has, before all others in the centre's order."""
    centre.connection.execute(
        "insert into centre.blob (bureau, sha256, size, leaves, device)"
        " select %s, lpad(n::text, 64, '0'), 1, array[lpad(n::text, 64, '0')], 'lost' from generate_series(1, %s) n",
        (BUREAU, count),
    )


def _unfinished(centre: Centre) -> int:
    return int(centre.connection.execute("select count(*) from centre.blob where finished_at is null").fetchone()[0])


def test_that_what_the_centre_lost_comes_again_at_the_next_sync(bureau: Centre, one: Laptop) -> None:
    content = os.urandom(1_000_000)
    lost, kept = _attach(one, content), _attach(one, os.urandom(600_000))
    assert one.sync().attachments_sent == 2
    _lose(bureau, lost)
    report = one.sync()
    assert (report.state, report.attachments_sent) == ("synced", 1)
    assert (_unfinished(bureau), damaged_attachments(bureau.connection)) == (0, ())
    assert one.line().blob_get(lost, 0, 16) == content
    assert one.sync().attachments_sent == 0
    assert kept != lost


def test_that_a_colleague_who_fetched_it_sends_it_where_its_sender_is_gone(
    centre: Centre, pair: tuple[Laptop, Laptop]
) -> None:
    one, two = pair
    digest = _attach(one, os.urandom(600_000))
    one.sync()
    two.desk.store.listing.write({"i9": ListedRow("i9", UNREADABLE, open=True)})
    assert two.sync().attachments_fetched == 1
    assert two.desk.store.listing.stale(9) == ("i9",)  # what its row lacked may be the file that came
    _lose(centre, digest)
    assert two.sync().attachments_sent == 1
    assert (_unfinished(centre), damaged_attachments(centre.connection)) == (0, ())


def test_that_nobody_is_asked_where_nothing_is_lost(
    bureau: Centre, one: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    _attach(one, os.urandom(600_000))
    one.sync()
    asked: list[int] = []
    monkeypatch.setattr(PostgresTransport, "blob_wanted", lambda self, after="": asked.append(1))
    assert (one.sync().state, asked) == ("synced", [])


def test_that_what_is_sent_again_goes_on_where_it_was_cut(bureau: Centre, one: Laptop) -> None:
    content = os.urandom(6_000_000)
    digest = _attach(one, content)
    one.sync()
    bureau.connection.execute("set session_replication_role = replica")
    bureau.connection.execute("delete from centre.leaf where sha256 = %s", (digest,))
    bureau.connection.execute("set session_replication_role = origin")
    reopen_damaged(bureau.connection)
    with CuttingProxy((bureau.server.host, bureau.server.port)) as proxy:
        # the first line carries everything but the file; then each breaks inside of it
        proxy.budgets = itertools.repeat((2_500_000, NO_LIMIT))
        report = one.sync(via=proxy.via)
        proxy.budgets = itertools.repeat((NO_LIMIT, NO_LIMIT))
        while report.state != "synced":
            one.reopen()
            report = one.sync(via=proxy.via)
        assert proxy.cuts > 0
        assert proxy.carried[0] < 1.5 * len(content)
    assert (_unfinished(bureau), damaged_attachments(bureau.connection)) == (0, ())


def test_that_a_wish_that_makes_no_sense_spoils_nothing(bureau: Centre, one: Laptop) -> None:
    lost = _attach(one, os.urandom(600_000))
    one.sync()
    _lose(bureau, lost)
    liar = Liar(bureau, "blob_wanted")
    for text in (*SHAPES, '{"wanted": ["x"]}', '{"wanted": {"a": 1}}', json.dumps({"wanted": ["0" * 64]})):
        liar.answers(text)
        report = one.sync()
        assert (report.state, report.attachments_sent) == ("synced", 0), text
        liar.tells_the_truth()
    assert one.sync().attachments_sent == 1


def test_that_a_laptop_that_lacks_it_waits_for_one_that_has_it(
    centre: Centre, pair: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    one, two = pair
    digest = _attach(one, os.urandom(600_000))
    one.sync()
    _lose(centre, digest)
    report = two.sync()
    assert (report.state, report.attachments_sent, report.attachments_pending) == ("pending", 0, 1)
    one.sync()
    assert (two.sync().attachments_fetched, two.desk.vault.has(digest)) == (1, True)


def test_that_what_is_lost_behind_thousands_that_nobody_has_comes_at_once(bureau: Centre, one: Laptop) -> None:
    lost = _attach(one, os.urandom(600_000))
    one.sync()
    _lose(bureau, lost)
    _never_finished(bureau, 2_400)
    assert one.sync().attachments_sent == 1
    assert (_unfinished(bureau), damaged_attachments(bureau.connection)) == (2_400, ())


def test_that_a_sync_asks_few_pages_in_vain_and_the_next_goes_on_behind_them(
    bureau: Centre, one: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = _attach(one, os.urandom(600_000))
    one.sync()
    _lose(bureau, lost)
    _never_finished(bureau, 9_500)
    asked: list[str] = []
    ask = PostgresTransport.blob_wanted

    def overheard(self: PostgresTransport, after: str = "") -> Wanted:
        asked.append(after)
        return ask(self, after)

    monkeypatch.setattr(PostgresTransport, "blob_wanted", overheard)
    sent = []
    for _ in range(4):
        already = len(asked)
        sent.append(one.sync().attachments_sent)
        assert len(asked) - already <= 4
    assert sent == [0, 0, 0, 1]
    assert asked == sorted(asked)
    # all of it was gone through: the next begins anew
    one.sync()
    assert asked[-3] == ""


def test_that_a_laptop_sends_again_all_of_what_a_whole_bureau_lost(bureau: Centre, one: Laptop) -> None:
    lost = [_attach(one, os.urandom(1_000)) for _ in range(40)]
    one.sync()
    bureau.connection.execute("set session_replication_role = replica")
    bureau.connection.execute("delete from centre.leaf")
    bureau.connection.execute("set session_replication_role = origin")
    reopen_damaged(bureau.connection)
    _small_pages(bureau)
    assert one.sync().attachments_sent == len(lost)
    assert _unfinished(bureau) == 0


def _small_pages(centre: Centre) -> None:
    """Let the centre name six at a time."""
    body = centre.connection.execute("select pg_get_functiondef('api1.blob_wanted(jsonb)'::regprocedure)").fetchone()[0]
    assert ":= 1000;" in body
    centre.connection.execute(body.replace(":= 1000;", ":= 6;"))
