"""Limits by user and by address: enough for anybody, too few for whoever tries passwords or floods."""

from __future__ import annotations

import pytest

from messaging.accounts import guessing
from messaging.core import clock
from messaging.core.errors import RateLimited
from messaging.core.limits import LIMITS, limiter
from tests.support.answers import Answer
from tests.support.browsers import Browser
from tests.support.http import InProcess
from tests.support.people import PASSWORD, Person, Visitor, new_id, op

pytestmark = pytest.mark.usefixtures("limits")


def _use_up(name: str, key: str) -> None:
    """Leave one more use of a limit."""
    limiter.clear()
    for _ in range(LIMITS[name].amount - 1):
        limiter.hit(name, key)


def _refused(answer: Answer) -> bool:
    """True for a refusal that says when to come back."""
    if answer.ok or answer.status != 429:
        return False
    assert answer.error["code"] == "rate_limited"
    assert int(answer.headers["Retry-After"]) == answer.error["details"]["retry_after"] > 0
    return True


@pytest.fixture
def held_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """No wait is over before the test looks."""
    moment = clock.now()
    monkeypatch.setattr(guessing, "now", lambda: moment)


def _guess_until_refused(visitor: Visitor) -> None:
    """Guess Ada's password until one has to wait (test_guessing.py has the rest)."""
    while not _refused(visitor.post("/auth/login", {"username": "ada", "password": "wrong password"})):
        pass


def test_signing_in_for_a_token_counts_with_the_same_limit(ada: Person, visitor: Visitor, held_time):
    _guess_until_refused(visitor)
    assert _refused(visitor.post("/auth/token", {"username": "ada", "password": PASSWORD}))


def test_the_form_says_it_too_and_when_to_come_back(ada: Person, visitor: Visitor, browser: Browser, held_time):
    _guess_until_refused(visitor)
    answer = browser.submit("/sign-in", {"username": "ada", "password": PASSWORD})
    assert answer.status == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "Too many wrong passwords. Try again in" in answer.text


def test_a_forwarded_address_is_not_believed_unasked(admin: Person, visitor: Visitor):
    _use_up("register_address", "127.0.0.1")
    assert _register_from(visitor, "dora", "10.0.0.1").status == 201
    assert _refused(_register_from(visitor, "emil", "10.0.0.2"))


def test_behind_a_trusted_proxy_the_forwarded_address_counts(make_app, limits):
    visitor = Visitor(InProcess(make_app(trusted_proxies=1, rate_limits=True)))
    _use_up("register_address", "10.0.0.1")
    assert _register_from(visitor, "dora", "10.0.0.1").status == 201
    assert _refused(_register_from(visitor, "emil", "10.0.0.1"))
    assert _refused(_register_from(visitor, "emil", "10.9.9.9, 10.0.0.1"))
    assert _register_from(visitor, "emil", "10.0.0.2").status == 201


def _register_from(visitor: Visitor, username: str, forwarded: str) -> Answer:
    form = {"username": username, "password": PASSWORD}
    return visitor.request("POST", "/auth/register", form, {"X-Forwarded-For": forwarded})


def test_registering_is_limited_by_address(admin: Person, visitor: Visitor):
    _use_up("register_address", "127.0.0.1")
    assert visitor.post("/auth/register", {"username": "dora", "password": PASSWORD}).status == 201
    assert _refused(visitor.post("/auth/register", {"username": "emil", "password": PASSWORD}))


def test_changing_the_password_is_limited(ada: Person):
    _use_up("password", ada.id)
    form = {"current_password": "wrong password", "new_password": "another long secret"}
    assert ada.post("/auth/password", form).status == 422
    assert _refused(ada.post("/auth/password", form))


def test_sending_is_limited_by_person_whatever_the_way(ada: Person, bob: Person):
    conversation = ada.direct(bob)
    form = {"id": new_id(), "conversation_id": conversation["id"], "content": "Hello"}
    socket = ada.connect()
    _use_up("sending", ada.id)
    assert socket.call("send_message", form)["ok"]
    assert socket.call("send_message", form).refusal == "rate_limited"
    assert _refused(ada.post("/messages", form))
    bob.send(conversation)


