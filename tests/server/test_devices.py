"""Where somebody is signed in, and signing a device out from afar, live."""

from __future__ import annotations

from tests.support.browsers import Browser
from tests.support.http import send
from tests.support.people import API, PASSWORD, Person

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def test_devices_name_themselves_and_mark_the_present_one(ada: Person):
    phone = send(
        ada.http.another(),
        "POST",
        f"{API}/auth/token",
        {"username": "ada", "password": PASSWORD, "device_name": "  Ada's\nphone "},
    ).json
    devices = {device["id"]: device for device in ada.get("/devices")["devices"]}
    assert devices[phone["device_id"]]["name"] == "Ada's phone"
    assert [id_ for id_, device in devices.items() if device["current"]] == [ada.device_id]


def test_a_browser_is_named_after_what_it_says_it_is(ada: Person, browser: Browser):
    form = {"username": "ada", "password": PASSWORD}
    browser.request("POST", "/auth/login", form, {"User-Agent": FIREFOX})
    (current,) = [device for device in browser.get("/devices")["devices"] if device["current"]]
    assert (current["name"], current["kind"], current["user_agent"]) == ("Firefox on Linux", "browser", FIREFOX)


def test_an_endless_user_agent_is_cut(ada: Person, browser: Browser):
    browser.request("POST", "/auth/login", {"username": "ada", "password": PASSWORD}, {"User-Agent": "x" * 5000})
    (current,) = [device for device in browser.get("/devices")["devices"] if device["current"]]
    assert len(current["user_agent"]) == 256


def test_a_device_is_renamed_for_all_ones_devices(ada: Person, published):
    device = ada.patch(f"/devices/{ada.device_id}", {"name": "Desk"})["device"]
    assert (device["name"], device["current"]) == ("Desk", True)
    change = published[-1]["changes"][0]
    assert (published[-1]["log"], change["entity"], change["row"]["name"]) == (ada.log, "device", "Desk")


def test_a_device_needs_a_name(ada: Person):
    assert ada.patch(f"/devices/{ada.device_id}", {"name": " "}).wrong_fields == {"name"}
    assert ada.patch(f"/devices/{ada.device_id}", {"name": "x" * 65}).wrong_fields == {"name"}


def test_signing_a_device_out_closes_its_sockets_at_once_and_no_others(ada: Person):
    phone = ada.another_device()
    here, there = ada.connect(), phone.connect()
    assert ada.delete(f"/devices/{phone.device_id}").ok
    here.background.settle()
    assert (here.connected, there.connected) == (True, False)
    assert phone.get("/auth/me").refusal == (401, "unauthenticated")


def test_signing_out_closes_ones_own_sockets(ada: Person):
    phone = ada.another_device()
    socket = phone.connect()
    phone.delete("/auth/token")
    socket.background.settle()
    assert not socket.connected


def test_other_devices_are_told_of_a_sign_in_and_a_sign_out(ada: Person, published):
    phone = ada.another_device()
    ada.delete(f"/devices/{phone.device_id}")
    told = [(p["log"], c["entity_id"], c["op"]) for p in published for c in p["changes"] if c["entity"] == "device"]
    assert told == [(ada.log, phone.device_id, "upsert"), (ada.log, phone.device_id, "delete")]


def test_a_device_is_signed_out_once(ada: Person):
    phone = ada.another_device()
    assert ada.delete(f"/devices/{phone.device_id}").ok
    assert ada.delete(f"/devices/{phone.device_id}").refusal == (404, "not_found")


def test_a_device_keeps_how_it_synchronises(ada: Person):
    assert ada.get("/sync/config")["config"] == {"mode": "hybrid", "keep_days": None}
    ada.put("/sync/config", {"mode": "local-only", "keep_days": 7})
    assert ada.get("/sync/config")["config"] == {"mode": "local-only", "keep_days": 7}
    assert ada.another_device().get("/sync/config")["config"]["mode"] == "hybrid"


def test_a_device_does_not_synchronise_in_just_any_way(ada: Person):
    assert ada.put("/sync/config", {"mode": "sometimes"}).wrong_fields == {"mode"}
    assert ada.put("/sync/config", {"mode": "hybrid", "keep_days": 0}).wrong_fields == {"keep_days"}
