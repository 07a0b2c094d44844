"""The authorisation matrix, cell by cell; and that nothing is missing from it."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from messaging.core.operations import EVENTS as REGISTERED_EVENTS
from messaging.sync.handlers import HANDLERS
from tests.server.authorisation_matrix import EVENTS, OPERATIONS, ROLES, ROUTES, Row
from tests.support import apps
from tests.support.answers import Answer
from tests.support.background import Background
from tests.support.files import Tus, metadata, picture, sent
from tests.support.http import Headers, InProcess, send_bytes
from tests.support.people import Person, arrive, new_id, op
from tests.support.previews import show_preview
from tests.support.routes import own_methods
from tests.support.sockets import ConnectionRefused, InProcessSocket

Cell = tuple[str, str]
NOTHING = dict.fromkeys(
    (
        "conversation_id",
        "message_id",
        "reaction_id",
        "contact_id",
        "context_id",
        "device_id",
        "invite_id",
        "file_id",
        "upload_id",
    ),
    new_id(),
)
"""Ids that nothing has: an answer about them must not differ from one about what may not be seen."""


@dataclass(frozen=True)
class Scene:
    """A database with everybody in it, and the names of what the matrix speaks of."""

    database: Path
    names: dict[str, str]
    tokens: dict[str, str]


@pytest.fixture(scope="module")
def scene(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Set up once; each cell works on a copy."""
    folder = tmp_path_factory.mktemp("scene")
    app = apps.fresh_app(folder, template)
    people = {name: arrive(InProcess(app), None, name) for name in ("admin", "owner", "outsider", "member", "former")}
    names = _furnish(people)
    names["picture"] = show_preview(app, names["message_id"])
    apps.close(app)
    tokens = {name: people[name].token for name in ROLES if name != "anonymous"}
    return Scene(folder / apps.DATABASE, names, tokens)


def _furnish(people: dict[str, Person]) -> dict[str, str]:
    owner, member, former = people["owner"], people["member"], people["former"]
    group = owner.group("Team", member, former)
    message = owner.send(group)
    owner.patch(f"/messages/{message['id']}", {"content": "Hello https://example.org"})
    member.put(f"/messages/{message['id']}/reactions/👍")
    reaction = owner.put(f"/messages/{message['id']}/reactions/👍")["reaction"]
    former.delete(f"/conversations/{group['id']}/members/{former.id}")
    context = owner.post("/contexts", {"title": "What we know"})["context"]
    owner.put(f"/conversations/{group['id']}/contexts/{context['id']}")
    invite = owner.post("/invites", {"conversation_id": group["id"], "uses": 10})["invite"]
    avatar = owner.upload("PUT", "/users/me/avatar", _png(), "image/png")["user"]["avatar_url"]
    file = sent(owner, picture(), "garden.png")
    owner.send(group, "Look", file_ids=[file["id"]])
    upload = Tus(owner, b"Not here yet")
    upload.create()
    return {
        "owner_id": owner.id,
        "outsider_id": people["outsider"].id,
        "user_id": owner.id,
        "recipient_id": owner.id,
        "sender_id": owner.id,
        "device_id": owner.device_id,
        "contact_id": owner.post("/contacts", {"username": "member"})["contact"]["id"],
        "context_id": context["id"],
        "conversation_id": group["id"],
        "message_id": message["id"],
        "reaction_id": reaction["id"],
        "emoji": "👍",
        "invite_id": invite["id"],
        "invite_token": invite["token"],
        "token": invite["token"],
        "digest": avatar.rpartition("/")[2],
        "path": "vendor.json",
        "file_id": file["id"],
        "upload_id": upload.id,
    }


def _png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="module")
def stage(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One application for all cells. Pictures are not in the database and stay where they are."""
    folder = tmp_path_factory.mktemp("stage")
    for pictures in ("avatars", "link-previews"):
        shutil.copytree(scene.database.parent / pictures, folder / pictures)
    app = apps.fresh_app(folder, scene.database)
    yield app
    apps.close(app)


@pytest.fixture
def staged(stage: Flask, scene: Scene) -> Flask:
    """The application, with the scene as it was."""
    apps.rewind(stage, scene.database)
    for kept in ("files", "previews"):
        shutil.copytree(scene.database.parent / kept, stage.config["DATA_DIR"] / kept)
    return stage


@pytest.fixture
def fill(scene: Scene, staged: Flask) -> Callable[[Any], Any]:
    """Put the scene's names into an address or a body."""
    names = {**scene.names, "release": staged.extensions["assets"].release}

    def fill_in(value: Any, **other: str) -> Any:
        known = {**names, "new_id": new_id(), "metadata": metadata(id=new_id()), **other}
        if isinstance(value, str):
            return re.sub(r"[{<](?:\w+:)?(\w+)[}>]", lambda found: known[found[1]], value)
        if isinstance(value, dict):
            return {name: fill_in(part, **other) for name, part in value.items()}
        return [fill_in(part, **other) for part in value] if isinstance(value, list) else value

    return fill_in


def _headers(scene: Scene, role: str) -> dict[str, str]:
    return {} if role == "anonymous" else {"Authorization": f"Bearer {scene.tokens[role]}"}


def _request(app: Flask, rule: str, row: Row, headers: Headers, fill: Callable[..., Any], **other: str) -> Answer:
    method, _, path = rule.partition(" ")
    address = fill(path + row.query, **{**row.path, **other})
    if row.image:
        return send_bytes(InProcess(app), method, address, _png(), {**headers, "Content-Type": "image/png"})
    headers = {**headers, **fill(row.headers)}
    if row.data is not None:
        return send_bytes(InProcess(app), method, address, fill(row.data).encode(), headers)
    body = b"" if row.body is None else json.dumps(fill(row.body, **other)).encode()
    content_type = {"Content-Type": "application/json"} if row.body is not None else {}
    return send_bytes(InProcess(app), method, address, body, {**headers, **content_type})


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
    row, headers = ROUTES[rule], _headers(scene, role)
    missing = _request(staged, rule, row, headers, fill, **NOTHING) if row.expected(role) == 404 else None
    answer = _request(staged, rule, row, headers, fill)
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
    headers = {**_headers(scene, role), "Content-Type": "application/json"}
    (result,) = send_bytes(InProcess(app), "POST", "/api/v1/sync/push", body, headers)["results"]
    return result
