"""Bring statute texts and the source list into forms/legal/statutes, word for word.

    python resources/scripts/import_statutes.py SOURCE_DIR [--forms forms] [--digests FILE]

SOURCE_DIR holds ``statutes/*.md`` (public copies), ``articles.tsv`` (provisions that are cited, to compare with) and
``responsibility-list.txt``. Nothing is retyped: each article of articles.tsv must come out of the copy identically,
else nothing is written and the script ends with 1. ``--digests`` writes one SHA-256 per cited provision for the tests
(tests/catalogue/cited_articles.tsv).
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.domain.provisions import chinese_number, parse_provision_id, provisions

ARTICLE = re.compile(r"^第([一二三四五六七八九十百零]+)条[\s\u3000]+(.*)$")
NUMBERS = {chinese_number(number): str(number) for number in range(1, 1000)}
PART_THREE = "三、事中事后监督管理制度"
SUBPARTS = ("（一）对属地管理的行政执法职权的监督检查", "（二）电子档案监管", "（三）规范行政处罚裁量权")
SECTION = re.compile(r"^([一二三四五六七八九十]+)、")


def statute_articles(markdown: str) -> tuple[str, dict[str, str]]:
    """Return the title and the articles ("48" -> text, blocks separated by blank lines)."""
    title = markdown.splitlines()[0].removeprefix("#").strip()
    body = markdown.split("<!-- INFO END -->", 1)[-1]
    articles: dict[str, list[str]] = {}
    current: list[str] = []
    for block in (line.strip() for line in body.splitlines()):
        found = ARTICLE.match(block)
        if found:
            current = articles.setdefault(NUMBERS[found[1]], [])
            block = found[2].strip()
        if block.startswith("#"):
            current = []
        elif block:
            current.append(block)
    return title, {number: "\n\n".join(blocks) for number, blocks in articles.items()}


def source_list_articles(text: str) -> dict[str, str]:
    """Return the clauses of part three of the source list: "3-2-5" = （二）, section 五; 0 = before section 一."""
    articles: dict[str, list[str]] = {}
    subpart, section = 0, 0
    for line in text.split(PART_THREE, 1)[1].splitlines():
        block = line.strip()
        if block in SUBPARTS:
            subpart, section = SUBPARTS.index(block) + 1, 0
        elif heading := SECTION.match(block):
            section = int(NUMBERS[heading[1]])
        elif block:
            articles.setdefault(f"3-{subpart}-{section}", []).append(block)
    return {number: "\n\n".join(blocks) for number, blocks in articles.items()}


def as_toml(statute: str, title: str, articles: dict[str, str]) -> str:
    """Return the file of one statute."""
    lines = [
        "# Written by resources/scripts/import_statutes.py from a public copy: quoted exactly, do not edit.",
        f'id = "{statute}"',
        f'title = "{title}"',
        "",
        "[articles]",
    ]
    for number, text in articles.items():
        if "'''" in text:
            raise SystemExit(f"{statute}:{number}: three quotes in a row")
        lines.append(f"{number} = '''\n{text}'''")
    return "\n".join(lines) + "\n"


def provision(statutes: dict[str, dict[str, str]], article_id: str) -> str | None:
    """Return the text of a provision by id, None where there is none."""
    place = parse_provision_id(article_id)
    whole = statutes.get(place.statute, {}).get(place.article)
    if whole is None or not (place.paragraph or place.item):
        return whole
    suffix = article_id.partition(":")[2].removeprefix(place.article).removeprefix("-")
    return provisions(whole).get(suffix)


def cited(source: Path) -> dict[str, str]:
    """Return the provisions of articles.tsv by id."""
    with (source / "articles.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["id"]: row["text"].replace("\\n", "\n") for row in rows}


def gaps(statute: str, articles: dict[str, str]) -> list[str]:
    """Return a complaint for each article missing between the first and the last."""
    wanted = (str(number) for number in range(1, len(articles) + 1))
    return [f"{statute}: article {number} is missing" for number in wanted if number not in articles]


def main() -> int:
    """Import everything, or nothing; 0 where all texts are identical."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("--forms", type=Path, default=Path("forms"))
    parser.add_argument("--digests", type=Path)
    arguments = parser.parse_args()
    titles: dict[str, str] = {"responsibility-list": "保定市档案局责任清单"}
    statutes: dict[str, dict[str, str]] = {}
    for path in sorted((arguments.source / "statutes").glob("*-[0-9][0-9][0-9][0-9].md")):
        titles[path.stem], statutes[path.stem] = statute_articles(path.read_text(encoding="utf-8"))
    complaints = [line for statute, articles in statutes.items() for line in gaps(statute, articles)]
    source_list = (arguments.source / "responsibility-list.txt").read_text(encoding="utf-8")
    statutes["responsibility-list"] = source_list_articles(source_list)
    wanted = cited(arguments.source)
    different = [one for one in wanted if provision(statutes, one) != wanted[one]]
    complaints += [f"{one}: text differs from articles.tsv" for one in different]
    if complaints:
        print("\n".join(complaints), file=sys.stderr)
        return 1
    folder = arguments.forms / "legal" / "statutes"
    folder.mkdir(parents=True, exist_ok=True)
    for statute, articles in statutes.items():
        text = as_toml(statute, titles[statute], articles)
        (folder / f"{statute}.toml").write_text(text, encoding="utf-8", newline="\n")
    if arguments.digests:
        lines = [f"{one}\t{hashlib.sha256(text.encode()).hexdigest()}" for one, text in wanted.items()]
        arguments.digests.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    print(f"{len(statutes)} rules, {sum(map(len, statutes.values()))} articles, {len(wanted)} compared")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
