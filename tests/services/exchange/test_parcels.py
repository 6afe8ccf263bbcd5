"""Exchange by file between two laptops without a network: on real stores, whole, twice, cut, forged, for others."""

import json
from dataclasses import replace

import pytest

from app.errors import CentreRefused, IntegrityBroken, Refused, StorageFailed
from app.sealing.canonical import next_chain
from app.services.exchange import parcel_journal
from app.services.exchange.parcel_journal import journal
from app.services.exchange.parcels import pack
from app.services.exchange.taking_in import take_in
from app.services.session.opening import close
from app.storage.listing.rows import UNREADABLE, ListedRow
from tests.services.exchange import sticks
from tests.services.exchange.sticks import answer, both_ways, laptop, repacked, state, with_photo
from tests.services.on_site import BUREAU

one, two, cheap = sticks.one, sticks.two, sticks.cheap


def test_that_two_laptops_are_equal_after_both_took_in_the_others_parcel(one, two, tmp_path) -> None:
    photo = with_photo(one)
    answer(one, "q1_1", "conforms")
    answer(two, "q1_2", "violates")
    both_ways(one, two, tmp_path)
    assert state(one) == state(two)
    assert two.vault.read(photo) == one.vault.read(photo)
    assert two.store.replication.holes() == {}


def test_that_rows_that_lacked_a_file_are_made_anew_when_files_came(one, two, tmp_path) -> None:
    two.store.listing.write({"i9": ListedRow("i9", UNREADABLE, open=True)})
    answer(one, "q1_1", "conforms")
    packed = pack(one, tmp_path / "without.aix")
    assert take_in(two, packed.path, packed.code).files == 0
    assert "i9" not in two.store.listing.stale(9)
    with_photo(one)
    packed = pack(one, tmp_path / "with.aix")
    assert take_in(two, packed.path, packed.code).files == 1
    assert "i9" in two.store.listing.stale(9)


def test_that_a_parcel_taken_in_twice_changes_nothing(one, two, tmp_path) -> None:
    with_photo(one)
    packed = pack(one, tmp_path / "parcel.aix")
    first = take_in(two, packed.path, packed.code)
    stood = state(two)
    again = take_in(two, packed.path, packed.code)
    assert (first.new, first.files) == (packed.operations, 1) and (again.new, again.files) == (0, 0)
    assert state(two) == stood


def test_that_the_next_parcel_holds_only_what_the_colleague_lacks(one, two, tmp_path) -> None:
    with_photo(one)
    both_ways(one, two, tmp_path)
    answer(one, "q1_3", "conforms")
    packed = pack(one, tmp_path / "next.aix", peer=two.store.device)
    assert (packed.operations, packed.files) == (1, 0)
    assert take_in(two, packed.path, packed.code).new == 1
    assert state(one) == state(two)


def test_that_the_code_may_be_typed_as_it_was_told_and_another_opens_nothing(one, two, tmp_path) -> None:
    packed = pack(one, tmp_path / "parcel.aix")
    spoken = packed.code.replace("-", " ").lower()
    with pytest.raises(CentreRefused) as wrong:
        take_in(two, packed.path, "AAAA-BBBB-CCCC")
    assert wrong.value.code == "parcel-code-wrong"
    assert take_in(two, packed.path, spoken).device == one.store.device


def test_that_nothing_of_it_stands_readable_in_the_file(one, tmp_path) -> None:
    with_photo(one)
    content = pack(one, tmp_path / "parcel.aix").path.read_bytes()
    assert b"inspection" not in content and b"photo" not in content and BUREAU.encode() not in content


@pytest.mark.parametrize("where", [0.0, 0.02, 0.5, 0.98])
def test_that_a_changed_parcel_is_refused_whole(one, two, tmp_path, where) -> None:
    with_photo(one)
    packed = pack(one, tmp_path / "parcel.aix")
    content = bytearray(packed.path.read_bytes())
    content[int(where * (len(content) - 1))] ^= 1
    packed.path.write_bytes(content)
    before = state(two)
    with pytest.raises((IntegrityBroken, CentreRefused)):
        take_in(two, packed.path, packed.code)
    assert state(two) == before and not two.store.attachments.all()


@pytest.mark.parametrize("kept", [3, 19, 60, 0.4, 0.999])
def test_that_a_parcel_cut_anywhere_is_refused_whole(one, two, tmp_path, kept) -> None:
    with_photo(one)
    packed = pack(one, tmp_path / "parcel.aix")
    content = packed.path.read_bytes()
    packed.path.write_bytes(content[: kept if isinstance(kept, int) else int(kept * len(content))])
    before = state(two)
    with pytest.raises((IntegrityBroken, CentreRefused)) as refused:
        take_in(two, packed.path, packed.code)
    assert "附件文件" not in refused.value.title
    assert state(two) == before


def test_that_a_colleague_cannot_put_words_into_another_laptops_mouth(one, two, tmp_path) -> None:
    answer(one, "q1_1", "conforms")
    packed = pack(one, tmp_path / "parcel.aix")

    def forged(records):
        last, incoming = records[-1]
        raw = json.dumps({**json.loads(last.raw), "value": {"verdict": "violates"}}, separators=(",", ":"))
        return [*records[:-1], (last._replace(raw=raw), incoming)]

    repacked(one, packed.path, packed.code, forged)
    before = state(two)
    with pytest.raises(IntegrityBroken):
        take_in(two, packed.path, packed.code)
    assert state(two) == before


