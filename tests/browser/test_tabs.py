"""Several tabs of one person: they show the same, one of them holds the connection, and it is handed over."""

from __future__ import annotations

from playwright.sync_api import WebSocket

from tests.browser.conftest import Arrive, Elsewhere, Enter
from tests.browser.screens.participant import Participant


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
    second.expect_messages("From the first", "From the second", "From Cleo", "After the first has gone", "Still there")
    assert len(sockets) == 1
    stored = [m["content"] for m in cleo.get(f"/messages/{pond['id']}")["messages"] if m["role"] == "user"]
    assert stored == ["From the first", "From the second", "From Cleo", "After the first has gone", "Still there"]


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
    stored = [m["content"] for m in cleo.get(f"/messages/{pond['id']}")["messages"] if m["role"] == "user"]
    assert stored == ["One", "Two", "Three"]


def _sockets_of(tab: Participant) -> list[WebSocket]:
    """Fills as the tab opens WebSockets."""
    sockets: list[WebSocket] = []
    tab.page.on("websocket", lambda socket: sockets.append(socket))
    return sockets
