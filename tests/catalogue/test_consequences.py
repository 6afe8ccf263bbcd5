"""What the loader says about a damaged table of consequences."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.catalogue.check import check_legal

FORMS = Path(__file__).resolve().parents[2] / "forms"


@pytest.mark.parametrize(("before", "after", "fault"), [
    ("fine_from = 20000", "fine_from = 300000", "罚款幅度不对"),
    ("fine_from = 20000", "", "罚款幅度不对"),
    ('basis = ["archives-law-2020:49-p2"]', 'basis = ["archives-law-2020:49-p9"]', "没有收录"),
    ('needs = ["in_service"]', 'needs = ["guess"]', "不认识的“guess”"),
    ('parties = ["archive"]', 'parties = ["archives"]', "不认识的“archives”"),
    ('id = "building-order"\nkind = "order"', 'id = "building-order"\nkind = "order"\nfine_to = 5', "只有行政处罚"),
    ('id = "filing-order"', 'id = "building-order"', "重复"),
    ('person = "个人"', "", "缺少“person”"),
    ('id = "building-order"', 'id = "building-order"\nfines = 1', "不认识的键"),
])
def test_that_a_fault_is_named(tmp_path: Path, before: str, after: str, fault: str) -> None:
    shutil.copytree(FORMS / "legal", tmp_path / "legal")
    file = tmp_path / "legal" / "consequences.toml"
    source = file.read_text(encoding="utf-8")
    assert before in source
    file.write_text(source.replace(before, after, 1), encoding="utf-8")
    assert any(fault in one.fault and one.file == "legal/consequences.toml" for one in check_legal(tmp_path))


def test_that_a_missing_table_is_told(tmp_path: Path) -> None:
    shutil.copytree(FORMS / "legal", tmp_path / "legal")
    (tmp_path / "legal" / "consequences.toml").unlink()
    assert [one.fault for one in check_legal(tmp_path)] == ["文件不存在"]
