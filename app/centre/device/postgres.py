"""The line straight to PostgreSQL: one login role per device, and only the functions of ``api1``."""

from __future__ import annotations

import json
from collections.abc import Sequence

from app.centre.device.answers import (
    block_of,
    comparison_of,
    greeting_of,
    key_of,
    page_of,
    push_answer_of,
    releases_of,
    understood,
)
from app.centre.device.line import Line
from app.centre.device.postgres_attachments import PostgresAttachments
from app.centre.device.transport import (
    API,
    CentreAddress,
    Comparison,
    FeedPage,
    FeedRow,
    GivenReceipt,
    Greeting,
    NumberBlock,
    PushAnswer,
    Release,
    SignedOperation,
)
from app.centre.failures import refused
from app.errors import CentreRefused


class PostgresTransport(PostgresAttachments):
    """The calls of ``CentreTransport`` as functions of the schema ``api1``.

    ``secrets`` are tried in order: a secret whose change was never confirmed first, then the one before it.
    ``centre_id`` and ``training`` are what this device was enrolled with. ``patience`` is seconds per call. ``program``
    and ``schema`` are the versions of this program and of its store, which the administrator sees.
    """

    _by_rows = True
    _offers: tuple[str, ...] = ()
    _schema = 0

    def __init__(
        self,
        address: CentreAddress,
        role: str,
        secrets: Sequence[str],
        *,
        centre_id: str | None,
        training: bool,
        via: str | None = None,
        patience: float = 60.0,
        program: str = "",
        schema: int = 0,
    ) -> None:
        self._line = Line(address, role, secrets, via=via, patience=patience)
        self._centre_id = centre_id
        self._training = training
        self._program = program
        self._schema = schema

    @understood()
    def hello(self) -> Greeting:
        """Return who the centre is and where this device stands.

        Raises:
            CentreRefused: another centre, the other store type, a revoked device.
        """
        told = {"program": self._program, "api": API, "schema": self._schema}
        greeting = greeting_of(self._line.call("hello", told))
        if self._centre_id is not None and greeting.centre_id != self._centre_id:
            raise refused("foreign-centre")
        if greeting.training != self._training:
            raise refused("training-mismatch")
        if greeting.revoked:
            raise refused("device-revoked")
        self._offers = greeting.offers
        return greeting

    @understood()
    def push(self, operations: Sequence[SignedOperation]) -> PushAnswer:
        """Hand over whole transactions in order of lseq; what was received before is skipped."""
        sent = [{"raw": one.raw, "chain": one.chain, "signature": _hex(one.signature)} for one in operations]
        answer = self._line.call("push", {"operations": sent})
        return push_answer_of(answer)

    @understood()
    def pull(self, cursor: int, limit: int = 500, bureau: str | None = None) -> FeedPage:
        """Return the rows after ``cursor`` of the own bureau's feed, or of one below it."""
        wish = {"cursor": cursor, "limit": limit} | ({} if bureau is None else {"bureau": bureau})
        if self._by_rows:
            try:
                return page_of(self._line.rows("select * from api1.pull_rows(%s::text::jsonb)", (json.dumps(wish),)))
            except CentreRefused as error:
                if error.code != "not-a-centre":
                    raise
                self._by_rows = False  # a centre before version 3 has the other way only
        answer = self._line.call("pull", wish)
        rows = tuple(
            FeedRow(one["srv_seq"], one["device"], SignedOperation(one["raw"], one["chain"], _unhex(one["signature"])))
            for one in answer["operations"]
        )
        return FeedPage(rows, {name: key_of(key) for name, key in answer["devices"].items()})

    @understood()
    def verify(self, cursor: int, count: int = 50) -> Comparison:
        """Return the tallies, up to ``cursor``, of the inspections touched last, and the root of the feed."""
        wish = {"cursor": cursor, "count": count, "passed_over": True, "signed": True}
        return comparison_of(self._line.call("verify", wish))

    @understood()
    def doubt(self, seq: int, bureau: str | None = None) -> int:
        """Return how many operations the centre set aside as not signed; none where hello did not offer to judge."""
        if "doubt" not in self._offers:
            return 0
        return int(self._line.call("doubt", {"seq": seq} | ({} if bureau is None else {"bureau": bureau}))["set_aside"])

    @understood()
    def receipt(self, cursor: int, compared: str) -> GivenReceipt | None:
        """Return the centre's receipt, None where hello did not offer any."""
        if "receipt" not in self._offers:
            return None
        answer = self._line.call("receipt", {"cursor": cursor, "compared": compared, "signed": True})
        return GivenReceipt(str(answer["content"]), str(answer["mac"]))

    @understood()
    def lease(self, kind: str, year: int, count: int, request: str) -> NumberBlock:
        """Return a block of numbers; the same ``request`` gives the same block again."""
        wanted = {"kind": kind, "year": year, "count": count, "request": request}
        return block_of(self._line.call("lease", wanted), wanted)

    @understood()
    def release_get(self, kind: str | None = None) -> tuple[Release, ...]:
        """Return the newest release of each name."""
        return releases_of(self._line.call("release_get", {"kind": kind}))

    @understood()
    def rotate_secret(self, verifier: str) -> None:
        """Replace this device's own secret; only the verifier travels."""
        self._line.call("rotate_secret", {"verifier": verifier})

    def close(self) -> None:
        """End the line; the next call opens it again."""
        self._line.close()


def _hex(content: bytes | None) -> str | None:
    return None if content is None else content.hex()


def _unhex(text: str | None) -> bytes | None:
    return None if text is None else bytes.fromhex(text)
