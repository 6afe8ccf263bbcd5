"""The open inspections of an officer, as the feed of the bureau tells them: whoever is disabled leaves them behind."""

from __future__ import annotations

from dataclasses import dataclass

from app.centre.failures import refused
from app.centre.office.administration import Connection, administering, as_owner, require_bureau
from app.centre.office.officers import list_officers
from app.domain.procedure.records import CONFIRMED

# asked as the administrator, whom the reports show every bureau
_OPEN = """
    select i.id, coalesce(u.fields ->> 'name', ''), coalesce(i.fields ->> 'planned_from', ''),
        array(select json_array_elements_text(i.sets -> 'officers'))
    from report.entities('inspection') i
    left join report.entities('unit') u on (u.bureau, u.id) = (i.bureau, i.fields ->> 'unit')
    left join report.entities('course') c on (c.bureau, c.id) = (i.bureau, i.id)
    where i.bureau = %(bureau)s and not i.voided and coalesce(i.fields #>> '{called_off,reason}', '') = ''
        and coalesce(c.fields ->> 'closed_at', '') = ''
        and %(officer)s in (select json_array_elements_text(i.sets -> 'officers'))
    order by 3, 2, 1"""


@dataclass(frozen=True, slots=True)
class OpenInspection:
    """One that is neither closed nor called off. ``planned_from`` is a day; ``others`` are its officers in office."""

    inspection: str
    unit: str
    planned_from: str
    others: tuple[str, ...]


def open_inspections(connection: Connection, bureau: str, officer: str) -> tuple[OpenInspection, ...]:
    """Return the open inspections that name an officer, the earliest first.

    What laptops have not sent yet is not among them.

    Raises:
        CentreRefused: the bureau is unknown, or the centre must be upgraded first.
    """
    with administering(connection) as centre:
        if centre.version < 2:
            raise refused("centre-older")
        as_owner(connection)
        require_bureau(connection, bureau)
        connection.execute("reset role")
        rows = connection.execute(_OPEN, {"bureau": bureau, "officer": officer}).fetchall()
    if not rows:
        return ()
    known = {one.id: one for one in list_officers(connection, bureau)}
    return tuple(
        OpenInspection(
            inspection, unit, planned[:10],
            tuple(
                known[one].name
                for one in sorted(team)
                if one != officer and one in known and known[one].credential_state == CONFIRMED
            ),
        )
        for inspection, unit, planned, team in rows
    )  # fmt: skip
