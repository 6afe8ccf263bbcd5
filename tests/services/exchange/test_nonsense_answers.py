"""A centre that answers nonsense: a clear state with the next step, the queue intact, and all goes on afterwards."""

import json
from pathlib import Path

import pytest

from app.cli.sync import sync_lines
from app.errors import CentreRefused
from app.sealing.signing import issue_certificate, new_key_pair
from app.services.attaching import attached, keep
from app.services.exchange.enrolling import enrol
from app.services.session.opening import close
from app.services.session.paths import built_in_forms
from app.services.session.trust import certificate_of
from tests.centre.field import Centre
from tests.services.exchange.device import BUREAU, NOW, Laptop, clock, laptop

SHAPES = ("null", "[]", "{}", '"中心库"', "7")
BYTES = {"blob_store": ("asked text, leaves text[], content bytea", "text,text[],bytea")}


class Liar:
    """Puts a function that always answers the same into the place of one of the centre's."""

    def __init__(self, centre: Centre, call: str) -> None:
        self._run, self._call = centre.connection.execute, call
        self._taken, self._types = BYTES.get(call, ("request jsonb", "jsonb"))

    def answers(self, text: str) -> None:
        self._run(f"alter function api1.{self._call}({self._types}) rename to truth")
        self._run(
            f"create function api1.{self._call}({self._taken}) returns jsonb language sql as"
            f" $lie$ select {_quoted(text)}::jsonb $lie$"
        )
        groups = "inspection_device, inspection_enrolment"
        self._run(f"grant execute on function api1.{self._call}({self._types}) to {groups}")

    def tells_the_truth(self) -> None:
        self._run(f"drop function api1.{self._call}({self._types})")
        self._run(f"alter function api1.truth({self._types}) rename to {self._call}")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def work(one: Laptop) -> None:
    """Record an answer and a small file."""
    digest = keep(one.desk, b"minutes of the exercise")
    one.answer("q1_1", "符合")
    one.desk.commit(attached(one.desk, "inspection-1", digest, "photo"))


@pytest.mark.parametrize("call", ["hello", "push", "verify", "receipt", "blob_unknown", "blob_store"])
def test_that_an_answer_of_another_form_is_a_state_and_keeps_the_queue(
    bureau: Centre, one: Laptop, call: str
) -> None:
    work(one)
    liar = Liar(bureau, call)
    for text in SHAPES:
        liar.answers(text)
        report = one.sync(lease=False)
        liar.tells_the_truth()
        assert (report.state, report.problem and report.problem.code) == ("refused", "answer-nonsense"), text
        assert report.attachments_pending == 1
        told = "".join(sync_lines(report))
        assert "中心库的回答不合规定" in told and "可以继续工作" in told and "请联系管理员" in told
    report = one.sync(lease=False)
    assert (report.state, report.pending, report.attachments_pending) == ("synced", 0, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"server_time": "2026-03-09T10:00:00"}, {"server_time": "yesterday"}, {"api_max": "1"}, {"next_lseq": 0},
        {"next_lseq": None}, {"revoked": "no"}, {"readable": {"130600": "all"}}, {"certificate": "yes"},
        {"centre_id": 7}, {"chain_at": None},
    ],
    ids=str,
)  # fmt: skip
def test_that_a_greeting_with_a_value_that_cannot_be_is_not_believed(
    bureau: Centre, one: Laptop, wrong: dict[str, object]
) -> None:
    work(one)
    true = one.line()._line.call("hello", {"program": "0", "api": 1, "schema": 0})
    liar = Liar(bureau, "hello")
    liar.answers(json.dumps({**true, **wrong}))
    report = one.sync(lease=False)
    assert (report.state, report.problem and report.problem.code) == ("refused", "answer-nonsense")
    assert report.pending == one.desk.store.replication.pending() > 0
    liar.tells_the_truth()
    assert one.sync(lease=False).state == "synced"


def test_that_nothing_is_acknowledged_that_was_never_sent(bureau: Centre, one: Laptop) -> None:
    work(one)
    pending = one.desk.store.replication.pending()
    liar = Liar(bureau, "push")
    liar.answers('{"next_lseq": 1000000, "accepted": 3, "refused": []}')
    report = one.sync(lease=False)
    assert (report.problem and report.problem.code, report.pending) == ("answer-nonsense", pending)
    liar.tells_the_truth()
    assert one.sync(lease=False).acknowledged == pending


