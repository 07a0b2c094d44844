"""Mutes, bans and removals in `c:`; what people are told in `u:`."""

from __future__ import annotations

from typing import Any

from tests.server.convergence.registry import Story, case
from tests.server.convergence.world import World, push
from tests.support.people import Person, new_id

LATER = "2099-01-01T00:00:00.000Z"


def _three(world: World) -> tuple[Person, Person, Person, dict[str, Any]]:
    ann, bob, cleo = world.people("ann", "bob", "cleo")
    return ann, bob, cleo, ann.group("Garden", bob, cleo)


@case("c", "membership", "muted")
def muted(world: World) -> Story:
    ann, bob, cleo, group = _three(world)
    yield bob, group["id"]
    ann.patch(f"/conversations/{group['id']}/members/{cleo.id}", {"silenced_until": LATER, "reason": "Shouting"})


@case("c", "membership", "unmuted by push")
def unmuted_by_push(world: World) -> Story:
    ann, bob, cleo, group = _three(world)
    ann.patch(f"/conversations/{group['id']}/members/{cleo.id}", {"silenced_until": LATER})
    yield bob, group["id"]
    push(ann, "membership", "update", cleo.id, conversation_id=group["id"], silenced_until=None)


@case("c", "membership", "banned")
def banned(world: World) -> Story:
    ann, bob, cleo, group = _three(world)
    yield bob, group["id"]
    push(ann, "membership", "update", cleo.id, conversation_id=group["id"], banned=True, reason="Spam")


@case("c", "membership", "ban lifted")
def ban_lifted(world: World) -> Story:
    ann, bob, cleo, group = _three(world)
    ann.patch(f"/conversations/{group['id']}/members/{cleo.id}", {"banned": True})
    yield bob, group["id"]
    ann.patch(f"/conversations/{group['id']}/members/{cleo.id}", {"banned": False})


@case("c", "conversation", "silenced")
def silenced(world: World) -> Story:
    ann, bob, _, group = _three(world)
    yield bob, group["id"]
    ann.patch(f"/conversations/{group['id']}", {"silenced_until": LATER})


@case("c", "message", "removed by a moderator")
def removed_by_a_moderator(world: World) -> Story:
    ann, bob, cleo, group = _three(world)
    message = cleo.send(group, "Buy cheap tulips")
    yield bob, group["id"]
    ann.delete(f"/messages/{message['id']}?reason=Spam")


@case("c", "message", "removed after a report")
def removed_after_a_report(world: World) -> Story:
    ann, bob, cleo, group = _three(world)
    message = cleo.send(group, "Buy cheap tulips")
    report = bob.post("/reports", {"id": new_id(), "message_id": message["id"], "reason": "spam"})["report"]
    yield cleo, group["id"]
    ann.patch(f"/reports/{report['id']}", {"resolution": "removed"})


@case("c", "membership", "muted after a report by an administrator")
def muted_after_a_report(world: World) -> Story:
    admin, ann, bob = world.people("admin", "ann", "bob")
    group = ann.group("Garden", bob)
    message = ann.send(group, "Buy cheap tulips")
    report = bob.post("/reports", {"id": new_id(), "message_id": message["id"], "reason": "spam"})["report"]
    yield bob, group["id"]
    admin.patch(f"/reports/{report['id']}", {"resolution": "muted", "until": LATER})


@case("u", "notice", "of a ban")
def notice_of_a_ban(world: World) -> Story:
    ann, _, cleo, group = _three(world)
    yield cleo, cleo.id
    ann.patch(f"/conversations/{group['id']}/members/{cleo.id}", {"banned": True, "reason": "Spam"})


@case("u", "notice", "of a removed message")
def notice_of_a_removed_message(world: World) -> Story:
    ann, _, cleo, group = _three(world)
    message = cleo.send(group, "Buy cheap tulips")
    yield cleo, cleo.id
    push(ann, "message", "delete", message["id"], reason="Spam")


@case("u", "notice", "of a report")
def notice_of_a_report(world: World) -> Story:
    ann, bob, cleo, group = _three(world)
    message = cleo.send(group, "Buy cheap tulips")
    yield ann, ann.id
    push(bob, "report", "create", new_id(), message_id=message["id"], reason="spam", comment="Look")


@case("u", "notice", "of a report by request")
def notice_of_a_report_by_request(world: World) -> Story:
    ann, bob, cleo, group = _three(world)
    message = cleo.send(group, "Buy cheap tulips")
    yield ann, ann.id
    bob.post("/reports", {"id": new_id(), "message_id": message["id"], "reason": "spam"})


@case("u", "notice", "of a decision")
def notice_of_a_decision(world: World) -> Story:
    ann, bob, cleo, group = _three(world)
    message = cleo.send(group, "Buy cheap tulips")
    report = bob.post("/reports", {"id": new_id(), "message_id": message["id"], "reason": "spam"})["report"]
    yield bob, bob.id
    ann.patch(f"/reports/{report['id']}", {"resolution": "warned", "reason": "No advertising"})


@case("u", "notice", "put away")
def notice_put_away(world: World) -> Story:
    ann, _, cleo, group = _three(world)
    ann.patch(f"/conversations/{group['id']}/members/{cleo.id}", {"banned": True})
    notice = cleo.get("/notices")["notices"][0]
    yield cleo, cleo.id
    cleo.delete(f"/notices/{notice['id']}")


@case("u", "notice", "put away by push")
def notice_put_away_by_push(world: World) -> Story:
    ann, _, cleo, group = _three(world)
    ann.patch(f"/conversations/{group['id']}/members/{cleo.id}", {"banned": True})
    notice = cleo.get("/notices")["notices"][0]
    yield cleo, cleo.id
    push(cleo, "notice", "delete", notice["id"])
