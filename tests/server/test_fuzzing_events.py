"""Every socket event and every operation of the outbox, with data that is nearly right and with any data at all.

The rows of the authorisation matrix are what is right; from there fields are lost, doubled, exchanged and filled with
whatever JSON can say. Each is acknowledged, with a refusal that has a name, and what comes after is served as before.
The same data each time; `FUZZ=2000` tries so many of each, and others each time.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from messaging.core.errors import ERRORS
from tests.server.authorisation_matrix import EVENTS, OPERATIONS
from tests.server.scene import Fill, Scene
from tests.support.background import Background
from tests.support.people import new_id, op
from tests.support.sockets import InProcessSocket

EXAMPLES = int(os.environ.get("FUZZ", "0"))
CODES = {error.code for error in ERRORS} - {"internal", "read_only"}
RESULTS = {"applied", "duplicate", "conflict", "rejected"}
quick = settings(
    max_examples=EXAMPLES or 40,
    derandomize=not EXAMPLES,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

STRANGE = st.sampled_from(
    [
        *(
            "",
            " ",
            "\x00",
            "a\x00b",
            "\u202e",
            "'",
            '"',
            "' OR 1=1 --",
            "%",
            "_",
            "\\",
            "${7*7}",
            "{{7*7}}",
            "../../etc/passwd",
        ),
        *(
            "null",
            "NaN",
            "-1",
            "1e999",
            "true",
            "2026-02-30T25:61:61.000Z",
            "9999-12-31T23:59:59.999Z",
            "0001-01-01T00:00:00Z",
        ),
        *("00000000-0000-0000-0000-000000000000", "00000000-0000-7000-8000-000000000000", "x" * 20_000, "🦉" * 300),
        *(0, -1, 2**31, 2**53, 2**53 + 1, 2**63, -(2**63), 1e308, -0.0, 0.5, True, False, None, [], {}, [[]], {"": ""}),
    ]
)
TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
JSON = st.recursive(
    STRANGE | TEXT | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@st.composite
def nearly(draw: st.DrawFn, right: dict[str, Any]) -> Any:
    """What is right, with one to three things wrong."""
    data = dict(right)
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from([*right, "more"]) if right else st.just("more"))
        how = draw(st.sampled_from(["fill", "lose", "wrap", "repeat"]))
        if how == "fill" or name not in data:
            data[name] = draw(JSON)
        elif how == "lose":
            del data[name]
        else:
            data[name] = {name: data[name]} if how == "wrap" else [data[name]] * draw(st.integers(0, 30))
    return data


@pytest.fixture
def member(scene: Scene, staged: Flask) -> Iterator[InProcessSocket]:
    """A socket of somebody in the group."""
    background = Background()
    background.take_over()
    socket = InProcessSocket(staged, background, {"token": scene.tokens["owner"]})
    yield socket
    socket.disconnect()


def _survives(socket: InProcessSocket, event: str, data: Any, caplog: pytest.LogCaptureFixture) -> dict[str, Any]:
    """Say it; the acknowledgement, which the contract has checked."""
    answer = socket.call(event, data, as_described=False)
    assert answer["ok"] or answer.refusal in CODES, answer
    assert socket.connected
    assert [record.getMessage() for record in caplog.records if _tells_of_trouble(record)] == []
    return answer


def _tells_of_trouble(record: logging.LogRecord) -> bool:
    # Clients of earlier tests may still be on their way out, beside the server's own.
    return record.levelno >= logging.ERROR and record.name != "engineio.client"


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_is_acknowledged_whatever_it_carries(
    event: str, member: InProcessSocket, fill: Fill, caplog: pytest.LogCaptureFixture
) -> None:
    right = EVENTS[event].body or {}

    @quick
    @given(data=st.one_of(nearly(right), nearly(right), JSON))
    def try_one(data: Any) -> None:
        _survives(member, event, _filled(fill, data), caplog)

    try_one()
    assert member.call(event, fill(right))["ok"]


@pytest.mark.parametrize("key", OPERATIONS, ids=" ".join)
def test_an_operation_has_a_result_whatever_it_carries(
    key: tuple[str, str], member: InProcessSocket, fill: Fill, caplog: pytest.LogCaptureFixture
) -> None:
    row = OPERATIONS[key]
    right = op(*key, row.entity_id, fields=row.fields)

    @quick
    @given(data=st.one_of(nearly(right), st.builds(lambda fields: {**right, "fields": fields}, nearly(row.fields))))
    def try_one(data: dict[str, Any]) -> None:
        bad = {**_filled(fill, data), "op_id": new_id()} if data.get("op_id") == right["op_id"] else _filled(fill, data)
        following = op("user", "update", fill("{owner_id}"), fields={"status_text": "here"})
        answer = _survives(member, "push", {"ops": [bad, following]}, caplog)
        assert answer["ok"], answer
        first, second = answer["results"]
        assert first["status"] in RESULTS, first
        assert first["error"] is None or first["error"]["code"] in CODES, first
        assert second["status"] == "applied", second

    try_one()


def _filled(fill: Fill, data: Any) -> Any:
    """The scene's names put in, wherever they have got to; what only looks like a name stays."""
    if isinstance(data, dict):
        return {name: _filled(fill, value) for name, value in data.items()}
    if isinstance(data, list):
        return [_filled(fill, value) for value in data]
    try:
        return fill(data)
    except KeyError:
        return data
