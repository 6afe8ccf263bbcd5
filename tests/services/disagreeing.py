"""Two laptops that answered one question differently without a connection; this one has heard of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from app.domain.operations import Change
from app.storage.keys.datakeys import new_data_keys
from app.storage.store import TRAINING, Store
from tests.services.at_the_table import sent
from tests.services.on_site import BUREAU, OnSite


def disagree(
    site: OnSite, folder: Path, name: str, mine: Any, theirs: Any, entity: str = "answer", field: str = "value",
    of: str = "",
) -> None:  # fmt: skip
    """Record both values of one field: mine here by 演练甲, theirs on the second laptop by 演练乙 later.

    It is a field of the inspection, or of an entry of a register ``of`` this id.
    """
    entity_id = of or (f"{site.inspection}/{name}" if name else site.inspection)
    store: Store = site.desk.store
    now = site.desk.now()
    other = Store.create(folder, new_data_keys(), kind=TRAINING, device_id=folder.name, bureau=BUREAU, now=now)
    try:
        other.replication.receive(sent(store), cursor=None, now=now)
        known = len(store.operations())
        later = now + timedelta(minutes=5)
        other.commit([Change(entity, entity_id, field, theirs)], officer="yi", now=later)
        site.desk.commit([Change(entity, entity_id, field, mine)])
        assert len(store.operations()) == known + 1
        store.replication.receive(sent(other), cursor=None, now=later)
    finally:
        other.close()
