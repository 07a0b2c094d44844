"""Contexts: one's own in `u:`, and those that members see in `c:`."""

from __future__ import annotations

from typing import Any

from tests.server.convergence.registry import Story, case
from tests.server.convergence.world import World, push
from tests.support.people import Person, new_id, op

Row = dict[str, Any]


def _context(owner: Person, **more: Any) -> Row:
    form = {"id": new_id(), "title": "Opening hours", "content": "Nine to five", "tags": ["shop"], **more}
    return owner.post("/contexts", form)["context"]  # type: ignore[no-any-return]


def _group(world: World) -> tuple[Person, Person, Row]:
    ann, bob = world.people("ann", "bob")
    return ann, bob, ann.group("Garden", bob)


def _attached(world: World) -> tuple[Person, Person, Row, Row]:
    ann, bob, group = _group(world)
    context = _context(ann)
    ann.put(f"/conversations/{group['id']}/contexts/{context['id']}")
    return ann, bob, group, context


@case("u", "context", "made")
def made(world: World) -> Story:
    (ann,) = world.people("ann")
    yield ann, ann.id
    _context(ann, is_favorite=True, metadata={"from": "a file"})


@case("u", "context", "made by push")
def made_by_push(world: World) -> Story:
    (ann,) = world.people("ann")
    yield ann, ann.id
    push(ann, "context", "create", new_id(), title="Opening hours", content="Nine to five")


@case("u", "context", "changed")
def changed(world: World) -> Story:
    (ann,) = world.people("ann")
    context = _context(ann)
    yield ann, ann.id
    ann.patch(f"/contexts/{context['id']}", {"content": "Ten to four", "tags": [], "category": "document"})


@case("u", "context", "changed by push")
def changed_by_push(world: World) -> Story:
    (ann,) = world.people("ann")
    context = _context(ann)
    yield ann, ann.id
    push(ann, "context", "update", context["id"], title="Hours", is_favorite=True)


@case("u", "context", "used")
def used(world: World) -> Story:
    (ann,) = world.people("ann")
    context = _context(ann)
    yield ann, ann.id
    ann.post(f"/contexts/{context['id']}/use")
    push(ann, "context", "set", context["id"], times=3)


@case("u", "context", "used by attaching")
def used_by_attaching(world: World) -> Story:
    ann, _, group = _group(world)
    context = _context(ann)
    yield ann, ann.id
    ann.put(f"/conversations/{group['id']}/contexts/{context['id']}")
    ann.send(group, "See this", context_ids=[context["id"]])


@case("u", "context", "deleted")
def deleted(world: World) -> Story:
    ann, _, _, context = _attached(world)
    yield ann, ann.id
    ann.delete(f"/contexts/{context['id']}")


@case("u", "context", "deleted by push and back by an edit")
def revived(world: World) -> Story:
    ann, _, group = _group(world)
    context = _context(ann)
    ann.send(group, "See this", context_ids=[context["id"]])
    yield ann, ann.id
    push(ann, "context", "delete", context["id"])
    edit = {"title": "Opening hours", "content": "Ten to four"}
    ann.push(op("context", "update", context["id"], base_version=context["version"], fields=edit))


@case("c", "context", "attached")
def attached(world: World) -> Story:
    ann, bob, group = _group(world)
    context = _context(ann)
    yield bob, group["id"]
    ann.put(f"/conversations/{group['id']}/contexts/{context['id']}")


@case("c", "context", "attached and taken away by push")
def attached_by_push(world: World) -> Story:
    ann, bob, group, context = _attached(world)
    other = _context(ann, title="Other")
    yield bob, group["id"]
    push(ann, "conversation_context", "create", other["id"], conversation_id=group["id"])
    push(ann, "conversation_context", "delete", context["id"], conversation_id=group["id"])


@case("c", "context", "taken away")
def taken_away(world: World) -> Story:
    ann, bob, group, context = _attached(world)
    yield bob, group["id"]
    ann.delete(f"/conversations/{group['id']}/contexts/{context['id']}")


