"""Laptops that enrolled once and are copied for each test, with the database of their centre."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from psycopg import sql

from app.services.exchange.link import keep_link, link_of
from app.services.session.opening import close, open_desk
from app.services.session.paths import built_in_forms
from tests.centre.conftest import copy, opened_copy
from tests.centre.field import Centre
from tests.services.exchange.device import OFFICER, Laptop, clock, laptop

NAMES = {"one": "演练一号机", "two": "演练二号机"}
# Logins belong to the server: whatever a test does with them is there for all copies of the centre.
_LOGINS = """
    select r.rolname, r.rolpassword, r.rolcanlogin, r.rolconnlimit, r.rolvaliduntil::text,
        (select array_agg(s.setconfig::text order by s.setdatabase) from pg_db_role_setting s where s.setrole = r.oid),
        (select array_agg(m.roleid::regrole::text order by m.roleid) from pg_auth_members m where m.member = r.oid)
    from pg_authid r where r.rolname in (
        select unnest(array[d.role, d.enrolment_role]) from centre.device d
    ) order by 1
"""
_PASSWORD = 1


@dataclass(frozen=True)
class AtRest:
    """A centre to which nobody is connected, the folders of its laptops, and how their logins stood."""

    centre: Centre
    folder: Path
    logins: list[tuple[Any, ...]]

    def same_logins(self, connection: Any) -> bool:
        """Give the logins in a copy their passwords again, and return whether nothing else of them has changed."""
        now = connection.execute(_LOGINS).fetchall()
        for before, after in zip(self.logins, now, strict=False):
            if before[_PASSWORD] != after[_PASSWORD] and before[0] == after[0]:
                words = sql.SQL("alter role {} password {}")
                connection.execute(words.format(sql.Identifier(before[0]), sql.Literal(before[_PASSWORD])))
        return list(connection.execute(_LOGINS).fetchall()) == self.logins

    def laptop(self, centre: Centre, name: str, folder: Path) -> Laptop:
        """Return a copy of a laptop that is enrolled at a copy of the centre."""
        shutil.copytree(self.folder / name, folder)
        desk = open_desk(folder, forms=built_in_forms(), clock=clock, officer=OFFICER)
        keep_link(desk.store, replace(link_of(desk.store), database=centre.database))
        return Laptop(folder, desk)


class EnrolledOnce:
    """The sets of laptops by their names, each enrolled at a centre of its own."""

    def __init__(self, staffed: Centre, folder: Path, stack: ExitStack) -> None:
        self._staffed, self._folder, self._stack = staffed, folder, stack
        self._known: dict[tuple[str, ...], AtRest] = {}
        self._made = 0

    @contextmanager
    def copied(self, *names: str) -> Iterator[tuple[Centre, AtRest]]:
        """Give a copy of a centre at which these laptops are enrolled; anew where a test changed their logins."""
        rest = self._known.get(names) or self._enrolled(*names)
        with ExitStack() as stack:
            centre = stack.enter_context(copy(rest.centre))
            if not rest.same_logins(centre.connection):
                rest = self._enrolled(*names)
                centre = stack.enter_context(copy(rest.centre))
            yield centre, rest

    def _enrolled(self, *names: str) -> AtRest:
        self._made += 1
        folder, staffed = self._folder / str(self._made), self._staffed
        database, connection = self._stack.enter_context(opened_copy(staffed.server, staffed.database))
        centre = replace(staffed, database=database, connection=connection)
        for name in names:
            close(laptop(centre, folder / name, NAMES[name]).desk)
        logins = list(connection.execute(_LOGINS).fetchall())
        connection.close()
        self._known[names] = AtRest(centre, folder, logins)
        return self._known[names]
