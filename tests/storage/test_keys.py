"""Passphrases, PINs, one-time codes and recovery."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from app.errors import Refused, StorageFailed
from app.storage.keys.keyfile import KEYS_FILE, SECOND_COPY, read_keys
from app.storage.keys.keyring import ADMINISTRATOR, KeyRing
from app.storage.keys.passphrases import Cost
from app.storage.keys.recovery import make_recovery_key
from tests.storage.builders import CHEAP, MORNING, after

WORD, PIN = "柳树下的旧档案 1987", "482913"
OTHER = "另一个足够长的口令 42"


def ring_with(folder: Path, *officers: str) -> KeyRing:
    """Return an unlocked standalone ring with these officers, all with the same passphrase and PIN."""
    ring = KeyRing.create(folder, kind="standalone", cost=CHEAP)
    for officer in (ADMINISTRATOR, *officers):
        code = ring.issue_code(officer, now=MORNING)
        ring.add_officer(officer, WORD, PIN, code=code, now=MORNING)
    return ring


def test_that_the_passphrase_opens_the_same_data_key_again(tmp_path: Path):
    ring = ring_with(tmp_path, "演练甲")
    signing = KeyRing.open(tmp_path, cost=CHEAP).unlock("演练甲", WORD, now=MORNING)
    reopened = KeyRing.open(tmp_path, cost=CHEAP)
    assert reopened.unlock("演练甲", WORD, now=MORNING) == signing
    assert reopened.keys == ring.keys


def test_that_officers_have_signing_keys_of_their_own(tmp_path: Path):
    ring = ring_with(tmp_path, "演练甲", "演练乙")
    keys = {ring.unlock(officer, WORD, now=MORNING).public for officer in ("演练甲", "演练乙")}
    assert len(keys) == 2


def test_that_a_wrong_passphrase_is_refused_and_counted_before_it_is_answered(tmp_path: Path):
    ring_with(tmp_path, "演练甲")
    ring = KeyRing.open(tmp_path, cost=CHEAP)
    with pytest.raises(Refused, match="passphrase-wrong"):
        ring.unlock("演练甲", "不对", now=MORNING)
    assert read_keys(tmp_path).slot("演练甲").failures == 1
    with pytest.raises(Refused, match="wait"):
        KeyRing.open(tmp_path, cost=CHEAP).unlock("演练甲", WORD, now=after(1.9))
    KeyRing.open(tmp_path, cost=CHEAP).unlock("演练甲", WORD, now=after(2.1))
    assert read_keys(tmp_path).slot("演练甲").failures == 0


def test_that_the_wait_doubles_up_to_an_hour(tmp_path: Path):
    ring = ring_with(tmp_path, "演练甲")
    now, waits = MORNING, []
    for _ in range(14):
        with pytest.raises(Refused, match="pin-wrong"):
            ring.confirm("演练甲", "111112", now=now)
        barred = read_keys(tmp_path).slot("演练甲").wait_until
        waits.append(int((type(now).fromisoformat(barred) - now).total_seconds()))
        now += timedelta(seconds=waits[-1])
    assert waits[:4] == [2, 4, 8, 16] and waits[-1] == 3600


def test_that_a_wait_set_by_a_clock_ten_years_ahead_is_over_soon_after_the_clock_is_right(tmp_path: Path):
    ring_with(tmp_path, "演练甲")
    with pytest.raises(Refused, match="passphrase-wrong"):
        KeyRing.open(tmp_path, cost=CHEAP).unlock("演练甲", "不对", now=MORNING + timedelta(days=3650))
    with pytest.raises(Refused, match="wait"):
        KeyRing.open(tmp_path, cost=CHEAP).unlock("演练甲", WORD, now=MORNING)
    KeyRing.open(tmp_path, cost=CHEAP).unlock("演练甲", WORD, now=after(2.1))


def test_that_the_pin_works_only_after_the_passphrase_of_the_day(tmp_path: Path):
    ring_with(tmp_path, "演练甲", "演练乙")
    ring = KeyRing.open(tmp_path, cost=CHEAP)
    with pytest.raises(Refused, match="passphrase-due"):
        ring.confirm("演练甲", PIN, now=MORNING)
    signing = ring.unlock("演练甲", WORD, now=MORNING)
    assert ring.confirm("演练甲", PIN, now=after(3600)) == signing
    with pytest.raises(Refused, match="passphrase-due"):
        ring.confirm("演练乙", PIN, now=MORNING)
    with pytest.raises(Refused, match="passphrase-due"):
        ring.confirm("演练甲", PIN, now=after(86400))
    ring.lock()
    with pytest.raises(Refused, match="passphrase-due"):
        ring.confirm("演练甲", PIN, now=MORNING)
    with pytest.raises(Refused, match="locked"):
        _ = ring.keys


def test_that_no_colleague_makes_a_slot_without_the_administrators_code(tmp_path: Path):
    ring_with(tmp_path, "演练甲")
    ring = KeyRing.open(tmp_path, cost=CHEAP)
    ring.unlock("演练甲", WORD, now=MORNING)
    with pytest.raises(Refused, match="administrator-absent"):
        ring.issue_code("演练乙", now=MORNING)
    with pytest.raises(Refused, match="code-wrong"):
        ring.add_officer("演练乙", WORD, PIN, code="ABCDEFGHJK", now=MORNING)
    with pytest.raises(Refused, match="slot-exists"):
        ring.add_officer("演练甲", OTHER, PIN, now=MORNING)


def test_that_a_code_works_once_for_its_officer_within_its_time(tmp_path: Path):
    ring = ring_with(tmp_path, "演练甲")
    code = ring.issue_code("演练乙", now=MORNING)
    with pytest.raises(Refused, match="code-wrong"):
        ring.add_officer("演练丙", WORD, PIN, code=code, now=MORNING)
    with pytest.raises(Refused, match="code-wrong"):
        ring.add_officer("演练乙", WORD, PIN, code=code, now=after(73 * 3600))
    ring.add_officer("演练乙", WORD, PIN, code=code, now=MORNING)
    with pytest.raises(Refused, match="code-wrong"):
        ring.change_pin("演练乙", "739105", code=code, now=MORNING)
    ring.change_pin("演练乙", "739105", code=ring.issue_code("演练乙", now=MORNING), now=MORNING)
    ring.confirm("演练乙", "739105", now=MORNING)


def test_that_a_changed_passphrase_keeps_data_and_signing_key(tmp_path: Path):
    ring = ring_with(tmp_path, "演练甲")
    signing = ring.unlock("演练甲", WORD, now=MORNING)
    ring.change_passphrase("演练甲", WORD, OTHER, PIN, now=MORNING)
    reopened = KeyRing.open(tmp_path, cost=CHEAP)
    with pytest.raises(Refused, match="passphrase-wrong"):
        reopened.unlock("演练甲", WORD, now=MORNING)
    assert reopened.unlock("演练甲", OTHER, now=after(5)) == signing


def test_that_the_recovery_key_opens_what_every_passphrase_lost(tmp_path: Path):
    public = make_recovery_key(tmp_path / "recovery.json", MORNING)
    folder = tmp_path / "data"
    ring = KeyRing.create(folder, kind="standalone", recovery_public=public, cost=CHEAP)
    ring.add_officer("演练甲", WORD, PIN, code=ring.issue_code("演练甲", now=MORNING), now=MORNING)
    recovered = KeyRing.open(folder, cost=CHEAP)
    recovered.recover(tmp_path / "recovery.json", "演练甲", OTHER, PIN, now=MORNING)
    again = KeyRing.open(folder, cost=CHEAP)
    again.unlock("演练甲", OTHER, now=MORNING)
    assert again.keys == ring.keys


def test_that_a_strange_or_damaged_recovery_key_is_told(tmp_path: Path):
    public = make_recovery_key(tmp_path / "mine.json", MORNING)
    make_recovery_key(tmp_path / "strange.json", MORNING)
    (tmp_path / "torn.json").write_text("{", encoding="utf-8")
    ring = KeyRing.create(tmp_path / "data", kind="standalone", recovery_public=public, cost=CHEAP)
    for name, code in (("strange", "mismatch"), ("torn", "unreadable"), ("none", "unreadable")):
        with pytest.raises(StorageFailed, match=code):
            ring.recover(tmp_path / f"{name}.json", "演练甲", WORD, PIN, now=MORNING)
    with pytest.raises(StorageFailed, match="exists"):
        make_recovery_key(tmp_path / "mine.json", MORNING)


def test_that_training_stores_take_the_published_secrets_and_others_do_not(tmp_path: Path):
    ring = KeyRing.create(tmp_path / "training", kind="training", cost=CHEAP)
    ring.add_officer("演练甲", "training-only", "000000", now=MORNING)
    ring.confirm("演练甲", "000000", now=MORNING)
    real = KeyRing.create(tmp_path / "real", kind="standalone", cost=CHEAP)
    with pytest.raises(Refused, match="weak"):
        real.add_officer("演练甲", "training-only", "000000", code=real.issue_code("演练甲", now=MORNING), now=MORNING)


@pytest.mark.parametrize("damage", [b"", b"{", b'{"schema": 1}'])
def test_that_either_copy_of_the_keys_is_enough(tmp_path: Path, damage: bytes):
    ring_with(tmp_path, "演练甲")
    for name in (KEYS_FILE, SECOND_COPY):
        whole = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(damage)
        KeyRing.open(tmp_path, cost=CHEAP).unlock("演练甲", WORD, now=MORNING)
        (tmp_path / name).write_bytes(whole)


def test_that_altered_missing_and_newer_keys_are_told(tmp_path: Path):
    with pytest.raises(StorageFailed, match="no-keys"):
        KeyRing.open(tmp_path)
    ring_with(tmp_path, "演练甲")
    with pytest.raises(StorageFailed, match="keys-exist"):
        KeyRing.create(tmp_path, kind="standalone")
    body = json.loads((tmp_path / KEYS_FILE).read_text(encoding="utf-8"))
    body["slots"][0]["failures"] = 0
    body["kind"] = "training"
    for name in (KEYS_FILE, SECOND_COPY):
        (tmp_path / name).write_text(json.dumps(body), encoding="utf-8")
    with pytest.raises(StorageFailed, match="keys-damaged"):
        KeyRing.open(tmp_path)


def test_that_no_secret_stands_in_the_file(tmp_path: Path):
    ring = ring_with(tmp_path, "演练甲")
    text = (tmp_path / KEYS_FILE).read_text(encoding="utf-8")
    assert WORD not in text and PIN not in text and ring.keys.data_key.hex() not in text


def test_that_nothing_entered_is_no_wrong_try(tmp_path: Path):
    ring = ring_with(tmp_path, "演练甲")
    for act in (ring.unlock, ring.confirm):
        with pytest.raises(Refused) as refused:
            act("演练甲", "", now=MORNING)
        assert refused.value.code == "secret-missing"
    assert next(one.failures for one in read_keys(tmp_path).slots if one.officer == "演练甲") == 0


def test_that_the_default_cost_is_that_of_the_design():
    assert Cost() == Cost(3, 64 * 1024, 4)


def test_that_officers_stay_in_the_order_in_which_they_joined(tmp_path: Path):
    ring_with(tmp_path, "演练甲", "演练乙")
    KeyRing.open(tmp_path, cost=CHEAP).unlock(ADMINISTRATOR, WORD, now=MORNING)
    assert KeyRing.open(tmp_path, cost=CHEAP).officers == (ADMINISTRATOR, "演练甲", "演练乙")