def test_that_a_chain_made_anew_does_not_hide_a_forged_answer(one, two, tmp_path) -> None:
    answer(one, "q1_1", "conforms")
    packed = pack(one, tmp_path / "parcel.aix")

    def forged(records):
        last, incoming = records[-1]
        raw = json.dumps({**json.loads(last.raw), "value": {"verdict": "violates"}}, separators=(",", ":"))
        chained = last._replace(raw=raw, chain=next_chain(records[-2][0].chain, raw))
        return [*records[:-1], (chained, incoming)]

    repacked(one, packed.path, packed.code, forged)
    before = state(two)
    with pytest.raises(IntegrityBroken):
        take_in(two, packed.path, packed.code)
    assert state(two) == before  # noticed before anything was taken in


def test_that_a_parcel_signed_by_somebody_else_is_refused(one, two, tmp_path) -> None:
    packed = pack(one, tmp_path / "parcel.aix")
    repacked(two, packed.path, packed.code, lambda records: records)
    with pytest.raises(IntegrityBroken):
        take_in(two, packed.path, packed.code)


def test_that_an_operation_left_out_is_noticed(one, two, tmp_path) -> None:
    answer(one, "q1_1", "conforms")
    answer(one, "q1_2", "conforms")
    packed = pack(one, tmp_path / "parcel.aix")
    repacked(one, packed.path, packed.code, lambda records: [*records[:-2], records[-1]])
    with pytest.raises(IntegrityBroken):
        take_in(two, packed.path, packed.code)


def test_that_an_unsigned_operation_is_noticed(one, two, tmp_path) -> None:
    answer(one, "q1_1", "conforms")
    packed = pack(one, tmp_path / "parcel.aix")
    unsigned = lambda records: [*records[:-1], (records[-1][0], records[-1][1]._replace(signature=None))]  # noqa: E731
    repacked(one, packed.path, packed.code, unsigned)
    with pytest.raises(IntegrityBroken):
        take_in(two, packed.path, packed.code)


def test_that_the_own_parcel_and_that_of_another_bureau_are_refused(one, two, tmp_path) -> None:
    packed = pack(one, tmp_path / "parcel.aix")
    with pytest.raises(Refused) as own:
        take_in(one, packed.path, packed.code)
    assert [found.code for found in own.value.blockers] == ["own-parcel"]
    with pytest.raises(Refused) as foreign:
        take_in(replace(two, bureau="130700"), packed.path, packed.code)
    assert "other-bureau" in [found.code for found in foreign.value.blockers]


def test_that_a_sender_without_a_trusted_certificate_is_refused(one, two, tmp_path, monkeypatch) -> None:
    packed = pack(one, tmp_path / "parcel.aix")
    monkeypatch.setattr("app.services.exchange.parcel_trust.trusted", lambda store: ())
    with pytest.raises(Refused) as unknown:
        take_in(two, packed.path, packed.code)
    assert {found.code for found in unknown.value.blockers} == {"unknown-sender"}


def test_that_a_difference_without_what_it_builds_on_asks_for_the_whole(one, two, tmp_path) -> None:
    both_ways(one, two, tmp_path)
    answer(one, "q1_3", "conforms")
    packed = pack(one, tmp_path / "next.aix", peer=two.store.device)
    third = laptop(tmp_path / "three")
    try:
        with pytest.raises(Refused) as missing:
            take_in(third, packed.path, packed.code)
    finally:
        close(third)
    assert "全部内容" in missing.value.blockers[0].text


def test_that_cancelling_leaves_no_file_and_no_half(one, two, tmp_path) -> None:
    with_photo(one)
    with pytest.raises(StorageFailed) as stopped:
        pack(one, tmp_path / "parcel.aix", cancelled=lambda: True)
    assert stopped.value.code == "cancelled" and list(tmp_path.glob("parcel*")) == []
    packed = pack(one, tmp_path / "parcel.aix")
    before = state(two)
    with pytest.raises(StorageFailed):
        take_in(two, packed.path, packed.code, cancelled=lambda: True)
    assert state(two) == before


def test_that_progress_reaches_its_end(one, two, tmp_path) -> None:
    with_photo(one)
    told: list[tuple[int, int]] = []
    packed = pack(one, tmp_path / "parcel.aix", progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] and [done for done, _ in told] == sorted(done for done, _ in told)
    assert packed.size == packed.path.stat().st_size


def test_that_a_place_that_cannot_be_written_is_named_and_a_missing_file_too(one, two, tmp_path) -> None:
    with pytest.raises(StorageFailed):
        pack(one, tmp_path / "no-stick" / "parcel.aix")
    with pytest.raises(StorageFailed) as missing:
        take_in(two, tmp_path / "gone.aix", "AAAA-BBBB-CCCC")
    assert missing.value.code == "parcel-unreadable"
    (tmp_path / "letter.txt").write_text("演练")
    with pytest.raises(IntegrityBroken) as other:
        take_in(two, tmp_path / "letter.txt", "AAAA-BBBB-CCCC")
    assert other.value.code == "not-a-parcel"


def test_that_each_exchange_stands_in_the_journal(one, two, tmp_path) -> None:
    packed = pack(one, tmp_path / "parcel.aix")
    take_in(two, packed.path, packed.code)
    (sent,), (got,) = journal(one), journal(two)
    assert (sent["kind"], got["kind"]) == (parcel_journal.SENT, parcel_journal.TAKEN_IN)
    assert sent["digest"] == got["digest"] == packed.digest and got["device"] == one.store.device
