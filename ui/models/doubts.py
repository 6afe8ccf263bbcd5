"""What a field tells of a number that cannot be right, by the name of the field."""

from collections.abc import Callable, Mapping

from app.domain.identity_numbers import credit_code_doubt, identity_doubt
from app.domain.phone_numbers import contact_doubt, phone_doubt

DOUBTS: Mapping[str, Callable[[str], str]] = {
    "id_number": identity_doubt, "credit_code": credit_code_doubt, "phone": phone_doubt, "contact": contact_doubt,
}  # fmt: skip
