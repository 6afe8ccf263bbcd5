"""A picture that the disk does not take is lost neither with its page nor unasked: it is told of and tried again."""

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QLabel

from app.errors import StorageFailed
from app.services.evidence.waiting import what_waits
from tests.ui import pasting
from tests.ui.conftest import calm, part
from tests.ui.pasting import NAME, evidence, names, paste, picture, press, told, waiting
from ui.pages.evidence.panel import EvidencePanel

opened = pasting.opened


def test_that_a_full_disk_is_told_once_and_tried_again_until_there_is_room(
    opened, place, visit, qtbot, monkeypatch
) -> None:
    page, tries = opened("q1_2"), []
    original = place.desk.vault.intray.put

    def full(name: str, content: bytes) -> None:
        tries.append(name)
        if len(tries) < 3:
            raise StorageFailed("disk-full", "磁盘空间不足，图片未能保存。", "请清理磁盘空间后重试。")
        original(name, content)

    monkeypatch.setattr(place.desk.vault.intray, "put", full)
    page.findChild(EvidencePanel)._form.asked._retry.setInterval(20)
    paste(page, picture())
    qtbot.waitUntil(lambda: "磁盘空间不足，图片未能保存。" in told(page))
    assert "程序会一直重试" in told(page)
    qtbot.waitUntil(lambda: len(tries) == 3)
    calm(qtbot, place.tasks)
    assert place.desk.vault.intray.has(tries[-1]) and "已加密保存" in told(page)
    press(page, "keepEvidence", place, qtbot)
    assert len(evidence(place, visit)) == 1 and waiting(place, visit) == []


def full_disk(place, monkeypatch) -> None:
    def full(name: str, content: bytes) -> None:
        raise StorageFailed("disk-full", "磁盘空间不足，图片未能保存。", "请清理磁盘空间后重试。")

    monkeypatch.setattr(place.desk.vault.intray, "put", full)


def test_that_a_picture_the_disk_does_not_take_outlives_its_page(opened, place, visit, qtbot, monkeypatch) -> None:
    page, told_everywhere = opened("q1_2"), []
    place.tasks.unkept.connect(told_everywhere.append)
    full_disk(place, monkeypatch)
    paste(page, picture())
    calm(qtbot, place.tasks)
    assert told_everywhere and told_everywhere[-1].code == "disk-full"
    monkeypatch.undo()
    again = opened("q1_2")  # the officer was elsewhere meanwhile
    assert names(again) == NAME
    calm(qtbot, place.tasks)
    (one,) = what_waits(place.desk, visit.inspection)
    assert not one.lost and place.unwritten_of(visit.inspection) == {}
    qtbot.waitUntil(lambda: told_everywhere[-1] is None)
    assert "已加密保存" in told(again)
    press(again, "keepEvidence", place, qtbot)
    assert QImage.fromData(place.desk.vault.read(evidence(place, visit)[0].sha256)).pixelColor(1, 1).name() == "#334455"


def test_that_a_window_is_not_closed_unasked_over_a_picture_that_is_not_on_the_disk(
    open_window, qtbot, visit, monkeypatch
) -> None:
    window, asked = open_window(), []
    part(window, QAbstractButton, "seat_jia").click()
    calm(qtbot, window.tasks)
    window.workbench.show_inspection(visit.inspection, "checking", "q1_2")
    calm(qtbot, window.tasks)
    full_disk(window.workbench._place, monkeypatch)
    monkeypatch.setattr(window._messages, "confirmed", lambda title, *_: asked.append(title) or len(asked) > 2)
    paste(window, picture())
    calm(qtbot, window.tasks)
    assert not window.close() and not window.close() and window.workbench is not None
    assert asked == ["有 1 张图片还没有存到磁盘，现在关闭会丢失。"] * 2
    before = window.workbench
    window.set_large(True)  # the pages are made anew
    qtbot.waitUntil(lambda: window.workbench not in (None, before))
    qtbot.waitUntil(lambda: any(one.objectName() == "evidenceNames" for one in window.findChildren(QLabel)))
    calm(qtbot, window.tasks)
    assert names(window) == NAME
    assert window.close()


def test_that_a_picture_is_tried_again_after_an_unforeseen_failure(opened, place, visit, qtbot, monkeypatch) -> None:
    page, tries = opened("q1_2"), []
    original = place.desk.vault.intray.put

    def odd(name: str, content: bytes) -> None:
        tries.append(name)
        if len(tries) < 2:
            raise RuntimeError("演练")
        original(name, content)

    monkeypatch.setattr(place.desk.vault.intray, "put", odd)
    page.findChild(EvidencePanel)._form.asked._retry.setInterval(20)
    paste(page, picture())
    qtbot.waitUntil(lambda: "程序会一直重试" in told(page))
    qtbot.waitUntil(lambda: "已加密保存" in told(page))
    assert place.desk.vault.intray.has(tries[-1])


def test_that_a_picture_is_taken_in_from_memory_where_it_could_not_wait(opened, place, visit, qtbot, monkeypatch):
    def full(name: str, content: bytes) -> None:
        raise StorageFailed("disk-full", "磁盘空间不足，图片未能保存。", "请清理磁盘空间后重试。")

    page = opened("q1_2")
    monkeypatch.setattr(place.desk.vault.intray, "put", full)
    paste(page, picture())
    calm(qtbot, place.tasks)
    press(page, "keepEvidence", place, qtbot)
    assert len(evidence(place, visit)) == 1 and waiting(place, visit) == []
