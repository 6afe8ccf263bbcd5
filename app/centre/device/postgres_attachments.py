"""Attachments straight to PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence

from app.centre.device.answers import missing_of, understood, wanted_of
from app.centre.device.line import Line
from app.centre.device.transport import Missing, Wanted
from app.errors import CentreRefused

# Leaves need not be on the centre's disk one by one: blob_finish waits for all of them, and after a crash before it the
# centre asks for what is missing.
_LATER = "from set_config('synchronous_commit', 'off', true)"


class PostgresAttachments:
    """The calls of ``AttachmentTransport`` as functions of the schema ``api1``."""

    _line: Line

    @understood()
    def blob_unknown(self, digests: Sequence[str]) -> frozenset[str]:
        """Return the attachments of which the centre has nothing; none where it is older than version 4."""
        try:
            return frozenset(self._line.call("blob_unknown", {"sha256": list(digests)})["unknown"])
        except CentreRefused as error:
            if error.code != "not-a-centre":
                raise
            return frozenset()  # then nothing is sent whole

    @understood()
    def blob_wanted(self, after: str = "") -> Wanted:
        """Return attachments of the bureau that the centre has in part only; for where hello offered to tell."""
        return wanted_of(self._line.call("blob_wanted", {"after": after}))

    @understood()
    def blob_store(self, sha256: str, leaves: Sequence[str], content: bytes) -> bool:
        """Hand over an attachment of up to 16 leaves with their digests; return whether the centre has it whole."""
        answer = self._line.run("select api1.blob_store(%s, %s::text[], %b)", (sha256, list(leaves), content))
        return bool(answer["finished"])

    @understood()
    def blob_begin(self, sha256: str, size: int, leaves: Sequence[str]) -> Missing:
        """Announce an attachment by its digest and those of its leaves of 256 KiB."""
        answer = self._line.call("blob_begin", {"sha256": sha256, "size": size, "leaves": list(leaves)}, _LATER)
        return missing_of(answer, len(leaves))

    @understood()
    def blob_put(self, sha256: str, first: int, content: bytes) -> None:
        """Hand over up to 16 neighbouring leaves."""
        self._line.run(f"select api1.blob_put(%s, %s, %b) {_LATER}", (sha256, first, content))

    @understood()
    def blob_finish(self, sha256: str) -> bool:
        """Return whether the attachment is whole at the centre."""
        return bool(self._line.call("blob_finish", {"sha256": sha256})["finished"])

    @understood()
    def blob_get(self, sha256: str, first: int, count: int) -> bytes | None:
        """Return leaves, fewer bytes at the end; None where the centre does not have the attachment whole."""
        content = self._line.run("select api1.blob_get(%s, %s, %s)", (sha256, first, count), binary=True)
        return None if content is None else bytes(content)
