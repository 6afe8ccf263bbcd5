"""Exchange by file as its card shows it: the laptops that a difference can be made for, and what was exchanged."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.domain.namesakes import told_apart
from app.services.desk import Desk
from app.services.exchange.brought import Brought, kept
from app.services.exchange.own_side import DEVICE_NAMES
from app.services.exchange.parcel_journal import SENT, journal, peers
from app.services.exchange.parcels import Packed
from app.services.exchange.queue import device_name
from app.services.exchange.taking_in import TakenIn
from app.services.preparation.handing_over import PLACE
from ui.models.moments import kept_moment_words

SHOWN = 5
REFUSED, CONFLICTS = "refused", "conflicts"


@dataclass(frozen=True)
class StickView:
    """``peers`` as (device, words); ``lines`` tell the newest exchanges; ``name`` proposes one for the file.

    The name tells the laptop: those of two, exported in one minute, meet on one stick.
    """

    peers: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    name: str


@dataclass(frozen=True)
class Told:
    """What is said of an exchange; ``calm`` where nothing is left to do.

    ``way`` is (words, place) where one goes on: a tab of the page, or ``<inspection>/<place in it>``.
    """

    title: str
    lines: tuple[str, ...]
    calm: bool
    way: tuple[str, str] = ("", "")


def stick_view(desk: Desk) -> StickView:
    """Return what the card shows."""
    entries = journal(desk)
    met = {str(one["device"]): str(one["at"]) for one in reversed(entries) if one["device"]}
    known = tuple((one, device_name(desk, one)) for one in peers(desk) if one in met)
    lines = tuple(_line(desk, one) for one in entries[:SHOWN])
    own = _own_name(desk)
    return StickView(known, lines, tr("交换-{own}-{at:%m%d-%H%M}").format(own=own, at=desk.now()))


def packed_words(packed: Packed, before: Packed | None = None) -> Told:
    """Return what is said of a parcel that was written; ``before`` is the one that it may go on behind."""
    title = tr("已导出：{file}").format(file=packed.path.name)
    lines = [
        tr("口令在下面，只显示这一次。请口头告诉同事，不要写在 U 盘上。"),
        tr("共 {n} 处改动、{files} 个附件。").format(n=packed.operations, files=packed.files),
    ]
    if before is not None and before.code == packed.code:
        lines[0] = tr("口令与前一个文件的相同。这些文件同事都要导入。")
    if packed.left:
        words = tr("还有 {n} 个附件放不下，没有带上：请换一个 U 盘，点“导出余下的附件…”；同事都要导入，口令相同。")
        lines.append(words.format(n=packed.left))
    if packed.spoiled:
        words = tr("本机有 {n} 个附件读不出来，没有带上：{names}。")
        lines.append(words.format(n=len(packed.spoiled), names="、".join(packed.spoiled[:SHOWN])))
        lines.append(tr("请同步，或到“备份”中核对备份补回；同事有的，导入同事的文件也能补回。"))
    return Told(title, tuple(lines), not (packed.left or packed.spoiled))


def taken_in_words(got: TakenIn) -> Told:
    """Return what is said of a parcel that was taken in."""
    who, at = got.name, kept_moment_words(got.made_at)
    title = tr("没有新的内容：{who}于 {at} 导出的这份内容，本机都已经有了。").format(who=who, at=at)
    lines = []
    if got.new or got.files:
        only_files = not got.brought.anything and got.files
        came = tr("补来附件 {n} 个").format(n=got.files) if only_files else brought_words(got.brought)
        title = tr("已导入{who}于 {at} 导出的内容：{came}。").format(who=who, at=at, came=came)
        lines.append(tr("新增 {n} 处改动、{files} 个附件。").format(n=got.new, files=got.files))
    undone = _undone(got)
    return Told(title, (*lines, *undone), not undone, _way_on(got))


def _way_on(got: TakenIn) -> tuple[str, str]:
    if got.disagreeing:
        return tr("看不一致之处"), CONFLICTS
    if got.refused:
        return tr("看未采纳的改动"), REFUSED
    if got.handed:
        return tr("去接收"), f"{got.handed}/{PLACE}"
    return (tr("打开这次检查"), f"{got.inspections[0]}/") if len(got.inspections) == 1 else ("", "")


def _undone(got: TakenIn) -> list[str]:
    parts = (
        (got.disagreeing, tr("有 {n} 处与本机填写的不一致，两种内容都保留着，请到“不一致”页选定。")),
        (got.refused, tr("有 {n} 处改动因所在内容已经封存，没有采纳，请到“未采纳”页处理。")),
        (got.lacking, tr("还缺 {n} 个附件：请导入同事的其他交换文件，或联网同步后取回。")),
    )
    lines = [words.format(n=count) for count, words in parts if count]
    if got.handed:
        lines.insert(0, tr("有一次检查移交给本机主办，请接收。"))
    if got.apart:
        words = tr("没有收下其中{names}的内容：与本机已有的是两份不同的记录，它的数据文件夹可能被复制过。")
        lines.append(words.format(names="、".join(got.apart)))
        lines.append(tr("其余的都收下了。请联系管理员，两边的内容都不要删除。"))
    if got.odd_time:
        lines.append(tr("请核对两台电脑的日期和时间：按本机时钟，这份文件不像是刚才导出的。日期不对会使文书和期限出错。"))
    return lines


def tr(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("stick", text)


def _own_name(desk: Desk) -> str:
    """Return what a file of this laptop begins with: its name at the centre, else who is at it and its id."""
    named = desk.store.settings.get(DEVICE_NAMES)
    if isinstance(named, dict) and named.get(desk.store.device):
        return str(named[desk.store.device])
    whose = told_apart(list(desk.officers().values())).get(desk.officer, "")
    return "-".join(one for one in (whose, desk.store.device[-8:]) if one)


def _line(desk: Desk, one: object) -> str:
    assert isinstance(one, dict)
    who = device_name(desk, str(one["device"])) if one["device"] else tr("全部内容")
    found = kept(one)
    words = tr("{at}　导入（{who}）：{brought}（{n} 处改动、{files} 个附件）")
    if one["kind"] == SENT:
        words = tr("{at}　导出（{who}）：{n} 处改动、{files} 个附件")
    elif found is None:
        words = tr("{at}　导入（{who}）：新增 {n} 处改动、{files} 个附件")
    return words.format(
        at=kept_moment_words(str(one["at"])), who=who, n=one["operations"], files=one["files"],
        brought=brought_words(found) if found is not None else "",
    )  # fmt: skip


def brought_words(found: Brought) -> str:
    """Return what came, in what a person works with."""
    parts = [
        words.format(n=count)
        for words, count in (
            (tr("新到 {n} 次检查"), found.new),
            (tr("{n} 次检查有更新"), found.changed),
            (tr("涉及文书 {n} 份"), found.papers),
            (tr("证据 {n} 件"), found.evidence),
            (tr("登记簿 {n} 条"), found.registered),
        )
        if count
    ]
    return "，".join(parts) if found.anything else tr("没有新的检查、文书和证据")
