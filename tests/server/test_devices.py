"""Where somebody is signed in, and signing a device out from afar, live."""

from __future__ import annotations

import pytest

from tests.support.answers import Answer
from tests.support.browsers import Browser
from tests.support.http import send
from tests.support.people import API, PASSWORD, Person, Visitor
from tests.support.sockets import ConnectionRefused

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


def _reason(answer: Answer) -> dict[str, str]:
    assert answer.refusal == (401, "unauthenticated")
    details: dict[str, str] = answer.json["error"]["details"]
    return details


def test_a_device_that_was_signed_out_is_told_so_and_nobody_else_is(ada: Person, browser: Browser, visitor: Visitor):
    """From this it knows that it must erase what it holds; whose session merely ended keeps everything."""
    browser.sign_in("ada")
    phone, mine = ada.another_device(), browser.get("/auth/me")["device_id"]
    for device_id in (phone.device_id, mine):
        ada.delete(f"/devices/{device_id}")
    assert _reason(phone.get("/auth/me")) == {"reason": "signed_out", "device_id": phone.device_id}
    assert _reason(browser.get("/auth/me")) == {"reason": "signed_out", "device_id": mine}
    with pytest.raises(ConnectionRefused) as refused:
        phone.connect()
    assert refused.value.error["details"]["reason"] == "signed_out"
    assert _reason(visitor.get("/auth/me")) == {}
    about_mine = visitor.request("GET", "/auth/me", headers={"Authorization": f"Bearer {mine}"})
    assert _reason(about_mine) == {}


def test_a_new_password_ends_sessions_without_a_reason_to_erase(ada: Person):
    phone = ada.another_device()
    ada.post("/auth/password", {"current_password": PASSWORD, "new_password": "another long secret"})
    assert _reason(phone.get("/auth/me")) == {}


def test_a_device_hears_how_it_keeps_things_at_every_contact(ada: Person):
    assert (ada.get("/auth/me")["sync_mode"], ada.connect().expect("ready")["sync_mode"]) == ("hybrid", "hybrid")
    ada.put("/sync/config", {"mode": "cloud-only"})
    assert ada.get("/auth/me")["sync_mode"] == "cloud-only"
    assert ada.connect().expect("ready")["sync_mode"] == "cloud-only"


def test_on_a_shared_computer_a_session_ends_with_the_browser_and_nothing_is_kept(ada: Person, browser: Browser):
    form = {"username": "ada", "password": PASSWORD}
    lasting = browser.submit("/sign-in", form)
    assert "Expires=" in lasting.headers["Set-Cookie"]
    assert browser.get("/auth/me")["sync_mode"] == "hybrid"
    browser.http.client.delete_cookie("session")
    passing = browser.submit("/sign-in", {**form, "shared": "on"})
    assert "Expires=" not in passing.headers["Set-Cookie"]
    assert browser.get("/auth/me")["sync_mode"] == "cloud-only"
