"""`/admin/devices`: every browser and program that is signed in."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import request
from werkzeug.wrappers import Response

from messaging.core.actor import Actor
from messaging.operations.administration import directory, people, sections
from messaging.operations.administration.frame import done, form, page, page_number, show
from messaging.operations.administration.sections import Section

DEVICES = sections.add(Section(name="devices", label="Devices", path="/devices", icon="device", group="People"))
PAGE = 50


@page(DEVICES, "/devices")
def devices_page(actor: Actor) -> Response:
    text = " ".join(request.args.get("q", "").split())[:64]
    number = page_number()
    devices, total = directory.find_devices(text, offset=(number - 1) * PAGE, limit=PAGE)
    return show(
        "devices.html",
        devices=devices,
        total=total,
        q=text,
        current=actor.device_id,
        number=number,
        pages=-(-total // PAGE),
        address=lambda at: "/admin/devices?" + urlencode({"q": text, "page": at}),
    )


@form(DEVICES, "/devices/<device_id>/sign-out")
def sign_device_out(actor: Actor, device_id: str) -> Response:
    owner_id = people.sign_out_device(actor, device_id)
    here = f"/admin/people/{owner_id}"
    return done("Signed out. It erases what it holds.", here if request.form.get("back") == here else DEVICES.address)
