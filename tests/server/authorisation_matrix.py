"""Who may do what: every route, socket event and outbox operation, for five kinds of people.

The scene (scene.py): *owner* has a group with a message in it. They also have a contact, an
invite into the group and a device. `{…}` in an address or body stands for something of the owner's, and:

| column | who |
| --- | --- |
| anonymous | nobody is signed in |
| outsider | signed in, knows nobody here |
| member | in the group, without a role |
| former | was in the group and has left |
| admin | administrates the server and is not in the group |

Missing and forbidden look the same: where a cell says 404, an id that does not exist gives the very same body.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.support.files import FORM, OFFSET, form_of

ROLES = ("anonymous", "outsider", "member", "former", "admin")


@dataclass(frozen=True)
class Row:
    """What each role gets: a status for routes, `ok` or an error's code for events and operations."""

    answers: tuple[Any, ...]
    body: dict[str, Any] | None = None
    query: str = ""
    path: dict[str, str] = field(default_factory=dict)
    """Other values than the scene's for parts of the address."""
    image: bool = False
    data: str | None = None
    """A body that is no JSON."""
    headers: dict[str, str] = field(default_factory=dict)

    def expected(self, role: str) -> Any:
        return self.answers[ROLES.index(role)]


#                anonymous outsider member former admin
EVERYONE = (200, 200, 200, 200, 200)
SIGNED_IN = (401, 200, 200, 200, 200)
MAKES = (401, 201, 201, 201, 201)
NOBODY_ELSE = (401, 404, 404, 404, 404)
MEMBERS = (401, 404, 200, 404, 404)
MEMBERS_MAKE = (401, 404, 201, 404, 404)
ADMINISTRATORS = (401, 403, 403, 403, 200)
ADMINISTRATORS_MAKE = (401, 403, 403, 403, 201)
ADMINISTRATION = (302, 403, 403, 403, 200)
ADMINISTERS = (403, 403, 403, 403, 303)
"""By form: on to the page that says what was done."""
SHOWS = (403, 403, 403, 403, 200)
"""By form: the page that answers holds what is shown only once."""
MODERATORS = (401, 404, 403, 404, 404)
"""A plain member sees it and may not."""

FORM_FIELDS = {"Content-Type": "application/x-www-form-urlencoded"}
IN_A_FORM = {"Content-Type": FORM}
TUS = {"Tus-Resumable": "1.0.0"}
NEW_MESSAGE = {"id": "{new_id}", "conversation_id": "{conversation_id}", "content": "Hello"}
NEW_GROUP = {"id": "{new_id}", "kind": "group", "title": "Mine", "member_ids": []}


def by_form(data: str = "") -> Row:
    """A form of the administration."""
    return Row(ADMINISTERS, data=data, headers=FORM_FIELDS)


