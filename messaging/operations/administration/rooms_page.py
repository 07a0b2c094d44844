"""`/admin/conversations`: groups, their members and their size. What is said in them is not shown here."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import request
from werkzeug.wrappers import Response

from messaging.core.actor import Actor
from messaging.core.errors import NotFound
from messaging.core.settings import settings
from messaging.operations.administration import audit_log, keeping_rooms, rooms, sections, sentences
from messaging.operations.administration.audit_log import Filter
from messaging.operations.administration.frame import done, form, page, page_number, show
from messaging.operations.administration.sections import Section

ROOMS = sections.add(
    Section(name="conversations", label="Conversations", path="/conversations", icon="message", group="Content")
)
PAGE = 50
LATEST = 10


@page(ROOMS, "/conversations")
def rooms_page(actor: Actor) -> Response:
    text = " ".join(request.args.get("q", "").split())[:100]
    ownerless = "ownerless" in request.args
    number = page_number()
    found, total = rooms.groups(text, ownerless=ownerless, offset=(number - 1) * PAGE, limit=PAGE)
    asked = {"q": text, **({"ownerless": "on"} if ownerless else {})}
    return show(
        "conversations.html",
        rooms=found,
        total=total,
        directs=rooms.directs(),
        q=text,
        ownerless=ownerless,
        number=number,
        pages=-(-total // PAGE),
        address=lambda at: "/admin/conversations?" + urlencode({**asked, "page": at}),
    )


@page(ROOMS, "/conversations/<conversation_id>")
def room_page(actor: Actor, conversation_id: str) -> Response:
    room = rooms.group(conversation_id)
    if room is None:
        raise NotFound()
    return show(
        "conversation.html",
        room=room,
        conversation=room.conversation,
        members=rooms.members_of(conversation_id),
        bytes=rooms.bytes_in(conversation_id),
        entries=audit_log.entries(Filter(target_id=conversation_id), limit=LATEST),
        sentence=sentences.sentence,
        longest=settings().retention_max_days,
    )


@form(ROOMS, "/conversations/<conversation_id>/posting")
def set_posting(actor: Actor, conversation_id: str) -> Response:
    wanted = request.form.get("open") == "yes"
    keeping_rooms.set_open(actor, conversation_id, wanted)
    return done("Everyone may write again." if wanted else "Only moderators may write now.", _of(conversation_id))


@form(ROOMS, "/conversations/<conversation_id>/owner")
def give_owner(actor: Actor, conversation_id: str) -> Response:
    keeping_rooms.give_owner(actor, conversation_id, request.form.get("user_id") or actor.user_id)
    return done("The group has an owner again.", _of(conversation_id))


@form(ROOMS, "/conversations/<conversation_id>/delete")
def delete_room(actor: Actor, conversation_id: str) -> Response:
    title = keeping_rooms.delete_group(actor, conversation_id)
    return done(f"“{title}” is deleted.", ROOMS.address)


def _of(conversation_id: str) -> str:
    return f"/admin/conversations/{conversation_id}"
