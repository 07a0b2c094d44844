"""Connecting, joining chats, typing: what a socket may say and hears."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.support.background import Background
from tests.support.browsers import Browser
from tests.support.people import Person, new_id
from tests.support.sockets import ConnectionRefused, InProcessSocket


@pytest.fixture
def team(ada: Person, bob: Person) -> dict[str, Any]:
    return ada.group("Team", bob)


# Connecting


@pytest.mark.parametrize(
    "auth", [None, {}, {"token": ""}, {"token": "wrong"}, {"token": 5}, {"token": ["x"]}, "token", []]
)
def test_nobody_connects_without_a_session(ada: Person, connect, auth):
    with pytest.raises(ConnectionRefused) as refused:
        connect(auth=auth)
    assert refused.value.error["code"] == "unauthenticated"
    assert refused.value.error["data"]["code"] == "unauthenticated"


def test_a_token_connects_and_is_told_that_all_is_ready(ada: Person):
    ready = ada.connect().expect("ready")
    me = ada.get("/auth/me").json
    assert (ready["user_id"], ready["epoch"]) == (ada.id, me["epoch"])


def test_a_browser_connects_with_its_cookie(ada: Person, browser: Browser, connect):
    browser.sign_in("ada")
    cookie = f"session={browser.http.client.get_cookie('session').value}"
    assert connect(headers={"Cookie": cookie}).expect("ready")["user_id"] == ada.id


@pytest.mark.parametrize("token", ["wrong", "", 0, False, []])
def test_a_wrong_token_is_not_made_good_by_a_cookie(ada: Person, browser: Browser, connect, token):
    browser.sign_in("ada")
    cookie = f"session={browser.http.client.get_cookie('session').value}"
    with pytest.raises(ConnectionRefused):
        connect(auth={"token": token}, headers={"Cookie": cookie})


def test_a_session_that_has_ended_does_not_connect(ada: Person):
    phone = ada.another_device()
    ada.delete(f"/devices/{phone.device_id}")
    with pytest.raises(ConnectionRefused):
        phone.connect()


def test_a_socket_without_a_connection_gets_no_answers(app: Flask, ada: Person, background: Background):
    socket = ada.connect()
    socket.disconnect()
    socket._server.eio.sockets[socket._engine_id] = socket
    assert socket._acknowledged == {}


# What is said wrongly


@pytest.mark.parametrize(
    ("event", "data"),
    [
        ("join_chat", None),
        ("join_chat", {"conversation_id": "x"}),
        ("join_chat", {"conversation_id": new_id(), "limit": 101}),
        ("join_chat", []),
        ("join_chat", "team"),
        ("typing", {"conversation_id": None}),
        ("presence", {"state": "away"}),
        ("watch_presence", {"user_ids": [new_id()] * 201}),
        ("watch_presence", {}),
        ("send_message", {}),
        ("push", {"ops": 5}),
        ("pull", {"cursors": 5}),
        ("mark_as_read", {"conversation_id": new_id()}),
    ],
)
def test_what_is_malformed_is_refused_and_the_socket_lives_on(ada: Person, event: str, data):
    socket = ada.connect()
    assert socket.call(event, data).refusal == "validation_failed"
    assert socket.call("presence", {"state": "active"})["ok"]


# Joining


def test_joining_gives_the_newest_page_and_the_cursors_to_go_on_from(ada: Person, bob: Person, team):
    for number in range(5):
        ada.send(team, str(number))
    answer = bob.connect().call("join_chat", {"conversation_id": team["id"], "limit": 3})
    assert [message["content"] for message in answer["messages"]] == ["2", "3", "4"]
    conversation = bob.see(team)
    assert answer["conversation"] == conversation
    assert answer["cursors"] == {
        f"c:{team['id']}": conversation["last_seq"],
        f"r:{team['id']}": conversation["last_receipt_seq"],
    }


def test_a_chat_is_heard_without_joining_it(ada: Person, bob: Person, team):
    socket = bob.connect()
    message = ada.send(team)
    assert socket.expect("changes")["changes"][0]["row"] == message


# Typing


def _type(socket: InProcessSocket, team: dict[str, Any], active: bool = True):
    return socket.call("typing", {"conversation_id": team["id"], "active": active})


def test_typing_is_told_to_others_who_joined_and_to_nobody_else(ada: Person, bob: Person, cleo: Person):
    group = ada.group("Team", bob, cleo)
    adas, joined, not_joined = ada.connect(), bob.connect(), cleo.connect()
    for socket in (adas, joined):
        socket.call("join_chat", {"conversation_id": group["id"]})
    _type(adas, group)
    _type(adas, group, False)
    assert joined.received("typing") == [
        {"conversation_id": group["id"], "user_id": ada.id, "active": active} for active in (True, False)
    ]
    assert adas.received("typing") == not_joined.received("typing") == []


def test_who_left_the_chat_hears_no_more_typing(ada: Person, bob: Person, team):
    adas, bobs = ada.connect(), bob.connect()
    bobs.call("join_chat", {"conversation_id": team["id"]})
    bobs.call("leave_chat", {"conversation_id": team["id"]})
    _type(adas, team)
    assert bobs.received("typing") == []


def test_who_goes_away_types_no_more(ada: Person, bob: Person, team):
    adas, bobs = ada.connect(), bob.connect()
    bobs.call("join_chat", {"conversation_id": team["id"]})
    _type(adas, team)
    bobs.received("typing")
    adas.disconnect()
    assert [packet["active"] for packet in bobs.received("typing")] == [False]


def test_typing_is_stored_nowhere(ada: Person, team, published):
    _type(ada.connect(), team)
    assert published == []


# Rooms follow membership


def test_a_socket_hears_a_conversation_from_the_moment_it_is_made(ada: Person, bob: Person):
    socket = bob.connect()
    group = ada.group("Team", bob)
    socket.received("changes")
    ada.send(group)
    assert socket.expect("changes")["log"] == f"c:{group['id']}"


def test_every_socket_of_who_was_removed_falls_silent(ada: Person, bob: Person, team):
    sockets = [bob.connect(), bob.another_device().connect()]
    ada.delete(f"/conversations/{team['id']}/members/{bob.id}")
    for socket in sockets:
        socket.received("changes")
    ada.send(team)
    assert [socket.received("changes") for socket in sockets] == [[], []]


def test_one_event_after_another_is_answered_in_order(ada: Person, team):
    socket = ada.connect()
    ordinals = [
        socket.call("send_message", {"id": new_id(), "conversation_id": team["id"], "content": str(number)})["message"][
            "ordinal"
        ]
        for number in range(5)
    ]
    assert ordinals == [1, 2, 3, 4, 5]
