"""Profiles: in `u:` of oneself and of those who keep one as a contact, in `c:` of each conversation."""

from __future__ import annotations

import io

from PIL import Image

from tests.server.convergence.registry import Story, case
from tests.server.convergence.world import World, push
from tests.support.people import Person


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(out, "PNG")
    return out.getvalue()


def _show_picture(person: Person) -> None:
    person.upload("PUT", "/users/me/avatar", _picture(), "image/png")


@case("u", "user", "changed by oneself")
def changed_by_oneself(world: World) -> Story:
    (ann,) = world.people("ann")
    yield ann, ann.id
    ann.patch("/users/me", {"display_name": "Anna", "status_text": "In the garden"})


@case("u", "user", "changed by an administrator")
def changed_by_an_administrator(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    yield bob, bob.id
    ann.patch(f"/admin/users/{bob.id}", {"display_name": "Robert", "is_admin": True})


@case("u", "user", "changed by a contact")
def changed_by_a_contact(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    ann.post("/contacts", {"contact_id": bob.id})
    yield ann, ann.id
    bob.patch("/users/me", {"display_name": "Robert"})


@case("u", "user", "changed by a former contact")
def changed_by_a_former_contact(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    contact = ann.post("/contacts", {"contact_id": bob.id})["contact"]
    ann.delete(f"/contacts/{contact['id']}")
    yield ann, ann.id
    bob.patch("/users/me", {"display_name": "Robert"})


@case("u", "user", "changed by push")
def changed_by_push(world: World) -> Story:
    (ann,) = world.people("ann")
    yield ann, ann.id
    push(ann, "user", "update", ann.id, status_text="Away")


@case("u", "user", "given a picture")
def given_a_picture(world: World) -> Story:
    (ann,) = world.people("ann")
    yield ann, ann.id
    _show_picture(ann)


@case("c", "user", "changed by a member")
def changed_by_a_member(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    bob.send(group, "I am Bob")
    yield ann, group["id"]
    bob.patch("/users/me", {"display_name": "Robert"})


@case("c", "user", "changed by a member who is a contact")
def changed_by_a_member_who_is_a_contact(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    direct = ann.direct(bob)
    ann.post("/contacts", {"contact_id": bob.id})
    yield ann, direct["id"]
    push(bob, "user", "update", bob.id, display_name="Robert")


@case("c", "user", "changed by a former member")
def changed_by_a_former_member(world: World) -> Story:
    """What they wrote is still there, under the name that they have now."""
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    bob.send(group, "I am Bob")
    bob.delete(f"/conversations/{group['id']}/members/{bob.id}")
    yield ann, group["id"]
    bob.patch("/users/me", {"display_name": "Robert"})


@case("c", "user", "rid of a picture")
def rid_of_a_picture(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    _show_picture(bob)
    yield ann, group["id"]
    bob.delete("/users/me/avatar")
