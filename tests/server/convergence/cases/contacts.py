"""Contacts in `u:`."""

from __future__ import annotations

from tests.server.convergence.registry import Story, case
from tests.server.convergence.world import World, push
from tests.support.people import new_id


@case("u", "contact", "added")
def added(world: World) -> Story:
    ann, _ = world.people("ann", "bob")
    yield ann, ann.id
    ann.post("/contacts", {"username": "bob", "nickname": "Bobby"})


@case("u", "contact", "added by push")
def added_by_push(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    yield ann, ann.id
    push(ann, "contact", "create", new_id(), contact_id=bob.id)


@case("u", "contact", "renamed")
def renamed(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    contact = ann.post("/contacts", {"contact_id": bob.id})["contact"]
    yield ann, ann.id
    ann.put(f"/contacts/{contact['id']}", {"nickname": "Bobby"})


@case("u", "contact", "renamed by push")
def renamed_by_push(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    contact = ann.post("/contacts", {"contact_id": bob.id, "nickname": "Bobby"})["contact"]
    yield ann, ann.id
    push(ann, "contact", "update", contact["id"], nickname="")


@case("u", "contact", "removed")
def removed(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    contact = ann.post("/contacts", {"contact_id": bob.id, "nickname": "Bobby"})["contact"]
    yield ann, ann.id
    ann.delete(f"/contacts/{contact['id']}")


@case("u", "contact", "removed by push")
def removed_by_push(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    contact = ann.post("/contacts", {"contact_id": bob.id})["contact"]
    yield ann, ann.id
    push(ann, "contact", "delete", contact["id"])


@case("u", "contact", "added again")
def added_again(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    contact = ann.post("/contacts", {"contact_id": bob.id, "nickname": "Bobby"})["contact"]
    ann.delete(f"/contacts/{contact['id']}")
    bob.patch("/users/me", {"display_name": "Robert"})
    yield ann, ann.id
    ann.post("/contacts", {"contact_id": bob.id})
