"""The authorisation matrix, cell by cell; and that nothing is missing from it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from messaging.core.operations import EVENTS as REGISTERED_EVENTS
from messaging.sync.handlers import HANDLERS
from tests.server.authorisation_matrix import EVENTS, OPERATIONS, ROLES, ROUTES
from tests.server.scene import NOTHING, Scene, try_route
from tests.support.background import Background
from tests.support.http import InProcess, send_bytes
from tests.support.people import op
from tests.support.routes import own_methods
from tests.support.sockets import ConnectionRefused, InProcessSocket

Cell = tuple[str, str]


# Completeness


def test_every_route_is_in_the_matrix(staged: Flask):
    routes = {f"{method} {rule.rule}" for rule in staged.url_map.iter_rules() for method in own_methods(rule)}
    assert routes == set(ROUTES)


def test_every_event_is_in_the_matrix():
    assert set(REGISTERED_EVENTS) == set(EVENTS)


def test_every_operation_of_the_outbox_is_in_the_matrix():
    assert set(HANDLERS) == set(OPERATIONS)


# Routes


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("rule", ROUTES)
def test_a_route_answers_each_role_as_the_matrix_says(rule: str, role: str, scene: Scene, staged: Flask, fill):
    row, headers = ROUTES[rule], scene.headers(role)
    missing = try_route(InProcess(staged), rule, row, headers, fill, **NOTHING) if row.expected(role) == 404 else None
    answer = try_route(InProcess(staged), rule, row, headers, fill)
    assert answer.status == row.expected(role), answer.text[:500]
    if missing:
        assert answer.data == missing.data


# Socket events


def _connect(app: Flask, scene: Scene, role: str) -> InProcessSocket:
    background = Background()
    background.take_over()
    auth = None if role == "anonymous" else {"token": scene.tokens[role]}
    return InProcessSocket(app, background, auth)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("event", EVENTS)
def test_an_event_answers_each_role_as_the_matrix_says(event: str, role: str, scene: Scene, staged: Flask, fill):
    row = EVENTS[event]
    if row.expected(role) == "refused":
        with pytest.raises(ConnectionRefused):
            _connect(staged, scene, role)
        return
    socket = _connect(staged, scene, role)
    answer = socket.call(event, fill(row.body))
    assert ("ok" if answer["ok"] else answer.refusal) == row.expected(role)
    if row.expected(role) == "not_found":
        assert answer == socket.call(event, fill(row.body, **NOTHING))


def test_an_outsider_watches_nobodys_presence(scene: Scene, staged: Flask):
    wanted = {"user_ids": [scene.names["owner_id"]]}
    assert _connect(staged, scene, "outsider").call("watch_presence", wanted)["users"] == []
    assert _connect(staged, scene, "admin").call("watch_presence", wanted)["users"] == []
    assert len(_connect(staged, scene, "member").call("watch_presence", wanted)["users"]) == 1


# Operations of the outbox


@pytest.mark.parametrize("role", ROLES[1:])
@pytest.mark.parametrize("key", OPERATIONS, ids=" ".join)
def test_an_operation_answers_each_role_as_the_matrix_says(key: Cell, role: str, scene: Scene, staged: Flask, fill):
    row = OPERATIONS[key]
    result = _push(staged, scene, role, op(*key, fill(row.entity_id), fields=fill(row.fields)))
    if row.expected(role) == "not_found":
        lost = op(*key, fill(row.entity_id, **NOTHING), fields=fill(row.fields, **NOTHING))
        assert {**result, "op_id": None} == {**_push(staged, scene, role, lost), "op_id": None}
    told = "ok" if result["status"] == "applied" else result["error"]["code"]
    assert told == row.expected(role), result


def _push(app: Flask, scene: Scene, role: str, operation: dict[str, Any]) -> dict[str, Any]:
    body = json.dumps({"ops": [operation]}).encode()
    headers = {**scene.headers(role), "Content-Type": "application/json"}
    (result,) = send_bytes(InProcess(app), "POST", "/api/v1/sync/push", body, headers)["results"]
    return result
