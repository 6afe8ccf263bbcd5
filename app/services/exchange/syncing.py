"""Synchronisation: everything out, everything in, numbers where few are left; repeating is always safe."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from typing import cast

from app.centre.device.sync import PENDING, REFUSED, SYNCED, UNREACHABLE, Patience, SyncReport
from app.centre.device.sync import synchronise as exchange_all
from app.centre.failures import refused
from app.centre.failures import tells_of_content as known_to_tell
from app.errors import CentreRefused, CentreUnreachable, InspectorError, IntegrityBroken
from app.sealing.signing import TrustedBureau
from app.services.desk import Desk
from app.services.exchange.below import look_below
from app.services.exchange.certificates_end import look_at_server
from app.services.exchange.enrolling import finish_enrolment
from app.services.exchange.journal import LAST_SYNC, remember, standing
from app.services.exchange.leasing import lease_where_low, numbered_papers
from app.services.exchange.link import HearingTransport, Link, link_of, open_line
from app.services.exchange.naming import named
from app.services.exchange.own_side import Cancelled, OwnFiles, OwnLog
from app.services.exchange.pacing import Pace, rate_limit
from app.services.exchange.program_updates import receive_update
from app.services.exchange.receipts import signed
from app.services.exchange.releases import receive_releases
from app.services.exchange.rotating import rotate_secret
from app.services.exchange.wanted_files import offer_again
from app.services.numbers.ledger import FROZEN
from app.services.session.lost_key import note_offer
from app.services.session.opening import OpenDesk, add_slot
from app.services.session.trust import believe, keep_certificate
from app.services.wrong_clock import clock_apart

__all__ = ["LAST_SYNC", "PENDING", "REFUSED", "SYNCED", "UNREACHABLE", "SyncReport", "pending_count", "synchronise"]

_BREATH = 0.05
Progress = Callable[[str, int], None]
Officers = Callable[[], Collection[str]]


def synchronise(
    desk: Desk,
    *,
    via: str | None = None,
    progress: Progress = lambda what, count: None,
    cancelled: Callable[[], bool] = lambda: False,
    patience: Patience | None = None,
    seconds: float = 60.0,
    lease: bool = True,
    wall: Callable[[], datetime] | None = None,
    by_itself: bool = False,
) -> SyncReport:
    """Return how a synchronisation with the centre ended; an unreachable or refusing centre is a state, not an error.

    ``via`` = ``HOST:PORT`` connects there instead of to the centre's own address. ``progress(what, count)`` hears of
    pushed (last lseq), pulled (cursor), sent and fetched files, update (percent of a program's package). ``seconds`` is
    the patience per call. ``lease`` off takes no numbers. ``wall`` is the machine's clock against which the centre's is
    measured (the desk's own unless said otherwise). ``by_itself`` tells the log that nobody asked for it.

    Raises:
        Refused: this store has no centre.
        StorageFailed: the local store failed; nothing acknowledged is lost.
    """
    link, began = link_of(desk.store), standing(desk)
    log, files = _own_side(desk, progress, cancelled)
    try:
        line = _line(desk, link, via, seconds)
    except CentreUnreachable as error:
        return remember(desk, _turned(log, files, UNREACHABLE, error), by_itself=by_itself, began=began)
    except CentreRefused as error:
        turned = with_way_back(desk, _turned(log, files, REFUSED, error))
        return remember(desk, turned, by_itself=by_itself, began=began)

    def one_round(these: OwnFiles) -> SyncReport:
        return exchange_all(line, log, these, patience=patience or _until_cancelled(cancelled), wall=wall or desk.clock)

    report = SyncReport(PENDING)
    try:
        report = _but_files(desk, link, line, log, files, partial(one_round, files.later()), lease)
        if report.problem is None:
            look_below(desk, line, line.greeting, cancelled)
        report = _with_files(report, files, one_round)
        with contextlib.suppress(Cancelled):  # what belongs to the synchronisation is through
            receive_update(desk, line, report, files.pace, progress)
        rotate_secret(desk, line, report)
        if report.problem is None:
            look_at_server(desk, link, via)
    except Cancelled:
        report = _added(report, _turned(log, files, PENDING, None))
    finally:
        line.close()
    if report.attachments_fetched:
        desk.store.listing.files_came()
    return remember(desk, signed(desk, with_way_back(desk, report)), by_itself=by_itself, began=began)


def _but_files(
    desk: Desk,
    link: Link,
    line: HearingTransport,
    log: OwnLog,
    files: OwnFiles,
    one_round: Callable[[], SyncReport],
    lease: bool,
) -> SyncReport:
    """Return how everything but the attachments went: gigabytes of these keep neither receipt nor numbers waiting."""
    report, officers = one_round(), cache(desk.officers)
    fault = _heed(desk, link, line, officers) or (log.unsigned_end() if report.problem is None else None)
    if fault is not None and report.problem is None:
        report = replace(report, state=REFUSED, problem=fault)
    if lease and report.problem is None:
        report = _with_numbers(desk, line, report, one_round, officers)
    unused = receive_releases(desk, line, report)
    offer_again(desk, line)
    apart = clock_apart(desk) if line.greeting is not None else None
    return replace(report, releases=unused, clock=apart, attachments_pending=_files_waiting(files))


def _with_files(report: SyncReport, files: OwnFiles, one_round: Callable[[OwnFiles], SyncReport]) -> SyncReport:
    # where the two sides differ, files go over all the same: their digests speak for them
    if not report.attachments_pending or not (report.problem is None or isinstance(report.problem, IntegrityBroken)):
        return report
    return _added(report, one_round(files))


def _files_waiting(files: OwnFiles) -> int:
    return len(files.to_send()) + len(files.to_fetch())


FEED_FORKED = "feed-forked"
# what the administrator's file for letting in again puts right
NOT_LET_IN = ("login-refused", "device-unknown", "device-forked")


def tells_of_content(problem: InspectorError) -> bool:
    """Return whether the advice on a synchronisation that failed says itself what became of this device's content."""
    return problem.code in NOT_LET_IN or known_to_tell(problem)


def with_way_back(desk: Desk, report: SyncReport) -> SyncReport:
    """Return a report that tells a device which the centre does not know how it is let in again, and by which name.

    What of another laptop is broken is told by that one's name.
    """
    problem = report.problem
    if isinstance(problem, IntegrityBroken):
        told = named(desk, problem)
        # another laptop's two pasts: this one is let in as before
        code = FEED_FORKED if problem.code == "device-forked" else problem.code
        return replace(report, problem=IntegrityBroken(code, told.title, told.advice))
    if problem is None or problem.code not in NOT_LET_IN:
        return report
    if problem.code == "device-forked":
        advice = f"{problem.advice}终端编号 {desk.store.device}。"
        return replace(report, problem=CentreRefused(problem.code, problem.title, advice))
    advice = (
        f"本机内容已保存，可以继续工作。请把终端编号 {desk.store.device} 告知管理员核对；"
        "本机或者中心库从备份恢复过的，由管理员发一份重新接入的文件（centre device readmit），"
        "在“同步”页的“重新接入”中选择，之后同步会自动补传全部内容。"
    )
    return replace(report, problem=CentreRefused(problem.code, problem.title, advice))


def impatient() -> Patience:
    """Return the patience of a synchronisation that nobody asked for: one try."""
    return Patience(attempts=1)


def _until_cancelled(cancelled: Callable[[], bool]) -> Patience:
    """Return a patience whose pauses end when the person no longer wants to wait."""

    def pause(seconds: float) -> None:
        until = time.monotonic() + seconds
        while not cancelled() and time.monotonic() < until:
            time.sleep(_BREATH)
        if cancelled():
            raise Cancelled

    return Patience(pause=pause)


def _own_side(desk: Desk, progress: Progress, cancelled: Callable[[], bool]) -> tuple[OwnLog, OwnFiles]:
    def go_on() -> None:
        if cancelled():
            raise Cancelled

    def watch(what: str, count: int) -> None:
        progress(what, count)
        go_on()

    log = OwnLog(desk.store, desk.clock, watch)
    return log, OwnFiles(desk.store, desk.vault, log, watch, Pace(rate_limit(desk) * 1024, go_on))


def pending_count(desk: Desk) -> int:
    """Return how many own operations no centre has acknowledged."""
    return int(desk.store.replication.pending())


def _line(desk: Desk, link: Link, via: str | None, seconds: float) -> HearingTransport:
    if link.waiting:
        finish_enrolment(cast(OpenDesk, desk), link.secrets[-1], via=via, patience=seconds)
        link = link_of(desk.store)
    return open_line(desk.store.folder, link, training=desk.store.training, via=via, patience=seconds)


def _heed(desk: Desk, link: Link, line: HearingTransport, officers: Officers) -> InspectorError | None:
    """Keep what the centre said of this device: its certificate, its bureau's key, that numbers may be used again.

    Returns what is wrong with the certificate.
    """
    greeting, fault = line.greeting, None
    if greeting is None:
        return None
    if greeting.certificate is not None:
        certificate = keep_certificate(desk.store, greeting.certificate)
        if certificate is None:
            lost = note_offer(desk.store, greeting.certificate)
            fault = refused("certificate-changed" if lost is None else "bureau-key-lost")
        elif not certificate.training:
            own = TrustedBureau(link.bureau, link.bureau_name, certificate.issuer_public_key, False)
            believe(desk.store, [own])
    if desk.store.settings.get(FROZEN):
        desk.store.settings.set(FROZEN, None)
    if desk.store.training and isinstance(desk, OpenDesk):
        _seat_everybody(desk, officers)
    return fault


def _seat_everybody(desk: OpenDesk, officers: Officers) -> None:
    """Let every officer whom the centre named open this training store with the published passphrase."""
    for officer in officers():
        if officer not in desk.ring.officers:
            add_slot(desk, officer)


def _with_numbers(
    desk: Desk, line: HearingTransport, report: SyncReport, one_round: Callable[[], SyncReport], officers: Officers
) -> SyncReport:
    """Return the report after numbers were taken where few are left, and told to the others."""
    try:
        # the centre would not count what somebody unknown to it records
        if desk.officer in officers() and lease_where_low(desk, line, numbered_papers(desk)):
            return _added(report, one_round())
    except CentreUnreachable:
        pass  # the next synchronisation asks again; everything else is through
    except CentreRefused as error:
        return replace(report, numbers=error)
    return report


def _added(first: SyncReport, second: SyncReport) -> SyncReport:
    return replace(
        second,
        pushed=first.pushed + second.pushed,
        acknowledged=first.acknowledged + second.acknowledged,
        pulled=first.pulled + second.pulled,
        attachments_sent=first.attachments_sent + second.attachments_sent,
        attachments_fetched=first.attachments_fetched + second.attachments_fetched,
        receipt=second.receipt or first.receipt,
        numbers=second.numbers or first.numbers,
        releases=second.releases or first.releases,
        clock=second.clock or first.clock,
    )


def _turned(log: OwnLog, files: OwnFiles, state: str, problem: InspectorError | None) -> SyncReport:
    refused, conflicts = log.open_questions()
    return SyncReport(
        state=state,
        pending=log.position()[0] - log.progress().acked_lseq,
        refused=refused,
        conflicts=conflicts,
        attachments_pending=_files_waiting(files),
        problem=problem,
    )
