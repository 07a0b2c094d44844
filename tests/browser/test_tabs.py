"""Several tabs of one person: they show the same, one of them holds the connection, and it is handed over."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Error, WebSocket

from tests.browser.chromium import PLAIN
from tests.browser.conftest import Arrive, Elsewhere, Enter
from tests.browser.convergence import expect_convergence
from tests.browser.screens.participant import Participant
from tests.support.live import LiveServer
from tests.support.people import PASSWORD, Person

DEAF = """() => {
  const Heard = WebSocket;
  globalThis.WebSocket = class extends Heard {
    set onmessage(hear) {
      super.onmessage = (event) => globalThis.isDeaf || hear(event);
    }
  };
}"""
"""From when `isDeaf` is set, the page hears nothing any more of what the server says."""
REST = """(event) => dispatchEvent(new PageTransitionEvent(event, {persisted: true}))"""


def test_two_tabs_show_the_same_and_send_once(enter: Enter, arrive: Arrive, elsewhere: Elsewhere) -> None:
    anna, cleo = enter("Anna"), arrive("Cleo")
    pond = cleo.group("Pond", elsewhere(anna))
    first = anna.open_conversation("Pond")
    tab = anna.another_tab()
    sockets = _sockets_of(tab)
    tab.page.reload()
    tab.expect_in_touch()
    second = tab.open_conversation("Pond")

    first.send("From the first")
    second.expect_messages("From the first")
    second.send("From the second").expect_status("sent", "delivered")
    cleo.send(pond, "From Cleo")
    for here in (first, second):
        here.expect_messages("From the first", "From the second", "From Cleo")
    assert sockets == [], "the second tab has a connection of its own"

    anna.close()
    second.send("After the first has gone").expect_status("sent", "delivered")
    tab.expect_in_touch()
    cleo.send(pond, "Still there")
    assert len(sockets) == 1
    assert _texts(cleo, pond) == [
        "From the first",
        "From the second",
        "From Cleo",
        "After the first has gone",
        "Still there",
    ]


def test_two_tabs_written_in_without_a_network_send_everything_once(
    enter: Enter, arrive: Arrive, elsewhere: Elsewhere
) -> None:
    anna, cleo = enter("Anna"), arrive("Cleo")
    pond = cleo.group("Pond", elsewhere(anna))
    first = anna.open_conversation("Pond")
    tab = anna.another_tab()
    tab.expect_in_touch()
    second = tab.open_conversation("Pond")
    anna.go_offline()
    anna.expect_offline()
    tab.expect_offline()
    first.send("One")
    second.send("Two")
    first.send("Three")
    second.expect_messages("One", "Two", "Three")
    anna.close()
    tab.go_online()
    tab.expect_in_touch()
    second.message("Three").expect_status("sent", "delivered")
    assert _texts(cleo, pond) == ["One", "Two", "Three"]


def test_a_tab_that_crashes_in_mid_push_is_followed_at_once_and_nothing_is_sent_twice(
    enter: Enter, arrive: Arrive, elsewhere: Elsewhere, server: LiveServer
) -> None:
    """The server has stored what the first tab sent; the answer never reached it, and it is gone."""
    anna, cleo = enter("Anna", account=False), arrive("Cleo")
    anna.page.add_init_script(f"({DEAF})()")
    anna.create_account()
    anna.expect_in_touch()
    pond = cleo.group("Pond", elsewhere(anna))
    first = anna.open_conversation("Pond")
    tab = anna.another_tab()
    tab.expect_in_touch()
    second = tab.open_conversation("Pond")

    there = cleo.connect()
    anna.page.evaluate("globalThis.isDeaf = true")
    first.send("Once and no more")
    while "Once and no more" not in _said(there.expect("changes")):
        pass
    second.message("Once and no more").expect_status("sending")
    second.send("Behind it").expect_status("sending")
    with anna.page.expect_event("crash"), pytest.raises(Error):
        anna.page.goto("chrome://crash")
    second.message("Behind it").expect_status("sent", "delivered")
    second.message("Once and no more").expect_status("sent", "delivered")
    assert _texts(cleo, pond) == ["Once and no more", "Behind it"]
    expect_convergence(server, tab)


def test_a_frozen_leader_is_replaced_and_follows_when_it_wakes(
    enter: Enter, arrive: Arrive, elsewhere: Elsewhere, server: LiveServer
) -> None:
    anna, cleo = enter("Anna"), arrive("Cleo")
    pond = cleo.group("Pond", elsewhere(anna))
    cleo.send(pond, "Before")
    first = anna.open_conversation("Pond")
    sockets = _sockets_of(anna)
    anna.page.reload()
    anna.expect_in_touch()
    tab = anna.another_tab()
    tab.expect_in_touch()
    second = tab.open_conversation("Pond")

    browser = anna.context.new_cdp_session(anna.page)
    browser.send("Debugger.enable")
    paused: list[object] = []
    resumed: list[object] = []
    browser.on("Debugger.paused", lambda event: paused.append(event))
    browser.on("Debugger.resumed", lambda event: resumed.append(event))
    # In an idle moment: a page that stops in the middle of a transaction holds up everybody's writing, and browsers
    # freeze none that does.
    browser.send("Runtime.evaluate", {"expression": "requestIdleCallback(() => { debugger; })"})
    while not paused:
        tab.page.evaluate("new Promise((resolve) => requestAnimationFrame(resolve)).then(() => true)")
    second.send("While the first sleeps").expect_status("sent", "delivered")
    cleo.send(pond, "Good morning")
    second.expect_messages("Before", "While the first sleeps", "Good morning")
    assert resumed == [], "the first tab did not sleep, so this proves nothing"
    browser.send("Debugger.disable")
    first.expect_messages("Before", "While the first sleeps", "Good morning")
    first.send("Slept well").expect_status("sent", "delivered")
    anna.expect_in_touch()
    assert [socket.is_closed() for socket in sockets] == [True], "the first tab still has its connection, or a new one"
    expect_convergence(server, anna, tab)


def test_a_page_that_rests_for_the_back_button_hands_over_and_comes_back_as_it_should_be(
    enter: Enter, arrive: Arrive, elsewhere: Elsewhere, server: LiveServer
) -> None:
    anna, cleo = enter("Anna"), arrive("Cleo")
    pond = cleo.group("Pond", elsewhere(anna))
    first = anna.open_conversation("Pond")
    sockets = _sockets_of(anna)
    anna.page.reload()
    anna.expect_in_touch()
    tab = anna.another_tab()
    tab.expect_in_touch()
    second = tab.open_conversation("Pond")

    anna.page.evaluate(REST, "pagehide")
    second.send("Meanwhile").expect_status("sent", "delivered")
    assert [socket.is_closed() for socket in sockets] == [True], "with a connection no browser would keep the page"
    held = anna.page.evaluate("navigator.locks.query().then(({held}) => held.length)")
    assert held == 1, "the page at rest still has a lock"
    tab.close()
    anna.page.evaluate(REST, "pageshow")
    cleo.send(pond, "Welcome back")
    first.expect_messages("Meanwhile", "Welcome back")
    first.send("Thank you").expect_status("sent", "delivered")
    expect_convergence(server, anna)


def test_on_a_local_network_without_https_one_tab_leads_all_the_same(
    enter: Enter, arrive: Arrive, elsewhere: Elsewhere, server: LiveServer
) -> None:
    anna, cleo = enter("Anna", account=False, address=server.url.replace("127.0.0.1", PLAIN)), arrive("Cleo")
    anna.troubles.may_meet("Cross-Origin-Opener-Policy header has been ignored", "status of 401")
    anna.open("/register")
    anna.fill_in_registration()
    anna.expect_in_touch()
    assert anna.page.evaluate("!isSecureContext && !navigator.locks"), "here a page has locks, so this proves nothing"
    pond = cleo.group("Pond", elsewhere(anna))
    anna.open_conversation("Pond").send("From the first").expect_status("sent", "delivered")
    tab = anna.another_tab()
    sockets = _sockets_of(tab)
    tab.page.reload()
    tab.expect_in_touch()
    second = tab.open_conversation("Pond")
    second.send("From the second").expect_status("sent", "delivered")
    assert sockets == [], "the second tab has a connection of its own"
    anna.close()
    second.send("Alone").expect_status("sent", "delivered")
    tab.expect_in_touch()
    assert _texts(cleo, pond) == ["From the first", "From the second", "Alone"]
    assert len(sockets) == 1
    # Only the browser knows the server under that name.
    tab.address = server.url
    form = {"username": anna.username, "password": PASSWORD}
    assert tab.context.request.post(f"{server.url}/api/v1/auth/login", data=form).ok
    expect_convergence(server, tab)


def _said(packet: dict[str, Any]) -> list[str]:
    return [change["row"]["content"] for change in packet["changes"] if change["entity"] == "message"]


def _texts(person: Person, conversation: dict[str, Any]) -> list[str]:
    messages = person.get(f"/messages/{conversation['id']}?limit=100")["messages"]
    return [message["content"] for message in messages if message["role"] == "user"]


def _sockets_of(tab: Participant) -> list[WebSocket]:
    """Fills as the tab opens WebSockets."""
    sockets: list[WebSocket] = []
    tab.page.on("websocket", lambda socket: sockets.append(socket))
    return sockets
