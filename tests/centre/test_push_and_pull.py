"""Operations go up once, in order, and come down without holes."""

import json
import time

import pytest

from app.centre.office.officers import disable_officer
from app.domain.fold import fold
from app.errors import CentreRefused
from app.sealing.canonical import canonical, next_chain, parse
from app.sealing.signing import verify_transaction
from tests.centre.conftest import close_lines
from tests.centre.field import FIRST, NOW, SECOND, Centre, delivered, everything


def test_that_what_one_device_pushed_another_pulls_byte_for_byte(centre: Centre) -> None:
    one, two = centre.device(), centre.device(name="演练二号机")
    one.write("符合", {"文字": "演练〔2026〕\u0000\n\"'\\"}, 2**53 - 1)
    one.write("不符合", officer=SECOND)
    answer = one.line().push(one.log)
    assert (answer.next_lseq, answer.accepted, answer.refused) == (5, 4, ())
    line = two.line()
    assert delivered(everything(line), one.device) == one.log
    key = line.pull(0).devices.get(one.device) or line.pull(0, 2000).devices[one.device]
    assert key.public_key == one.key.public.hex()
    last = parse(one.log[-1].raw, one.log[-1].chain)
    signature = one.log[-1].signature or b""
    assert verify_transaction(bytes.fromhex(key.public_key), one.device, last.txn, last.chain, signature)


def test_that_pushing_again_changes_nothing(centre: Centre) -> None:
    device = centre.device()
    device.write("符合", "不符合")
    line = device.line()
    line.push(device.log)
    before = everything(line)
    assert line.push(device.log).accepted == 0
    device.write("不适用")
    answer = line.push(device.log)
    assert (answer.next_lseq, answer.accepted) == (4, 1)
    assert everything(line)[: len(before)] == before


def test_that_hello_tells_what_was_received(centre: Centre) -> None:
    device = centre.device()
    line = device.line()
    assert line.hello().next_lseq == 1
    assert line.hello().chain_at == ""
    device.write("符合", "不符合")
    line.push(device.log)
    greeting = line.hello()
    assert (greeting.next_lseq, greeting.chain_at) == (3, device.log[-1].chain)
    assert greeting.bureau == centre.county
    assert greeting.training


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda log: log[2:], "gap"),
        (lambda log: [*log[:2], log[3]], "gap"),
        (lambda log: log[:1], "half-transaction"),
        (lambda log: [log[0]._replace(raw=log[0].raw.replace("符合", "不符合")), *log[1:]], "chain-broken"),
        (lambda log: [log[0], log[1]._replace(chain="0" * 64), log[2]], "chain-broken"),
        (lambda log: [log[0], log[1]._replace(signature=None), log[2]], "half-transaction"),
        (lambda log: [log[0]._replace(raw="{"), *log[1:]], "operation-unreadable"),
        (lambda log: [log[0]._replace(raw="{}"), *log[1:]], "operation-unreadable"),
    ],
)
def test_that_a_spoiled_batch_is_refused_whole(centre: Centre, spoil, code: str) -> None:
    device = centre.device()
    device.write("符合", "不符合")
    device.write("不适用")
    device.write("符合")
    line = device.line()
    with pytest.raises(CentreRefused) as refusal:
        line.push(spoil(device.log))
    assert refusal.value.code == code
    assert delivered(everything(line), device.device) == []
    assert line.push(device.log).accepted == 4


def test_that_nobody_pushes_for_another_device(centre: Centre) -> None:
    one, two = centre.device(), centre.device()
    one.write("符合")
    with pytest.raises(CentreRefused, match="foreign-device"):
        two.line().push(one.log)


def test_that_a_copied_store_is_noticed(centre: Centre) -> None:
    device = centre.device()
    device.write("符合")
    line = device.line()
    line.push(device.log)
    device.log.clear()
    device.write("不符合")
    with pytest.raises(CentreRefused, match="device-forked"):
        line.push(device.log)


def test_that_an_unknown_officers_operation_is_kept_and_refused_by_the_centre(centre: Centre) -> None:
    device = centre.device()
    device.write("符合", officer="nobody-here")
    device.write("不符合")
    line = device.line()
    answer = line.push(device.log)
    refused_id = json.loads(device.log[0].raw)["op_id"]
    assert answer.refused == ((refused_id, "officer-unknown"),)
    rows = everything(line)
    assert delivered(rows, device.device) == device.log
    operations = [parse(row.operation.raw, row.operation.chain) for row in rows]
    state = fold(operations)
    mine = {parse(o.raw, o.chain).key: parse(o.raw, o.chain).op_id for o in device.log}
    standing = {key: state[key].heads for key in mine}
    assert sorted(standing.values()) == sorted([(), (parse(device.log[1].raw, "").op_id,)])


