"""What a refused command prints."""

from __future__ import annotations

import pytest

from app.cli.failures import report_foreseen
from app.errors import Blocker, Refused


def test_that_a_refusal_cites_its_articles_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    refused = Refused("现在不能开始。", [Blocker("too-few", "执法人员少于两人。", ("penalty-law-2021:42",))])
    assert report_foreseen(refused) == 1
    assert capsys.readouterr().err.splitlines() == [
        "现在不能开始。",
        "  - 执法人员少于两人。（依据：《中华人民共和国行政处罚法》第四十二条）",
    ]


def test_that_an_article_without_text_here_keeps_its_id(capsys: pytest.CaptureFixture[str]) -> None:
    report_foreseen(Refused("不能。", [Blocker("x", "不行。", ("nowhere:1",))]))
    assert "（依据：nowhere:1）" in capsys.readouterr().err


def test_that_a_refusal_cites_no_source_list_since_each_bureau_has_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    both = Blocker("x", "不足两人。", ("penalty-law-2021:42", "responsibility-list:3-2-4-p1"))
    alone = Blocker("y", "没有记录。", ("responsibility-list:3-2-4-p2",))
    report_foreseen(Refused("不能。", [both, alone]))
    assert capsys.readouterr().err.splitlines()[:3] == [
        "不能。", "  - 不足两人。（依据：《中华人民共和国行政处罚法》第四十二条）", "  - 没有记录。",
    ]  # fmt: skip
