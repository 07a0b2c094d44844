"""Devices in `u:`."""

from __future__ import annotations

from tests.server.convergence.registry import Story, case
from tests.server.convergence.world import World
from tests.support.people import PASSWORD


@case("u", "device", "signed in with a token")
def signed_in_with_a_token(world: World) -> Story:
    (ann,) = world.people("ann")
    yield ann, ann.id
    ann.another_device()


@case("u", "device", "signed in with a browser")
def signed_in_with_a_browser(world: World) -> Story:
    (ann,) = world.people("ann")
    browser = world.browser()
    yield ann, ann.id
    browser.sign_in("ann")


@case("u", "device", "signed out with a browser")
def signed_out_with_a_browser(world: World) -> Story:
    (ann,) = world.people("ann")
    browser = world.browser()
    browser.sign_in("ann")
    yield ann, ann.id
    browser.post("/auth/logout")


@case("u", "device", "renamed")
def renamed(world: World) -> Story:
    (ann,) = world.people("ann")
    yield ann, ann.id
    ann.patch(f"/devices/{ann.device_id}", {"name": "Kitchen tablet"})


@case("u", "device", "signed out from elsewhere")
def signed_out_from_elsewhere(world: World) -> Story:
    (ann,) = world.people("ann")
    lost = ann.another_device()
    yield ann, ann.id
    ann.delete(f"/devices/{lost.device_id}")


@case("u", "device", "revoked")
def revoked(world: World) -> Story:
    (ann,) = world.people("ann")
    other = ann.another_device()
    yield ann, ann.id
    other.delete("/auth/token")


@case("u", "device", "signed out by a new password")
def signed_out_by_a_new_password(world: World) -> Story:
    (ann,) = world.people("ann")
    ann.another_device()
    ann.another_device()
    yield ann, ann.id
    ann.post("/auth/password", {"current_password": PASSWORD, "new_password": PASSWORD + "!"})


@case("u", "device", "signed out by an administrator")
def signed_out_by_an_administrator(world: World) -> Story:
    ann, bob = world.people("ann", "bob")
    lost = bob.another_device()
    yield bob, bob.id
    ann.delete(f"/admin/devices/{lost.device_id}")


@case("u", "device", "all others signed out as an administrator")
def all_others_signed_out_as_an_administrator(world: World) -> Story:
    (ann,) = world.people("ann")
    ann.another_device()
    ann.another_device()
    yield ann, ann.id
    ann.delete(f"/admin/users/{ann.id}/devices")