ROUTES: dict[str, Row] = {
    # Open to everyone
    "GET /health": Row(EVERYONE),
    "GET /api/v1/health": Row(EVERYONE),
    "GET /api/v1/openapi.json": Row(EVERYONE),
    "POST /api/v1/auth/register": Row((201,) * 5, {"username": "dora", "password": "correct horse battery"}),
    "POST /api/v1/auth/login": Row(EVERYONE, {"username": "owner", "password": "correct horse battery"}),
    "POST /api/v1/auth/token": Row((201,) * 5, {"username": "owner", "password": "correct horse battery"}),
    # One's own
    "POST /api/v1/auth/logout": Row(SIGNED_IN),
    "DELETE /api/v1/auth/token": Row(SIGNED_IN),
    "GET /api/v1/auth/me": Row(SIGNED_IN),
    "POST /api/v1/auth/password": Row(
        SIGNED_IN, {"current_password": "correct horse battery", "new_password": "another long secret"}
    ),
    "POST /api/v1/auth/confirm": Row(SIGNED_IN, {"password": "correct horse battery"}),
    "GET /api/v1/devices": Row(SIGNED_IN),
    "PATCH /api/v1/devices/<device_id>": Row(NOBODY_ELSE, {"name": "Mine now"}),
    "DELETE /api/v1/devices/<device_id>": Row(NOBODY_ELSE),
    "PATCH /api/v1/users/me": Row(SIGNED_IN, {"display_name": "Somebody"}),
    "GET /api/v1/users/me/preferences": Row(SIGNED_IN),
    "GET /api/v1/users/me/export": Row(SIGNED_IN),
    "PATCH /api/v1/users/me/preferences": Row(SIGNED_IN, {"link_previews": False}),
    "PUT /api/v1/users/me/avatar": Row(SIGNED_IN, image=True),
    "DELETE /api/v1/users/me/avatar": Row(SIGNED_IN),
    "GET /api/v1/sync/config": Row(SIGNED_IN),
    "PUT /api/v1/sync/config": Row(SIGNED_IN, {"mode": "cloud-only", "keep_days": 30}),
    "POST /api/v1/sync/pull": Row(SIGNED_IN, {"cursors": {}}),
    "POST /api/v1/sync/push": Row(SIGNED_IN, {"ops": []}),
    "POST /api/v1/sync/reoffer": Row(SIGNED_IN, {"rows": []}),
    # People
    "GET /api/v1/users": Row(SIGNED_IN, query="?q=own"),
    "GET /api/v1/users/<user_id>": Row(SIGNED_IN),
    "GET /api/v1/contacts": Row(SIGNED_IN),
    "POST /api/v1/contacts": Row(MAKES, {"username": "owner"}),
    "PUT /api/v1/contacts/<contact_id>": Row(NOBODY_ELSE, {"nickname": "Boss"}),
    "DELETE /api/v1/contacts/<contact_id>": Row(NOBODY_ELSE),
    # Conversations
    "GET /api/v1/conversations": Row(SIGNED_IN),
    "POST /api/v1/conversations": Row(MAKES, NEW_GROUP),
    "GET /api/v1/conversations/<conversation_id>": Row(MEMBERS),
    "PATCH /api/v1/conversations/<conversation_id>": Row(MODERATORS, {"title": "Ours"}),
    "DELETE /api/v1/conversations/<conversation_id>": Row(MODERATORS),
    "GET /api/v1/conversations/<conversation_id>/bans": Row(MODERATORS),
    "GET /api/v1/conversations/<conversation_id>/reports": Row(MODERATORS),
    "POST /api/v1/conversations/<conversation_id>/members": Row(MODERATORS, {"user_id": "{outsider_id}"}),
    "PATCH /api/v1/conversations/<conversation_id>/members/<user_id>": Row(MODERATORS, {"role": "member"}),
    "DELETE /api/v1/conversations/<conversation_id>/members/<user_id>": Row(MODERATORS),
    # Invitations
    "GET /api/v1/invites": Row(SIGNED_IN),
    "POST /api/v1/invites": Row(MODERATORS, {"conversation_id": "{conversation_id}"}),
    "DELETE /api/v1/invites/<invite_id>": Row((401, 404, 404, 404, 200)),
    "POST /api/v1/invites/accept": Row(SIGNED_IN, {"token": "{invite_token}"}),
    # Contexts: the owner's stands on the group
    "GET /api/v1/contexts": Row(SIGNED_IN),
    "POST /api/v1/contexts": Row(MAKES, {"title": "Mine"}),
    "GET /api/v1/contexts/<context_id>": Row(MEMBERS),
    "PATCH /api/v1/contexts/<context_id>": Row(NOBODY_ELSE, {"title": "Mine now"}),
    "DELETE /api/v1/contexts/<context_id>": Row(NOBODY_ELSE),
    "POST /api/v1/contexts/<context_id>/use": Row(NOBODY_ELSE),
    "GET /api/v1/conversations/<conversation_id>/contexts": Row(MEMBERS),
    "PUT /api/v1/conversations/<conversation_id>/contexts/<context_id>": Row(NOBODY_ELSE),
    "DELETE /api/v1/conversations/<conversation_id>/contexts/<context_id>": Row(MODERATORS),
    # Messages
    "GET /api/v1/messages/<conversation_id>": Row(MEMBERS),
    "POST /api/v1/messages": Row(MEMBERS_MAKE, NEW_MESSAGE),
    "PATCH /api/v1/messages/<message_id>": Row(MODERATORS, {"content": "I never said that"}),
    "DELETE /api/v1/messages/<message_id>": Row(MODERATORS),
    "GET /api/v1/messages/<message_id>/history": Row(MEMBERS),
    "GET /api/v1/search": Row(MEMBERS, query="?q=hello&conversation_id={conversation_id}"),
    "PUT /api/v1/messages/<message_id>/reactions/<emoji>": Row(MEMBERS_MAKE, path={"emoji": "🎉"}),
    "DELETE /api/v1/messages/<message_id>/reactions/<emoji>": Row(MEMBERS),
    "DELETE /api/v1/messages/<message_id>/link-preview": Row(MODERATORS),
    "GET /api/v1/messages/<message_id>/link-preview/<picture>": Row(MEMBERS),
    "GET /api/v1/chat/history/<recipient_id>": Row(SIGNED_IN),
    "POST /api/v1/chat/mark-read/<sender_id>": Row(SIGNED_IN),
    # Moderation: the member has reported the owner's message, who was told of something
    "POST /api/v1/reports": Row(
        (401, 404, 200, 404, 404), {"id": "{new_id}", "message_id": "{message_id}", "reason": "spam"}
    ),
    "PATCH /api/v1/reports/<report_id>": Row((401, 404, 404, 404, 200), {"resolution": "dismissed"}),
    "GET /api/v1/notices": Row(SIGNED_IN),
    "DELETE /api/v1/notices/<notice_id>": Row(NOBODY_ELSE),
    # Files
    "POST /api/v1/files": Row(MAKES, data=form_of(b"Hello", "hello.txt", id="{new_id}").decode(), headers=IN_A_FORM),
    "GET /api/v1/files/<file_id>": Row(MEMBERS),
    "GET /api/v1/files/<file_id>/info": Row(MEMBERS),
    "GET /api/v1/files/<file_id>/preview": Row(MEMBERS),
    "DELETE /api/v1/files/<file_id>": Row(MODERATORS),
    "OPTIONS /api/v1/uploads": Row((204,) * 5),
    "POST /api/v1/uploads": Row(MAKES, headers={**TUS, "Upload-Length": "5", "Upload-Metadata": "{metadata}"}),
    "HEAD /api/v1/uploads/<upload_id>": Row(NOBODY_ELSE, headers=TUS),
    "PATCH /api/v1/uploads/<upload_id>": Row(
        NOBODY_ELSE, data="Hello", headers={**TUS, "Upload-Offset": "0", "Content-Type": OFFSET}
    ),
    "DELETE /api/v1/uploads/<upload_id>": Row(NOBODY_ELSE, headers=TUS),
    # Pages. Whoever is signed in has nothing to do on the forms; and a form without its token does nothing.
    "GET /": Row(EVERYONE),
    "GET /sw.js": Row(EVERYONE),
    "GET /manifest.webmanifest": Row(EVERYONE),
    "GET /static/<release>/<path:path>": Row(EVERYONE),
    "GET /sign-in": Row((200, 302, 302, 302, 302)),
    "POST /sign-in": Row((403,) * 5),
    "GET /register": Row((200, 302, 302, 302, 302)),
    "POST /register": Row((403,) * 5),
    "GET /invite/<token>": Row(EVERYONE),
    "POST /invite/<token>": Row((403,) * 5),
    "GET /welcome": Row(EVERYONE),
    "POST /welcome": Row((403,) * 5),
    "GET /welcome/<code>": Row(EVERYONE),
    "POST /welcome/<code>": Row((403,) * 5),
    "POST /sign-out": Row((403,) * 5),
    # For who runs the server
    "GET /metrics": Row((404,) * 5),  # there are none without METRICS_TOKEN
    "GET /api/v1/admin/backups": Row(ADMINISTRATORS),
    "POST /api/v1/admin/backups": Row(ADMINISTRATORS_MAKE),
    "GET /api/v1/admin/backup": Row(ADMINISTRATORS),
    "GET /api/v1/admin/settings": Row(ADMINISTRATORS),
    "PATCH /api/v1/admin/settings": Row(ADMINISTRATORS, {"registration": "invite"}),
    "GET /api/v1/admin/audit": Row(ADMINISTRATORS),
    "GET /api/v1/admin/stats": Row(ADMINISTRATORS),
    "GET /api/v1/admin/users": Row(ADMINISTRATORS),
    "POST /api/v1/admin/users": Row(ADMINISTRATORS_MAKE, {"username": "dora"}),
    "GET /api/v1/admin/users/<user_id>": Row(ADMINISTRATORS),
    "PATCH /api/v1/admin/users/<user_id>": Row(ADMINISTRATORS, {"deactivated": True}),
    "POST /api/v1/admin/users/<user_id>/links": Row(ADMINISTRATORS_MAKE, {"purpose": "card"}),
    "DELETE /api/v1/admin/users/<user_id>/devices": Row(ADMINISTRATORS),
    "DELETE /api/v1/admin/devices/<device_id>": Row(ADMINISTRATORS),
    # The pages of the administration
    "GET /admin": Row(ADMINISTRATION),
    "GET /admin/people": Row(ADMINISTRATION),
    "GET /admin/people/new": Row(ADMINISTRATION),
    "POST /admin/people/new": by_form("username=dora"),
    "GET /admin/people/import": Row(ADMINISTRATION),
    "POST /admin/people/import": Row(SHOWS, data="list=Dora", headers=FORM_FIELDS),
    "POST /admin/people/import/create": by_form("list=Dora"),
    "POST /admin/people/cards": Row(SHOWS, data="person={owner_id}", headers=FORM_FIELDS),
    "GET /admin/people/<user_id>": Row(ADMINISTRATION),
    "POST /admin/people/<user_id>/name": by_form("display_name=Dora"),
    "POST /admin/people/<user_id>/administrator": by_form("wanted=yes"),
    "POST /admin/people/<user_id>/deactivate": by_form(),
    "POST /admin/people/<user_id>/reactivate": by_form(),
    "POST /admin/people/<user_id>/ban": by_form("reason=Spam"),
    "POST /admin/people/<user_id>/sign-out": by_form(),
    "POST /admin/people/<user_id>/reset": Row(SHOWS, data="", headers=FORM_FIELDS),
    "GET /admin/invites": Row(ADMINISTRATION),
    "POST /admin/invites": Row(SHOWS, data="uses=2", headers=FORM_FIELDS),
    "POST /admin/invites/<invite_id>/revoke": by_form(),
    "GET /admin/devices": Row(ADMINISTRATION),
    "POST /admin/devices/<device_id>/sign-out": by_form(),
    "GET /admin/conversations": Row(ADMINISTRATION),
    "GET /admin/conversations/<conversation_id>": Row(ADMINISTRATION),
    "POST /admin/conversations/<conversation_id>/posting": by_form("open=no"),
    "POST /admin/conversations/<conversation_id>/owner": by_form(),
    "POST /admin/conversations/<conversation_id>/delete": by_form(),
    "GET /admin/numbers": Row(ADMINISTRATION),
    "GET /admin/storage": Row(ADMINISTRATION),
    "GET /admin/backups": Row(ADMINISTRATION),
    "POST /admin/backups": by_form(),
    "POST /admin/backups/<name>/download": Row((403, 403, 403, 403, 404), path={"name": "2026-01-01-000000"}),
    "GET /admin/audit": Row(ADMINISTRATION),
    "GET /admin/reports": Row(ADMINISTRATION),
    "POST /admin/reports/<report_id>": Row(ADMINISTERS, data="resolution=dismissed", headers=FORM_FIELDS),
    "POST /admin/reports/<report_id>/shut-out": Row(ADMINISTERS, data="reason=Spam", headers=FORM_FIELDS),
    "POST /admin/conversations/<conversation_id>/retention": Row(ADMINISTERS, data="days=30", headers=FORM_FIELDS),
    "GET /api/v1/admin/reports": Row(ADMINISTRATORS),
    "GET /admin/audit.csv": Row(ADMINISTRATION),
    "GET /admin/settings": Row(ADMINISTRATION),
    "POST /admin/settings": Row(
        ADMINISTERS, data="name=Our+school&registration=invite&max_upload_mb=50", headers=FORM_FIELDS
    ),
    "GET /avatars/<user_id>/<digest>": Row((404, 200, 200, 200, 200)),
}

