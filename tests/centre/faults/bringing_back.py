"""A centre brought back from a real backup on another server, at any moment of the laptops' work."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from app.centre import schema
from app.centre.office.resuming import resume_numbers
from app.centre.trial.embedded import EmbeddedServer
from app.services.centre.office import CentreOffice
from app.services.centre.vault import back_up, restore_from
from app.services.session.opening import close
from tests.centre.conftest import copied
from tests.centre.faults.killed_laptop import work
from tests.centre.faults.shelves import forms
from tests.centre.faults.standing import insist_all_stands
from tests.centre.proxy import CuttingProxy
from tests.services.exchange.device import BUREAU, NOW, Laptop, laptop, with_bureau


def some_work(laptops: list[Laptop], committed: list[set[str]], chance: random.Random, proxy: CuttingProxy) -> None:
    """Let the laptops work and synchronise in any order; some lines are cut."""
    for _ in range(chance.randint(2, 8)):
        which = chance.randrange(len(laptops))
        for _ in range(chance.randint(0, 3)):
            committed[which].add(work(laptops[which].desk, chance)[0])
        proxy.cut_once(*(int(10 ** chance.uniform(2, 6)) for _ in range(2)))
        laptops[which].sync(via=proxy.via)


def bring_back(server: EmbeddedServer, template: str, spare: EmbeddedServer, folder: Path, seed: int) -> int:
    """Back a centre up amid the work, restore it on the spare server, compare all, and return 1."""
    chance = random.Random(seed)
    for centre in copied(server, template):
        with_bureau(centre)
        laptops = [
            laptop(centre, folder / name, title, forms=forms())
            for name, title in (("one", "演练一号机"), ("two", "演练二号机"))
        ]
        committed: list[set[str]] = [set(), set()]
        with CuttingProxy((server.host, server.port)) as proxy:
            some_work(laptops, committed, chance, proxy)
            made = back_up(CentreOffice(centre.connection), folder / "centre.bak", NOW)
            some_work(laptops, committed, chance, proxy)
        spare.create_database(centre.database)
        with schema.open_administration(spare.dsn(centre.database), spare.password) as connection:
            restore_from(CentreOffice(connection), made.path, made.code)
            resume_numbers(connection, BUREAU, 0)
            for each in laptops:
                close(each.desk)
            back = replace(centre, server=spare, connection=connection)
            insist_all_stands(back, laptops, committed, f"{spare.host}:{spare.port}")
    return 1
