"""Messages in `c:`."""

from __future__ import annotations

from tests.server.convergence.registry import Story, case
from tests.server.convergence.world import World, push
from tests.support.files import picture
from tests.support.files import sent as sent_file
from tests.support.people import new_id, op


@case("c", "message", "sent")
def sent(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    ann.send(group, "The first")
    yield bob, group["id"]
    ann.send(group, "  The\n\nsecond,   on   several lines  ")


@case("c", "message", "sent first")
def sent_first(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    direct = ann.direct(bob)
    yield bob, direct["id"]
    ann.send(direct, "The first of all")


@case("c", "message", "sent over a socket")
def sent_over_a_socket(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    direct = ann.direct(bob)
    socket = ann.connect()
    yield ann, direct["id"]
    socket.call("send_message", {"id": new_id(), "conversation_id": direct["id"], "content": "Here I am"})


@case("c", "message", "pushed")
def pushed(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    direct = ann.direct(bob)
    yield bob, direct["id"]
    push(ann, "message", "create", new_id(), conversation_id=direct["id"], content="Written offline")


@case("c", "message", "pushed over a socket")
def pushed_over_a_socket(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    direct = ann.direct(bob)
    socket = ann.connect()
    yield bob, direct["id"]
    fields = {"conversation_id": direct["id"], "content": "Written offline"}
    socket.call("push", {"device_id": ann.device_id, "ops": [op("message", "create", new_id(), fields=fields)]})


@case("c", "message", "answered")
def answered(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    question = ann.send(group, "Who waters?")
    yield ann, group["id"]
    bob.send(group, "I do", reply_to=question["id"], meta={"mood": "glad"})


@case("c", "message", "sent with a long text")
def sent_long(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    yield bob, group["id"]
    ann.send(group, "A  long story. " * 60)


@case("c", "message", "sent several")
def sent_several(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    yield bob, group["id"]
    for number in range(5):
        (ann, bob)[number % 2].send(group, f"Number {number}")


@case("c", "message", "edited")
def edited(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    message = ann.send(group, "The last one, with a tpyo")
    yield bob, group["id"]
    ann.patch(f"/messages/{message['id']}", {"content": "The last one, with a typo"})


@case("c", "message", "edited further up")
def edited_further_up(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    message = ann.send(group, "An older one")
    ann.send(group, "The last one")
    yield bob, group["id"]
    ann.patch(f"/messages/{message['id']}", {"content": "An older one, edited"})


@case("c", "message", "edited by push")
def edited_by_push(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    message = ann.send(group, "Before")
    yield bob, group["id"]
    push(ann, "message", "update", message["id"], content="After")


@case("c", "message", "deleted")
def deleted(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    ann.send(group, "What stays")
    message = ann.send(group, "What goes", meta={"secret": True})
    yield bob, group["id"]
    ann.delete(f"/messages/{message['id']}")


@case("c", "message", "deleted further up")
def deleted_further_up(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    message = ann.send(group, "What goes")
    ann.send(group, "What stays")
    yield bob, group["id"]
    ann.delete(f"/messages/{message['id']}")


@case("c", "message", "deleted with its reactions")
def deleted_with_its_reactions(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    message = ann.send(group, "What goes")
    other = ann.send(group, "What stays")
    for reacted in (message, other):
        bob.put(f"/messages/{reacted['id']}/reactions/👍")
    yield bob, group["id"]
    ann.put(f"/messages/{message['id']}/reactions/🎉")
    ann.delete(f"/messages/{message['id']}")


@case("c", "message", "deleted by push")
def deleted_by_push(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    message = ann.send(group, "What goes")
    yield bob, group["id"]
    push(ann, "message", "delete", message["id"])


@case("c", "message", "deleted by a moderator")
def deleted_by_a_moderator(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    message = bob.send(group, "What should not stand here")
    yield bob, group["id"]
    ann.delete(f"/messages/{message['id']}")


@case("c", "message", "restored by an edit")
def restored(world: World) -> Story:
    """Edited on one device without knowing that it was deleted on another: the version that lives wins."""
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    message = ann.send(group, "Still wanted")
    bob.put(f"/messages/{message['id']}/reactions/👍")
    yield bob, group["id"]
    ann.delete(f"/messages/{message['id']}")
    edit = {"base_version": message["version"], "fields": {"content": "Still wanted, and edited"}}
    ann.push(op("message", "update", message["id"], **edit))


@case("c", "message", "restored and reacted to")
def restored_and_reacted_to(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    message = ann.send(group, "Still wanted")
    bob.put(f"/messages/{message['id']}/reactions/👍")
    ann.put(f"/messages/{message['id']}/reactions/🎉")
    yield ann, group["id"]
    ann.delete(f"/messages/{message['id']}")
    edit = {"base_version": message["version"], "fields": {"content": "Still wanted, and edited"}}
    ann.push(op("message", "update", message["id"], **edit))
    bob.put(f"/messages/{message['id']}/reactions/👍")


@case("c", "message", "written by the system")
def written_by_the_system(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    ann.send(group, "Before")
    yield ann, group["id"]
    ann.patch(f"/conversations/{group['id']}", {"posting": "moderators"})


@case("c", "message", "sent with files")
def sent_with_files(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    roses, plan = sent_file(ann, picture(), "roses.png"), sent_file(ann, b"Water, then wait", "plan.txt")
    yield bob, group["id"]
    ann.send(group, "", file_ids=[roses["id"], plan["id"]])


@case("c", "message", "sent with a file by push")
def pushed_with_a_file(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    plan = sent_file(ann, b"Water, then wait", "plan.txt", duration_ms=1500, waveform=[0, 50, 100])
    yield bob, group["id"]
    push(ann, "message", "create", new_id(), conversation_id=group["id"], content="Look", file_ids=[plan["id"]])


@case("c", "message", "edited with its files")
def edited_with_its_files(world: World) -> Story:
    """What hangs on it stays; its words may go."""
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    message = ann.send(group, "Roses", file_ids=[sent_file(ann, picture(), "roses.png")["id"]])
    yield bob, group["id"]
    ann.patch(f"/messages/{message['id']}", {"content": ""})


@case("c", "message", "deleted with its files")
def deleted_with_its_files(world: World) -> Story:
    """Sent on by somebody else, a file stays there."""
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    roses, plan = sent_file(ann, picture(), "roses.png"), sent_file(ann, b"Water, then wait", "plan.txt")
    message = ann.send(group, "Look", file_ids=[roses["id"], plan["id"]])
    bob.send(group, "Sent on", file_ids=[roses["id"]])
    yield bob, group["id"]
    ann.delete(f"/messages/{message['id']}")
