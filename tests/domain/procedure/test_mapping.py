"""Records and entities say the same."""

from __future__ import annotations

from datetime import date, datetime

from app.domain.clock import CHINA
from app.domain.fold import EntityState, FieldState, fold
from app.domain.operations import Change, Operation
from app.domain.procedure.case import case_from
from app.domain.procedure.mapping import changes_of, record_from
from app.domain.procedure.records import Inspection, Officer, Unit, Visit

NOON = datetime(2026, 6, 1, 12, tzinfo=CHINA)


def states_of(changes: list[Change]) -> list[EntityState]:
    """Return the entities that these changes make in an empty store."""
    operations = [
        Operation("d", i, "t", f"o{i:03}", c.kind, 1, c.entity, c.entity_id, c.field, c.value, (), "o", f"{i:03}", True)
        for i, c in enumerate(changes)
    ]
    entities: dict[tuple[str, str], dict[str, FieldState]] = {}
    for key, state in fold(operations).items():
        entities.setdefault((key.entity, key.entity_id), {})[key.field] = state
    return [EntityState(entity, entity_id, fields) for (entity, entity_id), fields in entities.items()]


def test_that_a_record_written_as_changes_reads_back_equal() -> None:
    officer = Officer("o1", "演练甲", "130600", roles=("officer", "chief"), valid_until=date(2027, 1, 1))
    (state,) = states_of(changes_of(officer))
    assert record_from(Officer, state) == officer


def test_that_only_named_fields_are_written() -> None:
    officer = Officer("o1", "演练甲", "130600", credential="X1")
    assert [c.field for c in changes_of(officer, "credential")] == ["credential"]


def test_that_a_case_leaves_out_what_was_voided() -> None:
    inspection = Inspection("i", "130600", "u", "electronic-records", "routine", officers=("o1", "o2"))
    kept, dropped = Visit("i/v1", NOON, "会议室"), Visit("i/v2", NOON, "机房")
    changes = changes_of(inspection) + changes_of(kept) + changes_of(dropped)
    changes += [Change("visit", "i/v2", "void", {"reason": "录错"}, "void"), Change("answer", "i/q1_1", "value", 1)]
    case = case_from(states_of(changes), Unit("u", "演练单位", "organ", "130602"), {})
    assert case.visits == (kept,) and case.answers == {"q1_1": 1} and case.inspection.officers == ("o1", "o2")
