"""A paper that lacks something is not made: the fault and the place to mend it are named."""

import pytest

from app.domain.document_slots import missing_slots
from app.errors import DocumentFailed
from app.typesetting.rendering import render
from app.typesetting.templates import check_template
from tests.typesetting.papers import KINDS, definitions, left_in_place, plain, refused_record, sample

# One field of every paper that law demands (penalty law, archives law, civil procedure law), blanked in turn.
DEMANDED = [
    ("D1", "request__source", "任务来源"),
    ("D1", "request__safety", "安全、保密要求"),
    ("D2", "request__items", "检查事项"),
    ("D2", "contact__phone", "联系电话"),
    ("D4", "content", "检查内容"),
    ("D4", "handling", "处理情况"),
    ("D4", "rights__told_at", "告知权利义务的时间"),
    ("D11", "facts", "认定的事实"),
    ("D11", "hazard", "存在的隐患"),
    ("D11", "limit__date", "改正期限"),
    ("D11", "bureau__review_body", "行政复议机关"),
    ("D11", "consequences", "逾期不改正的后果"),
    ("D33", "service__place", "送达地点"),
    ("D33", "receiver__name", "签收人"),
]


@pytest.mark.parametrize(("kind", "path", "name"), DEMANDED)
def test_that_a_blank_mandatory_field_stops_the_paper(kind: str, path: str, name: str) -> None:
    data = sample(kind, **{path: "　 " if not path.endswith("s") else []})
    with pytest.raises(DocumentFailed) as stopped:
        render(definitions()[kind], data, training=True)
    assert stopped.value.code == "document-slot-blank"
    assert name in stopped.value.advice


@pytest.mark.parametrize("kind", KINDS)
def test_that_the_samples_lack_nothing(kind: str) -> None:
    assert missing_slots(definitions()[kind], sample(kind)) == []


@pytest.mark.parametrize("kind", ["D1", "D2", "D4", "D11"])
def test_that_one_officer_is_too_few(kind: str) -> None:
    data = sample(kind)
    data["officers"] = data["officers"][:1]
    assert "officers[1]" in {slot.path for slot in missing_slots(definitions()[kind], data)}


def test_that_a_refusal_without_a_reason_stops_the_record() -> None:
    data = refused_record()
    data["refusal"]["reason"] = ""
    assert [slot.path for slot in missing_slots(definitions()["D4"], data)] == ["refusal.reason"]


def test_that_leaving_a_paper_needs_witness_or_pictures() -> None:
    data = left_in_place()
    data["refusal"]["proof"] = ""
    assert [slot.path for slot in missing_slots(definitions()["D33"], data)] == ["refusal.proof"]


def test_that_an_unknown_character_is_named_with_its_field_and_code_point() -> None:
    data = sample("D11")
    data["measures"][1]["text"] = "安装备份设备\U00030edd🙂"
    with pytest.raises(DocumentFailed) as stopped:
        render(definitions()["D11"], data, training=True)
    assert stopped.value.code == "glyph-missing"
    assert "责令采取的措施" in stopped.value.title
    assert "U+30EDD" in stopped.value.title


@pytest.mark.parametrize(
    ("kind", "place", "field"),
    [
        ("D1", ("request", "source_detail"), "来源说明"),
        ("D4", ("checklist", 3, "note"), "检查表·情况说明"),
        ("D4", ("persons", 0, "authority"), ""),
        ("D4", ("officers", 1, "name"), "执法人员姓名"),
        ("D33", ("note",), "备注"),
        ("D4", ("evidence", 0, "proves"), "证据清单·证明对象"),
    ],
)
def test_that_the_field_of_an_unknown_character_is_named_as_on_the_paper(
    kind: str, place: tuple[str | int, ...], field: str
) -> None:
    data = sample(kind)
    *parents, last = place
    inner = data
    for step in parents:
        inner = inner[step]
    inner[last] = "管理员姓𰻝的同志"
    with pytest.raises(DocumentFailed) as stopped:
        render(definitions()[kind], data, training=True)
    assert stopped.value.title.startswith(f"“{field}" if field else "“")
    assert not [c for c in stopped.value.title.split("”")[0] if c.isascii()]
    assert "管理员姓𰻝的同志" in stopped.value.advice


def test_that_data_are_never_read_as_a_template() -> None:
    paper = render(plain("{{ words }}"), {"words": "{{ 1 + 1 }}{% raw %}"}, training=False)
    assert "{{ 1 + 1 }}{% raw %}" in paper.text


def test_that_a_name_the_data_do_not_have_is_an_error_where_it_is_printed() -> None:
    with pytest.raises(DocumentFailed, match="unit_name"):
        render(plain("单位：{{ unit_name }}"), {}, training=False)
    assert "单位：无" in render(plain("单位：{{ name if name else '无' }}"), {}, training=False).text


def test_that_a_template_cannot_reach_into_the_program() -> None:
    with pytest.raises(DocumentFailed):
        render(plain("{{ ''.__class__.__mro__ }}"), {}, training=False)


def test_that_a_broken_template_is_reported() -> None:
    assert check_template("{{ open") and not check_template("{{ fine }}")
