"""The process that the kill tests end at random moments: it writes, and reports what was acknowledged."""

from __future__ import annotations

import random
from multiprocessing.connection import Connection
from pathlib import Path

from app.domain.operations import Change
from app.storage.attached.vault import Vault
from app.storage.keys.keyfile import KeyFile, write_keys
from app.storage.store import Store
from tests.storage.builders import KEYS, after, answer, link


def write_until_killed(folder: str, seed: int, acknowledged: Connection) -> None:
    """Commit, draft, attach and move on without end; send one JSON-able tuple per acknowledged act."""
    chance = random.Random(seed)
    store, vault = Store.open(Path(folder), KEYS), Vault(Path(folder), KEYS)
    keys = KeyFile("training")
    acknowledged.send(("open", "", 0))
    number = seed * 1_000_000
    while True:
        number += 1
        content = chance.randbytes(chance.choice((10, 3_000, 400_000)))
        blob = vault.put(content)
        changes: list[Change] = [
            answer(f"q{number % 7}", {"n": number, "text": "档" * chance.choice((1, 500, 9_000))}),
            link({"sha256": blob.sha256}),
            Change("inspection", "i", "step", number),
        ]
        done = store.commit(changes, officer="演练甲", now=after(number % 1000), drafts_done=["i/q/note"])
        acknowledged.send(("commit", done.txn, number))
        store.drafts.save_draft("i/q/note", str(number), after(0))
        acknowledged.send(("draft", "i/q/note", number))
        store.drafts.remember_place("i", "checklist", str(number))
        acknowledged.send(("place", "", number))
        if number % 3 == 0:
            keys = write_keys(Path(folder), keys)
            acknowledged.send(("keys", "", keys.revision))
