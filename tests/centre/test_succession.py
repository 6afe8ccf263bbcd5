"""An inspection does not end with the laptop that led it."""

import json

import pytest

from app.centre.office.administration import revoke_device
from app.centre.office.succession import succeed
from app.domain.procedure.case import COURSE
from app.errors import CentreRefused
from tests.centre.field import NOW, Centre, FieldDevice


def _led(centre: Centre, *inspections: str) -> FieldDevice:
    device = centre.device()
    for one in inspections:
        device.write(device.device, entity=COURSE, entity_id=one, field="lead_device", inspection=one)
    device.line().push(device.log)
    return device


def test_that_another_laptop_leads_what_a_lost_one_led(centre: Centre) -> None:
    lost, heir = _led(centre, "i-1", "i-2"), _led(centre, "i-3")
    revoke_device(centre.connection, lost.device, "遗失")
    assert succeed(centre.connection, lost.device, heir.device, NOW) == ("i-1", "i-2")
    told = [json.loads(row.operation.raw) for row in heir.line().pull(0).rows]
    ours = {one["entity_id"]: one for one in told if one["device"] == "centre" and one["entity"] == COURSE}
    assert {name: one["value"] for name, one in ours.items()} == {"i-1": heir.device, "i-2": heir.device}
    assert all(one["base"] for one in ours.values())
    assert succeed(centre.connection, lost.device, heir.device, NOW) == ()


def test_that_a_laptop_in_use_is_not_succeeded_and_a_stranger_succeeds_nobody(centre: Centre) -> None:
    lost, foreign = _led(centre, "i-1"), centre.device(centre.other)
    with pytest.raises(CentreRefused, match="device-in-use"):
        succeed(centre.connection, lost.device, foreign.device, NOW)
    revoke_device(centre.connection, lost.device, "遗失")
    for unfit in (foreign.device, lost.device, "nobody"):
        with pytest.raises(CentreRefused, match="successor-unfit"):
            succeed(centre.connection, lost.device, unfit, NOW)
