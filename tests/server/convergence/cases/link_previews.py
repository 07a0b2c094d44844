"""Link previews in `c:`, and the wish for none in `u:`."""

from __future__ import annotations

from typing import Any

from tests.server.convergence.registry import Story, case
from tests.server.convergence.world import World, push
from tests.support.people import Person


def _two_and_a_link(world: World) -> tuple[Person, Person, dict[str, Any], dict[str, Any]]:
    ann, bob = world.people("ann", "bob")
    group = ann.group("Garden", bob)
    return ann, bob, group, ann.send(group, "See https://example.org/roses")


@case("c", "link_preview", "added")
def added(world: World) -> Story:
    _, bob, group, message = _two_and_a_link(world)
    yield bob, group["id"]
    world.show_preview(message)


@case("c", "link_preview", "removed")
def removed(world: World) -> Story:
    ann, bob, group, message = _two_and_a_link(world)
    world.show_preview(message)
    yield bob, group["id"]
    ann.delete(f"/messages/{message['id']}/link-preview")


@case("c", "link_preview", "removed by push")
def removed_by_push(world: World) -> Story:
    ann, bob, group, message = _two_and_a_link(world)
    world.show_preview(message)
    yield bob, group["id"]
    push(ann, "link_preview", "delete", message["id"])


@case("c", "link_preview", "gone with its message")
def gone_with_its_message(world: World) -> Story:
    ann, bob, group, message = _two_and_a_link(world)
    world.show_preview(message)
    yield bob, group["id"]
    ann.delete(f"/messages/{message['id']}")


@case("c", "link_preview", "of another link")
def of_another_link(world: World) -> Story:
    ann, bob, group, message = _two_and_a_link(world)
    world.show_preview(message)
    yield bob, group["id"]
    ann.patch(f"/messages/{message['id']}", {"content": "See https://example.org/tulips"})
    world.show_preview(message)


@case("u", "preferences", "set")
def preferences_set(world: World) -> Story:
    (ann,) = world.people("ann")
    yield ann, ann.id
    ann.patch("/users/me/preferences", {"link_previews": False})


@case("u", "preferences", "set by push")
def preferences_set_by_push(world: World) -> Story:
    (ann,) = world.people("ann")
    ann.patch("/users/me/preferences", {"link_previews": False})
    yield ann, ann.id
    push(ann, "preferences", "set", ann.id, link_previews=True)