@case("c", "context", "taken away and still on a message")
def still_on_a_message(world: World) -> Story:
    ann, bob, group, context = _attached(world)
    ann.send(group, "See this", context_ids=[context["id"]])
    yield bob, group["id"]
    ann.delete(f"/conversations/{group['id']}/contexts/{context['id']}")


@case("c", "context", "taken away here and seen elsewhere")
def seen_elsewhere(world: World) -> Story:
    ann, bob, group, context = _attached(world)
    direct = ann.direct(bob)
    ann.send(direct, "See this", context_ids=[context["id"]])
    yield bob, group["id"]
    ann.delete(f"/conversations/{group['id']}/contexts/{context['id']}")


@case("c", "context", "brought by a new conversation's member")
def from_the_beginning(world: World) -> Story:
    ann, _, group = _group(world)
    context = _context(ann)
    yield ann, group["id"]
    ann.group("Another", context_ids=[context["id"]])
    ann.send(group, "See this", context_ids=[context["id"]])


@case("c", "context", "sent with a message")
def sent(world: World) -> Story:
    ann, bob, group = _group(world)
    contexts = [_context(ann)["id"], _context(ann, title="Other")["id"]]
    yield bob, group["id"]
    ann.send(group, "See these", context_ids=contexts)


@case("c", "context", "sent by socket and push")
def sent_by_push(world: World) -> Story:
    ann, bob, group = _group(world)
    contexts = [_context(ann)["id"], _context(ann, title="Other")["id"]]
    yield bob, group["id"]
    form = {"id": new_id(), "conversation_id": group["id"], "content": "", "context_ids": contexts[:1]}
    ann.connect().call("send_message", form)
    push(ann, "message", "create", new_id(), conversation_id=group["id"], content="And", context_ids=contexts)


@case("c", "context", "gone with its message")
def gone_with_its_message(world: World) -> Story:
    ann, bob, group = _group(world)
    message = ann.send(group, "See this", context_ids=[_context(ann)["id"]])
    yield bob, group["id"]
    ann.delete(f"/messages/{message['id']}")


@case("c", "context", "changed")
def shared_changed(world: World) -> Story:
    ann, bob, group, context = _attached(world)
    ann.send(group, "See this", context_ids=[context["id"]])
    yield bob, group["id"]
    ann.patch(f"/contexts/{context['id']}", {"content": "Ten to four", "tags": ["shop", "hours"]})
    ann.patch(f"/contexts/{context['id']}", {"is_favorite": True})


@case("c", "context", "deleted")
def shared_deleted(world: World) -> Story:
    ann, bob, group, context = _attached(world)
    ann.send(group, "See this", context_ids=[context["id"]])
    yield bob, group["id"]
    ann.delete(f"/contexts/{context['id']}")


@case("c", "context", "gone with its owner and back")
def owner_left(world: World) -> Story:
    ann, bob, group, context = _attached(world)
    ann.post(f"/conversations/{group['id']}/members", {"user_id": bob.id, "role": "member"})
    theirs = _context(bob, title="Of Bob")
    both = [_context(bob, title="On the group"), theirs]
    bob.put(f"/conversations/{group['id']}/contexts/{both[0]['id']}")
    bob.send(group, "See this", context_ids=[theirs["id"]])
    yield ann, group["id"]
    bob.delete(f"/conversations/{group['id']}/members/{bob.id}")
    bob.patch(f"/contexts/{theirs['id']}", {"content": "Said from outside"})
    ann.post(f"/conversations/{group['id']}/members", {"user_id": bob.id})
    ann.delete(f"/conversations/{group['id']}/contexts/{context['id']}")


@case("c", "context", "gone with its owner")
def gone_with_its_owner(world: World) -> Story:
    ann, bob, group = _group(world)
    theirs = [_context(bob), _context(bob, title="Other")]
    bob.put(f"/conversations/{group['id']}/contexts/{theirs[0]['id']}")
    bob.send(group, "See this", context_ids=[theirs[1]["id"]])
    yield ann, group["id"]
    ann.delete(f"/conversations/{group['id']}/members/{bob.id}")