@pytest.mark.parametrize(
    "wrong", [{"kind": "别的"}, {"year": 1}, {"low": 9, "high": 8}, {"low": "1"}, {"request": "x"}], ids=str
)
def test_that_a_block_of_numbers_that_nobody_asked_for_is_not_taken(
    bureau: Centre, one: Laptop, wrong: dict[str, object]
) -> None:
    asked = {"kind": "执通", "year": 2026, "count": 2, "request": "r"}
    block = {"kind": "执通", "year": 2026, "low": 1, "high": 2, "request": "r"}
    liar = Liar(bureau, "lease")
    liar.answers(json.dumps({**block, **wrong}))
    with pytest.raises(Exception, match="answer-nonsense"):
        one.line().lease(**asked)
    liar.tells_the_truth()
    assert one.line().lease(**asked).high == 2


def test_that_a_key_that_is_none_is_not_kept(bureau: Centre, one: Laptop, tmp_path: Path) -> None:
    two = laptop(bureau, tmp_path / "two", "演练二号机")
    work(two)
    assert two.sync(lease=False).state == "synced"
    device = two.desk.store.device
    true = bureau.ask("select public_key from centre.device where device = %s", device)[0][0]
    for false in ("zz", "", "中心库"):
        rewritten(bureau, "update centre.device set public_key = %s where device = %s", false, device)
        report = one.sync(lease=False)
        assert (report.state, report.problem and report.problem.code) == ("refused", "answer-nonsense")
    rewritten(bureau, "update centre.device set public_key = %s where device = %s", true, device)
    assert one.sync(lease=False).state == "synced"
    close(two.desk)


def test_that_a_certificate_of_another_signer_is_not_taken(bureau: Centre, one: Laptop) -> None:
    kept, own = certificate_of(one.desk.store), one.desk.store.device
    false = issue_certificate(
        new_key_pair(), device=own, bureau=BUREAU, public_key=one.desk.store.device_key.public, valid_from=NOW,
        training=True,
    )  # fmt: skip
    for wrong in (false.as_json(), {**kept.as_json(), "device": "another"}, {}):
        statement = "update centre.device set certificate = %s where device = %s"
        rewritten(bureau, statement, json.dumps(wrong), own)
        report = one.sync(lease=False)
        assert (report.state, report.problem and report.problem.code) == ("refused", "certificate-changed")
        assert certificate_of(one.desk.store) == kept
    rewritten(bureau, statement, json.dumps(kept.as_json()), own)
    assert one.sync(lease=False).state == "synced"


def test_that_a_release_without_a_moment_spoils_no_sync(bureau: Centre, one: Laptop) -> None:
    liar = Liar(bureau, "release_get")
    about = {"bureau": BUREAU, "kind": "calendar", "name": "2027", "version": "1", "sha256": "0" * 64, "signature": ""}
    for wrong in ({"published_at": "2026-01-01"}, {"published_at": 7}, {"published_at": "2026-01-01", "name": 7}):
        liar.answers(json.dumps({"releases": [{**about, **wrong}]}))
        assert one.sync(lease=False).state == "synced"
        liar.tells_the_truth()


def test_that_enrolment_at_a_centre_that_answers_nonsense_is_refused(bureau: Centre, tmp_path: Path) -> None:
    liar, invited = Liar(bureau, "enrol"), bureau.invite(BUREAU)
    for text in SHAPES:
        liar.answers(text)
        with pytest.raises(CentreRefused, match="answer-nonsense"):
            enrol(tmp_path / "new", invited, forms=built_in_forms(), clock=clock)
        liar.tells_the_truth()
    close(enrol(tmp_path / "new", invited, forms=built_in_forms(), clock=clock))


def rewritten(bureau: Centre, statement: str, *values: object) -> None:
    """Do what only an owner who switches the triggers off can do."""
    bureau.connection.execute("set session_replication_role = replica")
    bureau.connection.execute(statement, values)
    bureau.connection.execute("set session_replication_role = origin")
