"""Made-up officers of a training store: one for each role."""

from __future__ import annotations

from datetime import date

from app.domain.procedure.records import CONFIRMED, Officer

_PEOPLE = (
    ("training-1", "演练甲", "执法处", "四级主任科员", ("officer", "administrator")),
    ("training-2", "演练乙", "执法处", "一级科员", ("officer",)),
    ("training-3", "演练丙", "执法处", "处长", ("officer", "chief")),
    ("training-4", "演练丁", "局领导", "副局长", ("leader",)),
    ("training-5", "演练戊", "法规处", "法制审核人员", ("reviewer",)),
)


def sample_officers(bureau: str, today: date) -> tuple[Officer, ...]:
    """Return the officers of a fresh training store; the credentials hold from last year for three years."""
    first, last = date(today.year - 1, 1, 1), date(today.year + 1, 12, 31)
    return tuple(
        Officer(
            officer_id, name, bureau, office, post, "0312-0000000", roles, f"演练-{number:04}", first, last, CONFIRMED
        )
        for number, (officer_id, name, office, post, roles) in enumerate(_PEOPLE, start=1)
    )
