"""What a case file cannot be made of is named."""

from dataclasses import replace

import pytest

from app.errors import DocumentFailed
from app.typesetting.casefile.arranging import arranged
from tests.typesetting.case_files import filed, listed_file, picture, plan

NO_FONT_HAS = "\U0001f600"


@pytest.mark.parametrize(
    ("named", "more"),
    [
        ("案卷题名", {"title": f"演练{NO_FONT_HAS}案卷"}),
        ("证据2（照片）", {"photos": (filed(1, picture(1)), filed(2, picture(2), facts={"place": NO_FONT_HAS}))}),
        ("证据9（电子证据）", {"files": (replace(listed_file(), name=f"log{NO_FONT_HAS}.csv"),)}),
        ("案卷", {"lacks": (NO_FONT_HAS,)}),
    ],
)
def test_that_a_character_no_font_has_is_named_with_what_holds_it(named: str, more: dict[str, object]) -> None:
    with pytest.raises(DocumentFailed) as stopped:
        arranged(plan(("D1",), **more), [1])
    assert stopped.value.title == f"“{named}”中的字符“{NO_FONT_HAS}”（U+1F600）没有可用的字体，案卷未生成"
