"""An old snapshot and what was published make the fresh snapshot, for every entity and operation.

The cases stand in tests/server/convergence/cases; tests/convergence holds what they received, for the reducer in the
browser. `CONVERGENCE=rewrite .venv/bin/pytest -q tests/server/test_convergence.py` writes those files anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from messaging.core import entities
from messaging.core.operations import EVENTS, OPERATIONS
from messaging.sync.handlers import HANDLERS
from tests.server.convergence import cases, export  # noqa: F401
from tests.server.convergence.compare import differences
from tests.server.convergence.recording import Answer, Recording, Recordings
from tests.server.convergence.reducer import Replica
from tests.server.convergence.registry import CASES

NOTHING_IN_ANY_LOG = {
    "POST /auth/confirm",
    "POST /invites",
    "DELETE /invites/<invite_id>",
    "PUT /sync/config",
    "POST /sync/reoffer",
    "POST /admin/backups",
    "PATCH /admin/settings",
    "POST /admin/users",
    "POST /admin/users/<user_id>/links",
    "POST /files",
    "DELETE /files/<file_id>",
    "OPTIONS /uploads",
    "POST /uploads",
    "HEAD /uploads/<upload_id>",
    "PATCH /uploads/<upload_id>",
    "DELETE /uploads/<upload_id>",
    "socket join_chat",
    "socket leave_chat",
    "socket typing",
    "socket presence",
    "socket watch_presence",
}
"""What changes nothing that a log tells of."""


@pytest.fixture(scope="session")
def recordings(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Recordings:
    return Recordings(tmp_path_factory.mktemp("convergence"), template)


@pytest.fixture(params=sorted(CASES))
def recording(request: pytest.FixtureRequest, recordings: Recordings) -> Recording:
    return recordings.of(request.param)


def holding(recording: Recording, *answers: Answer) -> Replica:
    """A device of the case's viewer after these pulls."""
    replica = Replica(recording.viewer_id)
    for answer in answers:
        replica.take_pull(answer)
    return replica


def hearing(recording: Recording) -> Replica:
    """A device that held the old snapshot and heard all packets."""
    replica = holding(recording, recording.before)
    for packet in recording.packets:
        replica.take(packet)
    return replica


def test_the_packets_alone_bring_the_log_up_to_date(recording: Recording) -> None:
    fresh = recording.entry(recording.after)
    if fresh is None:
        assert recording.log not in hearing(recording).cursors, "a log that is lost is still held"
        return
    alone = Replica(recording.viewer_id)
    alone.take(fresh)
    assert differences(hearing(recording).shown(), alone.shown(), part=True) == []


def test_the_packets_make_the_fresh_snapshot(recording: Recording) -> None:
    device = hearing(recording)
    device.take_pull(recording.rest)
    assert differences(device.shown(), holding(recording, recording.after).shown()) == []


def test_only_what_was_gained_is_left_to_pull_after_the_packets(recording: Recording) -> None:
    left = {entry["log"] for entry in recording.rest["logs"]}
    assert left == set(recording.rest["gained"])


def test_a_pull_makes_the_fresh_snapshot(recording: Recording) -> None:
    device = holding(recording, recording.before, recording.later)
    assert differences(device.shown(), holding(recording, recording.after).shown()) == []


def test_a_pull_after_a_long_absence_makes_the_fresh_snapshot(recording: Recording) -> None:
    device = holding(recording, recording.before, recording.much_later)
    assert differences(device.shown(), holding(recording, recording.after).shown()) == []


def test_packets_that_come_late_or_again_change_nothing(recording: Recording) -> None:
    fresh, device = holding(recording, recording.after), holding(recording, recording.after)
    for packet in recording.packets * 2:
        device.take(packet)
    assert differences(device.shown(), fresh.shown()) == []


def test_packets_follow_each_other_without_a_gap(recording: Recording) -> None:
    ends: dict[str, int] = {}
    for packet in recording.packets:
        assert packet["from"] == ends.get(packet["log"], packet["from"])
        assert packet["from"] < packet["to"]
        assert [change["seq"] for change in packet["changes"]] == sorted({c["seq"] for c in packet["changes"]})
        assert all(packet["from"] < change["seq"] <= packet["to"] for change in packet["changes"])
        ends[packet["log"]] = packet["to"]


def test_a_snapshot_agrees_with_itself(recording: Recording) -> None:
    """The members in a conversation's row are the present memberships, wherever the row stands."""
    device = holding(recording, recording.after)
    for entry in recording.after["logs"]:
        for change in entry["changes"]:
            if change["entity"] == "conversation":
                present = [
                    row
                    for (id_, _), row in device.memberships.items()
                    if id_ == change["entity_id"] and row["left_at"] is None
                ]
                present.sort(key=lambda row: (row["joined_at"], row["user_id"]))
                shown = [{name: row[name] for name in row if name in present[0]} for row in change["row"]["members"]]
                assert shown == present


def test_the_case_is_about_what_it_says(recording: Recording) -> None:
    kind, entity = recording.case.kind, recording.case.entity
    assert recording.log.startswith(f"{kind}:")
    told = {(packet["log"], change["entity"]) for packet in recording.packets for change in packet["changes"]}
    assert (recording.log, entity) in told


def test_the_file_for_the_browser_is_what_the_server_says(recording: Recording) -> None:
    path, text = export.path_of(recording.case.name), export.text_of(recording)
    if os.environ.get("CONVERGENCE") == "rewrite":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert path.exists(), f"write it with: {export.REWRITE}"
    assert path.read_text() == text, f"if the difference is meant, write it anew with: {export.REWRITE}"


def test_no_file_is_left_without_its_case() -> None:
    assert {path.stem for path in export.FOLDER.glob("*.json")} == set(CASES)


def test_every_entity_of_every_log_has_a_case() -> None:
    assert {(case.kind, case.entity) for case in CASES.values()} == entities.known()


def test_every_operation_has_a_case(recordings: Recordings) -> None:
    demanded = {f"{o.method} {o.path}" for o in OPERATIONS if o.method != "GET"}
    demanded |= {f"push {entity} {kind}" for entity, kind in HANDLERS}
    demanded |= {f"socket {name}" for name in EVENTS}
    assert demanded >= NOTHING_IN_ANY_LOG, "an operation of the list is gone"
    done = {operation for name in CASES for operation in recordings.of(name).operations}
    assert demanded - done - NOTHING_IN_ANY_LOG == set()
