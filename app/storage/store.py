"""The local store: one encrypted file, one log, one state.

``Store`` is the entry. Its parts: ``drafts`` (text being typed, last place), ``replication`` (sync), ``upkeep``
(digest, check, rebuild), ``settings`` (of this device, never synced), ``attachments`` (which files are here and sent),
``lookup`` (entities by what a field says), ``worked_out`` (what was made of entities read here, remembered),
``listing`` (a row for each inspection, behind the log and brought up to it).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import cast

from sqlalchemy.engine import Engine

from app.domain.clock import iso
from app.domain.fold import EntityState, FieldState
from app.domain.kept_records import record_of
from app.domain.operations import Change, FieldKey, Json, Operation
from app.errors import StorageFailed
from app.sealing.signing import Certificate, KeyPair, new_key_pair
from app.storage.attached.attachments import Attachments
from app.storage.database.checkpoints import Checkpoints
from app.storage.database.engine import open_engine, reading, snapshot, translated, writing
from app.storage.database.identity import IDENTITY, IdentitySource
from app.storage.database.schema import SCHEMA_VERSION, create_schema
from app.storage.database.settings import Settings, read_setting, write_setting
from app.storage.database.upgrade import upgrade
from app.storage.database.writer import WriterLock
from app.storage.drafts import Drafts, drop_drafts
from app.storage.exchange.relay import Relay
from app.storage.exchange.replication import Replication
from app.storage.exchange.second_pasts import SecondPasts
from app.storage.folder import STORE_FILE, FolderLock, insist_local
from app.storage.keys.datakeys import DataKeys
from app.storage.listing.keeping import Listing
from app.storage.log import reading as read_from
from app.storage.log.commit import Author, Committed, insist_storable, record
from app.storage.log.lookup import Lookup
from app.storage.log.recollection import Recollection
from app.storage.log.worked_out import WorkedOut
from app.storage.undo import undoing
from app.storage.upkeep import Upkeep

TRAINING, STANDALONE, ENROLLED = "training", "standalone", "enrolled"
_DEVICE_KEY, _CERTIFICATE = "_device_key", "_certificate"


@dataclass(frozen=True, slots=True)
class Identity:
    """What a store is, fixed at creation. ``kind`` is training, standalone or enrolled."""

    store_id: str
    kind: str
    device: str
    bureau: str
    created_at: str


class Store:
    """An open store. Reads may come from any thread; writes take turns, a person's before background work.

    Within ``snapshot()`` a thread reads all from one moment, quicker than one by one, and writes nothing.
    """

    def __init__(self, folder: Path, engine: Engine, lock: FolderLock, key: str, random: IdentitySource) -> None:
        """Take an opened database; use ``create`` or ``open``."""
        with reading(engine) as connection:
            identity = read_setting(connection, IDENTITY)
            private = read_setting(connection, _DEVICE_KEY)
        self.folder = folder
        self.identity = record_of(Identity, cast("dict[str, str]", identity))
        self.device = self.identity.device
        self.training = self.identity.kind == TRAINING
        self.device_key: KeyPair = new_key_pair(bytes.fromhex(str(private)))
        self.identities = random
        self._engine = engine
        self._folder_lock = lock
        self._turn = WriterLock()
        self._author = Author(self.device, self.training, self.device_key, random)
        self._checkpoints = Checkpoints(folder / STORE_FILE, key, self._turn)
        self._closing = threading.Lock()
        self._recollection = Recollection()
        self.worked_out = WorkedOut()
        self.snapshot: Callable[[], AbstractContextManager[None]] = partial(snapshot, engine)
        self.settings = Settings(engine, self._turn)
        self.drafts = Drafts(engine, self._turn)
        self.replication = Replication(engine, self._turn, self.device)
        self.upkeep = Upkeep(engine, self._turn)
        self.attachments = Attachments(engine, self._turn)
        self.lookup = Lookup(engine)
        self.relay = Relay(engine)
        self.second_pasts = SecondPasts(engine, self._turn, self.device)
        self.listing = Listing(engine, self._turn, self.device)

    @classmethod
    def create(
        cls,
        folder: Path,
        keys: DataKeys,
        *,
        kind: str,
        device_id: str,
        bureau: str,
        now: datetime,
        device_key: KeyPair | None = None,
        certificate: Certificate | None = None,
        identities: IdentitySource | None = None,
    ) -> Store:
        """Return a new open store in ``folder`` (made where missing). ``kind`` can never be changed.

        Raises:
            Refused: the folder is on the network or in a cloud drive.
            StorageFailed: there is a store already, or the folder cannot be written.
        """
        if kind not in (TRAINING, STANDALONE, ENROLLED):
            raise ValueError(kind)
        insist_local(folder)
        folder.mkdir(parents=True, exist_ok=True)
        lock = FolderLock(folder)
        path = folder / STORE_FILE
        if path.exists():
            lock.release()
            raise StorageFailed("store-exists", "该文件夹中已有数据。", "请直接打开，或另选一个空文件夹。")
        source = identities or IdentitySource()
        identity = Identity(source.new(now), kind, device_id, bureau, iso(now))
        engine = open_engine(path, keys.database_key, create=True)
        try:
            with writing(engine) as connection:
                create_schema(connection)
                write_setting(connection, IDENTITY, cast(Json, asdict(identity)))
                write_setting(connection, _DEVICE_KEY, (device_key or new_key_pair()).private.hex())
                if certificate is not None:
                    write_setting(connection, _CERTIFICATE, cast(Json, certificate.as_json()))
            return cls(folder, engine, lock, keys.database_key, source)
        except BaseException:
            engine.dispose()
            lock.release()
            raise

    @classmethod
    def open(cls, folder: Path, keys: DataKeys, *, identities: IdentitySource | None = None) -> Store:
        """Return the store of a data folder, opened with unlocked keys; one of an older program is upgraded first.

        Raises:
            Refused: the folder is on the network or in a cloud drive.
            StorageFailed: no store, opened elsewhere, of a newer program version, or damaged.
        """
        insist_local(folder)
        path = folder / STORE_FILE
        if not path.is_file():
            advice = "请核对数据文件夹，或先执行 init、enrol 或 restore。"
            raise StorageFailed("no-store", "该文件夹中没有数据。", advice)
        lock = FolderLock(folder)
        engine = open_engine(path, keys.database_key)
        try:
            with reading(engine) as connection:
                version = int(connection.exec_driver_sql("PRAGMA user_version").scalar() or 0)
            insist_version(version)
            if version < SCHEMA_VERSION:
                upgrade(engine)
            with translated():
                return cls(folder, engine, lock, keys.database_key, identities or IdentitySource())
        except BaseException:
            engine.dispose()
            lock.release()
            raise

    def close(self) -> None:
        """Close the store and free its folder; a second call does nothing."""
        with self._closing:
            self.replication.close()
            self._checkpoints.stop()
            self._engine.dispose()
            self._folder_lock.release()

    def commit(
        self, changes: Sequence[Change], *, officer: str, now: datetime, drafts_done: Sequence[str] = ()
    ) -> Committed:
        """Record changes in one durable transaction and return its operations; all of it or nothing.

        ``drafts_done`` names drafts (place keys) whose text is now committed.

        Raises:
            Refused: a value cannot be stored, or the content is sealed.
            StorageFailed: the disk is full or fails; nothing of this commit was kept.
        """
        insist_storable(changes)
        with self._turn.interactive(), writing(self._engine) as connection:
            done = record(connection, self._author, changes, officer=officer, now=now)
            drop_drafts(connection, drafts_done)
        return done

    def undo(self, txn: str, *, officer: str, now: datetime) -> Committed:
        """Take back a transaction of this device by new operations to the old values.

        Raises:
            Refused: later changes stand on it, it is sealed, or it holds what is never undone.
        """
        with self._turn.interactive(), writing(self._engine) as connection:
            changes = undoing(connection, self.device, txn)
            insist_storable(changes)
            return record(connection, self._author, changes, officer=officer, now=now)

    def read(self, entity: str, entity_id: str) -> EntityState | None:
        """Return one entity as it stands, None where nothing stands."""
        with reading(self._engine) as connection:
            found = self._recollection.matching(connection, read_from.is_entity(entity, entity_id))
        return found[0] if found else None

    def read_root(self, inspection_id: str) -> tuple[EntityState, ...]:
        """Return an inspection and everything inside it, ordered by id, from one snapshot."""
        with reading(self._engine) as connection:
            return self._recollection.entities(connection, inspection_id)

    def read_all(self, entity: str, ids: Iterable[str] | None = None) -> tuple[EntityState, ...]:
        """Return all entities of one kind, or those of them with these ids, ordered by id."""
        wanted = read_from.is_kind(entity) if ids is None else read_from.is_one_of(entity, ids)
        with reading(self._engine) as connection:
            return self._recollection.matching(connection, wanted)

    def heads(self, key: FieldKey) -> tuple[str, ...]:
        """Return the op_ids that stand in a field."""
        with reading(self._engine) as connection:
            return read_from.field_state(connection, key).heads

    def operations(self, root: str | None = None, *, after: str = "") -> tuple[Operation, ...]:
        """Return the operations of one root (or all) in order of arrival, after the op_id ``after``."""
        with reading(self._engine) as connection:
            return read_from.operations_of_root(connection, root, after)

    def conflicts(self, root: str | None = None) -> tuple[FieldState, ...]:
        """Return the fields in which values of two devices compete, with all candidates."""
        with reading(self._engine) as connection:
            return read_from.conflicts(connection, root)

    def refused(self, root: str | None = None) -> tuple[Operation, ...]:
        """Return the operations that a seal turned away or the centre refused: offered as 补充材料 or 补正."""
        with reading(self._engine) as connection:
            return read_from.refused_operations(connection, root)


def insist_version(version: int) -> None:
    """Do nothing for a store of this program version.

    Raises:
        StorageFailed: a newer program wrote it, or it is no store of ours.
    """
    if version > SCHEMA_VERSION:
        raise StorageFailed(
            "newer-store", "数据由更新版本的程序保存，本版本不能打开。", "请升级程序后再打开；数据没有被改动。"
        )
    if version < 1:
        raise StorageFailed("no-store", "数据文件不完整。", "请重新执行 init，或用备份恢复（restore）。")
