"""Made-up units of a training store, so that somebody who tries the program out need not invent a credit code."""

from __future__ import annotations

from app.domain.procedure.records import Unit

_UNITS = (
    ("演练示范局（演练单位）", "organ", "11130602MB00000101", "演练路1号"),
    ("演练文化中心（演练单位）", "institution", "12130600MB00000202", "演练路2号"),
    ("演练设备有限公司（演练单位）", "enterprise", "91130600MA0000030U", "演练路3号"),
)


def sample_units(district: str) -> tuple[Unit, ...]:
    """Return the units of a fresh training store, all in one district (its code)."""
    return tuple(
        Unit(
            f"unit-{code}", name, kind, district, code, address, "演练负责人", "负责人", "0312-0000000",
            enterprise=kind == "enterprise",
        )
        for name, kind, code, address in _UNITS
    )  # fmt: skip
