"""A centre brought back from a real backup: the laptops deliver what the backup lacks."""

from __future__ import annotations

from pathlib import Path

from app.centre.trial.embedded import EmbeddedServer
from tests.centre.faults.amounts import first_seed
from tests.centre.faults.bringing_back import bring_back
from tests.centre.servers import hasty_server


def test_that_laptops_deliver_to_a_restored_centre_what_its_backup_lacks(
    server: EmbeddedServer, template: str, tmp_path: Path
) -> None:
    with hasty_server() as spare:
        assert bring_back(server, template, spare, tmp_path, first_seed()) == 1
