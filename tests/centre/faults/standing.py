"""What must stand in real laptops and at their centre, whatever happened to them."""

from __future__ import annotations

import itertools

from app.services.session.opening import close
from tests.centre.field import Centre
from tests.services.exchange.device import Laptop


def insist_all_stands(
    centre: Centre, laptops: list[Laptop], acknowledged: list[set[str]], via: str | None = None
) -> None:
    """Reopen the stores, synchronise twice, and compare what was acknowledged, the stores and the centre."""
    for each in laptops:
        each.reopen()
    for each in laptops:  # the first may wait for files that the second was about to send
        assert each.sync(via=via).problem is None
    for each in laptops:
        report = each.sync(via=via)
        assert (report.state, report.pending, report.attachments_pending) == ("synced", 0, 0), report
    for each, committed in zip(laptops, acknowledged, strict=True):
        store, vault = each.desk.store, each.desk.vault
        assert store.upkeep.check({store.device: store.device_key.public}).problems == ()
        assert store.replication.holes() == {}
        own = [one for one in store.operations() if one.device == store.device]
        assert committed <= {one.txn for one in own}
        kept = centre.ask("select lseq, op_id, chain from centre.operation where device = %s order by 1", store.device)
        assert kept == [(one.lseq, one.op_id, one.chain) for one in sorted(own, key=lambda one: one.lseq)]
        for file in store.attachments.all():
            assert vault.problem(file.sha256) is None
    finished = {sha256 for (sha256,) in centre.ask("select sha256 from centre.blob where finished_at is not null")}
    assert {file.sha256 for file in laptops[0].desk.store.attachments.all()} <= finished
    assert len({each.desk.store.upkeep.fold_digest() for each in laptops}) == 1
    numbers = centre.ask("select kind, year, low, high from centre.number_lease order by 1, 2, 3")
    for one, other in itertools.pairwise(numbers):
        assert one[:2] != other[:2] or one[3] < other[2]
    for each in laptops:
        close(each.desk)
