"""A bureau's own key in the administrator's hands: what is published, accepted and enrolled only under it."""

import json
from pathlib import Path

import pytest

from app.errors import CentreRefused, InspectorError
from app.services.session.paths import built_in_forms
from app.services.vouching import make_key
from tests import stretching
from tests.centre.typist import Typist

cheap = stretching.codes
PASSPHRASE = "演练口令甲很长的一句话"


def test_that_a_real_centre_publishes_only_under_the_bureaus_key(typist: Typist, tmp_path: Path) -> None:
    typist.json("init")
    typist.json("bureau", "add", "yanlian", "--name", "演练市档案局")
    calendar = tmp_path / "new" / "calendar" / "2026.toml"
    calendar.parent.mkdir(parents=True)
    calendar.write_bytes((built_in_forms() / "calendar" / "2026.toml").read_bytes())
    words = ("release", "publish", str(tmp_path / "new"), "--bureau", "yanlian", "--kind", "calendar")
    with pytest.raises(CentreRefused, match="bureau-key-foreign"):
        typist.text(*words, "--name", "2026", "--version", "1")


def test_that_a_county_accepts_its_citys_releases_under_its_own_key(typist: Typist, tmp_path: Path) -> None:
    typist.json("init")
    typist.json("bureau", "add", "130600", "--name", "演练市档案局")
    typist.json("bureau", "add", "130602", "--name", "演练区档案局", "--parent", "130600")
    made = {
        one: make_key(one, tmp_path / one, PASSPHRASE, forms=built_in_forms(), trust=tmp_path / f"{one}.json")
        for one in ("130600", "130602")
    }
    (tmp_path / "given").write_text(f"{PASSPHRASE}\n", encoding="utf-8")

    def accept(*words: str, key: str = "130602") -> str:
        with (tmp_path / "given").open(encoding="utf-8") as stream:
            secret = ("--secret-fd", str(stream.fileno()), "--key", str(tmp_path / key))
            return typist.text("release", "accept", "--bureau", "130602", *words, *secret)

    told = accept("--trust", str(tmp_path / "130600.json"))
    assert "演练市档案局（130600）" in told and made["130600"].public_key in told
    assert json.loads(accept("--none", "--json")) == {"bureau": "130602", "accepted": []}
    with pytest.raises(CentreRefused, match="publisher-not-above"):
        accept("--trust", str(tmp_path / "130602.json"))
    with pytest.raises(InspectorError, match="bureau-key-foreign"):
        accept("--trust", str(tmp_path / "130600.json"), key="130600")
    with pytest.raises(SystemExit):
        accept()


def test_that_what_was_published_is_listed_and_withdrawn(typist: Typist, tmp_path: Path) -> None:
    typist.json("init", "--training")
    typist.json("bureau", "add", "130600", "--name", "演练市档案局")
    assert "还没有发布过" in typist.text("release", "list")
    calendar = tmp_path / "new" / "calendar" / "2026.toml"
    calendar.parent.mkdir(parents=True)
    known = (built_in_forms() / "calendar" / "2026.toml").read_text(encoding="utf-8")
    one = ("--bureau", "130600", "--kind", "calendar", "--name", "2026", "--version")
    for version in "12":
        calendar.write_text(f"# {version}\n{known}", encoding="utf-8")
        typist.text("release", "publish", str(tmp_path / "new"), *one, version)
    listed = typist.text("release", "list", "--bureau", "130600")
    assert "演练市档案局（130600）  工作日历 2026 第 1 版" in listed
    assert "已由后来的代替" in listed and "在用" in listed
    told = typist.text("release", "withdraw", *one, "3")
    assert "已撤回 工作日历 2026 第 2 版：恢复第 1 版的内容，作为第 3 版发布" in told and "电话通知" in told
    found = typist.json("release", "list")["releases"]
    assert [each["state"] for each in found] == ["followed", "followed", "current"]
    assert found[0]["size"] == found[2]["size"] > 100  # the digests differ by the moment inside
    with pytest.raises(CentreRefused, match="release-exists"):
        typist.text("release", "withdraw", *one, "3", "--built-in")


def test_that_a_signing_key_that_does_not_open_leaves_no_device_behind(typist: Typist, tmp_path: Path) -> None:
    typist.json("init")
    typist.json("bureau", "add", "130600", "--name", "演练市档案局")
    key, out, given = tmp_path / "key", tmp_path / "first.enrolment", tmp_path / "given"
    make_key("130600", key, PASSPHRASE, forms=built_in_forms(), trust=None)
    given.write_text("不是这一句口令\n", encoding="utf-8")
    with given.open(encoding="utf-8") as stream, pytest.raises(InspectorError):
        typist.text(
            "device", "create", "--bureau", "130600", "--name", "一号", "--out", str(out), "--key", str(key),
            "--secret-fd", str(stream.fileno()),
        )  # fmt: skip
    assert not out.exists()
    assert typist.json("status")["devices"] == []