MAY = ("refused", "ok", "ok", "ok", "ok")
MEMBERS_MAY = ("refused", "not_found", "ok", "not_found", "not_found")

EVENTS: dict[str, Row] = {
    "join_chat": Row(MEMBERS_MAY, {"conversation_id": "{conversation_id}"}),
    "leave_chat": Row(MAY, {"conversation_id": "{conversation_id}"}),
    "send_message": Row(MEMBERS_MAY, NEW_MESSAGE),
    "mark_as_delivered": Row(MEMBERS_MAY, {"conversation_id": "{conversation_id}", "ordinal": 1}),
    "mark_as_read": Row(MEMBERS_MAY, {"conversation_id": "{conversation_id}", "ordinal": 1}),
    "typing": Row(MEMBERS_MAY, {"conversation_id": "{conversation_id}", "active": True}),
    "presence": Row(MAY, {"state": "idle"}),
    "watch_presence": Row(MAY, {"user_ids": ["{owner_id}"]}),
    "pull": Row(MAY, {"cursors": {}}),
    "push": Row(MAY, {"ops": []}),
}

MODERATORS_MAY = ("refused", "not_found", "forbidden", "not_found", "not_found")
NOBODY_MAY = ("refused", "not_found", "not_found", "not_found", "not_found")


@dataclass(frozen=True)
class Operation:
    """An operation of the outbox on something of the owner's."""

    answers: tuple[str, ...]
    entity_id: str
    fields: dict[str, Any] = field(default_factory=dict)

    def expected(self, role: str) -> str:
        return self.answers[ROLES.index(role)]


