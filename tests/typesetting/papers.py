"""Papers for the tests: the definitions of the forms folder, their samples, and variants of them."""

from __future__ import annotations

import copy
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from app.catalogue.documents import read_documents
from app.domain.documents import DocumentDefinition, TextBlock
from tests.typesetting.derived import LONG_UNIT, RARE_NAME, SENTENCE, longest, shortest

INSPECTIONS = Path(__file__).resolve().parents[2] / "forms" / "inspections"
FOLDERS = {path.name: path / "documents" for path in sorted(INSPECTIONS.iterdir()) if path.is_dir()}
FOLDER = FOLDERS["electronic-records"]


@cache
def definitions() -> dict[str, DocumentDefinition]:
    """Return every paper of every inspection: D4, and ``folder.D4`` for those of other inspections."""
    found: dict[str, DocumentDefinition] = {}
    for folder, path in FOLDERS.items():
        catalogue = read_documents(path)
        assert not catalogue.problems, "\n".join(map(str, catalogue.problems))
        prefix = "" if path == FOLDER else f"{folder}."
        found |= {prefix + kind: definition for kind, definition in catalogue.definitions.items()}
    return found


KINDS = tuple(definitions())


def sample(kind: str, **changes: Any) -> dict[str, Any]:
    """Return a typical paper's data; ``a__b="x"`` changes ``data["a"]["b"]``."""
    folder, _, name = kind.rpartition(".")
    path = (FOLDERS[folder] if folder else FOLDER) / "samples" / f"{name}.json"
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for path, value in changes.items():
        *parents, last = path.split("__")
        place = data
        for parent in parents:
            place = place[parent]
        place[last] = copy.deepcopy(value)
    return data


def minimal_record() -> dict[str, Any]:
    """A visit that found nothing: no evidence, no recordings, no sampling, signed on paper."""
    people = [{"role": "执法人员", "name": name, "at": "", "strokes": None} for name in ("演练乙", "演练丙")]
    first = {"role": "被检查单位负责人", "name": "演练甲", "at": "", "strokes": None}
    return sample(
        "D4",
        samples=[],
        findings=[],
        evidence=[],
        recordings=[],
        checklist=[],
        item_results=[],
        handling=["本次检查未发现问题，无需处理。"],
        statement="无",
        signing="paper",
        signatures=[first, *people],
    )


def refused_record() -> dict[str, Any]:
    """A record whose responsible person does not sign."""
    data = sample("D4")
    data["signatures"][0].update(strokes=None, refused=True, at="")
    data["refusal"] = {
        "person": "演练市住房保障服务中心主任演练甲",
        "reason": "认为检查结论应当由上级单位确认",
        "at": "2026-11-22T16:31",
        "proof": "见证人演练庚（竞秀区演练街道办事处）在场，并有执法记录仪录像（编号DSJ-0001-0008）",
    }
    return data


def left_in_place() -> dict[str, Any]:
    """A proof of service by leaving the paper there, with a witness who signs by hand."""
    return sample(
        "D33",
        service__way="留置送达",
        receiver=None,
        refusal={
            "person": "演练甲",
            "reason": "对通知书内容有异议",
            "at": "2026-11-22T17:10",
            "proof": "见证人演练庚在场，并拍摄照片3张、录像1段（编号DSJ-0001-0009）记录送达过程。",
            "witnesses": [{"name": "演练庚", "org": "竞秀区演练街道办事处", "at": "", "signature": None}],
        },
    )


def overlong_record() -> dict[str, Any]:
    """10,000 characters in a field, rare names, tall cells, long digests without a break."""
    sentence = SENTENCE
    data = sample("D4", statement=(sentence * 250)[:10_000], unit__principal=f"{RARE_NAME}，主任")
    data["persons"][0]["name"] = RARE_NAME
    data["checklist"][5]["note"] = (sentence * 40)[:1_500]
    data["cards"]["reply"] = (sentence * 40)[:1_200]
    data["findings"][0]["fact"] = "散列值" + "9f86d081" * 40 + "，网址http://example.invalid/" + "a" * 300
    return data


def minimal(kind: str) -> dict[str, Any]:
    """The shortest lawful paper of a kind."""
    least: dict[str, dict[str, Any]] = {
        "D1": {
            "request__source_detail": "", "request__scope": "档案工作", "request__helpers_note": "无",
            "request__basis": ["《中华人民共和国档案法》第四十二条"],
            "approvals": [{"role": role, "opinion": "", "name": "", "on": "", "channel": "", "confirm": "", "note": "",
                           "signature": None} for role in ("承办人", "机构负责人", "机关负责人")],
        },
        "D2": {
            "request__items": ["档案工作"], "request__prepare": ["制度文本。"],
            "request__basis": ["《中华人民共和国档案法》第四十二条"],
        },
        "D11": {
            "facts": [{"text": "未建立档案工作责任制。", "evidence": ""}], "measures": [{"text": "建立责任制。"}],
            "provisions": [{"cite": "《中华人民共和国档案法》第十二条", "text": ""}],
            "hazard": "存在档案安全隐患。", "consequences": ["依法处理。"],
        },
        "D33": {
            "service__way": "邮寄送达", "receiver": None, "note": "", "number": "",
            "service__detail": "以邮政特快专递寄出，单号见证据1。",
        },
    }  # fmt: skip
    if kind not in least:
        return shortest(definitions()[kind], sample(kind))
    return sample(kind, **least[kind])


