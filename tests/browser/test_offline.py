"""Without a network: everything held is there, everything written leaves once, in order, when the network returns."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Arrive, Elsewhere, Enter
from tests.browser.convergence import expect_convergence
from tests.browser.line import SOCKET, BreakingLine
from tests.browser.troubles import NO_NETWORK
from tests.support.live import LiveServer
from tests.support.people import Person

# Chromium drops a WebSocket when it is set offline, but keeps one to `localhost`: half open, as after sleep.
HOSTS = ("127.0.0.1", "localhost")
API = "**/api/**"
PUSH = "**/api/v1/sync/push"


@pytest.fixture
def cleo(arrive: Arrive) -> Person:
    """At the other side; she reads what the server has."""
    return arrive("Cleo")


@pytest.mark.parametrize("host", HOSTS)
def test_a_day_without_a_network(
    host: str, enter: Enter, server: LiveServer, cleo: Person, elsewhere: Elsewhere
) -> None:
    anna = enter("Anna", address=server.url.replace("127.0.0.1", host))
    pond = cleo.group("Pond", elsewhere(anna))
    cleo.send(pond, "Are there frogs?")
    here = anna.open_conversation("Pond")
    own = here.send("I will look")
    own.expect_status("sent", "delivered", "read")
    anna.expect_ready_for_offline()

    anna.go_offline()
    anna.expect_offline()
    anna.page.reload()
    here.expect_title("Pond")
    here.expect_messages("Are there frogs?", "I will look")
    expect(here.pane.get_by_text("You’re offline.")).to_be_visible()

    for text in ("One", "Two", "Three"):
        here.send(text).expect_status("sending")
    own.bar("Edit")
    here.box.fill("I looked")
    here.box.press("Enter")
    here.message("Are there frogs?").react("👍")
    anna.expect_pending(5)
    expect(anna.status).to_contain_text("5 changes wait")

    anna.page.reload()
    here.expect_messages("Are there frogs?", "I looked", "One", "Two", "Three")
    expect(here.message("Are there frogs?").reaction("👍 1: You")).to_be_visible()
    anna.expect_offline()
    anna.expect_pending(5)

    anna.go_online()
    anna.expect_in_touch()
    here.message("Three").expect_status("sent", "delivered", "read")
    assert _texts(cleo, pond) == ["Are there frogs?", "I looked", "One", "Two", "Three"]
    assert [reaction["emoji"] for reaction in _page(cleo, pond)["reactions"]] == ["👍"]
    here.expect_messages("Are there frogs?", "I looked", "One", "Two", "Three")
    expect_convergence(server, anna)


def test_what_is_held_is_shown_before_the_network_answers(enter: Enter, cleo: Person, elsewhere: Elsewhere) -> None:
    anna = enter("Anna")
    cleo.send(cleo.group("Pond", elsewhere(anna)), "Are there frogs?")
    anna.open_conversation("Pond").expect_messages("Are there frogs?")
    anna.expect_ready_for_offline()
    unanswered = _leave_unanswered(anna.page)
    anna.page.reload()
    anna.conversation.expect_messages("Are there frogs?")
    expect(anna.item("Pond")).to_be_visible()
    anna.expect_offline()
    assert unanswered, "the page asked nothing, so this proves nothing"


def test_a_response_lost_after_the_commit_doubles_nothing(
    enter: Enter, server: LiveServer, cleo: Person, elsewhere: Elsewhere
) -> None:
    """Where a proxy lets no WebSocket through, and then loses an answer."""
    anna = enter("Anna", account=False)
    anna.troubles.may_meet("ERR_FAILED", *NO_NETWORK)
    anna.page.route_web_socket(SOCKET, lambda socket: socket.close())
    lost: list[Any] = []

    def lose_the_first(route: Route) -> None:
        answer = route.fetch()
        if lost:
            return route.fulfill(response=answer)
        lost.append(answer.json()["results"])
        return route.abort()

    anna.page.route(PUSH, lose_the_first)
    anna.create_account()
    here = anna.start_direct(cleo)
    here.send("Only once").expect_status("sent", "delivered")
    here.send("And this").expect_status("sent", "delivered")
    assert lost, "no answer was lost, so this proves nothing"
    assert _texts(cleo, cleo.direct(elsewhere(anna))) == ["Only once", "And this"]
    here.expect_messages("Only once", "And this")
    # Without a live connection it asks for what is new only now and then.
    anna.page.evaluate("dispatchEvent(new Event('quchat:sync-now'))")
    expect_convergence(server, anna)


def test_an_acknowledgement_lost_after_the_commit_doubles_nothing(
    enter: Enter, server: LiveServer, cleo: Person, elsewhere: Elsewhere
) -> None:
    """The same over the socket, which breaks right after the server has stored the message."""
    anna = enter("Anna", account=False)
    line = BreakingLine(anna.page)
    anna.create_account()
    here = anna.start_direct(cleo)
    here.send("Only once").expect_status("sent", "delivered")
    here.send("And this").expect_status("sent", "delivered")
    assert line.lost, "no connection broke, so this proves nothing"
    assert _texts(cleo, cleo.direct(elsewhere(anna))) == ["Only once", "And this"]
    here.expect_messages("Only once", "And this")
    expect_convergence(server, anna)


def _leave_unanswered(page: Page) -> list[str]:
    """Requests and sockets of this page begin and hear nothing; gives what was asked."""
    asked: list[str] = []
    page.route(API, lambda route: asked.append(route.request.url))
    page.route_web_socket(SOCKET, lambda socket: asked.append(socket.url))
    return asked


def _page(person: Person, conversation: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = person.get(f"/messages/{conversation['id']}?limit=100").json
    return answer


def _texts(person: Person, conversation: dict[str, Any]) -> list[str]:
    return [m["content"] for m in _page(person, conversation)["messages"] if m["role"] == "user"]