def test_that_the_centres_own_operations_are_canonical_and_chained(centre: Centre) -> None:
    device = centre.device()
    device.write("符合", "不符合", officer="nobody\"\\\n\u0001here")
    line = device.line()
    line.push(device.log)
    chain = ""
    own = delivered(everything(line), "centre")
    assert [json.loads(one.raw)["kind"] for one in own][-2:] == ["refuse", "refuse"]
    for number, one in enumerate(own, start=1):
        assert canonical(json.loads(one.raw)).decode() == one.raw
        assert json.loads(one.raw)["lseq"] == number
        chain = next_chain(chain, one.raw)
        assert chain == one.chain


def test_that_what_an_officer_did_before_being_disabled_counts(centre: Centre) -> None:
    device = centre.device()
    before = NOW.replace(day=8)
    after = NOW.replace(day=10)
    device.write("符合", now=before)
    device.write("不符合", now=after)
    disable_officer(centre.connection, centre.county, FIRST, NOW)
    answer = device.line().push(device.log)
    assert answer.refused == ((json.loads(device.log[1].raw)["op_id"], "officer-disabled"),)


def test_that_unknown_kinds_and_fields_are_kept_and_forwarded(centre: Centre) -> None:
    device = centre.device()
    device.write({"new": ["shape"]}, entity="something-new", field="of tomorrow")
    line = device.line()
    line.push(device.log)
    assert delivered(everything(line), device.device) == device.log


def test_that_a_long_feed_arrives_in_pages(centre: Centre) -> None:
    device = centre.device()
    for _ in range(40):
        device.write("字" * 40_000, "符合")
    line = device.line()
    line.push(device.log[:40])
    line.push(device.log[40:])
    sizes = [len(row.operation.raw.encode()) for row in line.pull(0, 2000).rows]
    assert sum(sizes[:-1]) < 4 * 1024 * 1024 <= sum(sizes) and len(sizes) < 80
    assert delivered(everything(line, limit=7), device.device) == device.log


def test_that_rows_of_several_devices_come_with_the_key_of_each(centre: Centre) -> None:
    devices = [centre.device(name=f"演练{number}号机") for number in range(3)]
    lines = [device.line() for device in devices]
    for number in range(6):
        devices[number % 3].write("符合", "不符合")
        lines[number % 3].push(devices[number % 3].log)
    page = lines[0].pull(0, 2000)
    told = {device.device: device.key.public.hex() for device in devices}
    assert {name: key.public_key for name, key in page.devices.items() if name != "centre"} == told
    later = lines[0].pull(page.rows[-3].srv_seq)
    assert set(later.devices) == {devices[2].device}
    assert lines[0].pull(page.rows[-1].srv_seq).rows == ()


def test_that_a_pull_looks_devices_up_once_though_the_tables_have_no_statistics_yet(own_centre: Centre) -> None:
    for table in ("operation", "device"):
        own_centre.connection.execute(f"alter table centre.{table} set (autovacuum_enabled = false)")
    devices = [own_centre.device(name=f"演练{number}号机") for number in range(6)]
    for one in devices:
        one.write(*("符合",) * 50)
        one.line().push(one.log)
    close_lines()
    before = _device_lookups(own_centre)
    assert len(devices[0].line().pull(0, 2000).rows) >= 300
    close_lines()
    assert _device_lookups(own_centre) - before < 100


def test_that_a_comparison_reads_the_latest_only_though_the_tables_have_no_statistics_yet(own_centre: Centre) -> None:
    own_centre.connection.execute("alter table centre.operation set (autovacuum_enabled = false)")
    device = own_centre.device()
    for _ in range(40):
        device.write(*("符合",) * 50)
    device.line().push(device.log)
    last = device.line().verify(10**9, 1).feed_root["last"]  # takes the whole feed up into the root, once
    close_lines()
    before = _counted(own_centre, "operation", "idx_tup_fetch + seq_tup_read")
    found = device.line().verify(last, 1)
    close_lines()
    assert [one.count for one in found.tallies] == [50]
    assert device.line().verify(10**9, 1).tallies == found.tallies
    # the two hundred latest and the one inspection, not the two thousand
    assert _counted(own_centre, "operation", "idx_tup_fetch + seq_tup_read") - before < 600


def _device_lookups(centre: Centre) -> int:
    return _counted(centre, "device", "idx_scan + seq_scan")


def _counted(centre: Centre, table: str, what: str) -> int:
    """Return what PostgreSQL counted of a table, once every device's line has ended and told."""
    close_lines()
    lines = "select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    while centre.ask(lines):
        time.sleep(0.02)
    return int(centre.ask(f"select {what} from pg_stat_all_tables where relid = 'centre.{table}'::regclass")[0][0])