def overlong(kind: str) -> dict[str, Any]:
    """A paper of a kind with far more text than anybody should write, and rare names."""
    text = SENTENCE
    names = [{"name": RARE_NAME, "credential": f"冀F0000000{n}"} for n in range(1, 5)]
    changes: dict[str, dict[str, Any]] = {
        "D1": {"request__scope": text * 30, "request__safety": text * 8},
        "D2": {
            "request__items": [text] * 12, "request__prepare": [text * 2] * 6, "annexes": [text[:50], "清单"],
            "copies_to": ["演练省档案局", "演练市人民政府办公室", "演练市互联网信息办公室"],
        },
        "D11": {
            "facts": [{"text": text * 2, "evidence": "见现场检查笔录及证据1"}] * 9,
            "measures": [{"text": text}] * 9, "hazard": text * 3,
            "annexes": ["档案工作自查和整改情况报告表（一式二份，由主要负责人签名并加盖单位印章）", "证据清单"],
            "copies_to": ["演练省档案局"], "paper": {"stamp": {"x": 140, "y": 200}, "fonts": ""},
        },
        "D33": {"note": text * 12, "served__title": "档案监督检查执法通知书（责令限期改正）" * 2},
    }  # fmt: skip
    if kind not in changes:
        return longest(definitions()[kind], sample(kind))
    officers = [{**sample(kind)["officers"][0], **one} for one in names]
    return sample(kind, unit__name=LONG_UNIT, officers=officers, **changes[kind])


VARIANTS = {
    **{kind: lambda kind=kind: sample(kind) for kind in KINDS},
    "D4 minimal": minimal_record,
    "D4 refused": refused_record,
    "D4 overlong": overlong_record,
    "D33 left": left_in_place,
    "D11 urgent": lambda: sample(
        "D11",
        limit={"date": "", "words": "自收到本通知书之日起十五个工作日内"},
        urgent={"ordered_at": "2026-11-22T11:40", "by": "演练乙", "to": "演练甲", "text": "立即断开外部网络连接"},
    ),
}

# official papers whose lists stand in an annex
ANNEXED = {
    "D11 annexed": lambda: sample(
        "D11",
        facts=[{"text": SENTENCE[: 60 + 9 * n], "evidence": f"见现场检查笔录及证据{n}"} for n in range(1, 9)],
        annexes=["整改情况报告表（另行装订）"],
        copies_to=["演练省档案局"],
    ),
    "D36 annexed": lambda: sample(
        "D36", evidence=[{**sample("D36")["evidence"][0], "no": f"证据{n}"} for n in range(1, 10)]
    ),
}

# what the reference pictures show
GOLDEN = {
    **{name: VARIANTS[name] for name in (*KINDS, "D4 minimal", "D4 refused", "D4 overlong", "D33 left", "D11 urgent")},
    **ANNEXED,
    **{f"{kind} minimal": lambda kind=kind: minimal(kind) for kind in KINDS if kind != "D4"},
    **{f"{kind} overlong": lambda kind=kind: overlong(kind) for kind in KINDS if kind != "D4"},
}


def variant(name: str) -> tuple[DocumentDefinition, dict[str, Any]]:
    """Return the definition and the data of a variant."""
    return definitions()[name.split()[0]], VARIANTS[name]()


def inked(data: dict[str, Any]) -> dict[str, Any]:
    """Return the data with everybody's signature drawn on the screen."""
    ink = next(one["strokes"] for one in sample("D4")["signatures"] if one["strokes"])
    signed = [{**one, "strokes": ink, "note": "", "refused": False} for one in data["signatures"]]
    return {**data, "signatures": signed, "signing": "screen"}


def plain(*texts: str, layout: str = "form", style: str = "body") -> DocumentDefinition:
    """Return a definition that sets texts and nothing else."""
    blocks = tuple(TextBlock(text, style=style) for text in texts)
    return DocumentDefinition("T", "试排", "", "internal", layout, (), (), blocks)


def squashed(text: str) -> str:
    """Return a text without white space, which a text layer does not keep."""
    return re.sub(r"\s", "", text)
