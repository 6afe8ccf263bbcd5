"""How papers and reports travel between bodies: every way named once; each journey offers those that fit it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_NAMES = {
    "hand": "直接递交", "post": "邮寄", "exchange": "机要交换", "system": "公文系统", "mail": "电子邮件", "fax": "传真",
    "phone": "电话",
}  # fmt: skip

EVERY_WAY: Mapping[str, str] = MappingProxyType(_NAMES)
"""Every way by its key, in the order in which a list offers them."""


def _without(*keys: str) -> Mapping[str, str]:
    return MappingProxyType({key: name for key, name in _NAMES.items() if key not in keys})


SENDING_WAYS = _without("mail", "phone")
"""How a stamped paper leaves this bureau (报送)."""

RECEIVING_WAYS = _without("mail")
"""How a report of another body is received: urgent ones by telephone too."""

UNIT_WAYS = _without("phone")
"""How a unit sends what it reports on an order: in writing."""
