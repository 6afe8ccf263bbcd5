"""Act two, at the door: sign-ins, who is present, cards shown, rights told, D2 served, cameras running."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.services.arrival.meeting import PersonEntry, RightsEntry, record_person, show_credentials_and_tell_rights
from app.services.arrival.recordings import RecordingEntry, register_recording
from app.services.arrival.visits import begin_visit, sign_in
from app.services.rehearsal import recording
from app.services.rehearsal.preparing import made
from app.services.rehearsal.stage import Stage


def arrive(stage: Stage, inspection: str, said: Mapping[str, Any], place: str) -> None:
    """Begin the visit: everybody signs in, cards are shown, rights told."""
    stage.clock.jump(said["arrived"])
    made(*begin_visit(stage.desk(stage.lead), inspection, place))
    for officer in stage.team:
        sign_in(stage.desk(officer), inspection, stage.ids[officer])
    desk = stage.desk(stage.lead)
    for row in said["persons"]:
        entry = PersonEntry(**{name: str(value) for name, value in row.items() if name != "key"})
        stage.ids[str(row["key"])] = made(*record_person(desk, inspection, entry)).id
    rights = said["rights"]
    entry_of_rights = RightsEntry(
        stage.ids[rights["person"]],
        rights["acknowledged"],
        recusal=dict(rights["recusal"]),
        statement=dict(rights["statement"]),
    )
    made(*show_credentials_and_tell_rights(desk, inspection, entry_of_rights))


def serve_notice(stage: Stage, inspection: str, said: Mapping[str, Any]) -> None:
    """Serve D2 at the door."""
    recording.serve(stage, inspection, "D2", said)


def register_cameras(stage: Stage, inspection: str, said: Mapping[str, Any]) -> None:
    """Register the body-camera files by number and time."""
    for row in said.get("recordings", ()):
        stage.clock.jump(row["ended"])
        entry = RecordingEntry(
            number=row["number"],
            started_at=row["started"],
            ended_at=row["ended"],
            camera=row["camera"],
            content=row["content"],
        )
        made(*register_recording(stage.desk(stage.lead), inspection, entry))
