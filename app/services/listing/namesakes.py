"""What inspections of units of one name are called in lists: the same in each of them, whichever rows it shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from app.services.desk import Desk
from app.services.registers.units import units_called


def unit_names(desk: Desk, rows: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return the units of these rows (cells by inspection), by inspection: those of one name by what tells them apart.

    The rows keep the bare name: which other unit bears it may change without them.
    """
    if not rows:
        return {}
    names = {root: str(cells.get("unit", "")) for root, cells in rows.items()}
    known: dict[str, str] = desk.store.lookup.inspected_units()
    count, shown = Counter(known.values()), {*names.values()}
    same = [desk.unit(one) for one, name in known.items() if name in shown and count[name] > 1]
    if not same:
        return names
    called, units = units_called(desk, same), desk.store.lookup.units_of(names)
    return {root: called.get(units.get(root, ""), name) for root, name in names.items()}
