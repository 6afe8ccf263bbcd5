"""Odd words typed to a centre are refused in Chinese, with the next step; nothing of them is entered."""

from pathlib import Path

import psycopg
import pytest

from app.errors import InspectorError, Refused
from main import main
from tests.centre.field import Centre
from tests.centre.typist import Typist
from tests.services.exchange.device import Laptop, laptop, with_bureau

RARE = "㛃䶮𬍡"
UNUSABLE = ("", " ", "档" * 201, "演\n练", "演\u202e练", "演\x07练", "演\U000f0000")
CODES = ("", " ", "a b", "中心库", "1" * 41, "'; drop", "..", "a\n")


@pytest.fixture
def bureau(typist: Typist) -> Typist:
    typist.json("init", "--training")
    typist.json("bureau", "add", "130600", "--name", "演练市档案局")
    return typist


def _ends(typist: Typist, capsys: pytest.CaptureFixture[str], *words: str, dsn: str = "") -> tuple[int, str]:
    """Return the exit code and what was said of a whole run of the program."""
    try:
        code = main(["centre", *words, "--dsn", dsn or typist.dsn, "--password-file", str(typist.secret)])
    except SystemExit as ended:
        code = int(str(ended.code))
    return code, capsys.readouterr().err


@pytest.mark.parametrize("name", UNUSABLE)
def test_that_a_name_that_no_paper_could_show_is_entered_nowhere(bureau: Typist, tmp_path: Path, name: str) -> None:
    officer = ("officer", "add", "--bureau", "130600")
    for words in (
        ("bureau", "add", "130602", "--name", name),
        (*officer, "--name", name, "--credential", "演练-0001"),
        (*officer, "--name", "演练甲", "--credential", name),
        ("device", "create", "--bureau", "130600", "--name", name, "--out", str(tmp_path / "file")),
    ):
        with pytest.raises(Refused) as refused:
            bureau.text(*words)
        assert refused.value.blockers
    found = bureau.json("status")
    assert ([one["bureau"] for one in found["bureaus"]], found["officers"], found["devices"]) == (["130600"], [], [])
    assert not (tmp_path / "file").exists()


@pytest.mark.parametrize("code", CODES)
def test_that_a_bureau_has_a_code_as_codes_are(bureau: Typist, code: str) -> None:
    with pytest.raises(Refused, match="单位代码"):
        bureau.text("bureau", "add", code, "--name", "演练市档案局")


def test_that_rare_characters_and_long_names_are_entered(bureau: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    # as on a Chinese Windows
    monkeypatch.setenv("PGCLIENTENCODING", "GBK")
    bureau.text("bureau", "add", "130602", "--name", RARE)
    bureau.text("officer", "add", "--bureau", "130602", "--name", RARE, "--credential", "档" * 200)
    assert RARE in bureau.text("bureau", "list")
    assert RARE in bureau.text("officer", "list", "--bureau", "130602")


def test_that_a_laptop_sends_rare_characters_whatever_its_environment_says(
    own_centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: Laptop = laptop(with_bureau(own_centre), tmp_path / "one")
    monkeypatch.setenv("PGCLIENTENCODING", "GBK")
    made.answer("q1_1", RARE)
    report = made.sync()
    assert (report.state, report.pending) == ("synced", 0)
    raw = own_centre.ask("select raw from centre.operation where device = %s", made.desk.store.device)
    assert any(RARE in text for (text,) in raw)
    made.desk.store.close()


def test_that_the_style_of_moments_is_ours_whatever_the_database_says(bureau: Typist, tmp_path: Path) -> None:
    with psycopg.connect(bureau.dsn, password=bureau.secret.read_text(encoding="utf-8"), autocommit=True) as connection:
        database = connection.info.dbname
        for setting in ("datestyle = 'German, DMY'", "intervalstyle = 'sql_standard'", "bytea_output = 'escape'"):
            connection.execute(f"alter database {database} set {setting}")
    bureau.text("device", "create", "--bureau", "130600", "--name", "演练一号机", "--out", str(tmp_path / "file"))
    assert bureau.json("status")["devices"][0]["created_at"][:2] == "20"
    bureau.text("root", "--out", str(tmp_path / "root.json"))
    assert "演练一号机" in bureau.text("device", "list")


@pytest.mark.parametrize("words", [("root", "--check"), ("receipt", "check")])
@pytest.mark.parametrize("content", ["[" * 100_000, "null", "[]", "7", "{}", ""])
def test_that_a_file_of_another_kind_is_named(
    bureau: Typist, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], content: str
) -> None:
    (tmp_path / "odd").write_text(content, encoding="utf-8")
    with pytest.raises(InspectorError) as refused:
        bureau.text(*words, str(tmp_path / "odd"))
    assert refused.value.advice


def test_that_words_of_another_code_page_are_wrong_usage(
    bureau: Typist, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (("bureau", "add", "\udce9", "--name", "演练"), ("officer", "list", "--bureau", "\udcb5\udcb5")):
        code, told = _ends(bureau, capsys, *words)
        assert (code, "无法识别的文字" in told) == (2, True)


def test_that_a_descriptor_beyond_all_numbers_is_named(bureau: Typist, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["centre", "status", "--dsn", bureau.dsn, "--secret-fd", "9" * 20])
    assert (code, "无法读取口令" in capsys.readouterr().err) == (1, True)


def test_that_an_act_the_database_cuts_short_speaks_to_the_administrator(
    bureau: Typist, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = _ends(bureau, capsys, "status", dsn=f"{bureau.dsn} options='-c statement_timeout=1'")
    assert (code, "statement_timeout" in told, "本机内容" in told) == (1, True, False)


def test_that_a_device_is_not_revoked_without_a_reason(bureau: Typist, tmp_path: Path) -> None:
    out = str(tmp_path / "file")
    device = bureau.json("device", "create", "--bureau", "130600", "--name", "演练一号机", "--out", out)["device"]
    with pytest.raises(Refused, match="停用原因"):
        bureau.text("device", "revoke", device, "--reason", " ")
    assert bureau.json("status")["devices"][0]["revoked_at"] is None
