"""The scene of the authorisation matrix: everybody and everything that its rows speak of, and how a row is tried.

Whatever tries every route or event (authorisation, forged requests, fuzzing) plays in it.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from PIL import Image

from tests.server.authorisation_matrix import Row
from tests.support import apps
from tests.support.answers import Answer
from tests.support.files import Tus, metadata, picture, sent
from tests.support.http import Headers, Http, InProcess, send_bytes
from tests.support.people import Person, arrive, new_id
from tests.support.previews import show_preview

Fill = Callable[..., Any]
FORM_FIELDS = "application/x-www-form-urlencoded"
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
        "report_id",
        "notice_id",
    ),
    new_id(),
)
"""Ids that nothing has: an answer about them must not differ from one about what may not be seen."""


@dataclass(frozen=True)
class Scene:
    """A folder with a database with everybody in it, and the names of what the matrix speaks of."""

    folder: Path
    names: dict[str, str]
    tokens: dict[str, str]

    def headers(self, role: str) -> dict[str, str]:
        """What a program of theirs sends."""
        return {} if role == "anonymous" else {"Authorization": f"Bearer {self.tokens[role]}"}


def set_up(folder: Path, template: Path) -> Scene:
    """A server on which all of it has happened."""
    app = apps.fresh_app(folder, template)
    people = {name: arrive(InProcess(app), None, name) for name in ("admin", "owner", "outsider", "member", "former")}
    names = furnish(people)
    names["picture"] = show_preview(app, names["message_id"])
    apps.close(app)
    tokens = {name: person.token for name, person in people.items()}
    return Scene(folder, names, tokens)


def furnish(people: dict[str, Person]) -> dict[str, str]:
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
    avatar = owner.upload("PUT", "/users/me/avatar", png(), "image/png")["user"]["avatar_url"]
    file = sent(owner, picture(), "garden.png")
    owner.send(group, "Look", file_ids=[file["id"]])
    report = member.post("/reports", {"id": new_id(), "message_id": message["id"], "reason": "spam"})["report"]
    said = member.send(group, "Away with it")
    member_report = owner.post("/reports", {"id": new_id(), "message_id": said["id"], "reason": "spam"})["report"]
    people["admin"].patch(f"/reports/{member_report['id']}", {"resolution": "dismissed"})
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
        "report_id": report["id"],
        "notice_id": owner.get("/notices")["notices"][0]["id"],
        "file_id": file["id"],
        "upload_id": upload.id,
        "code": sign_in_code(people["admin"], owner),
    }


def sign_in_code(admin: Person, person: Person) -> str:
    """What a card of this person says."""
    headers = {**admin.headers(), "Content-Type": FORM_FIELDS}
    cards = send_bytes(admin.http, "POST", "/admin/people/cards", f"person={person.id}".encode(), headers)
    return re.search(r"\b\w{4}(-\w{4}){3}\b", cards.text)[0]  # type: ignore[index]


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    return out.getvalue()


def filler(scene: Scene, app: Flask) -> Fill:
    """`fill(value, **other)` puts the scene's names into an address or a body."""
    names = {**scene.names, "release": app.extensions["assets"].release}

    def fill_in(value: Any, **other: str) -> Any:
        known = {**names, "new_id": new_id(), "metadata": metadata(id=new_id()), **other}
        if isinstance(value, str):
            return re.sub(r"[{<](?:\w+:)?(\w+)[}>]", lambda found: known[found[1]], value)
        if isinstance(value, dict):
            return {name: fill_in(part, **other) for name, part in value.items()}
        return [fill_in(part, **other) for part in value] if isinstance(value, list) else value

    return fill_in


def try_route(http: Http, rule: str, row: Row, headers: Headers, fill: Fill, **other: str) -> Answer:
    """Send the request of a row."""
    method, _, path = rule.partition(" ")
    address = fill(path + row.query, **{**row.path, **other})
    if row.image:
        return send_bytes(http, method, address, png(), {**headers, "Content-Type": "image/png"})
    headers = {**headers, **fill(row.headers)}
    if row.data is not None:
        return send_bytes(http, method, address, fill(row.data).encode(), headers)
    body = b"" if row.body is None else json.dumps(fill(row.body, **other)).encode()
    content_type = {"Content-Type": "application/json"} if row.body is not None else {}
    return send_bytes(http, method, address, body, {**headers, **content_type})
