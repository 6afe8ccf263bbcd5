"""The feed has no holes while many write at once, and a reader never passes a row by."""

import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg

from tests.centre.field import Centre, FieldDevice, everything

WRITERS, ROUNDS = 4, 25


def test_that_a_reader_misses_nothing_while_four_devices_push(centre: Centre) -> None:
    devices = [centre.device(name=f"演练{number}号机") for number in range(WRITERS)]
    for device in devices:
        for _ in range(ROUNDS):
            device.write("符合", "不符合")
    done = threading.Event()
    seen: list[int] = []

    def read() -> None:
        line, last_round = devices[0].line(), False
        while not last_round:
            last_round = done.is_set()
            while rows := line.pull(seen[-1] if seen else 0, 50).rows:
                seen.extend(one.srv_seq for one in rows)

    def write(device: FieldDevice) -> None:
        line = device.line()
        for number in range(ROUNDS):
            line.push(device.log[2 * number : 2 * number + 2])

    reader = threading.Thread(target=read)
    reader.start()
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, devices))
    done.set()
    reader.join()
    assert seen == list(range(1, len(seen) + 1))
    assert len(seen) == len(everything(devices[1].line()))
    assert len(seen) >= WRITERS * ROUNDS * 2


def test_that_a_sequence_as_cursor_would_have_lost_a_row(own_centre: Centre) -> None:
    # Why the counter is taken under lock: two transactions of a bigserial column, the later one commits first.
    own_centre.connection.execute("create table public.feed (id bigserial primary key)")
    with (
        psycopg.connect(own_centre.server.dsn(own_centre.database), password=own_centre.server.password) as slow,
        psycopg.connect(own_centre.server.dsn(own_centre.database), password=own_centre.server.password) as quick,
    ):
        slow.execute("insert into public.feed default values")
        quick.execute("insert into public.feed default values")
        quick.commit()
        cursor = own_centre.ask("select max(id) from public.feed")[0][0]
        slow.commit()
    assert cursor == 2
    assert own_centre.ask("select id from public.feed where id > %s", cursor) == []
    assert own_centre.ask("select count(*) from public.feed") == [(2,)]


def test_that_two_pushes_of_the_same_operations_at_once_count_once(centre: Centre) -> None:
    device = centre.device()
    for _ in range(20):
        device.write("符合", "不符合")
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: device.line().push(device.log), range(3)))
    assert sorted(one.accepted for one in answers) == [0, 0, 40]
    assert centre.ask("select count(*) from centre.operation where device = %s", device.device) == [(40,)]
