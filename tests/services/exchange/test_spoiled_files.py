"""A file that is damaged, here or at the centre, and files too large for the line: they hold up nothing else."""


import pytest

from app.cli.sync import sync_lines
from app.services.attaching import attached, keep
from app.services.exchange.journal import sync_journal
from app.services.exchange.own_side import Cancelled
from tests.centre.field import Centre
from tests.services.exchange.device import Laptop


def attach(one: Laptop, content: bytes) -> str:
    digest = keep(one.desk, content)
    one.desk.commit(attached(one.desk, "inspection-1", digest, "photo"))
    return digest


def spoil(one: Laptop, digest: str) -> bytes:
    """Change one byte of a file in the vault; return what it was."""
    path = one.desk.vault.path_of(digest)
    before = path.read_bytes()
    path.write_bytes(before[:-1] + bytes([before[-1] ^ 1]))
    return before


def test_that_a_file_damaged_or_lost_here_holds_up_no_other(pair: tuple[Laptop, Laptop]) -> None:
    one, two = pair
    contents = [b"a" * 10, b"b" * 600_000, b"c" * 20, b"d" * 700_000, b"e" * 800_000]
    digests = [attach(one, content) for content in contents]
    damaged, lost = [(one.desk.vault.path_of(digests[at]), spoil(one, digests[at])) for at in (0, 1)]
    lost[0].unlink()
    report = one.sync()
    assert (report.problem, report.state) == (None, "pending")
    assert (report.attachments_sent, report.attachments_pending) == (3, 2)
    assert report.receipt["given"] and report.acknowledged
    told = "".join(sync_lines(report))
    assert "本机有 2 个附件损坏、缺失或读不出来，没有上传" in told and "核对备份" in told
    assert "没有上传" in sync_journal(one.desk)[0]["files"]["title"]
    assert two.sync().attachments_fetched == 3
    for path, before in (damaged, lost):
        path.write_bytes(before)
    report = one.sync()
    assert (report.state, report.attachments_sent, report.files) == ("synced", 2, None)
    assert two.sync().state == "synced"


def test_that_a_file_damaged_at_the_centre_holds_up_no_other(centre: Centre, pair: tuple[Laptop, Laptop]) -> None:
    one, two = pair
    spoiled, whole = attach(one, b"a" * 300_000), attach(one, b"b" * 400_000)
    assert one.sync().state == "synced"
    run = centre.connection.execute
    run("set session_replication_role = replica")
    run("update centre.leaf set content = '\\x00' where sha256 = %s and n = 1", (spoiled,))
    run("set session_replication_role = origin")
    report = two.sync()
    assert (report.problem, report.state) == (None, "pending")
    assert (report.attachments_fetched, report.attachments_pending) == (1, 1)
    assert two.desk.vault.has(whole) and not two.desk.vault.has(spoiled)
    assert one.desk.vault.read(spoiled) == b"a" * 300_000  # whoever sent it keeps it
    assert report.receipt["given"] and "中心库给出的 1 个附件与其摘要不符" in "".join(sync_lines(report))


def test_that_receipt_and_numbers_do_not_wait_for_files(
    pair: tuple[Laptop, Laptop], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = pair
    one.answer("q1_1", "符合")
    attach(one, b"film" * 200_000)

    def no_longer(files: object, sha256: str, number: int) -> bytes:
        raise Cancelled

    monkeypatch.setattr("app.services.exchange.own_side.OwnFiles.leaf", no_longer)
    report = one.sync()
    assert (report.state, report.pending, report.attachments_pending) == ("pending", 0, 1)
    assert report.acknowledged and report.receipt["given"]
    assert one.desk.store.settings.get("last_sync")["receipt"]["given"]["signature"]
    monkeypatch.undo()
    assert one.sync().state == "synced"