IN_GROUP = {"conversation_id": "{conversation_id}"}
OPERATIONS: dict[tuple[str, str], Operation] = {
    ("message", "create"): Operation(MEMBERS_MAY, "{new_id}", {**IN_GROUP, "content": "Hello"}),
    ("message", "update"): Operation(MODERATORS_MAY, "{message_id}", {"content": "I never said that"}),
    ("message", "delete"): Operation(MODERATORS_MAY, "{message_id}"),
    ("reaction", "create"): Operation(MEMBERS_MAY, "{new_id}", {"message_id": "{message_id}", "emoji": "🎉"}),
    ("reaction", "delete"): Operation(NOBODY_MAY, "{reaction_id}"),
    ("conversation", "create"): Operation(MAY, "{new_id}", {"kind": "group", "member_ids": []}),
    ("conversation", "update"): Operation(MODERATORS_MAY, "{conversation_id}", {"title": "Ours"}),
    ("conversation", "delete"): Operation(MODERATORS_MAY, "{conversation_id}"),
    ("membership", "create"): Operation(MODERATORS_MAY, "{outsider_id}", IN_GROUP),
    ("membership", "update"): Operation(MODERATORS_MAY, "{owner_id}", {**IN_GROUP, "role": "member"}),
    ("membership", "delete"): Operation(MODERATORS_MAY, "{owner_id}", IN_GROUP),
    ("settings", "set"): Operation(MEMBERS_MAY, "{conversation_id}", {"archived": True}),
    ("receipt", "set"): Operation(MEMBERS_MAY, "{conversation_id}", {"read_ordinal": 1}),
    ("contact", "create"): Operation(MAY, "{new_id}", {"username": "owner"}),
    ("contact", "update"): Operation(NOBODY_MAY, "{contact_id}", {"nickname": "Boss"}),
    ("contact", "delete"): Operation(NOBODY_MAY, "{contact_id}"),
    ("link_preview", "delete"): Operation(MODERATORS_MAY, "{message_id}"),
    ("preferences", "set"): Operation(NOBODY_MAY, "{owner_id}", {"link_previews": False}),
    ("report", "create"): Operation(MEMBERS_MAY, "{new_id}", {"message_id": "{message_id}"}),
    ("notice", "delete"): Operation(NOBODY_MAY, "{notice_id}"),
    ("context", "create"): Operation(MAY, "{new_id}", {"title": "Mine"}),
    ("context", "update"): Operation(NOBODY_MAY, "{context_id}", {"title": "Mine now"}),
    ("context", "set"): Operation(NOBODY_MAY, "{context_id}", {"times": 1}),
    ("context", "delete"): Operation(NOBODY_MAY, "{context_id}"),
    ("conversation_context", "create"): Operation(NOBODY_MAY, "{context_id}", IN_GROUP),
    ("conversation_context", "delete"): Operation(MODERATORS_MAY, "{context_id}", IN_GROUP),
    ("user", "update"): Operation(NOBODY_MAY, "{owner_id}", {"display_name": "Fool"}),
}
