"""Verification of a data folder: pages, chains, signatures, state against log, papers and every attachment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.domain.procedure.outcomes import Content, Document
from app.errors import InspectorError, IntegrityBroken, StorageFailed
from app.sealing.canonical import digest_of
from app.services.cited import cited_files, file_names
from app.services.exchange.own_side import DEVICE_KEYS
from app.services.session.opening import OpenDesk
from app.services.session.trust import trusted
from app.services.verification.outcome import BROKEN, DATA_FOLDER, INTACT, UNKNOWN, Outcome, cannot_judge
from app.services.verification.papers import verify_pdf
from app.storage.database.engine import connect, translated
from app.storage.folder import STORE_FILE
from app.storage.keys.keyfile import KEYS_FILE, SECOND_COPY, damaged_copies

_DAMAGE = {"damaged", "keys-damaged", "keys-lost", "disk-io", "no-store"}

_MENDING = "损坏或缺失的附件：插好备份U盘，在“同步”页的“备份”中点“核对备份”，会从备份补回；没有备份的，请重新添加原件。"

Opener = Callable[[], OpenDesk]


def is_data_folder(folder: Path) -> bool:
    """Return whether a folder holds data of this program."""
    return any((folder / name).exists() for name in (KEYS_FILE, SECOND_COPY, STORE_FILE))


def verify_folder(path: str, folder: Path, opener: Opener) -> Outcome:
    """Return whether all of a data folder is whole; ``opener`` opens its desk, which is closed again here."""
    if not (folder / STORE_FILE).is_file():
        advice = "请找回该文件，或用最近的备份恢复到另一个空文件夹（restore）。"
        return Outcome(path, DATA_FOLDER, BROKEN, ("数据文件 store.db 不在文件夹中。", advice))
    spoiled = damaged_copies(folder)  # before opening, which writes both copies anew
    try:
        desk = opener()
    except IntegrityBroken as error:
        return Outcome(path, DATA_FOLDER, BROKEN, (error.title, error.advice))
    except InspectorError as error:
        if isinstance(error, StorageFailed) and error.code in _DAMAGE:
            return Outcome(path, DATA_FOLDER, BROKEN, (error.title, error.advice))
        return cannot_judge(path, (error.title, error.advice), DATA_FOLDER)
    try:
        found = verify_desk(path, desk)
    finally:
        desk.store.close()
        desk.ring.lock()
    reasons = tuple(f"密钥文件 {name} 缺失或已损坏；另一份完好，不影响使用。" for name in spoiled)
    return replace(found, state=BROKEN, reasons=(*reasons, *found.reasons)) if spoiled else found


def verify_desk(path: str, desk: OpenDesk) -> Outcome:
    """Return whether the open store and vault of a desk are whole."""
    store = desk.store
    problems: list[str] = []
    try:
        problems += _page_problems(store.folder / STORE_FILE, desk.ring.keys.database_key)
        checked = store.upkeep.check(public_keys(store))
        problems += [*checked.problems, *_lost_problems(store), *_word_problems(desk)]
        attached, counts = _attachment_problems(desk)
        problems += attached
    except (StorageFailed, IntegrityBroken) as error:
        return Outcome(path, DATA_FOLDER, BROKEN, (*problems, error.title, error.advice))
    state = BROKEN if problems else UNKNOWN if checked.unjudged else INTACT
    return Outcome(path, DATA_FOLDER, state, (*problems, *checked.unjudged), {
        "fold_digest": checked.fold_digest,
        "operations": checked.operations,
        "devices": store.upkeep.counts(),
        "attachments": counts,
        "store": store.identity.kind,
        "device": store.device,
        "training": store.training,
    })  # fmt: skip


def public_keys(store: Any) -> dict[str, bytes]:
    """Return the public keys of all devices whose operations came here, the own one among them."""
    known = store.settings.get(DEVICE_KEYS, {})
    assert isinstance(known, dict)
    keys = {str(device): bytes.fromhex(str(key)) for device, key in known.items()}
    return {**keys, store.device: store.device_key.public}


def _page_problems(file: Path, key: str) -> Iterator[str]:
    """Give damage of pages that no reading of the log would touch."""
    with translated():
        connection = connect(file, key)
        try:
            damaged = connection.execute("PRAGMA cipher_integrity_check").fetchall()
        finally:
            connection.close()
    if damaged:
        yield f"数据文件有 {len(damaged)} 处损坏（页校验不符）。"


def _lost_problems(store: Any) -> Iterator[str]:
    acked, last = store.replication.sync_state().acked_lseq, store.replication.position()[0]
    if acked > last:
        yield f"中心库已确认本机的第 {acked} 号操作，本机只有 {last} 号：数据可能被旧副本替换。"


def _word_problems(desk: OpenDesk) -> Iterator[str]:
    """Give papers whose frozen words, or whose kept PDF, are not what their digests say."""
    trust = trusted(desk.store)
    words: dict[str, str] = {}
    for state in desk.store.read_all(Content.ENTITY):
        if state.value("data") is not None and digest_of(state.value("data")) != state.value("digest"):
            yield f"文书 {state.entity_id} 的内容与其摘要不符。"
        words[state.entity_id] = str(state.value("digest"))
    for state in desk.store.read_all(Document.ENTITY):
        pdf = state.value("pdf")
        if isinstance(pdf, str) and pdf and desk.vault.has(pdf) and desk.vault.problem(pdf) is None:
            found = verify_pdf(state.entity_id, desk.vault.read(pdf), trust, words.get(state.entity_id))
            if found.state == BROKEN:
                yield f"文书 {state.entity_id} 的文件：{'；'.join(found.reasons)}"


def _attachment_problems(desk: OpenDesk) -> tuple[list[str], dict[str, int]]:
    """Return what is wrong with the attachments, and how many there are, are whole, and are still to be fetched."""
    register = {one.sha256: one.here for one in desk.store.attachments.all()}
    wanted = {**register, **{sha256: register.get(sha256, True) for sha256 in cited_files(desk.store)}}
    expected = [sha256 for sha256, here in wanted.items() if here]
    faults = [(one, desk.vault.problem(one)) for one in sorted(expected)]
    names = file_names(desk.store) if any(fault for _, fault in faults) else {}
    problems = [f"附件 {one[:16]}…{names.get(one, '')}：{fault}" for one, fault in faults if fault is not None]
    total = len(wanted)
    counts = {"total": total, "whole": len(expected) - len(problems), "to_fetch": total - len(expected)}
    strays = [f"附件文件夹中的文件 {name[:16]}… 已损坏（照片的缩小图等）。" for name in desk.vault.unreadable(wanted)]
    told = [*problems, *([_MENDING] if problems else []), *strays]
    return told, {**counts, "damaged": len(problems) + len(strays)}
