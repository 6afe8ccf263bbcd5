"""Who may witness that a paper was refused, or that somebody would not sign: the one who refuses may not.

A paper left behind is witnessed by a representative of a local organisation or of the place of work
(civil-procedure-law-2023:89), a refusal to sign by others who are present (litigation-evidence-rules-2002:15). So staff
of the unit may, but not who refuses, nor who stands for the party itself, its responsible person or its deputy: the
deputy's signature would be the unit's own. Nor an officer of the inspection.

A name alone makes nobody the same person: two of one name are one by the number of the ID, two by different numbers,
and else whoever records the act says that they are two, and by what that is known.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.identity_numbers import cleaned
from app.domain.procedure import grounds
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import Circumstances
from app.domain.procedure.guards_preparation import assigned
from app.domain.procedure.records import DEPUTY, LEFT_BEHIND, RESPONSIBLE, Person
from app.errors import Blocker

NAMESAKE = "namesake"
"""Of a service what tells the namesakes apart, in words; of a refusal to sign its remark."""

TWO_PEOPLE = "确是两个人的，请写明凭什么认定（如证件号码、工作证、当面核对）。"


def witnesses_for(case: Case, refuser: str, *, served: bool = False) -> dict[str, str]:
    """Return by id who of the people met may witness a refusal, with the name of who may be the same person, or "".

    ``served``: a paper for the unit is refused. Who stands for the unit is no witness of that, nor where one who stands
    for it does not sign; of others' refusal to sign they are.
    """
    against = party(case, refuser, served=served)
    return {
        one.id: next((other.name for other in against if _doubtful(one, other)), "")
        for one in case.persons if not _barred(case, one, against)
    }  # fmt: skip


def party(case: Case, refuser: str, *, served: bool = False) -> tuple[Person, ...]:
    """Return who refuses, and who stands for the party whose refusal it is."""
    standing = [one for one in case.persons if one.role in (RESPONSIBLE, DEPUTY)]
    whole = served or any(one.id == refuser for one in standing)
    return tuple(one for one in case.persons if one.id == refuser or (whole and one in standing))


def witness_blockers(
    case: Case, witnesses: Iterable[str], against: tuple[Person, ...], told: str, basis: tuple[str, ...], place: str,
    *, advice: str = TWO_PEOPLE,
) -> list[Blocker]:
    """Return why these may not witness a refusal of a party.

    ``told`` is by what namesakes are known to be two people, ``advice`` how it is asked for.
    """
    found = []
    for one in (person for person in case.persons if person.id in set(witnesses)):
        twin = next((other for other in against if _doubtful(one, other)), None)
        if _is_officer(case, one):
            text = f"{one.name}与承办的执法人员同名，又没有证件号码；承办的执法人员不能作见证人。"
            found.append(Blocker("witness-is-officer", text, basis, place))
        elif _barred(case, one, against):
            why = "是拒绝的人本人，或者代表当事人（负责人、受委托人），不能作见证人"
            how = "请邀请基层组织、单位的其他人员或者其他在场的人见证，或者用拍照、录像记录。"
            found.append(Blocker("witness-of-the-party", f"{one.name}{why}；{how}", basis, place))
        elif twin is not None and not told.strip():
            text = f"见证人{one.name}与当事人一方的{twin.name}（{twin.post or '职务未填'}）同名，证件号码没有都登记。"
            found.append(Blocker("witness-namesake", text + advice, basis, place))
    return found


def witnesses_independent(case: Case, about: Circumstances) -> list[Blocker]:
    """Refuse as witness of a paper left behind who refuses it, stands for the party, or may be either by the name."""
    service = about.service
    if service is None or service.way != LEFT_BEHIND:
        return []
    told, against = str(service.details.get(NAMESAKE, "")), party(case, service.recipient, served=True)
    place = "papers/service/witnesses"
    return witness_blockers(case, service.witnesses, against, told, grounds.LEFT_SERVICE, place)


def _barred(case: Case, one: Person, against: Iterable[Person]) -> bool:
    return _is_officer(case, one) or any(_same(one, other) for other in against)


def _is_officer(case: Case, one: Person) -> bool:
    return not one.id_number.strip() and _name(one.name) in {_name(officer.name) for officer in assigned(case)}


def _same(one: Person, other: Person) -> bool:
    return one.id == other.id or (_name(one.name) == _name(other.name) and _number(one) == _number(other) != "")


def _doubtful(one: Person, other: Person) -> bool:
    known = bool(_number(one)) and bool(_number(other))
    return one.id != other.id and _name(one.name) == _name(other.name) and not known


def _name(name: str) -> str:
    return "".join(name.split())


def _number(one: Person) -> str:
    return cleaned(one.id_number)