def test_an_operation_over_the_limit_is_to_be_tried_again(ada: Person, bob: Person):
    conversation = ada.direct(bob)
    fields = {"conversation_id": conversation["id"], "content": "Hello"}
    _use_up("sending", ada.id)
    results = ada.push(*(op("message", "create", new_id(), fields=fields) for _ in range(3)))
    assert [result["status"] for result in results] == ["applied", "retry", "retry"]
    assert results[1]["error"]["code"] == "rate_limited"


def test_a_later_message_of_a_push_does_not_overtake_one_that_was_put_off(
    ada: Person, bob: Person, cleo: Person, monkeypatch: pytest.MonkeyPatch
):
    """The limit may have room again for the second. Other conversations and other operations go on."""
    refused = iter([True])
    hit = limiter.hit

    def hit_once(name: str, key: str) -> None:
        if name == "sending" and next(refused, False):
            raise RateLimited(1)
        hit(name, key)

    monkeypatch.setattr(limiter, "hit", hit_once)
    here, there = ({"conversation_id": ada.direct(other)["id"], "content": "Hello"} for other in (bob, cleo))
    messages = [op("message", "create", new_id(), fields=fields) for fields in (here, here, there)]
    results = ada.push(*messages, op("user", "update", ada.id, fields={"status_text": "new"}))
    assert [result["status"] for result in results] == ["retry", "retry", "applied", "applied"]
    assert [result["op_id"] for result in results[:3]] == [message["op_id"] for message in messages]
    assert results[1]["error"] is None  # it was not looked at, and nobody is to count it as a failure


@pytest.mark.parametrize("kind", ["malformed", "repeated"])
def test_operations_that_change_nothing_are_limited_too(kind: str, ada: Person):
    change = op("user", "update", ada.id, fields={"status_text": "new"})
    ada.push(change)
    idle = change if kind == "repeated" else {**change, "op": "destroy"}
    _use_up("reading", ada.id)
    statuses = [result["status"] for result in ada.push(idle, idle)]
    assert statuses == ["duplicate" if kind == "repeated" else "rejected", "retry"]


def test_an_operation_that_was_applied_is_a_duplicate_even_over_the_limit(ada: Person, bob: Person):
    first = op("message", "create", new_id(), fields={"conversation_id": ada.direct(bob)["id"], "content": "Hello"})
    _use_up("sending", ada.id)
    ada.push(first)
    assert ada.push(first)[0]["status"] == "duplicate"


def test_searching_people_is_limited(ada: Person):
    _use_up("people", ada.id)
    assert ada.get("/users?q=bob").ok
    assert _refused(ada.get("/users?q=bob"))
    assert _refused(ada.get(f"/users/{ada.id}"))


@pytest.mark.parametrize(
    ("name", "request_"),
    [
        ("changing", ("PATCH", "/users/me", {"status_text": "x"})),
        ("reading", ("GET", "/conversations", None)),
        ("reading", ("POST", "/sync/pull", {"cursors": {}})),
        ("invites", ("POST", "/invites/accept", {"token": "wrong"})),
    ],
)
def test_everything_else_is_limited_too(ada: Person, name: str, request_):
    _use_up(name, ada.id)
    assert ada.request(*request_).status != 429
    assert _refused(ada.request(*request_))


def test_typing_is_limited(ada: Person, bob: Person):
    socket, data = ada.connect(), {"conversation_id": ada.direct(bob)["id"], "active": True}
    _use_up("typing", ada.id)
    assert socket.call("typing", data)["ok"]
    assert socket.call("typing", data).refusal == "rate_limited"


def test_limits_can_be_switched_off(ada: Person):
    _use_up("changing", ada.id)
    limiter.enabled = False
    assert all(ada.patch("/users/me", {"status_text": "x"}).ok for _ in range(3))
